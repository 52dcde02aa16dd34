"""Sending what is due: claim, render, send, say what became of it. At least once, at most one repeat for each crash.

A delivery is claimed under a lease before anything is done, *begun* in a transaction of its own just before it is
handed to its way out, and settled in another as soon as the other side has answered. Whoever dies leaves leases that
run out: what was begun *may* have arrived, the rest was certainly not sent. What arrived is written to the journal
first (:mod:`bot.sent_journal`), which knows it even if the database does not.

Each way out has a lane of its own; in it some letters may wait for their turn at once, and some may be under way.
"""

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

from bot.app.attempts import Attempt, SendReport
from bot.app.bounces import outcome_of_bounce, soft_bounces
from bot.app.edition import Editions
from bot.app.journaled import remember, too_many
from bot.app.lanes import Lane, together
from bot.app.outcomes import Policy, outcome_of
from bot.app.outlets import Outlet
from bot.app.preparing import Prepared, Preparer
from bot.channels.types import DeliveryError, Letter, NotNow, Uncertain, Unusable
from bot.core.backoff import MAX_LEASES, UNCERTAIN_AFTER
from bot.sent_journal import SentJournal
from store.api import Store
from store.errors import StoreError
from store.outbox import Claimed, DeliveryState, Outcome, Promise
from store.readers import Way

LEASE = timedelta(minutes=5)
"""Longer than a message takes, however slowly it is answered, and than a batch takes to be rendered."""

BATCH = 5
"""So many deliveries are claimed at a time."""

BEHIND = timedelta(seconds=4)
"""So much later it is looked again at what has many others before it to the same address."""

OTHERS_FIRST = "Others to the same address go first."
BROKEN_OFF = "Sending was broken off while it was on its way."

_log = logging.getLogger(__name__)


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
        self._lanes = {way: Lane(outlet) for way, outlet in outlets.items()}
        self._preparer = Preparer(store, outlets, editions, journal)
        self._clock = clock
        self._policy = policy
        self._journal = journal
        self._quiet_hours = quiet_hours
        self._on_attempt = on_attempt
        self._attempts: list[Attempt] = []
        self._unusable: dict[Way, Unusable] = {}
        self._turns: set[datetime] = set()

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
        batch, at_once = (1, {}) if expired else (BATCH, {way: each.at_once for way, each in self._outlets.items()})
        try:
            await together(self._work(way, batch) for way in list(self._outlets) for _ in range(at_once.get(way, 1)))
        finally:
            with self._store.sending() as outbox:
                outbox.release(self._policy.owner, self._clock())
        with self._store.reading() as catalog:
            waiting = catalog.messages_due(self._clock(), self._unusable)
        unusable = {way: error for way, error in self._unusable.items() if way in waiting}
        return SendReport(tuple(self._attempts), unusable, expired, waiting, frozenset(self._turns))

    async def _work(self, way: Way, batch: int) -> None:
        """Send by one way out, one after another, together with others who do the same."""
        lane = self._lanes[way]
        while way in self._outlets:
            prepared = lane.next()
            if prepared is not None:
                async with lane.dealing_with(prepared):
                    await self._deal_with(prepared)
                continue
            async with lane.claiming:
                await lane.room()
                if way in self._outlets and lane.next() is None and not self._claim(way, lane, batch):
                    return  # whoever deals with a target goes on with what is left for it

    def _claim(self, way: Way, lane: Lane, batch: int) -> bool:
        """Claim some more. :return: whether there was anything."""
        with self._store.sending() as outbox:
            now, limits = self._clock(), self._outlets[way].limits
            if limits is not None:
                try:
                    batch = min(batch, limits.left(outbox, way, now))
                except Unusable as error:
                    self._close(way, error)
                    return False
            claimed = outbox.claim(self._policy.owner, now, lease=LEASE, limit=batch, ways=[way])
            taken, behind = lane.divide(claimed)
            for each in behind:
                self._turns.add(now + BEHIND)
                outbox.put_off(each.delivery.number, self._policy.owner, now + BEHIND, OTHERS_FIRST)
        lane.add(self._preparer.prepare(taken, self._clock(), quiet_hours=self._quiet_hours))
        return bool(claimed)

    def _close(self, way: Way, error: Unusable) -> None:
        self._unusable[way] = error
        self._outlets.pop(way, None)

    async def _deal_with(self, prepared: Prepared) -> None:
        claimed, letter = prepared.claimed, prepared.letter
        enough = too_many(self._journal, claimed, self._clock()) if letter else None
        held = prepared.held or enough
        if held is not None:
            self._put_off(claimed, held.until, held.said)
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
        outlet, tried = self._outlets[claimed.address.way], False
        try:
            await asyncio.sleep(0)  # who calls the sending off does it here, with nothing in flight
            await outlet.turn(claimed.address.target)
            tried = True
            if not await self._hand_over(outlet, claimed, letter):
                return None
        except Unusable as error:
            self._close(claimed.address.way, error)
            self._put_off(claimed)
            return None
        except NotNow as error:
            until = self._clock() + timedelta(seconds=error.wait)
            self._turns.add(until)
            self._put_off(claimed, until, str(error))
            if tried:
                self._report(Attempt(claimed, DeliveryState.PENDING, said=str(error)))
            return None
        except DeliveryError as error:
            return self._failed(error, claimed)
        remember(self._journal, claimed, promises, self._clock())
        return Outcome(state=DeliveryState.SENT, at=self._clock())

    async def _hand_over(self, outlet: Outlet, claimed: Claimed, letter: Letter) -> bool:
        """Give a letter to its way out. :return: ``False`` if it must not be sent any more."""
        way, number = claimed.address.way, claimed.delivery.number
        async with self._lanes[way].flight():
            if way not in self._outlets:
                return False
            await outlet.ready()
            with self._store.sending() as outbox:
                begun = outbox.begin(number, self._policy.owner, self._clock(), lease=LEASE)
            if not begun:
                _log.info("delivery %d: it was taken back before it was sent", number)
                return False
            try:
                await outlet.channel.send(claimed.address.target, letter)
            except DeliveryError:
                raise
            except BaseException:  # nobody knows how far it came
                self._outlets.clear()  # who waits to be next shall not begin
                with suppress(StoreError):  # then its lease runs out, which says the same
                    self._settle(claimed, self._failed(Uncertain(BROKEN_OFF), claimed))
                raise
        return True

    def _put_off(self, claimed: Claimed, until: datetime | None = None, said: str = "") -> None:
        with self._store.sending() as outbox:
            outbox.put_off(claimed.delivery.number, self._policy.owner, until, said)

    def _settle(self, claimed: Claimed, outcome: Outcome) -> None:
        with self._store.sending() as outbox:
            kept = outbox.settle(claimed.delivery.number, self._policy.owner, outcome)
        if not kept:
            _log.warning("delivery %d: the lease had run out, or it was taken back", claimed.delivery.number)

    def _report(self, attempt: Attempt) -> None:
        self._attempts.append(attempt)
        self._on_attempt(attempt)

    def _failed(self, error: DeliveryError, claimed: Claimed) -> Outcome:
        outcome = outcome_of(error, claimed, self._clock(), self._policy)
        if outcome.bounce is None:
            return outcome
        with self._store.reading() as catalog:
            before = soft_bounces(catalog, claimed.address.number, self._clock())
        return replace(outcome_of_bounce(outcome, outcome.bounce, before), state=outcome.state)
