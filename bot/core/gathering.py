"""Which of the promises that are due go into one message, which are only counted, and which have come to nothing. Pure.

Everything that is due at an address goes into one message: a match told at once that waited for the end of quiet hours
comes with the morning's digest.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.core.timing import Slot, is_instant, slot_before, zone
from store.outbox import Delivery, DeliveryKind, Due, Gathered, Note, Promise
from store.profiles import StoredProfile
from store.readers import Reader

LATE = timedelta(hours=20)
"""A message that tells of something due longer ago than this says that it is late."""

QUIET_WEEK = timedelta(days=7) - timedelta(hours=1)
"""A weekly sign of life comes after so long a silence; the hour is for clock changes."""

PROFILE_REMOVED = "the profile it matched was removed"
PROFILE_CHANGED = "the profile was changed, and does not match it any more"


@dataclass(frozen=True, slots=True)
class Held:
    """A profile's match that still holds. :ivar score: 0–100."""

    profile: int
    score: float


@dataclass(frozen=True, slots=True)
class Candidate:
    """A promise that is due, with the matches behind it that still hold.

    :ivar lost: why there is none, if there is none.
    """

    promise: Promise
    held: tuple[Held, ...]
    lost: str = ""


def gathered(
    due: Due,
    candidates: Sequence[Candidate],
    profiles: Mapping[int, StoredProfile],
    now: datetime,
    slot: str | None = None,
) -> Gathered:
    """What is done about an address's due promises.

    :param candidates: one for each of its promises.
    :param profiles: the reader's, by number.
    :param slot: what the message is the only one of at its address; ``None``: the reader's hours decide.
    """
    dropped = {each.promise.number: each.lost for each in candidates if not each.held}
    alive = [each for each in candidates if each.held]
    if not alive:
        return Gathered(delivery=None, dropped=dropped)
    shown = _shown(alive, profiles)
    at_once = all(is_instant(profiles[held.profile].timing, held.score) for each in alive for held in each.held)
    latest = (
        None if at_once else latest_slot([profiles[held.profile] for each in alive for held in each.held], due, now)
    )
    first = alive[0].promise
    return Gathered(
        delivery=Delivery(
            reader=due.reader.number,
            address=due.address.number,
            kind=DeliveryKind.INSTANT if latest is None and slot is None else DeliveryKind.DIGEST,
            slot=slot or (f"digest {latest.local}" if latest else f"instant {first.paper} {first.news}"),
            created_at=now,
            not_before=now,
            since=due.last or due.reader.created_at,
            note=_note(due.reader, [each.promise for each in alive], now),
        ),
        shown=tuple(each.promise.number for each in alive if each.promise.number in shown),
        counted=tuple(each.promise.number for each in alive if each.promise.number not in shown),
        dropped=dropped,
    )


def latest_slot(profiles: Iterable[StoredProfile], due: Due, now: datetime) -> Slot | None:
    """The slot that the profiles' digests of now belong to: the latest not after now; ``None`` if there is none."""
    where = zone(due.reader.timezone)
    slots = [slot for profile in profiles if (slot := slot_before(profile.timing, where, now))]
    return max(slots, key=lambda slot: slot.at, default=None)


def quiet_message(due: Due, slot: Slot, now: datetime, *, weekly: bool) -> Delivery | None:
    """The message of a day that brought nothing to an address; ``None`` if a weekly one is not due yet.

    :param due: the address, without promises.
    :param slot: the digest's that would have come.
    """
    since = due.last or due.reader.created_at
    if weekly and now - since < QUIET_WEEK:
        return None
    return Delivery(
        reader=due.reader.number,
        address=due.address.number,
        kind=DeliveryKind.QUIET,
        slot=f"{'week' if weekly else 'digest'} {slot.local}",
        created_at=now,
        not_before=now,
        since=since,
    )


def _shown(candidates: Sequence[Candidate], profiles: Mapping[int, StoredProfile]) -> set[int]:
    """The promises that some profile's cap lets in: of each profile the best, equal ones by paper."""
    ranked: dict[int, list[tuple[float, str, int]]] = {}
    for each in candidates:
        for held in each.held:
            ranked.setdefault(held.profile, []).append((-held.score, each.promise.paper, each.promise.number))
    shown = set()
    for number, ranking in ranked.items():
        shown |= {promise for _, _, promise in sorted(ranking)[: profiles[number].top]}
    return shown


def _note(reader: Reader, promises: Sequence[Promise], now: datetime) -> Note:
    first = min(promise.due_at for promise in promises)
    if reader.snoozed_until is not None and first < reader.snoozed_until <= now:
        return Note.AWAY
    return Note.LATE if now - first > LATE else Note.NONE
