"""What ``paperround feedback --json`` prints, as plain values. These shapes are promises: add, never rename."""

from bot.app.feedback import LearnedProfile, SavedPaper
from bot.core.matching.thresholds import Suggestion
from store.profiles import Feedback, FeedbackKind, GivenFeedback


def feedback_report(feedback: Feedback) -> dict[str, object]:
    """Something that was said."""
    return {
        "number": feedback.number,
        "profile": feedback.profile,
        "kind": feedback.kind.value,
        "subject": feedback.subject,
        "title": feedback.title,
        "at": feedback.at.isoformat(),
        "undone": feedback.undone,
    }


def given_report(given: GivenFeedback) -> dict[str, object]:
    """What became of something that was said just now."""
    return feedback_report(given.feedback) | {"repeated": given.repeated, "replaced": list(given.replaced)}


def learned_report(learned: LearnedProfile) -> dict[str, object]:
    """What was learned for a profile, and from what."""
    return {
        "profile": learned.profile.name,
        "learned": [
            {
                "term": lesson.adjustment.sought.text,
                "field": lesson.adjustment.sought.field.value if lesson.adjustment.sought.field else None,
                "points": lesson.adjustment.points,
                "cause": lesson.adjustment.cause,
                "numbers": list(lesson.numbers),
            }
            for lesson in learned.lessons
        ],
        "muted": [feedback_report(each) for each in learned.said if each.kind is FeedbackKind.MUTE],
        "followed": [feedback_report(each) for each in learned.said if each.kind is FeedbackKind.FOLLOW],
        "judged": [feedback_report(each) for each in learned.judged],
        "threshold": learned.profile.threshold,
        "suggested_threshold": _suggestion(learned.suggestion),
    }


def saved_report(saved: SavedPaper) -> dict[str, object]:
    """An entry of the reading list."""
    key = saved.paper.key if saved.paper else saved.feedback.subject
    return feedback_report(saved.feedback) | {"key": key, "urls": list(saved.paper.urls) if saved.paper else []}


def _suggestion(suggestion: Suggestion | None) -> dict[str, object] | None:
    if suggestion is None:
        return None
    return {
        "threshold": suggestion.threshold,
        "liked": suggestion.liked,
        "kept": suggestion.kept,
        "ignored": suggestion.ignored,
        "dropped": suggestion.dropped,
    }
