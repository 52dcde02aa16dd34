"""Promises that have fallen due become deliveries, in short transactions: some hundred addresses at a time.

A reader for whom that cannot be done, because what is kept of them makes no sense here, is passed over and named;
everybody else is served.
"""

import logging
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from bot.app.explaining import Explainer
from bot.app.quiet_days import quiet_messages, tells_at
from bot.core.gathering import (
    PROFILE_CHANGED,
    PROFILE_REMOVED,
    Candidate,
    Held,
    Plan,
    planned,
)
from bot.core.timing import BadTiming, with_next_digest
from store.api import Reading, Store, Writing
from store.errors import StoreError
from store.outbox import Delivery, Due, Gathered, StoredMatch
from store.profiles import StoredProfile
from store.readers import Reader, Way

AT_ONCE = 200
"""So many addresses, or readers, are looked at in one transaction."""

MAX_SAID = 500
"""Of an error so many characters are told."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Composed:
    """What became of the promises that were due.

    :ivar deliveries: new ones, in the order in which they were written.
    :ivar dropped: how many promises came to nothing, by the reason in words.
    :ivar skipped: the readers who could not be served, by name, and why.
    """

    deliveries: tuple[Delivery, ...]
    dropped: Mapping[str, int]
    skipped: Mapping[str, str] = field(default_factory=dict)


def compose_due(
    store: Store, explainer: Explainer, ways: Collection[Way], now: datetime, slot: str | None = None
) -> Composed:
    """Gather what is due into deliveries, and say that there was nothing to those who want to hear it.

    :param ways: addresses of these ways only.
    :param slot: gather everything that waits, whatever the readers' hours: the messages are the only ones of that slot.
        What waits at an address that had its message goes on waiting.
    """
    composer = _Composer(explainer, ways, now, slot)
    done: list[Composed] = []
    for one_round in composer.rounds:
        while True:
            with store.writing() as catalog:
                composed = one_round(catalog)
            if composed is None:
                break
            done.append(composed)
    return together(done)


def compose_within(catalog: Writing, explainer: Explainer, ways: Collection[Way], now: datetime) -> Composed:
    """As :func:`compose_due`, in one transaction that the caller may undo."""
    composer = _Composer(explainer, ways, now, None)
    done: list[Composed] = []
    for one_round in composer.rounds:
        while (composed := one_round(catalog)) is not None:
            done.append(composed)
    return together(done)


def together(rounds: Iterable[Composed]) -> Composed:
    """What became of the promises in all rounds."""
    deliveries: list[Delivery] = []
    dropped: Counter[str] = Counter()
    skipped: dict[str, str] = {}
    for composed in rounds:
        deliveries += composed.deliveries
        dropped.update(composed.dropped)
        skipped |= composed.skipped
    return Composed(tuple(deliveries), dict(dropped), skipped)


class _Composer:
    """Gathers round after round, each in a transaction, until one finds nothing to do: a round that says what it did
    leaves less for the next, or readers behind whom no further one looks at.
    """

    def __init__(self, explainer: Explainer, ways: Collection[Way], now: datetime, slot: str | None) -> None:
        self._explainer = explainer
        self._ways = ways
        self._now = now
        self._slot = slot
        self._passed: dict[int, tuple[str, str]] = {}  # who was passed over, by number: their name, and why
        self._named = 0

    @property
    def rounds(self) -> tuple[Callable[[Writing], Composed | None], ...]:
        return (self._gather, self._tick) if self._slot is None else (self._gather,)

    def _gather(self, catalog: Writing) -> Composed | None:
        """Gather what is due at some addresses; ``None`` if nothing is due any more."""
        found = catalog.due(self._now, self._ways, AT_ONCE, slot=self._slot, without=self._passed.keys())
        if not found:
            return None
        self._explainer.begin(catalog)
        plans: list[tuple[Due, Plan]] = []
        for due in found:
            with self._passing_over(due.reader):
                plans.append((due, _plan(catalog, self._explainer, due, self._now, self._slot)))
        kept = catalog.gather([plan.whole for _, plan in plans])
        written = _slots(kept)
        taken = [(due, plan) for due, plan in plans if not written.issuperset(_slots([plan.whole.delivery]))]
        apart = catalog.gather([plan.apart for _, plan in taken])
        catalog.reschedule({number: at for _, plan in taken for number, at in plan.later.items()})
        written = _slots(apart)
        for due, plan in taken:
            if not written.issuperset(_slots([plan.apart.delivery])):
                self._pass_over(due.reader, "Their message exists already.")
        dropped = Counter(why for _, plan in plans for why in plan.whole.dropped.values())
        return Composed((*kept, *apart), dropped, self._newly_passed())

    def _tick(self, catalog: Writing) -> Composed | None:
        """The digest times that have come: each reader's next one is set, and a quiet day is told to those who want to
        know; ``None`` if none has come any more.
        """
        readers = catalog.readers_due(self._now, AT_ONCE, without=self._passed.keys())
        if not readers:
            return None
        quiet: list[Gathered] = []
        for reader in readers:
            with self._passing_over(reader):
                profiles = catalog.profiles_of(reader.number)
                following = with_next_digest(reader, [profile.timing for profile in profiles], self._now)
                told = list(quiet_messages(catalog, reader, profiles, self._ways, self._now))
                catalog.save_reader(following)
                quiet += told
        return Composed(tuple(catalog.gather(quiet)), {}, self._newly_passed())

    @contextmanager
    def _passing_over(self, reader: Reader) -> Iterator[None]:
        """Nothing that is wrong with one reader keeps the others waiting."""
        try:
            yield
        except StoreError:
            raise
        except BadTiming as error:
            _log.warning("reader %d cannot be served: %s", reader.number, error)
            self._pass_over(reader, str(error))
        except Exception as error:  # noqa: BLE001 - whatever it is, it is that reader's alone
            _log.exception("reader %d cannot be served", reader.number)
            self._pass_over(reader, str(error)[:MAX_SAID] or type(error).__name__)

    def _pass_over(self, reader: Reader, why: str) -> None:
        self._passed[reader.number] = (reader.name, why)

    def _newly_passed(self) -> dict[str, str]:
        """Who was passed over since this was last asked."""
        fresh = dict(list(self._passed.values())[self._named :])
        self._named = len(self._passed)
        return fresh


def gather_one(catalog: Reading, explainer: Explainer, due: Due, now: datetime) -> Gathered:
    """All that is due at one address in one message; nothing is written.

    :raises bot.core.timing.BadTiming: the reader's time zone is not known here.
    """
    return _plan(catalog, explainer, due, now, None).whole


def _plan(catalog: Reading, explainer: Explainer, due: Due, now: datetime, slot: str | None) -> Plan:
    profiles = {profile.number: profile for profile in catalog.profiles_of(due.reader.number)}
    return planned(due, candidates(catalog, explainer, due, profiles), profiles, now, slot)


def _slots(deliveries: Iterable[Delivery | None]) -> set[tuple[int, str]]:
    """What each is the only one of: its address and slot."""
    return {(each.address, each.slot) for each in deliveries if each is not None}


def candidates(
    catalog: Reading, explainer: Explainer, due: Due, profiles: Mapping[int, StoredProfile]
) -> list[Candidate]:
    """An address's promises with the matches behind them that still hold."""
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
            if tells_at(profiles[match.profile], due.address.number)
            and explainer.holds(catalog, match, profiles[match.profile], papers.get(match.paper))
        )
        lost = "" if held else PROFILE_CHANGED if known else PROFILE_REMOVED
        paper = papers.get(promise.paper)
        candidates.append(Candidate(promise, held, lost, paper.key if paper else promise.paper))
    return candidates
