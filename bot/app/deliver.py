"""Sending what is due: claim, render, send, say what became of it. At least once, at most one repeat for each crash.

A delivery is claimed under a lease before anything is sent, and settled in a transaction of its own as soon as the
other side has answered. Whoever dies in between leaves a lease that runs out; such a delivery *may* have arrived. What
arrived is written to the journal first (:mod:`bot.sent_journal`), which knows it even if the database does not.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.app.bounces import outcome_of_bounce, soft_bounces
from bot.app.edition import Editions
from bot.app.outcomes import Policy, identity, outcome_of
from bot.channels.types import Channel, DeliveryError, Letter, Unusable
from bot.core.backoff import MAX_LEASES, UNCERTAIN_AFTER
from bot.core.edition import Edition
from bot.sent_journal import SentJournal
from store.api import Reading, Store
from store.errors import NotFound, StoreError
from store.outbox import Claimed, Delivery, DeliveryKind, DeliveryState, Outcome, Promise
from store.readers import Address, Reader, Way

LEASE = timedelta(minutes=5)
"""Longer than a batch takes, however slowly each is answered."""

BATCH = 5
"""So many deliveries are claimed at a time."""

MAX_SAID = 500
"""Of an error so many characters are kept."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Outlet:
    """A way out, with what writes its letters.

    :ivar write: the letter of an edition. :ivar confirm: the question whether an address is its owner's.
    """

    channel: Channel
    write: Callable[[Edition], Letter]
    confirm: Callable[[Delivery, Reader, Address], Letter]


@dataclass(frozen=True, slots=True)
class Attempt:
    """One delivery that was tried.

    :ivar papers: how many papers it told of. :ivar subject: the letter's; empty if it came to none.
    """

    claimed: Claimed
    state: DeliveryState
    papers: int = 0
    subject: str = ""
    said: str = ""


@dataclass(frozen=True, slots=True)
class SendReport:
    """What a run of sending did.

    :ivar attempts: in order. :ivar unusable: ways out that could not be used, and why.
    :ivar expired: how many deliveries an earlier sender had died over.
    """

    attempts: tuple[Attempt, ...]
    unusable: Mapping[Way, Unusable]
    expired: int


@dataclass(frozen=True, slots=True)
class _Prepared:
    claimed: Claimed
    letter: Letter | None
    promises: tuple[Promise, ...] = ()
    outcome: Outcome | None = None
    papers: int = 0


