"""One incident for each trouble, from its first verdict to its end."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.core.watch import Judgement, incident_change
from bot.core.watch.facts import judged
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
PARTIAL = judged(VerdictKind.PARTIAL, "aside", NOON, papers=3)


def test_trouble_opens_an_incident_that_began_when_the_trouble_did() -> None:
    opened, ended = incident_change(SUBJECT, FAILED, None, NOON)
    assert opened == Incident(subject=SUBJECT, kind="failed", said=FAILED.said, began_at=NOON - HOUR)
    assert opened.said == "Failed: no usable answer since 2026-11-18 11:00 UTC (runs in a row: 3). It took too long."
    assert not ended


@pytest.mark.parametrize(
    ("verdicts", "began", "ended"),
    [
        ([FRESH, WAITING, LATER, QUIET, FRESH], [], []),
        ([FRESH, FAILED, FAILED, FAILED, FRESH, FRESH], [1], [4]),
        ([FAILED, BLOCKED, PARTIAL, WAITING], [0], [3]),  # one trouble, whatever it is called
        ([FAILED, LATER, FAILED, LATER, QUIET], [0], [4]),  # "later" is no recovery
        ([PARTIAL, FRESH, PARTIAL, FRESH], [0, 2], [1, 3]),
        ([LATER, BLOCKED], [1], []),
    ],
)
def test_each_trouble_is_one_incident_and_is_over_when_the_source_is_understood(
    verdicts: list[Judgement], began: list[int], ended: list[int]
) -> None:
    incident: Incident | None = None
    begins, ends = [], []
    for place, found in enumerate(verdicts):
        opened, is_over = incident_change(SUBJECT, found, incident, NOON + place * HOUR)
        assert not (opened and incident)
        assert not (is_over and incident is None)
        if opened:
            begins.append(place)
        if is_over:
            ends.append(place)
        incident = opened or (None if is_over else incident)
    assert (begins, ends) == (began, ended)
