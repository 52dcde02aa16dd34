"""The only letters an address gets that its owner did not ask for: is it yours, and here are your links.

They answer what anyone can type into a form, so they are few: :data:`MAX_CONFIRMATIONS` of both kinds together.
"""

from datetime import datetime, timedelta

from store.api import Reading, Writing
from store.outbox import Delivery, DeliveryKind, Gathered
from store.readers import Address, Way

MAX_CONFIRMATIONS = 3
"""So many of these letters go to one address within :data:`CONFIRMATIONS_WITHIN`."""

CONFIRMATIONS_WITHIN = timedelta(hours=24)

CONFIRM = "confirm"
"""How the slot of a letter begins that asks whether an address is its owner's."""

LINKS = "links"
"""How the slot of a letter begins that brings an owner the link to their settings."""

_MANY = 1_000
"""More deliveries than an address gets in :data:`CONFIRMATIONS_WITHIN`."""


def ask_to_confirm(catalog: Writing, address: Address, now: datetime) -> Delivery | None:
    """Post the question whether a mail address is its owner's.

    :param now: aware, UTC.
    :return: ``None``, and nothing is posted, if there were :data:`MAX_CONFIRMATIONS` of late, the address is confirmed
        already, is stopped, or may not be written to by anyone.
    """
    return None if address.confirmed_at else post_letter(catalog, address, CONFIRM, now)


def post_letter(catalog: Writing, address: Address, what: str, now: datetime) -> Delivery | None:
    """Post one of these letters to a mail address.

    :param what: :data:`CONFIRM` or :data:`LINKS`.
    :param now: aware, UTC.
    :return: ``None``, and nothing is posted, if there were :data:`MAX_CONFIRMATIONS` of late, the address is stopped,
        or may not be written to by anyone.
    """
    if address.way is not Way.MAIL or address.stopped or catalog.suppression(address.target):
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
