"""What the commands about sources print with ``--json``, as plain values. These shapes are promises: add, never
rename. Times are ISO 8601, UTC.
"""

from datetime import datetime, time

from bot.app.health import regular_interval
from bot.app.standing import Standing, Today
from bot.app.watching.probing import Probed
from bot.app.watching.reparsing import Reread
from bot.core.watch import Watched
from bot.render.watching import look_report, verdict_report
from store.watch import PutAside


def standing_report(standing: Standing) -> dict[str, object]:
    """How a source stands. ``new_7_days`` counts papers; ``kind`` and ``looks`` are null if it is not configured."""
    return {
        "name": standing.name,
        "configured": standing.watched is not None,
        "enabled": standing.is_enabled,
        "kind": standing.watched.source.kind if standing.watched else None,
        "looks": _looks(standing.watched) if standing.watched else None,
        "next_look_at": utc(standing.due_at),
        "last_look": look_report(standing.last) if standing.last else None,
        "verdict": verdict_report(standing.verdict) if standing.verdict else None,
        "today": _today(standing.today) if standing.today else None,
        "new_7_days": standing.new,
    }


def probed_report(found: Probed) -> dict[str, object]:
    """What one look found that was not recorded."""
    source, judgement = found.source.source, found.judgement
    return {
        "name": source.name,
        "kind": source.kind,
        "day": found.day.isoformat() if found.day else None,
        "asked": list(found.asked),
        "status": found.status,
        "seconds": round(found.seconds, 3),
        "bytes": found.size,
        "understood_as": found.kind.value if found.kind else None,
        "papers": found.papers,
        "new": found.new,
        "blocks_not_understood": found.skipped,
        "titles": list(found.titles),
        "answered_day": found.answered_day.isoformat() if found.answered_day else None,
        "result": found.result.value,
        "said": found.said,
        "failures": [
            {"what": f"{failure.address}: {failure.what}", "cure": failure.hint} for failure in found.failures
        ],
        "verdict": {
            "kind": judgement.kind.value,
            "said": judgement.said,
            "since": utc(judgement.since),
            "numbers": dict(judgement.numbers),
        },
    }


def aside_report(page: PutAside) -> dict[str, object]:
    """A page that was put aside, without its body."""
    return {
        "number": page.number,
        "source": page.source,
        "run": page.run,
        "day": page.day,
        "address": page.address,
        "media_type": page.media_type,
        "received_at": utc(page.received_at),
        "result": page.result.value,
        "said": page.said,
        "bytes": page.size,
    }


def reread_report(reread: Reread) -> dict[str, object]:
    """A page that was read once more; ``papers`` and what follows are null if it was not recorded."""
    collected = reread.collected
    return {
        "number": reread.page.number,
        "source": reread.page.source,
        "recorded": collected is not None,
        "said": reread.said,
        "papers": collected.summary.entries if collected else None,
        "new": len(collected.new_papers) if collected else None,
        "promised": collected.promised if collected else None,
    }


def utc(at: datetime | None) -> str | None:
    """A moment for machines."""
    return None if at is None else at.isoformat().replace("+00:00", "Z")


def _looks(watched: Watched) -> dict[str, object]:
    timing = watched.timing
    if timing.at:
        return {"at": [_clock(at) for at in timing.at], "timezone": timing.zone, "every_seconds": None}
    return {"at": [], "timezone": None, "every_seconds": int(regular_interval(watched).total_seconds())}


def _today(today: Today) -> dict[str, object]:
    return {"day": today.day.isoformat(), "papers": today.papers, "usual": today.usual}


def _clock(at: time) -> str:
    return f"{at:%H:%M}"
