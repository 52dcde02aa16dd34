"""What can go wrong between a source and its listing. Every message is written for the person who reads it."""

from datetime import datetime


class ScrapeError(Exception):
    """The root. ``address`` is what it happened to; the message says what happened and what to do next."""

    def __init__(self, address: str, what: str, hint: str = "") -> None:
        """:param what: what happened. :param hint: what to do next; empty if there is nothing to say."""
        super().__init__(f"{address}: {what}" + (f" {hint}" if hint else ""))
        self.address = address
        self.what = what
        self.hint = hint


class FetchError(ScrapeError):
    """The page could not be had."""


class PageMissing(FetchError):
    """There is nothing at that path."""


class PageTooLarge(FetchError):
    """The page is larger than :data:`scrapers.types.MAX_PAGE_BYTES`, or than it may be on the wire."""


class Unreachable(FetchError):
    """No answer: the name is not known, nobody listens, the connection broke, or it took too long. May pass."""


class ServerFailed(FetchError):
    """The server answered with an error of its own (5xx). May pass."""


class Gone(FetchError):
    """The server says that there is no such page (404, 410, or another 4xx): asking again brings nothing."""


class AskedTooOften(FetchError):
    """The host wants to be left alone for a while (429, or 503 with ``Retry-After``).

    :ivar until: until when, aware, UTC.
    """

    def __init__(self, address: str, what: str, until: datetime, hint: str = "") -> None:
        """:param until: aware, UTC."""
        super().__init__(address, what, hint)
        self.until = until


class Blocked(FetchError):
    """The host does not want this program: 401, 403, a challenge for robots, or its robots.txt."""


class ForbiddenAddress(FetchError):
    """The address, or one that it redirects to, leads into a private network or is written to look like another."""


class BadAnswer(FetchError):
    """The answer breaks the rules: an encoding nobody asked for, a decompression bomb, a redirect to nowhere."""


class Refused(ScrapeError):
    """The page was had, but nothing in it may be taken for a listing: it is empty, binary, or built to do harm."""


class LayoutChanged(ScrapeError):
    """The page is of a known kind but does not say what such pages say, or it is of no known kind.

    Never taken for an empty day: a page without papers must say so itself.
    """


class RefusedAsMalice(Refused):
    """Understanding the page took too long or too much memory; honest pages take a second."""


class SourceConfigError(ScrapeError):
    """A source that cannot be used as it is configured: it names the source, the key, and what is allowed there."""


class SourceFileError(ScrapeError):
    """A ``sources.toml`` that cannot be used as written: it names the file, the key, and what is allowed there."""
