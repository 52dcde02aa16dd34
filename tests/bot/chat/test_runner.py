"""What happened is dealt with: in order, once, whatever Telegram or a handler makes of it."""

import asyncio
import logging
from contextlib import contextmanager
from datetime import timedelta

import pytest

from bot.channels.telegram.types import Message
from bot.channels.types import Gone, Later, Moved, Refused, Uncertain, Unusable
from bot.chat.runner import MOST_ATTEMPTS
from store.chats import Update
from store.errors import DatabaseError
from tests.bot.chat.chat_world import ADA, ANONYMOUS, BEN, BIRDS, MEADOW, room_of
from tests.bot.chat.fake_telegram import ME


def written(person, text, **more):
    return Message(update=0, room=room_of(person), person=person, text=text, message=1, **more)


def test_each_chat_is_answered_in_order(world):
    for text in ("/version", "/cancel", "/version"):
        world.happens(written(ADA, text))
        world.happens(written(BEN, text))
    sent = world.work()
    assert len(sent) == 6
    for person in (ADA, BEN):
        theirs = [each.text for each in sent if each.place.chat == person.number]
        assert [("Paperround" in text) for text in theirs] == [True, False, True]


def test_what_was_dealt_with_is_not_dealt_with_again(world):
    world.says(ADA, "/version")
    assert world.work() == []
    assert world.waiting() == 0


def test_an_update_that_says_nothing_to_us_is_settled(world):
    with world.store.receiving() as inbox:
        for number, body in ((90, '{"update_id": 90}'), (91, "no json"), (92, "[]")):
            inbox.keep_update(Update(bot=ME.number, number=number, chat=None, body=body, received_at=world.now))
    assert world.work() == []
    assert world.waiting() == 0


def test_an_edited_message_and_what_is_posted_in_a_channel_are_left_alone(world):
    assert world.says(ADA, "/version", is_edit=True) == []
    assert world.says(ANONYMOUS, "/version", room=BIRDS) == []


def test_a_flood_puts_the_answer_off_to_the_second(world):
    world.telegram.troubles.append(Later("Too many requests.", retry_after=10_072))
    assert world.says(ADA, "/version") == []
    world.passes(seconds=10_071)
    assert world.work() == []
    world.passes(seconds=1)
    assert len(world.work()) == 1


def test_what_waits_for_one_chat_holds_up_no_other(world):
    world.telegram.troubles.append(Later("Too many requests.", retry_after=60))
    assert world.says(ADA, "/version") == []
    assert len(world.says(BEN, "/version")) == 1


def test_what_may_have_been_said_is_not_said_twice(world):
    world.telegram.troubles.append(Uncertain("It fell silent."))
    assert world.says(ADA, "/version") == []
    world.passes(days=1)
    assert world.work() == []
    assert world.waiting() == 0


def test_what_telegram_will_never_take_is_given_up_and_the_person_is_told(world):
    world.telegram.troubles.append(Refused("Bad request."))
    assert ["Something went wrong" in each.text for each in world.says(ADA, "/version")] == [True]
    world.telegram.troubles.extend([Refused("Bad request.")] * 2)
    assert world.says(ADA, "/version") == []
    assert world.waiting() == 0


class Killed(BaseException):
    """The process is gone."""


