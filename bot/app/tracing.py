"""The whole way of one paper to one reader: where it was listed, what the reader's profiles made of it, what was
promised, in which message it went, and what kept it back. Asks, decides nothing and changes nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, cast

from bot.app.feedback import read_stored_profile, stored_feedback
from bot.app.news import KEPT_DELIVERED, from_its_sources
from bot.app.preparing import held_back
from bot.app.statistics import catalog_statistics
from bot.core.matching.analysis import AnalysedPaper, analyse
from bot.core.matching.background import Background
from bot.core.matching.explanation import Explanation, explain
from bot.core.matching.statistics import Statistics
from bot.core.timing import BadTiming
from store.api import Reading
from store.outbox import Delivery, DeliveryKind, DeliveryState, Promise, StoredMatch
from store.profiles import StoredProfile
from store.readers import Address, Reader, Way
from store.records import Paper, PaperHistory
from store.watch import Look

MAX_LOOKS = 50_000
"""Among so many looks at a source the one is sought that listed the paper first."""

_WAITS = frozenset((DeliveryState.PENDING, DeliveryState.UNCERTAIN))
_LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)


class WhyNot(StrEnum):
    """Why a paper did not match a profile when it came. The value is what machines see."""

    SOURCE = "source not chosen"
    """None of the profile's sources told of it."""
    SCORE = "score"
    """Its score is too low, something required is missing, or an exclusion keeps it out."""
    YOUNGER = "profile younger"
    """The profile was made, or changed, after the paper came."""
    UNDATED = "undated"
    """Nobody knows when it came: it was read as a page from the past."""
    LONG_AGO = "long ago"
    """It came so long ago that what was told then is not known any more."""
    PAUSED = "paused"
    """The reader has paused; meanwhile nothing is promised to them."""
    THEN = "other then"
    """It would match as it is now, but it came as something else: its text, or the words' weights, were others."""


@dataclass(frozen=True, slots=True)
class Listed:
    """That a source listed it.

    :ivar first_at: when that was first recorded; ``None`` if nobody knows. :ivar day: whose list it was, if it has one.
    :ivar look: the look that brought it; ``None`` where it came otherwise, as from a file, or was forgotten.
    """

    source: str
    first_at: datetime | None
    day: str | None
    look: Look | None


@dataclass(frozen=True, slots=True)
class Considered:
    """What one of the reader's profiles makes of it.

    :ivar explanation: as profile, paper and word statistics are now.
    :ivar match: the first match that was kept; ``None`` if there is none. :ivar why_not: then why.
    """

    profile: StoredProfile
    explanation: Explanation
    match: StoredMatch | None
    why_not: WhyNot | None


@dataclass(frozen=True, slots=True)
class Told:
    """That it was promised at an address, and what became of that.

    :ivar delivery: the message it is part of; ``None`` while it waits, and if it was dropped.
    :ivar runs: the runs whose pages brought what that message tells.
    :ivar kept_back: sentences for people: what keeps it from being sent just now; empty if it is at its end.
    """

    promise: Promise
    address: Address
    delivery: Delivery | None
    runs: tuple[str, ...]
    kept_back: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Story:
    """All of it. Profiles are in order of their numbers, promises likewise.

    :ivar can_be_told: whether the reader has an address to which anything may be sent.
    """

    reader: Reader
    paper: Paper
    listed: tuple[Listed, ...]
    considered: tuple[Considered, ...]
    told: tuple[Told, ...]
    can_be_told: bool


def trace(
    catalog: Reading,
    reader: Reader,
    key: str,
    background: Background,
    now: datetime,
    lacking: Mapping[Way, str],
    statistics: Statistics | None = None,
) -> Story:
    """The way of a paper to a reader.

    :param key: any identifier of the paper, in full. :param now: aware, UTC.
    :param lacking: what to set or install for each way out that cannot be used here, as a sentence.
    :param statistics: of the catalog as it is now, where they are known already.
    :raises store.errors.NotFound: no paper goes by that name.
    """
    history = catalog.history(key)
    listed = _listed(catalog, history)
    statistics = catalog_statistics(catalog, background) if statistics is None else statistics
    analysed = analyse(history.paper)
    matches = catalog.matches(reader=reader.number, papers=history.identifiers)
    first = {match.profile: match for match in matches}  # the last first: of several the first one stays
    considered = tuple(
        _considered(catalog, reader, stored, analysed, statistics, first.get(stored.number), listed, now)
        for stored in catalog.profiles_of(reader.number)
    )
    addresses = {address.number: address for address in catalog.addresses(reader.number)}
    told = _told(catalog, reader, history, addresses, now, lacking)
    can_be_told = any(address.is_open for address in addresses.values())
    return Story(reader, history.paper, listed, considered, told, can_be_told)


