"""As :mod:`bot.run_wiring`, of the part of a process that talks with people in chats.

Imports stand inside the functions: a command pays (some tenths of a second) only for what it uses.
"""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from threading import Event
from typing import TYPE_CHECKING

from bot.settings import Settings
from bot.telegram_wiring import chat_outlet, telegram_client, token_lease, webhook_secret
from bot.watch_wiring import operator_sender
from bot.wiring import background, explainer, journal, lacking, links, sending_policy
from store.api import Store
from store.errors import StoreError
from store.readers import Way

if TYPE_CHECKING:
    from bot.app.outlets import Outlet
    from bot.channels.telegram.calling import Clocks
    from bot.channels.telegram.client import TelegramClient
    from bot.channels.telegram.types import Identity
    from bot.chat.runner import Runner
    from bot.chat.serving import Pause, Serving
    from bot.chat.types import Rules
    from bot.timer.turns import Process
    from bot.timer.types import TimedJob
    from bot.web.telegram_page import Webhook

_log = logging.getLogger(__name__)


class Bell:
    """Rung by whoever kept something new, in whichever thread; whoever answers hears it."""

    def __init__(self) -> None:
        """Nobody listens yet."""
        self._listener: Callable[[], None] | None = None

    def ring(self) -> None:
        """Something new was kept."""
        listener = self._listener
        if listener is not None:
            with suppress(RuntimeError):  # its loop has just ended; what was kept is found by the next
                listener()

    def heard_by(self, listener: Callable[[], None] | None) -> None:
        """Who is told from now on; ``None``: nobody."""
        self._listener = listener


def webhook(settings: Settings, bell: Bell) -> "Webhook | None":
    """How Telegram tells what happens by coming here; ``None`` if it is asked instead."""
    token, bot = settings.telegram_token, settings.bot_number
    if not settings.telegram_webhook or token is None or bot is None:
        return None
    from bot.channels.telegram.incoming import chat_of  # noqa: PLC0415
    from bot.web.telegram_page import Webhook  # noqa: PLC0415

    return Webhook(bot, webhook_secret(token.reveal()), chat_of, bell.ring)


async def keep_chatting(
    settings: Settings,
    store: Store,
    database_url: str,
    process: "Process",
    clock: Callable[[], datetime],
    stop: Event,
    bell: Bell,
    *,
    every: float = 1.0,
    clocks: "Clocks | None" = None,
) -> None:
    """Hear what people say in chats, answer it, and send what chats were promised, until told to stop.

    :param database_url: the one that is used, which need not be the settings' own.
    :param process: what this is a part of. :param clock: gives now, aware, UTC.
    :param bell: rung by the page that Telegram calls. :param every: seconds between two ticks.
    :param clocks: how Telegram is waited for; ``None``: as time passes.
    """
    from bot.run_wiring import worker_of  # noqa: PLC0415
    from bot.timer.ticking import keep_ticking  # noqa: PLC0415

    client = telegram_client(settings, store, clock, clocks)
    lease = token_lease(settings, store, client, process.name)
    outlet = chat_outlet(settings, client, lease.holds, clock)
    worker = worker_of(chatting_jobs(settings, store, database_url, outlet, clock, stop), store, process, clock)
    pause = clocks.pause if clocks else asyncio.sleep
    serving = _serving(settings, store, client, lambda: worker.leads and lease.holds(clock()), clock, pause)
    bell.heard_by(serving.heard)
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(keep_ticking(worker, clock, stop, every=every))
            group.create_task(serving.run(stop))
    finally:
        bell.heard_by(None)
        with suppress(StoreError):  # then it runs out
            lease.give_back()
        await client.close()


def chatting_jobs(
    settings: Settings,
    store: Store,
    database_url: str,
    outlet: "Outlet",
    clock: Callable[[], datetime],
    stop: Event,
) -> "list[TimedJob]":
    """What is sent by Telegram, to readers and, if that is where they want it, to the operator."""
    from bot.timer.delivering import DELIVER_CHATS, Sending, deliver_job  # noqa: PLC0415
    from bot.timer.upkeep import operator_job  # noqa: PLC0415

    sending = Sending(
        store=store,
        explainer=explainer(),
        outlets={Way.CHAT: outlet},
        clock=clock,
        policy=sending_policy(settings),
        journal=journal(settings, database_url),
        stop=stop,
        elsewhere=tuple(way for way in Way if way is not Way.CHAT and not lacking(settings, way)),
    )
    jobs = [deliver_job(sending, clock(), DELIVER_CHATS)]
    if settings.operator is not None and settings.operator.way is Way.CHAT:
        send = operator_sender(settings, sending.outlets)
        if send is not None:
            jobs.append(operator_job(store, send, clock, clock()))
    return jobs


