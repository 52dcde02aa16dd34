"""Numbers, dates, times and timings as each language has them; English as it always was."""

from datetime import UTC, date, datetime, timedelta
from gettext import NullTranslations

import pytest

from bot.core.timing import print_time, print_timing, print_weekdays
from bot.render.language import ENGLISH, SPEAKING_ENGLISH, Language, language, language_of, languages
from bot.render.moments import local_time
from bot.render.presentation import (
    authors_in_words,
    counts_in_words,
    date_in_words,
    month_in_words,
    number,
)
from store.readers import QuietHours, Timing
from store.records import Counts
from tests.bot.render.digests import paper

WEDNESDAY = date(2026, 9, 2)
MORNING = datetime(2026, 9, 2, 6, 5, tzinfo=UTC)
OTHERS = tuple(tag for tag in languages() if tag != ENGLISH)


@pytest.mark.parametrize(
    ("tag", "long", "short", "without_year", "full"),
    [
        ("en", "2 September 2026", "2 Sep 2026", "2 Sep", "Wednesday, 2 September 2026"),
        ("de", "2. September 2026", "2. Sept. 2026", "2. Sept.", "Mittwoch, 2. September 2026"),
        ("es", "2 de septiembre de 2026", "2 sept 2026", "2 sept", "miércoles, 2 de septiembre de 2026"),
        ("zh", "2026年9月2日", "2026年9月2日", "9月2日", "2026年9月2日星期三"),
    ],
)
def test_dates_are_written_as_the_language_has_them(
    tag: str, long: str, short: str, without_year: str, full: str
) -> None:
    words = language(tag)
    assert (words.date(WEDNESDAY), words.short_date(WEDNESDAY)) == (long, short)
    assert (words.short_date(WEDNESDAY, year=False), words.full_date(WEDNESDAY)) == (without_year, full)


def test_a_russian_month_is_in_the_genitive() -> None:
    assert language("ru").date(WEDNESDAY).startswith("2 сентября 2026")


@pytest.mark.parametrize(
    ("tag", "big", "part", "points"),
    [("en", "1,204", "2.4", "−12.5"), ("de", "1.204", "2,4", "−12,5"), ("zh", "1,204", "2.4", "−12.5")],
)
def test_numbers_are_written_as_the_language_has_them(tag: str, big: str, part: str, points: str) -> None:
    words = language(tag)
    assert (words.number(1204), words.number(2.44), number(-12.5, words)) == (big, part, points)


@pytest.mark.parametrize("minute", [0, 485, 1439])
def test_english_times_are_those_that_can_be_typed(minute: int) -> None:
    assert SPEAKING_ENGLISH.time(minute) == print_time(minute)


@pytest.mark.parametrize(
    "timing",
    [
        Timing(minute=480),
        Timing(minute=1110, weekdays=(0, 3)),
        Timing(minute=0, weekdays=(0, 2, 4)),
        Timing(minute=1, weekdays=(0, 1, 2, 3, 4)),
        Timing(minute=1, weekdays=(5, 6)),
        Timing(minute=480, instant_from=80),
        Timing(minute=480, instant_from=80.5),
        Timing(minute=None),
        *(Timing(minute=60, weekdays=(day,)) for day in range(7)),
    ],
    ids=print_timing,
)
def test_english_timings_are_those_of_terminals_and_others_are_translated(timing: Timing) -> None:
    assert SPEAKING_ENGLISH.timing(timing) == print_timing(timing)
    assert SPEAKING_ENGLISH.weekdays(timing.weekdays) == print_weekdays(timing.weekdays)
    said = {language(tag).timing(timing) for tag in languages()}
    assert len(said) == len(languages())


