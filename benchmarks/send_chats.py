"""How fast do messages reach chats within Telegram's limits, beside python-telegram-bot's own limiter and a plain loop?

All send the same messages to as many private chats, by the real clock, to a stand-in for the Bot API on this machine
that keeps Telegram's limits (30 messages in any second) and is a process of its own. A message too many is refused
(429, to wait some seconds), as Telegram does; one that is sent while it should be waited is a breach, for which
Telegram makes bots wait longer and longer. Ours is the whole way: out of the database, claimed, begun, sent, settled.

    python benchmarks/send_chats.py [--messages 300]

Of ours at least 90 % of the allowed rate and no refusal is demanded; else the exit code is 1.
"""

import argparse
import asyncio
import multiprocessing
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import closing
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from telegram import Bot
from telegram.error import RetryAfter
from telegram.ext import AIORateLimiter, ExtBot
from telegram.request import HTTPXRequest

from bot.app.broadcast import keep_notice, post_notice
from bot.app.delivery_round import deliver_round
from bot.app.readers import add_reader
from bot.settings import Secret, Settings
from bot.telegram_wiring import lone_chat_outlet
from bot.wiring import explainer, sending_policy
from store.readers import Way
from store.sql import open_store
from tests.telegram.stand_in import TOKEN, StandIn

ALLOWED = 30
"""Messages a second."""
DEMANDED = 0.9

TEXT = "Pigeons sort letters by colour and by weight, and here are seven papers on how they do it. " * 10


class Figures(NamedTuple):
    """What came of a turn. :ivar refused: answers 429. :ivar breaches: messages sent while it should be waited."""

    seconds: float
    arrived: int
    refused: int
    breaches: int


def serve(pipe: Connection) -> None:
    """The Bot API: makes people, says where it is, and, at last, what has arrived."""
    while count := pipe.recv():
        with StandIn() as telegram:
            people = [telegram.person(f"Reader {number}", started=True) for number in range(count)]
            pipe.send((telegram.url, [person.number for person in people]))
            pipe.recv()
            calls = telegram.calls("sendMessage")
            arrived = sum(len(telegram.posts(person)) for person in people)
            refused = sum(call.code == 429 for call in calls)  # noqa: PLR2004 - a status of HTTP
            pipe.send((arrived, refused, len(telegram.breaches)))


def _now() -> datetime:
    return datetime.now(UTC)


async def ours(url: str, chats: Sequence[int]) -> float:
    """Deliveries to readers, by the code that delivers everything else."""
    with tempfile.TemporaryDirectory() as folder, closing(open_store(f"sqlite:///{folder}/store.db")) as store:
        settings = Settings(
            database_url="",
            chosen=True,
            sent_journal=Path(folder) / "sent",
            telegram_token=Secret(TOKEN),
            telegram_api_url=url,
        )
        for number in chats:
            add_reader(store, f"reader {number}", _now(), addresses=[(Way.CHAT, str(number))])
        notice, _ = keep_notice(store, TEXT, _now())
        post_notice(store, notice.number, _now())
        outlet = lone_chat_outlet(settings, store, _now)
        begun = time.perf_counter()
        await deliver_round(store, explainer(), {Way.CHAT: outlet}, clock=_now, policy=sending_policy(settings))
        took = time.perf_counter() - begun
        await outlet.channel.close()
    return took


async def by_limiter(url: str, chats: Sequence[int]) -> float:
    """All at once, through the limiter that comes with the library, which tries again what was refused."""
    request = HTTPXRequest(connection_pool_size=256, pool_timeout=600)
    bot: ExtBot[Any] = ExtBot(
        TOKEN, base_url=f"{url}/bot", request=request, rate_limiter=AIORateLimiter(max_retries=10)
    )
    async with bot:
        begun = time.perf_counter()
        await asyncio.gather(*(bot.send_message(chat, TEXT) for chat in chats))
        return time.perf_counter() - begun


async def by_loop(url: str, chats: Sequence[int]) -> float:
    """One after the other, as fast as it goes; what was refused is waited for, and tried again."""
    async with Bot(TOKEN, base_url=f"{url}/bot") as bot:
        begun = time.perf_counter()
        for chat in chats:
            while True:
                try:
                    await bot.send_message(chat, TEXT)
                    break
                except RetryAfter as error:
                    wait = error.retry_after
                    await asyncio.sleep(wait if isinstance(wait, int) else wait.total_seconds())
        return time.perf_counter() - begun


def measured(send: Callable[[str, Sequence[int]], Awaitable[float]], count: int, pipe: Connection) -> Figures:
    """Send so many messages by one of the ways."""
    pipe.send(count)
    url, chats = pipe.recv()

    async def run() -> float:
        return await send(url, chats)

    took = asyncio.run(run())
    pipe.send(True)
    return Figures(took, *pipe.recv())


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--messages", type=int, default=300)
    chosen = parser.parse_args()
    ways = {"ours, out of the database": ours, "AIORateLimiter": by_limiter, "a loop that waits when told": by_loop}
    near, far = multiprocessing.Pipe()
    server = multiprocessing.get_context("spawn").Process(target=serve, args=(far,), daemon=True)
    server.start()
    figures = {name: measured(send, chosen.messages, near) for name, send in ways.items()}
    near.send(0)
    server.join(10)
    print(f"{chosen.messages} messages to as many private chats, at most {ALLOWED} in any second\n")
    print(f"{'':<30}{'seconds':>8}{'a second':>10}{'of allowed':>12}{'refused':>9}{'breaches':>10}   ours : this")
    first = next(iter(figures.values()))
    for name, found in figures.items():
        rate = found.arrived / found.seconds
        ratio = first.arrived / first.seconds / rate
        print(
            f"{name:<30}{found.seconds:>8.1f}{rate:>10.1f}{rate / ALLOWED:>12.0%}{found.refused:>9}{found.breaches:>10}"
            f"{ratio:>14.2f}"
        )
    # The first second of messages leaves at once, so that fewer of them seem to be sent faster.
    share = (first.arrived - ALLOWED) / first.seconds / ALLOWED if first.seconds > 1 else 1.0
    print(
        f"\nDemanded of ours: {DEMANDED:.0%} of what is allowed, nothing refused. It was {share:.0%}, {first.refused}."
    )
    if first.arrived != chosen.messages or first.refused or first.breaches or share < DEMANDED:
        sys.exit(1)


if __name__ == "__main__":
    main()
