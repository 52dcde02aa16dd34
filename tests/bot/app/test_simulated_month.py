"""A month of four sources, lived through by everything that ``paperround run`` does; only time is an argument.

The hub lists papers by day, the archive announces two categories, the journal has a feed. The hub has a new layout that
is understood only two days later, then asks to be left alone for a morning, then is away for thirty hours; the whole
network is away for a day; the second category says the same for a week; half a page, the list of another day, a
challenge, a refusal and a day that grows after it is over come in between, and weekends, a holiday, the change of the
clocks and a night and a day (11-21, 11-22) in which nobody watches, so that what was thought stays. The table says what
is thought of each source at nine and at six.
"""

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from typing import NamedTuple

import pytest

from store.sql import open_store
from tests.bot.app.month_of_sites import FIRST, LAST
from tests.bot.app.simulated_month import WATCHED, Month
from tests.faults.site_pages import REST
from tests.faults.site_world import DAY, between

SHORT = date(2026, 10, 31)
"""The last day of the normal run."""

TABLE = """
        hub at 9  language  knots    journal   hub at 18  language  knots    journal
10-26   fresh     fresh     fresh    fresh     fresh      fresh     fresh    fresh
10-27   changed   fresh     fresh    fresh     changed    fresh     fresh    fresh
10-28   changed   fresh     fresh    fresh     changed    fresh     fresh    fresh
10-29   waiting   fresh     fresh    fresh     fresh      fresh     fresh    fresh
10-30   failed    fresh     fresh    fresh     failed     fresh     fresh    fresh
10-31   failed    quiet     quiet    quiet     fresh      quiet     quiet    quiet
11-01   quiet     quiet     quiet    quiet     quiet      quiet     quiet    quiet
11-02   waiting   fresh     fresh    fresh     fresh      fresh     fresh    fresh
11-03   waiting   failed    failed   failed    fresh      fresh     fresh    fresh
11-04   waiting   fresh     fresh    fresh     fresh      fresh     fresh    fresh
11-05   waiting   fresh     fresh    fresh     fresh      fresh     fresh    fresh
11-06   waiting   fresh     fresh    fresh     fresh      fresh     fresh    fresh
11-07   fresh     quiet     quiet    quiet     fresh      quiet     quiet    quiet
11-08   quiet     quiet     quiet    quiet     quiet      quiet     quiet    quiet
11-09   waiting   fresh     fresh    blocked   fresh      fresh     fresh    blocked
11-10   waiting   fresh     fresh    fresh     fresh      fresh     fresh    fresh
11-11   quiet     quiet     quiet    quiet     quiet      quiet     quiet    quiet
11-12   waiting   fresh     waiting  fresh     partial    fresh     waiting  fresh
11-13   waiting   fresh     waiting  fresh     fresh      fresh     waiting  fresh
11-14   fresh     quiet     stalled  quiet     fresh      quiet     stalled  quiet
11-15   quiet     quiet     stalled  quiet     quiet      quiet     stalled  quiet
11-16   waiting   fresh     stalled  fresh     fresh      fresh     stalled  fresh
11-17   waiting   fresh     stalled  fresh     fresh      fresh     stalled  fresh
11-18   waiting   fresh     stalled  fresh     fresh      fresh     stalled  fresh
11-19   waiting   fresh     stalled  partial   fresh      fresh     stalled  partial
11-20   waiting   fresh     stalled  fresh     fresh      fresh     stalled  fresh
11-21   fresh     quiet     stalled  quiet     fresh      quiet     stalled  quiet
11-22   fresh     quiet     stalled  quiet     fresh      quiet     stalled  quiet
11-23   waiting   fresh     fresh    waiting    fresh      fresh     fresh    fresh
11-24   waiting   fresh     fresh    blocked   fresh      fresh     fresh    blocked
11-25   waiting   fresh     fresh    fresh     fresh      fresh     fresh    fresh
"""

INCIDENTS = {
    "hub": ["changed layout", "failed", "failed", "partial"],
    "language": ["failed"],
    "knots": ["failed", "stalled"],
    "journal": ["failed", "blocked", "partial", "blocked"],
}
OF_THE_FIRST_DAYS = {"hub": ["changed layout", "failed"]}
"""Those of the normal run."""


