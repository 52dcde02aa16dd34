"""What is configured of a source, and what a kind of source knows: which pages to ask for, and what is asked next."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Protocol

from scrapers.exchange import Answer, Request
from scrapers.types import Listing, Source

ParameterValue = str | int | tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchedSource:
    """A source as the operator configured it.

    :ivar name: short and lasting, see :class:`scrapers.types.Source`.
    :ivar kind: the name of its kind, a key of :data:`scrapers.kinds.KINDS`.
    :ivar address: where it is asked; empty for the kind's own address. For ``dump`` a folder.
    :ivar parameters: what the kind wants to know, checked by :meth:`Kind.check`.
    """

    name: str
    kind: str
    title: str = ""
    homepage: str = ""
    address: str = ""
    parameters: Mapping[str, ParameterValue] = field(default_factory=dict)

    @property
    def source(self) -> Source:
        """Whose pages they are, as the catalog remembers it."""
        return Source(name=self.name, kind=self.kind, title=self.title, homepage=self.homepage)


@dataclass(frozen=True, slots=True)
class Parameter:
    """Something a kind wants to know.

    :ivar about: one line for people. :ivar needed: whether it must be given. :ivar example: a TOML value.
    """

    name: str
    about: str
    example: str
    needed: bool = False


class Kind(Protocol):
    """A kind of source: pure, no clock and no network.

    :ivar name: what stands behind ``kind =``.
    :ivar about: one line for people.
    """

    name: str
    about: str
    parameters: tuple[Parameter, ...]

    def has_days(self, source: WatchedSource) -> bool:
        """Whether its listings are of one day each, and a day can be asked for by itself."""
        ...

    def lists_whole(self, source: WatchedSource) -> bool:
        """Whether a listing is the whole of something (a day, a window of the newest), so that one that is suddenly
        much shorter is suspicious; not so the answers to "what is newer than".
        """
        ...

    def weekdays(self, source: WatchedSource) -> frozenset[int]:
        """The days on which papers usually come, Monday being 0."""
        ...

    def every(self, source: WatchedSource) -> timedelta:
        """The time between two looks, if nobody configured it."""
        ...

    def check(self, source: WatchedSource) -> None:
        """:raises scrapers.errors.SourceConfigError: it cannot be used so."""
        ...

    def day_at(self, source: WatchedSource, moment: datetime) -> date:
        """The day it is at the source at this moment (aware): the newest whose listing has begun."""
        ...

    def day_over(self, source: WatchedSource, day: date) -> datetime:
        """When nothing is added to that day's listing any more, as a rule; UTC."""
        ...

    def listing_day(self, source: WatchedSource, day: date) -> date:
        """The day by which the listing goes that has this day's papers: the day itself, or of a listing of a week or a
        month its first day. Asked for any of its days, it is the same listing.
        """
        ...

    def back_to(self, source: WatchedSource, last: datetime) -> date:
        """Of a source without days: the day to ask for pages back to, so that nothing is missed that was listed since.

        :param last: when it was last known what the source lists; aware.
        """
        ...

    def requests(self, source: WatchedSource, day: date | None) -> tuple[Request, ...]:
        """Where the first page of a listing is asked for, the best place first; the others if that one fails.

        :param day: of a kind that has days, which listing; ``None`` for the newest. Of the others, back to which day
            pages are followed; ``None``: the first page will do.
        """
        ...

    def following(
        self, source: WatchedSource, day: date | None, asked: Request, answer: Answer, listing: Listing
    ) -> Request | None:
        """Where the next page of the same listing is, ``None`` after the last.

        :param day: as in :meth:`requests`. :param listing: what the page says that ``asked`` brought.
        :raises scrapers.errors.BadAnswer: the page contradicts itself, and nothing follows from it.
        """
        ...

    def answered_day(self, source: WatchedSource, listing: Listing) -> date | None:
        """The day whose listing this is by its own word; ``None`` if it does not say."""
        ...
