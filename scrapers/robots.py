"""robots.txt (RFC 9309): what a site lets programs ask for, and how often."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol
from urllib.parse import urlsplit

from protego import Protego

from scrapers.addresses import shown
from scrapers.bodies import Bounds
from scrapers.errors import BadAnswer, Blocked, FetchError, Gone, ServerFailed, Unreachable
from scrapers.gate import Place

PRODUCT = "paperround"
"""Our name in a robots.txt."""

BOUNDS = Bounds(decoded=500 * 1024, wire=500 * 1024, cut=True)
"""As much of a robots.txt as is read (RFC 9309, section 2.5)."""

KEPT = timedelta(hours=24)
"""A robots.txt is asked for again after that (RFC 9309, section 2.4)."""

MOST_KEPT = 32
"""So many are kept at most. Sites can be made up without end; one that is not kept is asked for again."""

LONGEST_DELAY = 60.0
"""The longest ``Crawl-delay`` that is honoured, in seconds."""

DOCUMENTED_APIS = (
    # These hosts document their interfaces for programs, with terms of their own, which are kept here (pacing, limits,
    # a contact). Their robots.txt, where there is one, is meant for those who crawl pages: arXiv's closes /api/.
    ("export.arxiv.org", "/api/query"),
    ("rss.arxiv.org", "/"),
    ("huggingface.co", "/api/"),
    ("api.biorxiv.org", "/details/"),
    ("api2.openreview.net", "/notes"),
)

_AGENT = re.compile(r"(?i)^(\s*user[- ]?agent)\s*:?\s*(.*)$")
_OTHERS = "somebody-else"


class AskFor(Protocol):
    """Brings a robots.txt, each redirect followed."""

    def __call__(self, address: str) -> Awaitable[bytes]:
        """The beginning of it. :raises scrapers.errors.FetchError: as :meth:`scrapers.exchange.Web.get`."""
        ...


@dataclass(frozen=True, slots=True)
class Rules:
    """What one robots.txt says to us."""

    rules: Protego | None
    """``None``: there is none, and everything may be asked for."""

    @classmethod
    def read(cls, body: bytes) -> "Rules":
        """Understand a robots.txt, as much of it as concerns us."""
        text = body[: BOUNDS.decoded].decode("utf-8", errors="replace").removeprefix("\ufeff")
        return cls(Protego.parse("\n".join(map(_ours_or_others, text.splitlines()))))

    def allow(self, address: str) -> bool:
        """Whether the address may be asked for."""
        return self.rules is None or self.rules.can_fetch(address, PRODUCT)

    @property
    def delay(self) -> float:
        """Seconds that the site wants between two requests, at most :data:`LONGEST_DELAY`."""
        delay = self.rules.crawl_delay(PRODUCT) if self.rules else None
        return min(max(float(delay or 0.0), 0.0), LONGEST_DELAY)


def _ours_or_others(line: str) -> str:
    """The line, but all other programs under one name: thousands of names times thousands of rules would be a trap."""
    agent = _AGENT.match(line.partition("#")[0])
    if not agent:
        return line
    name = agent[2].strip().lower()
    if name != "*":
        name = PRODUCT if name.split("/")[0].strip(" *") == PRODUCT else _OTHERS
    return f"User-agent: {name}"


@dataclass(slots=True)
class _Site:
    """:ivar turn: whoever has it asks, and all others wait. :ivar waiting: how many have it or wait for it."""

    turn: asyncio.Lock
    waiting: int = 0
    rules: Rules | None = None
    until: datetime | None = None


class Robots:
    """What every site's robots.txt says, asked for once a day."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        """:param clock: aware, UTC."""
        self._clock = clock
        self._sites: dict[str, _Site] = {}  # those used last stand last

    async def delay(self, place: Place, address: str, ask_for: AskFor) -> float:
        """Seconds that the site wants between two requests, if the address may be asked for.

        :raises scrapers.errors.Blocked: it may not.
        :raises scrapers.errors.FetchError: nobody knows: the robots.txt could not be had, and so the page is not asked
            for either (RFC 9309, section 2.3.1.4).
        """
        if is_documented(place, address):
            return 0.0
        rules = await self._rules(place, address, ask_for)
        if not rules.allow(address):
            raise Blocked(
                shown(address),
                f"{place.origin}/robots.txt does not let programs ask for this.",
                "Use the site's API or feed if it has one; those who run the site can let us in by the name "
                f"{PRODUCT!r}.",
            )
        return rules.delay

    async def _rules(self, place: Place, address: str, ask_for: AskFor) -> Rules:
        site = self._sites.pop(place.origin) if place.origin in self._sites else _Site(asyncio.Lock())
        self._sites[place.origin] = site
        site.waiting += 1
        try:
            async with site.turn:
                if site.rules is None or site.until is None or site.until <= self._clock():
                    site.rules = await _ask(f"{place.origin}/robots.txt", address, ask_for)
                    site.until = self._clock() + KEPT
                return site.rules
        finally:
            site.waiting -= 1
            self._forget()

    def _forget(self) -> None:
        """What is past its time, and what is too much: what was used longest ago goes first."""
        now = self._clock()
        idle = [origin for origin, site in self._sites.items() if not site.waiting]
        past = [origin for origin in idle if (until := self._sites[origin].until) is None or until <= now]
        too_many = idle[: max(0, len(self._sites) - MOST_KEPT)]
        for origin in {*past, *too_many}:
            del self._sites[origin]


def is_documented(place: Place, address: str) -> bool:
    """Whether the address belongs to one of :data:`DOCUMENTED_APIS`."""
    path = urlsplit(address).path or "/"
    if ".." in path:
        return False  # it leads elsewhere than it begins
    return any(place.host == host and path.startswith(prefix) for host, prefix in DOCUMENTED_APIS)


async def _ask(robots: str, address: str, ask_for: AskFor) -> Rules:
    try:
        body = await ask_for(robots)
    except (
        Gone,
        Blocked,
    ):  # 4xx: there is no robots.txt (section 2.3.1.3); what it means for pages, they say themselves
        return Rules(None)
    except (Unreachable, ServerFailed, BadAnswer) as error:
        raise _unknown(error, address) from error
    return await asyncio.to_thread(Rules.read, body)  # a long one takes a second, in which others go on


def _unknown(error: FetchError, address: str) -> FetchError:
    """The same failure, told of the page: a site that is down is not one that does not want us."""
    what = f"The site's robots.txt could not be had, and so the page was not asked for: {error.what}"
    return type(error)(shown(address), what, error.hint)
