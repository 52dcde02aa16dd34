"""Signing up by mail, and the ways back: confirm, unsubscribe, resubscribe, ask for one's links.

Until its owner has confirmed it, an address gets nothing but the question whether it is theirs. Whoever types an
address into a form learns nothing about it: the answer is the same whether it is known or not, and what there is to
say goes to the address itself.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from bot.app.confirming import CONFIRM, LINKS, accept, ask_to_confirm, from_now_on, post_letter
from bot.app.feedback import profile_to_store
from bot.app.reader_rules import ReaderRefused, checked_language, checked_zone
from bot.channels.addresses import BadAddress, mail_address
from bot.core.matching.language import ProfileSyntaxError, parse_query
from bot.core.matching.types import DEFAULT_THRESHOLD, Profile
from bot.core.said import said, sentence_of
from bot.core.timing import with_next_digest
from store.api import Reading, Store, Writing
from store.errors import NotFound
from store.outbox import Delivery
from store.profiles import StoredProfile
from store.readers import Address, Reader, Timing, Way

__all__ = [
    "FIRST_PROFILE",
    "UNSUBSCRIBED",
    "SignUp",
    "SignUpRefused",
    "ask_to_confirm",
    "confirm",
    "free_name",
    "is_but_signed_up",
    "request_links",
    "resubscribe",
    "sign_up",
    "unsubscribe",
]

UNSUBSCRIBED = "unsubscribed"
"""Why an address is stopped whose owner asked for it."""

FIRST_PROFILE = "my papers"
"""How the profile is called that comes with signing up."""


class SignUpRefused(ValueError):
    """What was typed cannot be used, or an address may not be used again. The message says why and what would do.

    :ivar field: what was typed wrongly: ``mail``, ``keywords``, ``timezone`` or ``language``. Where it is
        ``keywords`` the cause is a :class:`bot.core.matching.language.ProfileSyntaxError`, which knows the place.
    """

    def __init__(self, field: str, said: str) -> None:
        """:param said: the message."""
        super().__init__(said)
        self.field = field


@dataclass(frozen=True, slots=True)
class SignUp:
    """What became of a sign-up. Not for the eyes of whoever typed it: they are told the same in every case.

    :ivar address: the one meant; ``None`` if it may not be written to by anyone.
    :ivar delivery: the letter that was posted; ``None`` if there were enough of them, or nothing may be sent.
    """

    address: Address | None
    delivery: Delivery | None


def sign_up(
    store: Store, *, mail: str, keywords_text: str, timing: Timing, timezone: str, language: str, now: datetime
) -> SignUp:
    """Someone typed a mail address and keywords. A new address gets a reader, a profile and a confirmation; one that
    waits to be confirmed is asked again, and what was typed last counts; so is one that was stopped, and the owner of
    one in use gets the link to their settings: nothing of these is changed.

    :param now: aware, UTC.
    :raises SignUpRefused: what was typed cannot be used. It is the same for every address.
    """
    target = _mail(mail)
    place, tongue = _checked("timezone", checked_zone, timezone), _checked("language", checked_language, language)
    wanted = _Wanted(_keywords(keywords_text), timing, place, tongue, now)
    with store.writing() as catalog:
        if catalog.suppression(target):
            return SignUp(None, None)
        address = catalog.address_at(Way.MAIL, target)
        if address is None:
            address = _begin(catalog, target, wanted)
        elif address.is_open:
            return SignUp(address, post_letter(catalog, address, LINKS, now))
        elif address.confirmed_at is None:
            address = _begin_again(catalog, address, wanted)
        return SignUp(address, ask_to_confirm(catalog, address, now))


def confirm(store: Store, address: int, now: datetime) -> Reader:
    """The owner says that the address is theirs; see :func:`bot.app.confirming.accept`. Once is enough.

    :return: whose it is.
    :raises store.errors.NotFound: the address is not known any more.
    """
    with store.writing() as catalog:
        return accept(catalog, catalog.address(address), now)


def unsubscribe(store: Store, address: int, now: datetime, reason: str = UNSUBSCRIBED) -> Address:
    """Send nothing there any more: what is waiting is taken back at once. A second time changes nothing.

    :param reason: why, in words.
    :raises store.errors.NotFound: the address is not known any more; then nothing is sent there either.
    """
    with store.writing() as catalog:
        return catalog.stop_address(address, reason, now)


def resubscribe(store: Store, address: int, now: datetime) -> Address:
    """Send again, from now on; what was found in between is not told.

    :raises store.errors.NotFound: the address is not known any more.
    :raises SignUpRefused: mail came back from there, or was reported as unwanted; only the operator can allow it again.
    """
    with store.writing() as catalog:
        known = catalog.address(address)
        if known.way is Way.MAIL and catalog.suppression(known.target):
            raise SignUpRefused(
                "mail",
                said(
                    "Mail to this address came back or was reported as unwanted, so nothing is sent there any more. "
                    "Use another address, or ask whoever runs this service to allow it again."
                ),
            )
        if known.stopped:
            known = replace(known, stopped="")
            from_now_on(catalog, known, now)
        return known


def request_links(store: Store, mail: str, now: datetime) -> Delivery | None:
    """Someone lost the link to their settings: send it to the address, if it is known. One that waits to be confirmed
    is asked again.

    :return: the letter that was posted, if any. Not for the eyes of whoever asked.
    :raises SignUpRefused: it is no mail address.
    """
    target = _mail(mail)
    with store.writing() as catalog:
        address = catalog.address_at(Way.MAIL, target)
        if address is None:
            return None
        return post_letter(catalog, address, LINKS if address.confirmed_at else CONFIRM, now)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What was typed, understood."""

    profile: Profile
    timing: Timing
    timezone: str
    language: str
    now: datetime

    def reader(self, name: str) -> Reader:
        made = Reader(
            name=name,
            created_at=self.now,
            language=self.language,
            timezone=self.timezone,
            default_timing=self.timing,
        )
        return with_next_digest(made, [self.timing], self.now)

    def stored(self, reader: int) -> StoredProfile:
        return replace(profile_to_store(self.profile), reader=reader, timing=self.timing, changed_at=self.now)


