"""A sender's conversation: claim, and say what became of it.

A claim is one statement. On PostgreSQL several senders have their transactions at once: each passes over the rows that
another is just claiming (``FOR UPDATE SKIP LOCKED``). On SQLite they take turns.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Any

from sqlalchemy import ColumnElement, Join, TextClause, and_, func, literal_column, or_, select, text, update

from store.errors import Conflict
from store.outbox import Claimed, Delivery, DeliveryKind, DeliveryState, Outcome
from store.readers import Address, Bounce, Way
from store.sql.addressing import count_version, keep_bounce, keep_suppression, lock, move, stop
from store.sql.block import BIGGEST, Block
from store.sql.due import addresses_of_readers
from store.sql.faults import translated
from store.sql.moving import addresses_in, chats_of_move, move_chat
from store.sql.outbox_rows import delivery_of
from store.sql.reader_rows import ADDRESS_COLUMNS, address_of
from store.sql.sending_statements import BEGIN, CLAIM, CLAIM_PUT_OFF, FREE, KEEP, MINE, settlement
from store.sql.tables import BEGUN, CLAIMABLE, LEASED, addresses, deliveries

QUOTA_LOCK = 0x7061_7071
"""The key of the advisory lock at which PostgreSQL senders queue that share a quota, with the schema's name."""

APART = timedelta(minutes=5)
"""The clocks of two senders may be so far apart."""

_UNTRIED: dict[str, Any] = {
    **FREE,
    "state": DeliveryState.PENDING.value,
    "attempts": deliveries.c.attempts - literal_column("1"),
}
_WAS_BEGUN = deliveries.c.begun_at.is_not(None)
_FATAL = "Whoever took it up stopped over it, again and again, before it could be sent."
_LOST = "Who was sending it stopped without saying what became of it; it may have arrived."
_STOPPED = "Its address was stopped."
_MOVED = "It moved to an address that is another one here already."


