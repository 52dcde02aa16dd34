"""Settings and times in whole conversations: every button shows its value, a tap changes it in the same message."""

from datetime import timedelta

import pytest

from store.chats import Chat, Layout
from store.readers import QuietDay, Reader, Timing
from tests.telegram.conversation import Seat, World


@pytest.fixture
def ada(empty_world: World) -> Seat:
    """A reader with one profile, in Berlin."""
    seat = empty_world.person("Ada")
    seat.says("/start")
    seat.says("reward model, RLHF, -survey")
    seat.taps("Europe")
    seat.taps("Berlin")
    return seat


def reader(seat: Seat) -> Reader:
    with seat.world.store.reading() as catalog:
        return next(iter(catalog.readers()))


def chat(seat: Seat) -> Chat:
    with seat.world.store.reading() as catalog:
        (found,) = catalog.chats()
    return found


def timings(seat: Seat) -> list[Timing]:
    with seat.world.store.reading() as catalog:
        return [each.timing for each in catalog.profiles()]


def test_every_setting_is_on_its_button_and_is_changed_in_one_message(ada) -> None:
    ada.says("/settings")
    first = ada.last
    assert ada.buttons[:6] == [
        "Profiles: 1",
        "Told: daily at 08:00",
        "Time zone: Berlin",
        "Quiet hours: none",
        "Day without papers: silent",
        "Trending: none",
    ]
    for taps, sees in (
        (["Quiet hours", "22:00", "‹ Back"], "[Quiet hours: 22:00–07:00]"),
        (["Day without papers", "a sign of life", "‹ Back"], "[Day without papers: a sign of life each week]"),
        (["Trending", "5", "‹ Back"], "[Trending: 5]"),
        (["Sound: on"], "[Sound: off]"),
        (["Papers: short", "with abstract", "‹ Back"], "[Papers: with abstract]"),
        (["Told", "Once a week", "Thu", "✓ Mon", "18:00", "‹ Back"], "[Told: Thursdays at 18:00]"),
        (["Profiles", "‹ Back"], "[Profiles: 1]"),
    ):
        for label in taps:
            ada.taps(label)
        assert sees in ada.sees()
    assert ada.last == first
    assert (reader(ada).quiet_day, reader(ada).trending) == (QuietDay.WEEKLY, 5)
    assert (chat(ada).layout, chat(ada).silent) == (Layout.FULL, True)
    assert timings(ada) == [Timing(minute=18 * 60, weekdays=(3,))]


def test_a_button_tapped_twice_leads_to_the_same(ada) -> None:
    ada.says("/settings")
    below, sound = ada.last, next(label for label in ada.buttons if label.startswith("Sound"))
    data = next(each["callback_data"] for row in below.keyboard for each in row if each["text"] == sound)
    ada.taps_data(data, below)
    ada.taps_data(data, below)
    assert chat(ada).silent


def test_a_template_is_checked_before_it_is_used_and_can_be_dropped(ada) -> None:
    ada.says("/settings")
    ada.taps("Template: none")
    assert "{nix}, character 1, is no field" in ada.says("{nix}").text
    ada.says("<b>{title}</b> {score}")
    assert chat(ada).template == "<b>{title}</b> {score}"
    ada.taps("Template: own")
    assert "Yours at present:\n<b>{title}</b> {score}" in ada.sees()
    ada.taps("Use none")
    assert chat(ada).template == ""


@pytest.mark.parametrize(
    ("written", "timing"),
    [
        pytest.param("09:30", Timing(minute=570), id="time"),
        pytest.param("daily 7am", Timing(minute=420), id="daily"),
        pytest.param("weekdays 08:00", Timing(weekdays=(0, 1, 2, 3, 4)), id="weekdays"),
        pytest.param("Mon,Thu 18:30", Timing(minute=1110, weekdays=(0, 3)), id="days"),
        pytest.param("At once", Timing(minute=None), id="at once"),
    ],
)
def test_a_schedule_is_understood_as_it_is_typed(ada, written, timing) -> None:
    ada.says(f"/schedule {written}")
    assert timings(ada) == [timing]
    assert reader(ada).default_timing == timing


