"""The stand-in takes the messages that Telegram takes, and says of others what Telegram says."""

import json

import pytest


def button(**fields: str) -> dict[str, object]:
    return {"inline_keyboard": [[{"text": "Go", **fields}]]}


UNREADABLE = {
    "a tag there is not": ("<h1>x</h1>", 'Unsupported start tag "h1" at byte offset 0'),
    "a sign that is no tag": ("ä < b", 'Unsupported start tag "" at byte offset 3'),
    "an unclosed tag": ("a <b>x", 'Can\'t find end tag corresponding to start tag "b"'),
    "a cut tag": ("x <b", "Unclosed start tag at byte offset 2"),
    "a cut attribute": ('x <a href="y', 'Unclosed start tag "a" at byte offset 2'),
    "a cut end": ("<b>x</b", "Unclosed end tag at byte offset 4"),
    "an end without a beginning": ("x</b>", "Unexpected end tag at byte offset 1"),
    "crossed tags": ("<b>x<i>y</b></i>", 'Unmatched end tag at byte offset 8, expected "</i>", found "</b>"'),
    "a span": ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
}


@pytest.mark.parametrize("case", UNREADABLE)
def test_markup_that_cannot_be_read_is_refused_in_telegrams_words(ask, ada, case) -> None:
    markup, said = UNREADABLE[case]
    told = ask.said("sendMessage", chat_id=ada.number, text=markup, parse_mode="HTML")
    assert told == f"Bad Request: can't parse entities: {said}"


def test_markup_is_read_into_text_and_entities(ask, ada, telegram) -> None:
    markup = (
        '😀 <b>a <i>b</i></b> <a href="https://x.org/?p=1&amp;q=2">&lt;l&gt;</a> <blockquote expandable>q</blockquote>'
    )
    told = ask("sendMessage", chat_id=ada.number, text=markup, parse_mode="HTML")["result"]
    assert told["text"] == "😀 a b <l> q"
    kinds = [(each["type"], each["offset"], each["length"]) for each in told["entities"]]
    assert kinds == [("bold", 3, 3), ("italic", 5, 1), ("text_link", 7, 3), ("expandable_blockquote", 11, 1)]
    assert told["entities"][2]["url"] == "https://x.org/?p=1&q=2"
    assert telegram.breaches == []


MENDED = {
    "too many entities": "".join(f"<b>{number}</b> " for number in range(101)),
    "a link that leads nowhere": '<a href="javascript:x">y</a>',
    "a quote in a quote": "<blockquote>a<blockquote expandable>b</blockquote></blockquote>",
    "markup within code": "<code>a<b>b</b></code>",
    "a link in a link": '<a href="https://a.b/">x<a href="https://c.d/">y</a></a>',
    "an unescaped ampersand": "a &nbsp; b",
    "an unescaped angle": "a > b",
    "nothing in bold": "a<b></b>",
}


@pytest.mark.parametrize("case", MENDED)
def test_what_telegram_mends_in_silence_is_written_down(ask, ada, telegram, case) -> None:
    assert ask.said("sendMessage", chat_id=ada.number, text=MENDED[case], parse_mode="HTML") == ""
    assert len(telegram.breaches) == 1


def test_a_text_has_4096_units_and_32768_bytes_at_most(ask, ada, clock) -> None:
    for text, said in {
        "😀" * 2048: "",
        "😀" * 2048 + "x": "Bad Request: message is too long",
        "<b></b>" * 4681 + "x": "",
        "<b></b>" * 4681 + "xx": "Bad Request: message is too long",
        "": "Bad Request: message text is empty",
        " \u200b\n": "Bad Request: message text is empty",
    }.items():
        clock.forward(2)
        assert ask.said("sendMessage", chat_id=ada.number, text=text, parse_mode="HTML") == said


def test_text_without_markup_stays_as_it_is(ask, ada) -> None:
    assert ask("sendMessage", chat_id=ada.number, text="a <b> & c")["result"]["text"] == "a <b> & c"


KEYBOARDS = {
    "data of 64 bytes": (button(callback_data="ä" * 32), ""),
    "data of 65 bytes": (button(callback_data="ä" * 32 + "x"), "BUTTON_DATA_INVALID"),
    "no action": (button(), "Text buttons are unallowed"),
    "no data": (button(callback_data=""), "Text buttons are unallowed"),
    "two actions": (button(callback_data="x", url="https://a.b/"), "exactly one"),
    "no text": ({"inline_keyboard": [[{"text": "", "callback_data": "x"}]]}, 'field "text" must be non-empty'),
    "a bad address": (button(url="ftp://a.b/"), "Unsupported URL protocol"),
    "101 buttons": ({"inline_keyboard": [[{"text": "x", "callback_data": "x"}]] * 101}, "reply markup is too long"),
    "9 in a row": ({"inline_keyboard": [[{"text": "x", "callback_data": "x"}] * 9]}, "more than 8 buttons"),
    "no rows": ({"inline_keyboard": [{"text": "x"}]}, "must be an Array of Arrays"),
    "no object": ("x", "can't parse reply_markup JSON object"),
}


@pytest.mark.parametrize("case", KEYBOARDS)
def test_a_keyboard_keeps_its_rules(ask, ada, case) -> None:
    markup, said = KEYBOARDS[case]
    told = ask.said("sendMessage", chat_id=ada.number, text="x", reply_markup=markup)
    assert said in told
    assert bool(said) == bool(told)


