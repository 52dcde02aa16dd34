"""Papers and counted words for the tests of matching."""

from collections.abc import Iterable
from typing import Any

from bot.core.matching.language import parse_keyword, parse_keywords
from bot.core.matching.scoring import AnalysedPaper, analyse, score
from bot.core.matching.statistics import Statistics
from bot.core.matching.types import Match, Profile
from store.records import Paper

NOTHING_COUNTED = Statistics()


def analysed(title: str = "", abstract: str = "", **facts: Any) -> AnalysedPaper:
    """A paper with these texts and whatever else matters to the test."""
    return analyse(Paper(key="title:tested", title=title, abstract=abstract, **facts))


def profile(*keywords: str) -> Profile:
    """A profile of these keywords, as typed."""
    return Profile("tested", tuple(map(parse_keyword, keywords)))


def match(
    keywords: str, title: str = "", abstract: str = "", *, statistics: Statistics = NOTHING_COUNTED, **facts: Any
) -> Match:
    """How a paper answers keywords separated by commas."""
    return score(Profile("tested", parse_keywords(keywords)), analysed(title, abstract, **facts), statistics)


def counted(texts: Iterable[str]) -> Statistics:
    """Statistics of papers that have only an abstract."""
    statistics = Statistics()
    for text in texts:
        statistics.add(analysed(abstract=text).terms)
    return statistics
