"""As :mod:`tests.faults.delivery_child`, by Telegram: it delivers to chats, or hears and answers what is said there."""

import asyncio
import os
import time
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from bot.app.delivery_round import deliver_round
from bot.app.outcomes import Policy
from bot.app.outlets import Outlet
from bot.app.replay import ReadPage
from bot.app.statistics import StoredStatistics
from bot.channels.telegram.calling import Clocks
from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.client import TelegramClient
from bot.channels.telegram.governor import Governor
from bot.channels.telegram.incoming import chat_of, read_update
from bot.channels.types import Letter
from bot.chat.asking import AskingTelegram
from bot.chat.listening import Listener
from bot.chat.runner import Runner
from bot.chat.types import Desk, Rules
from bot.render.chat.letters import chat_letter
from bot.sent_journal import SentJournal
from bot.telegram_wiring import AT_ONCE, IN_FLIGHT
from bot.wiring import background, explainer
from store.readers import Way
from store.sql import open_store
from tests.faults.delivery_child import HOST, Mortal, MortalStore, Points, record, serve
from tests.telegram.cloud import BOT
from tests.telegram.stand_in import TOKEN


@dataclass(frozen=True)
class Command:
    """What is to be done, see :class:`tests.faults.delivery_child.Command`.

    :ivar telegram: address of the Bot API. :ivar hears: whether it hears and answers, after the rounds.
    """

    database: str
    telegram: str
    journal: str
    pages: list[str]
    recorded: str
    rounds: list[str]
    fatal: str = ""
    occurrence: int = 1
    owner: str = "one"
    hears: bool = False


def carry_out(command: Command, pages: tuple[ReadPage, ...]) -> list[str]:
    """Do as the command says; the points that were passed."""
    point = Points(command.fatal, command.occurrence)
    with closing(open_store(command.database)) as opened:
        store: Any = MortalStore(opened, point)
        record(store, pages, datetime.fromisoformat(command.recorded))
        asyncio.run(_work(command, store, point))
    return point.passed


async def _work(command: Command, store: Any, point: Points) -> None:
    clock = partial(datetime.fromisoformat, command.recorded)
    client = TelegramClient(TOKEN, Governor(BOT), _keep_no_flood, api_url=command.telegram, clocks=_clocks())
    try:
        for at in command.rounds:
            await _deliver(command, at, store, client, point)
        if command.hears:
            mortal: Any = Mortal(client, "telegram", point)
            await _hear(store, mortal, clock)
    finally:
        await client.close()


def _clocks() -> Clocks:
    """Nobody waits: what may be sent how fast is another matter."""
    passed = 0.0

    async def pause(seconds: float) -> None:
        nonlocal passed
        passed += seconds

    return Clocks(seconds=lambda: time.monotonic() + passed, pause=pause)


def _keep_no_flood(*_: object) -> None:
    raise AssertionError("Telegram of these tests bears everything.")


async def _deliver(command: Command, at: str, store: Any, client: TelegramClient, point: Points) -> None:
    clock = partial(datetime.fromisoformat, at)
    channel = TelegramChannel(client, lambda _: True, clock)
    mortal: Any = Mortal(channel, "channel", point)
    journal: Any = Mortal(SentJournal(Path(command.journal)), "journal", point)
    outlet = Outlet(
        mortal,
        lambda edition: chat_letter(edition, None, HOST),
        _nobody_asks,
        ready=channel.ready,
        at_once=AT_ONCE,
        in_flight=IN_FLIGHT,
        turn=channel.turn,
        again=channel.again,
    )
    policy = Policy(owner=f"{command.owner} {os.getpid()}")
    await deliver_round(store, explainer(), {Way.CHAT: outlet}, clock=clock, policy=policy, journal=journal)


def _nobody_asks(*_: object) -> Letter:
    raise AssertionError("Every address of these tests is confirmed.")


async def _hear(store: Any, client: Any, clock: Any) -> None:
    me = await client.me()
    listener = Listener(client, store, me.number, chat_of, clock)
    desk = Desk(
        store=store,
        explainer=explainer(),
        statistics=StoredStatistics(background()),
        background=background(),
        telegram=AskingTelegram(client, clock),
        me=me,
        rules=Rules(commands_per_minute=1_000),
    )
    runner = Runner(desk, client, clock, lambda body: read_update(body, me.number))
    while await listener.once(0) + await runner.work_off():
        pass


if __name__ == "__main__":
    serve(Command, carry_out)
