"""What readers are told of the sources themselves: whether a silence is a quiet day or a source that does not work."""

from collections.abc import Sequence
from datetime import timedelta

from bot.core.gathering import PAGE
from bot.core.watch.words import TITLE, UNWATCHED
from store.api import Reading
from store.outbox import Delivery, DeliveryKind, SourceDay
from store.watch import SourceVerdict

FORGOTTEN = timedelta(days=8)
"""A source that was not looked at for so long is not watched any more: no interval is longer than 7 days."""

LATEST = timedelta(days=1)
"""What is so only since longer after a message was made has nothing to do with it."""

_TELLING = (DeliveryKind.DIGEST, DeliveryKind.QUIET)


def told_verdicts(catalog: Reading, delivery: Delivery) -> tuple[SourceVerdict, ...]:
    """What is thought of the sources, by name, as far as it bears on this message: as it is now, if it was so then or
    soon after. A message that is looked at again weeks later does not tell of today, and nothing tells of sources that
    are watched no more (:mod:`bot.app.watching.unwatched`).
    """
    if delivery.kind not in _TELLING or delivery.slot.startswith(PAGE):
        return ()  # of what comes at once, or of a replayed page, no source is to blame
    made = delivery.created_at
    verdicts = [each for _, each in sorted(catalog.verdicts().items()) if UNWATCHED not in dict(each.numbers)]
    return tuple(each for each in verdicts if each.judged_at >= made - FORGOTTEN and each.since <= made + LATEST)


def with_troubled(days: Sequence[SourceDay], verdicts: Sequence[SourceVerdict]) -> tuple[SourceDay, ...]:
    """The days of the sources, and one for each source in trouble that never brought anything."""
    known = {day.name for day in days}
    silent = [each for each in verdicts if each.kind.is_trouble and each.source not in known]
    titles = {each.source: dict(each.numbers).get(TITLE, "") for each in silent}
    added = [SourceDay(name=name, title=titles[name], pages=0, papers=0, new=0, last_news=None) for name in titles]
    return (*days, *added)
