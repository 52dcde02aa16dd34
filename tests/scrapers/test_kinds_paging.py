"""From page to page of one listing: to its end, never further, never elsewhere."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrapers.errors import BadAnswer
from scrapers.exchange import Request
from scrapers.kinds import KINDS, page_of
from scrapers.kinds.paging import MAX_PAGES, MOST_BACK
from scrapers.parsers import parse
from scrapers.types import Listing, PageKind
from tests.scrapers.kind_builders import FRIDAY, HF, answered, followed, listing, source
from tests.scrapers.page_builders import PAGES, capture


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("api_daily_papers_2026-06-12.json", date(2026, 6, 12)),
        ("html_daily_date-2024-08-01_captured-2024-08-11.html", date(2024, 8, 1)),
    ],
)
def test_real_answers_of_hugging_face_say_their_day_and_are_whole(name: str, day: date) -> None:
    one, kind = source("huggingface-daily"), KINDS["huggingface-daily"]
    (first, _) = kind.requests(one, day)
    answer = answered(first, capture(name))
    found = parse(page_of(one, first, answer))
    assert kind.answered_day(one, found) == day
    assert kind.following(one, day, first, answer, found) is None


def test_a_real_answer_of_arxiv_is_followed_until_the_day_is_passed() -> None:
    one, kind = source("arxiv-api", limit=5), KINDS["arxiv-api"]
    (first,) = kind.requests(one, None)
    answer = answered(first, capture("arxiv_api_query_atom_2026-06.xml"))
    found = parse(page_of(one, first, answer))
    following = kind.following(one, date(2026, 6, 11), first, answer, found)
    assert following
    assert following.address == first.address.replace("start=0", "start=5")
    assert kind.following(one, date(2026, 6, 12), first, answer, found) is None


def test_full_pages_of_the_api_are_followed_and_a_short_one_ends() -> None:
    one = source("huggingface-daily", limit=2)
    pages = followed(one, FRIDAY, listing(PageKind.HUGGINGFACE_JSON, 2))
    assert pages[:2] == [f"{HF}/api/daily_papers?date=2026-11-20&limit=2&p={page}" for page in (0, 1)]
    assert len(pages) == len(set(pages)) == MAX_PAGES
    assert len(followed(one, FRIDAY, listing(PageKind.HUGGINGFACE_JSON, 1))) == 1
    assert len(followed(one, FRIDAY, listing(PageKind.HUGGINGFACE_HTML, 99))) == 1
    assert (
        len(followed(source("huggingface-daily", period="trending"), None, listing(PageKind.HUGGINGFACE_JSON, 100)))
        == 1
    )


@pytest.mark.parametrize(
    ("link", "following"),
    [
        ('<https://huggingface.co/api/daily_papers?p=1&x=y>; rel="next"', f"{HF}/api/daily_papers?p=1&x=y"),
        ("</api/daily_papers?p=1>; title=a; rel=next", f"{HF}/api/daily_papers?p=1"),
        ('<?p=0>; rel="prev", <?p=1>; rel="last next"', f"{HF}/api/daily_papers?p=1"),
        ('<https://evil.example/api/daily_papers?p=1>; rel="next"', None),
        ('<http://huggingface.co/api/daily_papers?p=1>; rel="next"', None),
        ('</api/admin?p=1>; rel="next"', None),
        ('<?p=0>; rel="next"', None),
        ('<?p=1>; rel="nextish"', None),
        ("<" * 9_000, None),
        ('<//[>; rel="next"', None),
    ],
)
def test_a_link_to_the_next_page_is_followed_where_it_leads_there(link: str, following: str | None) -> None:
    one, kind = source("huggingface-daily"), KINDS["huggingface-daily"]
    (first, _) = kind.requests(one, FRIDAY)
    found = kind.following(one, FRIDAY, first, answered(first, link=link), listing(PageKind.HUGGINGFACE_JSON, 50))
    assert (found.address if found else None) == following


@given(link=st.text(alphabet='<>[]/?=&;:"p01 rel=next,.-', max_size=60), target=st.text(max_size=30))
def test_whatever_a_server_links_to_no_other_host_is_asked_and_no_page_twice(link: str, target: str) -> None:
    one, found = source("huggingface-daily", limit=3), listing(PageKind.HUGGINGFACE_JSON, 2)
    for header in (link, f'<{target}>; rel="next"', f'<?p=1&{target}>; rel="next"'):
        pages = followed(one, FRIDAY, found, link=header)
        assert len(set(pages)) == len(pages)
        assert all(page.startswith(f"{HF}/api/daily_papers?") for page in pages)


@pytest.mark.parametrize(
    ("kind", "page_kind", "counter", "step"),
    [("arxiv-api", PageKind.ARXIV_API, "start", 5), ("openreview", PageKind.OPENREVIEW, "offset", 5)],
)
def test_the_newest_are_followed_back_to_the_day_asked_for(
    kind: str, page_kind: PageKind, counter: str, step: int
) -> None:
    one = source(kind, limit=step)
    since = listing(page_kind, step, published="2026-11-20")
    before = listing(page_kind, step, published="2026-11-19")
    pages = followed(one, FRIDAY, since)
    assert [page.rpartition("&")[2] for page in pages[:3]] == [f"{counter}={step * page}" for page in range(3)]
    assert len(set(pages)) == MOST_BACK
    assert len(followed(one, FRIDAY, before)) == 1
    assert len(followed(one, FRIDAY, listing(page_kind, step - 1, published="2026-11-20"))) == 1
    assert len(followed(one, None, since)) == 1


@pytest.mark.parametrize(
    ("kind", "page_kind", "body"),
    [
        (
            "arxiv-api",
            PageKind.ARXIV_API,
            '<feed><opensearch:totalResults xmlns:opensearch="x">%d</opensearch:totalResults>',
        ),
        ("openreview", PageKind.OPENREVIEW, '{"count": %d, "notes": ['),
        ("openreview", PageKind.OPENREVIEW, '{"notes": [{"count": 1}], "count":%d}\n'),
    ],
)
def test_a_page_that_lacks_a_paper_does_not_end_a_listing_and_one_that_lacks_all_is_none(
    kind: str, page_kind: PageKind, body: str
) -> None:
    one, known = source(kind, limit=5), KINDS[kind]
    (first,) = known.requests(one, FRIDAY)
    short, none = listing(page_kind, 4, published="2026-11-20"), listing(page_kind, 0)

    def following(total: int, found: Listing, day: date | None = FRIDAY) -> Request | None:
        return known.following(one, day, first, answered(first, (body % total).encode()), found)

    more = following(6, short)
    assert more
    assert more.address.endswith("=5")
    assert following(5, short) is None
    assert following(6, short, None) is None
    assert following(0, none) is None
    for day in (FRIDAY, None):
        with pytest.raises(BadAnswer, match="says that there are 6 papers and lists none from 1 on"):
            following(6, none, day)


@pytest.mark.parametrize(
    ("seen", "fed", "is_missed"),
    [("11-19", "11-20", False), ("11-18", "11-20", True), ("11-20", "11-23", False), ("11-20", "11-24", True)],
)
def test_only_days_with_announcements_that_nobody_saw_are_asked_for_at_the_archive(
    seen: str, fed: str, is_missed: bool
) -> None:
    one, kind = source("arxiv-rss", categories=("cs.CL", "hep-th")), KINDS["arxiv-rss"]
    (feed,) = kind.requests(one, None)
    shown = Listing(PageKind.ARXIV_RSS, (), listing_date=f"2026-{fed}")
    found = kind.following(one, date.fromisoformat(f"2026-{seen}"), feed, answered(feed), shown)
    assert (found is not None) == is_missed
    if found:
        assert found.address.startswith(
            "https://export.arxiv.org/api/query?search_query=cat%3Acs.CL+OR+cat%3Ahep-th+OR"
        )
    assert kind.following(one, None, feed, answered(feed), shown) is None


def test_a_mirror_of_arxivs_feeds_is_asked_for_what_was_missed_too() -> None:
    one, kind = source("arxiv-rss", "https://mirror.example/rss/"), KINDS["arxiv-rss"]
    (feed,) = kind.requests(one, None)
    found = kind.following(one, date(2026, 11, 11), feed, answered(feed), Listing(PageKind.ARXIV_RSS, ()))
    assert found
    assert found.address.startswith("https://mirror.example/api/query?")


@pytest.mark.parametrize(("hour", "day"), [(7, 19), (8, 20), (23, 20)])
def test_the_feed_of_a_day_may_be_late_by_hours(hour: int, day: int) -> None:
    seen = KINDS["arxiv-rss"].back_to(source("arxiv-rss"), datetime(2026, 11, 20, hour, tzinfo=UTC))
    assert seen == date(2026, 11, day)


def test_the_cursor_of_biorxiv_moves_by_what_a_page_had_until_its_own_total() -> None:
    one, kind = source("biorxiv", category="zoology"), KINDS["biorxiv"]
    (first,) = kind.requests(one, FRIDAY)
    body = (PAGES / "biorxiv.json").read_bytes()
    found = parse(page_of(one, first, answered(first, body)))
    second = kind.following(one, FRIDAY, first, answered(first, body), found)
    assert second
    assert second.address == first.address.replace("/0/json", "/3/json")
    enough = body.replace(b'"143"', b"6")
    assert kind.following(one, FRIDAY, second, answered(second, enough), found) is None
    uncounted = followed(one, FRIDAY, listing(PageKind.BIORXIV, 100))
    assert uncounted[1] == first.address.replace("/0/json", "/100/json")
    assert len(uncounted) == len(set(uncounted))
    assert len(followed(one, FRIDAY, listing(PageKind.BIORXIV, 29))) == 1
    assert kind.following(one, FRIDAY, first, answered(first, body), Listing(PageKind.BIORXIV, ())) is None


@pytest.mark.parametrize("kind", ["feed", "arxiv-rss", "huggingface-search"])
def test_what_is_on_one_page_has_no_next(kind: str) -> None:
    assert len(followed(source(kind), None, listing(PageKind.FEED, 2_000), link='<?p=1>; rel="next"')) == 1
