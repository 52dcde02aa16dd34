"""Which of the promises that are due go into one message, which are only counted, and which have come to nothing. Pure.

Everything that is due at an address goes into one message: a match told at once that waited for the end of quiet hours
comes with the morning's digest. Only if the address has had that digest already do the two part: what is told at once
is told, the rest waits for the next digest.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.core.timing import Slot, due_at, is_instant, slot_before, zone
from store.outbox import Delivery, DeliveryKind, Due, Gathered, Note, Promise
from store.profiles import StoredProfile

LATE = timedelta(hours=20)
"""A message that tells of something that was due in a digest longer ago than this says that it is late."""

LATE_AT_ONCE = timedelta(hours=1)
"""The same of what was to be told at once. What waited for the end of quiet hours was not due before."""

MOST_AT_ONCE = 30
"""A message that comes at once tells of so many papers at most, the best of them; the page in the browser has them all.
Profiles that want everything at once rarely have a cap, and a source that was away for long brings much at once.
"""

PAGE = "page "
"""The slots of replayed pages begin so."""

_JUST_BEFORE = timedelta(seconds=1)
"""A stretch of time begins after its first instant; so it is put before what is to be part of it."""

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
    :ivar paper: the paper's key as it is now: it may have been promised under another.
    """

    promise: Promise
    held: tuple[Held, ...]
    lost: str = ""
    paper: str = ""


_NOTHING = Gathered(delivery=None)


@dataclass(frozen=True, slots=True)
class Plan:
    """What is done about an address's due promises.

    :ivar whole: everything in one message.
    :ivar apart: where the address has had the digest of that slot: a message of what is told at once.
    :ivar later: and when the rest falls due instead, by the promises' numbers.
    """

    whole: Gathered
    apart: Gathered = _NOTHING
    later: Mapping[int, datetime] = field(default_factory=dict)


def page_slot(fingerprint: str) -> str:
    """The slot of the messages that close a replayed page.

    :param fingerprint: the page's, hex.
    """
    return f"{PAGE}{fingerprint[:16]}"


def planned(
    due: Due,
    candidates: Sequence[Candidate],
    profiles: Mapping[int, StoredProfile],
    now: datetime,
    slot: str | None = None,
) -> Plan:
    """What is done about an address's due promises.

    :param candidates: one for each of its promises.
    :param profiles: the reader's, by number.
    :param slot: what the message is the only one of at its address; ``None``: the reader's hours decide.
    :raises bot.core.timing.BadTiming: the reader's time zone is not known here.
    """
    dropped = {each.promise.number: each.lost for each in candidates if not each.held}
    alive = [each for each in candidates if each.held]
    if not alive:
        return Plan(Gathered(delivery=None, dropped=dropped))
    waiting = [each for each in alive if not _at_once(each, profiles)]
    latest = latest_slot([profiles[held.profile] for each in waiting for held in each.held], due, now)
    name = slot or (f"digest {latest.local}" if latest else None)
    whole = _message(due, alive, profiles, now, name, dropped)
    if slot or latest is None:
        return Plan(whole)
    prompt = [each for each in alive if _at_once(each, profiles)]
    return Plan(
        whole,
        _message(due, prompt, profiles, now, None, {}) if prompt else _NOTHING,
        {each.promise.number: _next(each, due, profiles, now) for each in waiting},
    )


def _message(
    due: Due,
    told: Sequence[Candidate],
    profiles: Mapping[int, StoredProfile],
    now: datetime,
    slot: str | None,
    dropped: Mapping[int, str],
) -> Gathered:
    """One message of these.

    :param slot: the digest's; ``None`` if they are told at once.
    """
    shown = _shown(told, profiles, most=None if slot else MOST_AT_ONCE)
    first = told[0].promise
    note = _note(due, told, profiles, now)
    return Gathered(
        delivery=Delivery(
            reader=due.reader.number,
            address=due.address.number,
            kind=DeliveryKind.DIGEST if slot else DeliveryKind.INSTANT,
            slot=slot or f"instant {first.paper} {first.news}",
            created_at=now,
            not_before=now,
            since=_since(due, told, note, in_digest=slot is not None),
            note=note,
        ),
        shown=tuple(each.promise.number for each in told if each.promise.number in shown),
        counted=tuple(each.promise.number for each in told if each.promise.number not in shown),
        dropped=dropped,
    )


