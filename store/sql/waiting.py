"""Which of the pages that wait, put aside, need not wait any longer: there are better ones. Pure.

A page waits for a parser that understands it, perhaps for weeks, while its source is looked at every half hour. To
forget the oldest would be to forget all but the last day. So they are thinned out: what a day's later page says, the
earlier said too, as a rule; and windows are kept so close to each other that they overlap.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from store.watch import LookResult

MOST_WAITING = 50
"""So many pages of one source wait, put aside, at most."""

SPANS = (timedelta(hours=6), timedelta(days=1))
"""When there are more, the newest window of each such span stays, as long as that is not enough."""

_START = datetime(1970, 1, 1, tzinfo=UTC)


class Waits(NamedTuple):
    """A page that waits. :ivar day: whose listing it is; ``None`` of a window. :ivar result: why it waits."""

    number: int
    day: str | None
    address: str
    result: LookResult
    received_at: datetime


def dispensable(waiting: Sequence[Waits], most: int = MOST_WAITING) -> list[int]:
    """The numbers of those that need not wait. The last that was put aside is never one of them.

    :param waiting: all of one source, the last that was put aside first.
    """
    superseded = {each.number for each in _but_newest(waiting, None) if each.day is not None}
    stay = [each for each in waiting if each.number not in superseded]
    order = (each.number for each in _least_missed(stay))
    return [*superseded, *list(dict.fromkeys(order))[: max(len(stay) - most, 0)]]


def _least_missed(waiting: Sequence[Waits]) -> Iterator[Waits]:
    """In the order in which they may go; some more than once."""
    for span in SPANS:
        yield from reversed([each for each in _but_newest(waiting, span) if each.day is None])
    yield from reversed(waiting)


def _but_newest(waiting: Sequence[Waits], span: timedelta | None) -> Iterator[Waits]:
    """All but the newest of each page and span. What waits for another reason is not the same: a page that asks for
    proof that we are human says nothing of what was there before.
    """
    known = set()
    for each in waiting:
        place = (each.day, each.address, each.result, (each.received_at - _START) // span if span else 0)
        if place in known:
            yield each
        known.add(place)
