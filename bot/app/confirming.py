"""The only letters an address gets that its owner did not ask for: is it yours, and here are your links.

They answer what anyone can type into a form, so they are few: :data:`MAX_CONFIRMATIONS` of both kinds together. What
was posted is counted in the database, where it goes with its address; what was sent is counted in the journal too
(:mod:`bot.sent_journal`), so that an address that is removed or erased and comes back, with whomever, begins no new
count.
"""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.core.timing import with_next_digest
from bot.sent_journal import SentJournal
from store.api import Reading, Writing
from store.errors import NotFound
from store.outbox import Delivery, DeliveryKind, Gathered
from store.readers import Address, Reader, Way

MAX_CONFIRMATIONS = 3
"""So many of these letters go to one address within :data:`CONFIRMATIONS_WITHIN`."""

CONFIRMATIONS_WITHIN = timedelta(hours=24)

CONFIRM = "confirm"
"""How the slot of a letter begins that asks whether an address is its owner's."""

JOIN = "join"
"""How the slot of a letter begins that asks whether an address is that of another reader, whose number follows."""

CODE = "code"
"""How the slot of a letter begins that brings a code to be told in a chat; the number of the reader whose chat it is
follows (:mod:`bot.app.mail_codes`)."""

LINKS = "links"
"""How the slot of a letter begins that brings an owner the link to their settings."""

_HOUR = timedelta(hours=1)
_MANY = 1_000
"""More deliveries than an address gets in :data:`CONFIRMATIONS_WITHIN`."""


def ask_to_confirm(catalog: Writing, address: Address, now: datetime) -> Delivery | None:
    """Post the question whether a mail address is its owner's.

    :param now: aware, UTC.
    :return: ``None``, and nothing is posted, if there were :data:`MAX_CONFIRMATIONS` of late, the address is in use
        already, or may not be written to by anyone.
    """
    return None if address.is_open else post_letter(catalog, address, CONFIRM, now)


def post_letter(catalog: Writing, address: Address, what: str, now: datetime) -> Delivery | None:
    """Post one of these letters to a mail address; also to one that is stopped, for its owner may want to come back.

    :param what: :data:`CONFIRM`, :data:`LINKS`, or :data:`JOIN` or :data:`CODE` with a reader's number.
    :param now: aware, UTC.
    :return: ``None``, and nothing is posted, if there were :data:`MAX_CONFIRMATIONS` of late, or the address may not be
        written to by anyone.
    """
    if address.way is not Way.MAIL or catalog.suppression(address.target):
        return None
    if confirmations(catalog, address.number, now) >= MAX_CONFIRMATIONS:
        return None
    letter = Delivery(
        reader=address.reader,
        address=address.number,
        kind=DeliveryKind.CONFIRMATION,
        slot=f"{what} {now:%Y-%m-%dT%H:%M:%SZ}",
        created_at=now,
        not_before=now,
    )
    # Two in one second are one: a button that was pressed twice.
    return next(iter(catalog.gather([Gathered(delivery=letter)])), None)


def confirmations(catalog: Reading, address: int, now: datetime) -> int:
    """How many of these letters were posted to an address of late, sent or not.

    :param address: its number.
    """
    since = now - CONFIRMATIONS_WITHIN
    posted = catalog.deliveries(address=address, limit=_MANY)
    return sum(each.kind is DeliveryKind.CONFIRMATION and each.created_at > since for each in posted)


def asking(catalog: Reading, letter: Delivery, address: Address) -> Reader | None:
    """Whose papers are to be told at an address, says a letter.

    :return: ``None`` if it is not to be sent any more: whoever asked is gone, or mail has come back from the address.
    """
    if catalog.suppression(address.target):
        return None
    what, first, *_ = letter.slot.split()
    try:
        return catalog.reader(int(first) if what in (JOIN, CODE) else letter.reader)
    except NotFound:
        return None


def accept(catalog: Writing, address: Address, now: datetime) -> Reader:
    """The owner of an address says that it is theirs: papers are told there from now on, also where it was stopped; but
    not where mail came back.

    :param now: aware, UTC.
    :return: whose address it is.
    """
    closed = address.way is Way.MAIL and catalog.suppression(address.target)
    accepted = replace(address, confirmed_at=address.confirmed_at or now, stopped=address.stopped if closed else "")
    return catalog.reader(address.reader) if accepted == address else from_now_on(catalog, accepted, now)


def from_now_on(catalog: Writing, address: Address, now: datetime) -> Reader:
    """Keep an address as it is to be used. What fell due while its reader was told nowhere is not told."""
    reader = catalog.reader(address.reader)
    if not any(each.is_open for each in catalog.addresses(reader.number)):
        timings = [each.timing for each in catalog.profiles_of(reader.number)]
        reader = catalog.save_reader(with_next_digest(reader, timings, now))
    catalog.save_address(address)
    return reader


def remember_letter(journal: SentJournal, target: str, now: datetime) -> None:
    """Remember that one of these letters was sent.

    :param target: the mail address.
    :param now: aware, UTC.
    :raises OSError: the journal cannot be read or written to.
    """
    hour = _hour(now)
    number = _sent_in(journal, target, hour) + 1
    if number <= MAX_CONFIRMATIONS:
        journal.add([_identity(target, hour, number)], now.date())


def letters_again_at(journal: SentJournal, target: str, now: datetime) -> datetime | None:
    """When the next of these letters may be sent, if not now. Sent ones are known by their hour: the answer may be up
    to an hour later than need be.

    :param target: the mail address, whatever became of it in the database.
    :param now: aware, UTC.
    :raises OSError: the journal cannot be read.
    """
    hour, before = _hour(now), 0
    earliest = _hour(now - CONFIRMATIONS_WITHIN)
    while hour >= earliest:
        before += _sent_in(journal, target, hour)
        if before >= MAX_CONFIRMATIONS:
            return hour + _HOUR + CONFIRMATIONS_WITHIN
        hour -= _HOUR
    return None


def _sent_in(journal: SentJournal, target: str, hour: datetime) -> int:
    numbers = range(1, MAX_CONFIRMATIONS + 1)
    return next((number - 1 for number in numbers if not journal.has(_identity(target, hour, number))), numbers[-1])


def _hour(now: datetime) -> datetime:
    return now.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


def _identity(target: str, hour: datetime, number: int) -> str:
    """How the journal calls the letter to an address that is the first, second … of its hour."""
    return f"{Way.MAIL}|{target.casefold()}|letter {hour:%Y-%m-%dT%H} {number}"
