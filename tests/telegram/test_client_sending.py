"""Messages as the stand-in gets them, and what becomes of those it does not take."""

from datetime import timedelta

import pytest

from bot.channels.telegram.client import TelegramClient
from bot.channels.telegram.types import NoSuchMessage, NotModified, Place
from bot.channels.types import ASTRAY, Button, DeliveryError, Gone, Later, Moved, NotNow
from tests.telegram.client_asked import Asking, words
from tests.telegram.stand_in import Standing

KEYBOARD = ((Button("Like", data="1:pk:d1:0:like"), Button("Page", url="https://arxiv.org/abs/2611.00001")),)


@pytest.fixture
def asking(telegram, clock) -> Asking:
    return Asking(telegram, clock)


def to(user) -> Place:
    return Place(user.number)


def test_a_message_arrives_as_it_was_meant(asking, telegram, ada) -> None:
    first, number = asking(
        lambda client: client.send(to(ada), words("one")),
        lambda client: client.send(to(ada), words("<b>two</b>", keyboard=KEYBOARD, silent=True), reply_to=1),
    )
    posted = telegram.last(ada)
    assert (posted.number, posted.text, posted.silent) == (number, "two", True)
    assert posted.reply_to.number == first
    assert [button["text"] for row in posted.keyboard for button in row] == ["Like", "Page"]
    assert telegram.breaches == []


def test_no_page_is_shown_below_a_message_unless_it_is_meant(asking, telegram, ada) -> None:
    asking(
        lambda client: client.send(to(ada), words("one")),
        lambda client: client.send(to(ada), words("two", preview=True)),
    )
    options = [asked.call.object("link_preview_options") for asked in telegram.calls("sendMessage")]
    assert [each["is_disabled"] for each in options] == [True, False]


def test_what_telegram_cannot_read_goes_as_plain_text_once(asking, telegram, ada) -> None:
    asking(lambda client: client.send(to(ada), words("<b>bold", "a < b", keyboard=KEYBOARD)))
    assert [post.text for post in telegram.posts(ada)] == ["a < b"]
    assert telegram.last(ada).keyboard
    with pytest.raises(Later) as failed:
        asking(lambda client: client.send(to(ada), words("<b>bold", "")))
    assert failed.value.most == 3
    assert len(telegram.calls("sendMessage")) == 4


def test_a_message_is_changed_in_place(asking, telegram, ada) -> None:
    asking(lambda client: client.send(to(ada), words("one")), lambda client: client.edit(ada.number, 1, words("two")))
    assert [post.text for post in telegram.posts(ada)] == ["two"]
    with pytest.raises(NotModified):
        asking(lambda client: client.edit(ada.number, 1, words("two")))
    asking(lambda client: client.edit(ada.number, 1, words("<b>x", "plain < x")))
    assert telegram.last(ada).text == "plain < x"
    asking(lambda client: client.remove(ada.number, 1))
    assert telegram.posts(ada) == []
    with pytest.raises(NoSuchMessage):
        asking(lambda client: client.edit(ada.number, 1, words("three")))
    with pytest.raises(NoSuchMessage):
        asking(lambda client: client.remove(ada.number, 1))


@pytest.fixture
def forum(telegram, ada):
    room = telegram.group("Lab", administrators=[ada], is_forum=True)
    telegram.add_bot(room, ada)
    return room


@pytest.mark.parametrize("trouble", ["closed", "deleted"])
def test_what_is_for_a_topic_that_cannot_be_written_in_goes_to_the_main_room_and_says_so(
    asking, telegram, ada, forum, trouble
) -> None:
    topic = telegram.topic(forum, "News")
    place = Place(forum.number, topic)
    asking(lambda client: client.send(place, words("one")))
    assert telegram.last(forum).topic == topic
    setattr(forum.topics[topic], trouble, True)
    asking(lambda client: client.send(place, words("two", "two")))
    assert (telegram.last(forum).topic, telegram.last(forum).text) == (None, f"{ASTRAY}\n\ntwo")
    asking(lambda client: client.send(place, words("x" * 4_090, "x", astray="Das Thema ist zu.")))
    assert [post.text for post in telegram.posts(forum)[-2:]] == ["Das Thema ist zu.", "x" * 4_090]
    asking(lambda client: client.send_file(place, "a.txt", b"abc", "words"))
    assert telegram.last(forum).document[1] == b"abc"


def failure(asking: Asking, number: int) -> DeliveryError:
    with pytest.raises(DeliveryError) as failed:
        asking(lambda client: client.send(Place(number), words("x")))
    return failed.value


