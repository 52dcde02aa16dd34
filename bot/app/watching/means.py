"""With what sources are looked at: everything that is not the source itself."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.app.telling import Teller
from scrapers.exchange import Web
from scrapers.kinds.types import Kind, WatchedSource
from scrapers.types import Listing, Page
from store.api import Store
from store.watch import Look


class FolderFile(Protocol):
    """A file of a watched folder, not yet read."""

    @property
    def name(self) -> str:
        """Its name, as the page's address."""
        ...

    @property
    def version(self) -> str:
        """Another one whenever the file was changed."""
        ...

    @property
    def size(self) -> int:
        """In bytes."""
        ...

    @property
    def changed_at(self) -> datetime:
        """When it was last written to; aware, UTC."""
        ...

    @property
    def leads_out(self) -> bool:
        """Whether it is a link to what lies outside of the folder: such a file is left out, and that is said."""
        ...

    def read(self) -> Page:
        """The page.

        :raises scrapers.errors.ScrapeError: it cannot be read.
        """
        ...


def _unheard(_look: Look) -> None:
    """Nobody wants to hear of looks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """What a look needs.

    :ivar web: who answers requests: the web, or a recording of it.
    :ivar parse: what a page says; it may run elsewhere.
    :ivar clock: the time, aware, UTC.
    :ivar kinds: every kind of source, by name.
    :ivar folder: the files of a watched folder, by name.
    :ivar teller: promises what is new to the stored readers; ``None``: nobody is told.
    :ivar on_look: hears of every look when it is recorded.
    :ivar judge: whether what is thought of the sources afterwards is kept, and told to the operator.
    """

    store: Store
    web: Web
    parse: Callable[[Page], Awaitable[Listing]]
    clock: Callable[[], datetime]
    kinds: Mapping[str, Kind]
    folder: Callable[[WatchedSource], Sequence[FolderFile]]
    teller: Teller | None = None
    on_look: Callable[[Look], None] = _unheard
    judge: bool = True
