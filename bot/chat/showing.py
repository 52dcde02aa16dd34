"""How screens are shown: a tap changes the message, a command brings a new one."""

from bot.channels.telegram.types import Tapped
from bot.channels.types import Button, ChatMessage, Keyboard
from bot.chat.types import Answer, Edit, Reply, Say, Toast, Turn
from bot.render.chat.markup import message


def shown(turn: Turn, what: ChatMessage, toast: str = "") -> Answer:
    """A screen: in place of the message whose button was tapped, else as a message.

    :param toast: a few words above the chat, if a button was tapped.
    """
    if not isinstance(turn.incoming, Tapped):
        return [Say(what)]
    replies: list[Reply] = [Toast(toast)] if toast else []
    return [*replies, Edit(what)]


def screen(*lines: str, rows: Keyboard = ()) -> ChatMessage:
    """A message of lines of HTML with buttons below. Empty lines part paragraphs.

    :raises ValueError: it is longer than Telegram takes.
    """
    return message("\n".join(lines), rows)


def choice(label: str, data: str, *, current: bool) -> Button:
    """A button of several to choose from; the present one is ticked."""
    return Button(f"✓ {label}" if current else label, data)


def in_rows(buttons: list[Button], width: int) -> Keyboard:
    """The buttons, so many in a row."""
    return tuple(tuple(buttons[first : first + width]) for first in range(0, len(buttons), width))
