"""All the papers of some pages against some profiles, whatever the threshold: for comparing and for tuning."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.app.replay import ReadPage, fill
from bot.app.statistics import paper_statistics
from bot.core.matching.background import Background
from bot.core.matching.scoring import AnalysedPaper, analyse, score
from bot.core.matching.statistics import Statistics
from bot.core.matching.types import Match, Profile
from store.api import Store
from store.records import Paper


@dataclass(frozen=True, slots=True)
class ScoredPaper:
    """A paper and how well it answers a profile, 0–100."""

    analysed: AnalysedPaper
    score: float

    @property
    def paper(self) -> Paper:
        """The paper itself."""
        return self.analysed.paper


@dataclass(frozen=True, slots=True)
class Ranking:
    """Every paper with a positive score, by the name of the profile, the best first; equal scores by key.

    :ivar statistics: with which they were scored.
    """

    papers: Mapping[str, tuple[ScoredPaper, ...]]
    statistics: Statistics

    def explained(self, profile: Profile, limit: int | None = None) -> Iterator[tuple[Paper, Match]]:
        """The papers of a profile with the reasons for their scores.

        :param limit: only so many, the best; ``None`` for all.
        """
        for each in self.papers[profile.name][:limit]:
            yield each.paper, score(profile, each.analysed, self.statistics)


def match_pages(
    store: Store, pages: Sequence[ReadPage], profiles: Sequence[Profile], background: Background
) -> Ranking:
    """How all papers of the pages answer the profiles.

    :param store: an empty one; it tells which entries are one paper.
    :param profiles: no two with one name.
    :param background: what is believed of words before the papers were counted.
    """
    from bot.core.matching.index import ProfileIndex  # noqa: PLC0415 - numpy takes a tenth of a second to import

    fill(store, pages)
    with store.reading() as catalog:
        analysed = sorted((analyse(paper) for paper in catalog.papers()), key=lambda a: a.paper.key)
    statistics = paper_statistics(analysed, background)
    index = ProfileIndex()
    for number, profile in enumerate(profiles):
        index.add(number, profile)
    found: list[list[ScoredPaper]] = [[] for _ in profiles]
    matches = index.match(analysed, statistics, minimum=0)
    columns = (matches.numbers.tolist(), matches.papers.tolist(), matches.scores.tolist())
    for number, paper, points in zip(*columns, strict=True):
        found[number].append(ScoredPaper(analysed[paper], points))
    for papers in found:
        papers.sort(key=lambda each: -each.score)
    return Ranking({profile.name: tuple(papers) for profile, papers in zip(profiles, found, strict=True)}, statistics)
