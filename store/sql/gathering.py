"""Making promises, and gathering them into deliveries."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import insert, select, text, update

from store.errors import Conflict
from store.outbox import Delivery, DeliveryKind, DeliveryState, Due, Gathered, Promise, StoredMatch
from store.readers import Way
from store.sql.block import BIGGEST
from store.sql.bulk import Numbers, insert_rows, one_of, pairs
from store.sql.due import find_due
from store.sql.faults import translated
from store.sql.outbox import OutboxReading
from store.sql.outbox_rows import delivery_row
from store.sql.promising import Promising
from store.sql.readers import ReadershipReading
from store.sql.tables import WAITING, deliveries, promises, statistics
from store.sql.tidying import tidy_up

_ENDED = frozenset((DeliveryState.SENT, DeliveryState.DEAD, DeliveryState.SUPPRESSED))


class OutboxWriting(ReadershipReading, OutboxReading):
    """A :class:`store.api.OutboxWriter`."""

    def promise(self, matches: Iterable[StoredMatch], promises: Iterable[Promise], *, renew: bool = False) -> int:
        """Keep matches and promises, those left out that are kept already."""
        with translated(self._shown):
            return Promising(self._connection).write(matches, promises, renew=renew)

    def keep_statistics(self, version: str, body: bytes, at: datetime) -> None:
        """Keep word statistics; once is enough."""
        if self.statistics_body(version) is None:
            with translated(self._shown):
                self._connection.execute(insert(statistics), {"version": version, "body": body, "kept_at": at})

    def due(
        self,
        now: datetime,
        ways: Collection[Way],
        limit: int,
        *,
        slot: str | None = None,
        without: Collection[int] = (),
    ) -> Sequence[Due]:
        """Open addresses with waiting promises that are due; the address whose first promise is due longest first."""
        if not ways or limit < 1:
            return ()
        with translated(self._shown):
            return find_due(self._connection, now, ways, limit, slot=slot, without=without)

    def reschedule(self, due_at: Mapping[int, datetime]) -> None:
        """Waiting promises fall due at other times, by their numbers."""
        moved: defaultdict[datetime, list[int]] = defaultdict(list)
        for number, at in due_at.items():
            moved[at].append(number)
        with translated(self._shown):
            for at, numbers in moved.items():
                chosen = one_of(self._connection, promises.c.number, numbers)
                self._connection.execute(update(promises).where(chosen, text(WAITING)).values(due_at=at))

    def gather(self, gathered: Sequence[Gathered]) -> Sequence[Delivery]:
        """Write deliveries with what goes into each, those left out whose slot their address has had already."""
        with translated(self._shown):
            fresh = self._fresh(gathered)
            insert_rows(self._connection, deliveries, [delivery_row(each, each.number) for each, _ in fresh])
            self._put([(number, each.number) for each, what in fresh for number in what.shown], shown=True)
            self._put([(number, each.number) for each, what in fresh for number in what.counted], shown=False)
            self._drop({number: why for what in gathered for number, why in what.dropped.items()})
        return tuple(each for each, _ in fresh)

    def bury(self, number: int, said: str, at: datetime) -> Delivery:
        """Give a delivery up that is not at its end."""
        found = self._held(number)
        if found.state in _ENDED:
            raise Conflict(f"Delivery {number} has come to its end already: it is {found.state.value}.")
        return self._change(
            replace(found, state=DeliveryState.DEAD, said=said, settled_at=at, owner=None, lease_until=None)
        )

    def retry(self, number: int, at: datetime) -> Delivery:
        """Make a dead, suppressed, uncertain or pending delivery due at once, its attempts counted anew."""
        found = self._held(number)
        if found.state is DeliveryState.SENT:
            raise Conflict(f"Delivery {number} was sent. There is nothing to try again.")
        if found.state is DeliveryState.LEASED:
            raise Conflict(f"Delivery {number} is just being sent. Look at it again when that has ended.")
        address = self.address(found.address)
        if address.stopped:
            raise Conflict(f"Nothing may be sent to address {address.number} any more: {address.stopped}")
        if found.kind is not DeliveryKind.CONFIRMATION and not address.is_open:
            raise Conflict(f"Address {address.number} is not confirmed yet. Only a confirmation may be sent there.")
        fresh = replace(found, state=DeliveryState.PENDING, not_before=at, attempts=0, ambiguous=0, settled_at=None)
        return self._change(fresh)

    def tidy(
        self, now: datetime, *, delivered: timedelta, unconfirmed: timedelta, statistics: timedelta
    ) -> Mapping[str, int]:
        """Forget what is older than it need be."""
        with translated(self._shown):
            rows, strangers = tidy_up(
                self._connection, delivered=now - delivered, unconfirmed=now - unconfirmed, statistics=now - statistics
            )
        self._readership_changed |= strangers
        return rows

    def _fresh(self, gathered: Sequence[Gathered]) -> list[tuple[Delivery, Gathered]]:
        """What becomes a delivery, with its number."""
        slots = [(each.delivery.address, each.delivery.slot) for each in gathered if each.delivery]
        taken = self._taken(slots) if slots else set()
        numbers = Numbers(self._connection)
        fresh = []
        for each in gathered:
            if each.delivery and (each.delivery.address, each.delivery.slot) not in taken:
                taken.add((each.delivery.address, each.delivery.slot))
                fresh.append((replace(each.delivery, number=numbers.take("delivery")), each))
        numbers.save()
        return fresh

    def _taken(self, slots: Sequence[tuple[int, str]]) -> set[tuple[int, str]]:
        asked = pairs(self._connection, slots)
        same = (deliveries.c.address == asked.c.one) & (deliveries.c.slot == asked.c.other)
        rows = self._connection.execute(select(deliveries.c.address, deliveries.c.slot).join(asked, same))
        return {(address, slot) for address, slot in rows}

    def _put(self, inside: Sequence[tuple[int, int]], *, shown: bool) -> None:
        """Promises that wait go into deliveries, by their numbers."""
        if inside:
            each = pairs(self._connection, inside)
            moved = update(promises).where(promises.c.number == each.c.one, text(WAITING))
            self._connection.execute(moved.values(delivery=each.c.other, shown=shown))

    def _drop(self, dropped: Mapping[int, str]) -> None:
        reasons: defaultdict[str, list[int]] = defaultdict(list)
        for number, why in dropped.items():
            reasons[why].append(number)
        for why, numbers in reasons.items():
            chosen = one_of(self._connection, promises.c.number, numbers)
            self._connection.execute(update(promises).where(chosen, text(WAITING)).values(dropped=why))

    def _held(self, number: int) -> Delivery:
        """The delivery of that number, which no sender can change until this transaction ends."""
        if 0 < number <= BIGGEST:
            with translated(self._shown):
                query = select(deliveries.c.number).where(deliveries.c.number == number)
                self._connection.execute(query.with_for_update())
        return self.delivery(number)

    def _change(self, delivery: Delivery) -> Delivery:
        row = delivery_row(delivery, delivery.number)
        with translated(self._shown):
            self._connection.execute(update(deliveries).where(deliveries.c.number == delivery.number), row)
        return delivery
