"""What an attempt means for a delivery and its address."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.channels.types import DeliveryError, Gone, Later, Moved, Refused, Uncertain
from bot.core.backoff import UNCERTAIN_AFTER, retry_at
from store.outbox import Claimed, Delivery, DeliveryState, Outcome, Promise
from store.readers import Address

SOON = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Policy:
    """How a sender behaves.

    :ivar owner: who it is; no two senders share a name.
    :ivar repeat_uncertain: rather twice than never: what may have arrived is sent once more.
    :ivar chance: 0 to 1, anew at each call, so that what failed together does not come back together.
    """

    owner: str
    repeat_uncertain: bool = True
    chance: Callable[[], float] = lambda: 0.0


def outcome_of(error: DeliveryError, claimed: Claimed, now: datetime, policy: Policy) -> Outcome:
    """What becomes of a delivery that was not taken, or perhaps was."""
    said = str(error)
    match error:
        case Uncertain():
            return _uncertain(said, claimed, now, policy)
        case Moved():
            return Outcome(
                state=DeliveryState.PENDING, at=now, not_before=now + SOON, said=said, moved_to=error.moved_to
            )
        case Refused():
            return Outcome(state=DeliveryState.DEAD, at=now, said=said, bounce=error.bounce)
        case Gone():
            return Outcome(state=DeliveryState.DEAD, at=now, said=said, stop_address=said)
        case Later():
            return _later(error, claimed, now, policy)
        case _:
            return Outcome(state=DeliveryState.DEAD, at=now, said=said)


def _uncertain(said: str, claimed: Claimed, now: datetime, policy: Policy) -> Outcome:
    if not policy.repeat_uncertain:
        why = f"It may have arrived, and is not repeated: {said}"
    elif claimed.delivery.ambiguous:
        why = f"It may have arrived, twice: {said}"
    else:
        retry = now + UNCERTAIN_AFTER
        return Outcome(state=DeliveryState.UNCERTAIN, at=now, not_before=retry, said=said)
    return Outcome(state=DeliveryState.DEAD, at=now, said=why)


def _later(error: Later, claimed: Claimed, now: datetime, policy: Policy) -> Outcome:
    attempts = claimed.delivery.attempts
    enough = error.most is not None and attempts >= error.most
    retry = None if enough else retry_at(attempts, now, jitter=policy.chance())
    if retry is None:
        # Only now did it come back: what was refused for an hour and then taken is no bounce.
        why = f"Given up after {attempts} attempts: {error}"
        return Outcome(state=DeliveryState.DEAD, at=now, said=why, bounce=error.bounce)
    if error.retry_after is not None:
        retry = max(retry, now + timedelta(seconds=error.retry_after))
    return Outcome(state=DeliveryState.PENDING, at=now, not_before=retry, said=str(error))


def identity(address: Address, delivery: Delivery, promise: Promise | None) -> str:
    """How the journal calls a promise; without one, the message itself."""
    about = f"{promise.paper}|{promise.news}" if promise else delivery.slot
    return f"{address.way}|{address.target.casefold()}|{about}"
