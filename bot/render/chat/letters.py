"""Letters for chats: the message, and what is said of it where deliveries are listed. Pure."""

from dataclasses import replace

from bot.channels.types import ASTRAY, Letter
from bot.core.edition import Edition
from bot.links import Links
from bot.render.chat.digests import edition_message, subject_of
from bot.render.chat.looks import look_of
from bot.render.mail import message_id


def chat_letter(edition: Edition, links: Links | None, sender_host: str) -> Letter:
    """An edition as a message for a chat, as that chat wants it (``edition.chat``).

    :param links: the pages behind it; ``None`` if there are none.
    :param sender_host: of the sender's address, in ASCII.
    :raises ValueError: the host is none.
    """
    look = look_of(edition.reader, edition.chat)
    message = replace(edition_message(edition, look), astray=look.language.translated(ASTRAY))
    return Letter(
        kind=edition.delivery.kind,
        message_id=message_id(edition.delivery, edition.address, sender_host),
        date=edition.delivery.created_at,
        subject=subject_of(edition, look),
        text=message.plain,
        language=look.language.tag,
        unsubscribe=links.unsubscribe(edition.reader, edition.address.number) if links else None,
        chat=message,
    )
