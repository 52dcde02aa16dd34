"""The whole way offline, on the five real dumps: what is new each day, in whatever order the days come."""

import json
import random
from collections.abc import Sequence
from contextlib import ExitStack, closing
from dataclasses import replace
from datetime import UTC, datetime
from itertools import permutations
from pathlib import Path

import httpx
import pytest
import respx

from bot.app.feedback import mute
from bot.app.replay import ReadPage, ReplayedDay, UnreadablePages, read_pages, replay
from bot.app.statistics import catalog_statistics
from bot.core.matching.language import parse_profile
from bot.core.matching.scoring import analyse, score
from bot.wiring import background, page_files
from scrapers.parsers import parse
from scrapers.types import Page
from store.api import Store
from store.records import Counts, Paper
from store.sql import open_store
from tests.support import every_row

NEW = [53, 15, 63, 28, 41]


@pytest.fixture(scope="module")
def pages() -> tuple[ReadPage, ...]:
    seeds = Path(__file__).resolve().parents[3] / "seeds"
    return read_pages(page_files([seeds], None))


@pytest.fixture
def scratch():
    """Makes empty catalogs in memory; all are closed when the test is over."""
    with ExitStack() as stack:
        yield lambda: stack.enter_context(closing(open_store("sqlite://")))


def run(store: Store, pages: Sequence[ReadPage], *profiles: str) -> list[ReplayedDay]:
    return list(replay(store, pages, [parse_profile(text) for text in profiles], background()))


def catalog(store: Store) -> frozenset[Paper]:
    with store.reading() as reader:
        return frozenset(reader.papers())


def test_the_five_dumps_bring_53_15_63_28_and_41_new_papers_and_revise_none(pages, scratch) -> None:
    store = scratch()
    days = run(store, pages)
    assert [day.collected.summary.new for day in days] == NEW
    assert [day.collected.summary.revised for day in days] == [0] * 5
    assert len(catalog(store)) == 200


def test_every_entry_counts_in_exactly_one_of_new_revised_enriched_and_known(pages, scratch) -> None:
    for day in run(scratch(), pages):
        summary = day.collected.summary
        assert summary.new + summary.revised + summary.enriched + summary.known == summary.entries


def test_replaying_again_brings_nothing_and_changes_nothing(pages, tmp_path: Path) -> None:
    path = tmp_path / "catalog.db"
    for turn in range(2):
        store = open_store(f"sqlite:///{path}")
        days = run(store, pages, "all: alignment")
        store.close()
        if turn == 0:
            before = every_row(path)
    assert [day.collected.summary.known for day in days] == [day.collected.summary.entries for day in days]
    assert all(day.digest is not None and not day.digest.items for day in days)
    assert every_row(path) == before


def test_any_order_of_the_dumps_gives_the_same_catalog(pages, scratch) -> None:
    orders = [tuple(reversed(pages)), *random.Random(7).sample(list(permutations(pages)), 4)]
    assert_same_catalog(pages, orders, scratch)


@pytest.mark.slow
def test_every_order_of_the_dumps_gives_the_same_catalog(pages, scratch) -> None:
    assert_same_catalog(pages, list(permutations(pages)), scratch)


def assert_same_catalog(pages, orders, scratch) -> None:
    expected_store = scratch()
    run(expected_store, pages)
    expected = catalog(expected_store)
    for order in orders:
        store = scratch()
        days = run(store, order)
        assert sum(day.collected.summary.new for day in days) == 200
        assert sum(day.collected.summary.revised for day in days) == 0
        assert catalog(store) == expected


def test_a_year_that_one_dump_leaves_out_is_filled_by_the_other_and_is_no_change(pages, scratch) -> None:
    store = scratch()
    run(store, [pages[4], pages[1]])
    [paper] = [p for p in catalog(store) if p.title.startswith("Alignment and Safety in Large Language Models")]
    assert paper.published == "2025-07-25"


def test_a_profile_gets_what_is_new_that_day_and_never_again(pages, scratch) -> None:
    days = run(scratch(), pages, "all: alignment^2, language model, preference, reward")
    told = [item.paper.key for day in days if day.digest for item in day.digest.items]
    assert len(told) == len(set(told)) > 10
    for day in days:
        assert day.digest is not None
        fresh = {paper.key for paper in day.collected.new_papers}
        assert {item.paper.key for item in day.digest.items} <= fresh


def test_two_replays_give_the_same_digests(pages, scratch) -> None:
    profile = "mine: preference optimization, reward model, -image"
    first, second = (run(scratch(), pages, profile) for _ in range(2))
    assert [day.digest for day in first] == [day.digest for day in second]


