"""One round of delivery: gather what is due, send it, forget what is old. For cron, for the scheduler, for replay."""

import asyncio
import logging
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot import sent_journal
from bot.app.attempts import Attempt, SendReport
from bot.app.compose import Composed, compose_due, compose_within
from bot.app.deliver import Sender
from bot.app.edition import Editions
from bot.app.explaining import Explainer
from bot.app.news import KEPT_DELIVERED
from bot.app.outcomes import Policy
from bot.app.outlets import NotYet, Outlet
from bot.app.preparing import held_back, untold
from bot.app.still_told import still_told
from bot.core.edition import Edition
from bot.sent_journal import SentJournal
from store.api import Store, Writing
from store.errors import StoreError
from store.outbox import Delivery, DeliveryKind, DeliveryState
from store.readers import Way

KEPT_UNCONFIRMED = timedelta(days=7)
"""Readers none of whose addresses was ever confirmed are kept so long."""

KEPT_STATISTICS = timedelta(days=97)
"""Word statistics are kept so long: as long as a delivery that needs them, and a week for it to be sent."""

MAX_REHEARSED = 1000
"""A rehearsal shows at most so many messages."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Round:
    """What a round did.

    :ivar unserved: how many messages are due by ways out that are not set up here.
    :ivar tidied: how many old rows went, by table.
    """

    composed: Composed
    sent: SendReport
    unserved: Mapping[Way, int]
    tidied: Mapping[str, int]

    @property
    def failed(self) -> bool:
        """Whether someone should look: a reader cannot be served, something cannot be sent, or was given up."""
        return bool(self.composed.skipped) or bool(self.unserved) or self.sent.failed


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """A message that would be sent.

    :ivar edition: what it would tell; ``None`` for the confirmation of an address.
    """

    delivery: Delivery
    edition: Edition | None


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """What a round would do now.

    :ivar withheld: how many messages would not be sent, because the journal knows what they tell.
    :ivar unserved: see :class:`Round`.
    """

    composed: Composed
    messages: tuple[Rehearsed, ...]
    withheld: int
    unserved: Mapping[Way, int]


async def deliver_round(
    store: Store,
    explainer: Explainer,
    outlets: Mapping[Way, Outlet],
    *,
    clock: Callable[[], datetime],
    policy: Policy,
    journal: SentJournal | None = None,
    slot: str | None = None,
    on_attempt: Callable[[Attempt], None] = lambda _: None,
    elsewhere: Collection[Way] = (),
) -> Round:
    """Gather and send what is due.

    :param elsewhere: ways out by which another part of this process sends: what is due by them is gathered too, for
        whether a reader had nothing today is seen of all their addresses together.
    :param slot: gather and send all that waits, whatever the readers' hours, by these ways alone; see
        :func:`bot.app.compose.compose_due`.
    :raises store.errors.DatabaseError: what was sent before is settled; the rest stays due.
    """
    # In a thread: there may be thousands, and whatever else is under way in this loop must not run out of time.
    composed = await asyncio.to_thread(compose_due, store, explainer, [*outlets, *elsewhere], clock(), slot)
    sender = Sender(
        store,
        outlets,
        Editions(explainer),
        clock=clock,
        policy=policy,
        journal=journal,
        quiet_hours=slot is None,
        on_attempt=_logged(store, on_attempt),
    )
    sent = await sender.run()
    if journal is not None:
        with suppress(OSError):  # it only grows; what was sent is sent
            journal.prune(clock().date() - sent_journal.KEPT)
    served = None if slot is not None else (*outlets, *elsewhere)
    return Round(composed, sent, *await asyncio.to_thread(_tidied, store, clock(), served))


def _tidied(store: Store, now: datetime, served: Collection[Way] | None) -> tuple[Mapping[Way, int], Mapping[str, int]]:
    """How many messages are due by other ways than these (``None``: nobody asks), and what was tidied away."""
    with store.writing() as catalog:
        unserved = {} if served is None else catalog.messages_due(now, _others(served))
        tidied = catalog.tidy(now, delivered=KEPT_DELIVERED, unconfirmed=KEPT_UNCONFIRMED, statistics=KEPT_STATISTICS)
    return unserved, tidied


def _logged(store: Store, on_attempt: Callable[[Attempt], None]) -> Callable[[Attempt], None]:
    """The same, and each attempt in the log, with the runs whose pages brought what it tells."""

    def attempted(attempt: Attempt) -> None:
        if _log.isEnabledFor(logging.INFO):
            number, way = attempt.claimed.delivery.number, attempt.claimed.address.way.value
            told = {"delivery": number, "state": attempt.state.value, "way": way, "papers": attempt.papers}
            runs = _runs_of(store, number)
            _log.info("delivery %d: %s by %s", number, attempt.state.value, way, extra={**told, "runs": runs})
        on_attempt(attempt)

    return attempted


def _runs_of(store: Store, delivery: int) -> list[str]:
    try:
        with store.reading() as catalog:
            return list(catalog.runs_of([delivery]).get(delivery, ()))
    except StoreError:  # it was sent and settled: that the log cannot say of which runs is no reason to stop
        return []


def rehearse(
    store: Store,
    explainer: Explainer,
    outlets: Mapping[Way, Outlet],
    now: datetime,
    journal: SentJournal | None = None,
) -> Rehearsal:
    """What a round would gather and send now; everything is undone again."""
    with _undone(store) as catalog:
        composed = compose_within(catalog, explainer, list(outlets), now)
        messages, withheld = _due_messages(catalog, explainer, outlets, now, journal)
        unserved = catalog.messages_due(now, _others(outlets))
    return Rehearsal(composed, messages, withheld, unserved)


class _Undo(Exception):
    """How a transaction ends that was only made to look."""


@contextmanager
def _undone(store: Store) -> Iterator[Writing]:
    with suppress(_Undo), store.writing() as catalog:
        yield catalog
        raise _Undo


def _due_messages(
    catalog: Writing, explainer: Explainer, outlets: Mapping[Way, Outlet], now: datetime, journal: SentJournal | None
) -> tuple[tuple[Rehearsed, ...], int]:
    """What would be sent, and how much the journal would withhold."""
    editions = Editions(explainer)
    waiting = catalog.deliveries(states=(DeliveryState.PENDING, DeliveryState.UNCERTAIN), limit=MAX_REHEARSED)
    messages, withheld = [], 0
    for delivery in reversed(waiting):
        address = catalog.address(delivery.address)
        if delivery.not_before > now or address.way not in outlets:
            continue
        if delivery.kind is DeliveryKind.CONFIRMATION:
            messages.append(Rehearsed(delivery, None))
            continue
        if held_back(catalog.reader(delivery.reader), delivery.kind, now):
            continue
        promises = catalog.promises_in([delivery.number]).get(delivery.number, ())
        try:
            wanted = untold(journal, address, delivery, promises)
        except NotYet:
            wanted = None
        if wanted is None:
            withheld += 1
        else:
            edition = still_told(catalog, editions, delivery, wanted).edition
            messages += [Rehearsed(delivery, edition)] if edition else []
    return tuple(messages), withheld


def _others(outlets: Collection[Way]) -> list[Way]:
    return [way for way in Way if way not in outlets]
