"""``paperround test-telegram``: whether the bot can write to a chat, and if not, what to do."""

import asyncio
import re
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime

import click

from bot.channels.steps import Step
from bot.channels.telegram.types import Place
from bot.channels.types import ChatMessage
from bot.cli.common import Failure, Misuse, examples, json_option, print_json, settings
from bot.render.steps import check_report, step_lines
from bot.settings import Settings

_CHAT = re.compile(r"-?[0-9]{1,19}(?:/[0-9]{1,10})?|@[A-Za-z0-9_]{4,32}")
_TEXT = "This is a test message of Paperround. If you see it, Telegram works."


@click.command(
    "test-telegram",
    context_settings={"ignore_unknown_options": True},  # the numbers of groups and channels begin with a minus
    short_help="Can the bot write to a chat? If not, what to do.",
    epilog=examples(
        "paperround test-telegram 123456789",
        "paperround test-telegram @my_channel --no-send",
        "paperround test-telegram -1001234567890/5",
    ),
)
@click.argument("chat")
@click.option("--no-send", is_flag=True, help="Stop before the message itself.")
@json_option
@click.pass_context
def test_telegram_command(ctx: click.Context, *, chat: str, no_send: bool, as_json: bool) -> None:
    """Walk the way of a message to CHAT: the token, the chat, the message.

    CHAT is the number of a person, group or channel (with /5 behind it for topic 5), or the @name of a channel or
    public group. People learn their number from the bot: /privacy. For each step that fails it says what to do. Nothing
    is kept, and no reader needs to have the chat. The exit code is 1 if the bot cannot write there.
    """
    if chat.startswith("--"):
        raise Misuse(f"No such option: {chat[:40]}")
    if not _CHAT.fullmatch(chat):
        raise Misuse(f"{chat[:40]!r} is no chat: name a number like 123456789, or @name of a channel or public group.")
    chosen = settings(ctx)
    if chosen.telegram_token is None:
        raise Misuse(
            "There is no bot yet. Ask @BotFather for one in Telegram (/newbot) and set PAPERROUND_TELEGRAM_TOKEN, or "
            "telegram_token in paperround.toml."
        )

    def show(step: Step) -> None:
        if not as_json:
            click.echo("\n".join(step_lines(step)))

    steps = asyncio.run(_check(chosen, chat, show, send=not no_send))
    if as_json:
        print_json(check_report(steps, ()))
    if any(step.ok is False for step in steps):
        sys.exit(Failure.exit_code)


async def _check(chosen: Settings, chat: str, show: Callable[[Step], None], *, send: bool) -> tuple[Step, ...]:
    from bot.channels.telegram.check import TelegramCheck  # noqa: PLC0415 - only once it is known whom to ask
    from bot.telegram_wiring import telegram_client  # noqa: PLC0415 - likewise

    client = telegram_client(chosen, None, lambda: datetime.now(UTC))
    try:
        check = TelegramCheck(client, seconds=time.monotonic, on_step=show)
        place = chat if chat.startswith("@") else Place.of(chat)
        return await check.run(place, ChatMessage(html=_TEXT, plain=_TEXT) if send else None)
    finally:
        await client.close()
