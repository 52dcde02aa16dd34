"""A profile tried on everything a catalog remembers."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from bot.app.feedback import stored_feedback
from bot.app.statistics import catalog_statistics
from bot.core.backtest import Backtest, backtest
from bot.core.days import day_of, has_year, last_days
from bot.core.matching.background import Background
from bot.core.matching.scoring import analyse
from bot.core.matching.types import Profile
from bot.core.said import said
from bot.core.trial import DatedPaper
from store.api import CatalogReader, Reading
from store.records import ChangeKind, PageRecord, Paper

MAX_PAPERS = 20_000
"""Of a larger catalog only so many of the papers recorded last are looked at."""


class NoDays(Exception):
    """The newest days were asked for, and no paper has one."""


def run_backtest(
    catalog: Reading,
    profile: Profile,
    background: Background,
    *,
    reader: int = 0,
    days: int | None = None,
    advance: Callable[[], object] = lambda: None,
) -> Backtest:
    """What the profile would have brought from the papers recorded last, at most :data:`MAX_PAPERS`.

    What its reader said of papers counts as it would in a digest.

    :param background: what is believed of words before any paper was counted.
    :param reader: whose profile it is; 0 for nobody's.
    :param days: only papers of so many days, up to the newest; papers without a day are then left out.
    :param advance: called once for each paper looked at or left out.
    :raises NoDays: ``days`` was given, and no paper has a day.
    """
    statistics = catalog_statistics(catalog, background)
    asked = stored_feedback(catalog, profile, statistics, reader)
    dated = _dated(catalog)
    within = None
    if days is not None and dated:
        within = last_days((day for _, day in dated), days)
        if within is None:
            raise NoDays(
                said(
                    "None of the %(count)s papers has a date, so no days can be counted. Leave out --days.",
                    count=len(dated),
                )
            )

    def chosen() -> Iterator[DatedPaper]:
        for paper, day in dated:
            if within is None or within.holds(day):
                yield DatedPaper(analyse(paper), day)
            advance()

    tested = backtest(asked, chosen(), statistics)
    return replace(tested, left_out=len(dated) - tested.papers)


def _dated(catalog: CatalogReader) -> list[tuple[Paper, str | None]]:
    papers = list(catalog.papers(limit=MAX_PAPERS))
    if all(paper.listed and has_year(paper.listed) for paper in papers):
        return [(paper, day_of(paper)) for paper in papers]
    # A paper that was merged into another arrived twice; the first time counts, and changes come the last first.
    arrivals = catalog.revisions(limit=2 * MAX_PAPERS, kinds=[ChangeKind.NEW])
    seen = {arrival.paper_key: _day(arrival.page) for arrival in arrivals}
    return [(paper, day_of(paper, seen.get(paper.key))) for paper in papers]


def _day(page: PageRecord) -> str | None:
    """The day a page is of: its own date, unless only the day on which it was read has a year."""
    read = page.observed_at.date().isoformat() if page.observed_at else None
    if page.listing_date and (has_year(page.listing_date) or not read):
        return page.listing_date
    return read
