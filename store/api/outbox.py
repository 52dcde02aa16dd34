"""Matches, promises and deliveries."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from store.outbox import (
    Claimed,
    Delivery,
    DeliveryState,
    Depth,
    Due,
    Gathered,
    Outcome,
    Promise,
    StoredMatch,
)
from store.readers import Way


class OutboxReader(Protocol):
    """Questions about what was matched, promised and delivered."""

    def matches(
        self, *, reader: int | None = None, profile: int | None = None, papers: Collection[str] = (), limit: int = 1000
    ) -> Sequence[StoredMatch]:
        """Matches, the last first, at most so many.

        :param papers: only of these, by the keys the matches have; empty for all.
        """
        ...

    def promises(self, *, reader: int | None = None, address: int | None = None) -> Sequence[Promise]:
        """Promises that wait, by number."""
        ...

    def promises_in(self, deliveries: Collection[int]) -> Mapping[int, Sequence[Promise]]:
        """What was gathered into these deliveries, by delivery, each by number."""
        ...

    def deliveries(
        self,
        *,
        reader: int | None = None,
        address: int | None = None,
        states: Collection[DeliveryState] = (),
        limit: int = 100,
    ) -> Sequence[Delivery]:
        """Deliveries, the last first, at most so many.

        :param states: only in these; empty for all.
        """
        ...

    def delivery(self, number: int) -> Delivery:
        """The delivery of that number.

        :raises store.errors.NotFound: there is none.
        """
        ...

    def delivery_counts(self) -> Mapping[tuple[Way, DeliveryState], int]:
        """How many deliveries there are, by way out and state; those that are none are left out."""
        ...

    def outbox_depths(self, states: Collection[DeliveryState]) -> Mapping[tuple[Way, DeliveryState], Depth]:
        """How many deliveries are in these states, and since when, by way out and state; where there are none, nothing.
        Quick for states that few are in, as all are but those of an end.
        """
        ...

    def messages_due(self, now: datetime, ways: Collection[Way]) -> Mapping[Way, int]:
        """How many messages are due by these ways out, to readers who are neither paused nor snoozed: deliveries that
        may be claimed, and addresses at which promises wait that are due. Ways without any are left out.
        """
        ...

    def promised(self) -> tuple[int, int]:
        """How many papers are promised and not told yet, each counted once, and to how many readers."""
        ...

    def last_composed(self, address: int) -> datetime | None:
        """When the last digest or quiet message to an address was composed."""
        ...

    def statistics_body(self, version: str) -> bytes | None:
        """Word statistics as they were kept, or ``None`` if they were not, or not for that long."""
        ...


class OutboxWriter(OutboxReader, Protocol):
    """The same; making promises, and gathering them into deliveries."""

    def promise(self, matches: Iterable[StoredMatch], promises: Iterable[Promise], *, renew: bool = False) -> int:
        """Keep matches and promises, those left out that are kept already: the same profile or address, news, and paper
        under whichever of its names.

        :param renew: promises that were dropped wait again, due as these are.
        :return: how many promises were new, or wait again.
        """
        ...

    def keep_statistics(self, version: str, body: bytes, at: datetime) -> None:
        """Keep word statistics, so that what they scored can be explained later; once is enough."""
        ...

    def due(
        self,
        now: datetime,
        ways: Collection[Way],
        limit: int,
        *,
        slot: str | None = None,
        without: Collection[int] = (),
    ) -> Sequence[Due]:
        """Open addresses with waiting promises that are due, of readers who are neither paused nor snoozed; the address
        whose first promise is due longest first. Each comes with *all* its due promises.

        :param ways: addresses of these ways only.
        :param limit: at most so many addresses.
        :param slot: promises that wait for a later time too, at addresses that have no delivery of this slot.
        :param without: readers who are left out, by number.
        """
        ...

    def reschedule(self, due_at: Mapping[int, datetime]) -> None:
        """Waiting promises fall due at other times, by their numbers."""
        ...

    def gather(self, gathered: Sequence[Gathered]) -> Sequence[Delivery]:
        """Write deliveries with what goes into each; a promise that waits no more is passed over.

        :return: the deliveries as they are kept, those left out whose slot their address has had already (their
            promises then wait on).
        """
        ...

    def bury(self, number: int, said: str, at: datetime) -> Delivery:
        """Give a delivery up that is not at its end. :raises store.errors.NotFound: there is none.
        :raises store.errors.Conflict: it was sent, or has come to another end.
        """
        ...

    def retry(self, number: int, at: datetime) -> Delivery:
        """Make a dead, suppressed, uncertain or pending delivery due at once, its attempts counted anew.

        :raises store.errors.NotFound: there is none.
        :raises store.errors.Conflict: it was sent, is just being sent, or its address may get nothing.
        """
        ...

    def tidy(
        self, now: datetime, *, delivered: timedelta, unconfirmed: timedelta, statistics: timedelta
    ) -> Mapping[str, int]:
        """Forget what is older than it need be: deliveries that came to their end with their promises and matches,
        addresses that were never confirmed, with their readers if they have no other, statistics.

        :return: how many rows went, by table.
        """
        ...


class Sending(Protocol):
    """A sender's conversation: claim, and say what became of it."""

    def claim(
        self, owner: str, now: datetime, *, lease: timedelta, limit: int, ways: Collection[Way]
    ) -> Sequence[Claimed]:
        """Take deliveries that are due: pending or uncertain ones, the one due longest first; but before all others
        those that were put off without being tried, for they know the second at which they may leave. They are leased
        until ``now + lease``, their attempts counted up. No two senders get the same one. None of them is begun yet.

        :param ways: those to addresses of these ways only.
        """
        ...

    def expire(self, now: datetime, *, retry_at: datetime | None, most: int) -> int:
        """Deliveries whose lease has run out: their sender died. Those that were begun may have arrived: they become
        uncertain, due at ``retry_at``; dead if that is ``None``. The others are pending as they were. Whatever has been
        taken up ``most`` times is dead.

        :return: how many.
        """
        ...

    def begin(self, number: int, owner: str, now: datetime, *, lease: timedelta) -> bool:
        """Say that a claimed delivery is handed to its way out now; the leases of all that its owner holds begin anew.

        :return: ``False`` if it must not be: it is no longer this owner's, or its address was stopped.
        """
        ...

    def settle(self, number: int, owner: str, outcome: Outcome) -> bool:
        """Say what became of an attempt, with all that follows for the address, in one transaction.

        :return: ``False``, and nothing is written, if it is no longer this owner's.
        """
        ...

    def release(self, owner: str, now: datetime) -> int:
        """Give back what was claimed and not begun: pending again, the attempt not counted. :return: how many."""
        ...

    def put_off(self, number: int, owner: str, until: datetime | None = None, said: str = "") -> bool:
        """Give one back that was certainly not sent: pending, the attempt not counted.

        :param until: not before then, and why; ``None``: due as it was.
        :return: ``False``, and nothing is written, if it is no longer this owner's.
        """
        ...

    def tried_since(self, way: Way, since: datetime, now: datetime) -> int:
        """How many deliveries by that way were begun since then, by whomever, or are claimed and not begun yet. Who
        asks and then claims in one transaction is alone with that: several cannot use up one quota twice.
        """
        ...

    def failures(self, way: Way, since: datetime, now: datetime, most: int) -> Sequence[datetime]:
        """When those deliveries by that way were begun, since then, that failed after the last one that did not; the
        last first, at most so many.
        """
        ...
