"""What Telegram tells, understood; and what is no update, passed over."""

import copy
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram.incoming import chat_of, read_update, update_id
from bot.channels.telegram.types import Entered, Entry, Incoming, Message, Moved, Person, Place, Tapped
from store.chats import ChatKind

ME = 7
ADA = {"id": 42, "is_bot": False, "first_name": "Ada", "last_name": "L", "username": "ada", "language_code": "de"}
BOT = {"id": ME, "is_bot": True, "first_name": "Paperround", "username": "paperround_bot"}
OTHER_BOT = {"id": 8, "is_bot": True, "first_name": "Other", "username": "other_bot"}
ANONYMOUS = {"id": 1087968824, "is_bot": True, "first_name": "Group", "username": "GroupAnonymousBot"}
PRIVATE = {"id": 42, "type": "private", "first_name": "Ada", "last_name": "L", "username": "ada"}
GROUP = {"id": -5, "type": "group", "title": "Lab"}
FORUM = {"id": -1005, "type": "supergroup", "title": "Forum", "is_forum": True}
CHANNEL = {"id": -1009, "type": "channel", "title": "News", "username": "news"}
ARXIV = "https://arxiv.org/abs/2611.00001"


def message(chat: dict[str, Any] = PRIVATE, sender: dict[str, Any] | None = ADA, **more: Any) -> dict[str, Any]:
    return {"message_id": 3, "date": 1_790_000_000, "chat": chat, **({"from": sender} if sender else {}), **more}


def update(**more: Any) -> dict[str, Any]:
    return {"update_id": 11, **more}


def written(chat: dict[str, Any] = PRIVATE, sender: dict[str, Any] | None = ADA, **more: Any) -> Message:
    understood = read_update(update(message=message(chat, sender, **more)), ME)
    assert isinstance(understood, Message)
    return understood


def entity(kind: str, offset: int, length: int, **more: Any) -> dict[str, Any]:
    return {"type": kind, "offset": offset, "length": length, **more}


def test_a_message_says_who_where_and_what() -> None:
    said = written(text="/start p-abc")
    assert said.person == Person(42, "Ada L", "ada", "de")
    assert (said.room.number, said.room.kind, said.room.title) == (42, ChatKind.PRIVATE, "Ada L")
    assert (said.update, said.message, said.text, said.place) == (11, 3, "/start p-abc", Place(42))
    assert not said.is_edit
    changed = read_update(update(edited_message=message(text="x", edit_date=1_790_000_001)), ME)
    assert isinstance(changed, Message)
    assert changed.is_edit


def test_links_stand_in_a_text_and_behind_its_words_in_order() -> None:
    text = f"😀 this and {ARXIV}"
    linked = [
        entity("url", 12, len(ARXIV)),
        entity("text_link", 3, 4, url="https://hf.co/papers/1"),
        entity("bold", 0, 2),
    ]
    assert written(text=text, entities=linked).links == ("https://hf.co/papers/1", ARXIV)
    caption = written(photo=[PHOTO], caption=ARXIV, caption_entities=[entity("url", 0, len(ARXIV))])
    assert (caption.text, caption.links) == (ARXIV, (ARXIV,))


PHOTO = {"file_id": "p", "file_unique_id": "u", "width": 9, "height": 9}
DOCUMENT = {"file_id": "f1", "file_unique_id": "u", "file_name": "mine.toml", "file_size": 12}


def test_files_and_places_are_handed_on() -> None:
    assert written(document=DOCUMENT, caption="mine").file == ("f1", "mine.toml", 12)
    assert written(location={"latitude": 52.5, "longitude": 13}).location == (52.5, 13.0)
    assert written(photo=[PHOTO]).text == ""


@pytest.mark.parametrize(("sender", "ours"), [(BOT, True), (OTHER_BOT, False), (ADA, False)], ids=["us", "bot", "ada"])
def test_an_answer_says_to_what(sender: dict[str, Any], ours: bool) -> None:
    reply = message(sender=sender, text=ARXIV, entities=[entity("url", 0, len(ARXIV))]) | {"message_id": 2}
    said = written(text="why?", reply_to_message=reply)
    assert (said.reply_to, said.reply_text, said.reply_links, said.reply_is_ours) == (2, ARXIV, (ARXIV,), ours)


def test_without_our_number_an_answer_to_any_bot_counts() -> None:
    said = read_update(update(message=message(text="x", reply_to_message=message(sender=OTHER_BOT, text="y"))))
    assert isinstance(said, Message)
    assert said.reply_is_ours


