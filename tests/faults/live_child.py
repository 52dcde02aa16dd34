"""A process that does what ``paperround run`` does, by a clock that runs faster than the one on the wall.

It says ``{"ready": true}``, then reads commands, a JSON object a line (:class:`Command`), and begins a fork of itself
for each: what takes long (Python itself, numpy, word lists) is loaded once, and being killed is real all the same. The
answers, a JSON object a line: ``{"pid": …}`` when the fork is there, ``{"killed": …, "code": …}`` when it is gone.
"""

import asyncio
import faulthandler
import gc
import io
import json
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from threading import Event
from typing import Any

from bot.app.watching.pacing import StorePacing
from bot.channels.telegram.calling import Clocks
from bot.chat_wiring import Bell, keep_chatting
from bot.cli.stopping import told_to_stop
from bot.parsing_child import ParsingChild
from bot.run_wiring import fetching_jobs, keep_delivering, keep_doing, this_process
from bot.settings import Settings, load_settings
from bot.timer.supervising import Part, supervise
from bot.timer.turns import Process
from bot.watch_wiring import watching
from bot.wiring import kept_store
from scrapers.gate import Gate
from scrapers.http import WebClient
from store.api import Store
from tests.faults.delivery_child import read as read_pages
from tests.faults.delivery_child import warm_up
from tests.faults.delivery_world import SEEDS

TICK = 0.05
"""Seconds on the wall between two ticks."""


@dataclass(frozen=True)
class Command:
    """What is to be run.

    :ivar config: a ``paperround.toml``.
    :ivar began: what time it was in the beginning, ISO 8601; ``wall``: what time it was on the wall then, in seconds.
    :ivar speed: so many times faster it goes on from there.
    """

    config: str
    database: str
    began: str
    wall: float
    speed: float


def fast_clock(began: datetime, wall: float, speed: float) -> Callable[[], datetime]:
    """The time, aware, UTC: the same for all processes."""
    return lambda: began + timedelta(seconds=(time.time() - wall) * speed)


def run(command: Command) -> bool:
    """What :mod:`bot.cli.run` does, without pages. :return: whether it ended well."""
    config = Path(command.config)
    settings = load_settings({}, config, config.parent)
    clock = fast_clock(datetime.fromisoformat(command.began).astimezone(UTC), command.wall, command.speed)
    with closing(kept_store(command.database)) as store, told_to_stop() as stop:
        process = this_process(settings)
        parts = [
            Part("fetching", partial(_fetch, settings, store, process, command, clock)),
            Part("delivering", partial(_deliver, settings, store, process, command, clock)),
            Part("chatting", partial(_chat, settings, store, process, command, clock)),
        ]
        return supervise(parts, stop)


def _fetch(
    settings: Settings, store: Store, process: Process, command: Command, clock: Callable[[], datetime], stop: Event
) -> None:
    asyncio.run(_fetched(settings, store, process, command, clock, stop))


def _deliver(
    settings: Settings, store: Store, process: Process, command: Command, clock: Callable[[], datetime], stop: Event
) -> None:
    asyncio.run(keep_delivering(settings, store, command.database, io.StringIO(), process, clock, stop, every=TICK))


def _chat(
    settings: Settings, store: Store, process: Process, command: Command, clock: Callable[[], datetime], stop: Event
) -> None:
    """As in :mod:`bot.cli.run`, but that nothing waits longer on the wall than the clock says."""
    clocks = Clocks(
        now=clock,
        seconds=lambda: time.time() * command.speed,
        pause=lambda seconds: asyncio.sleep(seconds / command.speed),
    )
    asyncio.run(
        keep_chatting(settings, store, command.database, process, clock, stop, Bell(), every=TICK, clocks=clocks)
    )


async def _fetched(
    settings: Settings, store: Store, process: Process, command: Command, clock: Callable[[], datetime], stop: Event
) -> None:
    """As :func:`bot.run_wiring.keep_fetching`, but that nothing waits longer on the wall than the clock says."""
    web_client = WebClient(
        contact=settings.contact,
        pacing=StorePacing(store),
        gate=Gate(settings.fetch_allow),
        clock=clock,
        version="1.2",
        sleep=lambda seconds: asyncio.sleep(seconds / command.speed),
    )
    async with ParsingChild() as child, web_client as web:
        jobs = fetching_jobs(settings, watching(store, web, child.parse, clock))
        await keep_doing(jobs, store, process, clock, stop, every=TICK)


def main() -> None:
    """Run command after command, each in a fork."""
    warm_up(read_pages(SEEDS[:1]))
    gc.freeze()  # the forks share it, and need not look through it
    faulthandler.register(signal.SIGUSR1, all_threads=True)  # says into the log where it hangs
    _say({"ready": True})
    for line in sys.stdin:
        command = Command(**json.loads(line))
        child = os.fork()
        if not child:
            _in_the_fork(command)
        _say({"pid": child})
        _, status = os.waitpid(child, 0)
        killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
        _say({"killed": killed, "code": os.waitstatus_to_exitcode(status)})


def _say(answer: dict[str, Any]) -> None:
    sys.stdout.write(f"{json.dumps(answer)}\n")
    sys.stdout.flush()


def _in_the_fork(command: Command) -> None:
    try:
        code = 0 if run(command) else 1
    except BaseException:  # noqa: BLE001 - the test reads it in the log
        traceback.print_exc()
        code = 3
    sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    main()
