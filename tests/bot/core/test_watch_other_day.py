"""What is thought of a source that answers with another day than the one it was asked for, and of several troubles."""

import pytest

from bot.core.watch import incident_change, verdict
from store.watch import Incident, Look, LookResult, VerdictKind
from tests.bot.core.watch_facts import DAY, HOUR, MONDAY, begins, days_before, listed, look, of_days

FRIDAY = MONDAY + 4 * DAY
SATURDAY = FRIDAY + DAY
NOON = begins(SATURDAY) + 12 * HOUR
SAID = "Asked for 2026-11-20, the source answered with 2026-11-13; nothing was recorded."
BEFORE = days_before(FRIDAY, 45, 52)
"""Too few to know what is usual; else it is said that Friday has less."""


def other(hours_ago: float, *, day=FRIDAY) -> Look:
    return look(NOON - hours_ago * HOUR, LookResult.OTHER_DAY, day=day, run=f"{hours_ago}", said=SAID)


def test_an_expected_day_that_is_answered_with_another_twice_is_no_quiet_day() -> None:
    found = verdict(of_days(SATURDAY, *BEFORE, looks=(other(1), other(2))), NOON)
    assert found.said == f"Stalled: for 2026-11-20 it goes on answering with another day. {SAID}"
    assert found.since == NOON - 2 * HOUR


def test_once_is_a_note_and_ends_no_incident() -> None:
    found = verdict(of_days(SATURDAY, *BEFORE, looks=(other(1),)), NOON)
    assert found.said == f"Quiet: it is Saturday. {SAID}"
    lasting = Incident(subject="source hf", kind="changed layout", said="", began_at=NOON - DAY)
    assert not incident_change("source hf", found, [lasting], NOON, before=found).ends


@pytest.mark.parametrize(
    ("days", "looks", "today", "said"),
    [
        ((), (other(1, day=SATURDAY), other(2, day=SATURDAY)), SATURDAY, "Quiet: it is Saturday."),
        ((listed(FRIDAY, 47),), (other(1), other(2)), SATURDAY, "Quiet: it is Saturday."),
        ((), (other(1), other(2)), FRIDAY, "Waiting: nothing for 2026-11-20 yet."),
        ((listed(SATURDAY, 3),), (other(1), other(2)), SATURDAY, "Fresh: 3 papers for 2026-11-21."),
    ],
    ids=["nothing is expected", "the day is known", "the day is not over", "it went on"],
)
def test_another_day_is_no_trouble_if(days, looks, today, said) -> None:
    now = NOON - DAY if today == FRIDAY else NOON
    assert verdict(of_days(today, *BEFORE, *days, looks=looks), now).said == said


def test_of_several_troubles_the_gravest_counts_and_the_others_are_said_too() -> None:
    looks = (
        look(NOON - HOUR, LookResult.PARTIAL, day=FRIDAY, run="r", said="It lists 9 papers, where there were 70."),
        look(NOON - HOUR, LookResult.CHANGED, day=SATURDAY, run="r", said="Expected was a page of papers."),
    )
    found = verdict(of_days(SATURDAY, *BEFORE, looks=looks), NOON)
    assert found.kind is VerdictKind.CHANGED
    assert found.said.endswith(
        "Expected was a page of papers. Besides: Partial: the last page has only 9 papers. It lists 9 papers, where "
        "there were 70."
    )
