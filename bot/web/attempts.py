"""How often someone may try what sends mail. Pure: the time is an argument; nothing is kept but in memory."""

from collections import OrderedDict, deque
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address, ip_network
from threading import Lock

MOST = 20
WITHIN = timedelta(hours=1)
SOURCES = 10_000
"""So many addresses are remembered; beyond that those that tried longest ago are forgotten."""


class Attempts:
    """Counts attempts by where they come from. Safe to share between threads."""

    def __init__(self, most: int = MOST, within: timedelta = WITHIN, sources: int = SOURCES) -> None:
        """:param most: attempts one source may make in any stretch of ``within``.
        :param sources: so many are remembered.
        """
        self._most = most
        self._within = within
        self._sources = sources
        self._lock = Lock()
        self._made: OrderedDict[str, deque[datetime]] = OrderedDict()

    def __len__(self) -> int:
        """How many sources are remembered."""
        return len(self._made)

    def attempt(self, host: str, now: datetime) -> timedelta | None:
        """Count an attempt.

        :param host: an IP address; anything else counts as one source of that name.
        :return: ``None`` if it may be made, else after what time another may be; those that may not do not count.
        """
        with self._lock:
            return self._attempt(source_of(host), now)

    def _attempt(self, source: str, now: datetime) -> timedelta | None:
        made = self._made.setdefault(source, deque())
        self._made.move_to_end(source)
        while len(self._made) > self._sources:
            self._made.popitem(last=False)
        while made and made[0] <= now - self._within:
            made.popleft()
        if len(made) >= self._most:
            return made[0] + self._within - now
        made.append(now)
        return None


def source_of(host: str) -> str:
    """Who stands behind an IP address: itself, or the network of 64 bits that one customer has in IPv6 (RFC 6177)."""
    try:
        address = ip_address(host.partition("%")[0])
    except ValueError:
        return host[:100]
    if not isinstance(address, IPv6Address):
        return str(address)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(ip_network((address, 64), strict=False))