@pytest.mark.parametrize(
    ("tag", "said"),
    [
        ("de", "Mo und Do um 18:30, ab 80 sofort"),
        ("es", "lun y jue a las 18:30, desde 80 al momento"),
        ("ru", "пн и чт в 18:30, от 80 сразу"),
        ("zh", "周一和周四 18:30，80 分以上即时"),
    ],
)
def test_a_timing_is_a_phrase_of_the_language(tag: str, said: str) -> None:
    assert language(tag).timing(Timing(minute=1110, weekdays=(0, 3), instant_from=80)) == said


def test_moments_are_local_and_name_the_year_only_where_it_could_be_another() -> None:
    late = MORNING + timedelta(days=400)
    assert SPEAKING_ENGLISH.moment(MORNING, "Europe/Berlin", MORNING) == "Wed 2 Sep 08:05"
    assert SPEAKING_ENGLISH.moment(MORNING, "Europe/Berlin", late) == "Wed 2 Sep 2026 08:05"
    assert SPEAKING_ENGLISH.moment(MORNING, "Europe/Berlin") == "Wed 2 Sep 2026 08:05"
    assert local_time(MORNING, "Nowhere/At all", MORNING) == "Wed 2 Sep 06:05"
    assert language("de").moment(MORNING, "Europe/Berlin", MORNING) == "Mi., 2. Sept., 08:05"


@pytest.mark.parametrize("tag", OTHERS)
@pytest.mark.parametrize("year", [True, False], ids=["with year", "without"])
def test_every_language_has_moments_of_its_own(tag: str, year: bool) -> None:
    now = None if year else MORNING
    assert language(tag).moment(MORNING, "UTC", now) != SPEAKING_ENGLISH.moment(MORNING, "UTC", now)


def test_lists_zones_and_languages_are_named() -> None:
    assert [language(tag).list(["a", "b", "c"]) for tag in ("en", "de", "zh")] == [
        "a, b and c",
        "a, b und c",
        "a、b和c",
    ]
    assert [language(tag).separated(["a", "b"]) for tag in ("en", "zh")] == ["a, b", "a、b"]
    assert SPEAKING_ENGLISH.list([]) == ""
    assert language("es").zone_name("America/New_York") == "Nueva York"
    assert [SPEAKING_ENGLISH.zone_name(zone) for zone in ("UTC", "Etc/UTC", "Mars/Big_Crater")] == [
        "UTC",
        "UTC",
        "Big Crater",
    ]
    assert [SPEAKING_ENGLISH.name(tag) for tag in languages()] == ["Deutsch", "English", "Español", "Русский", "中文"]


def test_quiet_hours_are_a_range_or_none() -> None:
    assert SPEAKING_ENGLISH.quiet(QuietHours(start=1320, end=420)) == "22:00–07:00"
    assert SPEAKING_ENGLISH.quiet(None) == "none"


@pytest.mark.parametrize(("tag", "known"), [("zh-CN", "zh"), ("zh-Hant-TW", "zh"), ("de_AT", "de"), ("tlh", "en")])
def test_a_tag_finds_the_nearest_language(tag: str, known: str) -> None:
    assert language_of(tag) == known
    assert language(tag).tag == known


def test_a_language_that_is_not_known_is_written_as_english() -> None:
    assert Language("en-XA", NullTranslations()).full_date(WEDNESDAY) == "Wednesday, 2 September 2026"


def test_what_is_known_of_a_paper_is_said_in_the_language() -> None:
    german = language("de")
    shown = paper("Pigeons", authors=tuple("ABCDEF"), counts=Counts(upvotes=1204, comments=1))
    assert authors_in_words(shown, german) == "A, B, C und 3 weitere"
    assert counts_in_words(shown, german) == "1.204 Upvotes, 1 Kommentar"
    assert date_in_words("2025-07-25", german) == "25. Juli 2025"
    assert date_in_words("--07-25", language("zh")) == "7月25日"
    assert (month_in_words("2025-07-25"), month_in_words("--07-25")) == ("Jul 2025", "Jul")
    assert date_in_words("2025-02-31", german) == "2025-02-31"
