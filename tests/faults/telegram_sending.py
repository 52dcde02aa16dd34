"""Chats that are told something, and processes that send it, by time that passes only while all wait."""

import asyncio
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from threading import Event

from bot.app.broadcast import keep_notice, post_notice
from bot.app.outcomes import Policy
from bot.app.reader_addresses import new_address
from bot.channels.telegram.client import TelegramClient
from bot.settings import Settings
from bot.telegram_wiring import chat_outlet
from bot.timer.delivering import Sending, deliver_job
from bot.wiring import explainer
from store.api import Store
from store.chats import Chat, ChatKind
from store.outbox import DeliveryState
from store.readers import Reader, Way
from store.sql import open_store
from store.watch import Job
from tests.faults.telegram_world import client_of
from tests.telegram.clock import Clock
from tests.telegram.rooms import User
from tests.telegram.stand_in import StandIn

TICK = timedelta(seconds=1)
"""A worker looks this often what is due."""


@contextmanager
def chatting(url: str, telegram: StandIn, now: datetime, count: int) -> Iterator[tuple[Store, list[User]]]:
    """A store with so many people who read in their chats."""
    people = [telegram.person(f"person {number}", started=True) for number in range(count)]
    with closing(open_store(url)) as store:
        for first in range(0, count, 500):
            with store.writing() as catalog:
                for person in people[first : first + 500]:
                    kept = catalog.save_reader(Reader(name=person.name, created_at=now))
                    new_address(catalog, kept, Way.CHAT, str(person.number), now, confirmed=True)
                    made = Chat(
                        chat=person.number, reader=kept.number, kind=ChatKind.PRIVATE, title=person.name, created_at=now
                    )
                    catalog.save_chat(made)
        yield store, people


def tell_all(store: Store, text: str, now: datetime) -> int:
    """The operator tells all chats something. :return: how many."""
    notice, count = keep_notice(store, text, now)
    post_notice(store, notice.number, now)
    return count


class Process:
    """One process that sends, for as long as it lives."""

    def __init__(self, store: Store, telegram: StandIn, clock: Clock) -> None:
        self._store = store
        self._telegram = telegram
        self._clock = clock

    def live(self, until: Callable[[], bool], seconds: float) -> None:
        """Send what is due when it is due, as a worker does, until something is so.

        :param seconds: by the clock; then it ends in any case.
        """
        asyncio.run(self._live(until, self._clock() + timedelta(seconds=seconds)))

    async def _live(self, until: Callable[[], bool], end: datetime) -> None:
        client, _ = client_of(self._telegram, self._store, self._clock)
        job = deliver_job(self._sending(client), self._clock())
        taken_up = Job(name=job.name, due_at=self._clock())
        try:
            while not until() and self._clock() < end:
                outcome = await job.run(taken_up)
                self._clock.until(min(end, _tick(max(outcome.next_due_at, self._clock() + TICK / 1000))))
        finally:
            await client.close()

    def _sending(self, client: TelegramClient) -> Sending:
        settings = Settings(database_url="", chosen=False, sent_journal=Path())
        return Sending(
            store=self._store,
            explainer=explainer(),
            outlets={Way.CHAT: chat_outlet(settings, client, lambda _: True, self._clock)},
            clock=self._clock,
            policy=Policy(owner="the only one"),
            journal=None,
            stop=Event(),
        )


def _tick(at: datetime) -> datetime:
    """The first tick that is not before."""
    whole = at.replace(microsecond=0)
    return whole if whole == at else whole + TICK


def all_sent(store: Store, count: int) -> Callable[[], bool]:
    """Whether so many deliveries are sent."""

    def sent() -> bool:
        with store.reading() as catalog:
            return len(catalog.deliveries(states=[DeliveryState.SENT], limit=count + 1)) == count

    return sent


def arrivals(telegram: StandIn, where: Sequence[User]) -> dict[int, list[float]]:
    """When messages arrived, seconds since 1970, by chat."""
    return {person.number: [post.date for post in telegram.posts(person)] for person in where}
