"""When something is told, chosen with buttons: each says the whole timing that it leads to."""

from dataclasses import replace
from typing import Protocol

from bot.channels.types import Button, Keyboard
from bot.chat.showing import choice, in_rows
from bot.core.chat.taps import OldTap, Tap, tap
from bot.core.matching.keyword_syntax import number_in_normal_form
from bot.render.language import Language
from store.readers import DAILY, EVERY_DAY, Timing

HOURS = (6, 7, 8, 9, 10, 12, 14, 16, 18, 19, 20, 22)
"""What can be chosen with a tap; half hours before and after by another."""

SCORES = (60.0, 70.0, 80.0, 90.0)
"""From which score on a paper may be told at once."""

_WORKING_DAYS = (0, 1, 2, 3, 4)
_HALF, _DAY = 30, 24 * 60
_MAX_SCORE = 100
_NONE = "-"


class _Lead(Protocol):
    """Makes a button that leads to a timing, ticked if that is the present one, or as is said."""

    def __call__(self, label: str, to: Timing, *, current: bool | None = None) -> Button: ...


def timing_rows(language: Language, timing: Timing, verb: str, *before: int) -> Keyboard:
    """Buttons for days, hours, and for what comes at once.

    :param timing: the present one. :param verb: behind the buttons, followed by ``before`` and what :func:`timing_of`
        reads.
    """

    def lead(label: str, to: Timing, *, current: bool | None = None) -> Button:
        ticked = to == timing if current is None else current
        return choice(label, tap(verb, *before, *_written(to)), current=ticked)

    kinds = _kind_rows(language, timing, lead)
    return kinds if timing.minute is None else (*kinds, *_clock_rows(language, timing, timing.minute, lead))


def _kind_rows(language: Language, timing: Timing, lead: _Lead) -> Keyboard:
    """How often, or at once."""
    digest = timing if timing.minute is not None else replace(DAILY, instant_from=None)
    daily, working = replace(digest, weekdays=EVERY_DAY), replace(digest, weekdays=_WORKING_DAYS)
    weekly, at_once = replace(digest, weekdays=digest.weekdays[:1]), Timing(minute=None)
    is_weekly = timing.minute is not None and len(timing.weekdays) == 1
    return (
        (lead(language.gettext("Every day"), daily), lead(language.gettext("Weekdays"), working)),
        (
            lead(language.gettext("Once a week"), weekly, current=is_weekly),
            lead(language.gettext("At once"), at_once),
        ),
    )


def _clock_rows(language: Language, timing: Timing, minute: int, lead: _Lead) -> Keyboard:
    """On which days, and when."""
    days = tuple(
        lead(language.weekday(day, short=True), _switched(timing, day), current=day in timing.weekdays)
        for day in EVERY_DAY
    )
    hours = in_rows([lead(language.time(60 * hour), replace(timing, minute=60 * hour)) for hour in HOURS], 4)
    earlier, later = (minute - _HALF) % _DAY, (minute + _HALF) % _DAY
    halves = (
        lead(f"− {language.time(earlier)}", replace(timing, minute=earlier)),
        lead(f"＋ {language.time(later)}", replace(timing, minute=later)),
    )
    return (days, *hours, halves)


def instant_rows(language: Language, timing: Timing, verb: str, *before: int) -> Keyboard:
    """Buttons for the score from which a paper comes at once, beside a digest; none for one that always does."""
    if timing.minute is None:
        return ()
    never = choice(
        language.gettext("Never at once"),
        tap(verb, *before, *_written(replace(timing, instant_from=None))),
        current=timing.instant_from is None,
    )
    scores = [
        choice(
            language.gettext("≥ %(score)s", score=language.number(score)),
            tap(verb, *before, *_written(replace(timing, instant_from=score))),
            current=timing.instant_from == score,
        )
        for score in SCORES
    ]
    return (never,), tuple(scores)


def timing_of(tapped: Tap, place: int) -> Timing:
    """The timing that a button leads to.

    :param place: where it begins among the button's values.
    :raises OldTap: there is none.
    """
    days, score = tapped.text(place), tapped.text(place + 2)
    if days == _NONE:
        return Timing(minute=None)
    weekdays = tuple(sorted({int(day) for day in days if day.isascii() and day.isdigit() and int(day) in EVERY_DAY}))
    minute = tapped.number(place + 1)
    try:
        instant_from = None if score == _NONE else float(score)
    except ValueError as error:
        raise OldTap(tapped.verb) from error
    if not weekdays or not 0 <= minute < _DAY or not 0 <= (instant_from or 0) <= _MAX_SCORE:
        raise OldTap(tapped.verb)
    return Timing(minute=minute, weekdays=weekdays, instant_from=instant_from)


def _written(timing: Timing) -> tuple[str, int, str]:
    if timing.minute is None:
        return _NONE, 0, _NONE
    score = _NONE if timing.instant_from is None else number_in_normal_form(timing.instant_from)
    return "".join(map(str, timing.weekdays)), timing.minute, score


def _switched(timing: Timing, day: int) -> Timing:
    """With that day, or without it; one day at least stays."""
    days = set(timing.weekdays) ^ {day}
    return replace(timing, weekdays=tuple(sorted(days or {day})))
