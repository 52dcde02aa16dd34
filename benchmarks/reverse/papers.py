"""The papers of a day: those of the dumps, and beyond them papers put together from their sentences."""

import random
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path

from bot.core.consolidate import consolidate
from bot.core.decisions import state
from bot.core.matching.analysis import AnalysedPaper, analyse
from bot.core.matching.statistics import Statistics
from scrapers.dumps import PageFiles
from scrapers.parsers import parse
from store.records import Paper

SEEDS = Path(__file__).resolve().parent.parent.parent / "seeds"
_SENTENCES = (5, 9)
"""A made-up abstract has so many sentences, as the real ones do."""

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+(?=[A-Z])")


@lru_cache(maxsize=1)
def real_papers() -> tuple[Paper, ...]:
    """The papers of the five dumps, each once."""
    papers: dict[str, Paper] = {}
    for page in PageFiles([SEEDS]).pages():
        listing = parse(page)
        for entry in listing.entries:
            said = state(entry, source="dumps", kind=listing.kind, observed_at=None)
            papers.setdefault(said.identifiers[0], consolidate([said], None))
    return tuple(papers.values())


def day_of(size: int) -> tuple[Paper, ...]:
    """So many different papers: real ones, spread over the dumps, as far as they go."""
    real = real_papers()
    if size <= len(real):
        return tuple(real[number * len(real) // size] for number in range(size))
    return (*real, *_recombined(real, size - len(real)))


def statistics_of(papers: Sequence[AnalysedPaper]) -> Statistics:
    """The statistics of a catalog of these papers."""
    statistics = Statistics()
    for paper in papers:
        statistics.count(paper)
    return statistics


@lru_cache(maxsize=1)
def real_statistics() -> Statistics:
    """Those of the papers of the dumps."""
    return statistics_of([analyse(paper) for paper in real_papers()])


def _recombined(real: Sequence[Paper], count: int) -> Iterator[Paper]:
    """Half of one title and half of another over sentences from all abstracts, each sentence used once per round."""
    chance = random.Random(3)  # noqa: S311 - a workload, no secret
    deck: list[str] = []
    for number in range(count):
        wanted = chance.randint(*_SENTENCES)
        if len(deck) < wanted:
            deck = [sentence for paper in real for sentence in _SENTENCE_END.split(paper.abstract)]
            chance.shuffle(deck)
        sentences = [deck.pop() for _ in range(wanted)]
        first, second = chance.sample(real, 2)
        left, right = first.title.split(), second.title.split()
        title = " ".join((*left[: len(left) // 2], *right[len(right) // 2 :]))
        yield Paper(title=title, abstract=" ".join(sentences), key=f"title:recombined-{number}")
