"""Mail addresses beside the chat: one more, shown to be theirs by a code; one less; and which are in use."""

import re
import secrets
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

from bot.app.mail_codes import CODE_WITHIN, DIGITS, MAX_TRIES, Proven, WrongCode, join_by_code, post_code, tell_code
from bot.app.reader_addresses import own_address
from bot.app.reader_rules import ReaderRefused, checked_target
from bot.app.readers import remove_address
from bot.app.signup import resubscribe, unsubscribe
from bot.channels.types import Button, ChatMessage
from bot.chat.profile_values import addresses_of, most_profiles
from bot.chat.questions import ask, unask
from bot.chat.screens import leaving
from bot.chat.showing import in_rows, screen, shown
from bot.chat.types import Answer, Command, Part, TapHandler, Turn, Wrong
from bot.core.chat.taps import Tap, tap
from bot.render.chat.markup import bold, escaped
from bot.render.language import marked
from bot.render.presentation import name_of
from store.errors import NotFound
from store.readers import Address, Way

_MOST_NAMED = 5
_BETWEEN_DIGITS = re.compile(r"[\s-]+")


def mail_addresses(turn: Turn) -> Sequence[Address]:
    """The reader's mail addresses that they have shown to be theirs, by number."""
    return [each for each in addresses_of(turn) if each.way is Way.MAIL and each.confirmed_at is not None]


def mail_screen(turn: Turn, note: str = "") -> ChatMessage:
    """The mail addresses, each to be stopped, used again or removed. :param note: what was done, as text."""
    language, addresses = turn.language, mail_addresses(turn)
    lines, buttons = [*((escaped(note), "") if note else ()), bold(language.gettext("Papers by mail"))], []
    for each in addresses:
        name = name_of(each.target)
        lines.append(escaped(f"• {language.gettext('%(address)s (stopped)', address=name) if each.stopped else name}"))
        use = Button(language.gettext("▶️ Use %(address)s", address=name), tap("smu", each.number))
        stop = Button(language.gettext("⏸ Stop %(address)s", address=name), tap("sms", each.number))
        remove = Button(language.gettext("🗑 Remove %(address)s", address=name), tap("smx", each.number))
        buttons += [use if each.stopped else stop, remove]
    if addresses:
        lines.append(escaped(language.gettext("Mail and this chat share your profiles.")))
        lines.append(escaped(language.gettext("Which profile is told where: /profiles, then “Where”.")))
    else:
        lines.append(escaped(language.gettext("There is no mail address yet.")))
    # There for all, waiting for a code or not: it must not tell which addresses can be used.
    have = Button(language.gettext("I have a code"), tap("smk"))
    add = ((Button(language.gettext("＋ Add an address"), tap("sma")), have),) if turn.desk.can_mail else ()
    return screen(*lines, rows=(*in_rows(buttons, 1), *add, *leaving(language, tap("s"))))


def _email(turn: Turn, written: str) -> Answer:
    """``/email``, ``/email ada@example.org``."""
    turn.known()
    return _send_code(turn, written) if written else shown(turn, mail_screen(turn))


def _send_code(turn: Turn, written: str) -> Answer:
    """What is said does not tell whether the address is known here, or whether a mail was posted at all."""
    (reader, _, _), language = turn.known(), turn.language
    if not turn.desk.can_mail:
        raise Wrong(language.gettext("No mail can be sent from here. Whoever runs this bot has to set it up first."))
    mail = checked_target(Way.MAIL, written)
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    post_code(turn.desk.store, reader.number, mail, code, turn.now)
    ask(turn, "smc", mail=mail, asked_at=turn.now.isoformat(), tries=0)
    sent = language.gettext("If %(address)s can be used, a mail with a code is on its way there.", address=mail)
    lines = (
        bold(language.gettext("What is the code?")),
        escaped(sent),
        escaped(language.gettext("No mail after some minutes? Look among the spam. There are at most three a day.")),
    )
    return shown(turn, screen(*lines, rows=leaving(language, tap("sm"))))


def _code_answered(turn: Turn, text: str, body: Mapping[str, Any]) -> Answer:
    """The code, or no code. How often it was wrong is counted here too, so that an address that cannot be used looks
    like any other.
    """
    (reader, _, _), language = turn.known(), turn.language
    mail, code = str(body["mail"]), _BETWEEN_DIGITS.sub("", text)
    try:
        proven = tell_code(turn.desk.store, reader.number, mail, code, turn.now)
    except WrongCode as error:
        late = turn.now >= datetime.fromisoformat(body["asked_at"]) + CODE_WITHIN
        if late or body["tries"] + 1 >= MAX_TRIES:
            unask(turn)
            raise Wrong(language.gettext("That code is of no use any more. For a new one: /email")) from error
        ask(turn, "smc", mail=mail, asked_at=body["asked_at"], tries=body["tries"] + 1)
        raise Wrong(language.gettext("That is not the code. Look again, and send it.")) from error
    return _shown_theirs(turn, proven, code)