def test_a_topic_is_one_of_a_forum_and_its_beginning_is_not_answered() -> None:
    begun = message(FORUM, text="", forum_topic_created={"name": "n", "icon_color": 1}) | {"message_id": 9}
    in_topic = written(FORUM, text="x", message_thread_id=9, is_topic_message=True, reply_to_message=begun)
    assert (in_topic.topic, in_topic.reply_to, in_topic.place) == (9, None, Place(-1005, 9))
    assert in_topic.room.is_forum
    in_thread = written(GROUP, text="x", message_thread_id=9, reply_to_message=message(GROUP, text="y"))
    assert (in_thread.topic, in_thread.reply_to) == (None, 3)


def test_who_forwards_says_from_which_channel() -> None:
    origin = {"type": "channel", "date": 1_790_000_000, "chat": CHANNEL, "message_id": 5}
    said = written(text="x", forward_origin=origin)
    assert said.forwarded
    assert said.forwarded_from is not None
    assert (said.forwarded_from.number, said.forwarded_from.username) == (-1009, "news")
    hidden = written(text="x", forward_origin={"type": "hidden_user", "date": 1, "sender_user_name": "Eve"})
    assert (hidden.forwarded, hidden.forwarded_from) == (True, None)


def test_an_administrator_who_speaks_as_the_group_is_one() -> None:
    said = written(GROUP, ANONYMOUS, sender_chat=GROUP, text="/settings")
    assert (said.person, said.is_anonymous_admin) == (Person(0, "Lab"), True)
    of_channel = written(GROUP, ANONYMOUS, sender_chat=CHANNEL, text="/settings")
    assert (of_channel.person.number, of_channel.is_anonymous_admin) == (0, False)


@pytest.mark.parametrize(
    "body",
    [
        update(message=message(GROUP, OTHER_BOT, text="x")),
        update(message=message(GROUP, text=None, new_chat_members=[ADA])),
        update(channel_post=message(CHANNEL, None, sender_chat=CHANNEL, text="news")),
        update(callback_query={"id": "1", "from": ADA, "chat_instance": "1", "data": "1:n"}),
        update(poll={}),
        {"message": message(text="x")},
        update(),
        {},
    ],
    ids=["bot", "service", "channel", "inline", "poll", "unnumbered", "nothing", "empty"],
)
def test_what_is_nothing_to_us_is_nothing(body: dict[str, Any]) -> None:
    assert read_update(body, ME) is None


def test_a_tap_says_on_what() -> None:
    topic = message(FORUM, BOT, text="x", message_thread_id=9, is_topic_message=True)
    body = update(callback_query={"id": "77", "from": ADA, "chat_instance": "1", "data": "1:n", "message": topic})
    tapped = read_update(body, ME)
    assert isinstance(tapped, Tapped)
    assert (tapped.tap, tapped.data, tapped.message, tapped.place) == ("77", "1:n", 3, Place(-1005, 9))
    assert tapped.person.number == 42
    old = {"chat": PRIVATE, "message_id": 3, "date": 0}
    body = update(callback_query={"id": "77", "from": ADA, "chat_instance": "1", "data": "1:n", "message": old})
    tapped = read_update(body, ME)
    assert isinstance(tapped, Tapped)
    assert (tapped.message, tapped.place) == (3, Place(42))


RIGHTS = dict.fromkeys(
    ("can_be_edited", "is_anonymous", "can_manage_chat", "can_delete_messages", "can_manage_video_chats",
     "can_restrict_members", "can_promote_members", "can_change_info", "can_invite_users", "can_post_stories",
     "can_edit_stories", "can_delete_stories"), True,
)  # fmt: skip
MAY = dict.fromkeys(
    ("can_send_messages", "can_send_audios", "can_send_documents", "can_send_photos", "can_send_videos",
     "can_send_video_notes", "can_send_voice_notes", "can_send_polls", "can_send_other_messages",
     "can_add_web_page_previews", "can_change_info", "can_invite_users", "can_pin_messages", "can_manage_topics",
     "can_react_to_messages", "can_edit_tag"), False,
)  # fmt: skip


