"""The only place that knows every class by name: which store, which fetcher, which word statistics to begin with, and
which ways out.

Imports stand inside the functions: a command pays (some tenths of a second) only for what it uses.
"""

import os
import random
import socket
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import cache, partial
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from bot.settings import Settings, default_journal
from scrapers.types import Fetcher
from store.api import Store
from store.outbox import Delivery
from store.profiles import StoredProfile
from store.readers import Address, Reader, Way

if TYPE_CHECKING:
    from bot.app.explaining import Explainer
    from bot.app.outcomes import Policy
    from bot.app.outlets import Outlet
    from bot.channels.types import Channel, Letter
    from bot.core.edition import Edition
    from bot.core.matching.background import Background
    from bot.links import Links
    from bot.sent_journal import SentJournal

_WAITS = {Way.MAIL: "Mail waits.", Way.APPRISE: "Notifications wait.", Way.CHAT: "Chats wait."}

LOCAL_HOST = "localhost"
"""What messages are named after where no mail address says it."""


def scratch_store() -> Store:
    """A catalog in memory, gone when closed."""
    from store.sql import open_store  # noqa: PLC0415

    return open_store("sqlite://")


def kept_store(url: str) -> Store:
    """The catalog at this address; a database without tables gets them.

    :raises store.errors.DatabaseError: it cannot be used.
    """
    from store.sql import open_store  # noqa: PLC0415

    return open_store(url)


def existing_store(url: str) -> Store:
    """The catalog at this address, for a command that only looks: nothing is created.

    :raises store.errors.NoCatalog: there is none yet.
    :raises store.errors.DatabaseError: it cannot be used.
    """
    from store.sql import open_store  # noqa: PLC0415

    return open_store(url, create=False)


def page_files(paths: Sequence[Path], captured: date | None) -> tuple[Fetcher, ...]:
    """A fetcher for each file of these files and folders, so that one bad page does not hide the others.

    :raises scrapers.errors.PageMissing: a path is not there, or a folder has no pages.
    :raises scrapers.errors.ScrapeError: a folder cannot be used.
    """
    from scrapers.dumps import PageFiles  # noqa: PLC0415

    return PageFiles(paths, captured=captured).files()


@cache
def background() -> "Background":
    """How common words are believed to be before a catalog has papers: the table that is shipped, read once."""
    from importlib.resources import files  # noqa: PLC0415

    from bot.core.matching.background import parse_background  # noqa: PLC0415

    return parse_background(files("bot.data").joinpath("background.tsv").read_text(encoding="utf-8"))


def explainer() -> "Explainer":
    """What explains stored matches; one for a process."""
    from bot.app.explaining import Explainer  # noqa: PLC0415

    return Explainer(background())


def links(settings: Settings) -> "Links | None":
    """The pages behind messages; ``None`` if there are none, or nothing to sign their links with."""
    keys = settings.signing_keys()
    if settings.public_url is None or not keys:
        return None
    from bot.links import Links, Signer  # noqa: PLC0415

    return Links(settings.public_url, Signer(keys))


def sending_policy(settings: Settings) -> "Policy":
    """How this process sends."""
    from bot.app.outcomes import Policy  # noqa: PLC0415

    owner = f"{socket.gethostname()[:64]} {os.getpid()} {random.SystemRandom().getrandbits(32):08x}"
    return Policy(owner=owner, repeat_uncertain=settings.repeat_uncertain, chance=random.SystemRandom().random)


def journal(settings: Settings, database_url: str) -> "SentJournal":
    """What was sent, remembered outside the database.

    :param database_url: the one that is used, which need not be the settings' own.
    """
    from bot.sent_journal import SentJournal  # noqa: PLC0415

    own = settings.database_url == database_url or settings.sent_journal != default_journal(settings.database_url)
    return SentJournal(settings.sent_journal if own else default_journal(database_url))


def lacking(settings: Settings, way: Way, is_installed: Callable[[str], object] = find_spec) -> str:
    """That what is sent a way waits, and what to set or install for it to go out; empty if it can.

    :param is_installed: says whether a module is.
    """
    what = to_set_up(settings, way, is_installed)
    return f"{_WAITS[way]} {what}" if what else ""


def to_set_up(settings: Settings, way: Way, is_installed: Callable[[str], object] = find_spec) -> str:
    """What to set or install for what is sent a way to go out; empty if it can. See :func:`lacking`."""
    if way is Way.MAIL:
        needed = {"PAPERROUND_SMTP_URL": settings.smtp_url, "PAPERROUND_MAIL_FROM": settings.mail_from}
        unset = " and ".join(name for name, value in needed.items() if value is None)
        return f"Set {unset}; then try it: paperround test-mail ADDRESS" if unset else ""
    if way is Way.APPRISE and not is_installed("apprise"):
        return "Install what sends them: pip install '.[apprise]'"
    if way is Way.CHAT and settings.telegram_token is None:
        return "Set PAPERROUND_TELEGRAM_TOKEN; then try it: paperround test-telegram CHAT"
    return ""


