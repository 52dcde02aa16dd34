"""Watching sources, decided: when to look, which days, what to think of what was found. Pure."""

from bot.core.watch.days import after_look, days_in_doubt, days_left, days_to_ask, is_expected
from bot.core.watch.due import next_due, retry_due
from bot.core.watch.facts import Judgement, SourceFacts
from bot.core.watch.incidents import IncidentChange, incident_change
from bot.core.watch.judging import Judged, aside_for, judge_listing, short_for, usual_count, usual_window
from bot.core.watch.types import FetchTiming, Watched
from bot.core.watch.verdict import verdict

__all__ = [
    "FetchTiming",
    "IncidentChange",
    "Judged",
    "Judgement",
    "SourceFacts",
    "Watched",
    "after_look",
    "aside_for",
    "days_in_doubt",
    "days_left",
    "days_to_ask",
    "incident_change",
    "is_expected",
    "judge_listing",
    "next_due",
    "retry_due",
    "short_for",
    "usual_count",
    "usual_window",
    "verdict",
]