class Sender:
    """Sends what is due. Several may run at once, in as many processes, each with an owner's name of its own."""

    def __init__(
        self,
        store: Store,
        outlets: Mapping[Way, Outlet],
        editions: Editions,
        *,
        clock: Callable[[], datetime],
        policy: Policy,
        journal: SentJournal | None = None,
        on_attempt: Callable[[Attempt], None] = lambda _: None,
    ) -> None:
        """:param outlets: what is sent; deliveries of other ways are left alone.

        :param journal: where what arrived is remembered outside the database; ``None`` for nowhere.
        :param on_attempt: told of each attempt, for those who show progress.
        """
        self._store = store
        self._outlets = dict(outlets)
        self._editions = editions
        self._clock = clock
        self._policy = policy
        self._journal = journal
        self._on_attempt = on_attempt
        self._attempts: list[Attempt] = []
        self._unusable: dict[Way, Unusable] = {}

    async def run(self) -> SendReport:
        """Send until nothing is due any more.

        :raises store.errors.DatabaseError: what was sent before is settled; the rest is due again, soon or when the
            lease has run out.
        """
        with self._store.sending() as outbox:
            retry = self._clock() + UNCERTAIN_AFTER if self._policy.repeat_uncertain else None
            expired = outbox.expire(self._clock(), retry_at=retry, most=MAX_LEASES)
        try:
            while self._outlets and await self._batch():
                pass
        finally:
            with self._store.sending() as outbox:
                outbox.release(self._policy.owner, self._clock())
        return SendReport(tuple(self._attempts), dict(self._unusable), expired)

    async def _batch(self) -> bool:
        # Who would rather lose a message than repeat it must not hold more than the one in flight.
        limit = BATCH if self._policy.repeat_uncertain else 1
        with self._store.sending() as outbox:
            claimed = outbox.claim(
                self._policy.owner, self._clock(), lease=LEASE, limit=limit, ways=list(self._outlets)
            )
        for prepared in self._prepare(claimed):
            if prepared.claimed.address.way in self._outlets:
                await self._send(prepared)
        return bool(claimed)

    def _prepare(self, claimed: Sequence[Claimed]) -> list[_Prepared]:
        prepared = []
        with self._store.reading() as catalog:
            contents = catalog.promises_in([each.delivery.number for each in claimed])
            for each in claimed:
                try:
                    prepared.append(self._prepared(catalog, each, tuple(contents.get(each.delivery.number, ()))))
                except NotFound:
                    _log.info("delivery %d: its reader or address is no more", each.delivery.number)
                except StoreError:
                    raise
                except Exception as error:  # noqa: BLE001 - one that cannot be made must not keep back all the others
                    _log.exception("delivery %d cannot be rendered", each.delivery.number)
                    said = f"It cannot be rendered: {type(error).__name__}: {error}"[:MAX_SAID]
                    prepared.append(_Prepared(each, None, outcome=self._ended(DeliveryState.DEAD, said)))
        return prepared

    def _prepared(self, catalog: Reading, claimed: Claimed, promises: tuple[Promise, ...]) -> _Prepared:
        outlet, kind = self._outlets[claimed.address.way], claimed.delivery.kind
        if kind is DeliveryKind.CONFIRMATION:
            return _Prepared(claimed, outlet.confirm(claimed.delivery, claimed.reader, claimed.address))
        told = {each.number for each in promises if self._told(claimed, each)}
        if told or (kind is DeliveryKind.QUIET and self._told(claimed, None)):
            promises = tuple(each for each in promises if each.number not in told)
            if not any(each.shown for each in promises):
                outcome = self._ended(DeliveryState.SENT, "The reader was told before, says the journal.")
                return _Prepared(claimed, None, outcome=outcome)
        edition = self._editions.edition(catalog, claimed.delivery, promises)
        if kind is not DeliveryKind.QUIET and not edition.items:
            said = "There is nothing left to tell: the catalog does not know these papers any more."
            return _Prepared(claimed, None, outcome=self._ended(DeliveryState.SUPPRESSED, said))
        return _Prepared(claimed, outlet.write(edition), promises, papers=len(edition.items))

    def _ended(self, state: DeliveryState, said: str) -> Outcome:
        return Outcome(state=state, at=self._clock(), said=said)

    async def _send(self, prepared: _Prepared) -> None:
        claimed, letter = prepared.claimed, prepared.letter
        outcome = prepared.outcome
        if outcome is None and letter is not None:
            try:
                await self._outlets[claimed.address.way].channel.send(claimed.address.target, letter)
            except Unusable as error:
                self._unusable[claimed.address.way] = error
                del self._outlets[claimed.address.way]
                return
            except DeliveryError as error:
                outcome = self._failed(error, claimed)
            else:
                outcome = Outcome(state=DeliveryState.SENT, at=self._clock())
                self._remember(claimed, prepared.promises)
        if outcome is None:
            return
        with self._store.sending() as outbox:
            kept = outbox.settle(claimed.delivery.number, self._policy.owner, outcome)
        if not kept:
            _log.warning("delivery %d: the lease had run out, or it was taken back", claimed.delivery.number)
        attempt = Attempt(claimed, outcome.state, prepared.papers, letter.subject if letter else "", outcome.said)
        self._attempts.append(attempt)
        self._on_attempt(attempt)

    def _failed(self, error: DeliveryError, claimed: Claimed) -> Outcome:
        outcome = outcome_of(error, claimed, self._clock(), self._policy)
        if outcome.bounce is None:
            return outcome
        with self._store.reading() as catalog:
            before = soft_bounces(catalog, claimed.address.number, self._clock())
        return replace(outcome_of_bounce(outcome, outcome.bounce, before), state=outcome.state)

    def _told(self, claimed: Claimed, promise: Promise | None) -> bool:
        return self._journal is not None and self._journal.has(identity(claimed, promise))

    def _remember(self, claimed: Claimed, promises: Sequence[Promise]) -> None:
        if self._journal is None or claimed.delivery.kind is DeliveryKind.CONFIRMATION:
            return
        told = [identity(claimed, promise) for promise in promises if promise.shown] or [identity(claimed, None)]
        # It was sent: a full disk must not make it look otherwise.
        with suppress(OSError):
            self._journal.add(told, self._clock().date())
