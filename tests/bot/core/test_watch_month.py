"""A month of watching, decided as it is decided live, with a clock of its own.

The world: a daily listing that fills from six in the morning until eight in the evening and is asked for every two
hours, and a feed of the twenty newest. It has two outages, a layout that changes for a day and a half, a host that says
later and one that says no, half pages, a thin day, a day that grows after it is over, weekends, a holiday, and a feed
that stops for ten days. The table says what is thought of both, each night at three and each evening at six.
"""

from datetime import date

import pytest

from store.watch import VerdictKind
from tests.bot.core.watch_month_world import (
    DAY,
    FIRST,
    HOUR,
    LAST,
    Watching,
    at,
    begins,
    between,
    feed,
    listing,
    papers_of,
)


@pytest.fixture(scope="module")
def month() -> tuple[Watching, Watching, dict[date, list[VerdictKind]]]:
    """Both sources after the month, and what was thought of them each night and each evening."""
    sources = Watching(listing, has_days=True), Watching(feed, has_days=False)
    thought: dict[date, list[VerdictKind]] = {}
    for day in between(FIRST, LAST):
        for hour in (3, 18, 24):
            until = begins(day) + hour * HOUR
            for source in sources:
                while source.due < until:
                    source.run(source.due)
                if hour < 24:
                    thought.setdefault(day, []).append(source.judged(until).kind)
    for source in sources:  # half a day more, until the last day is complete
        while source.due < begins(LAST) + DAY + 12 * HOUR:
            source.run(source.due)
    return *sources, thought


TABLE = """
      listing at 3      feed at 3  listing at 18     feed at 18
02    waiting           fresh      fresh             fresh
03    waiting           fresh      fresh             fresh
04    waiting           fresh      fresh             fresh
05    waiting           fresh      failed            fresh
06    failed            fresh      fresh             fresh
07    quiet             quiet      fresh             quiet
08    quiet             quiet      quiet             quiet
09    waiting           waiting    waiting           fresh
10    waiting           fresh      fresh             fresh
11    waiting           fresh      partial           fresh
12    waiting           fresh      fresh             partial
13    waiting           fresh      failed            fresh
14    failed            quiet      failed            quiet
15    failed            quiet      failed            quiet
16    failed            waiting    fresh             fresh
17    waiting           fresh      fresh             fresh
18    waiting           fresh      changed layout    waiting
19    changed layout    waiting    fresh             waiting
20    waiting           waiting    fresh             stalled
21    quiet             stalled    fresh             stalled
22    quiet             stalled    quiet             stalled
23    waiting           stalled    waiting           stalled
24    partial           stalled    fresh             stalled
25    waiting           stalled    blocked           stalled
26    quiet             stalled    quiet             stalled
27    waiting           stalled    fresh             fresh
28    quiet             quiet      fresh             quiet
29    quiet             quiet      quiet             quiet
30    waiting           waiting    fresh             fresh
"""
EXPECTED = [line.split(maxsplit=1) for line in TABLE.replace("changed layout", "changed_layout").splitlines()[2:]]


@pytest.mark.parametrize(("day", "kinds"), EXPECTED)
def test_every_verdict_is_right_on_every_day(month, day: str, kinds: str) -> None:
    thought = month[2][date(2026, 11, int(day))]
    assert [kind.value for kind in thought] == [kind.replace("_", " ") for kind in kinds.split()]


def test_no_paper_is_missed_and_none_is_new_twice(month) -> None:
    watched, _, _ = month
    everything = {paper for day in between(FIRST, LAST) for paper in papers_of(day, begins(LAST) + 9 * DAY)}
    assert everything <= set(watched.seen)
    assert len(watched.seen) == len(set(watched.seen))


def test_every_day_that_has_a_page_is_complete_with_all_its_papers_in_the_end(month) -> None:
    watched, _, _ = month
    for day in between(FIRST, LAST):
        entry = watched.known.get(day)
        papers = len(papers_of(day, begins(LAST) + 9 * DAY))
        assert (entry.entries if entry else 0) == papers
        assert entry is None or (entry.complete_at is not None and entry.complete_at >= begins(day) + DAY)


def test_each_trouble_is_told_once_and_is_over_once(month) -> None:
    watched, feeding, _ = month
    kinds = ["failed", "partial", "failed", "changed layout", "partial", "blocked"]
    assert watched.told == [told for kind in kinds for told in (kind, "over")]
    assert feeding.told == ["partial", "over", "stalled", "over"]
    assert all(incident.ended_at for incident in (*watched.incidents, *feeding.incidents))


def test_days_that_never_answer_are_asked_for_a_few_times_and_not_for_a_week(month) -> None:
    watched, _, _ = month
    sundays = [look for look in watched.looks if look.day == "2026-11-22" and look.begun_at >= at("23 00:00")]
    assert len(sundays) <= 3
