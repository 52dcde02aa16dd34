"""Who is answered, and how often."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.channels.telegram.types import Message, Person, Room, Tapped
from bot.chat.access import Access, Doorkeeper
from bot.chat.types import Rules
from store.chats import ChatKind
from tests.bot.chat.chat_world import ADA, BEN, MEADOW, NOON, room_of


def written(person=ADA, room=None, text="/help"):
    return Message(update=1, room=room or room_of(person), person=person, text=text)


def tapped(person=ADA):
    return Tapped(update=1, room=room_of(person), person=person, tap="t", data="1:n")


def look(keeper, incoming, now=NOON, *, banned=False):
    return keeper.look(incoming, None, banned=banned, now=now)


@pytest.mark.parametrize(
    ("allowed", "incoming", "expected"),
    [
        pytest.param((), written(), True, id="everyone"),
        pytest.param(("11",), written(), True, id="by number"),
        pytest.param(("@ada",), written(), True, id="by name"),
        pytest.param(("22",), written(), False, id="another"),
        pytest.param(("-100500",), written(room=MEADOW), True, id="the group"),
        pytest.param(("11",), written(room=MEADOW), True, id="a person in any group"),
        pytest.param(("22",), written(room=MEADOW), False, id="another's group"),
        pytest.param(("@",), written(Person(33, "Nameless")), False, id="no name is no name"),
        pytest.param(("0",), written(Person(0), Room(-5, ChatKind.GROUP, "g")), False, id="nobody has no number"),
    ],
)
def test_the_operator_lets_in_by_number_or_name(allowed, incoming, expected):
    assert Doorkeeper(Rules(allowed=frozenset(allowed))).admits(incoming) is expected


def test_the_operator_is_always_let_in():
    assert Doorkeeper(Rules(allowed=frozenset(("22",)), operator=11)).admits(written())


def test_the_operator_is_answered_though_they_or_the_chat_are_banned():
    keeper = Doorkeeper(Rules(operator=11))
    assert look(keeper, written(), banned=True) is Access.GRANTED
    assert look(keeper, written(room=MEADOW), banned=True) is Access.GRANTED
    assert look(keeper, written(BEN), banned=True) is Access.NOT_ALLOWED


def test_who_is_not_let_in_is_told_once_an_hour_and_a_group_never():
    keeper = Doorkeeper(Rules(allowed=frozenset(("22",))))
    assert look(keeper, written()) is Access.NOT_ALLOWED
    assert look(keeper, written(), NOON + timedelta(minutes=59)) is Access.SILENCE
    assert look(keeper, written(), NOON + timedelta(minutes=60)) is Access.NOT_ALLOWED
    assert look(keeper, written(room=MEADOW)) is Access.SILENCE


def test_so_many_commands_a_minute_are_obeyed_and_it_is_said_once():
    keeper = Doorkeeper(Rules(commands_per_minute=2))
    answers = [look(keeper, written(), NOON + timedelta(seconds=second)) for second in (0, 1, 2, 3, 59, 60, 61, 62)]
    granted, fast, silent = Access.GRANTED, Access.TOO_FAST, Access.SILENCE
    assert answers == [granted, granted, fast, silent, silent, granted, granted, fast]
    assert look(keeper, written(BEN), NOON) is granted


def test_buttons_may_be_tapped_more_often():
    keeper = Doorkeeper(Rules(commands_per_minute=2))
    assert [look(keeper, tapped()) for _ in range(7)] == [Access.GRANTED] * 6 + [Access.TOO_FAST]


def test_a_banned_person_gets_one_answer_and_no_command(world):
    world.begins()
    with world.store.writing() as catalog:
        catalog.save_ban(ADA.number, "", world.now)
    assert ["private" in each.text for each in world.says(ADA, "/help")] == [True]
    assert world.says(ADA, "/add rooks") == []
    assert len(world.profiles(ADA.number)) == 1


def test_a_flood_of_commands_is_answered_a_few_times_and_dropped(world):
    world.rules = Rules(commands_per_minute=20)
    world.begin_anew()
    for _ in range(100):
        world.happens(written())
    world.happens(written(BEN))
    sent = world.work()
    assert len([each for each in sent if each.place.chat == ADA.number]) == 1
    assert "Too fast" in sent[0].text or "Too fast" in sent[1].text
    assert len([each for each in sent if each.place.chat == BEN.number]) == 1
    assert world.waiting() == 0


def test_what_was_said_over_hours_in_which_nobody_heard_it_is_no_flood(world):
    for number in range(60):
        world.happens(replace(written(text="/version"), at=NOON - timedelta(minutes=60 - number)))
    assert [each.text.startswith("This is Paperround") for each in world.work()] == [True] * 60


def test_what_people_say_to_each_other_in_a_group_counts_for_nothing(world):
    world.rules = Rules(commands_per_minute=2)
    world.begin_anew()
    world.enters(MEADOW, ADA)
    for _ in range(100):
        world.happens(written(BEN, MEADOW, "how are you?"))
    assert world.work() == []
    assert len(world.says(BEN, "/version", room=MEADOW)) == 1


def test_a_chat_of_its_own_limit_is_held_to_it(world):
    world.begins()
    with world.store.writing() as catalog:
        catalog.save_chat(replace(catalog.chat(ADA.number), commands_per_minute=1))
    world.begin_anew()
    assert "Paperround" in world.says(ADA, "/version")[0].text
    assert "Too fast" in world.says(ADA, "/version")[0].text
    assert world.says(ADA, "/version") == []
