"""The methods about messages and taps (https://core.telegram.org/bots/api#available-methods)."""

from typing import Any

from tests.telegram.calls import ApiError, BadRequest, Call
from tests.telegram.cloud import TAP_LIFE, Cloud, Toast
from tests.telegram.html_rules import Parsed, UnreadableMarkup, is_invisible, parse_html, parse_plain, units
from tests.telegram.keyboard_rules import read_keyboard
from tests.telegram.rooms import Posted

MAX_UNITS = 4_096
MAX_BYTES = 32_768
MAX_CAPTION = 1_024
MAX_TOAST = 200
DELETABLE = 48 * 3600
"""Seconds within which a message may be taken away."""


def read_text(call: Call, name: str = "text", most: int = MAX_UNITS) -> Parsed:
    """The text of a message.

    :raises BadRequest: it is too long, empty, or cannot be read.
    """
    written, mode = call.text(name), call.text("parse_mode")
    if call.object("entities") or call.object("caption_entities"):
        raise BadRequest("the stand-in reads HTML only")
    if mode not in ("", "HTML"):
        raise BadRequest("unsupported parse_mode")
    if len(written.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        raise BadRequest("message is too long")
    try:
        parsed = parse_html(written) if mode else parse_plain(written)
    except UnreadableMarkup as error:
        raise BadRequest(f"can't parse entities: {error}") from error
    if units(parsed.text) > most:
        raise BadRequest("message is too long" if name == "text" else "message caption is too long")
    return parsed


def _needed(parsed: Parsed) -> Parsed:
    if is_invisible(parsed.text):
        raise BadRequest("message text is empty")
    return parsed


def _replied(cloud: Cloud, call: Call) -> Posted | None:
    asked = call.object("reply_parameters")
    number = asked.get("message_id") if isinstance(asked, dict) else None
    if number is None:
        return None
    posted = cloud.room(call.chat()).messages.get(number)
    if posted is None or posted.gone:
        if asked.get("allow_sending_without_reply"):
            return None
        raise BadRequest("message to be replied not found")
    return posted


def _topic(call: Call) -> int | None:
    return call.integer("message_thread_id", 0) or None


def send_message(cloud: Cloud, call: Call) -> dict[str, Any]:
    """``sendMessage``."""
    room = cloud.writable(cloud.room(call.chat()), _topic(call))
    parsed, keyboard = _needed(read_text(call)), read_keyboard(call.object("reply_markup"))
    reply_to, silent = _replied(cloud, call), call.flag("disable_notification")
    call.object("link_preview_options")
    cloud.flow(room)
    return cloud.post(
        room,
        cloud.me,
        parsed,
        topic=_topic(call),
        reply_to=reply_to,
        keyboard=keyboard,
        markup=call.text("text"),
        silent=silent,
    ).told()


def send_document(cloud: Cloud, call: Call) -> dict[str, Any]:
    """``sendDocument``, of an uploaded file."""
    room = cloud.writable(cloud.room(call.chat()), _topic(call))
    caption, keyboard = read_text(call, "caption", MAX_CAPTION), read_keyboard(call.object("reply_markup"))
    name = call.text("document").removeprefix("attach://") or "document"
    if name not in call.files:
        raise BadRequest("there is no document in the request")
    if not call.files[name][1]:
        raise BadRequest("file must be non-empty")
    cloud.flow(room)
    return cloud.post(
        room,
        cloud.me,
        caption,
        topic=_topic(call),
        reply_to=_replied(cloud, call),
        keyboard=keyboard,
        markup=call.text("caption"),
        silent=call.flag("disable_notification"),
        document=call.files[name],
        more={"document": cloud.keep_file(*call.files[name])},
    ).told()


def edit_text(cloud: Cloud, call: Call) -> dict[str, Any]:
    """``editMessageText``."""
    posted = cloud.mine(call, "edit")
    if posted.document is not None:
        raise BadRequest("there is no text in the message to edit")
    parsed, keyboard = _needed(read_text(call)), read_keyboard(call.object("reply_markup"))
    if (parsed.text, parsed.entities, keyboard) == (posted.text, posted.entities, posted.keyboard):
        raise _not_modified()
    cloud.flow(posted.room, is_change=True)
    cloud.breaches += [f"chat {posted.room.number}: {complaint}" for complaint in parsed.complaints]
    posted.before.append(posted.markup)
    posted.text, posted.entities, posted.markup, posted.keyboard = (
        parsed.text,
        parsed.entities,
        call.text("text"),
        keyboard,
    )
    return posted.told() | {"edit_date": int(cloud.now)}


def edit_keyboard(cloud: Cloud, call: Call) -> dict[str, Any]:
    """``editMessageReplyMarkup``."""
    posted, keyboard = cloud.mine(call, "edit"), read_keyboard(call.object("reply_markup"))
    if keyboard == posted.keyboard:
        raise _not_modified()
    cloud.flow(posted.room, is_change=True)
    posted.keyboard = keyboard
    return posted.told() | {"edit_date": int(cloud.now)}


def _not_modified() -> ApiError:
    return BadRequest(
        "message is not modified: specified new message content and reply markup are exactly the same as a current "
        "content and reply markup of the message"
    )


def delete_message(cloud: Cloud, call: Call) -> bool:
    """``deleteMessage``."""
    posted = cloud.mine(call, "delete")
    if cloud.now - posted.date > DELETABLE:
        raise BadRequest("message can't be deleted for everyone")
    posted.gone = True
    return True


def answer_tap(cloud: Cloud, call: Call) -> bool:
    """``answerCallbackQuery``."""
    made, text = cloud.taps.get(call.text("callback_query_id")), call.text("text")
    if len(text) > MAX_TOAST:
        raise BadRequest("MESSAGE_TOO_LONG")
    if made is not None and made.answered is not None:
        cloud.breaches.append(f"the tap {made.data} was answered twice")
    if made is None or made.answered is not None or cloud.now - made.at > TAP_LIFE:
        raise BadRequest("query is too old and response timeout expired or query ID is invalid")
    made.answered = Toast(text, call.flag("show_alert"))
    return True


MESSAGES = {
    "sendMessage": send_message,
    "sendDocument": send_document,
    "editMessageText": edit_text,
    "editMessageReplyMarkup": edit_keyboard,
    "deleteMessage": delete_message,
    "answerCallbackQuery": answer_tap,
}
