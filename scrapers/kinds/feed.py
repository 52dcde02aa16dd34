"""Any address that is one page: an RSS or Atom feed of a journal, a blog, a server of preprints, or another page that a
parser can read. What it is follows from what it says.
"""

from datetime import date

from scrapers.exchange import Request
from scrapers.kinds.base import FEED_TYPES, BaseKind
from scrapers.kinds.checking import refusal
from scrapers.kinds.types import WatchedSource


class Feed(BaseKind):
    """See the module."""

    name = "feed"
    about = "any RSS or Atom feed"
    whole = True
    base_address = False

    def check(self, source: WatchedSource) -> None:
        """See :meth:`scrapers.kinds.types.Kind.check`."""
        super().check(source)
        if not source.address:
            raise refusal(source, "address", "is missing", 'For instance address = "https://example.org/papers.xml".')

    def requests(self, source: WatchedSource, day: date | None) -> tuple[Request, ...]:  # noqa: ARG002 - it has none
        """The feed."""
        return (Request(address=source.address, accept=FEED_TYPES),)
