"""What the bot hears through the client, and what it asks of chats, people and files."""

import pytest

from bot.channels.telegram.incoming import chat_of, read_update, update_id
from bot.channels.telegram.presence import Audience
from bot.channels.telegram.types import Entered, Entry, Message, Moved, NoSuchMessage, Place, Tapped
from bot.channels.types import Button, Gone, Refused
from store.chats import ChatKind
from tests.telegram.client_asked import Asking, words
from tests.telegram.cloud import BOT
from tests.telegram.stand_in import Standing


@pytest.fixture
def asking(telegram, clock) -> Asking:
    return Asking(telegram, clock)


def heard(asking: Asking, offset: int | None = None):
    (updates,) = asking(lambda client: client.get_updates(offset, 0))
    return [read_update(each, BOT) for each in updates]


def test_who_the_bot_is(asking) -> None:
    (me,) = asking(lambda client: client.me())
    assert (me.number, me.username, me.name) == (BOT, "paperround_bot", "Paperround")


def test_updates_come_as_they_are_and_are_acknowledged_by_the_next_question(asking, telegram, ada) -> None:
    telegram.says(ada, "/start")
    telegram.says(ada, "diffusion models")
    (first,) = asking(lambda client: client.get_updates(None, 0))
    begin = update_id(first[0])
    assert begin is not None
    again, rest = asking(lambda client: client.get_updates(None, 0), lambda client: client.get_updates(begin + 1, 0))
    assert first == again
    assert [each["message"]["text"] for each in first] == ["/start", "diffusion models"]
    assert [chat_of(each) for each in first] == [ada.number] * 2
    assert rest == first[1:]


def test_what_happens_in_a_conversation_is_understood(asking, telegram, ada) -> None:
    asking(lambda client: client.send(Place(ada.number), words("x", keyboard=((Button("Go", data="1:n"),),))))
    telegram.says(ada, "see https://arxiv.org/abs/2611.00001", reply_to=telegram.last(ada))
    telegram.taps(ada, "Go")
    telegram.blocks(ada)
    written, tapped, entered = heard(asking)
    assert isinstance(written, Message)
    assert (written.person.name, written.room.kind) == ("Ada", ChatKind.PRIVATE)
    assert written.links == ("https://arxiv.org/abs/2611.00001",)
    assert written.reply_is_ours
    assert isinstance(tapped, Tapped)
    assert (tapped.data, tapped.message) == ("1:n", 1)
    assert isinstance(entered, Entered)
    assert entered.now is Entry.OUT


def test_a_group_is_entered_and_moves(asking, telegram, ada) -> None:
    room = telegram.group("Lab", administrators=[ada], kind="group")
    telegram.add_bot(room, ada)
    new = telegram.migrates(room)
    happened = heard(asking)
    assert next(each.now for each in happened if isinstance(each, Entered)) is Entry.MEMBER
    assert (room.number, new.number) in {(each.old, each.new) for each in happened if isinstance(each, Moved)}


def test_what_telegram_says_of_chats_and_people(asking, telegram, ada) -> None:
    bob = telegram.person("Bob")
    room = telegram.group("Lab", [bob], [ada], is_forum=True, username="lab")
    telegram.add_bot(room, ada)
    by_name, by_number, *administrators = asking(
        lambda client: client.room("@lab"),
        lambda client: client.room(room.number),
        lambda client: client.is_administrator(room.number, ada.number),
        lambda client: client.is_administrator(room.number, bob.number),
        lambda client: client.is_administrator(room.number, 404),
        lambda client: client.is_administrator(-404, ada.number),
    )
    assert by_name == by_number
    assert (by_name.number, by_name.title, by_name.kind, by_name.is_forum) == (room.number, "Lab", "supergroup", True)
    assert administrators == [True, False, False, False]
    with pytest.raises(Gone):
        asking(lambda client: client.room("@nowhere"))


def test_a_group_is_left(asking, telegram, ada) -> None:
    room = telegram.group("Lab", administrators=[ada])
    telegram.add_bot(room, ada)
    asking(lambda client: client.leave(room.number))
    assert room.standing(BOT) is Standing.LEFT


def test_a_file_is_had_unless_it_is_too_large(asking, telegram, ada) -> None:
    telegram.sends_file(ada, "mine.toml", b"x" * 100)
    (written,) = heard(asking)
    number, name, size = written.file
    assert (name, size) == ("mine.toml", 100)
    assert asking(lambda client: client.file(number, 100)) == [b"x" * 100]
    with pytest.raises(Refused, match="larger than 99 bytes"):
        asking(lambda client: client.file(number, 99))


def test_a_file_is_sent_with_its_name(asking, telegram, ada) -> None:
    asking(lambda client: client.send_file(Place(ada.number), "papers.toml", b"abc", "Yours."))
    posted = telegram.last(ada)
    assert (posted.document, posted.text) == (("papers.toml", b"abc"), "Yours.")


def test_the_menu_is_set_for_each_audience_and_language(asking, telegram, ada) -> None:
    menu = [("start", "Begin"), ("help", "Help")]
    asking(
        lambda client: client.set_commands(menu, Audience.PRIVATE),
        lambda client: client.set_commands(menu[:1], Audience.ADMINISTRATORS, "de"),
        lambda client: client.set_commands(menu, ada.number),
    )
    assert len(telegram.cloud.commands) == 3
    assert {language for _, language in telegram.cloud.commands} == {"", "de"}


def test_a_message_that_is_gone_cannot_be_changed(asking, ada) -> None:
    with pytest.raises(NoSuchMessage):
        asking(lambda client: client.edit(ada.number, 77, words("x")))