def test_a_chat_that_does_not_want_us_is_gone(asking, telegram, ada) -> None:
    telegram.blocks(ada)
    assert type(failure(asking, ada.number)) is Gone
    telegram.unblocks(ada)
    ada.deactivated = True
    assert type(failure(asking, ada.number)) is Gone
    for room in (
        telegram.group("A", administrators=[ada], kind="group"),
        telegram.group("B", administrators=[ada]),
        telegram.channel("C", [ada]),
    ):
        telegram.add_bot(room, ada)
        telegram.remove_bot(room, ada)
        assert type(failure(asking, room.number)) is Gone
    assert type(failure(asking, 404_404)) is Gone


def test_a_refusal_that_is_not_known_is_tried_three_times(asking, telegram) -> None:
    stranger = telegram.person("Eve")
    error = failure(asking, stranger.number)
    assert type(error) is Later
    assert error.most == 3


def test_a_group_that_became_a_supergroup_says_where_it_is(asking, telegram, ada) -> None:
    room = telegram.group("Lab", administrators=[ada], kind="group")
    telegram.add_bot(room, ada)
    new = telegram.migrates(room)
    error = failure(asking, room.number)
    assert isinstance(error, Moved)
    assert error.moved_to == str(new.number)


@pytest.mark.parametrize("seconds", [3, 10_072])
def test_a_chat_in_flood_is_left_alone_to_the_second_by_the_next_process_too(
    asking, telegram, clock, ada, seconds
) -> None:
    bob = telegram.person("Bob", started=True)
    telegram.flood(ada.number, seconds)
    error = failure(asking, ada.number)
    assert isinstance(error, NotNow)
    assert (error.wait, error.retry_after) == (seconds, seconds)
    end = clock.now + timedelta(seconds=seconds)
    assert [(flood.chat, flood.until) for flood in asking.kept] == [(ada.number, end)]
    asked = len(telegram.calls("sendMessage"))
    asking(lambda client: client.send(to(bob), words("flows")))
    clock.forward(seconds - 2.5)
    with pytest.raises(NotNow) as waits:
        asking(lambda client: client.send(to(ada), words("too soon"), bulk=True))
    assert waits.value.wait == 2.5
    assert len(telegram.calls("sendMessage")) == asked + 1
    asking(lambda client: client.send(to(ada), words("now")))
    assert clock.now - end < timedelta(seconds=1)
    assert telegram.breaches == []


def test_two_chats_in_flood_stop_the_bot_for_the_longer(asking, telegram, clock, ada) -> None:
    bob, eve = telegram.person("Bob", started=True), telegram.person("Eve", started=True)
    telegram.flood(ada.number, 60)
    telegram.flood(bob.number, 90)

    async def refused(client: TelegramClient, number: int) -> None:
        with pytest.raises(NotNow):
            await client.send(Place(number), words("x"))

    asking(*[lambda client, user=user: refused(client, user.number) for user in (ada, bob, eve)])
    asked = len(telegram.calls("sendMessage"))
    assert asked == 2
    assert isinstance(failure(asking, eve.number), NotNow)  # of the next process
    with pytest.raises(NotNow):
        asking(lambda client: client.answer_tap("1"))
    assert len(telegram.calls("sendMessage")) == asked
    clock.forward(90)
    asking(lambda client: client.send(to(eve), words("x")))
    assert telegram.breaches == []


def test_many_messages_break_no_limit_that_the_stand_in_knows(asking, telegram, ada) -> None:
    people = [telegram.person(f"P{number}", started=True) for number in range(60)]
    group, channel = telegram.group("Lab", administrators=[ada]), telegram.channel("News", [ada])
    for room, standing in ((group, Standing.MEMBER), (channel, Standing.ADMINISTRATOR)):
        telegram.add_bot(room, ada, standing)
    chats = [*people, *people, *[channel] * 25, *[group] * 20]
    asking(*[lambda client, chat=chat: client.send(Place(chat.number), words("x")) for chat in chats])
    assert telegram.breaches == []
    assert len(telegram.posts(channel)) == 25
    with pytest.raises(NotNow):
        asking(
            *[lambda client: client.send(Place(group.number), words("x"), bulk=True) for _ in range(21)],
        )


def test_a_tap_that_is_too_old_is_passed_over(asking, telegram, clock, ada) -> None:
    asking(lambda client: client.send(to(ada), words("x", keyboard=KEYBOARD)))
    tap = telegram.taps(ada, "Like")
    asking(lambda client: client.answer_tap(tap.number, "Liked", alert=True))
    assert (tap.answered.text, tap.answered.alert) == ("Liked", True)
    clock.forward(3_600)
    asking(lambda client: client.answer_tap(tap.number))
