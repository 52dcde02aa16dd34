"""Mail that came back: which delivery it was, and when nothing more is sent to its address.

Once that there is no such mailbox, three mails within a week that could not be delivered, or once that one was reported
as unwanted: then the address is stopped, and suppressed for whoever asks. Not to stop is what gets a sender blocked.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.bounce_mail import read_bounce
from bot.links import Signer
from bot.mail_tokens import TOKEN_WITHIN, read_bounce_token
from store.api import Reading, Store
from store.errors import NotFound
from store.outbox import DeliveryState, Outcome
from store.readers import Address, Bounce, BounceKind, Suppression, Way

MAX_SOFT = 3
"""So many soft bounces within :data:`SOFT_WITHIN` stop an address."""

SOFT_WITHIN = timedelta(days=7)

STOPPED = {
    BounceKind.HARD: "mail came back: there is no such mailbox",
    BounceKind.SOFT: f"mail came back {MAX_SOFT} times within {SOFT_WITHIN.days} days",
    BounceKind.COMPLAINT: "reported as unwanted",
}
"""Why an address is stopped, in words."""


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
    """A message that says nothing new about a mail of ours. The message says why; there is nothing to mend."""


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


def note_bounce(store: Store, delivery: int, kind: BounceKind, said: str, now: datetime) -> NotedBounce:
    """Remember that a mail came back, and stop its address if that is enough.

    :param delivery: its number.
    :param said: what the other side said.
    :param now: aware, UTC.
    :raises NotTaken: it is known already that this mail came back, and how.
    :raises store.errors.NotFound: the delivery or its address is not known any more.
    """
    mark = f"delivery {delivery}: "
    with store.writing() as catalog:
        sent = catalog.delivery(delivery)
        bounce = Bounce(reader=sent.reader, address=sent.address, kind=kind, said=f"{mark}{said}", at=now)
        catalog.record_bounce(bounce)  # from here on nobody else counts those of this address
        lately = catalog.bounces(sent.address, now - SOFT_WITHIN)
        kinds = [each.kind for each in lately if each.said.startswith(mark)]
        if kinds.count(kind) > 1 or (kind is BounceKind.SOFT and len(kinds) > 1):
            raise NotTaken("It is known already that this mail came back; it is not counted again.")
        known = catalog.address(sent.address)
        soft = sum(each.kind is BounceKind.SOFT for each in lately)
        why = stopping(kind, soft - 1)
        if not why:
            return NotedBounce(known, kind, stopped=False)
        if known.way is Way.MAIL:
            catalog.suppress(known.target, Suppression(digest="", kind=kind, at=now))
        return NotedBounce(catalog.stop_address(sent.address, why, now), kind, stopped=not known.stopped)


def take_bounce(store: Store, signer: Signer, message: bytes, now: datetime) -> NotedBounce:
    """Take a message that is a bounce or a complaint.

    :param message: as it came (RFC 5322), however damaged.
    :param now: aware, UTC.
    :raises NotTaken: it is neither, or not about a mail that was sent from here lately, or known already.
    """
    report = read_bounce(message)
    if report is None:
        raise NotTaken(
            "This message is neither a bounce nor a complaint nor a request to unsubscribe that was made here; nothing "
            "was changed."
        )
    deliveries = (read_bounce_token(signer, token, now) for token in report.tokens)
    delivery = next((number for number in deliveries if number is not None), None)
    if delivery is None:
        hours = TOKEN_WITHIN // timedelta(hours=1)
        raise NotTaken(f"This bounce is not of a mail sent from here within the last {hours} hours; it was ignored.")
    if report.about_us:
        raise NotTaken(
            f"Delivery {delivery} came back for what we are or what it said, which is not counted against its address: "
            f"{report.said} See whether the mail server is on a block list."
        )
    try:
        return note_bounce(store, delivery, report.kind, report.said, now)
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
