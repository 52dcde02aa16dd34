"""What a sender asks of the journal, and writes to it."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime

from bot.app.confirming import letters_again_at, remember_letter
from bot.app.outcomes import identity
from bot.app.preparing import Held
from bot.sent_journal import SentJournal
from store.outbox import Claimed, DeliveryKind, Promise

ENOUGH = "There were enough such letters to this address within a day; this one waits."


def too_many(journal: SentJournal | None, claimed: Claimed, now: datetime) -> Held | None:
    """Whether a letter waits because its address had enough of its kind. To be asked at the last moment: the one before
    may have gone out just now.
    """
    if journal is None or claimed.delivery.kind is not DeliveryKind.CONFIRMATION:
        return None
    again = None
    with suppress(OSError):  # the database counts as well
        again = letters_again_at(journal, claimed.address.target, now)
    return None if again is None else Held(again, ENOUGH)


def remember(journal: SentJournal | None, claimed: Claimed, promises: Sequence[Promise], now: datetime) -> None:
    """Write down what has arrived."""
    if journal is None:
        return
    address, delivery = claimed.address, claimed.delivery
    if delivery.kind is DeliveryKind.CONFIRMATION:
        with suppress(OSError):
            remember_letter(journal, address.target, now)
        return
    told = [identity(address, delivery, each) for each in promises if each.shown]
    # It was sent: a full disk must not make it look otherwise.
    with suppress(OSError):
        journal.add(told or [identity(address, delivery, None)], now.date())
