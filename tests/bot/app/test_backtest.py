"""A profile, or a query, over everything that is remembered."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.app.backtest import NoDays, run_backtest
from bot.app.match import match_pages
from bot.app.replay import ReadPage, fill, read_pages
from bot.app.search import search
from bot.core.matching.language import parse_profile
from bot.wiring import background, page_files, scratch_store
from store.api import Store
from tests.conftest import ROOT
from tests.store.builders import NOON, SOURCE, decision, listing, page, statement

BACKGROUND = background()
WRITTEN = "x: reward model, preference optimization, -survey"


@pytest.fixture(scope="module")
def pages() -> tuple[ReadPage, ...]:
    return read_pages(page_files([ROOT / "seeds"], None))


@pytest.fixture
def store() -> Iterator[Store]:
    with closing(scratch_store()) as made:
        yield made


def test_pages_that_tell_of_one_paper_twice_are_counted_once(pages, store) -> None:
    fill(store, [*pages, replace(pages[0], page=replace(pages[0].page, address="copy.txt"))])
    with store.reading() as catalog:
        test = run_backtest(catalog, parse_profile(WRITTEN), BACKGROUND)
    assert test.papers == 200


def test_the_matches_are_those_that_scoring_every_paper_finds(pages, store) -> None:
    profile = parse_profile(WRITTEN)
    with closing(scratch_store()) as other:
        ranked = match_pages(other, pages, [profile], BACKGROUND).papers["x"]
    fill(store, pages)
    with store.reading() as catalog:
        test = run_backtest(catalog, profile, BACKGROUND)
        found = search(catalog, profile, 5, BACKGROUND)
    assert test.matched == found.matched > 10
    assert test.scored == len(ranked)
    assert [best.paper for best in found.best[:3]] == [best.paper for best in test.best]
    assert [best.paper for best in test.best] == [best.paper for best in ranked[:3]]


def test_a_paper_without_a_date_of_its_own_came_on_the_day_of_its_page(store) -> None:
    with store.writing() as catalog:
        catalog.record(SOURCE, page("one", listing_date="2025-07-24"), listing("Pigeons one"))
        catalog.record(SOURCE, page("two", listing_date="--07-25", observed_at=NOON), listing("Pigeons two"))
        catalog.record(SOURCE, page("three", listing_date=None, observed_at=None), listing("Pigeons three"))
        catalog.record(SOURCE, page("four", listing_date="--07-26", observed_at=None), listing("Pigeons four"))
    with store.reading() as catalog:
        test = run_backtest(catalog, parse_profile("x: pigeons"), BACKGROUND)
    assert [day.day for day in test.days] == ["2025-07-24", "2025-07-25", "--07-26"]
    assert test.undated == (1, 1)


def test_days_are_counted_back_from_the_newest_and_the_rest_is_left_out(store) -> None:
    with store.writing() as catalog:
        for day in (1, 20, 25):
            seen = page(f"{day}", listing_date=f"2025-07-{day:02}", observed_at=datetime(2026, 1, 1, tzinfo=UTC))
            catalog.record(SOURCE, seen, listing(f"Pigeons {day}"))
    asked = []
    with store.reading() as catalog:
        test = run_backtest(catalog, parse_profile("x: pigeons"), BACKGROUND, days=6, advance=lambda: asked.append(1))
    assert [day.day for day in test.days] == ["2025-07-20", "2025-07-25"]
    assert (test.papers, test.left_out) == (2, 1)
    assert len(asked) == 3


def test_days_cannot_be_counted_where_no_paper_has_one(store) -> None:
    with store.writing() as catalog:
        catalog.record(SOURCE, page("one", listing_date=None, observed_at=None), listing("Pigeons"))
    with store.reading() as catalog, pytest.raises(NoDays, match="Leave out --days"):
        run_backtest(catalog, parse_profile("x: pigeons"), BACKGROUND, days=3)


def test_an_empty_catalog_brings_nothing(store) -> None:
    with store.reading() as catalog:
        test = run_backtest(catalog, parse_profile("x: pigeons"), BACKGROUND, days=3)
        found = search(catalog, parse_profile("x: pigeons"), 3, BACKGROUND)
    assert (test.papers, test.left_out) == (0, 0)
    assert (found.papers, found.matched, found.best) == (0, 0, ())


def test_a_search_shows_the_best_and_says_how_many_there_are(store) -> None:
    with store.writing() as catalog:
        said = [statement(f"Pigeons {number}") for number in range(9)] + [statement("Cows")]
        catalog.record(
            SOURCE, page(), [decision(each, slot=-rank, rank=rank) for rank, each in enumerate(said, start=1)]
        )
    asked = []
    query = replace(parse_profile("x: pigeons"), threshold=0.0)
    with store.reading() as catalog:
        found = search(catalog, query, 4, BACKGROUND, advance=lambda: asked.append(1))
    assert (found.papers, found.matched) == (10, 9)
    assert [ranked.paper.title for ranked in found.best] == [f"Pigeons {number}" for number in range(4)]
    assert len(asked) == 10
