"""Messages as Telegram is told them."""

import html
from collections.abc import Sequence
from dataclasses import replace

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from bot.channels.types import ChatMessage, Keyboard

MAX_UNITS = 4_096
"""Characters of a message, as UTF-16 counts them (https://core.telegram.org/bots/api#sendmessage)."""


def keyboard_of(keyboard: Keyboard) -> InlineKeyboardMarkup | None:
    """The buttons below a message; ``None`` if there are none."""
    rows = [
        [
            InlineKeyboardButton(button.text, url=button.url)
            if button.url
            else InlineKeyboardButton(button.text, callback_data=button.data)
            for button in row
        ]
        for row in keyboard
    ]
    return InlineKeyboardMarkup(rows) if rows else None


def led_astray(message: ChatMessage) -> Sequence[ChatMessage]:
    """The messages that the main room gets in place of one that its topic cannot have: it with a line above, or, where
    both together might be too long, the line by itself first.
    """
    line = message.astray
    whole = replace(message, html=f"<i>{html.escape(line)}</i>\n\n{message.html}", plain=f"{line}\n\n{message.plain}")
    if units(whole.html) <= MAX_UNITS:
        return (whole,)
    return (ChatMessage(html=f"<i>{html.escape(line)}</i>", plain=line, silent=message.silent), message)


def units(text: str) -> int:
    """How long a text is as Telegram counts it: characters of UTF-16."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def cut(text: str) -> str:
    """A plain text, as much of it as a message can hold."""
    if units(text) <= MAX_UNITS:
        return text
    return text.encode("utf-16-le", "surrogatepass")[: 2 * (MAX_UNITS - 1)].decode("utf-16-le", "ignore") + "…"
