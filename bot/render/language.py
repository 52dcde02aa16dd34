"""The language of what readers read: where translations are found, and how templates get at them.

English is what programs and templates say themselves. A translation is a compiled catalogue of GNU gettext,
``bot/locale/<language>/LC_MESSAGES/paperround.mo``; where there is none, or it lacks a sentence, English stands.
Sentences to translate stand in ``_()``, ``gettext()``, ``ngettext()``, :func:`marked` and :func:`bot.core.said.said`.
"""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from gettext import NullTranslations, translation
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.core.matching.syntax import ProfileSyntaxError
from bot.core.said import Said, sentence_of
from bot.render import formats
from store.readers import EVERY_DAY, QuietHours, Timing

if TYPE_CHECKING:
    from jinja2 import Environment

DOMAIN = "paperround"
LOCALES = Path(__file__).parent.parent / "locale"
ENGLISH = "en"
_NEAR = dt.timedelta(days=300)
"""A day so near is taken for no other year's."""
_WORKING_DAYS = (0, 1, 2, 3, 4)
_WEEKEND = (5, 6)

_TAG = re.compile(r"[A-Za-z]{2,8}(?:[-_][A-Za-z0-9]{1,8})*")


def language_of(tag: str) -> str:
    """The language to use for a BCP 47 tag: it, or it without its last parts, if there is a translation; else English.

    ``de-AT`` becomes ``de``, ``tlh`` becomes ``en``. What is no tag at all is English too.
    """
    parts = tag.replace("_", "-").split("-") if _TAG.fullmatch(tag) else []
    known = {name.lower(): name for name in languages()}
    tried = ("-".join(parts[:length]).lower() for length in range(len(parts), 0, -1))
    return next((known[name] for name in tried if name in known), ENGLISH)


@cache
def languages() -> tuple[str, ...]:
    """The languages that there are, as BCP 47 tags, English among them."""
    found = {path.parent.parent.name.replace("_", "-") for path in LOCALES.glob(f"*/LC_MESSAGES/{DOMAIN}.mo")}
    return tuple(sorted(found | {ENGLISH}))


@cache
def translations(language: str) -> NullTranslations:
    """The sentences of a language; English ones where it has none.

    :param language: as :func:`language_of` or :func:`languages` names it.
    """
    if language not in languages():
        return NullTranslations()
    return translation(DOMAIN, LOCALES, languages=[language.replace("-", "_")], fallback=True)


