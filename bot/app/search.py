"""A query over everything a catalog remembers, in the language of profiles."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from heapq import nsmallest

from bot.app.backtest import MAX_PAPERS
from bot.app.statistics import catalog_statistics
from bot.core.backtest import RankedPaper
from bot.core.matching.background import Background
from bot.core.matching.scoring import analyse, score
from bot.core.matching.types import Profile
from bot.core.vocabulary import UnknownWord, Vocabulary
from store.api import CatalogReader


@dataclass(frozen=True, slots=True)
class Found:
    """What a query found.

    :ivar papers: how many papers were looked at.
    :ivar matched: how many of them answer the query.
    :ivar best: the best of these, the best first; equal scores by key.
    :ivar unknown: if none does, the words of the query that occur nowhere, each once.
    """

    papers: int
    matched: int
    best: tuple[RankedPaper, ...]
    unknown: tuple[UnknownWord, ...] = ()


class _Counter:
    """What passed by."""

    papers = 0
    matched = 0


def search(
    catalog: CatalogReader,
    query: Profile,
    limit: int,
    background: Background,
    *,
    advance: Callable[[], object] = lambda: None,
) -> Found:
    """The papers that answer a query best, among those recorded last, at most :data:`MAX_PAPERS`.

    :param query: its threshold is the least score; a threshold of 0 lets in whatever answers it at all.
    :param limit: at most so many; of ``query.top`` nothing is taken.
    :param background: what is believed of words before any paper was counted.
    :param advance: called once for each paper.
    """
    statistics = catalog_statistics(catalog, background)
    counter, vocabulary = _Counter(), Vocabulary()

    def matching() -> Iterator[RankedPaper]:
        for paper in catalog.papers(limit=MAX_PAPERS):
            counter.papers += 1
            analysed = analyse(paper)
            match = score(query, analysed, statistics)
            if 0 < match.score >= query.threshold:
                counter.matched += 1
                yield RankedPaper(paper, match)
            if not counter.matched:  # a query that finds something needs no spelling mended
                vocabulary.add(analysed)
            advance()

    best = nsmallest(limit, matching(), key=lambda ranked: (-ranked.match.score, ranked.paper.key))
    if counter.matched or not counter.papers:
        return Found(counter.papers, counter.matched, tuple(best))
    wanted = (keyword.sought for keyword in query.keywords if not keyword.excluded)
    unknown = dict.fromkeys(word for sought in wanted for word in vocabulary.unknown(sought))
    return Found(counter.papers, 0, (), tuple(unknown))
