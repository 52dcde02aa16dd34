"""The gate: which addresses may be asked at all, so that nobody reaches through us into a private network (SSRF).

An address is checked as it is written, then every address its name stands for; whoever connects, connects to one that
was checked, so that a name cannot lead elsewhere in between. Only what the operator named may be private.
"""

import asyncio
import re
import socket
from collections.abc import Awaitable, Callable, Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from urllib.parse import urlsplit

import idna

from scrapers.addresses import default_port, shown
from scrapers.errors import ForbiddenAddress, Unreachable
from scrapers.networks import IPAddress, is_public
from scrapers.text import MAX_URL

Resolver = Callable[[str, int], Awaitable[Sequence[str]]]
"""Which addresses a name stands for; raises :class:`OSError` if nobody knows."""

CURE = "If it is meant, name its host in PAPERROUND_FETCH_ALLOW (fetch_allow in the configuration file)."

MOST_LOOKUPS = 4
"""So many names are looked up at once."""

# A look-up cannot be called off, and where no name server answers it takes a minute. In threads of their own, look-ups
# keep nobody waiting but each other.
_lookups = ThreadPoolExecutor(MOST_LOOKUPS, thread_name_prefix="look-up")

_LONGEST_NAME = 253
_LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
"""What the last part of a name is only in another way of writing an IPv4 address (WHATWG URL, "ends in a number")."""

_PORT = re.compile(r"[0-9]{1,5}")
_HIGHEST_PORT = 65_535


@dataclass(frozen=True, slots=True)
class Place:
    """Where an address leads. :ivar host: small letters, ASCII; of an IPv6 address without brackets."""

    scheme: str
    host: str
    port: int

    @property
    def origin(self) -> str:
        """Scheme, host and port, the usual port left out (RFC 6454)."""
        return f"{self.scheme}://{self.authority}"

    @property
    def authority(self) -> str:
        """Host and port, the usual port left out."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == default_port(self.scheme) else f"{host}:{self.port}"


async def system_resolver(host: str, port: int) -> Sequence[str]:
    """What the machine's own resolver says, each address once, in its order."""
    look_up = partial(socket.getaddrinfo, host, port, type=socket.SOCK_STREAM)
    found = await asyncio.get_running_loop().run_in_executor(_lookups, look_up)
    return tuple(dict.fromkeys(str(address[0]) for *_, address in found))


class Gate:
    """Says which addresses may be asked."""

    def __init__(self, allowed: Collection[str] = (), resolver: Resolver = system_resolver) -> None:
        """:param allowed: what may be private: names, addresses or networks, the former two also with a port.

        :raises ValueError: one of them is none of these; the message names it.
        """
        self._resolver = resolver
        self._hosts: set[tuple[str, int | None]] = set()
        self._networks: list[IPv4Network | IPv6Network] = []
        for entry in allowed:
            self._allow(entry.strip().lower())

    def check_address(self, url: str) -> None:
        """Check an address as it is written; nothing is asked, not even what its name stands for.

        :raises scrapers.errors.ForbiddenAddress: it is no address of the web, is written to look like another, or names
            a private network that the operator did not.
        """
        self.place_of(url)

    def place_of(self, url: str) -> Place:
        """Where an address leads. Raises as :meth:`check_address`."""
        place = _parse(url)
        literal = _literal(place.host)
        if literal is not None and not self._may_be_asked(place.host, place.port, literal):
            raise _private(shown(url), literal)
        return place

    async def resolve(self, host: str, port: int) -> list[str]:
        """The addresses of a host, all of them checked; to be connected to as they are.

        :raises scrapers.errors.ForbiddenAddress: one of them is private, and the operator did not name it.
        :raises scrapers.errors.Unreachable: the name stands for nothing.
        """
        host = _checked_host(host, f"{host}:{port}")
        where = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        literal = _literal(host)
        addresses = [str(literal)] if literal is not None else await self._ask(host, port, where)
        for text in addresses:
            address = _literal(text)
            if address is None or not self._may_be_asked(host, port, address):
                raise _private(where, text)
        return addresses

    async def _ask(self, host: str, port: int, where: str) -> list[str]:
        try:
            addresses = await self._resolver(host, port)
        except (OSError, UnicodeError) as error:
            raise _unknown(where) from error
        if not addresses:
            raise _unknown(where)
        return list(addresses)

    def _may_be_asked(self, host: str, port: int, address: IPAddress) -> bool:
        if is_public(address):
            return True
        names = {host, str(address)}
        if any((name, number) in self._hosts for name in names for number in (port, None)):
            return True
        return any(address in network for network in self._networks)

    def _allow(self, entry: str) -> None:
        try:
            self._networks.append(ip_network(entry))
        except ValueError:
            host, port = _host_and_port(entry)
        else:
            return
        try:
            number = None if port is None else _checked_port(port, entry)
            self._hosts.add((_checked_host(host, entry), number))
        except ForbiddenAddress as error:
            raise ValueError(
                f"{entry!r} is neither a host (mirror.example, 10.0.0.5, also with :port) nor a network (10.0.0.0/8)."
            ) from error


