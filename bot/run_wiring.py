"""As :mod:`bot.wiring`, of the process that does everything when it is due: its jobs, with all they need.

Imports stand inside the functions: a command pays (some tenths of a second) only for what it uses.
"""

import random
from collections.abc import Callable, Sequence
from datetime import datetime
from threading import Event
from typing import TYPE_CHECKING, TextIO

from bot.settings import Settings
from bot.watch_wiring import operator_sender, watching, web_client
from bot.wiring import explainer, journal, lacking, outlets, sending_policy
from store.api import Store
from store.readers import Way

if TYPE_CHECKING:
    from bot.app.watching.means import Means
    from bot.timer.delivering import Sending
    from bot.timer.turns import Process
    from bot.timer.types import TimedJob
    from bot.timer.worker import Worker

_CHANCE = random.SystemRandom().random


def this_process(settings: Settings) -> "Process":
    """What the workers of a process are, taken together; another one each time it is asked for."""
    from bot.app.watching.exclusive import job_name  # noqa: PLC0415
    from bot.timer.delivering import DELIVER, DELIVER_CHATS  # noqa: PLC0415
    from bot.timer.turns import Process  # noqa: PLC0415
    from bot.timer.upkeep import OPERATOR, PING, TIDY  # noqa: PLC0415

    jobs = {DELIVER, TIDY, *(job_name(each.name) for each in settings.sources if each.enabled)}
    if settings.telegram_token is not None:
        jobs.add(DELIVER_CHATS)
    if settings.operator is not None:
        jobs.add(OPERATOR)
    if settings.ping_url is not None:
        jobs.add(PING)
    return Process(sending_policy(settings).owner, frozenset(jobs))


async def keep_fetching(
    settings: Settings, store: Store, process: "Process", clock: Callable[[], datetime], stop: Event
) -> None:
    """Fetch, tidy and say that all is well, each when it is due, until told to stop.

    :param process: what this is a part of. :param clock: gives now, aware, UTC.
    """
    from bot.app.watching.unwatched import leave_unwatched  # noqa: PLC0415
    from bot.parsing_child import ParsingChild  # noqa: PLC0415

    leave_unwatched(store, settings.sources, clock())
    async with ParsingChild() as child, web_client(settings, store, clock) as web:
        jobs = fetching_jobs(settings, watching(store, web, child.parse, clock))
        await keep_doing(jobs, store, process, clock, stop)


async def keep_delivering(
    settings: Settings,
    store: Store,
    database_url: str,
    terminal: TextIO,
    process: "Process",
    clock: Callable[[], datetime],
    stop: Event,
    *,
    every: float = 1.0,
) -> None:
    """Send what is due and tell the operator, each when it is due, until told to stop.

    It has a loop of its own: while thousands of digests are composed, or a mail server says nothing, requests under way
    must not run out of time, nor letters wait for a slow source.

    :param database_url: the one that is used, which need not be the settings' own.
    :param terminal: where what is for the terminal is written.
    :param process: what this is a part of. :param clock: gives now, aware, UTC.
    :param every: seconds between two ticks, by the clock on the wall.
    :raises bot.settings.SettingsError: mail is set up, but wrongly.
    """
    from bot.timer.delivering import Sending  # noqa: PLC0415

    ways = outlets(settings, terminal)
    sending = Sending(
        store=store,
        explainer=explainer(),
        outlets=ways,
        clock=clock,
        policy=sending_policy(settings),
        journal=journal(settings, database_url),
        stop=stop,
        elsewhere=() if lacking(settings, Way.CHAT) else (Way.CHAT,),
    )
    try:
        await keep_doing(delivering_jobs(settings, sending), store, process, clock, stop, every=every)
    finally:
        for outlet in ways.values():
            await outlet.channel.close()


def fetching_jobs(settings: Settings, means: "Means") -> "Sequence[TimedJob]":
    """What has to do with sources, and with what is known of them; what was never done is due now."""
    from bot.channels.ping import get  # noqa: PLC0415
    from bot.timer.fetching import fetch_job  # noqa: PLC0415
    from bot.timer.upkeep import ping_job, tidy_job  # noqa: PLC0415

    store, clock = means.store, means.clock
    now = clock()
    jobs = [fetch_job(means, watched, now, _CHANCE) for watched in settings.sources if watched.enabled]
    jobs.append(tidy_job(store, clock, now))
    if settings.ping_url is not None:
        jobs.append(ping_job(store, get, settings.ping_url.reveal(), clock, now))
    return jobs


def delivering_jobs(settings: Settings, sending: "Sending") -> "Sequence[TimedJob]":
    """What is sent, to readers and to the operator; what was never done is due now."""
    from bot.timer.delivering import deliver_job  # noqa: PLC0415
    from bot.timer.upkeep import operator_job  # noqa: PLC0415

    now = sending.clock()
    jobs = [deliver_job(sending, now)]
    by_chat = settings.operator is not None and settings.operator.way is Way.CHAT and Way.CHAT in sending.elsewhere
    send = None if by_chat else operator_sender(settings, sending.outlets)
    if send is not None:
        jobs.append(operator_job(sending.store, send, sending.clock, now))
    return jobs


async def keep_doing(
    jobs: "Sequence[TimedJob]",
    store: Store,
    process: "Process",
    clock: Callable[[], datetime],
    stop: Event,
    *,
    every: float = 1.0,
) -> None:
    """Do jobs when they are due, until told to stop.

    :param process: what this is a part of. :param every: seconds between two ticks, by the clock on the wall.
    """
    from bot.timer.ticking import keep_ticking  # noqa: PLC0415

    await keep_ticking(worker_of(jobs, store, process, clock), clock, stop, every=every)


def worker_of(jobs: "Sequence[TimedJob]", store: Store, process: "Process", clock: Callable[[], datetime]) -> "Worker":
    """What does these jobs when they are due. :param process: what it is a part of."""
    from bot.timer.worker import Worker  # noqa: PLC0415

    # A part that is begun anew must not pass for the one that crashed.
    owner = f"{process.name} {random.SystemRandom().getrandbits(32):08x}"
    return Worker(jobs, store, clock, owner, chance=_CHANCE, process=process)