def test_a_message_can_be_changed_but_not_into_itself(ask, ada, telegram) -> None:
    keyboard = button(callback_data="a")
    number = ask("sendMessage", chat_id=ada.number, text="<b>a</b>", parse_mode="HTML", reply_markup=keyboard)
    at = {"chat_id": ada.number, "message_id": number["result"]["message_id"]}
    same = {"text": "<strong>a</strong>", "parse_mode": "HTML", "reply_markup": keyboard}
    assert "message is not modified" in ask.said("editMessageText", **at, **same)
    assert ask.said("editMessageText", **at, text="a", reply_markup=keyboard) == ""
    assert "message is not modified" in ask.said("editMessageReplyMarkup", **at, reply_markup=keyboard)
    assert ask.said("editMessageReplyMarkup", **at) == ""
    assert telegram.last(ada).before == ["<b>a</b>"]
    assert ask.said("deleteMessage", **at) == ""
    assert ask.said("deleteMessage", **at) == "Bad Request: message to delete not found"
    assert ask.said("editMessageText", **at, text="b") == "Bad Request: message to edit not found"


def test_what_people_wrote_cannot_be_changed_by_the_bot(ask, ada, telegram) -> None:
    number = telegram.says(ada, "hello").number
    said = ask.said("editMessageText", chat_id=ada.number, message_id=number, text="x")
    assert said == "Bad Request: message can't be edited"


def test_a_message_older_than_two_days_cannot_be_taken_away(ask, ada, clock) -> None:
    number = ask("sendMessage", chat_id=ada.number, text="x")["result"]["message_id"]
    clock.forward(48 * 3600 + 1)
    assert "can't be deleted" in ask.said("deleteMessage", chat_id=ada.number, message_id=number)


def test_a_tap_is_answered_once_and_soon(ask, ada, telegram, clock) -> None:
    ask("sendMessage", chat_id=ada.number, text="x", reply_markup=button(callback_data="a"))
    first, second = telegram.taps(ada, "Go"), telegram.taps(ada, "Go")
    assert "MESSAGE_TOO_LONG" in ask.said("answerCallbackQuery", callback_query_id=first.number, text="x" * 201)
    assert ask.said("answerCallbackQuery", callback_query_id=first.number, text="Done", show_alert=True) == ""
    assert (first.answered.text, first.answered.alert) == ("Done", True)
    assert telegram.unanswered() == [second]
    clock.forward(16)
    for number in (first.number, second.number, "nobody's"):
        assert "query is too old" in ask.said("answerCallbackQuery", callback_query_id=number)
    assert telegram.breaches == ["the tap a was answered twice"]


def test_a_reply_needs_what_it_answers(ask, ada, telegram, clock) -> None:
    there = telegram.says(ada, "hello").number
    reply = {"chat_id": ada.number, "text": "x"}
    assert "reply_to_message" in ask("sendMessage", **reply, reply_parameters={"message_id": there})["result"]
    clock.forward(1)
    said = ask.said("sendMessage", **reply, reply_parameters={"message_id": 99})
    assert said == "Bad Request: message to be replied not found"
    lenient = {"message_id": 99, "allow_sending_without_reply": True}
    assert ask.said("sendMessage", **reply, reply_parameters=lenient) == ""


def test_parameters_come_as_a_form_too_and_have_types(ask, ada) -> None:
    keyboard = json.dumps(button(callback_data="a"))
    told = ask.form("sendMessage", {"chat_id": str(ada.number), "text": "x", "reply_markup": keyboard})
    assert told["result"]["reply_markup"]["inline_keyboard"][0][0]["callback_data"] == "a"
    for wrong, said in {
        "chat_id": "Bad Request: chat_id is empty",
        "text": 'Bad Request: field "text" must be of type String',
        "message_thread_id": 'Bad Request: field "message_thread_id" must be a valid Number',
        "disable_notification": 'Bad Request: field "disable_notification" must be a Boolean',
    }.items():
        value = {"chat_id": "", "text": 7, "message_thread_id": "x", "disable_notification": "maybe"}[wrong]
        assert ask.said("sendMessage", **({"chat_id": ada.number, "text": "y"} | {wrong: value})) == said


def test_a_file_is_sent_and_had(ask, ada, telegram, clock) -> None:
    upload = {"document": ("a.json", b'{"a":\r\n1}\x00')}
    told = ask.form("sendDocument", {"chat_id": ada.number, "caption": "Here"}, files=upload)["result"]
    assert (told["caption"], told["document"]["file_name"]) == ("Here", "a.json")
    path = ask("getFile", file_id=told["document"]["file_id"])["result"]["file_path"]
    answer = ask.get(f"{telegram.url}/file/bot{telegram.token}/{path}")
    assert answer == (200, b'{"a":\r\n1}\x00')
    assert ask.get(f"{telegram.url}/file/botwrong/{path}")[0] == 404
    assert ask.said("getFile", file_id="x") == "Bad Request: invalid file_id"
    clock.forward(1)
    long = {"chat_id": ada.number, "caption": "x" * 1025}
    assert ask.form("sendDocument", long, files=upload)["description"] == "Bad Request: message caption is too long"
    assert "no document" in ask.said("sendDocument", chat_id=ada.number)