class Lived(NamedTuple):
    """The month after its end. :ivar thought: what was thought of the sources, by day."""

    month: Month
    last: date
    thought: dict[date, list[str]]


@pytest.fixture(
    scope="module", params=[pytest.param(SHORT, id="days"), pytest.param(LAST, id="month", marks=pytest.mark.slow)]
)
def lived(request: pytest.FixtureRequest) -> Iterator[Lived]:
    """The days to the end of one, lived through."""
    with closing(open_store("sqlite://")) as store, Month(store) as month:
        yield Lived(month, request.param, month.live(request.param))


def expected(last: date) -> dict[date, list[str]]:
    rows = [line.split() for line in TABLE.strip().splitlines()[1:]]
    table = {date.fromisoformat(f"2026-{row[0]}"): row[1:] for row in rows}
    return {day: kinds for day, kinds in table.items() if day <= last}


def test_every_verdict_is_right_on_every_day(lived) -> None:
    thought = {day: [kind.split()[0] for kind in kinds] for day, kinds in lived.thought.items()}
    assert thought == expected(lived.last)


def test_no_paper_is_missed_and_none_is_made_up(lived) -> None:
    with lived.month.store.reading() as catalog:
        titles = [paper.title for paper in catalog.papers()]
    assert len(titles) == len(set(titles))
    assert set(titles) == lived.month.sites.papers(lived.last)


def test_who_hears_of_papers_at_once_hears_of_each_one_time(lived) -> None:
    assert lived.month.told("ada") == Counter(lived.month.sites.papers(lived.last))


def test_who_gets_digests_hears_of_each_one_time_or_will_in_the_morning(lived) -> None:
    told = lived.month.told("ben")
    with lived.month.store.reading() as catalog:
        waiting = {
            paper.title for paper in catalog.papers() if paper.key in {each.paper for each in catalog.promises()}
        }
    assert set(told.values()) == {1}
    assert len(told) > len(waiting)
    assert told.keys() | waiting == lived.month.sites.papers(lived.last)
    assert not told.keys() & waiting


def test_every_day_of_the_hub_is_complete_with_all_its_papers_though_it_was_away(lived) -> None:
    with lived.month.store.reading() as catalog:
        days = {date.fromisoformat(each.day): each for each in catalog.listing_days("hub")}
    for day in between(FIRST, lived.last - DAY):
        assert days[day].entries == len(lived.month.sites.hub.papers(day)), day
        assert days[day].complete_at is not None, day


def test_the_pages_of_the_new_layout_were_kept_and_brought_papers_when_they_were_understood(lived) -> None:
    assert all(each.collected for each in lived.month.reread)
    found = {decision.paper.title for each in lived.month.reread for decision in each.collected.decisions}
    assert {paper.title for paper in lived.month.sites.hub.papers(FIRST + DAY)} <= found
    with lived.month.store.reading() as catalog:
        assert not catalog.put_aside()


def test_each_incident_is_told_once_and_so_is_its_end(lived) -> None:
    expected = INCIDENTS if lived.last == LAST else OF_THE_FIRST_DAYS
    with lived.month.store.reading() as catalog:
        known = catalog.incidents(limit=1000)[::-1]
    told = [paragraph for _, text in lived.month.said for paragraph in text.strip().split("\n\n")]
    for name in WATCHED:
        kinds = [incident.kind for incident in known if incident.subject == f"source {name}"]
        assert kinds == expected.get(name, [])
        mine = [paragraph for paragraph in told if re.match(rf"source {name}\b", paragraph)]
        ended = [paragraph for paragraph in mine if paragraph.startswith(f"source {name}: well again")]
        assert (len(mine) - len(ended), len(ended)) == (len(kinds), len(kinds)), mine


def test_a_site_that_asks_to_be_left_alone_is_left_alone(lived) -> None:
    for site in (lived.month.sites.hub, lived.month.sites.archive):
        rests = [(at, at + timedelta(seconds=REST)) for at, status in site.asked if status in {429, 503}]
        assert rests
        assert not [at for at, _ in site.asked for begin, end in rests if begin < at < end]


def test_no_site_is_ever_asked_two_things_at_a_time(lived) -> None:
    assert lived.month.most_at_once == 1