def rules_of(settings: Settings) -> "Rules":
    """What the operator decided about chats."""
    from bot.chat.types import Rules  # noqa: PLC0415

    operator = settings.operator
    told = int(operator.target.reveal()) if operator and operator.way is Way.CHAT else None
    return Rules(
        allowed=frozenset(settings.telegram_allowed),
        operator=settings.telegram_operator or told,
        max_profiles=settings.telegram_profiles,
        commands_per_minute=settings.telegram_commands,
    )


def _serving(
    settings: Settings,
    store: Store,
    client: "TelegramClient",
    may: Callable[[], bool],
    clock: Callable[[], datetime],
    pause: "Pause",
) -> "Serving":
    from bot.channels.telegram.incoming import chat_of  # noqa: PLC0415
    from bot.chat.listening import Listener  # noqa: PLC0415
    from bot.chat.serving import Means, Serving  # noqa: PLC0415

    listener = None if settings.telegram_webhook else Listener(client, store, settings.bot_number or 0, chat_of, clock)
    return Serving(
        Means(
            store=store,
            may=may,
            introduce=lambda: _introduce(settings, client),
            listener=listener,
            worker=lambda me: runner_of(settings, store, client, me, clock),
            clock=clock,
            pause=pause,
        )
    )


def runner_of(
    settings: Settings, store: Store, client: "TelegramClient", me: "Identity", clock: Callable[[], datetime]
) -> "Runner":
    """What deals with what people say. To be called in the event loop of the client."""
    from bot.app.statistics import StoredStatistics  # noqa: PLC0415
    from bot.channels.telegram.incoming import read_update  # noqa: PLC0415
    from bot.chat.asking import AskingTelegram  # noqa: PLC0415
    from bot.chat.runner import Runner  # noqa: PLC0415
    from bot.chat.types import Desk  # noqa: PLC0415

    desk = Desk(
        store=store,
        explainer=explainer(),
        statistics=StoredStatistics(background()),
        background=background(),
        telegram=AskingTelegram(client, clock),
        me=me,
        rules=rules_of(settings),
        sources=settings.sources,
        links=links(settings),
        can_mail=not lacking(settings, Way.MAIL),
    )
    return Runner(desk, client, clock, lambda body: read_update(body, me.number))


async def _introduce(settings: Settings, client: "TelegramClient") -> "Identity":
    """Say who the bot is; set how Telegram tells what happens, and the menus. Without menus all goes on."""
    from bot.channels.types import DeliveryError, Unusable  # noqa: PLC0415
    from bot.web.telegram_page import WEBHOOK  # noqa: PLC0415

    me = await client.me()
    if settings.telegram_webhook and settings.telegram_token is not None:
        await client.set_webhook(f"{settings.public_url}{WEBHOOK}", webhook_secret(settings.telegram_token.reveal()))
    else:
        await client.delete_webhook()
    try:
        await _set_menus(settings, client)
    except Unusable:
        raise
    except DeliveryError as error:  # the next process sets them
        _log.warning("Telegram: not all menus are set: %s", error)
    return me


async def _set_menus(settings: Settings, client: "TelegramClient") -> None:
    from bot.channels.telegram.presence import Audience  # noqa: PLC0415
    from bot.channels.types import Gone  # noqa: PLC0415
    from bot.chat.menu import menus  # noqa: PLC0415
    from bot.chat.registry import COMMANDS  # noqa: PLC0415

    for menu in menus(COMMANDS, rules_of(settings).operator):
        if menu.chat is None:
            await client.set_commands(menu.commands, Audience(menu.scope.value), menu.language)
            continue
        try:
            await client.set_commands(menu.commands, menu.chat, menu.language)
        except Gone as error:  # the operator has not pressed Start; the next process sets it
            _log.warning("Telegram: the operator has no menu of their own yet: %s", error)