def test_the_time_of_the_digest_is_the_readers_own(ada) -> None:
    heard = ada.says("/schedule 09:30").text
    at = reader(ada).next_digest_at
    assert at is not None
    assert f"{at + timedelta(hours=1):%H:%M}" == "09:30"
    assert "The next digest: " in heard
    assert "09:30" in heard


def test_what_cannot_be_understood_is_said_and_asked_again(ada) -> None:
    assert "no day with a time" in ada.says("/schedule often").text
    ada.says("/schedule")
    ada.taps("Type a time…")
    assert "no time of day" in ada.says("25:00").text
    ada.says("20:15")
    assert timings(ada) == [Timing(minute=20 * 60 + 15)]
    assert "are no quiet hours" in ada.says("/quiet often").text
    ada.says("/quiet")
    assert "cannot end when they begin" in ada.says("22:00-22:00").text
    assert "Quiet hours: 22:30–06:15" in ada.says("22:30-06:15").text
    assert "Quiet hours: none" in ada.says("/quiet off").text


def test_a_snooze_says_what_becomes_of_what_is_missed(ada) -> None:
    assert "comes afterwards, in one digest" in ada.says("/snooze").text
    heard = ada.taps("3 days").text
    assert "Snoozed until" in heard
    assert "What is found meanwhile comes then, in one digest." in heard
    until = reader(ada).snoozed_until
    assert until is not None
    assert f"{until + timedelta(hours=1):%H:%M}" == "08:00"  # as digests come, and not in the night
    assert "You snooze: nothing comes before" in ada.says("/settings").text
    assert "You are told again." in ada.says("/snooze off").text


def test_a_snooze_until_a_day_that_is_typed(ada) -> None:
    ada.says("/snooze")
    assert "is no date" in ada.says("soon").text
    assert "is not ahead" in ada.says("2020-01-01").text
    day = (ada.world.clock() + timedelta(days=30)).date()
    ada.says(f"{day}")
    until = reader(ada).snoozed_until
    assert until is not None
    assert (until + timedelta(hours=1)).date() == day
    for written in ("tomorrow", "week"):
        assert "Snoozed until" in ada.says(f"/snooze {written}").text


def test_a_pause_lasts_until_they_resume_and_a_snooze_ends_it(ada) -> None:
    heard = ada.says("/pause").text
    assert "Paused: nothing comes until /resume." in heard
    assert "What appears meanwhile is not kept for you." in heard
    assert reader(ada).paused
    ada.taps("7 days")
    assert (reader(ada).paused, "Snoozed until" in ada.sees()) == (False, True)
    ada.taps("⏸ Pause")
    ada.taps("▶️ Go on now")
    assert not reader(ada).paused
    assert "You are told again." in ada.says("/resume").text


def test_resuming_says_how_much_waits(world) -> None:
    ada = world.person("Ada")
    ada.says("/start")
    ada.says("reward model, RLHF")
    ada.says("/snooze week")
    assert world.news_comes() > 1
    assert "papers are waiting and come soon, in one digest." in ada.says("/resume").text


def test_all_hours_of_a_day_can_be_reached_by_buttons(ada) -> None:
    ada.says("/schedule")
    for label in ("06:00", "− 05:30", "− 05:00", "＋ 05:30"):
        ada.taps(label)
    assert timings(ada) == [Timing(minute=5 * 60 + 30)]


def test_in_a_group_nobody_sees_a_mail_address(ada) -> None:
    group = ada.world.group("Readers", ada)
    ada.at(group).says("/add crows")
    ada.at(group).says("/settings")
    assert not any(label.startswith("Mail") for label in ada.at(group).buttons)
