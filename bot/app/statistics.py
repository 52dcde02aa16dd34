"""Word statistics: what is believed of words at first, and what the papers known so far say."""

import json
import zlib
from collections.abc import Iterable
from weakref import ref

from bot.core.matching.analysis import AnalysedPaper, analyse
from bot.core.matching.background import Background
from bot.core.matching.statistics import Statistics
from store.api import CatalogReader, Reading
from store.records import Paper

MAX_KEPT = 16
"""So many versions are held in memory at a time."""

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


class StatisticsKeeper:
    """The statistics of a catalog that grows: those of :func:`catalog_statistics`, without analysing papers anew."""

    def __init__(self, background: Background) -> None:
        """:param background: what is believed of words before any paper was counted."""
        self._background = background
        self._analysed: dict[Paper, AnalysedPaper] = {}
        self._reckoned: tuple[ref[CatalogReader], Statistics] | None = None

    def statistics(self, catalog: CatalogReader) -> Statistics:
        """The statistics of the papers recorded last, at most :data:`SAMPLE`.

        Reckoned once for each open catalog, that is, for each transaction: with all papers of its first page. A listing
        of many pages is recorded in one, and while it is open nobody else can write.
        """
        if self._reckoned is not None and self._reckoned[0]() is catalog:
            return self._reckoned[1]
        papers = list(catalog.papers(limit=SAMPLE))
        self._analysed = {paper: self.analysed(paper) for paper in papers}
        statistics = paper_statistics(self._analysed.values(), self._background)
        self._reckoned = (ref(catalog), statistics)
        return statistics

    def analysed(self, paper: Paper) -> AnalysedPaper:
        """The paper, analysed; remembered until statistics are reckoned the next time."""
        known = self._analysed.get(paper)
        if known is None:
            known = self._analysed[paper] = analyse(paper)
        return known


class StoredStatistics:
    """Statistics by their versions, out of the store: what papers were scored with earlier."""

    def __init__(self, background: Background) -> None:
        """:param background: what is believed of words before any paper was counted."""
        self._background = background
        self._known: dict[str, Statistics] = {}
        self._present: tuple[int, Statistics] | None = None

    def present(self, catalog: Reading) -> Statistics:
        """Those of the catalog as it is now; worked out anew when papers were added."""
        papers = catalog.paper_count()
        if self._present is None or self._present[0] != papers:
            self._present = (papers, catalog_statistics(catalog, self._background))
        return self._present[1]

    def version(self, catalog: Reading, version: str) -> Statistics:
        """The statistics of that version; where they are kept no more, those of the catalog as it is now."""
        known = self._known.get(version)
        if known is None:
            body = catalog.statistics_body(version)
            known = unpack(body, self._background) if body else self.present(catalog)
            if len(self._known) >= MAX_KEPT:
                self._known.pop(next(iter(tuple(self._known)), ""), None)  # several threads may be here at once
            self._known[version] = known
        return known


def pack(statistics: Statistics) -> bytes:
    """Statistics as they are kept: JSON, compressed. The background is not in it; it belongs to the program."""
    content = {
        "documents": statistics.documents,
        "frequencies": dict(statistics.frequencies),
        "definitions": [[short, list(long), papers] for (short, long), papers in statistics.definitions.items()],
    }
    return zlib.compress(json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode())


def unpack(body: bytes, background: Background) -> Statistics:
    """The statistics that :func:`pack` packed."""
    content = json.loads(zlib.decompress(body))
    definitions = {(short, tuple(long)): papers for short, long, papers in content["definitions"]}
    return Statistics(content["documents"], content["frequencies"], background, definitions)
