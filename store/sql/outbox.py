"""Questions about what was matched, promised and delivered."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Column, ColumnElement, Function, Select, and_, func, not_, or_, select, text

from store.errors import NotFound
from store.outbox import Delivery, DeliveryKind, DeliveryState, Depth, Promise, StoredMatch
from store.readers import Way
from store.sql.block import BIGGEST, Block
from store.sql.bulk import one_of
from store.sql.faults import translated
from store.sql.outbox_rows import DELIVERY_COLUMNS, MATCH_COLUMNS, PROMISE_COLUMNS, delivery_of, match_of, promise_of
from store.sql.tables import (
    CLAIMABLE,
    COMPOSED,
    WAITING,
    addresses,
    deliveries,
    matches,
    promises,
    readers,
    statistics,
)
from store.sql.types import can_be_stored


class OutboxReading(Block):
    """A :class:`store.api.OutboxReader`."""

    def matches(
        self, *, reader: int | None = None, profile: int | None = None, papers: Collection[str] = (), limit: int = 1000
    ) -> Sequence[StoredMatch]:
        """Matches, the last first, at most so many."""
        conditions: list[ColumnElement[bool]] = []
        if reader is not None:
            conditions.append(matches.c.reader == reader)
        if profile is not None:
            conditions.append(matches.c.profile == profile)
        if papers:
            names = [name for name in papers if can_be_stored(name)]
            conditions.append(one_of(self._connection, matches.c.paper, names))
        query = select(*MATCH_COLUMNS).where(*conditions).order_by(matches.c.number.desc()).limit(limit)
        with translated(self._shown):
            return tuple(map(match_of, self._connection.execute(query)))

    def promises(self, *, reader: int | None = None, address: int | None = None) -> Sequence[Promise]:
        """Promises that wait, by number."""
        query = select(*PROMISE_COLUMNS).where(text(WAITING)).order_by(promises.c.number)
        if reader is not None:
            query = query.where(promises.c.reader == reader)
        if address is not None:
            query = query.where(promises.c.address == address)
        with translated(self._shown):
            return tuple(map(promise_of, self._connection.execute(query)))

    def promises_in(self, deliveries: Collection[int]) -> Mapping[int, Sequence[Promise]]:
        """What was gathered into these deliveries, by delivery, each by number."""
        inside: defaultdict[int, list[Promise]] = defaultdict(list)
        query = select(*PROMISE_COLUMNS).order_by(promises.c.number)
        with translated(self._shown):
            rows = self._connection.execute(query.where(one_of(self._connection, promises.c.delivery, deliveries)))
            for each in map(promise_of, rows):
                inside[each.delivery or 0].append(each)
        return {number: tuple(inside[number]) for number in sorted(inside)}

    def deliveries(
        self,
        *,
        reader: int | None = None,
        address: int | None = None,
        states: Collection[DeliveryState] = (),
        limit: int = 100,
    ) -> Sequence[Delivery]:
        """Deliveries, the last first, at most so many."""
        query = select(*DELIVERY_COLUMNS).order_by(deliveries.c.number.desc()).limit(limit)
        if reader is not None:
            query = query.where(deliveries.c.reader == reader)
        if address is not None:
            query = query.where(deliveries.c.address == address)
        if states:
            query = query.where(deliveries.c.state.in_(sorted(state.value for state in states)))
        with translated(self._shown):
            return tuple(map(delivery_of, self._connection.execute(query)))

    def delivery(self, number: int) -> Delivery:
        """The delivery of that number."""
        if 0 < number <= BIGGEST:
            query = select(*DELIVERY_COLUMNS).where(deliveries.c.number == number)
            with translated(self._shown):
                row = self._connection.execute(query).first()
            if row is not None:
                return delivery_of(row)
        raise NotFound(f"There is no delivery {number}. See the list of deliveries for their numbers.")

    def delivery_counts(self) -> Mapping[tuple[Way, DeliveryState], int]:
        """How many deliveries there are, by way out and state."""
        query = (
            select(addresses.c.way, deliveries.c.state, func.count())
            .join(addresses, addresses.c.number == deliveries.c.address)
            .group_by(addresses.c.way, deliveries.c.state)
            .order_by(addresses.c.way, deliveries.c.state)
        )
        with translated(self._shown):
            rows = self._connection.execute(query)
            return {(Way(way), DeliveryState(state)): count for way, state, count in rows}

    def outbox_depths(self, states: Collection[DeliveryState]) -> Mapping[tuple[Way, DeliveryState], Depth]:
        """How many deliveries are in these states, and since when, by way out and state."""
        # Each delivery's way is asked for by itself, so that no database is tempted to begin with all addresses.
        its_way = select(addresses.c.way).where(addresses.c.number == deliveries.c.address).scalar_subquery()
        chosen = deliveries.c.state.in_(sorted(state.value for state in states))
        each = select(its_way.label("way"), deliveries.c.state, deliveries.c.created_at).where(chosen).subquery()
        query = select(each.c.way, each.c.state, func.count(), func.min(each.c.created_at))
        query = query.group_by(each.c.way, each.c.state).order_by(each.c.way, each.c.state)
        with translated(self._shown):
            rows = self._connection.execute(query)
            return {(Way(way), DeliveryState(state)): Depth(count=n, oldest=oldest) for way, state, n, oldest in rows}

    def messages_due(self, now: datetime, ways: Collection[Way]) -> Mapping[Way, int]:
        """How many messages are due by these ways out, to readers who are neither paused nor snoozed."""
        if not ways:
            return {}
        is_open = and_(addresses.c.confirmed_at.is_not(None), addresses.c.stopped == "")
        awake = or_(readers.c.snoozed_until.is_(None), readers.c.snoozed_until <= now)
        told = and_(is_open, not_(readers.c.paused), awake)
        sent = or_(told, deliveries.c.kind == DeliveryKind.CONFIRMATION.value)
        ripe = _by_way(deliveries.c.address, func.count(), ways)
        ripe = ripe.where(text(CLAIMABLE), deliveries.c.not_before <= now, sent)
        waiting = _by_way(promises.c.address, func.count(promises.c.address.distinct()), ways)
        waiting = waiting.where(text(WAITING), promises.c.due_at <= now, told)
        counts: Counter[Way] = Counter()
        with translated(self._shown):
            for query in (ripe, waiting):
                for way, count in self._connection.execute(query):
                    counts[Way(way)] += count
        return dict(counts)

    def promised(self) -> tuple[int, int]:
        """How many papers are promised and not told yet, each counted once, and to how many readers."""
        papers, readers = promises.c.paper.distinct(), promises.c.reader.distinct()
        with translated(self._shown):
            row = self._connection.execute(select(func.count(papers), func.count(readers)).where(text(WAITING))).one()
        return row[0], row[1]

    def last_composed(self, address: int) -> datetime | None:
        """When the last digest or quiet message to an address was composed."""
        query = select(func.max(deliveries.c.created_at)).where(deliveries.c.address == address, text(COMPOSED))
        with translated(self._shown):
            last: datetime | None = self._connection.scalar(query)
        return last

    def statistics_body(self, version: str) -> bytes | None:
        """Word statistics as they were kept, or ``None``."""
        if not can_be_stored(version):
            return None
        with translated(self._shown):
            body = self._connection.scalar(select(statistics.c.body).where(statistics.c.version == version))
        return None if body is None else bytes(body)


def _by_way(address: Column[int], count: Function[int], ways: Collection[Way]) -> Select[str, int]:
    """Something of addresses, by way."""
    query = select(addresses.c.way, count).join(addresses, addresses.c.number == address)
    query = query.join(readers, readers.c.reader == addresses.c.reader)
    return query.where(addresses.c.way.in_(sorted(way.value for way in ways))).group_by(addresses.c.way)
