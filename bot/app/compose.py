"""Promises that have fallen due become deliveries, in short transactions: some hundred addresses at a time."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.app.explaining import Explainer
from bot.core.gathering import (
    PROFILE_CHANGED,
    PROFILE_REMOVED,
    Candidate,
    Held,
    gathered,
    latest_slot,
    quiet_message,
)
from bot.core.timing import with_next_digest
from store.api import Reading, Store, Writing
from store.outbox import Delivery, Due, Gathered, StoredMatch
from store.profiles import StoredProfile
from store.readers import QuietDay, Reader, Way

AT_ONCE = 200
"""So many addresses, or readers, are looked at in one transaction."""


@dataclass(frozen=True, slots=True)
class Composed:
    """What became of the promises that were due.

    :ivar deliveries: new ones, in the order in which they were written.
    :ivar dropped: how many promises came to nothing, by the reason in words.
    """

    deliveries: tuple[Delivery, ...]
    dropped: Mapping[str, int]


def compose_due(
    store: Store, explainer: Explainer, ways: Collection[Way], now: datetime, slot: str | None = None
) -> Composed:
    """Gather what is due into deliveries, and say that there was nothing to those who want to hear it.

    :param ways: addresses of these ways only.
    :param slot: gather everything that waits, whatever the readers' hours: the messages are the only ones of that slot.
    """
    rounds: list[Composed] = []
    for one_round in ROUNDS if slot is None else ROUNDS[:1]:
        while True:
            with store.writing() as catalog:
                composed = one_round(catalog, explainer, ways, now, slot)
            if composed is None:
                break
            rounds.append(composed)
    return together(rounds)


def together(rounds: Iterable[Composed]) -> Composed:
    """What became of the promises in all rounds."""
    deliveries: list[Delivery] = []
    dropped: Counter[str] = Counter()
    for composed in rounds:
        deliveries += composed.deliveries
        dropped.update(composed.dropped)
    return Composed(tuple(deliveries), dict(dropped))


def gather_round(
    catalog: Writing, explainer: Explainer, ways: Collection[Way], now: datetime, slot: str | None
) -> Composed | None:
    """Gather what is due at some addresses; ``None`` if nothing is due any more."""
    due = catalog.due(now, ways, AT_ONCE, regardless=slot is not None)
    if not due:
        return None
    explainer.begin(catalog)
    gatherings = [gather_one(catalog, explainer, each, now, slot) for each in due]
    kept = catalog.gather(gatherings)
    _put_off(catalog, due, gatherings, kept, now)
    return Composed(tuple(kept), Counter(why for each in gatherings for why in each.dropped.values()))


def gather_one(catalog: Reading, explainer: Explainer, due: Due, now: datetime, slot: str | None) -> Gathered:
    """What is to be done about one address's due promises; nothing is written."""
    profiles = {profile.number: profile for profile in catalog.profiles_of(due.reader.number)}
    return gathered(due, _candidates(catalog, explainer, due, profiles), profiles, now, slot)


def tick_round(
    catalog: Writing, _explainer: Explainer, ways: Collection[Way], now: datetime, _slot: str | None
) -> Composed | None:
    """The digest times that have come: each reader's next one is set, and a quiet day is told to those who want to
    know; ``None`` if none has come any more.
    """
    readers = catalog.readers_due(now, AT_ONCE)
    if not readers:
        return None
    quiet: list[Gathered] = []
    for reader in readers:
        profiles = catalog.profiles_of(reader.number)
        quiet += _quiet(catalog, reader, profiles, ways, now)
        catalog.save_reader(with_next_digest(reader, [profile.timing for profile in profiles], now))
    return Composed(tuple(catalog.gather(quiet)), {})


def _candidates(
    catalog: Reading, explainer: Explainer, due: Due, profiles: Mapping[int, StoredProfile]
) -> list[Candidate]:
    keys = {promise.paper for promise in due.promises}
    papers = catalog.called(keys)
    matches: dict[tuple[str, str], list[StoredMatch]] = {}
    for match in catalog.matches(reader=due.reader.number, papers=keys, limit=len(keys) * 100):
        matches.setdefault((match.paper, match.news), []).append(match)
    candidates = []
    for promise in due.promises:
        known = [match for match in matches.get((promise.paper, promise.news), ()) if match.profile in profiles]
        held = tuple(
            Held(match.profile, match.score)
            for match in known
            if _is_told(profiles[match.profile], due.address.number)
            and explainer.holds(catalog, match, profiles[match.profile], papers.get(match.paper))
        )
        lost = "" if held else PROFILE_CHANGED if known else PROFILE_REMOVED
        candidates.append(Candidate(promise, held, lost))
    return candidates


def _is_told(profile: StoredProfile, address: int) -> bool:
    return not profile.addresses or address in profile.addresses


def _put_off(
    catalog: Writing, due: Sequence[Due], gatherings: Sequence[Gathered], kept: Sequence[Delivery], now: datetime
) -> None:
    """Whoever has had the message of this slot is told the rest with the next."""
    written = {(delivery.address, delivery.slot) for delivery in kept}
    for each, gathering in zip(due, gatherings, strict=True):
        wanted = gathering.delivery
        if wanted is None or (wanted.address, wanted.slot) in written:
            continue
        timings = [profile.timing for profile in catalog.profiles_of(each.reader.number)]
        following = with_next_digest(each.reader, timings, now).next_digest_at
        if following is not None:
            catalog.reschedule(dict.fromkeys((*gathering.shown, *gathering.counted), following))


def _quiet(
    catalog: Writing, reader: Reader, profiles: Sequence[StoredProfile], ways: Collection[Way], now: datetime
) -> Iterator[Gathered]:
    away = reader.paused or (reader.snoozed_until is not None and reader.snoozed_until > now)
    if away or reader.quiet_day is QuietDay.NOTHING:
        return
    for address in catalog.addresses(reader.number):
        if not address.is_open or address.way not in ways:
            continue
        due = Due(reader=reader, address=address, promises=(), last=catalog.last_composed(address.number))
        slot = latest_slot(profiles, due, now)
        if slot is None or (due.last is not None and due.last >= slot.at):
            continue
        message = quiet_message(due, slot, now, weekly=reader.quiet_day is QuietDay.WEEKLY)
        if message is not None:
            yield Gathered(delivery=message)


ROUNDS = (gather_round, tick_round)
"""What is done until there is nothing left to do, each time in a transaction of its own."""
