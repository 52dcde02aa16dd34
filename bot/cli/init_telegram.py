"""What ``paperround init`` asks about Telegram: whose bot it is, and who presses Start there to be its first reader."""

import asyncio
import os
import secrets
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from bot.settings import PREFIX, Secret, Settings, SettingsError, load_settings
from bot.settings.reading import Setting
from bot.settings.sources import Written
from bot.settings.values import SETTINGS, understood

if TYPE_CHECKING:
    from bot.channels.telegram.client import TelegramClient
    from bot.channels.telegram.types import Identity, Message
    from store.chats import Chat

WAITED = 300
"""Seconds for which it is waited that somebody presses Start."""

_TOKEN = "telegram_token"  # noqa: S105 - the name of it
_API_URL = "telegram_api_url"
_POLL, _ASKED_AGAIN = 20.0, 1.0
_GO_ON = "👋 That is you. Please go on at the terminal."
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class TelegramBot:
    """A bot that Telegram knows. :ivar is_written: whether its token is to stand in the file, being nowhere else."""

    token: Secret
    name: str
    is_written: bool


@dataclass(frozen=True, slots=True)
class Started:
    """Who pressed Start. :ivar chat: their private chat, nobody's yet. :ivar language: of their app; may be empty."""

    chat: "Chat"
    language: str


def ask_bot() -> TelegramBot | None:
    """Ask for the token until Telegram knows it; ``None`` if there is no bot."""
    if os.environ.get(f"{PREFIX}TELEGRAM_TOKEN") or os.environ.get(f"{PREFIX}TELEGRAM_TOKEN_FILE"):
        token = load_settings(os.environ, None, Path.cwd()).telegram_token
        if token is not None:
            click.echo("  Its token stands in the environment.")
            return _known(token, is_written=False)
    while True:
        typed = click.prompt(
            "  Its token, from @BotFather (not shown)", default="", show_default=False, hide_input=True
        )
        if not typed.strip():
            return None
        try:
            read = understood(_setting(), Written(_TOKEN, typed.strip(), "", Path()))
        except SettingsError as error:
            wrong = str(error).removeprefix(f": '{_TOKEN}' ")
            click.echo(f"Error: {wrong}")
            continue
        assert isinstance(read, Secret)  # noqa: S101 - which is what the setting is
        bot = _known(read, is_written=True)
        if bot is not None:
            return bot


def wait_for_start(bot: TelegramBot, seconds: float = WAITED) -> Started | None:
    """Have somebody press Start at the bot, so that it is known where to write.

    :return: ``None`` if nobody did in time, or Telegram cannot be reached.
    """
    code = secrets.token_hex(8)
    link = f"https://t.me/{bot.name}?start=c-{code}"
    click.echo(f"  To be told there, open this on your phone or computer, and press Start: {link}")
    click.echo(f"  Waiting for {seconds / 60:.0f} minutes; Ctrl+C goes on without …")
    try:
        said = _with_client(bot.token, lambda client: _started(client, code, seconds))
    except KeyboardInterrupt:
        click.echo("\n  It can be done at any time while paperround run is at work.")
        return None
    except ConnectionError as error:
        click.echo(f"  {error} Press Start when paperround run is at work.")
        return None
    if said is None:
        click.echo("  Nobody pressed it. It can be done at any time while paperround run is at work.")
        return None
    click.echo(f"  That is {said.person.name or said.room.title}, number {said.room.number}.")
    return Started(_chat(said), said.person.language)


def _known(token: Secret, *, is_written: bool) -> TelegramBot | None:
    """The bot; ``None``, which is said, if Telegram does not know it."""
    try:
        me: Identity = _with_client(token, lambda client: client.me())
    except ConnectionError as error:
        click.echo(f"Error: {error}")
        return None
    click.echo(f"  This is @{me.username}.")
    return TelegramBot(token, me.username, is_written)


def _with_client(token: Secret, ask: "Callable[[TelegramClient], Coroutine[Any, Any, _T]]") -> _T:
    """What Telegram answers.

    :raises ConnectionError: it does not, or not that. The message says why, in words.
    """
    from bot.channels.types import DeliveryError  # noqa: PLC0415 - only those who have a bot pay for it
    from bot.telegram_wiring import telegram_client  # noqa: PLC0415 - likewise

    async def asked() -> _T:
        client = telegram_client(_settings(token), None, lambda: datetime.now(UTC))
        try:
            return await ask(client)
        finally:
            await client.close()

    try:
        return asyncio.run(asked())
    except DeliveryError as error:
        raise ConnectionError(str(error)) from error


def _settings(token: Secret) -> Settings:
    """Where the Bot API is stands in the environment, if it is a server of one's own."""
    told = os.environ.get(f"{PREFIX}{_API_URL.upper()}")
    bare = Settings(database_url="", chosen=False, sent_journal=Path(), telegram_token=token)
    if not told:
        return bare
    written = Written(_API_URL, told, f"{PREFIX}{_API_URL.upper()}", Path())
    return replace(bare, telegram_api_url=str(understood(_setting(_API_URL), written)))


def _setting(name: str = _TOKEN) -> Setting:
    (setting,) = (each for each in SETTINGS if each.name == name)
    return setting


async def _started(client: "TelegramClient", code: str, seconds: float) -> "Message | None":
    """Who presses Start with this code. Nothing is acknowledged: whatever people say is for whoever answers them."""
    from bot.channels.telegram.incoming import read_update  # noqa: PLC0415 - only those who have a bot pay for it
    from bot.channels.telegram.types import Message  # noqa: PLC0415 - likewise
    from bot.channels.types import ChatMessage, DeliveryError, Unusable  # noqa: PLC0415 - likewise

    if (await client.webhook()).url:
        raise ConnectionError(
            "Telegram brings this bot's messages to a web page, so another process is at work with it."
        )
    end = time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        try:
            updates = await client.get_updates(None, min(left, _POLL))
        except Unusable as error:
            raise ConnectionError(str(error)) from error
        except DeliveryError as error:  # it may pass
            click.echo(f"  {error} Trying again …")
            updates = ()
        for update in updates:
            said = read_update(update)
            if isinstance(said, Message) and said.text.strip() == f"/start c-{code}":
                await client.send(said.place, ChatMessage(html=_GO_ON, plain=_GO_ON))
                return said
        await asyncio.sleep(_ASKED_AGAIN)
    return None


def _chat(said: "Message") -> "Chat":
    from store.chats import Chat  # noqa: PLC0415 - likewise

    room = said.room
    return Chat(
        chat=room.number,
        reader=0,
        kind=room.kind,
        title=room.title,
        username=room.username,
        created_at=datetime.now(UTC),
    )