@pytest.mark.parametrize("arrived", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("point", range(4))
def test_killed_at_any_message_of_the_first_minute_it_goes_on(world, point, arrived):
    troubles = world.telegram.late_troubles if arrived else world.telegram.troubles
    troubles.extend([*[None] * point, Killed()])
    for act in (
        lambda: world.says(ADA, "/start"),
        lambda: world.says(ADA, "pigeon"),
        lambda: world.says(ADA, "Berlin"),
    ):
        try:
            act()
        except Killed:
            world.begin_anew()
            world.work()
    assert not troubles
    assert [each.name for each in world.profiles(ADA.number)] == ["pigeon"]
    assert world.reader(ADA.number).timezone == "Europe/Berlin"
    assert world.waiting() == 0


def test_of_an_answer_that_was_begun_the_rest_is_said_later_and_nothing_twice(world):
    world.says(ADA, "/start")
    world.telegram.troubles.extend((None, Later("Too many requests.", retry_after=5)))
    assert ["This is what I look for now" in each.text for each in world.says(ADA, "pigeon")] == [True]
    world.passes(minutes=5)
    assert ["Where do you live?" in each.text for each in world.work()] == [True]
    assert world.waiting() == 0


def test_what_may_have_been_said_of_an_answer_is_not_followed_by_more(world):
    world.says(ADA, "/start")
    world.telegram.troubles.extend((None, Uncertain("It fell silent.")))
    assert len(world.says(ADA, "pigeon")) == 1
    world.passes(minutes=5)
    assert world.work() == []


def test_what_waits_for_telegram_is_decided_once(world):
    world.begins()
    world.telegram.troubles.extend([Later("No connection.")] * 3)
    world.says(ADA, "/add rook")
    assert len(world.profiles(ADA.number)) == 2
    reader = world.reader(ADA.number).number
    with world.store.writing() as catalog:
        catalog.remove_profile("rook", reader)
    for _ in range(4):
        world.passes(minutes=1)
        world.work()
    assert "This is what I look for now" in world.telegram.sent[-1].text
    assert len(world.profiles(ADA.number)) == 1


@pytest.mark.parametrize("trouble", [Uncertain("HTTP 502"), Later("No connection.")], ids=["502", "no network"])
def test_who_cannot_be_asked_about_is_asked_about_again(world, trouble):
    world.telegram.administrators.add((MEADOW.number, ADA.number))
    world.telegram.ask_troubles.append(trouble)
    assert world.says(ADA, "/start", room=MEADOW) == []
    assert world.waiting() == 1
    world.passes(minutes=1)
    assert len(world.work()) == 1


class Busy:
    """A store that somebody else writes to just when the first update is to be settled."""

    def __init__(self, within, failures):
        self.within, self.failures = within, failures

    def __getattr__(self, name):
        return getattr(self.within, name)

    @contextmanager
    def receiving(self):
        with self.within.receiving() as inbox:
            yield Busy(inbox, self.failures)

    def settle_update(self, bot, number, at):
        if self.failures:
            raise self.failures.pop()
        self.within.settle_update(bot, number, at)


def test_what_is_said_but_cannot_be_settled_is_not_said_again(world):
    world.happens(written(ADA, "/version"))
    world.store = Busy(world.store, [DatabaseError("The database is locked.")])
    world.begin_anew()
    with pytest.raises(DatabaseError):
        world.work()
    assert len(world.telegram.sent) == 1
    assert world.work() == []
    assert world.waiting() == 0


def test_what_nobody_foresaw_in_saying_something_stops_no_other_chat(world, caplog):
    world.telegram.troubles.extend([RuntimeError("nobody foresaw this")])
    assert world.says(ADA, "/version") == []
    assert "nobody foresaw this" in caplog.text
    assert len(world.says(BEN, "/version")) == 1
    for _ in range(MOST_ATTEMPTS):
        world.telegram.troubles.append(RuntimeError("nobody foresaw this"))
        world.passes(minutes=1)
        assert world.work() == []
    assert world.waiting() == 0


def test_a_chat_that_is_gone_is_stopped_and_everything_is_kept(world):
    world.begins()
    world.telegram.troubles.append(Gone("The chat blocked this bot."))
    world.says(ADA, "/version")
    address = world.address(ADA.number)
    assert address.stopped == "The chat blocked this bot."
    assert len(world.profiles(ADA.number)) == 1
    world.says(ADA, "/start")
    assert not world.address(ADA.number).stopped


def test_a_group_that_has_become_a_supergroup_is_answered_there(world):
    world.telegram.administrators.update({(MEADOW.number, ADA.number), (-100999, ADA.number)})
    world.says(ADA, "/start", room=MEADOW)
    world.telegram.troubles.append(Moved("The group has moved.", "-100999"))
    sent = world.says(ADA, "/version", room=MEADOW)
    assert [each.place.chat for each in sent] == [-100999]
    assert world.chat(-100999) is not None
    assert world.chat(MEADOW.number) is None
    assert world.waiting() == 0


def test_a_useless_token_is_told_and_nothing_is_lost(world):
    world.telegram.troubles.append(Unusable("The token is wrong."))
    with pytest.raises(Unusable):
        world.says(ADA, "/version")
    assert world.waiting() == 1
    world.passes(minutes=1)
    assert len(world.work()) == 1


def test_what_nobody_foresaw_is_written_down_and_the_person_is_told(world, caplog):
    world.begins()
    caplog.clear()
    world.telegram.ask_troubles.append(RuntimeError("nobody foresaw this"))
    world.telegram.rooms["@secret_words"] = BIRDS
    sent = world.says(ADA, "/channel @secret_words")
    assert [each.text for each in sent] == ["Something went wrong here; it has been written down. Please try again."]
    assert "nobody foresaw this" in caplog.text
    assert "secret_words" not in caplog.text
    assert world.waiting() == 0


def test_every_tap_is_answered_once_also_when_it_goes_wrong(world):
    world.begins()
    answered = len(world.telegram.toasts)
    for number, data in enumerate(("1:n", "1:unheard-of", "0:x", "", "1:bz:Nowhere/At_All", "1:bl:xx", "1:bx:99"), 1):
        world.tapped(ADA, data, 1)
        assert len(world.telegram.toasts) == answered + number
    assert all("older message" in text for _, text in world.telegram.toasts[answered + 1 :])


def test_what_brought_us_down_is_given_up_after_some_attempts(world, caplog):
    world.happens(written(ADA, "/version"))
    with world.store.receiving() as inbox:
        for _ in range(MOST_ATTEMPTS):
            inbox.begin_update(ME.number, 1)
    with caplog.at_level(logging.ERROR):
        assert world.work() == []
    assert "given up" in caplog.text
    assert world.waiting() == 0


def test_told_to_stop_it_finishes_what_is_under_way_and_leaves_the_rest(world):
    world.happens(written(ADA, "/version"))

    async def stopped_at_once() -> None:
        task = asyncio.create_task(world.runner.work_off())
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(stopped_at_once())
    assert len(world.telegram.sent) + world.waiting() == 1
    world.work()
    assert len(world.telegram.sent) == 1


def test_a_tap_that_cannot_be_acknowledged_is_obeyed_all_the_same(world):
    world.begins()
    screen = world.says(ADA, "/help")[-1]
    world.telegram.tap_troubles.append(Uncertain("It fell silent."))
    world.taps(ADA, "All commands", screen)
    assert "/forget_me" in screen.text


def test_a_network_that_is_down_for_minutes_loses_no_answer(world):
    world.telegram.troubles.extend([Later("No connection.")] * 12)
    assert world.says(ADA, "/version") == []
    for _ in range(12):
        world.passes(seconds=60)
        world.work()
    assert len(world.telegram.sent) == 1


def test_what_waited_for_a_day_is_given_up(world):
    world.telegram.troubles.extend([Later("No connection.")] * 2000)
    world.says(ADA, "/version")
    for _ in range(23):
        world.passes(hours=1)
        world.work()
    assert world.waiting() == 1
    for _ in range(2):
        world.passes(hours=1)
        world.work()
    assert world.waiting() == 0


def test_a_restart_while_telegram_is_away_forgets_nobody(world):
    world.telegram.troubles.extend([Later("No connection.")] * 12)
    assert world.says(ADA, "/version") == []
    for _ in range(11):
        world.begin_anew()
        world.passes(seconds=60)
        world.work()
    world.begin_anew()
    world.passes(seconds=60)
    assert len(world.work()) == 1


def test_what_telegram_refuses_each_time_is_tried_thrice_and_holds_up_its_chat_no_longer(world):
    world.telegram.troubles.extend([Later("Telegram refused it: not enough rights.", most=3)] * 4)
    world.happens(written(ADA, "/version"))
    world.happens(written(ADA, "/cancel"))
    for _ in range(3):
        world.work()
        world.passes(seconds=10)
    assert ["nothing to cancel" in each.text for each in world.telegram.sent] == [True]
    assert not world.telegram.troubles
    assert world.waiting() == 0


def test_what_is_shown_after_a_tap_is_tried_again_also_behind_a_few_words_above_the_chat(world):
    world.begins()
    screen = world.says(ADA, "/settings")[-1]
    world.telegram.troubles.append(Later("Too many requests.", retry_after=5))
    world.taps(ADA, "Sound: on", screen)
    assert "Sound: on" in screen.labels
    world.passes(seconds=5)
    world.work()
    assert "Sound: off" in screen.labels


def test_one_that_takes_long_holds_up_no_other_and_is_waited_for_when_all_ends(world):
    world.happens(written(ADA, "/version"))
    world.happens(written(BEN, "/version"))

    async def ended_meanwhile() -> None:
        world.telegram.gate, world.telegram.arrived = asyncio.Event(), asyncio.Event()
        task = asyncio.create_task(world.runner.work_off())
        await world.telegram.arrived.wait()
        assert [each.place.chat for each in world.telegram.sent] == [BEN.number]
        task.cancel()
        await asyncio.sleep(0)
        world.telegram.gate.set()
        with pytest.raises(asyncio.CancelledError):
            await task

    world.telegram.slow_chat = ADA.number
    asyncio.run(ended_meanwhile())
    assert len(world.telegram.sent) == 2
    assert world.waiting() == 0


def test_a_network_that_is_down_is_tried_again_a_little_later(world):
    world.telegram.troubles.append(Later("No connection."))
    assert world.says(ADA, "/version") == []
    world.now += timedelta(seconds=2)
    assert len(world.work()) == 1
