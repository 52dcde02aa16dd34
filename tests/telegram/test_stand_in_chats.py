"""The stand-in lets the bot write where Telegram would, as fast as Telegram would, and tells it what Telegram would."""

import pytest

from tests.telegram.stand_in import Standing


def writing(ask, number, **more) -> str:
    said: str = ask.said("sendMessage", chat_id=number, text="x", **more)
    return said


def test_the_bot_writes_to_those_who_want_it(ask, telegram, clock) -> None:
    ada = telegram.person("Ada")
    assert writing(ask, ada.number) == "Forbidden: bot can't initiate conversation with a user"
    telegram.says(ada, "/start")
    assert writing(ask, ada.number) == ""
    telegram.blocks(ada)
    assert writing(ask, ada.number) == "Forbidden: bot was blocked by the user"
    telegram.unblocks(ada)
    clock.forward(1)
    assert writing(ask, ada.number) == ""
    ada.deactivated = True
    assert writing(ask, ada.number) == "Forbidden: user is deactivated"
    assert writing(ask, 4711) == "Bad Request: chat not found"
    told = [each["my_chat_member"]["new_chat_member"]["status"] for each in telegram.cloud.queue.waiting[1:]]
    assert told == ["kicked", "member"]


KINDS = {"group": "group chat", "supergroup": "supergroup chat"}


@pytest.mark.parametrize("kind", KINDS)
def test_in_a_group_the_bot_must_be(ask, ada, telegram, kind, clock) -> None:
    room = telegram.group("Lab", [ada], kind=kind)
    assert writing(ask, room.number) == f"Forbidden: bot is not a member of the {KINDS[kind]}"
    telegram.add_bot(room, ada)
    assert writing(ask, room.number) == ""
    room.mute = True
    assert writing(ask, room.number) == "Bad Request: not enough rights to send text messages to the chat"
    telegram.remove_bot(room, ada)
    assert writing(ask, room.number) == f"Forbidden: bot was kicked from the {KINDS[kind]}"


def test_in_a_channel_the_bot_must_be_an_administrator(ask, ada, telegram) -> None:
    room = telegram.channel("News", [ada], username="news")
    assert writing(ask, room.number) == "Forbidden: bot is not a member of the channel chat"
    telegram.add_bot(room, ada, Standing.MEMBER)
    assert writing(ask, "@news") == "Bad Request: need administrator rights in the channel chat"
    telegram.add_bot(room, ada, Standing.ADMINISTRATOR)
    assert writing(ask, "@News") == ""
    posted = ask("getChat", chat_id="@news")["result"]
    assert (posted["id"], posted["type"], posted["title"]) == (room.number, "channel", "News")


def test_a_group_that_became_a_supergroup_says_so(ask, ada, telegram) -> None:
    room = telegram.group("Lab", [ada], kind="group")
    telegram.add_bot(room, ada)
    new = telegram.migrates(room)
    told = ask("sendMessage", chat_id=room.number, text="x")
    assert told["parameters"] == {"migrate_to_chat_id": new.number}
    assert told["description"] == "Bad Request: group chat was upgraded to a supergroup chat"
    assert writing(ask, new.number) == ""
    told = [each["message"] for each in telegram.cloud.queue.waiting if "message" in each]
    assert told[-2]["migrate_to_chat_id"] == new.number
    assert told[-1]["migrate_from_chat_id"] == room.number


def test_a_topic_may_be_closed_or_gone(ask, ada, telegram) -> None:
    room = telegram.group("Lab", [], [ada], is_forum=True)
    telegram.add_bot(room, ada)
    number = telegram.topic(room, "Papers")
    told = ask("sendMessage", chat_id=room.number, text="x", message_thread_id=number)["result"]
    assert (told["message_thread_id"], told["is_topic_message"]) == (number, True)
    room.topics[number].closed = True
    assert writing(ask, room.number, message_thread_id=number) == "Bad Request: TOPIC_CLOSED"
    room.topics[number].deleted = True
    for gone in (number, 1, 99):
        assert writing(ask, room.number, message_thread_id=gone) == "Bad Request: message thread not found"


def test_who_is_administrator_can_be_asked_where_the_bot_is(ask, ada, telegram) -> None:
    bob = telegram.person("Bob")
    room = telegram.group("Lab", [bob], [ada])
    assert "not a member" in ask.said("getChatMember", chat_id=room.number, user_id=ada.number)
    telegram.add_bot(room, ada)
    standing = {who: ask("getChatMember", chat_id=room.number, user_id=who) for who in (ada.number, bob.number)}
    assert [each["result"]["status"] for each in standing.values()] == ["creator", "member"]
    assert ask.said("getChatMember", chat_id=room.number, user_id=4711) == "Bad Request: user not found"
    heads = ask("getChatAdministrators", chat_id=room.number)["result"]
    assert [each["user"]["id"] for each in heads] == [ada.number]
    assert ask.said("leaveChat", chat_id=room.number) == ""
    assert "not a member" in writing(ask, room.number)


