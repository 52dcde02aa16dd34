"""What a page says, or why nobody can say: the page is to blame, or this machine."""

from bot.app.watching.means import Means
from bot.app.watching.outcome import log
from scrapers.errors import ScrapeError
from scrapers.types import Listing, Page


class OwnTrouble(ScrapeError):
    """A page could not be read here, for want of a process, memory or a file: the source is not to blame."""


async def understood(means: Means, page: Page) -> Listing:
    """What a page says.

    :raises OwnTrouble: nobody looked at the page, for want of means. The next look asks for it again.
    :raises scrapers.errors.ScrapeError: it cannot be understood.
    """
    begun = means.clock()
    try:
        listing = await means.parse(page)
    except OSError as error:
        why = error.strerror or str(error) or type(error).__name__
        raise OwnTrouble(
            page.address,
            f"the page was had, but this machine could not read it: {why}.",
            "This is no fault of the source: look at the machine's memory, processes and open files.",
        ) from error
    ms = (means.clock() - begun).total_seconds() * 1000
    kind, entries, skipped = listing.kind.value, len(listing.entries), len(listing.skipped)
    log.debug(
        "%s: understood as %s, %d papers, %d blocks unread, %.0f ms", page.source.name, kind, entries, skipped, ms
    )
    return listing
