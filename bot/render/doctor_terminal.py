"""What ``paperround doctor`` found, for people and for programs."""

from collections.abc import Iterable, Sequence
from typing import Any

from bot.doctor.types import Finding, State
from scrapers.text import MAX_NOTE, clean_text

_MARKS = {State.OK: "✓", State.WARNING: "!", State.FAILED: "✗", State.SKIPPED: "–"}
_WIDTH, _WIDEST = 18, 40


def label_width(sources: Iterable[str]) -> int:
    """How wide the column of names is, in characters. :param sources: the names of the sources."""
    return min(_WIDEST, max(_WIDTH, *(len(f"source {name}") for name in ("", *sources))))


def finding_lines(finding: Finding, width: int = _WIDTH) -> list[str]:
    """A finding: how it is, and what to do.

    :param width: of the names, see :func:`label_width`.
    """
    said, cure = (clean_text(text, MAX_NOTE) for text in (finding.said, finding.cure))  # servers' words are in them
    lines = [f"{_MARKS[finding.state]} {finding.name:<{width}}  {said}"]
    if cure:
        lines.append(f"  {'':<{width}}  → {cure}")
    return lines


def summary(findings: Sequence[Finding]) -> str:
    """All of it in a sentence."""
    failed = sum(each.state is State.FAILED for each in findings)
    warned = sum(each.state is State.WARNING for each in findings)
    if failed:
        also = f", and {_counted(warned, 'warning')}" if warned else ""
        return f"{_counted(failed, 'failure')}{also}. What to do stands behind the arrows."
    return f"It works, with {_counted(warned, 'warning')}." if warned else "Everything works."


def doctor_report(findings: Sequence[Finding]) -> dict[str, Any]:
    """All of it for programs."""
    return {
        "ok": all(each.state is not State.FAILED for each in findings),
        "findings": [
            {"name": each.name, "state": each.state.value, "said": each.said, "cure": each.cure} for each in findings
        ],
    }


def _counted(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"
