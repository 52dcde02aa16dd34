"""What ``paperround init`` asks, and how the answers are understood: anew until each makes sense."""

import os
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar
from urllib.parse import quote, urlsplit, urlunsplit

import click

from bot.cli.init_telegram import Started, TelegramBot, ask_bot, wait_for_start
from bot.core.matching.language import ProfileSyntaxError, parse_query
from bot.core.timing import BadTiming, parse_time, zone
from bot.settings import Secret, SettingsError
from bot.settings.beginning import Beginning
from bot.settings.sources import Written
from bot.settings.values import SETTINGS, understood

_Answer = TypeVar("_Answer")

USUAL_TIME = "08:00"
_QUESTIONS = 6
_ZONES = "/zoneinfo/"
_LOCAL_ZONE = Path("/etc/localtime")


@dataclass(frozen=True, slots=True)
class FirstReader:
    """Whoever runs this, as a reader.

    :ivar mail: their mail address; empty for none. :ivar chat: who pressed Start at the bot; ``None`` if nobody did.
    :ivar timezone: an IANA name. :ivar minute: of the local day at which the digest comes.
    :ivar keywords: of the first profile, as they were typed; empty for none yet.
    """

    mail: str
    chat: Started | None
    timezone: str
    minute: int
    keywords: str


@dataclass(frozen=True, slots=True)
class Answers:
    """What was answered. :ivar reader: ``None`` if nobody is to be told yet."""

    beginning: Beginning
    reader: FirstReader | None


def ask() -> Answers:
    """Ask, on the terminal.

    :raises click.Abort: whoever is asked had enough of it.
    """
    click.echo("A few questions; Enter takes what stands in brackets, or leaves it out.")
    _title(1, "What is watched?")
    huggingface = click.confirm("  Hugging Face's daily papers?", default=True)
    categories = _asked("  arXiv categories, as cs.CL cs.LG", _categories)
    _title(2, "Whom may the hosts that are asked write to?")
    contact = _asked("  Your mail address or page", _setting("contact"))
    _title(3, "How is mail sent?")
    sender = _asked('  From, as "Paperround <papers@example.org>"', _setting("mail_from"))
    smtp_url = _smtp_url() if sender else None
    _title(4, "Is there a bot in Telegram? (Make one with @BotFather: /newbot)")
    bot = ask_bot()
    _title(5, "Who are you, as a reader?")
    reader = _reader(bot)
    _title(6, "Where will readers find the pages behind the mail?")
    public_url = _asked("  As https://papers.example.org", _setting("public_url"))
    beginning = Beginning(
        huggingface=huggingface,
        categories=categories or (),
        contact=str(contact or ""),
        mail_from=str(sender or ""),
        smtp_url=smtp_url,
        operator=_operator(reader, by_mail=smtp_url is not None),
        telegram_token=bot.token if bot and bot.is_written else None,
        telegram_operator=reader.chat.chat.chat if reader and reader.chat else 0,
        public_url=str(public_url or ""),
        secret_key=Secret(secrets.token_hex(32)) if public_url else None,
    )
    return Answers(beginning, reader)


def _title(number: int, question: str) -> None:
    click.echo(f"\n{number}/{_QUESTIONS}  {question}")


def _asked(prompt: str, read: Callable[[str], _Answer]) -> _Answer | None:
    """The answer as it is understood; ``None`` if there was none."""

    def answer(typed: str) -> _Answer | None:
        return read(typed.strip()) if typed.strip() else None

    understood_answer: _Answer | None = click.prompt(prompt, default="", show_default=False, value_proc=answer)
    return understood_answer


def _setting(name: str) -> Callable[[str], object]:
    (setting,) = (each for each in SETTINGS if each.name == name)

    def read(typed: str) -> object:
        try:
            return understood(setting, Written(name, typed, "", Path()))
        except SettingsError as error:
            raise click.UsageError(str(error).removeprefix(f": '{name}' ")) from error

    return read


def _categories(typed: str) -> tuple[str, ...]:
    from scrapers.kinds.pasted import categories_in  # noqa: PLC0415 - only if any are named

    named = categories_in(typed)
    if not named:
        wrong = next(word for word in re.split(r"[\s,+]+", typed) if word and not categories_in(word))
        raise click.UsageError(f"{wrong[:40]!r} is no category of arXiv; they look like cs.CL or quant-ph.")
    return named


def _smtp_url() -> Secret | None:
    """The server and, unseen, the password."""
    typed = _asked("  Server, as smtp://user@mail.example.org:587", _server)
    if typed is None:
        return None
    parts = urlsplit(typed)
    if parts.username is None or parts.password is not None:
        return Secret(typed)
    password = click.prompt(f"  Password of {parts.username} (not shown)", hide_input=True)
    at = parts.netloc.rpartition("@")[2]
    return Secret(urlunsplit(parts._replace(netloc=f"{parts.username}:{quote(password, safe='')}@{at}")))


def _server(typed: str) -> str:
    from bot.channels.smtp_url import BadSmtpUrl, parse_smtp_url  # noqa: PLC0415 - only those who send mail pay for it

    bare = urlsplit(typed)
    try:
        if bare.username is not None and bare.password is None:  # it is asked for afterwards
            parse_smtp_url(urlunsplit(bare._replace(netloc=bare.netloc.replace("@", ":later@", 1))))
        else:
            parse_smtp_url(typed)
    except BadSmtpUrl as error:
        raise click.UsageError(str(error)) from error
    return typed


def _operator(reader: FirstReader | None, *, by_mail: bool) -> str:
    """Where whoever runs this is told of trouble; empty if that is not known."""
    if reader is None:
        return ""
    if reader.mail and by_mail:
        return reader.mail
    return f"telegram:{reader.chat.chat.chat}" if reader.chat else ""


def _reader(bot: TelegramBot | None) -> FirstReader | None:
    chat = wait_for_start(bot) if bot else None
    mail = _asked("  Your mail address", _setting("bounce_to"))
    if mail is None and chat is None:
        return None
    here = local_zone()
    timezone: str = click.prompt("  Your time zone", default=here, value_proc=_zone)
    minute: int = click.prompt("  Your digest comes every day at", default=USUAL_TIME, value_proc=_minute)
    keywords = _asked("  Some keywords, as: reward model, preference optimization, -survey", _keywords)
    return FirstReader(str(mail or ""), chat, timezone, minute, keywords or "")


def local_zone() -> str:
    """The time zone of this machine, if it says so; else UTC."""
    named = os.environ.get("TZ", "").removeprefix(":")
    if not named and _LOCAL_ZONE.is_symlink():
        named = str(_LOCAL_ZONE.resolve()).partition(_ZONES)[2]
    try:
        return zone(named).key
    except BadTiming:
        return "UTC"


def _zone(typed: str) -> str:
    try:
        return zone(typed).key
    except BadTiming as error:
        raise click.UsageError(str(error)) from error


def _minute(typed: str) -> int:
    try:
        return parse_time(typed)
    except BadTiming as error:
        raise click.UsageError(str(error)) from error


def _keywords(typed: str) -> str:
    try:
        parse_query(typed)
    except ProfileSyntaxError as error:
        raise click.UsageError(str(error)) from error
    return typed
