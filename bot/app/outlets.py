"""A way out as a sender uses it: with what writes its letters, and how much may leave by it."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.channels.quota import Exhausted
from bot.channels.types import Channel, Letter, Unusable
from bot.core.edition import Edition
from store.api import Sending
from store.outbox import Delivery
from store.profiles import StoredProfile
from store.readers import Address, Reader, Way

ONE_ROW = timedelta(days=1)
"""Failures that are farther apart are no row of failures any more."""

_HOUR = timedelta(hours=1)


class NotYet(Exception):
    """A letter cannot be written for now. The message says why, in words, and what to do."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much may leave by a way out, whichever processes send: what they did is asked of the store.

    :ivar per_hour: at most so many messages in any hour.
    :ivar failures: after so many in a row that failed none is tried for ``pause``; then one is, and if that fails too
        the pause begins again.
    """

    per_hour: int
    failures: int = 50
    pause: timedelta = _HOUR

    def left(self, outbox: Sending, way: Way, now: datetime) -> int:
        """How many messages may be claimed now, in the transaction of ``outbox``.

        :raises Unusable: none.
        """
        left = self.per_hour - outbox.tried_since(way, now - _HOUR, now)
        if left < 1:
            raise Exhausted(f"As many messages left within an hour as may: {self.per_hour:,}.")
        failed = outbox.failures(way, now - ONE_ROW, now, self.failures)
        if len(failed) < self.failures:
            return left
        rest = failed[0] + self.pause - now
        if rest > timedelta(0):
            raise Unusable(
                f"Nothing is sent for {rest / timedelta(minutes=1):.0f} minutes, because the last {self.failures} "
                "messages failed one after another. See why with: paperround delivery list, paperround test-mail "
                "ADDRESS",
                retry_after=rest.total_seconds(),
            )
        return 1


async def _at_once() -> None:
    """There is nothing to wait for."""


async def _any_time(_target: str) -> None:
    """There is nothing to wait for."""


def _never(_now: datetime) -> None:
    """Nothing waits for its turn."""


def _no_codes(_delivery: Delivery, _reader: Reader, _address: Address, _code: str) -> Letter:
    raise NotYet("What is sent this way can bring no code.")


@dataclass(frozen=True, slots=True)
class Outlet:
    """A way out, with what writes its letters.

    :ivar write: the letter of an edition.
    :ivar confirm: the question whether an address is its owner's, with whose papers are to be told there and what they
        look for; raises :class:`NotYet`.
    :ivar code: the letter that brings a code to be told in the chat of a reader; raises :class:`NotYet`.
    :ivar ready: waits until the next message may leave, to whichever target, with nothing begun; raises
        :class:`bot.channels.types.Unusable`.
    :ivar limits: ``None`` for none.
    :ivar at_once: so many letters are dealt with at a time: most of them wait for their turn. What all have to wait for
        holds up nobody else.
    :ivar in_flight: so many of them are under way at a time, so that no more may arrive twice if this process dies.
    :ivar turn: waits until a message may leave for that target, with nothing in flight; raises
        :class:`bot.channels.types.NotNow` if others had better go first.
    :ivar again: given now, when those may be told something again who wanted to be left alone; ``None`` if nobody did.
    """

    channel: Channel
    write: Callable[[Edition], Letter]
    confirm: Callable[[Delivery, Reader, Address, Sequence[StoredProfile]], Letter]
    ready: Callable[[], Awaitable[None]] = _at_once
    limits: Limits | None = None
    at_once: int = 1
    in_flight: int = 1
    turn: Callable[[str], Awaitable[None]] = _any_time
    again: Callable[[datetime], datetime | None] = _never
    code: Callable[[Delivery, Reader, Address, str], Letter] = _no_codes
