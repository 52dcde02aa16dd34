"""Sending what is due: claim, render, send, say what became of it. At least once, at most one repeat for each crash.

A delivery is claimed under a lease before anything is done, *begun* in a transaction of its own just before it is
handed to its way out, and settled in another as soon as the other side has answered. Whoever dies leaves leases that
run out: what was begun *may* have arrived, the rest was certainly not sent. What arrived is written to the journal
first (:mod:`bot.sent_journal`), which knows it even if the database does not.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.app.bounces import outcome_of_bounce, soft_bounces
from bot.app.confirming import letters_again_at, remember_letter
from bot.app.edition import Editions
from bot.app.outcomes import Policy, identity, outcome_of
from bot.app.outlets import Outlet
from bot.app.preparing import Held, Prepared, Preparer
from bot.channels.quota import Exhausted
from bot.channels.types import DeliveryError, Letter, Uncertain, Unusable
from bot.core.backoff import MAX_LEASES, UNCERTAIN_AFTER
from bot.sent_journal import SentJournal
from store.api import Sending, Store
from store.errors import StoreError
from store.outbox import Claimed, DeliveryKind, DeliveryState, Outcome, Promise
from store.readers import Way

LEASE = timedelta(minutes=5)
"""Longer than a message takes, however slowly it is answered, and than a batch takes to be rendered."""

BATCH = 5
"""So many deliveries are claimed at a time."""

BROKEN_OFF = "Sending was broken off while it was on its way."
ENOUGH = "There were enough such letters to this address within a day; this one waits."

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Attempt:
    """One delivery that was tried.

    :ivar papers: how many papers it told of. :ivar subject: the letter's; empty if it came to none.
    :ivar withheld: it was not sent, because the journal knows it as told.
    """

    claimed: Claimed
    state: DeliveryState
    papers: int = 0
    subject: str = ""
    said: str = ""
    withheld: bool = False


@dataclass(frozen=True, slots=True)
class SendReport:
    """What a run of sending did.

    :ivar attempts: in order. :ivar unusable: ways out for which something waits that could not be used, and why.
    :ivar expired: how many deliveries an earlier sender had died over.
    :ivar waiting: how many messages wait for each that could not be used.
    """

    attempts: tuple[Attempt, ...]
    unusable: Mapping[Way, Unusable]
    expired: int
    waiting: Mapping[Way, int]

    @property
    def failed(self) -> bool:
        """Whether someone should look: something was given up, or a way out cannot be used and no mere quota is why."""
        broken = any(not isinstance(error, Exhausted) for error in self.unusable.values())
        return broken or any(attempt.state is DeliveryState.DEAD for attempt in self.attempts)


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
        quiet_hours: bool = True,
        on_attempt: Callable[[Attempt], None] = lambda _: None,
    ) -> None:
        """:param outlets: what is sent; deliveries of other ways are left alone.

        :param journal: where what arrived is remembered outside the database; ``None`` for nowhere.
        :param quiet_hours: whether the readers' count.
        :param on_attempt: told of each attempt, for those who show progress.
        """
        self._store = store
        self._outlets = dict(outlets)
        self._preparer = Preparer(store, outlets, editions, journal)
        self._clock = clock
        self._policy = policy
        self._journal = journal
        self._quiet_hours = quiet_hours
        self._on_attempt = on_attempt
        self._attempts: list[Attempt] = []
        self._unusable: dict[Way, Unusable] = {}

    async def run(self) -> SendReport:
        """Send until nothing is due any more. If it is called off, what is in flight then may have arrived, and counts
        so; the rest is due as it was.

        :raises store.errors.DatabaseError: what was sent before is settled; the rest is due again, soon or when the
            lease has run out.
        """
        with self._store.sending() as outbox:
            retry = self._clock() + UNCERTAIN_AFTER if self._policy.repeat_uncertain else None
            expired = outbox.expire(self._clock(), retry_at=retry, most=MAX_LEASES)
        # Someone died: should one of these deliveries be why, it must not take others with it again and again.
        limit = 1 if expired else BATCH
        try:
            while await self._batch(limit):
                pass
        finally:
            with self._store.sending() as outbox:
                outbox.release(self._policy.owner, self._clock())
        with self._store.reading() as catalog:
            waiting = catalog.messages_due(self._clock(), self._unusable)
        unusable = {way: error for way, error in self._unusable.items() if way in waiting}
        return SendReport(tuple(self._attempts), unusable, expired, waiting)

    async def _batch(self, limit: int) -> bool:
        with self._store.sending() as outbox:
            now = self._clock()
            most = self._left(outbox, limit, now)
            claimed = outbox.claim(self._policy.owner, now, lease=LEASE, limit=most, ways=list(self._outlets))
        for prepared in self._preparer.prepare(claimed, self._clock(), quiet_hours=self._quiet_hours):
            if prepared.claimed.address.way in self._outlets:
                await self._deal_with(prepared)
        return bool(claimed)

    def _left(self, outbox: Sending, limit: int, now: datetime) -> int:
        """How many may be claimed; ways out by which nothing may leave now are closed."""
        for way, outlet in list(self._outlets.items()):
            if outlet.limits is not None:
                try:
                    limit = min(limit, outlet.limits.left(outbox, way, now))
                except Unusable as error:
                    self._close(way, error)
        return limit

    def _close(self, way: Way, error: Unusable) -> None:
        self._unusable[way] = error
        del self._outlets[way]

    async def _deal_with(self, prepared: Prepared) -> None:
        claimed, letter = prepared.claimed, prepared.letter
        enough = self._too_many(claimed) if letter else None
        held = prepared.held or enough
        if held is not None:
            with self._store.sending() as outbox:
                outbox.put_off(claimed.delivery.number, self._policy.owner, held.until, held.said)
            if prepared.reported or enough:
                self._report(Attempt(claimed, DeliveryState.PENDING, said=held.said))
            return
        outcome = prepared.outcome
        if letter is not None:
            outcome = await self._send(claimed, letter, prepared.promises)
        if outcome is not None:
            self._settle(claimed, outcome)
            subject = letter.subject if letter else ""
            self._report(Attempt(claimed, outcome.state, prepared.papers, subject, outcome.said, prepared.withheld))

    async def _send(self, claimed: Claimed, letter: Letter, promises: Sequence[Promise]) -> Outcome | None:
        """What became of it; ``None`` if it was not sent, for no fault of its own."""
        way, number = claimed.address.way, claimed.delivery.number
        outlet = self._outlets[way]
        begun = False
        try:
            await asyncio.sleep(0)  # who calls the sending off does it here, with nothing in flight
            await outlet.ready()
            with self._store.sending() as outbox:
                begun = outbox.begin(number, self._policy.owner, self._clock(), lease=LEASE)
            if not begun:
                _log.info("delivery %d: it was taken back before it was sent", number)
                return None
            await outlet.channel.send(claimed.address.target, letter)
        except Unusable as error:
            self._close(way, error)
            with self._store.sending() as outbox:
                outbox.put_off(number, self._policy.owner)
            return None
        except DeliveryError as error:
            return self._failed(error, claimed)
        except BaseException:
            if begun:  # nobody knows how far it came
                with suppress(StoreError):  # then its lease runs out, which says the same
                    self._settle(claimed, self._failed(Uncertain(BROKEN_OFF), claimed))
            raise
        self._remember(claimed, promises)
        return Outcome(state=DeliveryState.SENT, at=self._clock())

    def _settle(self, claimed: Claimed, outcome: Outcome) -> None:
        with self._store.sending() as outbox:
            kept = outbox.settle(claimed.delivery.number, self._policy.owner, outcome)
        if not kept:
            _log.warning("delivery %d: the lease had run out, or it was taken back", claimed.delivery.number)

    def _report(self, attempt: Attempt) -> None:
        self._attempts.append(attempt)
        self._on_attempt(attempt)

    def _too_many(self, claimed: Claimed) -> Held | None:
        """Whether a letter waits because its address had enough of its kind. Asked at the last moment: the one before
        may have gone out just now.
        """
        if self._journal is None or claimed.delivery.kind is not DeliveryKind.CONFIRMATION:
            return None
        again = None
        with suppress(OSError):  # the database counts as well
            again = letters_again_at(self._journal, claimed.address.target, self._clock())
        return None if again is None else Held(again, ENOUGH)

    def _failed(self, error: DeliveryError, claimed: Claimed) -> Outcome:
        outcome = outcome_of(error, claimed, self._clock(), self._policy)
        if outcome.bounce is None:
            return outcome
        with self._store.reading() as catalog:
            before = soft_bounces(catalog, claimed.address.number, self._clock())
        return replace(outcome_of_bounce(outcome, outcome.bounce, before), state=outcome.state)

    def _remember(self, claimed: Claimed, promises: Sequence[Promise]) -> None:
        if self._journal is None:
            return
        address, delivery = claimed.address, claimed.delivery
        if delivery.kind is DeliveryKind.CONFIRMATION:
            with suppress(OSError):
                remember_letter(self._journal, address.target, self._clock())
            return
        told = [identity(address, delivery, each) for each in promises if each.shown]
        # It was sent: a full disk must not make it look otherwise.
        with suppress(OSError):
            self._journal.add(told or [identity(address, delivery, None)], self._clock().date())
