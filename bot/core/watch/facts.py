"""What a source is judged by, and what comes of it: plain data and what can be read off it. Pure."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from itertools import groupby, takewhile

from bot.core.watch.days import is_expected
from bot.core.watch.words import NOTE, OLD_DAY, OTHER_DAY, WHY, Translate, english, sentence
from store.watch import ListingDay, Look, LookResult, VerdictKind

_DAY = timedelta(days=1)
UNANSWERED = frozenset((LookResult.FAILED, LookResult.LATER))
"""Looks that say nothing about the source but that it could not be asked."""


@dataclass(frozen=True, kw_only=True)  # no slots: what is read off it is reckoned once
class SourceFacts:
    """What a source is judged by.

    :ivar has_days: whether its listings are of one day each.
    :ivar weekdays: on which papers are expected, Monday being 0. :ivar holidays: on which they are not, all the same.
    :ivar today: the newest day that has begun at the source.
    :ivar today_over_at: when nothing is added to that day any more, as a rule; UTC.
    :ivar every: the time between two looks.
    :ivar days: what is known of its days, in any order.
    :ivar looks: the newest first, those of one run next to each other; those of two months will do.
    :ivar news: looks that brought news, the newest first, as far back as they are remembered; those among ``looks``
        need not be named.
    :ivar known_gap: how long it usually took from news to news when that was last known.
    :ivar too_far: what was listed, lies too far back, and is not asked for any more, for people; else empty.
    """

    name: str
    has_days: bool
    weekdays: frozenset[int]
    holidays: frozenset[date] = frozenset()
    today: date
    today_over_at: datetime
    every: timedelta
    days: tuple[ListingDay, ...] = ()
    looks: tuple[Look, ...] = ()
    news: tuple[Look, ...] = ()
    known_gap: timedelta | None = None
    too_far: str = ""

    @cached_property
    def known(self) -> dict[date, ListingDay]:
        """What is known of each day, rising."""
        return {date.fromisoformat(entry.day): entry for entry in sorted(self.days, key=lambda entry: entry.day)}

    @cached_property
    def runs(self) -> tuple[tuple[Look, ...], ...]:
        """The looks of each run together, the newest first."""
        return tuple(tuple(looks) for _, looks in groupby(self.looks, key=lambda look: look.run))

    @cached_property
    def brought(self) -> tuple[Look, ...]:
        """The looks that brought news, the newest first."""
        lately = (look for look in self.looks if look.result is LookResult.NEWS)
        return tuple(dict.fromkeys((*lately, *self.news)))

    @cached_property
    def unanswered(self) -> tuple[tuple[Look, ...], ...]:
        """The last runs, those in a row in which no look had a usable answer, the newest first."""
        return tuple(takewhile(_is_unanswered, self.runs))

    def before_failing(self) -> "SourceFacts":
        """The same without the last runs, those in a row that ended in a failure and were not answered at all."""
        failing = takewhile(lambda run: run[0].result is LookResult.FAILED, self.unanswered)
        return replace(self, looks=self.looks[sum(map(len, failing)) :])

    def failed_in_a_row(self, last: Look) -> tuple[Look, ...]:
        """That look and those before it at the same listing, as long as they failed; none if it did not."""
        older = self.looks[self.looks.index(last) :]
        return tuple(
            takewhile(lambda look: look.result is LookResult.FAILED, (look for look in older if look.day == last.day))
        )

    def begun_at(self, day: date) -> datetime:
        """When a day began: the one before it was over, or somebody looked at it already."""
        return min([self.over_at(day - _DAY), *(look.begun_at for look in self.looks if look.day == day.isoformat())])

    def expects(self, day: date) -> bool:
        """Whether papers are expected on that day."""
        return is_expected(day, weekdays=self.weekdays, holidays=self.holidays)

    def over_at(self, day: date) -> datetime:
        """When a day is over, reckoned from the end of today; an hour less or more where the clocks were changed."""
        return self.today_over_at - (self.today - day).days * _DAY

    def last_since(self, result: LookResult) -> datetime:
        """Since when runs have had that result: the first of those in a row, not counting unanswered ones between."""
        since = self.looks[0].begun_at
        for run in self.runs:
            having = [look.begun_at for look in run if look.result is result]
            if having:
                since = having[-1]
            elif not _is_unanswered(run):
                break
        return since


def _is_unanswered(run: tuple[Look, ...]) -> bool:
    return all(look.result in UNANSWERED for look in run)


@dataclass(frozen=True, slots=True)
class Judgement:
    """What is to be thought of a source.

    :ivar said: one sentence for people, English (with a second one about a failed look that is no trouble yet).
    :ivar since: since when it is so; UTC.
    :ivar numbers: what the sentence is made of, by name, as text; under ``why`` the reason.
    """

    kind: VerdictKind
    said: str
    since: datetime
    numbers: tuple[tuple[str, str], ...] = ()

    @property
    def why(self) -> str:
        """The reason, which with the kind names the sentence."""
        return dict(self.numbers).get(WHY, "")

    @property
    def is_understood(self) -> bool:
        """Whether the source was understood when it was last heard of: it is well, and it is known to be well."""
        in_doubt = dict(self.numbers).get(NOTE) in (OLD_DAY, OTHER_DAY)
        return not self.kind.is_trouble and not in_doubt and (self.kind, self.why) not in _UNHEARD

    def in_words(self, translate: Translate = english) -> str:
        """What is said, in the language of ``translate``."""
        return sentence(self.kind, dict(self.numbers), translate) or self.said


_UNHEARD = frozenset(((VerdictKind.WAITING, "never"), (VerdictKind.WAITING, "later")))


def judged(kind: VerdictKind, why: str, since: datetime, **numbers: str | float | date | datetime) -> Judgement:
    """A judgement with its sentence; moments are written to the minute, in UTC, counts without fractions."""
    texts = {WHY: why} | {name: _text(value) for name, value in numbers.items()}
    return Judgement(kind, sentence(kind, texts) or kind.value, since, tuple(texts.items()))


def with_note(judgement: Judgement, note: str, said: str) -> Judgement:
    """The same, and what is no trouble yet. :param note: a key of :data:`bot.core.watch.words.NOTES`."""
    numbers = dict(judgement.numbers) | {NOTE: note, "note_said": said}
    text = sentence(judgement.kind, numbers) or judgement.said
    return Judgement(judgement.kind, text, judgement.since, tuple(numbers.items()))


def _text(value: str | float | date | datetime) -> str:
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M} UTC"
    if isinstance(value, int | float):
        return f"{value:.0f}"
    return str(value)


def print_gap(gap: timedelta) -> str:
    """About how long: ``30 min``, ``24 h``, ``3 d``; from two days on in days."""
    if gap >= 2 * _DAY:
        return f"{gap / _DAY:.0f} d"
    hours = gap / timedelta(hours=1)
    return f"{hours:.0f} h" if hours >= 1 else f"{max(gap / timedelta(minutes=1), 1):.0f} min"
