"""A mail address for who reads in a chat: its owner is sent a code and tells it there, so that it needs no pages.

Whoever asks learns nothing of the address before: what is said is the same whether it is known, is someone else's, or
wants no mail. Whoever tells the code reads the mail there, and with that whatever was kept for that address alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hmac import compare_digest

from bot.app.confirming import CODE, accept, post_letter
from bot.app.joining import address_to_ask, require_room
from bot.app.new_profiles import free_profile_name
from bot.app.new_profiles import require_room as require_room_for_profiles
from bot.app.profile_addresses import told_at
from bot.app.reader_rules import AddressTaken, ReaderRefused, checked_target
from bot.app.reader_times import rearranged
from bot.core.said import said
from store.api import Reading, Store, Writing
from store.chats import MailCode
from store.outbox import Delivery
from store.profiles import StoredProfile
from store.readers import Address, Reader, Way

DIGITS = 6
"""A code has so many."""

CODE_WITHIN = timedelta(minutes=30)
"""So long a code may be told."""

MAX_TRIES = 5
"""A code may be told wrongly so often; then it is of no use any more."""

MAX_ADDRESSES = 5
"""A reader has codes sent to so many addresses within :data:`ADDRESSES_WITHIN`: strangers are written to by nobody."""

ADDRESSES_WITHIN = timedelta(hours=24)


class WrongCode(ReaderRefused):
    """The code is not the one that was sent, or of no use any more."""

    def __init__(self) -> None:
        """The message is the same whatever is wrong."""
        super().__init__(said("That is not the code, or it is of no use any more. For a new one: /email"))


@dataclass(frozen=True, slots=True)
class Proven:
    """Somebody told the right code.

    :ivar address: the address, by number. :ivar profiles: names of those that were kept for it alone, and that its
        owner may take over.
    """

    address: int
    profiles: tuple[str, ...]


def post_code(store: Store, reader: int, mail: str, code: str, now: datetime) -> Delivery | None:
    """Post a code to a mail address.

    :param reader: who asks, by number. :param mail: as typed. :param code: :data:`DIGITS` random digits.
    :param now: aware, UTC.
    :return: the letter that was posted, if any. Not for the eyes of whoever asked.
    :raises ReaderRefused: it is no mail address, they have it or too many already, or have asked for many of late.
    :raises store.errors.NotFound: there is no such reader.
    """
    with store.writing() as catalog:
        _refuse_many(catalog, reader, mail, now)
        known = address_to_ask(catalog, reader, mail, now)
        if known is None:
            return None
        letter = post_letter(catalog, known, f"{CODE} {reader}", now)
        if letter is not None:
            catalog.save_mail_code(MailCode(reader=reader, address=known.number, code=code, made_at=now))
    return letter


def tell_code(store: Store, reader: int, mail: str, code: str, now: datetime) -> Proven:
    """Somebody tells the code that was sent to an address. Nothing but a wrong try is remembered of it. One that is
    theirs needs no code any more.

    :param mail: the address, as it was typed. :param now: aware, UTC.
    :raises WrongCode: it is not the one.
    """
    with store.writing() as catalog:
        address = catalog.address_at(Way.MAIL, mail)
        if address is not None and address.reader == reader and address.is_open:
            return Proven(address.number, ())
        if address is not None and _is_right(catalog, reader, address.number, code, now):
            return Proven(address.number, tuple(each.name for each in _to_take_over(catalog, address, reader)))
    # Only now: what was counted has to stay.
    raise WrongCode


def join_by_code(
    store: Store, reader: int, address: int, code: str, now: datetime, *, taking_over: bool, most: int
) -> Reader:
    """The owner of an address is this reader, says the code: what they are told comes there from now on. Whoever was
    reader by that address alone is no more. Once is enough.

    :param reader: by number. :param address: likewise. :param now: aware, UTC.
    :param taking_over: with the profiles that were kept for the address alone. :param most: how many they may have.
    :raises WrongCode: it is not the one.
    :raises AddressTaken: the address is one of several of another reader, who must remove it first.
    :raises ReaderRefused: they have too many addresses, or would have too many profiles.
    :raises store.errors.NotFound: the address or the reader is not known any more.
    """
    with store.writing() as catalog:
        known, joined = catalog.address(address), catalog.reader(reader)
        if known.reader == reader and known.is_open:
            return joined
        if _is_right(catalog, reader, address, code, now):
            if known.reader != reader:
                known = _moved(catalog, known, joined, now, most=most if taking_over else None)
            accept(catalog, known, now)
            catalog.remove_mail_code(address)
            return rearranged(catalog, catalog.reader(reader), now)
    raise WrongCode


def live_code(catalog: Reading, reader: int, address: int, now: datetime) -> MailCode | None:
    """The code that a reader may tell for an address now."""
    code = catalog.mail_code(address, reader)
    live = code is not None and code.tries < MAX_TRIES and now < code.made_at + CODE_WITHIN
    return code if live else None


def _is_right(catalog: Writing, reader: int, address: int, code: str, now: datetime) -> bool:
    """Whether it is the code that was sent to an address. A wrong try is counted, wherever it was made."""
    sent = live_code(catalog, reader, address, now)
    if sent is None:
        return False
    if compare_digest(sent.code.encode(), code.encode("utf-8", "surrogatepass")):
        return True
    catalog.save_mail_code(replace(sent, tries=sent.tries + 1))
    return False


def brings_code(letter: Delivery) -> bool:
    """Whether it is a letter that brings a code."""
    return letter.slot.startswith(f"{CODE} ")


def _refuse_many(catalog: Reading, reader: int, mail: str, now: datetime) -> None:
    known = catalog.address_at(Way.MAIL, checked_target(Way.MAIL, mail))
    others = [each for each in catalog.mail_codes(reader) if each.made_at > now - ADDRESSES_WITHIN]
    if len([each for each in others if known is None or each.address != known.number]) >= MAX_ADDRESSES:
        raise ReaderRefused(said("Too many addresses for one day. Try again tomorrow."))


def _moved(catalog: Writing, address: Address, reader: Reader, now: datetime, *, most: int | None) -> Address:
    """The address, which was another reader's; with the profiles that were kept for it alone, if so many may be."""
    other = catalog.reader(address.reader)
    alone = _is_there_alone(catalog, other, address)
    if address.confirmed_at and not alone:
        raise AddressTaken(other.number, said("Remove it in the settings it belongs to, then add it again."))
    require_room(catalog, reader.number)
    others = () if most is None else _to_take_over(catalog, address, reader.number)
    moved = catalog.hand_over(address.number, reader.number)
    if most is not None:
        _take_over(catalog, others, reader, now, most)
    _tell_there_too(catalog, reader, moved)
    if alone:
        catalog.forget_reader(other.number)
    return moved


