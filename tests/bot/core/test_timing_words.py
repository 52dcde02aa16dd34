"""Times, weekdays, timings and zones as people write and read them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.timing import (
    BadTiming,
    parse_quiet,
    parse_time,
    parse_weekdays,
    parse_weekly,
    print_quiet,
    print_time,
    print_timing,
    print_weekdays,
    print_weekly,
    zone,
)
from store.readers import DAILY, EVERY_DAY, QuietHours, Timing

weekdays = st.sets(st.integers(0, 6), min_size=1).map(lambda days: tuple(sorted(days)))


@pytest.mark.parametrize(
    ("text", "minute"),
    [
        ("08:05", 485),
        ("8:05", 485),
        (" 00:00 ", 0),
        ("23:59", 1439),
        ("8am", 480),
        ("8 AM", 480),
        ("8:30 p.m.", 1230),
        ("12am", 0),
        ("12:01am", 1),
        ("12pm", 720),
    ],
)
def test_a_time_is_read_by_the_24_hour_and_the_12_hour_clock(text: str, minute: int) -> None:
    assert parse_time(text) == minute


@pytest.mark.parametrize("text", ["8", "24:00", "08:60", "0am", "13pm", "8:5", "noon", "-1:00", "08:00:00", "٠٨:٠٠"])
def test_what_is_no_time_is_refused_with_what_was_written(text: str) -> None:
    with pytest.raises(BadTiming, match="is no time of day") as caught:
        parse_time(text)
    assert f"'{text}'" in str(caught.value)


@pytest.mark.parametrize("blank", ["", "  "])
def test_what_was_left_empty_is_asked_for(blank: str) -> None:
    with pytest.raises(BadTiming, match=r"Please give a time, such as 08:00\."):
        parse_time(blank)
    with pytest.raises(BadTiming, match=r"Please give a time, such as 08:00\."):
        parse_quiet(f"22:00-{blank}")
    with pytest.raises(BadTiming, match=r"Please give a time zone, such as Europe/Berlin\."):
        zone(blank)


@pytest.mark.parametrize("weekdays", [EVERY_DAY, (0,), (0, 3), (0, 1, 2, 3, 4), (5, 6)])
def test_days_with_a_time_are_written_as_they_are_read(weekdays: tuple[int, ...]) -> None:
    for minute in (0, 485, 1439):
        assert parse_weekly(print_weekly(minute, weekdays)) == Timing(minute=minute, weekdays=weekdays)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("mon", (0,)),
        ("mon,wed fri", (0, 2, 4)),
        ("Fri and mon", (0, 4)),
        ("Mondays", (0,)),
        ("tues; thurs", (1, 3)),
        ("mon-fri", (0, 1, 2, 3, 4)),
        ("fri - mon", (0, 4, 5, 6)),
        ("sat–sun", (5, 6)),
        ("mo,tu", (0, 1)),
        ("weekdays", (0, 1, 2, 3, 4)),
        ("weekends, wed", (2, 5, 6)),
        ("daily", EVERY_DAY),
        ("on mon, mon", (0,)),
        ("sun-sat", EVERY_DAY),
    ],
)
def test_weekdays_are_read_one_by_one_in_ranges_and_by_their_common_names(text: str, days: tuple[int, ...]) -> None:
    assert parse_weekdays(text) == days


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "names no weekday"),
        ("and", "names no weekday"),
        ("t", "'t' in 't' is no weekday"),
        ("mnday", "Did you mean monday"),
        ("mon-", "is no weekday"),
        ("day", "is no weekday"),
        ("\x1b[31mred", "is no weekday"),
        ("x" * 9999, "is no weekday"),
    ],
)
def test_what_is_no_weekday_is_refused_with_what_would_do(text: str, said: str) -> None:
    with pytest.raises(BadTiming, match=said) as caught:
        parse_weekdays(text)
    assert len(str(caught.value)) < 200
    assert str(caught.value).isprintable()


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("mon 08:00", "Mondays at 08:00"),
        ("mon,thu 18:30", "Mon and Thu at 18:30"),
        ("mon, wed and fri at 6:30pm", "Mon, Wed and Fri at 18:30"),
        ("weekdays 8am", "on weekdays at 08:00"),
        ("weekends,9:00", "on weekends at 09:00"),
        ("mon-sun 08:00", "daily at 08:00"),
    ],
)
def test_a_weekly_timing_is_days_and_a_time(text: str, printed: str) -> None:
    assert print_timing(parse_weekly(text)) == printed


@pytest.mark.parametrize("text", ["", "mon", "08:00", "mon 25:00", "moon 08:00", "mon 8:00 9:00", "at 08:00"])
def test_a_weekly_timing_without_a_day_or_a_time_is_refused(text: str) -> None:
    with pytest.raises(BadTiming):
        parse_weekly(text)


@pytest.mark.parametrize(
    ("timing", "printed"),
    [
        (DAILY, "daily at 08:00"),
        (Timing(minute=None), "at once"),
        (Timing(minute=None, instant_from=80.0), "at once"),
        (Timing(minute=485, instant_from=80.0), "daily at 08:05, from 80 at once"),
        (Timing(minute=0, weekdays=(6,), instant_from=72.5), "Sundays at 00:00, from 72.5 at once"),
    ],
)
def test_a_timing_reads_like_a_sentence(timing: Timing, printed: str) -> None:
    assert print_timing(timing) == printed


@pytest.mark.parametrize("text", ["22:00-07:00", "22:00 – 7am", "10 pm to 07:00"])
def test_quiet_hours_are_a_beginning_and_an_end(text: str) -> None:
    assert parse_quiet(text) == QuietHours(start=1320, end=420)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("22:00", "begin and end"),
        ("", "begin and end"),
        ("1:00-2:00-3:00", "begin and end"),
        ("7:00-07:00", "cannot end when they begin"),
        ("22-7", "no time of day"),
    ],
)
def test_quiet_hours_that_make_no_sense_are_refused(text: str, said: str) -> None:
    with pytest.raises(BadTiming, match=said):
        parse_quiet(text)


def test_no_quiet_hours_are_none() -> None:
    assert print_quiet(None) == "none"


@given(st.integers(0, 1439), weekdays)
def test_what_is_printed_is_read_as_the_same(minute: int, days: tuple[int, ...]) -> None:
    assert parse_time(print_time(minute)) == minute
    assert parse_weekdays(print_weekdays(days)) == days
    assert parse_weekly(print_timing(Timing(minute=minute, weekdays=days))) == Timing(minute=minute, weekdays=days)
    if minute:
        quiet = QuietHours(start=minute, end=0)
        assert parse_quiet(print_quiet(quiet)) == quiet


@given(st.text(max_size=40))
def test_whatever_is_written_is_understood_or_refused(text: str) -> None:
    for parse in (parse_time, parse_weekdays, parse_weekly, parse_quiet, zone):
        try:
            parse(text)
        except BadTiming as error:
            assert str(error).isprintable()  # noqa: PT017 - whichever it is


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Europe/Berlin", "Europe/Berlin"),
        ("europe/berlin", "Europe/Berlin"),
        ("AMERICA/NEW YORK", "America/New_York"),
        ("utc", "UTC"),
        ("America/Argentina/Buenos_Aires", "America/Argentina/Buenos_Aires"),
    ],
)
def test_a_zone_is_found_whatever_the_case(written: str, name: str) -> None:
    assert zone(written).key == name


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("Berlin", "Did you mean Europe/Berlin"),
        ("new york", "Did you mean America/New_York"),
        ("Europe/Berln", "Did you mean Europe/Berlin"),
        ("UTC+2", "Write a place"),
        ("CET-1CEST", "Write a place"),
        ("localtime", "Write a place"),
        ("posixrules", "Write a place"),
        ("/etc/localtime", "Write a place"),
        ("../../etc/passwd", "no time zone"),
        ("z" * 100_000, "no time zone"),
    ],
)
def test_a_zone_that_is_none_is_refused_with_those_that_come_nearest(written: str, said: str) -> None:
    with pytest.raises(BadTiming, match=said) as caught:
        zone(written)
    assert len(str(caught.value)) < 200
