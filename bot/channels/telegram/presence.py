"""What Telegram shows of the bot, and where it tells what happens."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from urllib.parse import urlencode

from telegram import (
    BotCommand,
    BotCommandScope,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
)

from bot.channels.telegram.connection import FREE, Connection

UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")
"""What we want to hear of (https://core.telegram.org/bots/api#update)."""


class Audience(StrEnum):
    """Whose menu shows some commands (https://core.telegram.org/bots/api#botcommandscope)."""

    PRIVATE = "all_private_chats"
    GROUPS = "all_group_chats"
    ADMINISTRATORS = "all_chat_administrators"


_SCOPES: Mapping[Audience, BotCommandScope] = {
    Audience.PRIVATE: BotCommandScopeAllPrivateChats(),
    Audience.GROUPS: BotCommandScopeAllGroupChats(),
    Audience.ADMINISTRATORS: BotCommandScopeAllChatAdministrators(),
}


@dataclass(frozen=True, slots=True)
class WebhookState:
    """How Telegram tells a web page what happens (https://core.telegram.org/bots/api#webhookinfo).

    :ivar url: of the page; empty if it is asked instead. :ivar waiting: how much it has not told yet.
    :ivar failure: why it could not, the last time that it could not; empty if it always could.
    """

    url: str
    waiting: int
    failure: str


class Presence(Connection):
    """How the bot is seen, and how it hears."""

    async def set_commands(
        self, commands: Sequence[tuple[str, str]], audience: Audience | int, language: str = ""
    ) -> None:
        """Set the menu of commands.

        :param commands: names without the slash, each with what it does; in order, at most 100.
        :param audience: whose; a number: that of one chat.
        :param language: of two letters; empty for all whose own language has no menu.
        """
        menu = [BotCommand(name, about) for name, about in commands]
        scope = BotCommandScopeChat(audience) if isinstance(audience, int) else _SCOPES[audience]
        await self._asked(lambda: self._bot.set_my_commands(menu, scope=scope, language_code=language or None))

    async def set_webhook(self, url: str, secret: str) -> None:
        """Have Telegram tell a web page what happens.

        :param url: https. :param secret: what Telegram says with each, so that we know it is Telegram.
        """
        await self._asked(lambda: self._bot.set_webhook(url, secret_token=secret, allowed_updates=list(UPDATES)))

    async def delete_webhook(self) -> None:
        """Have Telegram wait until it is asked. What it has not told yet it keeps."""
        await self._asked(self._bot.delete_webhook)

    async def webhook(self) -> WebhookState:
        """How Telegram tells what happens, as it sees it."""
        told = await self._asked(self._bot.get_webhook_info)
        return WebhookState(told.url, told.pending_update_count, told.last_error_message or "")

    async def get_updates(self, offset: int | None, wait: float) -> Sequence[dict[str, Any]]:
        """What happened since the update of that number, as it came; what came before it is acknowledged.

        :param offset: ``None`` for all that is not acknowledged yet. :param wait: seconds to wait for something.
        :raises bot.channels.telegram.errors.AnotherAsks: another process does, or a web page is told.
        """
        asked = {"timeout": str(int(wait)), "allowed_updates": json.dumps(UPDATES)}
        if offset is not None:
            asked["offset"] = str(offset)
        url = f"{self._updates_url}?{urlencode(asked)}"
        patience = wait + self._timeouts.read
        told: object = await self._call(
            FREE, lambda: self._polling.post(url, read_timeout=patience), wait + self._timeouts.whole
        )
        return [each for each in told if isinstance(each, dict)] if isinstance(told, list) else []
