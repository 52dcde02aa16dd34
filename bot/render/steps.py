"""What ``paperround test-mail`` and ``test-telegram`` found, for people and for programs."""

from collections.abc import Sequence
from typing import Any

from bot.channels.steps import Step

_MARKS = {True: "✓", False: "✗", None: "–"}
_WIDTH = max(len(name) for name in ("connection", "encryption", "recipient"))
_SECOND = 1.0


def step_lines(step: Step) -> list[str]:
    """A step for people: how it went, how long it took, and what to do."""
    shown = f"{step.seconds:.1f} s" if step.seconds >= _SECOND else f"{step.seconds * 1000:.0f} ms"
    lines = [f"{_MARKS[step.ok]} {step.name:<{_WIDTH}}  {step.said} ({shown})"]
    if step.hint:
        lines.append(f"  {'':<{_WIDTH}}  → {step.hint}")
    return lines


def check_report(steps: Sequence[Step], advice: Sequence[str]) -> dict[str, Any]:
    """All of it for programs. :param advice: what could be better, though it works."""
    return {
        "ok": all(step.ok is not False for step in steps),
        "steps": [
            {
                "name": step.name,
                "ok": step.ok,
                "milliseconds": round(step.seconds * 1000),
                "said": step.said,
                "hint": step.hint,
            }
            for step in steps
        ],
        "advice": list(advice),
    }