@dataclass(frozen=True, slots=True)
class Language:
    """A language to speak: sentences, numbers and dates.

    :ivar tag: one of :func:`languages`. :ivar words: its sentences.
    """

    tag: str
    words: NullTranslations

    def gettext(self, sentence: str, /, **values: object) -> str:
        """A sentence with what is filled in: ``gettext("%(name)s is kept.", name=name)``; a percent sign is ``%%``."""
        return self.words.gettext(sentence) % self._filled(values)

    def ngettext(self, one: str, many: str, count: int, /, **values: object) -> str:
        """A sentence about so many; ``%(count)s`` in it is the number as it is written in this language."""
        return self.words.ngettext(one, many, count) % self._filled({"count": self.number(count), **values})

    def translated(self, what: object) -> str:
        """What an error or a sentence says, in this language; English where it cannot be translated.

        :param what: an exception, a :class:`bot.core.said.Said`, or any text.
        """
        if isinstance(what, ProfileSyntaxError):  # the line that was written stands below what it says
            what = what.message
        elif isinstance(what, BaseException):
            what = sentence_of(what)
        if not isinstance(what, Said):
            return str(what)
        values = {name: self._written(value) for name, value in what.values.items()}
        if what.many:
            return self.words.ngettext(what.template, what.many, _count_of(what)) % values
        return self.words.gettext(what.template) % values

    def number(self, value: float) -> str:
        """A number as it is written in this language, with at most one decimal: ``1,204``, ``1.204``."""
        return formats.number(value, self.tag)

    def date(self, day: dt.date) -> str:
        """``2 November 2026``."""
        return formats.long_date(day, self.tag)

    def full_date(self, day: dt.date) -> str:
        """``Monday, 2 November 2026``."""
        return formats.full_date(day, self.tag)

    def short_date(self, day: dt.date, *, year: bool = True) -> str:
        """``2 Nov 2026``, ``2 Nov``."""
        return formats.short_date(day, self.tag, year=year)

    def moment(self, at: dt.datetime, timezone: str, now: dt.datetime | None = None) -> str:
        """``Mon 2 Nov 08:00``; with the year, ``Mon 2 Nov 2026 08:00``, where it could be taken for another one.

        :param at: aware. :param timezone: an IANA name; UTC in place of one that is not known here.
        :param now: aware; without it the year is always said.
        """
        local = at.astimezone(zone_or_utc(timezone))
        year = now is None or abs(at - now) >= _NEAR
        return formats.short_moment(local.date(), local.hour * 60 + local.minute, self.tag, year=year)

    def time(self, minute: int) -> str:
        """``08:05``, as this language writes it. :param minute: of the day, 0–1439."""
        return formats.clock(minute, self.tag)

    def weekday(self, number: int, *, short: bool = False) -> str:
        """``Monday``, ``Mon``. :param number: 0 is Monday."""
        return formats.weekday(number, self.tag, short=short)

    def weekdays(self, weekdays: tuple[int, ...]) -> str:
        """``daily``, ``on weekdays``, ``on weekends``, ``Mondays``, ``Mon and Thu``, ``Mon, Wed and Fri``."""
        _ = self.words.gettext
        if weekdays == EVERY_DAY:
            return _("daily")
        if weekdays == _WORKING_DAYS:
            return _("on weekdays")
        if weekdays == _WEEKEND:
            return _("on weekends")
        if len(weekdays) > 1:
            return self.list([self.weekday(day, short=True) for day in weekdays])
        first = (_("Mondays"), _("Tuesdays"), _("Wednesdays"), _("Thursdays"))
        return (*first, _("Fridays"), _("Saturdays"), _("Sundays"))[weekdays[0]]

    def timing(self, timing: Timing) -> str:
        """``daily at 08:00``, ``Mon and Thu at 18:30``, ``at once``, ``daily at 08:00, from 80 at once``."""
        if timing.minute is None:
            return self.gettext("at once")
        days, time = self.weekdays(timing.weekdays), self.time(timing.minute)
        digest = self.gettext("%(days)s at %(time)s", days=days, time=time)
        if timing.instant_from is None:
            return digest
        return self.gettext("%(digest)s, from %(score)s at once", digest=digest, score=self.number(timing.instant_from))

    def quiet(self, quiet: QuietHours | None) -> str:
        """``22:00–07:00``; ``none``."""
        return f"{self.time(quiet.start)}–{self.time(quiet.end)}" if quiet else self.gettext("none")

    def list(self, words: Sequence[str]) -> str:
        """``a, b and c``; nothing for none."""
        return formats.enumeration(words, self.tag)

    def separated(self, words: Sequence[str]) -> str:
        """``a, b, c``; nothing for none."""
        return formats.separated(words, self.tag)

    def zone_name(self, timezone: str) -> str:
        """A time zone by its city: ``New York``. :param timezone: an IANA name."""
        return formats.place(timezone, self.tag)

    def name(self, tag: str) -> str:
        """A language in its own words, ``Deutsch``, so that those who speak it find it. :param tag: BCP 47."""
        return formats.own_name(tag)

    def _filled(self, values: Mapping[str, object]) -> dict[str, object]:
        return {name: self.translated(value) if isinstance(value, Said) else value for name, value in values.items()}

    def _written(self, value: object) -> str:
        """What is filled into a sentence that was said in English before; whole numbers are amounts in it."""
        if isinstance(value, int) and not isinstance(value, bool):
            return self.number(value)
        return self.translated(value)


def _count_of(sentence: Said) -> int:
    count = sentence.values["count"]
    return count if isinstance(count, int) else 0


def zone_or_utc(timezone: str) -> ZoneInfo:
    """A time zone; UTC in place of one that is not known here. :param timezone: an IANA name."""
    try:
        return ZoneInfo(timezone)
    except (KeyError, ValueError, OSError):  # no such zone; no name of one; a folder of that name
        return ZoneInfo("UTC")


def language(tag: str) -> Language:
    """The language for a BCP 47 tag, see :func:`language_of`."""
    return _language(language_of(tag))


@cache
def _language(known: str) -> Language:
    return SPEAKING_ENGLISH if known == ENGLISH else Language(known, translations(known))


SPEAKING_ENGLISH = Language(ENGLISH, NullTranslations())
"""What programs and templates say themselves."""


def marked(sentence: str) -> str:
    """The sentence itself: marks, for the tools that gather what there is to translate, what is only shown later."""
    return sentence


def environment(folder: Path, words: NullTranslations | None = None) -> "Environment":
    """Templates of a folder in a language, with ``_``, ``gettext``, ``ngettext`` and ``{% trans %}``.

    Whatever is filled into ``.html``, ``.xml`` and ``.atom`` is escaped, also into sentences; into ``.txt`` it is not.
    An undefined name is an error. Filling is by name, ``_("%(count)s papers", count=7)``, so a percent sign is ``%%``.

    :param words: the language, see :func:`translations`; ``None`` for English.
    """
    # What prints no template need not wait for this to be read.
    from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape  # noqa: PLC0415

    made = Environment(
        loader=FileSystemLoader(folder, encoding="utf-8"),
        autoescape=select_autoescape(["html", "xml", "atom"]),
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    # The i18n extension gives an environment this method, which type checkers cannot know.
    made.install_gettext_translations(words or NullTranslations(), newstyle=True)  # type: ignore[attr-defined]
    return made
