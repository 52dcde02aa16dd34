"""The first minute with the real bot: from Start to the first digest."""

from datetime import timedelta

import pytest

from tests.telegram.conversation import World
from tests.telegram.server import Fault


def test_a_newcomer_has_the_first_digest_after_five_messages_and_taps(world: World):
    ada = world.person("Ada")
    assert "What are you interested in?" in ada.says("/start").text
    profile, where = ada.says("language model, -survey").new
    assert "language model" in profile.text
    assert "The best of them:" in profile.text
    assert "Where do you live?" in where.text
    ada.taps("Europe")
    assert "Your time zone is Berlin" in ada.taps("Berlin").text
    world.news_comes()
    digest = ada.says("/digest")
    assert digest.new
    assert world.telegram.breaches == []


def test_the_first_digest_comes_by_itself_the_next_morning(world: World):
    ada = world.person("Ada")
    ada.says("/start")
    ada.taps("language model")
    ada.taps("London", world.telegram.last(ada.room))
    assert world.news_comes()
    morning = world.clock().replace(hour=8, minute=0, second=0)
    heard = world.wait_until(morning if morning > world.clock() else morning.replace(day=morning.day + 1))
    assert heard.new
    assert world.telegram.breaches == []


def test_with_an_empty_catalog_it_says_so_and_what_happens_next(empty_world: World):
    ada = empty_world.person("Ada")
    ada.says("/start")
    heard = ada.says("language model")
    assert "No papers have been read yet" in heard.text
    assert "Where do you live?" in heard.text


def test_a_place_may_be_sent(world: World):
    ada = world.person("Ada")
    ada.says("/start")
    ada.says("language model")
    assert "Tokyo" in ada.sends_place(35.68, 139.69).text


def test_who_blocked_the_bot_comes_back_with_everything(world: World):
    ada = world.person("Ada")
    ada.says("/start")
    ada.says("language model")
    world.react(None, lambda: world.telegram.blocks(ada.user))
    assert not world.news_comes()
    world.react(None, lambda: world.telegram.unblocks(ada.user))
    assert "I write to you again" in ada.says("/start").text
    assert world.telegram.breaches == []


def test_a_restart_in_the_middle_of_it_changes_nothing(world: World):
    ada = world.person("Ada")
    ada.says("/start")
    world.clock.forward(1)
    world.restart()
    assert "This is what I look for now" in ada.says("language model").text
    world.clock.forward(1)
    world.restart()
    assert "New York" in ada.says("New York").text


@pytest.mark.parametrize(
    ("fault", "answers"),
    [
        pytest.param(Fault("status", 502), 0, id="a gateway fails"),
        pytest.param(Fault("status", 502, taken=True), 1, id="a gateway fails behind it"),
        pytest.param(Fault("garbage", taken=True), 1, id="garbage"),
        pytest.param(Fault("reset", taken=True), 1, id="a reset behind it"),
    ],
)
def test_what_may_have_arrived_is_not_said_twice(world: World, fault: Fault, answers: int):
    ada = world.person("Ada")
    world.telegram.fail("sendMessage", fault)
    ada.says("/version")
    world.wait_until(world.clock() + timedelta(minutes=10))
    assert len([each for each in world.telegram.posts(ada.room) if "Paperround" in each.text]) == answers
    assert "Paperround" in ada.says("/version").text


def test_a_flood_is_waited_for_to_the_second_and_others_are_answered(world: World):
    ada, ben = world.person("Ada"), world.person("Ben")
    ada.says("/start")
    world.clock.forward(5)
    world.telegram.flood(ada.room.number, 600)
    assert not ada.says("/version").new
    assert ben.says("/version").new
    world.restart()
    begun = world.clock()
    assert not world.wait_until(begun + timedelta(seconds=590)).new
    assert world.wait_until(begun + timedelta(seconds=602)).new
    assert world.telegram.breaches == []


@pytest.mark.parametrize("tag", ["de", "es", "ru", "zh-hans"])
def test_each_language_greets_without_a_breach(world: World, tag: str):
    ada = world.person("Ada", tag)
    ada.says("/start")
    ada.says("language model")
    ada.says("/help")
    assert world.telegram.breaches == []
    with world.store.reading() as catalog:
        (chat,) = catalog.chats()
        assert catalog.reader(chat.reader).language.lower().startswith(tag[:2])


def test_everything_is_forgotten_but_nothing_else(world: World):
    ada, ben = world.person("Ada"), world.person("Ben")
    for seat in (ada, ben):
        seat.says("/start")
        seat.says("language model")
    ada.says("/forget_me")
    assert "Everything is erased" in ada.taps("🗑 Yes").text
    with world.store.reading() as catalog:
        assert [chat.chat for chat in catalog.chats()] == [ben.room.number]
        assert catalog.question(ada.room.number, ada.user.number) is None
