"""What each kind of source asks for, and the days it has."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrapers.exchange import Answer, Request
from scrapers.kinds import KINDS, page_of
from scrapers.kinds.types import WatchedSource
from scrapers.types import Entry, Listing, Page, PageKind, Source
from tests.scrapers.kind_builders import FRIDAY, HF, NOON, asked, listing, source

ARXIV = "https://export.arxiv.org/api/query?search_query="
NEWEST = "&sortBy=submittedDate&sortOrder=descending&max_results=300&start=0"
NOTES = "https://api2.openreview.net/notes?content.venueid=ICLR.cc%2F2026%2FConference&sort=cdate%3Adesc"


@pytest.mark.parametrize(
    ("one", "addresses"),
    [
        (
            source("huggingface-daily"),
            [f"{HF}/api/daily_papers?date=2026-11-20&limit=100&p=0", f"{HF}/papers/date/2026-11-20"],
        ),
        (
            source("huggingface-daily", period="week", limit=50),
            [f"{HF}/api/daily_papers?week=2026-W47&limit=50&p=0", f"{HF}/papers/week/2026-W47"],
        ),
        (
            source("huggingface-daily", period="month"),
            [f"{HF}/api/daily_papers?month=2026-11&limit=100&p=0", f"{HF}/papers/month/2026-11"],
        ),
        (
            source("huggingface-daily", period="trending"),
            [f"{HF}/api/daily_papers?sort=trending&limit=100&p=0", f"{HF}/papers/trending"],
        ),
        (
            source("huggingface-search", query="a & b/ü"),
            [f"{HF}/api/papers/search?q=a+%26+b%2F%C3%BC", f"{HF}/papers?q=a+%26+b%2F%C3%BC"],
        ),
        (source("arxiv-api"), [f"{ARXIV}cat%3Acs.CL{NEWEST}"]),
        (
            source("arxiv-api", categories="cs.CL, cs.*", query="ti:x"),
            [f"{ARXIV}%28cat%3Acs.CL+OR+cat%3Acs.%2A%29+AND+%28ti%3Ax%29{NEWEST}"],
        ),
        (source("arxiv-rss", categories=("cs.CL", "cs.LG")), ["https://rss.arxiv.org/rss/cs.CL+cs.LG"]),
        (source("feed", "https://example.org/f?a=1&b=2"), ["https://example.org/f?a=1&b=2"]),
        (source("biorxiv"), ["https://api.biorxiv.org/details/biorxiv/2026-11-20/2026-11-20/0/json"]),
        (
            source("biorxiv", server="medrxiv", category="Cell Biology"),
            ["https://api.biorxiv.org/details/medrxiv/2026-11-20/2026-11-20/0/json?category=cell_biology"],
        ),
        (source("openreview"), [f"{NOTES}&limit=500&offset=0"]),
        (source("dump"), []),
    ],
)
def test_each_kind_asks_at_its_own_address(one: WatchedSource, addresses: list[str]) -> None:
    assert asked(one) == addresses


def test_the_newest_day_is_asked_for_without_its_date() -> None:
    assert asked(source("huggingface-daily"), None) == [f"{HF}/api/daily_papers?limit=100&p=0", f"{HF}/papers"]
    assert asked(source("biorxiv"), None) == ["https://api.biorxiv.org/details/biorxiv/30/0/json"]


@pytest.mark.parametrize("address", ["http://127.0.0.1:8080/m", "http://127.0.0.1:8080/m/"])
@pytest.mark.parametrize("kind", sorted(set(KINDS) - {"feed", "dump"}))
def test_an_address_of_the_operator_replaces_where_not_what(kind: str, address: str) -> None:
    own, mirror = asked(source(kind)), asked(source(kind, address))
    assert [place.split("/", 3)[3] for place in own] == [place.split("/m/", 1)[1] for place in mirror]
    assert all(place.startswith("http://127.0.0.1:8080/m/") for place in mirror)


def test_an_address_copied_with_the_kinds_own_path_is_not_doubled() -> None:
    assert asked(source("huggingface-daily", f"{HF}/papers")) == asked(source("huggingface-daily"))
    assert asked(source("arxiv-api", "https://export.arxiv.org/api/query/")) == asked(source("arxiv-api"))


def test_arxiv_is_never_asked_more_often_than_every_three_seconds() -> None:
    for kind in ("arxiv-api", "arxiv-rss"):
        assert [request.gap >= 3 for request in KINDS[kind].requests(source(kind), FRIDAY)] == [True]


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 11, 20, 2, 29, 59, tzinfo=UTC), date(2026, 11, 19)),
        (datetime(2026, 11, 20, 2, 30, tzinfo=UTC), date(2026, 11, 20)),
        (datetime(2026, 7, 1, 1, 29, tzinfo=UTC), date(2026, 6, 30)),
        (datetime(2026, 7, 1, 1, 30, tzinfo=UTC), date(2026, 7, 1)),
        (datetime(2026, 12, 31, 23, 0, tzinfo=UTC), date(2026, 12, 31)),
    ],
)
def test_the_batch_of_hugging_face_rolls_over_in_the_evening_of_new_york(moment: datetime, day: date) -> None:
    kind = KINDS["huggingface-daily"]
    assert kind.day_at(source(kind.name), moment) == day
    assert kind.day_over(source(kind.name), FRIDAY) == datetime(2026, 11, 21, 2, 30, tzinfo=UTC)
    assert kind.weekdays(source(kind.name)) == frozenset(range(5))


@pytest.mark.parametrize(
    ("period", "first", "over"),
    [
        ("week", date(2026, 11, 16), datetime(2026, 11, 23, 2, 30, tzinfo=UTC)),
        ("month", date(2026, 11, 1), datetime(2026, 12, 1, 2, 30, tzinfo=UTC)),
    ],
)
def test_a_week_and_a_month_go_by_their_first_day(period: str, first: date, over: datetime) -> None:
    kind, one = KINDS["huggingface-daily"], source("huggingface-daily", period=period)
    assert kind.has_days(one)
    assert kind.day_at(one, NOON) == kind.listing_day(one, FRIDAY) == first
    assert kind.day_over(one, FRIDAY) == kind.day_over(one, first) == over
    assert asked(one, first) == asked(one, FRIDAY)
    assert kind.answered_day(one, listing(PageKind.HUGGINGFACE_JSON, 3, listed="2026-11-18")) is None


@given(
    kind=st.sampled_from(sorted(KINDS)),
    moment=st.datetimes(datetime(2023, 5, 4), datetime(2100, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 - UTC is added
)
def test_at_every_moment_it_is_a_day_that_is_not_over_yet(kind: str, moment: datetime) -> None:
    one, its = source(kind), KINDS[kind]
    day = its.day_at(one, moment)
    assert its.day_over(one, day - timedelta(days=1)) <= moment < its.day_over(one, day)


def test_the_answers_own_day_is_the_one_most_papers_say() -> None:
    entries = tuple(
        Entry(rank=rank, title="T", listed=day) for rank, day in enumerate(["2026-11-19", "2026-11-20", "2026-11-20"])
    )
    for name, page_kind in (("huggingface-daily", PageKind.HUGGINGFACE_JSON), ("biorxiv", PageKind.BIORXIV)):
        assert KINDS[name].answered_day(source(name), Listing(page_kind, entries)) == FRIDAY
        assert KINDS[name].answered_day(source(name), Listing(page_kind, ())) is None
    page = Listing(PageKind.HUGGINGFACE_HTML, entries, listing_date="2026-11-19")
    assert KINDS["huggingface-daily"].answered_day(source("huggingface-daily"), page) == date(2026, 11, 19)
    without_year = Listing(PageKind.DUMP, (), listing_date="--11-20")
    assert KINDS["huggingface-daily"].answered_day(source("huggingface-daily"), without_year) is None


def test_a_live_page_is_what_was_asked_for_and_when_it_came() -> None:
    one = WatchedSource(
        name="mine", kind="feed", title="Mine", homepage="https://example.org/", address="https://a.example"
    )
    request = Request(address="https://a.example/1")
    answer = Answer(
        address="https://b.example/2", status=200, headers={"content-type": "text/xml"}, body=b"x", received_at=NOON
    )
    whose = Source("mine", "feed", "Mine", "https://example.org/")
    assert page_of(one, request, answer) == Page(whose, "https://a.example/1", b"x", "text/xml", NOON)
