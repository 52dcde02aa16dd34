"""A folder on this machine into which somebody puts pages. Nothing is asked of the web: whoever watches reads it."""

from datetime import timedelta

from scrapers.kinds.base import BaseKind
from scrapers.kinds.checking import check_known, refusal
from scrapers.kinds.types import WatchedSource


class Dump(BaseKind):
    """See the module."""

    name = "dump"
    about = "a folder into which pages are put"
    interval = timedelta(minutes=5)

    def check(self, source: WatchedSource) -> None:
        """See :meth:`scrapers.kinds.types.Kind.check`. Whether the folder is there is found out when it is read."""
        check_known(source, self.parameters)
        if not source.address.strip() or "\0" in source.address:
            raise refusal(source, "address", "names no folder", 'For instance address = "pages".')
        if source.address.lower().startswith(("http://", "https://")):
            raise refusal(source, "address", "is no folder", 'For an address of the web use kind = "feed".')
