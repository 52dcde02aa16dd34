"""Word statistics begin with the background and take in what the catalog remembers."""

from contextlib import closing

from bot.app.statistics import (
    StatisticsKeeper,
    StoredStatistics,
    catalog_statistics,
    pack,
    paper_statistics,
    unpack,
)
from bot.core.matching.analysis import analyse
from bot.core.matching.background import Background
from bot.core.matching.statistics import Statistics
from bot.wiring import background, scratch_store
from store.sql import open_store
from tests.store.builders import NOON, SOURCE, listing, page, paper, statement

BACKGROUND = Background(0.001, {"pigeon": 0.5})


def test_without_papers_they_are_the_background() -> None:
    with closing(scratch_store()) as store, store.reading() as catalog:
        assert catalog_statistics(catalog, BACKGROUND).version == Statistics(background=BACKGROUND).version


def test_the_papers_of_the_catalog_are_counted_on_top() -> None:
    with closing(scratch_store()) as store:
        with store.writing() as catalog:
            catalog.record(SOURCE, page(), listing("Pigeons sort letters (PSL)"))
        with store.reading() as catalog:
            counted = catalog_statistics(catalog, BACKGROUND)
            papers = [analyse(paper) for paper in catalog.papers()]
    assert (counted.documents, counted.frequencies["pigeon"]) == (1, 1)
    assert [meaning.papers for meaning in counted.meanings("psl")] == [1]
    assert counted.version == paper_statistics(papers, BACKGROUND).version


def test_the_shipped_background_is_read_once_and_knows_common_words_from_rare_ones() -> None:
    assert background() is background()
    known = Statistics(background=background())
    assert known.idf("the") < known.idf("model") < known.idf("superalign")


def test_what_is_kept_of_statistics_is_all_that_a_score_depends_on() -> None:
    first = paper_statistics(
        [analyse(paper(statement("Direct Preference Optimization (DPO) for Pigeons")))], background()
    )
    second = unpack(pack(first), background())
    assert second.version == first.version
    assert second.definitions == first.definitions
    assert second.idf("pigeon") == first.idf("pigeon")


def test_the_keepers_statistics_are_those_of_the_catalog_however_it_grew() -> None:
    store = open_store("sqlite://")
    keeper = StatisticsKeeper(background())
    for first in (1, 4):
        with store.writing() as catalog:
            titles = [f"Pigeons, Number {number}" for number in range(first, first + 3)]
            catalog.record(SOURCE, page(f"page {first}"), listing(*titles))
        with store.reading() as catalog:
            kept = keeper.statistics(catalog)
            assert kept.version == catalog_statistics(catalog, background()).version
            assert kept.documents == first + 2
    store.close()


def test_statistics_that_are_kept_no_more_give_way_to_the_present_ones() -> None:
    store = open_store("sqlite://")
    with store.writing() as catalog:
        catalog.record(SOURCE, page(), listing("Pigeons at Sea"))
        earlier = paper_statistics([], background())
        catalog.keep_statistics(earlier.version, pack(earlier), NOON)
    with store.reading() as catalog:
        stored = StoredStatistics(background())
        assert stored.version(catalog, earlier.version).documents == 0
        assert stored.version(catalog, "0" * 12).documents == 1
    store.close()


def test_in_one_transaction_the_keeper_reckons_once_and_anew_in_the_next() -> None:
    keeper = StatisticsKeeper(background())
    with closing(scratch_store()) as store:
        with store.writing() as catalog:
            catalog.record(SOURCE, page("page 1"), listing("Pigeons at Sea"))
            first = keeper.statistics(catalog)
            catalog.record(SOURCE, page("page 2"), listing("Rooks at Sea"))
            assert keeper.statistics(catalog) is first
        with store.reading() as catalog:
            later = keeper.statistics(catalog)
            assert (first.documents, later.documents) == (1, 2)
            assert later.version == catalog_statistics(catalog, background()).version
