"""What deliveries say: a digest as mail, plain text, short message or page, and the question to a new address."""

from collections.abc import Sequence
from functools import cache

from bot.channels.types import Letter
from bot.core.edition import Edition
from bot.links import Links
from bot.render.language import language_of, translations
from bot.render.mail.identity import message_id
from bot.render.mail.letters import Letters
from bot.render.mail.notices import code_notice, notice_letter, notice_of
from store.outbox import Delivery
from store.profiles import StoredProfile
from store.readers import Address, Reader

__all__ = ["code_letter", "confirmation_letter", "file_page", "mail_letter", "message_id", "text_letter"]


def mail_letter(edition: Edition, links: Links | None, sender_host: str) -> Letter:
    """A mail: text and HTML, each complete by itself, the HTML shorter than 100,000 bytes whatever the day.

    What is too much is shortened step by step: first the abstracts, then the number of papers.

    :param links: the pages behind the mail; ``None`` if there are none, then it has no links to them.
    :param sender_host: of the sender's address, in ASCII.
    :raises ValueError: the host is none.
    """
    return _letters(edition.reader.language).mail(edition, links, sender_host)


def text_letter(edition: Edition, links: Links | None, sender_host: str) -> Letter:
    """Plain text: whole for a terminal or a folder; for chats at most 4,000 characters, by whole papers.

    :raises ValueError: the host is none.
    """
    return _letters(edition.reader.language).text(edition, links, sender_host)


def file_page(edition: Edition, links: Links | None) -> str:
    """The mail as a page for a folder, with all its papers and their whole abstracts."""
    return _letters(edition.reader.language).page(edition, links)


def confirmation_letter(
    delivery: Delivery,
    reader: Reader,
    address: Address,
    links: Links,
    sender_host: str,
    profiles: Sequence[StoredProfile] = (),
) -> Letter:
    """The question whether an address is its owner's; or, in a slot ``links …``, the link to a reader's settings.

    :param reader: whose papers are to be told there; not whose address it is, where it is to become another's.
    :param profiles: what they look for.
    :raises ValueError: the host is none.
    """
    language = language_of(reader.language)
    words = translations(language)
    notice = notice_of(delivery, reader, address, links, words, language, profiles)
    return notice_letter(delivery, address, notice, words, sender_host)


def code_letter(delivery: Delivery, reader: Reader, address: Address, code: str, sender_host: str) -> Letter:
    """The letter that brings a code; it needs no pages.

    :param reader: in whose chat the code is to be told, in their language.
    :raises ValueError: the host is none.
    """
    language = language_of(reader.language)
    words = translations(language)
    return notice_letter(delivery, address, code_notice(code, words, language), words, sender_host)


@cache
def _by_language(language: str) -> Letters:
    return Letters(translations(language), language)


def _letters(tag: str) -> Letters:
    return _by_language(language_of(tag))
