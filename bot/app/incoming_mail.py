"""Mail that comes to us: what came back, complaints, and requests to unsubscribe."""

from datetime import datetime

from bot.app.bounces import NotedBounce, NotTaken, take_bounce
from bot.app.signup import unsubscribe
from bot.bounce_mail import read_leaving
from bot.links import Signer
from bot.mail_tokens import read_leave_token
from store.api import Store
from store.errors import NotFound
from store.readers import Address


def take_mail(store: Store, signer: Signer, message: bytes, now: datetime) -> NotedBounce | Address:
    """Take a message that came to the address in the envelope's sender, or to the one in ``List-Unsubscribe``.

    :param message: as it came (RFC 5322), however damaged. Who it says it is from counts for nothing: the token does.
    :param now: aware, UTC.
    :return: what became of a bounce or complaint; the address, as it is now, if it asked to be unsubscribed.
    :raises bot.app.bounces.NotTaken: it is nothing of the kind, or not of a mail that was sent from here lately.
    """
    addresses = (read_leave_token(signer, token) for token in read_leaving(message))
    leaving = next((number for number in addresses if number is not None), None)
    if leaving is None:
        return take_bounce(store, signer, message, now)
    try:
        return unsubscribe(store, leaving, now)
    except NotFound as error:
        raise NotTaken("The address that asked to be unsubscribed is not known any more; it gets nothing.") from error