def _at_once(candidate: Candidate, profiles: Mapping[int, StoredProfile]) -> bool:
    """Whether one of its profiles wants it at once: then it was due then, whatever the others want."""
    return any(is_instant(profiles[held.profile].timing, held.score) for held in candidate.held)


def _next(candidate: Candidate, due: Due, profiles: Mapping[int, StoredProfile], now: datetime) -> datetime:
    place, quiet = zone(due.reader.timezone), due.reader.quiet_hours
    return min(due_at(profiles[held.profile].timing, place, quiet, held.score, now) for held in candidate.held)


def latest_slot(profiles: Iterable[StoredProfile], due: Due, now: datetime) -> Slot | None:
    """The slot that the profiles' digests of now belong to: the latest not after now; ``None`` if there is none."""
    where = zone(due.reader.timezone)
    slots = [slot for profile in profiles if (slot := slot_before(profile.timing, where, now))]
    return max(slots, key=lambda slot: slot.at, default=None)


def covered_from(due: Due) -> datetime:
    """From when on a digest to this address covers what happened: the last one, or else when the address was first
    used.
    """
    began = max(due.reader.created_at, due.address.confirmed_at or due.reader.created_at)
    began -= _JUST_BEFORE
    return max(due.last or began, began)


def quiet_message(due: Due, slot: Slot, now: datetime, *, weekly: bool) -> Delivery | None:
    """The message of a day that brought nothing to an address; ``None`` if a weekly one is not due yet.

    :param due: the address, without promises.
    :param slot: the digest's that would have come.
    """
    since = covered_from(due)
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


def _shown(
    candidates: Sequence[Candidate], profiles: Mapping[int, StoredProfile], *, most: int | None = None
) -> set[int]:
    """The promises of the papers that some profile's cap lets in: of each profile the best, equal ones by key.

    :param most: papers of all profiles together, the best again.
    """
    best: dict[int, dict[str, float]] = {}
    for each in candidates:
        for held in each.held:
            scores = best.setdefault(held.profile, {})
            scores[_paper(each)] = max(held.score, scores.get(_paper(each), 0))
    let_in: dict[str, float] = {}
    for number, scores in best.items():
        ranked = sorted((-score, paper) for paper, score in scores.items())
        for points, paper in ranked[: profiles[number].top]:
            let_in[paper] = min(points, let_in.get(paper, 0.0))
    papers = set(sorted(let_in, key=lambda paper: (let_in[paper], paper))[:most])
    return {each.promise.number for each in candidates if _paper(each) in papers}


def _paper(candidate: Candidate) -> str:
    return candidate.paper or candidate.promise.paper


def _since(due: Due, told: Sequence[Candidate], note: Note, *, in_digest: bool) -> datetime:
    """From when on a message covers what happened. One that comes at once, or late, is about its own papers: the
    silence before, when nothing matched, is no part of it.
    """
    first = min(each.promise.at for each in told) - _JUST_BEFORE
    if not in_digest:
        return first
    return max(covered_from(due), first) if note else covered_from(due)


def _note(due: Due, told: Sequence[Candidate], profiles: Mapping[int, StoredProfile], now: datetime) -> Note:
    first, away = min(each.promise.due_at for each in told), due.reader.snoozed_until
    if away is not None and first < away <= now:
        return Note.AWAY
    late = any(
        now - each.promise.due_at > (LATE_AT_ONCE if _at_once(each, profiles) else LATE)  # how long it may take
        for each in told
    )
    return Note.LATE if late else Note.NONE
