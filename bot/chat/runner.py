"""Deals with what happened in chats: each chat's in order, several chats at once, each thing once.

What happened was stored before (:mod:`bot.chat.listening`). It is settled when it was answered, so a crash in between
repeats it: at most :data:`MOST_ATTEMPTS` times, and handlers may be asked twice. What waits for Telegram is not at
fault and loses no attempt.
"""

import asyncio
import json
import logging
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from bot.channels.telegram.types import Incoming, Telegram
from bot.channels.types import DeliveryError, Later, Unusable
from bot.chat.conversation import Conversation
from bot.chat.types import Desk
from store.chats import Update
from store.errors import StoreError

AT_ONCE = 8
"""So many chats are dealt with at a time."""
MOST_ATTEMPTS = 3
"""What brought us down so often is given up."""
LONGEST = timedelta(days=1)
"""So long an answer waits for Telegram; it keeps no longer what nobody asks for
(https://core.telegram.org/bots/api#getting-updates).
"""
AT_A_STRETCH = 5.0
"""Seconds after which the caller may look whether it still should."""
LOOKED_AGAIN = 0.2
"""Seconds between two looks for what is new while something is under way."""
GRACE = 4.0
"""Seconds that what is under way has to come to its end when all of it ends."""
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=2), timedelta(seconds=60)
"""The waits after Telegram could not be reached; each twice as long as the one before."""

Understanding = Callable[[Mapping[str, Any]], Incoming | None]
"""What an update says; ``None`` for nothing that concerns us (:mod:`bot.channels.telegram.incoming`)."""

_log = logging.getLogger(__name__)


class Runner:
    """Deals with the stored updates of one bot. Belongs to one event loop."""

    def __init__(
        self, desk: Desk, telegram: Telegram, clock: Callable[[], datetime], read_update: Understanding
    ) -> None:
        """:param desk: what all turns share. :param telegram: the way out. :param clock: gives now, aware, UTC."""
        self._desk = desk
        self._clock = clock
        self._read_update = read_update
        self._conversation = Conversation(desk, telegram, clock)
        self._answered: set[int] = set()  # what could not be settled yet, so that it is not answered again
        self._waits: Counter[int] = Counter()  # how long the next one is; a new process begins with short ones
        self._under_way: dict[asyncio.Task[None], int | None] = {}

    async def work_off(self) -> int:
        """Deal with all that may be taken up now, and with what comes meanwhile, for :data:`AT_A_STRETCH`; what is
        under way then goes on. Cancelled, it lets that come to its end for some seconds; the rest stays stored.

        :return: how much that was; 0 if there is nothing to do.
        :raises bot.channels.types.Unusable: the token is of no use, or another process has it; nothing is lost.
        :raises store.errors.DatabaseError: the database cannot be used.
        """
        clock = asyncio.get_running_loop().time
        until, done = clock() + AT_A_STRETCH, 0
        try:
            while clock() < until:
                for update in await self._next():
                    self._under_way[asyncio.create_task(self._deal_with(update))] = update.chat
                if not self._under_way:
                    break
                done += await self._ended()
        except BaseException:
            await self._end()
            raise
        return done + len(self._under_way)

    async def _ended(self) -> int:
        """Wait a little for what is under way. :return: how much of it has come to its end."""
        ended, _ = await asyncio.wait(self._under_way, timeout=LOOKED_AGAIN, return_when=asyncio.FIRST_COMPLETED)
        for task in ended:
            del self._under_way[task]
            task.result()
        return len(ended)

    async def _end(self) -> None:
        """Let what is under way come to its end, for a while."""
        under_way = list(self._under_way)
        self._under_way.clear()
        if under_way:
            _, late = await asyncio.wait(under_way, timeout=GRACE)
            for task in late:
                task.cancel()
            await asyncio.gather(*under_way, return_exceptions=True)

    async def _next(self) -> list[Update]:
        """What may be taken up beside what is under way."""
        busy = list(self._under_way.values())
        room = AT_ONCE - len(busy)
        if room < 1:
            return []
        found = await asyncio.to_thread(self._waiting, room, [chat for chat in busy if chat is not None])
        return [update for update in found if update.chat is not None or None not in busy]

    def _waiting(self, limit: int, without: list[int]) -> list[Update]:
        with self._desk.store.receiving() as inbox:
            return list(inbox.waiting_updates(self._desk.me.number, self._clock(), limit, without=without))

    async def _deal_with(self, update: Update) -> None:
        attempts = await asyncio.to_thread(self._begin, update)
        if not attempts:
            return
        if update.number not in self._answered and not await self._is_done(update, attempts):
            return
        self._answered.add(update.number)
        await asyncio.to_thread(self._settle, update)
        self._answered.discard(update.number)
        del self._waits[update.number]

    async def _is_done(self, update: Update, attempt: int) -> bool:
        if attempt > MOST_ATTEMPTS:
            _log.error("Update %d is given up: it was taken up %d times.", update.number, attempt - 1)
            return True
        incoming = self._understood(update)
        return incoming is None or await self._answer(incoming, update, attempt)

    async def _answer(self, incoming: Incoming, update: Update, attempt: int) -> bool:
        """:return: whether that is settled."""
        try:
            await self._conversation.answer(incoming, attempt)
        except (Later, Unusable) as error:
            usual = min(FIRST_WAIT * 2 ** self._waits[update.number], LONGEST_WAIT)
            wait = usual if error.retry_after is None else timedelta(seconds=error.retry_after)
            again = self._clock() + wait
            if again - update.received_at > LONGEST:
                _log.error("The answer to update %d is given up, for it waited too long: %s", update.number, error)
                return True
            self._waits[update.number] += 1
            _log.warning("The answer to update %d waits: %s", update.number, error)
            refused = isinstance(error, Later) and error.most is not None
            await asyncio.to_thread(self._put_off, update, again, counts=refused)
            if isinstance(error, Unusable):
                raise
            return False
        except DeliveryError as error:  # it may have been said, or never will be
            _log.warning("The answer to update %d is given up: %s", update.number, error)
        except StoreError:
            raise
        except Exception:  # noqa: BLE001 - the other chats go on
            _log.exception("Update %d failed in a way that nobody foresaw.", update.number)
            await asyncio.to_thread(self._put_off, update, self._clock() + FIRST_WAIT, counts=True)
            return False
        return True

    def _understood(self, update: Update) -> Incoming | None:
        try:
            body = json.loads(update.body)
        except ValueError:
            _log.error("Update %d is no JSON.", update.number)
            return None
        return self._read_update(body) if isinstance(body, dict) else None

    def _begin(self, update: Update) -> int:
        with self._desk.store.receiving() as inbox:
            return inbox.begin_update(update.bot, update.number)

    def _settle(self, update: Update) -> None:
        with self._desk.store.receiving() as inbox:
            inbox.settle_update(update.bot, update.number, self._clock())

    def _put_off(self, update: Update, not_before: datetime, *, counts: bool) -> None:
        with self._desk.store.receiving() as inbox:
            inbox.put_update_off(update.bot, update.number, not_before, counts=counts)