def _parse(url: str) -> Place:
    address = shown(url)
    if not url or len(url) > MAX_URL or not url.isprintable() or any(character in url for character in ' \\"<>'):
        raise ForbiddenAddress(
            address, "This is no address of the web: it is too long or has characters none may have."
        )
    try:
        parts = urlsplit(url)
    except ValueError as error:
        raise ForbiddenAddress(address, "This is no address of the web.") from error
    if parts.scheme not in {"http", "https"}:
        raise ForbiddenAddress(address, "Only http:// and https:// addresses are asked.")
    if "@" in parts.netloc:
        raise ForbiddenAddress(
            address, "It has a name or password before the host.", "Leave out everything up to the @."
        )
    host, port = _host_and_port(parts.netloc)
    number = default_port(parts.scheme) if port is None else _checked_port(port, address)
    return Place(parts.scheme, _checked_host(host, address), number)


def _host_and_port(netloc: str) -> tuple[str, str | None]:
    """Split ``host``, ``host:port``, ``[v6]`` or ``[v6]:port``."""
    if netloc.startswith("["):
        host, _, rest = netloc[1:].partition("]")
        return host, rest[1:] if rest.startswith(":") else (rest or None)
    host, colon, port = netloc.partition(":")
    return host, port if colon else None


def _checked_port(text: str, address: str) -> int:
    if _PORT.fullmatch(text) and 0 < int(text) <= _HIGHEST_PORT:
        return int(text)
    raise ForbiddenAddress(address, "What stands behind its colon is no port.", "Ports are 1 to 65535.")


def _checked_host(host: str, address: str) -> str:
    """The host in small letters and ASCII; a name, or an address in its usual form."""
    written = host.lower()
    if not host.isascii():
        try:
            host = idna.encode(host, uts46=True).decode("ascii")
        except idna.IDNAError as error:
            raise ForbiddenAddress(address, "Its host is no name that can be asked for.") from error
    host = host.lower()
    literal = _literal(host)
    if literal is not None and host == written:
        return str(literal)
    labels = host.removesuffix(".").split(".")
    if literal is not None or _NUMBER.fullmatch(labels[-1]):
        raise ForbiddenAddress(
            address, "Its host is a number that hides an address.", "Write it in the usual form, as in 192.0.2.1."
        )
    if len(host) > _LONGEST_NAME or not all(map(_LABEL.fullmatch, labels)):
        raise ForbiddenAddress(address, "Its host is neither a name nor an address.")
    return host.removesuffix(".")


def _literal(host: str) -> IPAddress | None:
    """The address that stands there in its usual form; ``None`` for a name, and for any with a zone (RFC 4007)."""
    if "%" in host:
        return None
    try:
        return ip_address(host)
    except ValueError:
        return None


def _private(address: str, found: IPAddress | str) -> ForbiddenAddress:
    version = "IPv6 address" if isinstance(found, IPv6Address) else "address"
    return ForbiddenAddress(
        address, f"It leads to the {version} {found}, which is not of the public internet. Nothing was asked.", CURE
    )


def _unknown(address: str) -> Unreachable:
    return Unreachable(
        address, "Its name is not known.", "Look at its spelling, and whether this machine is connected."
    )
