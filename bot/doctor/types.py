"""What is examined, and what is found."""

import ssl
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from bot.disk import free_bytes
from bot.settings import Settings
from scrapers.exchange import Web
from scrapers.types import Listing, Page
from store.api import Store


class State(StrEnum):
    """How something was found. The value is what programs see."""

    OK = "ok"
    WARNING = "warning"
    """It works, but may not for long, or not as well as it could."""
    FAILED = "failed"
    SKIPPED = "skipped"
    """It could not be looked at, or need not be."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found of something.

    :ivar name: what it is, one or two words. :ivar said: what was found, a sentence without a secret.
    :ivar cure: what to do next; empty if nothing need be done.
    """

    name: str
    state: State
    said: str
    cure: str = ""


@dataclass(slots=True, kw_only=True)
class Patient:
    """What is examined, with the means to do so.

    :ivar database_url: the one that is used, which need not be the settings' own.
    :ivar clock: the time, aware, UTC. :ivar seconds: for how long something took; never goes back.
    :ivar offline: whether nothing may be asked over the network but the database.
    :ivar open_store: opens the catalog at an address, raising :class:`store.errors.StoreError`.
    :ivar web: whoever answers requests, always the same; it keeps its manners by what the store remembers, if there is
        one.
    :ivar parse: what a page says; raises :class:`scrapers.errors.ScrapeError`.
    :ivar free: how many bytes are free where a database is; ``None`` if that is not a file.
    :ivar trusted: whose certificates mail servers may show; ``None``: those that the machine trusts.
    :ivar store: the catalog, once it was found sound.
    :ivar drift: by how much hosts' clocks were ahead of ours, as far as hosts were asked.
    """

    settings: Settings
    database_url: str
    clock: Callable[[], datetime]
    seconds: Callable[[], float]
    open_store: Callable[[str], Store]
    web: Callable[[Store | None], Web]
    parse: Callable[[Page], Awaitable[Listing]]
    free: Callable[[str], int | None] = free_bytes
    offline: bool = False
    trusted: ssl.SSLContext | None = None
    store: Store | None = None
    drift: list[timedelta] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Check:
    """Something to look at.

    :ivar name: as in :class:`Finding`. :ivar look: finds out; expected failures are findings.
    """

    name: str
    look: Callable[[Patient], Awaitable[Sequence[Finding]]]
