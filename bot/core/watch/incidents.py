"""When an incident begins and when it is over: one for each trouble, from its first verdict to its end. Pure.

A source that comes and goes is one trouble: it takes two good runs to be over, and one that begins again within a day
is remembered, but the operator, who heard of it, is not told again before a day has passed. A source that was never
understood is trouble when it failed in two runs.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.core.watch.facts import Judgement
from store.watch import Incident, VerdictKind

TOLD_AGAIN = timedelta(hours=24)
"""What began again is told again when the operator last heard of such trouble so long ago."""

_GRAVE = frozenset((VerdictKind.FAILED, VerdictKind.BLOCKED, VerdictKind.CHANGED))
"""Nothing is heard of such a source, where the others only bring less than they should."""


@dataclass(frozen=True, slots=True)
class IncidentChange:
    """What is to be done about the incidents of a source.

    :ivar ends: whether the open one is over. :ivar quietly: whether nobody need be told that it is over.
    :ivar begins: what is to be opened then. Its ``told_at`` is set if nobody need be told that it began.
    """

    ends: bool = False
    quietly: bool = False
    begins: Incident | None = None


def incident_change(
    subject: str, verdict: Judgement, incidents: Sequence[Incident], now: datetime, *, before: Judgement | None = None
) -> IncidentChange:
    """What changes with a verdict.

    Trouble of another kind is still the same trouble, unless it is graver (a source that was merely late is blocked)
    and stays so for two runs: then it is told anew. It is over when the source was understood in two runs in a row; a
    host that asks to be left alone after it failed has not recovered.

    :param subject: ``source huggingface``.
    :param incidents: those of that subject, the last first: the one that is open, if any, and those of the last day.
    :param now: when it was judged. :param before: the verdict of the run before, if there was one.
    """
    lasting = next((each for each in incidents if each.ended_at is None), None)
    if lasting is None:
        begins = verdict.kind.is_trouble and not _failed_once(verdict)
        return IncidentChange(begins=_begun(subject, verdict, incidents, now) if begins else None)
    if verdict.is_understood:
        over = before is not None and before.is_understood
        return IncidentChange(ends=over, quietly=over and _is_quiet(lasting))
    if not verdict.kind.is_trouble:
        return IncidentChange()
    if before is not None and _grave(verdict.kind) and _grave(before.kind) and not _grave(lasting.kind):
        return IncidentChange(True, True, _incident(subject, verdict, min(verdict.since, now)))
    if _is_quiet(lasting) and not _was_told(incidents, now):
        return IncidentChange(True, True, _incident(subject, verdict, lasting.began_at))
    return IncidentChange()


def _begun(subject: str, verdict: Judgement, incidents: Sequence[Incident], now: datetime) -> Incident:
    """Quiet if the operator heard of trouble like this, or of graver, within the last day."""
    told_at = _was_told(incidents, now, at_least_grave=_grave(verdict.kind))
    if told_at is None:
        return _incident(subject, verdict, min(verdict.since, now))
    return _incident(subject, verdict, now, told_at)


def _was_told(incidents: Sequence[Incident], now: datetime, *, at_least_grave: bool = False) -> datetime | None:
    """When the operator was last told of one of them, if that was within the last day."""
    told = [each.told_at for each in incidents if not at_least_grave or _grave(each.kind)]
    return max((at for at in told if at is not None and now - at < TOLD_AGAIN), default=None)


def _is_quiet(incident: Incident) -> bool:
    """Whether it began after the operator had been told, of the one before it."""
    return incident.told_at is not None and incident.told_at < incident.began_at


def _failed_once(verdict: Judgement) -> bool:
    """Whether it was never understood, and one run is all there was: that may pass, as it may with any other source."""
    return verdict.kind is VerdictKind.FAILED and dict(verdict.numbers).get("failures") == "1"


def _grave(kind: str) -> bool:
    return kind in _GRAVE


def _incident(subject: str, verdict: Judgement, began_at: datetime, told_at: datetime | None = None) -> Incident:
    return Incident(subject=subject, kind=verdict.kind.value, said=verdict.said, began_at=began_at, told_at=told_at)