def _listed(catalog: Reading, history: PaperHistory) -> tuple[Listed, ...]:
    """Where it was listed, the first first; those of unknown time last."""
    known = catalog.listed([history.paper.key]).get(history.paper.key, {})
    days: dict[str, str | None] = {}
    for sighting in history.sightings:
        days.setdefault(sighting.page.source, sighting.page.listing_date)
    found = [Listed(source, at, days.get(source), _look(catalog, source, at)) for source, at in known.items()]
    return tuple(sorted(found, key=lambda each: (each.first_at is None, each.first_at or _LONG_AGO, each.source)))


def _look(catalog: Reading, source: str, at: datetime | None) -> Look | None:
    """The look during which something of a source was recorded."""
    if at is None:
        return None
    looks = catalog.looks(source=source, since=at, limit=MAX_LOOKS)
    return next((look for look in reversed(looks) if look.begun_at <= at <= look.ended_at), None)


def _considered(
    catalog: Reading,
    reader: Reader,
    stored: StoredProfile,
    analysed: AnalysedPaper,
    statistics: Statistics,
    match: StoredMatch | None,
    listed: Sequence[Listed],
    now: datetime,
) -> Considered:
    asked = stored_feedback(catalog, read_stored_profile(stored), statistics, reader.number)
    explanation = explain(asked, analysed, statistics)
    why_not = None if match else _why_not(reader, stored, explanation, listed, now)
    return Considered(stored, explanation, match, why_not)


def _why_not(
    reader: Reader, stored: StoredProfile, explanation: Explanation, listed: Sequence[Listed], now: datetime
) -> WhyNot:
    """In the order in which it is decided when a paper comes, but that lasting reasons are named before chance ones."""
    if not from_its_sources(stored, explanation.paper):
        return WhyNot.SOURCE
    if not explanation.told:
        return WhyNot.SCORE
    heard = [each.first_at for each in listed if not stored.sources or each.source in stored.sources]
    came = min((at for at in heard if at is not None), default=None)
    if came is None:
        return WhyNot.UNDATED
    if came < max(stored.changed_at or _LONG_AGO, reader.created_at):
        return WhyNot.YOUNGER
    if came < now - KEPT_DELIVERED:
        return WhyNot.LONG_AGO
    return WhyNot.PAUSED if reader.paused else WhyNot.THEN


def _told(
    catalog: Reading,
    reader: Reader,
    history: PaperHistory,
    addresses: Mapping[int, Address],
    now: datetime,
    lacking: Mapping[Way, str],
) -> tuple[Told, ...]:
    promises = sorted(_promises(catalog, reader, history), key=lambda each: each.number)
    numbers = {promise.delivery for promise in promises if promise.delivery is not None}
    deliveries = {number: catalog.delivery(number) for number in numbers}
    runs = catalog.runs_of(numbers) if numbers else {}
    told = []
    for promise in promises:
        address = addresses[promise.address]
        delivery = deliveries[promise.delivery] if promise.delivery is not None else None
        brought = tuple(runs.get(delivery.number, ())) if delivery else ()
        back = _kept_back(reader, promise, address, delivery, now, lacking)
        told.append(Told(promise, address, delivery, brought, back))
    return tuple(told)


def _promises(catalog: Reading, reader: Reader, history: PaperHistory) -> list[Promise]:
    """All that was ever promised of it, also what came to nothing, under whichever of its names."""
    rows = catalog.rows_about(reader.number).get("promises", ())
    names = set(history.identifiers)
    return [Promise(**cast("dict[str, Any]", dict(row))) for row in rows if row["paper"] in names]


def _kept_back(
    reader: Reader,
    promise: Promise,
    address: Address,
    delivery: Delivery | None,
    now: datetime,
    lacking: Mapping[Way, str],
) -> tuple[str, ...]:
    if promise.dropped or (delivery is not None and delivery.state not in _WAITS):
        return ()
    reasons = []
    if address.stopped:
        reasons.append(f"Nothing is sent to this address any more: {address.stopped.rstrip('.')}.")
    elif address.confirmed_at is None:
        reasons.append("The address is not confirmed.")
    try:
        held = held_back(reader, delivery.kind if delivery else DeliveryKind.DIGEST, now)
    except BadTiming as error:
        reasons.append(str(error))
    else:
        reasons += [held.said] if held else []
    if lacking.get(address.way):
        reasons.append(lacking[address.way])
    return tuple(reasons)