@pytest.mark.parametrize(
    ("chat", "member", "now", "can_post"),
    [
        (PRIVATE, {"status": "member"}, Entry.MEMBER, True),
        (PRIVATE, {"status": "kicked", "until_date": 0}, Entry.OUT, False),
        (GROUP, {"status": "left"}, Entry.OUT, False),
        (GROUP, {"status": "administrator", **RIGHTS}, Entry.ADMINISTRATOR, True),
        (CHANNEL, {"status": "administrator", **RIGHTS, "can_post_messages": True}, Entry.ADMINISTRATOR, True),
        (CHANNEL, {"status": "administrator", **RIGHTS, "can_post_messages": False}, Entry.ADMINISTRATOR, False),
        (GROUP, {"status": "restricted", "is_member": True, "until_date": 0, **MAY}, Entry.MEMBER, False),
        (GROUP, {"status": "restricted", "is_member": False, "until_date": 0, **MAY}, Entry.OUT, False),
    ],
    ids=["started", "blocked", "left", "administrator", "channel", "channel-mute", "restricted", "restricted-out"],
)
def test_what_we_are_in_a_chat(chat: dict[str, Any], member: dict[str, Any], now: Entry, can_post: bool) -> None:
    changed = {
        "chat": chat,
        "from": ADA,
        "date": 1_790_000_000,
        "old_chat_member": {"status": "left", "user": BOT},
        "new_chat_member": {"user": BOT, **member},
    }
    entered = read_update(update(my_chat_member=changed), ME)
    assert isinstance(entered, Entered)
    assert (entered.now, entered.can_post, entered.person.number) == (now, can_post, 42)


def test_a_group_that_moves_is_told_from_both_sides() -> None:
    for body in (message(GROUP, migrate_to_chat_id=-1005), message(FORUM, ANONYMOUS, migrate_from_chat_id=-5)):
        moved = read_update(update(message=body), ME)
        assert isinstance(moved, Moved)
        assert (moved.old, moved.new) == (-5, -1005)


def test_number_and_chat_are_known_without_understanding() -> None:
    assert update_id(update()) == 11
    assert [update_id({"update_id": wrong}) for wrong in ("11", None, True, -1, 1.5)] == [None] * 5
    assert chat_of(update(message=message(GROUP))) == -5
    assert chat_of(update(callback_query={"message": message(FORUM)})) == -1005
    assert chat_of(update(my_chat_member={"chat": CHANNEL})) == -1009
    assert [chat_of(each) for each in (update(), update(message=[]), update(message={"chat": {"id": "x"}}))] == [
        None
    ] * 3


WHOLE = update(
    message=message(
        FORUM,
        text=ARXIV,
        entities=[entity("url", 0, len(ARXIV)), entity("text_link", 0, 3, url=ARXIV)],
        reply_to_message=message(FORUM, BOT, text="y"),
        document=DOCUMENT,
        location={"latitude": 1.5, "longitude": 2.5},
        forward_origin={"type": "channel", "date": 1, "chat": CHANNEL, "message_id": 5},
        message_thread_id=9,
        is_topic_message=True,
    )
)
TAP = update(callback_query={"id": "7", "from": ADA, "chat_instance": "1", "data": "1:n", "message": message(FORUM)})
ODD = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=5), st.lists(st.integers(), max_size=2),
    st.dictionaries(st.text(max_size=3), st.integers(), max_size=2),
)  # fmt: skip


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """All the places in a JSON value."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, each in inner for place in places(each, (*path, key)))]


@given(st.sampled_from([WHOLE, TAP]), st.data())
def test_whatever_is_told_is_understood_or_nothing(whole: dict[str, Any], data: st.DataObject) -> None:
    body = copy.deepcopy(whole)
    for _ in range(data.draw(st.integers(1, 3))):
        path = data.draw(st.sampled_from([place for place in places(body) if place] or [("message",)]))
        inner: Any = body
        for key in path[:-1]:
            inner = inner[key]
        if isinstance(inner, dict) and data.draw(st.booleans()):
            inner.pop(path[-1], None)
        else:
            inner[path[-1]] = data.draw(ODD)
    understood = read_update(body, ME)
    assert understood is None or isinstance(understood, Incoming)
    if isinstance(understood, Message):
        assert isinstance(understood.text, str)
        assert isinstance(understood.room.number, int)
        assert all(isinstance(link, str) for link in understood.links)
    chat, number = chat_of(body), update_id(body)
    assert chat is None or isinstance(chat, int)
    assert number is None or number >= 0


def test_a_deep_update_is_nothing() -> None:
    deep = json.loads('{"a":' * 400 + "1" + "}" * 400)
    assert read_update(update(message=message(text="x", reply_to_message=deep)), ME) is None
