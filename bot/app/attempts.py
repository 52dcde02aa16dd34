"""What a run of sending did."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.channels.quota import Exhausted
from bot.channels.types import Unusable
from store.outbox import Claimed, DeliveryState
from store.readers import Way


@dataclass(frozen=True, slots=True)
class Attempt:
    """One delivery that was tried.

    :ivar papers: how many papers it told of. :ivar subject: the letter's; empty if it came to none.
    :ivar withheld: it was not sent, because the journal knows it as told.
    """

    claimed: Claimed
    state: DeliveryState
    papers: int = 0
    subject: str = ""
    said: str = ""
    withheld: bool = False


@dataclass(frozen=True, slots=True)
class SendReport:
    """What a run of sending did.

    :ivar attempts: in order. :ivar unusable: ways out for which something waits that could not be used, and why.
    :ivar expired: how many deliveries an earlier sender had died over.
    :ivar waiting: how many messages wait for each that could not be used.
    :ivar turns: when those may be tried that have to wait for their turn.
    """

    attempts: tuple[Attempt, ...]
    unusable: Mapping[Way, Unusable]
    expired: int
    waiting: Mapping[Way, int]
    turns: frozenset[datetime] = frozenset()

    @property
    def failed(self) -> bool:
        """Whether someone should look: something was given up, or a way out cannot be used and no mere quota is why."""
        broken = any(not isinstance(error, Exhausted) for error in self.unusable.values())
        return broken or any(attempt.state is DeliveryState.DEAD for attempt in self.attempts)