def outlets(
    settings: Settings, terminal: TextIO, store: Store | None = None, clock: "Callable[[], datetime] | None" = None
) -> "Mapping[Way, Outlet]":
    """The ways out that can be used here: the terminal and folders always, mail if its server and sender are set,
    Apprise if it is installed, and for who sends and ends, chats, if there is a bot.

    :param terminal: where what is for the terminal is written.
    :param store: where it is kept who may send by the bot; ``None``: somebody else sends to chats.
    :param clock: gives now, aware, UTC; ``None``: the real one.
    :raises bot.settings.SettingsError: mail is set up, but wrongly.
    """
    from bot.channels.console import ConsoleChannel  # noqa: PLC0415
    from bot.channels.file import FileChannel  # noqa: PLC0415
    from bot.render.mail import text_letter  # noqa: PLC0415

    found = {
        Way.CONSOLE: _outlet(settings, ConsoleChannel(terminal), text_letter),
        Way.FILE: _outlet(settings, FileChannel(), _page_letter),
    }
    if not lacking(settings, Way.APPRISE):
        from bot.channels.apprise import AppriseChannel  # noqa: PLC0415

        found[Way.APPRISE] = _outlet(settings, AppriseChannel(), text_letter)
    if not lacking(settings, Way.MAIL):
        found[Way.MAIL] = mail_outlet(settings)
    if store is not None and not lacking(settings, Way.CHAT):
        from bot.telegram_wiring import lone_chat_outlet  # noqa: PLC0415

        found[Way.CHAT] = lone_chat_outlet(settings, store, clock or (lambda: datetime.now(UTC)))
    return found


def mail_outlet(settings: Settings) -> "Outlet":
    """Mail, within its quotas.

    :raises bot.settings.SettingsError: the server's address, the sender or the signing key cannot be used.
    """
    from dataclasses import replace  # noqa: PLC0415

    from bot.app.outlets import Limits  # noqa: PLC0415
    from bot.mail_setup import mail_channel  # noqa: PLC0415
    from bot.render.mail import mail_letter  # noqa: PLC0415

    channel, keys = mail_channel(settings), settings.signing_keys()
    free = _outlet(settings, channel, mail_letter)
    plain = replace(free, ready=channel.ready, limits=Limits(per_hour=settings.mail_per_hour))
    if not keys:
        return plain
    from bot.links import Signer  # noqa: PLC0415
    from bot.mail_tokens import bounce_token, leave_token  # noqa: PLC0415

    signer = Signer(keys)

    def returning(letter: "Letter", delivery: Delivery) -> "Letter":
        back = bounce_token(signer, delivery.number, max(delivery.created_at, delivery.not_before))
        return replace(letter, bounce_token=back, leave_token=leave_token(signer, delivery.address))

    return replace(
        plain,
        write=lambda edition: returning(plain.write(edition), edition.delivery),
        confirm=lambda letter, *about: returning(plain.confirm(letter, *about), letter),
        code=lambda letter, *about: returning(plain.code(letter, *about), letter),
    )


def letter_writer(settings: Settings) -> "Callable[[Edition], Letter]":
    """What makes an edition a mail, whether or not mail can be sent from here."""
    from bot.render.mail import mail_letter  # noqa: PLC0415

    pages, host = links(settings), host_of(settings)
    return lambda edition: mail_letter(edition, pages, host)


def _page_letter(edition: "Edition", pages: "Links | None", host: str) -> "Letter":
    from dataclasses import replace  # noqa: PLC0415

    from bot.render.mail import file_page, text_letter  # noqa: PLC0415

    return replace(text_letter(edition, pages, host), html=file_page(edition, pages))


def _outlet(
    settings: Settings, channel: "Channel", write: "Callable[[Edition, Links | None, str], Letter]"
) -> "Outlet":
    from bot.app.outlets import NotYet, Outlet  # noqa: PLC0415
    from bot.render.mail import code_letter, confirmation_letter  # noqa: PLC0415

    pages, host = links(settings), host_of(settings)

    def confirm(delivery: Delivery, reader: Reader, address: Address, profiles: Sequence[StoredProfile]) -> "Letter":
        if pages is None:
            raise NotYet(
                "An address can only be confirmed on a page: set PAPERROUND_PUBLIC_URL and PAPERROUND_SECRET_KEY "
                "and run `paperround web`, or confirm it yourself: paperround reader address confirm"
            )
        return confirmation_letter(delivery, reader, address, pages, host, profiles)

    code = partial(code_letter, sender_host=host)
    return Outlet(channel, lambda edition: write(edition, pages, host), confirm, code=code)


def host_of(settings: Settings) -> str:
    """What messages are named after: the host of the sender's mail address."""
    return settings.mail_from.host if settings.mail_from else LOCAL_HOST
