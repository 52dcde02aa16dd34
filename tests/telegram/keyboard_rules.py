"""What Telegram takes for an inline keyboard (https://core.telegram.org/bots/api#inlinekeyboardmarkup)."""

from collections.abc import Mapping
from typing import Any

from tests.telegram.calls import BadRequest

MAX_BUTTONS = 100
MAX_IN_A_ROW = 8
MAX_DATA_BYTES = 64
SCHEMES = ("http://", "https://", "tg://")
_ACTIONS = frozenset(
    ["url", "callback_data", "web_app", "login_url", "switch_inline_query", "copy_text", "callback_game", "pay"]
)

Rows = tuple[tuple[Mapping[str, str], ...], ...]
"""Buttons, row by row, each with ``text`` and either ``callback_data`` or ``url``."""


def read_keyboard(markup: object) -> Rows:
    """The buttons of a ``reply_markup``; none for ``None`` and for an empty keyboard.

    :raises BadRequest: Telegram does not take it.
    """
    if markup is None or markup == {}:
        return ()
    if not isinstance(markup, dict) or set(markup) != {"inline_keyboard"}:
        raise BadRequest("object expected as reply markup")
    rows = markup["inline_keyboard"]
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise BadRequest('field "inline_keyboard" must be an Array of Arrays')
    read = tuple(tuple(_button(button) for button in row) for row in rows if row)
    if sum(map(len, read)) > MAX_BUTTONS:
        raise BadRequest("reply markup is too long")
    if any(len(row) > MAX_IN_A_ROW for row in read):
        raise BadRequest(f"more than {MAX_IN_A_ROW} buttons in a row")
    return read


def _button(button: Any) -> Mapping[str, str]:
    prefix = "can't parse inline keyboard button: "
    if not isinstance(button, dict) or not all(isinstance(value, str) for value in button.values()):
        raise BadRequest(prefix + "an object of texts is expected")
    if not button.get("text"):
        raise BadRequest(prefix + 'field "text" must be non-empty')
    actions = _ACTIONS & set(button)
    if not any(button[action] for action in actions):
        raise BadRequest(prefix + "Text buttons are unallowed in the inline keyboard")
    if len(actions) > 1:
        raise BadRequest(prefix + "exactly one of the optional fields must be used")
    if unknown := set(button) - {"text", "url", "callback_data"}:
        raise BadRequest(prefix + f"the stand-in knows no {', '.join(sorted(unknown))}")
    if len(button.get("callback_data", "").encode()) > MAX_DATA_BYTES:
        raise BadRequest("BUTTON_DATA_INVALID")
    if "url" in button and not button["url"].lower().startswith(SCHEMES):
        raise BadRequest(f"inline keyboard button URL '{button['url']}' is invalid: Unsupported URL protocol")
    return button
