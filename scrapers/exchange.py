"""One question to the web and its answer, as plain data, and the protocol of whoever asks.

Only :mod:`scrapers.http` speaks HTTP. Whoever plans requests (:mod:`scrapers.kinds`) or replays recorded ones
(:mod:`scrapers.recordings`) needs no more than this.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Validators:
    """By what a server recognises the version we have (RFC 9110, section 8.8). Empty text: it gave none.

    :ivar etag: the ``ETag`` as received, with its quotes. :ivar last_modified: the ``Last-Modified`` as received.
    """

    etag: str = ""
    last_modified: str = ""

    def __bool__(self) -> bool:
        """Whether there is anything to ask with."""
        return bool(self.etag or self.last_modified)


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is asked for.

    :ivar address: a URL, ``http`` or ``https``. No secret may stand in it: it is shown, logged and stored.
    :ivar accept: the media types that would do.
    :ivar validators: of the version we have; empty to be given the page whatever it is.
    :ivar validated_at: where that version came from, if redirects led elsewhere: nobody else is asked with them, for
        they say nothing of other pages. Empty: from ``address``.
    :ivar gap: seconds there must be between two requests to its host; the longest of all that was ever asked counts.
    """

    address: str
    accept: str = "*/*"
    validators: Validators = field(default_factory=Validators)
    validated_at: str = ""
    gap: float = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back: a page, or that the one we have is still the page.

    :ivar address: where it came from in the end, after redirects.
    :ivar status: 200, or 304 if nothing changed; whatever else a server says is an error.
    :ivar headers: names in small letters.
    :ivar body: decoded, at most :data:`scrapers.types.MAX_PAGE_BYTES`; empty with 304.
    :ivar received_at: aware, UTC.
    :ivar seconds: how long it took.
    """

    address: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    received_at: datetime
    seconds: float = 0.0

    @property
    def unchanged(self) -> bool:
        """Whether the page is still the one we have."""
        return self.status == 304  # noqa: PLR2004 - its name is Not Modified

    @property
    def media_type(self) -> str:
        """The ``Content-Type`` as received, or the empty string."""
        return self.headers.get("content-type", "")

    @property
    def validators(self) -> Validators:
        """By what the server will recognise this version."""
        return Validators(self.headers.get("etag", ""), self.headers.get("last-modified", ""))


class Web(Protocol):
    """Whoever answers requests: the web itself, or a recording of it."""

    async def get(self, request: Request) -> Answer:
        """The answer.

        :raises scrapers.errors.FetchError: there is none, or none that may be used; see its subclasses.
        """
        ...


class Pacing(Protocol):
    """When a host may be asked, over everything that asks it: all sources, all processes that share this memory."""

    def reserve(self, host: str, now: datetime, *, gap: float, hold: float) -> datetime | None:
        """Take the host's only place, if it is free.

        :param host: name and port, small letters.
        :param gap: seconds from the end of this request in which nobody may ask the host again.
        :param hold: seconds after which the place is free again, should nobody give it back.
        :return: ``None`` if it is taken now, else when to ask again (later than ``now``).
        """
        ...

    def release(self, host: str, now: datetime, *, gap: float) -> None:
        """Give the place back; the next request may begin ``gap`` seconds later."""
        ...

    def forbid(self, host: str, until: datetime) -> None:
        """The host wants to be left alone until then (``Retry-After``, ``RateLimit``). Never shortens what was said."""
        ...
