"""What is looked at rather than sent: a delivery in full, a profile's feed, and what would be sent."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.app.compose import gather_one
from bot.app.edition import Editions
from bot.app.explaining import Explainer
from bot.core.digest import DigestItem
from bot.core.edition import Edition
from bot.core.gathering import covered_from
from bot.core.matching.background import Background
from store.api import Reading, Store
from store.errors import NotFound
from store.outbox import Delivery, DeliveryKind, DeliveryState, Due, Promise, StoredMatch
from store.readers import Address, Reader


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One entry of a profile's feed."""

    match: StoredMatch
    item: DigestItem


@dataclass(frozen=True, slots=True)
class DeliveryView:
    """A delivery with everything it refers to."""

    delivery: Delivery
    reader: Reader
    address: Address
    promises: tuple[Promise, ...]


def edition_of(store: Store, delivery: int, background: Background, *, everything: bool = True) -> Edition:
    """What a delivery told, or will tell.

    :param everything: also what is beyond the profiles' caps.
    :raises store.errors.NotFound: there is no such delivery.
    """
    with store.reading() as catalog:
        found = catalog.delivery(delivery)
        promises = catalog.promises_in([delivery]).get(delivery, ())
        return Editions(Explainer(background)).edition(catalog, found, promises, everything=everything)


def profile_feed(store: Store, profile: int, background: Background, limit: int = 50) -> Sequence[FeedEntry]:
    """The last matches of a profile, the last first.

    :raises store.errors.NotFound: there is no such profile.
    """
    explainer = Explainer(background)
    editions = Editions(explainer)
    entries = []
    with store.reading() as catalog:
        explainer.begin(catalog)
        stored = catalog.profile_numbered(profile)
        for match in catalog.matches(profile=profile, limit=limit):
            items = editions.items_of(catalog, [match], {profile: stored})
            entries += [FeedEntry(match, item) for item in items]
    return entries


def preview(store: Store, reader: int, background: Background, now: datetime) -> Edition:
    """What the reader's next message would say if it were made now, whatever their hours; nothing is kept.

    :raises store.errors.NotFound: there is no such reader, or no address of theirs.
    """
    explainer = Explainer(background)
    with store.reading() as catalog:
        explainer.begin(catalog)
        found = catalog.reader(reader)
        addresses = sorted(catalog.addresses(reader), key=lambda each: (not each.is_open, each.number))
        if not addresses:
            raise NotFound(f"{found.name} has no address yet. Add one: paperround reader address add")
        return preview_at(catalog, explainer, found, addresses[0], now)


def preview_at(catalog: Reading, explainer: Explainer, reader: Reader, address: Address, now: datetime) -> Edition:
    """What a reader's next message to one of their addresses would say if it were made now; nothing is kept."""
    promises = {promise.number: promise for promise in catalog.promises(address=address.number)}
    last = catalog.last_composed(address.number)
    due = Due(reader=reader, address=address, promises=tuple(promises.values()), last=last)
    gathering = gather_one(catalog, explainer, due, now)
    shown = [replace(promises[number], shown=True) for number in gathering.shown]
    counted = [replace(promises[number], shown=False) for number in gathering.counted]
    nothing = Delivery(
        reader=reader.number,
        address=address.number,
        kind=DeliveryKind.QUIET,
        slot=f"digest {now:%Y-%m-%dT%H:%M}",
        created_at=now,
        not_before=now,
        since=covered_from(due),
    )
    return Editions(explainer).edition(catalog, gathering.delivery or nothing, [*shown, *counted])


def look_at_deliveries(
    store: Store, *, reader: str | None = None, states: Collection[DeliveryState] = (), limit: int = 50
) -> tuple[DeliveryView, ...]:
    """Deliveries, the last first.

    :param reader: only those to this reader, by name.
    :param states: only in these; empty for all.
    :raises store.errors.NotFound: there is no such reader.
    """
    with store.reading() as catalog:
        number = None if reader is None else catalog.reader_called(reader).number
        return _views(catalog, catalog.deliveries(reader=number, states=states, limit=limit))


def look_at_delivery(store: Store, number: int) -> tuple[DeliveryView, tuple[str, ...]]:
    """A delivery, and the titles of its papers.

    :raises store.errors.NotFound: there is no such delivery.
    """
    with store.reading() as catalog:
        (view,) = _views(catalog, [catalog.delivery(number)])
        papers = catalog.called({promise.paper for promise in view.promises})
        known = (papers.get(promise.paper) for promise in view.promises)
        return view, tuple(paper.title for paper in known if paper)


def _views(catalog: Reading, deliveries: Sequence[Delivery]) -> tuple[DeliveryView, ...]:
    contents = catalog.promises_in([delivery.number for delivery in deliveries])
    return tuple(
        DeliveryView(
            delivery,
            catalog.reader(delivery.reader),
            catalog.address(delivery.address),
            tuple(contents.get(delivery.number, ())),
        )
        for delivery in deliveries
    )
