"""One incident for each trouble, from its first verdict to its end; and what the operator hears of it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.watch import Judgement, incident_change
from bot.core.watch.facts import judged, with_note
from bot.core.watch.words import OLD_DAY
from store.watch import Incident, VerdictKind

NOON = datetime(2026, 11, 18, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
SUBJECT = "source hf"

FRESH = judged(VerdictKind.FRESH, "first days", NOON, papers=40, day="2026-11-18")
WAITING = judged(VerdictKind.WAITING, "nothing", NOON, day="2026-11-18")
LATER = judged(VerdictKind.WAITING, "later", NOON)
QUIET = judged(VerdictKind.QUIET, "weekday", NOON, weekday="Saturday")
FAILED = judged(VerdictKind.FAILED, "answers", NOON - HOUR, at=NOON - HOUR, failures=3, said="It took too long.")
BLOCKED = judged(VerdictKind.BLOCKED, "host", NOON, at=NOON, said="403.")
CHANGED = judged(VerdictKind.CHANGED, "page", NOON, at=NOON, said="It is not what it was.")
PARTIAL = judged(VerdictKind.PARTIAL, "aside", NOON, papers=3)
STALLED = judged(VerdictKind.STALLED, "days", NOON - 48 * HOUR, days=2, day="2026-11-17")
OLD = with_note(FRESH, OLD_DAY, "It is not what it was.")


class Operator:
    """The incidents as they are kept, and what is told of them, an hour after the other."""

    def __init__(self, every: timedelta = HOUR) -> None:
        self.every = every
        self.incidents: list[Incident] = []
        self.heard: list[tuple[int, str]] = []
        self.before: Judgement | None = None
        self.place = -1

    def hears(self, found: Judgement) -> None:
        self.place += 1
        now = NOON + self.place * self.every
        change = incident_change(SUBJECT, found, self.incidents, now, before=self.before)
        self.before = found
        if change.ends:
            self.incidents[0] = replace(self.incidents[0], ended_at=now)
            self.heard += [] if change.quietly else [(self.place, "over")]
        if begun := change.begins:
            assert all(each.ended_at for each in self.incidents)
            self.heard += [] if begun.told_at else [(self.place, begun.kind)]
            self.incidents.insert(0, replace(begun, told_at=begun.told_at or now))


def heard(*verdicts: Judgement, every: timedelta = HOUR) -> list[tuple[int, str]]:
    """What the operator hears, and after which verdict."""
    operator = Operator(every)
    for found in verdicts:
        operator.hears(found)
    return operator.heard


def test_trouble_opens_an_incident_that_began_when_the_trouble_did() -> None:
    change = incident_change(SUBJECT, FAILED, (), NOON)
    assert change.begins == Incident(subject=SUBJECT, kind="failed", said=FAILED.said, began_at=NOON - HOUR)
    assert FAILED.said == "Failed: no usable answer since 2026-11-18 11:00 UTC (runs in a row: 3). It took too long."
    assert not change.ends


def test_a_source_that_was_never_understood_is_the_operators_when_it_failed_twice() -> None:
    once, twice = (
        judged(VerdictKind.FAILED, "answers", NOON, at=NOON, failures=runs, said="It took too long.") for runs in (1, 2)
    )
    assert heard(once, FRESH, once) == []
    assert heard(once, twice, FAILED) == [(1, "failed")]
    assert heard(BLOCKED, once, FRESH, FRESH) == [(0, "blocked"), (3, "over")]


@pytest.mark.parametrize(
    ("verdicts", "told"),
    [
        ([FRESH, WAITING, LATER, QUIET, FRESH], []),
        ([FRESH, FAILED, FAILED, FAILED, FRESH, FRESH, FRESH], [(1, "failed"), (5, "over")]),
        ([FAILED, BLOCKED, PARTIAL, WAITING, FRESH], [(0, "failed"), (4, "over")]),  # one trouble, whatever its name
        ([FAILED, LATER, FAILED, LATER, QUIET, QUIET], [(0, "failed"), (5, "over")]),  # "later" is no recovery
        ([FAILED, FRESH, LATER, FRESH, FRESH], [(0, "failed"), (4, "over")]),
        ([CHANGED, OLD, OLD, OLD, FRESH, FRESH], [(0, "changed layout"), (5, "over")]),  # a day is still in trouble
        ([LATER, BLOCKED], [(1, "blocked")]),
        ([FRESH, *[BLOCKED, FRESH] * 20], [(1, "blocked")]),  # it comes and goes, and is one trouble
        ([PARTIAL, FRESH, FRESH, PARTIAL, FRESH, FRESH], [(0, "partial"), (2, "over")]),  # once more: it was told
        ([STALLED, BLOCKED, STALLED, STALLED], [(0, "stalled")]),  # graver once is no news
        ([STALLED, CHANGED, CHANGED, CHANGED, FRESH, FRESH], [(0, "stalled"), (2, "changed layout"), (5, "over")]),
        ([PARTIAL, BLOCKED, FAILED, PARTIAL], [(0, "partial"), (2, "failed")]),
        ([PARTIAL, FRESH, FRESH, BLOCKED], [(0, "partial"), (2, "over"), (3, "blocked")]),
        ([BLOCKED, FRESH, FRESH, PARTIAL, PARTIAL], [(0, "blocked"), (2, "over")]),
    ],
)
def test_each_trouble_is_told_once_and_is_over_when_the_source_was_understood_twice(verdicts, told) -> None:
    assert heard(*verdicts) == told


def test_what_begins_again_and_stays_is_told_again_after_a_day() -> None:
    verdicts = [BLOCKED, FRESH, FRESH, *[BLOCKED] * 30, FRESH, FRESH]
    assert heard(*verdicts) == [(0, "blocked"), (2, "over"), (24, "blocked"), (34, "over")]


def test_after_a_long_trouble_that_seemed_to_be_over_the_operator_hears_at_once_that_it_is_not() -> None:
    verdicts = [*[FAILED] * 40, FRESH, FRESH, FAILED]
    assert heard(*verdicts) == [(0, "failed"), (41, "over"), (42, "failed")]


@given(st.lists(st.sampled_from((FRESH, FAILED, BLOCKED, PARTIAL, STALLED, LATER)), max_size=150))
def test_whatever_a_source_does_the_operator_hears_of_it_a_few_times_a_day(verdicts) -> None:
    told = heard(*verdicts, every=HOUR / 2)
    for place in range(len(verdicts)):
        day = [said for at, said in told if place <= at < place + 48]
        assert len([said for said in day if said != "over"]) <= 3
        assert len(day) <= 6


@given(st.lists(st.sampled_from((FRESH, FAILED, BLOCKED, PARTIAL, STALLED, LATER)), max_size=60))
def test_what_lasts_for_a_day_was_told_within_it(verdicts) -> None:
    told = heard(*verdicts, *[STALLED] * 25)
    assert any(at >= len(verdicts) - 24 or said != "over" for at, said in told[-1:])
    assert told[-1][1] != "over"
