"""The identity of a message: the same for the same day and digest, however often it is tried. Pure."""

import hashlib
import re

from store.outbox import Delivery
from store.readers import Address, Way

_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?")


def message_id(delivery: Delivery, address: Address, host: str) -> str:
    """The Message-ID of a delivery, with angle brackets (RFC 5322, section 3.6.4).

    It is made from the way out, the address's target and the delivery's slot. The store's numbers have no part in it,
    so a mail composed anew from a backup is known to be the same by the mail programs that had it.

    :param host: of the sender, in ASCII.
    :raises ValueError: the host is none.
    """
    if not _HOST.fullmatch(host):
        raise ValueError(f"{host!r} is no host name in ASCII. Give the part of the sender's address after the @.")
    # Upper and lower case of mail addresses are not told apart.
    target = address.target.lower() if address.way is Way.MAIL else address.target
    named = f"{address.way.value}\0{target}\0{delivery.slot}"
    return f"<{hashlib.sha256(named.encode('utf-8', 'surrogatepass')).hexdigest()[:40]}@{host.lower()}>"