def _begin(catalog: Writing, target: str, wanted: _Wanted) -> Address:
    reader = _begin_reader(catalog, target, wanted)
    return catalog.save_address(Address(reader=reader, way=Way.MAIL, target=target, created_at=wanted.now))


def _begin_reader(catalog: Writing, target: str, wanted: _Wanted) -> int:
    reader = catalog.save_reader(wanted.reader(free_name(catalog, target))).number
    catalog.save_profile(wanted.stored(reader))
    return reader


def _begin_again(catalog: Writing, address: Address, wanted: _Wanted) -> Address:
    """What was typed last counts, for a reader who exists by signing up alone. One whom the operator added is not
    changed by what a stranger types; from one who has confirmed another address, this one is taken.
    """
    reader = catalog.reader(address.reader)
    if is_but_signed_up(catalog, reader, address.target):
        catalog.save_reader(replace(wanted.reader(reader.name), number=reader.number, generation=reader.generation))
        catalog.save_profile(wanted.stored(reader.number))
    elif any(each.confirmed_at for each in catalog.addresses(reader.number)):
        return catalog.hand_over(address.number, _begin_reader(catalog, address.target, wanted))
    return address


def is_but_signed_up(catalog: Reading, reader: Reader, target: str) -> bool:
    """Whether a reader exists only because someone typed this mail address into a form."""
    named = reader.name == target or reader.name.startswith(f"{target} (")
    profiles = {each.name for each in catalog.profiles_of(reader.number)}
    addresses = list(catalog.addresses(reader.number))
    return named and profiles <= {FIRST_PROFILE} and len(addresses) == 1 and addresses[0].confirmed_at is None


def free_name(catalog: Reading, target: str) -> str:
    """The address; with a number behind it if someone is called so who has moved to another."""
    number, name = 1, target
    while _is_taken(catalog, name):
        number += 1
        name = f"{target} ({number})"
    return name


def _is_taken(catalog: Reading, name: str) -> bool:
    try:
        catalog.reader_called(name)
    except NotFound:
        return False
    return True


def _mail(mail: str) -> str:
    try:
        return mail_address(mail)
    except BadAddress as error:
        raise SignUpRefused("mail", sentence_of(error)) from error


def _keywords(text: str) -> Profile:
    try:
        query = parse_query(text)
    except ProfileSyntaxError as error:
        raise SignUpRefused("keywords", error.message) from error
    threshold = DEFAULT_THRESHOLD if query.threshold is None else query.threshold
    return Profile(FIRST_PROFILE, query.keywords, threshold, query.top)


def _checked(field: str, check: Callable[[str], str], text: str) -> str:
    try:
        return check(text)
    except ReaderRefused as error:
        raise SignUpRefused(field, sentence_of(error)) from error
