"""What is remembered of watching sources: every look at them, their days, pages put aside, incidents, and the jobs of
the timer. Plain frozen data; instants are aware and UTC, days are ISO 8601 texts with their year.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

LONGEST_LEASE = timedelta(minutes=10)
"""What is taken for longer was taken by a clock that was wrong, and is free: leases are renewed, not long."""


class LookResult(StrEnum):
    """How a look at a source ended. The value is what users see."""

    NEWS = "news"
    """It was understood and brought papers nobody knew."""
    UNCHANGED = "unchanged"
    """It was understood, or was the page we have (304), and brought no new paper."""
    EMPTY = "empty"
    """It was understood and says that there is nothing."""
    OTHER_DAY = "other day"
    """It answered with another day than the one asked for; nothing was recorded."""
    PARTIAL = "partial"
    """It was understood, but has suspiciously little; put aside, nothing was recorded."""
    CHANGED = "changed"
    """It could not be understood; put aside, nothing was recorded."""
    BLOCKED = "blocked"
    """The host does not want this program: a challenge, 401, 403, robots.txt."""
    LATER = "later"
    """The host wants to be left alone for a while."""
    FAILED = "failed"
    """There was no answer, or none that may be used."""


class VerdictKind(StrEnum):
    """What is to be thought of a source now. The value is what users see."""

    FRESH = "fresh"
    WAITING = "waiting"
    QUIET = "quiet"
    PARTIAL = "partial"
    STALLED = "stalled"
    FAILED = "failed"
    BLOCKED = "blocked"
    CHANGED = "changed layout"

    @property
    def is_trouble(self) -> bool:
        """Whether someone should look."""
        return self not in (VerdictKind.FRESH, VerdictKind.WAITING, VerdictKind.QUIET)


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One look at one listing of a source, whatever came of it.

    :ivar number: order of recording, from 1; 0 while not yet stored.
    :ivar run: the correlation id of the run it belongs to; it stands in every line of the log about it.
    :ivar day: the listing's day, or ``None`` where listings have no days.
    :ivar status: the HTTP status of the last answer; ``None`` if there was none.
    :ivar pages: how many pages were understood. :ivar entries: what they list. :ivar new: how many were new.
    :ivar promised: how many promises to readers were made of it.
    :ivar size: bytes, decoded. :ivar said: for people: what went wrong, or what is noteworthy; else empty.
    """

    number: int = 0
    source: str
    run: str
    day: str | None
    begun_at: datetime
    ended_at: datetime
    result: LookResult
    status: int | None = None
    pages: int = 0
    entries: int = 0
    new: int = 0
    promised: int = 0
    size: int = 0
    said: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingDay:
    """What is known of the listing of one day of one source.

    :ivar first_at: when it was first understood. :ivar grown_at: when it last had more papers than before, or others.
    :ivar looked_at: when it was last understood, or answered that it is unchanged.
    :ivar entries: how many papers it had then.
    :ivar still: how many looks in a row found it as it was.
    :ivar complete_at: since when it is taken for complete; ``None`` while it is not.
    """

    source: str
    day: str
    first_at: datetime
    grown_at: datetime
    looked_at: datetime
    entries: int
    still: int = 0
    complete_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceVerdict:
    """What is to be thought of a source, as it was last judged.

    :ivar said: one sentence for people, English. :ivar since: since when it is so. :ivar judged_at: when it was judged.
    :ivar numbers: what the sentence is made of, by name: counts, days and moments as text; for other languages.
    """

    source: str
    kind: VerdictKind
    said: str
    since: datetime
    judged_at: datetime
    numbers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownPage:
    """The version of a page that was last understood and recorded. Pages of one listing have one row each.

    :ivar address: as it was asked for. :ivar entries: how many papers it had.
    :ivar next_address: where the next page of the listing was; empty after the last.
    :ivar came_from: where it came from in the end, if redirects led elsewhere: its version is known there alone.
    :ivar digest: SHA-256, hex, of what it said; empty if nobody may rely on it.
    :ivar followed_to: of the last page that was asked for: the day before which nothing was wanted, an empty text if no
        page but the first; ``None`` if the listing had no further page.
    """

    source: str
    address: str
    etag: str
    last_modified: str
    entries: int
    recorded_at: datetime
    next_address: str = ""
    came_from: str = ""
    digest: str = ""
    followed_to: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PutAside:
    """A page that was had and not recorded: kept for a look, and for a later try to understand it.

    :ivar number: order of recording, from 1; 0 while not yet stored.
    :ivar result: ``partial``, ``changed`` or ``blocked``. :ivar said: why, for people.
    :ivar body: the page; empty where only the row was asked for.
    :ivar settled_at: when it was recorded after all, or dismissed; ``None`` while it waits.
    """

    number: int = 0
    source: str
    run: str
    day: str | None
    address: str
    media_type: str
    received_at: datetime
    result: LookResult
    said: str
    size: int
    body: bytes = b""
    settled_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """Something the operator should know of, from beginning to end. Of one subject there is one open incident at most.

    :ivar subject: ``source huggingface``, ``mail``, ``database`` …
    :ivar kind: the kind of trouble when it began, as users see it.
    :ivar told_at: when the operator was told that it began; ``None``: not yet.
    :ivar ended_at: when it was over. :ivar end_told_at: when the operator was told so.
    """

    number: int = 0
    subject: str
    kind: str
    said: str
    began_at: datetime
    told_at: datetime | None = None
    ended_at: datetime | None = None
    end_told_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Something the timer does again and again.

    :ivar name: ``fetch huggingface``, ``deliver`` …
    :ivar due_at: when it is due. :ivar owner: who does it now. :ivar lease_until: until when it is theirs.
    :ivar begun_at: when it was last begun. :ivar ended_at: when it last ended. :ivar said: how, for people.
    :ivar failures: how often in a row it ended badly.
    :ivar runs: how often it was begun.
    """

    name: str
    due_at: datetime
    owner: str | None = None
    lease_until: datetime | None = None
    begun_at: datetime | None = None
    ended_at: datetime | None = None
    said: str = ""
    failures: int = 0
    runs: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Lease:
    """What one process at a time may hold: being the leader. :ivar name: ``leader``."""

    name: str
    owner: str
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class HostPace:
    """When a host may be asked.

    :ivar host: name and port, small letters. :ivar free_at: nobody asks it before then.
    :ivar busy_until: somebody asks it now, and has its only place at most until then.
    :ivar forbidden_until: until when it wants to be left alone, or wanted to be.
    """

    host: str
    free_at: datetime
    busy_until: datetime | None = None
    forbidden_until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CountPoint:
    """The counts of a paper as one look found them.

    :ivar paper: its key.
    """

    paper: str
    source: str
    at: datetime
    upvotes: int | None
    comments: int | None
