"""Sources of every kind, and answers to what they ask."""

from collections.abc import Mapping
from datetime import UTC, date, datetime

from scrapers.exchange import Answer, Request
from scrapers.kinds import KINDS
from scrapers.kinds.paging import MOST_BACK
from scrapers.kinds.types import ParameterValue, WatchedSource
from scrapers.types import Entry, Listing, PageKind

FRIDAY = date(2026, 11, 20)
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
HF = "https://huggingface.co"


def source(kind: str, address: str = "", **parameters: ParameterValue) -> WatchedSource:
    """A source of that kind; one that needs parameters gets good ones."""
    needed: Mapping[str, dict[str, ParameterValue]] = {
        "huggingface-search": {"query": "pigeons"},
        "arxiv-api": {"categories": ("cs.CL",)},
        "arxiv-rss": {"categories": ("cs.CL",)},
        "openreview": {"venueid": "ICLR.cc/2026/Conference"},
    }
    where = address or {"feed": "https://example.org/feed.xml", "dump": "pages"}.get(kind, "")
    return WatchedSource(name="mine", kind=kind, address=where, parameters=needed.get(kind, {}) | parameters)


def asked(one: WatchedSource, day: date | None = FRIDAY) -> list[str]:
    KINDS[one.kind].check(one)
    return [request.address for request in KINDS[one.kind].requests(one, day)]


def answered(request: Request, body: bytes = b"", link: str = "") -> Answer:
    return Answer(address=request.address, status=200, headers={"link": link}, body=body, received_at=NOON)


def listing(kind: PageKind, count: int, **fields: str) -> Listing:
    return Listing(kind, tuple(Entry(rank=rank, title="T", **fields) for rank in range(1, count + 1)))  # type: ignore[arg-type]  # all of the fields given are texts


def followed(one: WatchedSource, day: date | None, found: Listing, link: str = "") -> list[str]:
    """The addresses of the whole listing, if every page answers alike."""
    request: Request | None = KINDS[one.kind].requests(one, day)[0]
    addresses: list[str] = []
    while request:
        addresses.append(request.address)
        assert len(addresses) <= MOST_BACK
        request = KINDS[one.kind].following(one, day, request, answered(request, link=link), found)
    return addresses
