"""Who is told that a day, or a week, brought them nothing: those who want to know, and only if it is so."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

from bot.core.gathering import latest_slot, quiet_message
from bot.core.timing import Slot
from store.api import Reading
from store.outbox import DeliveryKind, Due, Gathered
from store.profiles import StoredProfile
from store.readers import Address, QuietDay, Reader, Way

LOOKED_BACK = 10
"""More questions in a row whether it is its owner's no address is asked."""


def quiet_messages(
    catalog: Reading, reader: Reader, profiles: Sequence[StoredProfile], ways: Collection[Way], now: datetime
) -> Iterator[Gathered]:
    """The messages of a reader whose digest time has come, by these ways, to addresses at which nothing was found.

    :raises bot.core.timing.BadTiming: the reader's time zone is not known here.
    """
    away = reader.paused or (reader.snoozed_until is not None and reader.snoozed_until > now)
    if away or reader.quiet_day is QuietDay.NOTHING:
        return
    for address in catalog.addresses(reader.number):
        if not address.is_open or address.way not in ways:
            continue
        due = Due(reader=reader, address=address, promises=(), last=_last_message(catalog, address))
        slot = latest_slot([profile for profile in profiles if tells_at(profile, address.number)], due, now)
        if slot is None or (due.last is not None and due.last >= slot.at):
            continue
        message = quiet_message(due, slot, now, weekly=reader.quiet_day is QuietDay.WEEKLY)
        if message is not None and not _waits(catalog, address, message.since, slot):
            yield Gathered(delivery=message)


def _last_message(catalog: Reading, address: Address) -> datetime | None:
    """When an address was last told something: what came at once was no silence."""
    last = catalog.deliveries(address=address.number, limit=LOOKED_BACK)
    return max((each.created_at for each in last if each.kind is not DeliveryKind.CONFIRMATION), default=None)


def _waits(catalog: Reading, address: Address, since: datetime | None, slot: Slot) -> bool:
    """Whether something was found up to that slot that another digest will tell: then it was not quiet."""
    found = [promise.at for promise in catalog.promises(address=address.number) if promise.at <= slot.at]
    return any(since is None or at > since for at in found)


def tells_at(profile: StoredProfile, address: int) -> bool:
    """Whether a profile is told at an address, by number."""
    return not profile.addresses or address in profile.addresses