def _tell_there_too(catalog: Writing, reader: Reader, joined: Address) -> None:
    """Profiles that have places of their own, one in the chat among them, and left out no other way, as those of a
    group with topics have, are told at the new address too.
    """
    known = [each for each in catalog.addresses(reader.number) if each.number != joined.number]
    rooms = {each.number for each in known if each.way is Way.CHAT}
    others = {each.number for each in known} - rooms
    for profile in catalog.profiles_of(reader.number):
        told = set(profile.addresses)
        if told & rooms and told >= others and joined.number not in told:
            catalog.save_profile(replace(profile, addresses=(*profile.addresses, joined.number)))


def _is_there_alone(catalog: Reading, reader: Reader, address: Address) -> bool:
    """Whether a reader is one by this mail address alone: they signed up with it, and have no other way to read."""
    named = reader.name == address.target or reader.name.startswith(f"{address.target} (")
    return named and all(each.number == address.number for each in catalog.addresses(reader.number))


def _to_take_over(catalog: Reading, address: Address, reader: int) -> Sequence[StoredProfile]:
    """The profiles that were kept for an address alone, without those that the reader has too."""
    if address.reader == reader or not _is_there_alone(catalog, catalog.reader(address.reader), address):
        return ()
    known = {each.keywords for each in catalog.profiles_of(reader)}
    return [each for each in catalog.profiles_of(address.reader) if each.keywords not in known]


def _take_over(catalog: Writing, profiles: Sequence[StoredProfile], reader: Reader, now: datetime, most: int) -> None:
    """Copy profiles, with what was said of their papers."""
    own = catalog.profiles_of(reader.number)
    require_room_for_profiles(own, most, len(profiles))
    taken = {each.name for each in own}
    for each in profiles:
        name = free_profile_name(each.name, taken)
        taken.add(name)
        places = told_at(catalog, reader, None)
        catalog.save_profile(replace(each, number=0, reader=reader.number, name=name, addresses=places, changed_at=now))
        for reaction in catalog.feedback(each.name, reader=each.reader):
            catalog.give_feedback(replace(reaction, profile=name, reader=reader.number))
