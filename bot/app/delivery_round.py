"""One round of delivery: gather what is due, send it, forget what is old. For cron, for the scheduler, for replay."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.app.compose import AT_ONCE, ROUNDS, Composed, compose_due, together
from bot.app.deliver import Attempt, Outlet, Sender, SendReport
from bot.app.edition import Editions
from bot.app.explaining import Explainer
from bot.app.outcomes import Policy
from bot.core.edition import Edition
from bot.sent_journal import SentJournal
from store.api import Store, Writing
from store.outbox import Delivery, DeliveryKind, DeliveryState
from store.readers import Way

KEPT_DELIVERED = timedelta(days=90)
"""Deliveries that came to their end are kept so long, with what they told."""

KEPT_UNCONFIRMED = timedelta(days=7)
"""Readers none of whose addresses was ever confirmed are kept so long."""

KEPT_STATISTICS = timedelta(days=97)
"""Word statistics are kept so long: as long as a delivery that needs them, and a week for it to be sent."""

KEPT_IN_JOURNAL = timedelta(days=40)
"""What was sent is remembered outside the database so long: no backup to be restored should be older."""

MAX_REMEMBERED = 10_000
"""At most so many mails of the last hour are counted against the quota."""

MAX_REHEARSED = 1000
"""A rehearsal shows at most so many messages."""


@dataclass(frozen=True, slots=True)
class Round:
    """What a round did.

    :ivar unserved: for how many addresses something is due that nothing here can be sent to, by way.
    :ivar tidied: how many old rows went, by table.
    """

    composed: Composed
    sent: SendReport
    unserved: Mapping[Way, int]
    tidied: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """A message that would be sent.

    :ivar edition: what it would tell; ``None`` for the confirmation of an address.
    """

    delivery: Delivery
    edition: Edition | None


def mails_lately(store: Store, now: datetime) -> list[float]:
    """How many seconds ago each mail of the last hour was sent, by whichever process: what a quota must know."""
    with store.reading() as catalog:
        sent = catalog.deliveries(states=(DeliveryState.SENT,), limit=MAX_REMEMBERED)
    ages = [now - delivery.settled_at for delivery in sent if delivery.settled_at is not None]
    return [age.total_seconds() for age in ages if timedelta(0) <= age < timedelta(hours=1)]


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
) -> Round:
    """Gather and send what is due.

    :param slot: gather all that waits, whatever the readers' hours; see :func:`bot.app.compose.compose_due`.
    :raises store.errors.DatabaseError: what was sent before is settled; the rest stays due.
    """
    composed = compose_due(store, explainer, list(outlets), clock(), slot)
    sender = Sender(
        store, outlets, Editions(explainer), clock=clock, policy=policy, journal=journal, on_attempt=on_attempt
    )
    sent = await sender.run()
    if journal is not None:
        with suppress(OSError):  # it only grows; what was sent is sent
            journal.prune(clock().date() - KEPT_IN_JOURNAL)
    with store.writing() as catalog:
        unserved = _unserved(catalog, outlets, clock())
        tidied = catalog.tidy(
            clock(), delivered=KEPT_DELIVERED, unconfirmed=KEPT_UNCONFIRMED, statistics=KEPT_STATISTICS
        )
    return Round(composed, sent, unserved, tidied)


def rehearse(
    store: Store, explainer: Explainer, outlets: Mapping[Way, Outlet], now: datetime
) -> tuple[Composed, tuple[Rehearsed, ...]]:
    """What a round would gather and send now; everything is undone again."""
    with _undone(store) as catalog:
        composed = together(_all_rounds(catalog, explainer, list(outlets), now))
        messages = _due_messages(catalog, explainer, outlets, now)
    return composed, messages


class _Undo(Exception):
    """How a transaction ends that was only made to look."""


@contextmanager
def _undone(store: Store) -> Iterator[Writing]:
    with suppress(_Undo), store.writing() as catalog:
        yield catalog
        raise _Undo


def _all_rounds(catalog: Writing, explainer: Explainer, ways: list[Way], now: datetime) -> list[Composed]:
    rounds = []
    for one_round in ROUNDS:
        while (composed := one_round(catalog, explainer, ways, now, None)) is not None:
            rounds.append(composed)
    return rounds


def _due_messages(
    catalog: Writing, explainer: Explainer, outlets: Mapping[Way, Outlet], now: datetime
) -> tuple[Rehearsed, ...]:
    editions = Editions(explainer)
    waiting = catalog.deliveries(states=(DeliveryState.PENDING, DeliveryState.UNCERTAIN), limit=MAX_REHEARSED)
    messages = []
    for delivery in reversed(waiting):
        if delivery.not_before > now or catalog.address(delivery.address).way not in outlets:
            continue
        if delivery.kind is DeliveryKind.CONFIRMATION:
            messages.append(Rehearsed(delivery, None))
            continue
        promises = catalog.promises_in([delivery.number]).get(delivery.number, ())
        messages.append(Rehearsed(delivery, editions.edition(catalog, delivery, promises)))
    return tuple(messages)


def _unserved(catalog: Writing, outlets: Mapping[Way, Outlet], now: datetime) -> dict[Way, int]:
    missing = {way: len(catalog.due(now, [way], AT_ONCE)) for way in Way if way not in outlets}
    return {way: addresses for way, addresses in missing.items() if addresses}
