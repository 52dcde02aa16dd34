"""Sending what is due, whenever something is."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from threading import Event

from bot.app.compose import AT_ONCE
from bot.app.delivery_round import Round, deliver_round
from bot.app.explaining import Explainer
from bot.app.outcomes import Policy
from bot.app.outlets import Outlet
from bot.channels.quota import Exhausted
from bot.channels.types import Unusable
from bot.sent_journal import SentJournal
from bot.timer.types import Outcome, TimedJob
from store.api import Store
from store.outbox import DeliveryState
from store.readers import Way
from store.watch import Incident, Job

DELIVER = "deliver"
DELIVER_CHATS = "deliver to chats"
"""The same by Telegram: in a part of the process that talks to nobody else, so that neither waits for the other."""
EVERY = timedelta(seconds=20)
"""How often it is asked whether anything is due."""
WHOLE = timedelta(minutes=5)
"""How often a whole round is made: it also says that there was nothing, to those who want to hear that."""

STOPPED = "This process is being stopped; another one, or the next, sends it."


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """What is needed for sending; see :func:`bot.app.delivery_round.deliver_round`.

    :ivar stop: when it is set, nothing more is begun.
    :ivar elsewhere: by which ways another part of this process sends.
    """

    store: Store
    explainer: Explainer
    outlets: Mapping[Way, Outlet]
    clock: Callable[[], datetime]
    policy: Policy
    journal: SentJournal | None
    stop: Event
    elsewhere: tuple[Way, ...] = ()


def deliver_job(sending: Sending, first_due: datetime, name: str = DELIVER) -> TimedJob:
    """Look every few seconds whether something is due, and send it. :param name: the job's."""
    outlets = {way: _until(outlet, sending.stop) for way, outlet in sending.outlets.items()}
    whole_at, turns = first_due, frozenset[datetime]()

    async def run(_job: Job) -> Outcome:
        nonlocal whole_at, turns
        now = sending.clock()
        whole_at = min(whole_at, now + WHOLE)  # the clock may have been set back
        with sending.store.reading() as catalog:
            due = catalog.messages_due(now, list(outlets))
        if not due and now < whole_at:
            return Outcome(_next(outlets.values(), turns, now))
        done = await deliver_round(
            sending.store,
            sending.explainer,
            outlets,
            clock=sending.clock,
            policy=sending.policy,
            journal=sending.journal,
            elsewhere=sending.elsewhere,
        )
        whole_at, turns = now + WHOLE, done.sent.turns
        if sending.stop.is_set():
            return Outcome(sending.clock(), STOPPED)
        _keep_incidents(sending.store, done, outlets.keys(), sending.clock())
        return Outcome(_next(outlets.values(), turns, sending.clock()), _said(done), done.failed)

    return TimedJob(name, run, first_due, due_by=lambda now: now + EVERY)


def _next(outlets: Collection[Outlet], turns: Collection[datetime], now: datetime) -> datetime:
    """When to look again: as soon as what had to wait for its turn may leave."""
    agains = [at for outlet in outlets if (at := outlet.again(now)) is not None]
    return min((now + EVERY, *agains, *(at for at in turns if at > now)))


def _until(outlet: Outlet, stop: Event) -> Outlet:
    """The same way out, closed from when the process is to stop: what is in flight then ends, nothing else begins."""

    async def ready() -> None:
        if stop.is_set():
            raise Unusable(STOPPED)
        await outlet.ready()

    return replace(outlet, ready=ready)


def _keep_incidents(store: Store, done: Round, ways: Collection[Way], now: datetime) -> None:
    """A way out that cannot be used is something the operator should know of, once, and when it is over."""
    broken = {way: error for way, error in done.sent.unusable.items() if not isinstance(error, Exhausted)}
    used = {each.claimed.address.way for each in done.sent.attempts if each.state is DeliveryState.SENT}
    with store.reading() as catalog:
        known = {incident.subject for incident in catalog.incidents(open_only=True, limit=AT_ONCE)}
    begun = {way: error for way, error in broken.items() if subject_of(way) not in known}
    ended = [way for way in ways if subject_of(way) in known and way in used and way not in broken]
    if not begun and not ended:
        return
    with store.writing() as catalog:
        for way, error in begun.items():
            catalog.open_incident(
                Incident(subject=subject_of(way), kind="cannot be sent", said=str(error), began_at=now)
            )
        for way in ended:
            catalog.end_incident(subject_of(way), now)


def subject_of(way: Way) -> str:
    """What an incident is about that keeps a way out from being used."""
    return f"sending by {way.value}"


def _said(done: Round) -> str:
    states = [attempt.state for attempt in done.sent.attempts]
    told = [f"{states.count(state):,} {state.value}" for state in dict.fromkeys(states)]
    told += [f"{way.value}: {error}" for way, error in done.sent.unusable.items()]
    told += [f"{count:,} by {way.value} wait for it to be set up" for way, count in done.unserved.items()]
    told += [f"{name} was passed over: {why}" for name, why in done.composed.skipped.items()]
    return "; ".join(told)
