"""Word statistics: what is believed of words at first, and what the papers known so far say."""

from collections.abc import Iterable

from bot.core.matching.analysis import AnalysedPaper, analyse
from bot.core.matching.background import Background
from bot.core.matching.statistics import Statistics
from store.api import CatalogReader

SAMPLE = 2000
"""A kept catalog's word statistics are drawn from so many of the papers recorded last."""


def paper_statistics(papers: Iterable[AnalysedPaper], background: Background) -> Statistics:
    """The statistics of these papers; of none, those a new catalog begins with.

    :param background: what is believed of words before any paper was counted.
    """
    statistics = Statistics(background=background)
    for paper in papers:
        statistics.count(paper)
    return statistics


def catalog_statistics(catalog: CatalogReader, background: Background) -> Statistics:
    """The statistics of the papers recorded last, at most :data:`SAMPLE`.

    :param background: what is believed of words before any paper was counted.
    """
    return paper_statistics(map(analyse, catalog.papers(limit=SAMPLE)), background)
