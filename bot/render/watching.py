"""What the commands that look at sources print with ``--json``, as plain values. These shapes are promises: add, never
rename. Times are ISO 8601, UTC.
"""

from datetime import datetime

from bot.app.watching.alerts import Told
from bot.app.watching.fetching import Fetched
from bot.app.watching.source import SourceReport
from store.watch import Look, SourceVerdict


def fetched_report(fetched: Fetched) -> dict[str, object]:
    """What a run of looks came to."""
    return {"run": fetched.run, "sources": [source_report(source) for source in fetched.sources]}


def source_report(source: SourceReport) -> dict[str, object]:
    """A source that was looked at."""
    return {
        "name": source.name,
        "skipped": source.skipped,
        "trouble": source.trouble,
        "not_before": _time(source.not_before),
        "untold_before": source.untold_before.isoformat() if source.untold_before else None,
        "looks": [look_report(look) for look in source.looks],
        "verdict": verdict_report(source.verdict) if source.verdict else None,
    }


def look_report(look: Look) -> dict[str, object]:
    """One look at one listing. ``bytes`` came over the wire, decoded."""
    return {
        "number": look.number,
        "run": look.run,
        "day": look.day,
        "begun_at": _time(look.begun_at),
        "ended_at": _time(look.ended_at),
        "result": look.result.value,
        "status": look.status,
        "pages": look.pages,
        "papers": look.entries,
        "new": look.new,
        "promised": look.promised,
        "bytes": look.size,
        "said": look.said,
    }


def verdict_report(verdict: SourceVerdict) -> dict[str, object]:
    """What is thought of a source; the numbers are what its sentence is made of."""
    return {
        "kind": verdict.kind.value,
        "said": verdict.said,
        "since": _time(verdict.since),
        "judged_at": _time(verdict.judged_at),
        "numbers": dict(verdict.numbers),
    }


def told_report(told: Told | None) -> dict[str, object]:
    """What the operator was told; ``None`` if nobody is to be told."""
    if told is None:
        return {"set_up": False, "begun": 0, "ended": 0, "failure": ""}
    return {"set_up": True, "begun": told.begun, "ended": told.ended, "failure": told.failure}


def _time(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat().replace("+00:00", "Z")
