"""How a chat wants its messages to look. Pure."""

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from bot.render.language import Language, language, zone_or_utc
from store.chats import Chat, ChatKind, Layout
from store.readers import Reader


@dataclass(frozen=True, slots=True)
class Look:
    """How messages to a chat look.

    :ivar template: how a paper of a list is written, see :mod:`bot.render.chat.template`; empty for the layout.
    :ivar zone: in which times and days are meant. :ivar silent: without a sound.
    :ivar personal: whether what its readers tap is for them; not in channels, whose messages have no such buttons.
    """

    layout: Layout
    template: str
    language: Language
    zone: ZoneInfo
    silent: bool = False
    personal: bool = True


def look_of(reader: Reader, chat: Chat | None) -> Look:
    """How messages to a reader's chat look. :param chat: ``None`` for the usual."""
    spoken, where = language(reader.language), zone_or_utc(reader.timezone)
    if chat is None:
        return Look(Layout.COMPACT, "", spoken, where)
    personal = chat.kind is not ChatKind.CHANNEL
    return Look(chat.layout, chat.template, spoken, where, silent=chat.silent, personal=personal)
