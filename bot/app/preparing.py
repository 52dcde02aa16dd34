"""What a claimed delivery comes to before anything is sent: a letter, an end without one, or a later time."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.app.confirming import asking
from bot.app.edition import Editions
from bot.app.mail_codes import brings_code, live_code
from bot.app.outcomes import identity
from bot.app.outlets import NotYet, Outlet
from bot.app.still_told import still_told
from bot.channels.types import Letter
from bot.core.timing import BadTiming, quiet_until, zone
from bot.sent_journal import SentJournal
from store.api import Reading, Store
from store.errors import NotFound, StoreError
from store.outbox import Claimed, Delivery, DeliveryKind, DeliveryState, Outcome, Promise
from store.readers import Address, Reader, Way

MAX_SAID = 500
"""Of an error so many characters are kept."""

LOOKED_AT_AGAIN = timedelta(hours=1)
"""After so long a delivery that waits for something is looked at again: a reader may resume at any time."""

TOLD = "The reader was told before, says the journal."

_WITHOUT_PAPERS = (DeliveryKind.QUIET, DeliveryKind.NOTICE)

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Held:
    """That a delivery waits. :ivar until: not before then. :ivar said: why, in words."""

    until: datetime
    said: str


def held_back(reader: Reader, kind: DeliveryKind, now: datetime, *, quiet_hours: bool = True) -> Held | None:
    """Why a message is not to be sent to a reader now; ``None``: it is. A confirmation always is.

    :param quiet_hours: whether theirs count.
    :raises bot.core.timing.BadTiming: their time zone is not known here.
    """
    if kind is DeliveryKind.CONFIRMATION:
        return None
    soon = now + LOOKED_AT_AGAIN
    if reader.paused:
        return Held(soon, "The reader has paused.")
    if reader.snoozed_until is not None and reader.snoozed_until > now:
        return Held(min(reader.snoozed_until, soon), "The reader has snoozed.")
    end = quiet_until(reader.quiet_hours, zone(reader.timezone), now) if quiet_hours else None
    return Held(min(end, soon), "It waits for the end of the reader's quiet hours.") if end else None


@dataclass(frozen=True, slots=True)
class Prepared:
    """What is to be done about a delivery.

    :ivar letter: to be sent. :ivar promises: those it tells of. :ivar papers: how many that are.
    :ivar outcome: what becomes of it without being sent. :ivar withheld: because the journal knows it.
    :ivar held: it waits. :ivar reported: whether that is worth a word.
    """

    claimed: Claimed
    letter: Letter | None = None
    promises: tuple[Promise, ...] = ()
    papers: int = 0
    outcome: Outcome | None = None
    withheld: bool = False
    held: Held | None = None
    reported: bool = False


def untold(
    journal: SentJournal | None, address: Address, delivery: Delivery, promises: Sequence[Promise]
) -> tuple[Promise, ...] | None:
    """What a delivery has to tell that the journal does not know as told; ``None`` if it need not be sent at all.

    :raises NotYet: the journal cannot be read, so that nobody knows.
    """
    if journal is None or delivery.kind is DeliveryKind.CONFIRMATION:
        return tuple(promises)
    try:
        told = {each.number for each in promises if journal.has(identity(address, delivery, each))}
        message_told = delivery.kind in _WITHOUT_PAPERS and journal.has(identity(address, delivery, None))
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise NotYet(
            f"The journal of what was sent cannot be read ({why}: {error.filename}), so it is not known whether this "
            "was told before. Let this user read it; if it is lost, remove it."
        ) from error
    if not told and not message_told:
        return tuple(promises)
    left = tuple(each for each in promises if each.number not in told)
    return left if any(each.shown for each in left) else None


class Preparer:
    """Prepares claimed deliveries, some at a time. One for a run."""

    def __init__(
        self, store: Store, outlets: Mapping[Way, Outlet], editions: Editions, journal: SentJournal | None
    ) -> None:
        """:param journal: what was sent is asked of it; ``None``: nobody is."""
        self._store = store
        self._outlets = outlets
        self._editions = editions
        self._journal = journal

    def prepare(self, claimed: Sequence[Claimed], now: datetime, *, quiet_hours: bool) -> list[Prepared]:
        """What is to be done about each.

        :param quiet_hours: whether the readers' count.
        """
        prepared = []
        with self._store.reading() as catalog:
            contents = catalog.promises_in([each.delivery.number for each in claimed])
            for each in claimed:
                try:
                    held = held_back(each.reader, each.delivery.kind, now, quiet_hours=quiet_hours)
                    promises = contents.get(each.delivery.number, ())
                    prepared.append(Prepared(each, held=held) if held else self._one(catalog, each, promises, now))
                except NotFound:
                    _log.info("delivery %d: its reader or address is no more", each.delivery.number)
                except (NotYet, BadTiming) as error:
                    held = Held(now + LOOKED_AT_AGAIN, str(error)[:MAX_SAID])
                    prepared.append(Prepared(each, held=held, reported=True))
                except StoreError:
                    raise
                except Exception as error:  # noqa: BLE001 - one that cannot be made must not keep back all the others
                    _log.exception("delivery %d cannot be rendered", each.delivery.number)
                    said = f"It cannot be rendered: {type(error).__name__}: {error}"[:MAX_SAID]
                    prepared.append(Prepared(each, outcome=Outcome(state=DeliveryState.DEAD, at=now, said=said)))
        return prepared

    def _one(self, catalog: Reading, claimed: Claimed, promises: Sequence[Promise], now: datetime) -> Prepared:
        outlet, delivery = self._outlets[claimed.address.way], claimed.delivery
        if delivery.kind is DeliveryKind.CONFIRMATION:
            return self._question(catalog, claimed, outlet, now)
        wanted = untold(self._journal, claimed.address, delivery, promises)
        if wanted is None:
            outcome = Outcome(state=DeliveryState.SENT, at=now, said=TOLD)
            return Prepared(claimed, outcome=outcome, withheld=True)
        now_told = still_told(catalog, self._editions, delivery, wanted)
        if now_told.edition is None:
            return Prepared(claimed, outcome=Outcome(state=DeliveryState.SUPPRESSED, at=now, said=now_told.why))
        letter = outlet.write(now_told.edition)
        return Prepared(claimed, letter, now_told.promises, len(now_told.edition.items))

    def _question(self, catalog: Reading, claimed: Claimed, outlet: Outlet, now: datetime) -> Prepared:
        """The letter that asks whether an address is its owner's."""
        asker = asking(catalog, claimed.delivery, claimed.address)
        if asker is None:
            said = "Nobody asks this any more, or mail has come back from the address."
            return Prepared(claimed, outcome=Outcome(state=DeliveryState.SUPPRESSED, at=now, said=said))
        profiles, delivery = catalog.profiles_of(asker.number), claimed.delivery
        # Its link is good for a while from its date: one that had to wait must not come with one that has run out.
        dated = replace(delivery, created_at=max(delivery.created_at, delivery.not_before))
        if not brings_code(delivery):
            return Prepared(claimed, outlet.confirm(dated, asker, claimed.address, profiles))
        code = live_code(catalog, asker.number, claimed.address.number, now)
        if code is None:
            outcome = Outcome(state=DeliveryState.SUPPRESSED, at=now, said="Its code is of no use any more.")
            return Prepared(claimed, outcome=outcome)
        return Prepared(claimed, outlet.code(dated, asker, claimed.address, code.code))
