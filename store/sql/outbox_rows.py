"""From matches, promises and deliveries to rows and back. Pure."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Column

from store.outbox import Delivery, DeliveryKind, DeliveryState, Note, Promise, StoredMatch
from store.sql.tables import deliveries, matches, promises

MATCH_COLUMNS: tuple[Column[Any], ...] = tuple(column for column in matches.columns if column.name != "number")
PROMISE_COLUMNS: tuple[Column[Any], ...] = tuple(promises.columns)
DELIVERY_COLUMNS: tuple[Column[Any], ...] = tuple(deliveries.columns)

_MATCH_NAMES, _PROMISE_NAMES, _DELIVERY_NAMES = (
    tuple(column.name for column in columns) for columns in (MATCH_COLUMNS, PROMISE_COLUMNS, DELIVERY_COLUMNS)
)


def match_of(values: Sequence[Any]) -> StoredMatch:
    """The match of a row of :data:`MATCH_COLUMNS`."""
    return StoredMatch(**dict(zip(_MATCH_NAMES, values, strict=True)))


def promise_of(values: Sequence[Any]) -> Promise:
    """The promise of a row of :data:`PROMISE_COLUMNS`."""
    return Promise(**dict(zip(_PROMISE_NAMES, values, strict=True)))


def delivery_row(delivery: Delivery, number: int) -> dict[str, Any]:
    """The columns of a delivery."""
    row = {name: getattr(delivery, name) for name in _DELIVERY_NAMES}
    enums = {"kind": delivery.kind.value, "note": delivery.note.value, "state": delivery.state.value}
    return row | enums | {"number": number}


def delivery_of(values: Sequence[Any]) -> Delivery:
    """The delivery of a row of :data:`DELIVERY_COLUMNS`."""
    row = dict(zip(_DELIVERY_NAMES, values, strict=True))
    enums = {"kind": DeliveryKind(row["kind"]), "note": Note(row["note"]), "state": DeliveryState(row["state"])}
    return Delivery(**{**row, **enums})
