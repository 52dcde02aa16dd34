"""What is told to readers of a source that is quiet or does not work, in their language. Pure.

Operators are told more (:mod:`bot.core.watch.words`): addresses and what servers said are none of a reader's business.
"""

from collections.abc import Callable
from datetime import timedelta

from bot.core.edition import Edition
from bot.core.watch.words import WHY
from bot.render.language import Language, marked
from bot.render.presentation import name_of
from store.watch import SourceVerdict, VerdictKind

_SENTENCES = {
    (VerdictKind.QUIET, "weekday"): marked("quiet, it is %(weekday)s"),
    (VerdictKind.QUIET, "holiday"): marked("quiet, %(day)s is a holiday"),
    (VerdictKind.QUIET, "empty day"): marked("quiet, its page says that there was nothing on %(day)s"),
    (VerdictKind.QUIET, "empty"): marked("quiet, its page says that there is nothing"),
    (VerdictKind.PARTIAL, "day"): marked("partial, %(papers)s instead of about %(usual)s papers for %(day)s"),
    (VerdictKind.PARTIAL, "aside"): marked("partial since %(when)s, its page has suspiciously little"),
    (VerdictKind.STALLED, "news"): marked("stalled since %(when)s, it answers but brings nothing new"),
    (VerdictKind.STALLED, "days"): marked("stalled since %(when)s, it answers but has nothing for %(days)s days"),
    (VerdictKind.STALLED, "other day"): marked("stalled since %(when)s, it answers for %(day)s with another day"),
    (VerdictKind.FAILED, "answers"): marked("failed since %(when)s, it gives no usable answer"),
    (VerdictKind.FAILED, "day"): marked("failed since %(when)s, it gives no usable answer for %(day)s"),
    (VerdictKind.BLOCKED, "host"): marked("blocked since %(when)s, it refuses this program"),
    (VerdictKind.BLOCKED, "later"): marked("blocked since %(when)s, it asks to be left alone"),
    (VerdictKind.CHANGED, "page"): marked("changed since %(when)s, its page cannot be understood any more"),
}
"""By kind and reason, with the names of the verdict's numbers."""

_TROUBLE = marked("in trouble since %(when)s")
"""Of a reason that is not known here."""


_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
"""As a verdict keeps them."""

_LATELY = timedelta(hours=26)
"""A source that is looked at once a day was judged since."""


def troubles(edition: Edition) -> tuple[SourceVerdict, ...]:
    """What is thought of those sources that are in trouble."""
    return tuple(verdict for verdict in edition.verdicts if verdict.kind.is_trouble)


def trouble_subject(edition: Edition, language: Language) -> str:
    """The subject of a message without papers where sources are in trouble: that is no quiet day."""
    count = len(troubles(edition))
    return language.ngettext(
        "Nothing for you, and %(count)s source is in trouble",
        "Nothing for you, and %(count)s sources are in trouble",
        count,
    )


def missing(edition: Edition, language: Language) -> tuple[str, ...]:
    """That papers may be missing, if a source is in trouble."""
    count = len(troubles(edition))
    if not count:
        return ()
    said = language.ngettext(
        "But %(count)s source is in trouble, so papers may be missing; what is known of it stands below.",
        "But %(count)s sources are in trouble, so papers may be missing; what is known of them stands below.",
        count,
    )
    return (said,)


def well(edition: Edition, language: Language) -> tuple[str, ...]:
    """That the sources are well, if that is known of each and was found out lately."""
    lately = edition.delivery.created_at - _LATELY
    known = bool(edition.verdicts) and all(verdict.judged_at >= lately for verdict in edition.verdicts)
    return (language.gettext("All sources that are watched are well."),) if known and not troubles(edition) else ()


def told(verdict: SourceVerdict, language: Language, when: Callable[[SourceVerdict], str]) -> str:
    """What a reader is told of a source: ``quiet, it is Saturday``; empty if there is nothing to tell.

    :param when: since when it is so, in words.
    """
    if not verdict.kind.is_trouble and verdict.kind is not VerdictKind.QUIET:
        return ""
    numbers = {name: name_of(value) for name, value in verdict.numbers}
    said = _SENTENCES.get((verdict.kind, numbers.get(WHY, "")))
    if said is None and verdict.kind is VerdictKind.QUIET:
        return ""
    filled = numbers | {"when": when(verdict), "weekday": _weekday(numbers.get("weekday", ""), language)}
    try:
        return language.gettext(said or _TROUBLE, **filled)
    except KeyError:  # a number that an older version did not keep
        return language.gettext(_TROUBLE, **filled)


def _weekday(name: str, language: Language) -> str:
    return language.weekday(_WEEKDAYS.index(name)) if name in _WEEKDAYS else name