def _any_code_answered(turn: Turn, text: str, _body: Mapping[str, Any]) -> Answer:
    """A code, whichever address it was sent to: they have been elsewhere meanwhile."""
    (reader, _, _), code = turn.known(), _BETWEEN_DIGITS.sub("", text)
    with turn.desk.store.reading() as catalog:
        mails = [catalog.address(each.address).target for each in catalog.mail_codes(reader.number)]
    for mail in mails:
        with suppress(WrongCode):
            return _shown_theirs(turn, tell_code(turn.desk.store, reader.number, mail, code, turn.now), code)
    raise Wrong(turn.language.gettext("That is not the code. Look again, and send it."))


def _shown_theirs(turn: Turn, proven: Proven, code: str) -> Answer:
    """An address is theirs; and what shall become of the profiles that were kept for it alone?"""
    language = turn.language
    if not proven.profiles:
        return _join(turn, proven.address, code, taking_over=False)
    names = [f"“{name_of(each)}”" for each in proven.profiles[:_MOST_NAMED]]
    lines = (
        bold(language.gettext("✓ That is your address.")),
        escaped(language.gettext("There are profiles for it already: %(names)s.", names=language.list(names))),
        escaped(language.gettext("Shall they come along? If not, they are erased.")),
    )
    rows = (
        (Button(language.gettext("Take them along"), tap("smj", proven.address, code, 1)),),
        (Button(language.gettext("Only the address"), tap("smj", proven.address, code, 0)),),
        *leaving(language),
    )
    return shown(turn, screen(*lines, rows=rows))


def _joined(turn: Turn, tapped: Tap) -> Answer:
    return _join(turn, tapped.number(0), tapped.text(1), taking_over=bool(tapped.number(2)))


def _join(turn: Turn, address: int, code: str, *, taking_over: bool) -> Answer:
    reader, _, _ = turn.known()
    try:
        join_by_code(
            turn.desk.store,
            reader.number,
            address,
            code,
            turn.now,
            taking_over=taking_over,
            most=most_profiles(turn),
        )
    except NotFound as error:
        raise WrongCode from error
    said = turn.language.gettext("✓ What you are told comes by mail too.")
    return shown(turn, mail_screen(turn, said))


def _ask_address(turn: Turn, _tapped: Tap) -> Answer:
    turn.known()
    ask(turn, "sma")
    said = turn.language.gettext("Which mail address? Send it to me.")
    return shown(turn, screen(escaped(said), rows=leaving(turn.language, tap("sm"))))


def _ask_code(turn: Turn, _tapped: Tap) -> Answer:
    turn.known()
    ask(turn, "smk")
    said = turn.language.gettext("Which code does the mail say? Send it to me.")
    return shown(turn, screen(escaped(said), rows=leaving(turn.language, tap("sm"))))


def _address_answered(turn: Turn, text: str, _body: Mapping[str, Any]) -> Answer:
    return _send_code(turn, text)


def _opened(turn: Turn, _tapped: Tap) -> Answer:
    unask(turn)
    return shown(turn, mail_screen(turn))


def _own(turn: Turn, tapped: Tap) -> Address:
    """:raises ReaderRefused: it is not theirs."""
    reader, _, _ = turn.known()
    with turn.desk.store.reading() as catalog:
        return own_address(catalog, reader.number, tapped.number(0))


def _stop(turn: Turn, tapped: Tap) -> Answer:
    unsubscribe(turn.desk.store, _own(turn, tapped).number, turn.now)
    return shown(turn, mail_screen(turn), turn.language.gettext("Nothing is sent there any more."))


def _use(turn: Turn, tapped: Tap) -> Answer:
    resubscribe(turn.desk.store, _own(turn, tapped).number, turn.now)
    return shown(turn, mail_screen(turn), turn.language.gettext("That address is in use again."))


def _remove(turn: Turn, tapped: Tap) -> Answer:
    reader, _, _ = turn.known()
    try:
        own = _own(turn, tapped)
    except ReaderRefused:
        return shown(turn, mail_screen(turn), turn.language.gettext("That is gone already."))
    if own.way is not Way.MAIL:
        raise Wrong(turn.language.gettext("That is no mail address."))
    remove_address(turn.desk.store, reader.number, own.number)
    return shown(turn, mail_screen(turn), turn.language.gettext("Removed."))


_TAPS: Mapping[str, TapHandler] = {
    "sm": _opened,
    "sma": _ask_address,
    "smj": _joined,
    "smk": _ask_code,
    "sms": _stop,
    "smu": _use,
    "smx": _remove,
}
_ANSWERS = {"sma": _address_answered, "smc": _code_answered, "smk": _any_code_answered}

PART = Part(
    commands=(
        Command(
            name="email",
            about=marked("Papers by mail too"),
            example="you@example.org",
            handler=_email,
            in_groups=False,
            changes=True,
        ),
    ),
    taps=_TAPS,
    answers=_ANSWERS,
    changing=frozenset((*_TAPS, *_ANSWERS)),
)
