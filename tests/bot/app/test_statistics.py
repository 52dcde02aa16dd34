"""Word statistics begin with the background and take in what the catalog remembers."""

from contextlib import closing

from bot.app.statistics import catalog_statistics, paper_statistics
from bot.core.matching.analysis import analyse
from bot.core.matching.background import Background
from bot.core.matching.statistics import Statistics
from bot.wiring import background, scratch_store
from tests.store.builders import SOURCE, listing, page

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
