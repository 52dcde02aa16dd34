"""From an answer to the page that parsers read: the same whether it came just now or out of a recording."""

from scrapers.exchange import Answer, Request
from scrapers.kinds.types import WatchedSource
from scrapers.types import Page


def page_of(source: WatchedSource, request: Request, answer: Answer) -> Page:
    """The page that the answer (200) brought. Its address is the one asked for: where it was redirected to may change
    from day to day.
    """
    return Page(source.source, request.address, answer.body, answer.media_type, answer.received_at)