def test_privacy_mode_lets_the_bot_know_only_what_concerns_it(ask, ada, telegram) -> None:
    room = telegram.group("Lab", [ada])
    telegram.says(ada, "before", room)
    telegram.add_bot(room, ada)
    begin = len(telegram.cloud.queue.waiting)
    ours = ask("sendMessage", chat_id=room.number, text="x")["result"]["message_id"]
    for text in ("hello", "/help@other_bot", "/help@Paperround_Bot", "/help", "an @paperround_bot word"):
        telegram.says(ada, text, room)
    telegram.says(ada, "an answer", room, reply_to=room.messages[ours])
    told = [each["message"]["text"] for each in telegram.cloud.queue.waiting[begin:]]
    assert told == ["/help@Paperround_Bot", "/help", "an @paperround_bot word", "an answer"]
    telegram.add_bot(room, ada, Standing.ADMINISTRATOR)
    telegram.says(ada, "hello", room, as_group=True)
    heard = telegram.cloud.queue.waiting[-1]["message"]
    assert (heard["from"]["username"], heard["sender_chat"]["id"]) == ("GroupAnonymousBot", room.number)


def test_thirty_messages_a_second_are_taken_of_the_bot(ask, telegram, clock) -> None:
    people = [telegram.person(f"P{number}", started=True) for number in range(32)]
    assert [writing(ask, each.number) for each in people[:30]] == [""] * 30
    told = ask("sendMessage", chat_id=people[30].number, text="x")
    assert (told["description"], told["parameters"]) == ("Too Many Requests: retry after 1", {"retry_after": 1})
    assert len(telegram.breaches) == 1
    clock.forward(0.9)
    assert "Too Many" in writing(ask, people[31].number)
    assert "before the end of a flood" in telegram.breaches[1]
    clock.forward(0.1)
    assert writing(ask, people[31].number) == ""


def test_one_message_a_second_is_taken_of_a_chat(ask, ada, telegram, clock) -> None:
    number = ask("sendMessage", chat_id=ada.number, text="x")["result"]["message_id"]
    clock.forward(0.5)
    assert ask.said("editMessageText", chat_id=ada.number, message_id=number, text="y") == ""
    assert telegram.breaches == []
    assert writing(ask, ada.number) == "Too Many Requests: retry after 1"
    clock.forward(1)
    assert writing(ask, ada.number) == ""


def test_twenty_messages_a_minute_are_taken_of_a_group(ask, ada, telegram, clock) -> None:
    room = telegram.group("Lab", [ada])
    telegram.add_bot(room, ada)
    for _ in range(20):
        assert writing(ask, room.number) == ""
        clock.forward(1)
    assert writing(ask, room.number) == "Too Many Requests: retry after 40"
    clock.forward(40)
    assert writing(ask, room.number) == ""


def test_a_flood_can_be_forced_on_a_chat_and_on_the_bot(ask, ada, telegram, clock) -> None:
    bob = telegram.person("Bob", started=True)
    telegram.flood(ada.number, 10_072)
    assert writing(ask, ada.number) == "Too Many Requests: retry after 10072"
    assert telegram.breaches == []
    assert writing(ask, bob.number) == ""
    assert writing(ask, ada.number) == "Too Many Requests: retry after 10072"
    assert len(telegram.breaches) == 1
    telegram.flood(None, 5)
    clock.forward(1)
    assert writing(ask, bob.number) == "Too Many Requests: retry after 4"
    clock.forward(10_072)
    assert writing(ask, ada.number) == ""


def test_commands_are_kept_by_scope_and_language(ask, telegram, ada) -> None:
    commands = [{"command": "help", "description": "Help"}]
    scope = {"type": "chat", "chat_id": ada.number}
    assert ask.said("setMyCommands", commands=commands, scope=scope, language_code="de") == ""
    assert ask("getMyCommands", scope=scope, language_code="de")["result"] == commands
    assert ask("getMyCommands")["result"] == []
    assert ask.said("deleteMyCommands", scope=scope, language_code="de") == ""
    assert telegram.cloud.commands == {}
    for wrong in ([{"command": "Help", "description": "x"}], [{"command": "x", "description": "x" * 257}]):
        assert "INVALID" in ask.said("setMyCommands", commands=wrong)
    assert "TOO_MUCH" in ask.said("setMyCommands", commands=commands * 101)
    assert "language" in ask.said("setMyCommands", commands=commands, language_code="german")
    assert "Scope" in ask.said("setMyCommands", commands=commands, scope={"type": "chat"})
    assert ask.said("setMyDescription", description="x" * 512) == ""
    assert "TOO_LONG" in ask.said("setMyShortDescription", short_description="x" * 121)
