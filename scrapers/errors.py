"""What can go wrong between a source and its listing. Every message is written for the person who reads it."""


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
    """The page is larger than :data:`scrapers.types.MAX_PAGE_BYTES`."""


class Refused(ScrapeError):
    """The page was had, but nothing in it may be taken for a listing: it is empty, binary, or built to do harm."""


class LayoutChanged(ScrapeError):
    """The page is of a known kind but does not say what such pages say, or it is of no known kind.

    Never taken for an empty day: a page without papers must say so itself.
    """


class SourceFileError(ScrapeError):
    """A ``sources.toml`` that cannot be used as written: it names the file, the key, and what is allowed there."""
