"""What a sender says again and again, as statements made once: to build them anew takes longer than to run them.

Their parameters have names that no column has, because such a one would be taken for a value to be set.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Integer, Update, and_, bindparam, literal_column, not_, or_, select, text, update

from store.outbox import DeliveryKind, DeliveryState, Outcome
from store.sql.outbox_rows import DELIVERY_COLUMNS
from store.sql.tables import CLAIMABLE, LEASED, PUT_OFF, addresses, deliveries
from store.sql.types import Instant, PlainText

FREE: dict[str, Any] = {"owner": None, "lease_until": None}
"""The columns of a delivery that nobody is sending."""

MINE = (
    deliveries.c.number == bindparam("which"),
    deliveries.c.owner == bindparam("whose"),
    deliveries.c.state == DeliveryState.LEASED.value,
)
"""The condition that a delivery is being sent by who says so. Parameters: ``which`` (its number), ``whose``."""

_ONE: ColumnElement[int] = literal_column("1")
_ITS = addresses.c.number == deliveries.c.address
_TOLD = or_(
    not_(select(addresses.c.number).where(_ITS, addresses.c.stopped != "").exists()),
    deliveries.c.kind == DeliveryKind.CONFIRMATION.value,
)
_OPEN = or_(
    and_(addresses.c.confirmed_at.is_not(None), addresses.c.stopped == ""),
    deliveries.c.kind == DeliveryKind.CONFIRMATION.value,
)


def _claim(condition: str) -> Update:
    ripe = (
        select(deliveries.c.number)
        .join(addresses, _ITS)
        .where(text(condition), deliveries.c.not_before <= bindparam("now"))
        .where(addresses.c.way.in_(bindparam("ways", expanding=True)), _OPEN)
        .order_by(deliveries.c.not_before, deliveries.c.number)
        .limit(bindparam("most", type_=Integer))
        .with_for_update(of=deliveries, skip_locked=True)
        .cte("ripe")
    )
    taken = {
        "state": DeliveryState.LEASED.value,
        "owner": bindparam("whose", type_=PlainText),
        "lease_until": bindparam("until", type_=Instant),
        "begun_at": None,
        "attempts": deliveries.c.attempts + _ONE,
    }
    return update(deliveries).where(deliveries.c.number.in_(select(ripe.c.number))).values(taken)


CLAIM = _claim(CLAIMABLE).returning(*DELIVERY_COLUMNS)
"""Take deliveries that are due. Parameters: ``now``, ``ways``, ``most``, ``whose``, ``until``."""

CLAIM_PUT_OFF = _claim(PUT_OFF).returning(*DELIVERY_COLUMNS)
"""The same, only of those that were put off without being tried."""

BEGIN = update(deliveries).where(*MINE, _TOLD).values(begun_at=bindparam("now", type_=Instant))
"""One is handed to its way out. Parameters: those of :data:`MINE`, ``now``."""

KEEP = (
    update(deliveries)
    .where(text(LEASED), deliveries.c.owner == bindparam("whose"))
    .values(lease_until=bindparam("until", type_=Instant))
)
"""The leases of all that one sender holds begin anew. Parameters: ``whose``, ``until``."""

_SAID = {**FREE, "state": bindparam("became", type_=PlainText), "said": bindparam("words", type_=PlainText)}
_THEN = bindparam("then", type_=Instant)
_AGAIN = update(deliveries).where(*MINE).values(**_SAID, not_before=_THEN)
_MAYBE = update(deliveries).where(*MINE).values(**_SAID, not_before=_THEN, ambiguous=deliveries.c.ambiguous + _ONE)
_ENDED = update(deliveries).where(*MINE).values(**_SAID, settled_at=_THEN)


def settlement(outcome: Outcome) -> tuple[Update, Mapping[str, Any]]:
    """The statement that says what became of an attempt, and its parameters but those of :data:`MINE`."""
    again = {DeliveryState.PENDING: _AGAIN, DeliveryState.UNCERTAIN: _MAYBE}.get(outcome.state)
    said = {"became": outcome.state.value, "words": outcome.said}
    if again is not None:
        return again, {**said, "then": outcome.not_before or outcome.at}
    return _ENDED, {**said, "then": outcome.at}
