"""A profile's timing as a form shows it, and as a form brings it."""

from dataclasses import dataclass

from bot.core.said import said, sentence_of
from bot.core.timing import BadTiming, parse_time, print_time
from bot.render.language import marked
from bot.web.forms import BadField, Form
from store.readers import DAILY, EVERY_DAY, Timing

WEEKDAYS = (
    marked("Mon"),
    marked("Tue"),
    marked("Wed"),
    marked("Thu"),
    marked("Fri"),
    marked("Sat"),
    marked("Sun"),
)
_USUAL = print_time(DAILY.minute or 0)


@dataclass(frozen=True, slots=True)
class TimingForm:
    """The fields of a timing as they are shown: what was typed stays as it was.

    :ivar told: ``digest`` or ``instant``.
    """

    told: str
    time: str
    days: tuple[int, ...]
    instant_from: str

    @classmethod
    def of(cls, timing: Timing) -> "TimingForm":
        """A timing to be edited."""
        return cls(
            told="instant" if timing.minute is None else "digest",
            time=_USUAL if timing.minute is None else print_time(timing.minute),
            days=timing.weekdays,
            instant_from="" if timing.instant_from is None else f"{timing.instant_from:g}",
        )

    @classmethod
    def typed(cls, form: Form) -> "TimingForm":
        """What was typed."""
        return cls(form.shown("told"), form.shown("time"), form.numbers("day"), form.shown("instant_from"))


def read_timing(form: Form) -> Timing:
    """The timing that a form brings.

    :raises BadField: it makes none.
    """
    if form.line("told") == "instant":
        return Timing(minute=None)
    days = tuple(sorted({day for day in form.numbers("day") if day in EVERY_DAY}))
    if not days:
        raise BadField("day", said("Choose at least one day."))
    return Timing(minute=_minute(form), weekdays=days, instant_from=form.points("instant_from"))


_PLANS = {"daily": EVERY_DAY, "weekdays": (0, 1, 2, 3, 4), "weekly": (0,)}


def read_plan(form: Form) -> Timing:
    """The timing that the shorter form of those who sign up brings: ``daily``, ``weekdays``, ``weekly`` or ``instant``.

    :raises BadField: it makes none.
    """
    if form.line("plan") == "instant":
        return Timing(minute=None)
    return Timing(minute=_minute(form), weekdays=_PLANS.get(form.line("plan"), EVERY_DAY))


def _minute(form: Form) -> int:
    try:
        return parse_time(form.line("time") or _USUAL)
    except BadTiming as error:
        raise BadField("time", sentence_of(error)) from error
