"""Mail that came back: which delivery it was, and when nothing more is sent to its address.

Once that there is no such mailbox, three times within a week that it did not work, or once that it was reported as
unwanted: then the address is stopped, and suppressed for whoever asks. Not to stop is what gets a sender blocked.
"""

import base64
import binascii
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from bot.bounce_mail import TOKEN_LENGTH, read_bounce
from bot.links import SEAL_BYTES, Signer
from store.api import Reading, Store
from store.errors import NotFound
from store.outbox import DeliveryState, Outcome
from store.readers import Address, Bounce, BounceKind, Suppression, Way

TOKEN_WITHIN = timedelta(hours=48)
"""So long after a mail was sent its coming back is believed."""

MAX_SOFT = 3
"""So many soft bounces within :data:`SOFT_WITHIN` stop an address."""

SOFT_WITHIN = timedelta(days=7)

STOPPED = {
    BounceKind.HARD: "mail came back: there is no such mailbox",
    BounceKind.SOFT: f"mail came back {MAX_SOFT} times within {SOFT_WITHIN.days} days",
    BounceKind.COMPLAINT: "reported as unwanted",
}
"""Why an address is stopped, in words."""

_PURPOSE = "bounce"
_DELIVERY_BYTES, _TIME_BYTES = 5, 4


@dataclass(frozen=True, slots=True)
class NotedBounce:
    """What became of a mail that came back.

    :ivar address: as it is kept now.
    :ivar kind: how it came back.
    :ivar stopped: it is this that stopped the address.
    """

    address: Address
    kind: BounceKind
    stopped: bool


class NotTaken(ValueError):
    """A message that says nothing about a mail of ours. The message says why; there is nothing to mend."""


def bounce_token(signer: Signer, delivery: int, at: datetime) -> str:
    """What identifies a delivery in the sender of an envelope, as ``bounces+TOKEN@host``: :data:`TOKEN_LENGTH` small
    letters and digits (base32, RFC 4648), for mail servers do not keep capitals apart.

    :param delivery: its number.
    :param at: when it is sent, aware.
    """
    body = delivery.to_bytes(_DELIVERY_BYTES, "big") + int(at.timestamp()).to_bytes(_TIME_BYTES, "big")
    return base64.b32encode(body + signer.seal(_PURPOSE, body)).decode("ascii").lower()


def read_bounce_token(signer: Signer, token: str, now: datetime) -> int | None:
    """The number of the delivery that a token is for; ``None`` if it was not made here, or not lately enough."""
    if len(token) != TOKEN_LENGTH or not token.isascii():
        return None
    try:
        whole = base64.b32decode(token.upper())
    except binascii.Error:
        return None
    body, seal = whole[:-SEAL_BYTES], whole[-SEAL_BYTES:]
    if not signer.sealed(_PURPOSE, body, seal):
        return None
    at = datetime.fromtimestamp(int.from_bytes(body[_DELIVERY_BYTES:], "big"), UTC)
    return int.from_bytes(body[:_DELIVERY_BYTES], "big") if now - at <= TOKEN_WITHIN else None


def stopping(kind: BounceKind, soft_before: int) -> str:
    """Why a bounce stops its address, in words; empty if it does not.

    :param soft_before: soft bounces of the address within :data:`SOFT_WITHIN` before this one.
    """
    return "" if kind is BounceKind.SOFT and soft_before + 1 < MAX_SOFT else STOPPED[kind]


def soft_bounces(catalog: Reading, address: int, now: datetime) -> int:
    """How many soft bounces an address had within :data:`SOFT_WITHIN`."""
    return sum(each.kind is BounceKind.SOFT for each in catalog.bounces(address, now - SOFT_WITHIN))


def outcome_of_bounce(usual: Outcome, kind: BounceKind, soft_before: int) -> Outcome:
    """What becomes of an attempt that the recipient's server refused in the dialogue: the bounce is remembered, and if
    it stops the address the delivery is suppressed with all others to it.

    A soft one is to be given once for each delivery: what its repetitions meet is the same trouble, and three within
    an hour say no more than one.

    :param usual: what becomes of the attempt otherwise.
    :param soft_before: see :func:`soft_bounces`.
    """
    why = stopping(kind, soft_before)
    if not why:
        return replace(usual, bounce=kind)
    return replace(usual, state=DeliveryState.SUPPRESSED, not_before=None, stop_address=why, bounce=kind, suppress=True)


def note_bounce(store: Store, address: int, kind: BounceKind, said: str, now: datetime) -> NotedBounce:
    """Remember that mail to an address came back, and stop it if that is enough.

    :param said: what the other side said.
    :param now: aware, UTC.
    :raises store.errors.NotFound: the address is not known any more.
    """
    with store.writing() as catalog:
        known = catalog.address(address)
        why = stopping(kind, soft_bounces(catalog, address, now))
        catalog.record_bounce(Bounce(reader=known.reader, address=address, kind=kind, said=said, at=now))
        if not why:
            return NotedBounce(known, kind, stopped=False)
        if known.way is Way.MAIL:
            catalog.suppress(known.target, Suppression(digest="", kind=kind, at=now))
        return NotedBounce(catalog.stop_address(address, why, now), kind, stopped=not known.stopped)


def take_bounce(store: Store, signer: Signer, message: bytes, now: datetime) -> NotedBounce:
    """Take a message that came to the address in the envelope's sender: a bounce, a complaint, or anything else.

    :param message: as it came (RFC 5322), however damaged.
    :param now: aware, UTC.
    :raises NotTaken: it is no bounce, or none of a mail that was sent from here lately.
    """
    report = read_bounce(message)
    if report is None:
        raise NotTaken("This message is neither a bounce nor a complaint; nothing was changed.")
    deliveries = (read_bounce_token(signer, token, now) for token in report.tokens)
    delivery = next((number for number in deliveries if number is not None), None)
    if delivery is None:
        hours = TOKEN_WITHIN // timedelta(hours=1)
        raise NotTaken(f"This bounce is not of a mail sent from here within the last {hours} hours; it was ignored.")
    try:
        with store.reading() as catalog:
            address = catalog.delivery(delivery).address
        return note_bounce(store, address, report.kind, report.said, now)
    except NotFound as error:
        raise NotTaken("The mail that came back, or its address, is not known any more; it was ignored.") from error


def forgive(store: Store, target: str) -> tuple[bool, Address | None]:
    """Allow a mail address again: it is suppressed no more, and sent to again if it was a bounce that stopped it.

    :param target: the mail address.
    :return: whether it had been suppressed, and the reader's address, if there is one, as it is now.
    """
    with store.writing() as catalog:
        suppressed = catalog.unsuppress(target)
        known = catalog.address_at(Way.MAIL, target)
        if known and known.stopped in STOPPED.values():
            known = catalog.save_address(replace(known, stopped=""))
        return suppressed, known


@dataclass(frozen=True, slots=True)
class Returned:
    """An address mail came back from. :ivar bounces: of late, in order, at least one."""

    address: Address
    bounces: tuple[Bounce, ...]


def returned(store: Store, since: datetime) -> tuple[Returned, ...]:
    """The addresses that mail came back from since then, the last one last."""
    by_address: dict[int, list[Bounce]] = {}
    with store.reading() as catalog:
        for bounce in catalog.bounces(None, since):
            by_address.setdefault(bounce.address, []).append(bounce)
        found = [Returned(catalog.address(number), tuple(each)) for number, each in by_address.items()]
    return tuple(sorted(found, key=lambda each: each.bounces[-1].at))