class SqlSending(Block):
    """A :class:`store.api.Sending`."""

    def claim(
        self, owner: str, now: datetime, *, lease: timedelta, limit: int, ways: Collection[Way]
    ) -> Sequence[Claimed]:
        """Take deliveries that are due: those that were put off untried, then the one due longest."""
        if not ways or limit < 1:
            return ()
        asked = {"now": now, "ways": sorted(way.value for way in ways), "whose": owner, "until": now + lease}
        with translated(self._shown):
            claimed: list[Delivery] = []
            for statement in (CLAIM_PUT_OFF, CLAIM):
                rows = self._connection.execute(statement, {**asked, "most": limit - len(claimed)}).all()
                claimed += sorted(map(delivery_of, rows), key=lambda each: (each.not_before, each.number))
                if len(claimed) == limit:
                    break
            found = addresses_of_readers(self._connection, {each.address for each in claimed}) if claimed else {}
        return tuple(
            Claimed(delivery=each, address=found[each.address][0], reader=found[each.address][1]) for each in claimed
        )

    def begin(self, number: int, owner: str, now: datetime, *, lease: timedelta) -> bool:
        """From here on it may arrive."""
        if not 0 < number <= BIGGEST:
            return False
        with translated(self._shown):
            begun = self._connection.execute(BEGIN, {"which": number, "whose": owner, "now": now}).rowcount
            if begun:
                # The others wait because of this one: their leases must not run out meanwhile.
                self._connection.execute(KEEP, {"whose": owner, "until": now + lease})
        return bool(begun)

    def expire(self, now: datetime, *, retry_at: datetime | None, most: int) -> int:
        """Deliveries whose lease has run out: uncertain or dead if they were begun, else pending again."""
        over = {"state": DeliveryState.DEAD.value, "settled_at": now}
        often = deliveries.c.attempts >= most
        lost = {"said": _LOST, "ambiguous": deliveries.c.ambiguous + literal_column("1")}
        with translated(self._shown):
            self._suppress_stopped(now)
            dead = self._expire(now, {**lost, **over}, _WAS_BEGUN, *([] if retry_at is None else [often]))
            dead += self._expire(now, {"said": _FATAL, **over}, often)
            maybe = {**lost, "state": DeliveryState.UNCERTAIN.value, "not_before": retry_at}
            back = {"state": DeliveryState.PENDING.value}
            return dead + self._expire(now, maybe, _WAS_BEGUN) + self._expire(now, back)

    def settle(self, number: int, owner: str, outcome: Outcome) -> bool:
        """Say what became of an attempt, with all that follows for the address."""
        if outcome.state is DeliveryState.LEASED:
            raise Conflict(f"An attempt does not end as leased. Say what became of delivery {number}.")
        if not 0 < number <= BIGGEST:
            return False
        with translated(self._shown):
            follows = outcome.stop_address or outcome.bounce or outcome.moved_to is not None
            address = self._hold_address(number, outcome.moved_to) if follows else None
            settle, values = settlement(outcome)
            if not self._connection.execute(settle, {"which": number, "whose": owner, **values}).rowcount:
                return False
            if address is not None:
                self._follow(address, outcome)
        return True

    def release(self, owner: str, now: datetime) -> int:  # noqa: ARG002 - what is not tried is due as it was
        """Give back what was claimed and not begun."""
        mine = (text(LEASED), deliveries.c.owner == owner, deliveries.c.begun_at.is_(None))
        with translated(self._shown):
            return self._connection.execute(update(deliveries).where(*mine).values(_UNTRIED)).rowcount

    def put_off(self, number: int, owner: str, until: datetime | None = None, said: str = "") -> bool:
        """Give one back uncounted, to be claimed later."""
        if not 0 < number <= BIGGEST:
            return False
        back = {**_UNTRIED, "begun_at": None}
        if until is not None:
            back |= {"not_before": until, "said": said}
        mine = {"which": number, "whose": owner}
        with translated(self._shown):
            return bool(self._connection.execute(update(deliveries).where(*MINE).values(back), mine).rowcount)

    def tried_since(self, way: Way, since: datetime, now: datetime) -> int:
        """How many deliveries were begun of late, or are about to be."""
        with translated(self._shown):
            self._take_turns()
            begun = select(func.count()).select_from(_there(way)).where(*_lately(since, now))
            about = (text(LEASED), deliveries.c.begun_at.is_(None), deliveries.c.lease_until > now)
            claimed = select(func.count()).select_from(_there(way)).where(*about)
            return int(self._connection.scalar(begun) or 0) + int(self._connection.scalar(claimed) or 0)

    def failures(self, way: Way, since: datetime, now: datetime, most: int) -> Sequence[datetime]:
        """When those were begun that failed since the last one that was taken, the last first."""
        ended = deliveries.c.state != DeliveryState.LEASED.value
        last = select(deliveries.c.begun_at, deliveries.c.state).select_from(_there(way)).where(*_lately(since, now))
        last = last.where(ended).order_by(deliveries.c.begun_at.desc(), deliveries.c.number.desc()).limit(most)
        with translated(self._shown):
            rows = self._connection.execute(last).all()
        return tuple(at for at, _ in takewhile(lambda row: row[1] != DeliveryState.SENT.value, rows))

    def _take_turns(self) -> None:
        """Whoever counts, to claim what a quota leaves, is alone with that until this transaction ends."""
        if self._connection.dialect.name == "postgresql":
            alone = text("SELECT pg_advisory_xact_lock(:key, hashtext(current_schema()))")
            self._connection.execute(alone, {"key": QUOTA_LOCK})

    def _suppress_stopped(self, now: datetime) -> None:
        """What was just being sent when its address was stopped, and came back, ends here; but a confirmation may be
        what its owner asked for since.
        """
        its = addresses.c.number == deliveries.c.address
        stopped = select(addresses.c.number).where(its, addresses.c.stopped != "").exists()
        end = {"state": DeliveryState.SUPPRESSED.value, "settled_at": now, "said": _STOPPED}
        ripe = (text(CLAIMABLE), deliveries.c.not_before <= now)
        told = deliveries.c.kind != DeliveryKind.CONFIRMATION.value
        self._connection.execute(update(deliveries).where(*ripe, told, stopped).values(end))

    def _expire(self, now: datetime, end: Mapping[str, Any], *conditions: ColumnElement[bool]) -> int:
        stranded = (
            select(deliveries.c.number)
            .where(text(LEASED), deliveries.c.lease_until <= now, *conditions)
            .with_for_update(skip_locked=True)
            .cte("stranded")
        )
        expiry = update(deliveries).where(deliveries.c.number.in_(select(stranded.c.number)))
        expiry = expiry.values({**FREE, **end})
        # Counted by what comes back: SQLite's driver does not count what begins with WITH.
        return len(self._connection.execute(expiry.returning(deliveries.c.number)).all())

    def _hold_address(self, number: int, target: str | None) -> Address | None:
        """The address of a delivery, which nobody else changes until this transaction ends.

        :param target: where it moves: if it is a chat that does, all addresses of both its numbers are held.
        """
        its = select(deliveries.c.address).where(deliveries.c.number == number).scalar_subquery()
        condition = addresses.c.number == its
        found = self._address(condition)
        chats = chats_of_move(found, target) if found and target else None
        lock(self._connection, or_(condition, addresses_in(*chats)) if chats else condition)
        return self._address(condition)

    def _address(self, condition: ColumnElement[bool]) -> Address | None:
        row = self._connection.execute(select(*ADDRESS_COLUMNS).where(condition)).first()
        return None if row is None else address_of(row)

    def _follow(self, address: Address, outcome: Outcome) -> None:
        """What an outcome means for the address, which is locked."""
        why = outcome.stop_address
        if outcome.bounce is not None:
            bounce = Bounce(
                reader=address.reader, address=address.number, kind=outcome.bounce, said=outcome.said, at=outcome.at
            )
            keep_bounce(self._connection, bounce)
            if outcome.suppress and address.way is Way.MAIL:
                keep_suppression(self._connection, address.target, outcome.bounce, outcome.at)
        changed = False
        if outcome.moved_to is not None:
            chats = chats_of_move(address, outcome.moved_to)
            changed = (
                move_chat(self._connection, *chats) if chats else move(self._connection, address, outcome.moved_to)
            )
            why = why or ("" if changed or chats else _MOVED)
        if why:
            stop(self._connection, address.number, why, outcome.at)
        if why or changed:
            count_version(self._connection)


def _there(way: Way) -> Join:
    """Deliveries by that way out."""
    its = and_(addresses.c.number == deliveries.c.address, addresses.c.way == way.value)
    return deliveries.join(addresses, its)


def _lately(since: datetime, now: datetime) -> tuple[ColumnElement[bool] | TextClause, ...]:
    """Begun since then; what lies in the future was begun by a clock that was put forward for trial."""
    return text(BEGUN), deliveries.c.begun_at > since, deliveries.c.begun_at <= now + APART
