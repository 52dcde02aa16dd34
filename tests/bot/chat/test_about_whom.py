"""Buttons are about whom their message is about, whoever is looked after when they are tapped."""

import pytest

from bot.core.chat.taps import read_tap
from tests.bot.chat.chat_world import ADA, BEN, BIRDS, ChatWorld


@pytest.fixture
def birds(world: ChatWorld) -> ChatWorld:
    """Ada reads, and administrates a channel."""
    world.begins()
    world.telegram.administrators.add((BIRDS.number, ADA.number))
    world.enters(BIRDS, ADA)
    return world


def look_after(world, chat):
    world.tapped(ADA, f"1:gm:{chat}", 0)


def test_a_button_of_ones_own_settings_does_nothing_to_the_channel(birds):
    own = birds.says(ADA, "/settings")[-1]
    look_after(birds, BIRDS.number)
    birds.taps(ADA, "Sound: on", own)
    assert "Sound: on" in own.labels
    assert birds.telegram.toasts[-1][1] == "! This message is about your own papers. To get back to them: /channel"
    assert not birds.chat(BIRDS.number).silent
    look_after(birds, 0)
    birds.taps(ADA, "Sound: on", own)
    assert birds.chat(ADA.number).silent


def test_a_button_of_the_channels_settings_does_nothing_to_ones_own(birds):
    look_after(birds, BIRDS.number)
    its = birds.says(ADA, "/settings")[-1]
    look_after(birds, 0)
    birds.taps(ADA, "Sound: on", its)
    assert birds.telegram.toasts[-1][1] == "! This message is about Birds daily. To look after it: /channel"
    assert not birds.chat(ADA.number).silent


def test_the_way_back_and_forth_is_open_from_every_message(birds):
    here = birds.says(ADA, "/channel")[-1]
    birds.taps(ADA, "Birds daily", here)
    old = birds.says(ADA, "/channel")[-1]
    birds.taps(ADA, "Back to my own", old)
    birds.taps(ADA, "✕", birds.says(ADA, "/settings")[-1])
    assert birds.chat(ADA.number).managing is None


def test_a_button_about_a_stranger_tells_nothing_of_them(birds):
    birds.begins(BEN)
    stranger = birds.reader(BEN.number).number
    birds.tapped(ADA, f"1.{stranger}:sns:1", 0)
    assert "older message" in birds.telegram.toasts[-1][1]
    assert not birds.chat(BEN.number).silent


def test_what_is_sent_says_whom_it_is_about_and_a_list_says_it_itself(birds):
    birds.papers("Pigeons sort letters", "A pigeon at sea")
    reader = birds.reader(ADA.number).number
    sent = [*birds.says(ADA, "/settings"), *birds.says(ADA, "/latest")]
    taps = [read_tap(each.data) for one in sent for row in one.message.keyboard for each in row if each.data]
    assert {each.reader for each in taps} == {0, reader}
    assert {each.values[0][0] for each in taps if not each.reader} == {"s"}


def test_buttons_of_messages_that_did_not_say_it_do_what_they_did(birds):
    birds.tapped(ADA, "1:sns:1", 0)
    assert birds.chat(ADA.number).silent


def test_a_command_for_a_channel_is_not_obeyed_for_oneself_when_the_right_has_ended(birds):
    look_after(birds, BIRDS.number)
    birds.telegram.administrators.clear()
    birds.passes(minutes=2)
    said = birds.says(ADA, "/pause")
    assert [each.text for each in said] == ["You no longer administrate Birds daily, so I show your own papers."]
    assert not birds.reader(ADA.number).paused
    birds.says(ADA, "/pause")
    assert birds.reader(ADA.number).paused