def test_a_digest_says_which_statistics_it_was_scored_with(pages, scratch) -> None:
    store = scratch()
    days = run(store, pages, "mine: reward model")
    digests = [day.digest for day in days if day.digest]
    assert [digest.counted for digest in digests] == [53, 68, 131, 159, 200]
    assert len({digest.statistics for digest in digests}) == 5
    with store.reading() as reader:
        assert digests[-1].statistics == catalog_statistics(reader, background()).version


def test_a_day_is_scored_as_the_statistics_it_names_score_again(pages, scratch) -> None:
    profile = parse_profile("mine: reward model, preference optimization")
    store = scratch()
    *_, last = run(store, pages, "mine: reward model, preference optimization")
    with store.reading() as reader:
        statistics = catalog_statistics(reader, background())
    assert last.digest is not None
    assert last.digest.items
    for item in last.digest.items:
        assert item.matches[0].match == score(profile, analyse(item.paper), statistics)


def test_what_was_said_of_earlier_papers_counts_for_later_ones_of_that_profile_alone(pages, tmp_path: Path) -> None:
    profile = parse_profile("mine: reward model, min:1")
    digests = []
    for number, said in enumerate(("nothing", "mute")):
        with closing(open_store(f"sqlite:///{tmp_path / str(number)}.db")) as store:
            run(store, pages[:1])
            if said == "mute":
                mute(store, profile, "language model", datetime(2026, 1, 1, tzinfo=UTC))
            [day] = replay(store, pages[4:], [profile, replace(profile, name="other")], background())
            assert day.digest is not None
            digests.append({summary.profile: summary for summary in day.digest.profiles})
    without, with_it = digests
    assert with_it["mine"].excluded > without["mine"].excluded == 0
    assert with_it["mine"].matched < without["mine"].matched
    assert with_it["other"] == without["other"]


class HttpFetcher:
    """A fetcher over the web in its smallest form, for the claim that where a page came from does not matter."""

    def __init__(self, like: Sequence[Page], base: str) -> None:
        self._like, self._base = like, base

    def pages(self):
        with httpx.Client() as client:
            for page in self._like:
                answer = client.get(f"{self._base}/{page.address}")
                yield replace(page, body=answer.content)


@respx.mock
def test_a_replayed_page_leaves_the_same_rows_as_the_same_bytes_fetched(pages, tmp_path: Path) -> None:
    """RELIABILITY P4."""
    base = "https://papers.example"
    for read in pages:
        respx.get(f"{base}/{read.page.address}").mock(return_value=httpx.Response(200, content=read.page.body))
    fetched = read_pages([HttpFetcher([read.page for read in pages], base)])
    for name, source in (("replayed", pages), ("fetched", fetched)):
        store = open_store(f"sqlite:///{tmp_path / name}.db")
        run(store, source, "all: alignment")
        store.close()
    assert every_row(tmp_path / "replayed.db") == every_row(tmp_path / "fetched.db")


def test_pages_that_cannot_be_read_are_all_named_and_nothing_is_recorded(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("just a letter to a friend\n")
    (tmp_path / "b.pdf").write_bytes(b"%PDF-1.7 \x00\x01")
    with pytest.raises(UnreadablePages) as caught:
        read_pages(page_files([tmp_path], None))
    assert [error.address for error in caught.value.errors] == ["a.txt", "b.pdf"]


def test_the_same_page_under_another_name_is_seen_again_but_says_nothing_new(pages, scratch) -> None:
    store = scratch()
    renamed = replace(pages[0], page=replace(pages[0].page, address="copy.txt"))
    first, second = run(store, [pages[0], renamed])
    assert (first.collected.summary.new, second.collected.summary.known) == (53, 53)
    with store.reading() as reader:
        history = reader.history(first.collected.new_papers[0].key)
    assert [sighting.page.address for sighting in history.sightings] == [pages[0].page.address, "copy.txt"]


def test_a_paper_first_seen_in_a_dump_and_then_with_its_number_is_told_once(pages, scratch) -> None:
    answer = [
        {
            "paper": {
                "id": "2509.00001",
                "title": entry.title,
                "summary": entry.abstract,
                "authors": [{"name": "A. Author", "hidden": False}],
                "publishedAt": "2025-09-01T00:00:00.000Z",
                "upvotes": 3,
            },
            "numComments": 1,
        }
        for entry in pages[0].listing.entries[:1]
    ]
    body = json.dumps(answer).encode()
    page = replace(pages[0].page, address="answer.json", body=body)
    store = scratch()
    days = run(store, [pages[0], ReadPage(page, parse(page))], "all: learning")
    assert days[1].collected.summary.enriched == 1
    assert days[1].digest is not None
    assert days[1].digest.items == ()
    [paper] = [p for p in catalog(store) if p.arxiv_id]
    assert paper.key == "arxiv:2509.00001"
    assert paper.counts == Counts(upvotes=3, comments=1)
    with store.reading() as reader:
        assert len(reader.history(paper.key).sightings) == 2
