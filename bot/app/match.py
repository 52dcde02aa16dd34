"""All the papers of some pages against some profiles, whatever the threshold: for comparing and for tuning."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.app.collect import collect
from bot.app.replay import ReadPage
from bot.core.matching.scoring import analyse, score
from bot.core.matching.statistics import Statistics
from bot.core.matching.types import Match, Profile
from store.api import Store
from store.records import Paper


@dataclass(frozen=True, slots=True)
class RankedPaper:
    """A paper and how well it answers a profile."""

    paper: Paper
    match: Match


def match_pages(
    store: Store, pages: Sequence[ReadPage], profiles: Sequence[Profile]
) -> dict[str, tuple[RankedPaper, ...]]:
    """For each profile, by name, every paper with a positive score, the best first; equal scores by key.

    :param store: an empty one; it tells which entries are one paper.
    """
    for read in pages:
        collect(store, read.page, read.listing)
    with store.reading() as catalog:
        analysed = sorted((analyse(paper) for paper in catalog.papers()), key=lambda a: a.paper.key)
    statistics = Statistics()
    for paper in analysed:
        statistics.add(paper.terms)
    ranked = {}
    for profile in profiles:
        scored = [RankedPaper(a.paper, score(profile, a, statistics)) for a in analysed]
        scored.sort(key=lambda r: (-r.match.score, r.paper.key))
        ranked[profile.name] = tuple(r for r in scored if r.match.score > 0)
    return ranked
