"""What the operator decided, as finished values."""

import re
from dataclasses import dataclass, field
from email.headerregistry import Address
from pathlib import Path
from typing import TYPE_CHECKING

from bot.settings.passwords import passwords_in
from store.readers import Way

if TYPE_CHECKING:
    from bot.core.watch.types import Watched  # kinds of sources are read in when there are sources

DATABASE_NAME = "paperround.db"
HIDDEN = "***"
"""What is shown in place of a secret."""

_SEPARATORS = re.compile(r"[,\s]+")


class SettingsError(Exception):
    """A setting that cannot be understood. The message names where it stands, what is wrong and what would do."""


@dataclass(frozen=True, slots=True)
class Secret:
    """A text that is never shown: neither by ``str()`` nor by ``repr()``."""

    _text: str = field(repr=False)

    def reveal(self) -> str:
        """The text itself, for whom it is meant."""
        return self._text

    def __str__(self) -> str:
        return HIDDEN

    def __repr__(self) -> str:
        return f"Secret({HIDDEN})"


@dataclass(frozen=True, slots=True)
class MailFrom:
    """Who the mail is from.

    :ivar address: ``papers@example.org``, its domain in ASCII. :ivar name: what mail programs show; may be empty.
    """

    address: str
    name: str = ""

    @property
    def host(self) -> str:
        """The domain of the address."""
        return self.address.rpartition("@")[2]

    def __str__(self) -> str:
        """As it stands in a header: ``Paperround <papers@example.org>``."""
        return str(Address(self.name, addr_spec=self.address)) if self.name else self.address


@dataclass(frozen=True, slots=True)
class Operator:
    """Where those who run this are told of trouble.

    :ivar way: ``Way.MAIL``, ``Way.CHAT`` or ``Way.APPRISE``. :ivar target: the mail address, the number of a person
        at Telegram, or the notification URL, which holds what lets one write there.
    """

    way: Way
    target: Secret

    def __str__(self) -> str:
        """As it may be shown to the operator: a mail address as it is, a notification URL without its secrets."""
        told = self.target.reveal()
        if self.way is Way.CHAT:
            return f"telegram:{told}"
        return told if self.way is Way.MAIL else f"{told.partition('://')[0]}://{HIDDEN}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What the operator decided.

    :ivar database_url: where the catalog is: an SQLAlchemy URL or the path of an SQLite file. May hold a password.
    :ivar chosen: whether anyone chose that place; if not, its folder may have to be made first.
    :ivar sent_journal: the folder that remembers what was sent, beside the database and not in it.
    :ivar profiles: the file with the profiles, or ``None``.
    :ivar config: the file these settings were read from, or ``None`` if there is none.
    :ivar public_url: where the pages are for readers, without a slash at the end; ``None``: there are none.
    :ivar secret_key: what links are signed with; see :meth:`signing_keys`.
    :ivar smtp_url: the mail server, with its password.
    :ivar mail_from: who the mail is from.
    :ivar mail_per_second: at most so many mails a second.
    :ivar mail_per_hour: at most so many mails an hour.
    :ivar bounce_to: the address at which returned mails are collected; ``None``: they go to the sender.
    :ivar dkim_selector: under which name the public key stands in the DNS; ``None``: mail is not signed.
    :ivar dkim_domain: whose signature it is; that of ``mail_from`` if not given.
    :ivar dkim_key: the private key, PEM.
    :ivar repeat_uncertain: whether a message is tried again of which nobody knows whether it arrived: rather twice than
        never.
    :ivar sources: what is watched, in the order of the file.
    :ivar contact: what hosts that are asked are told of who asks: a mail address or an address of a page; if nobody
        said it, the address of ``mail_from``, else ``public_url``; empty if there is none of them.
    :ivar fetch_allow: hosts, ``host:port``, addresses and networks that may be asked though they are private.
    :ivar operator: where alerts go; ``None``: nowhere but to the log.
    :ivar ping_url: what is asked after each good round, so that someone elsewhere notices when none comes.
    :ivar huggingface_token: with what Hugging Face is asked.
    :ivar metrics_token: what must be said to see ``/metrics``; ``None``: it is not there.
    :ivar telegram_token: the bot's token; ``None``: there is no bot. See :meth:`bot_number`.
    :ivar telegram_api_url: where the Bot API is, without a slash at the end.
    :ivar telegram_allowed: who is answered: persons and chats by number or ``@name``; empty for everyone.
    :ivar telegram_webhook: whether Telegram brings what happens to a page under ``public_url``; else it is fetched.
    :ivar telegram_operator: the number of the person who has the operator's commands; ``None``: whoever is told of
        trouble in Telegram, if that is where it goes.
    :ivar telegram_profiles: how many profiles a reader may have who comes by Telegram.
    :ivar telegram_commands: how many commands of one person are obeyed in a minute.
    :ivar log_format: ``console`` or ``json``.
    :ivar log_level: ``debug``, ``info``, ``warning`` or ``error``.
    """

    database_url: str = field(repr=False)
    chosen: bool
    sent_journal: Path
    profiles: Path | None = None
    config: Path | None = None
    public_url: str | None = None
    secret_key: Secret | None = None
    smtp_url: Secret | None = None
    mail_from: MailFrom | None = None
    mail_per_second: float = 14.0
    mail_per_hour: int = 3000
    bounce_to: str | None = None
    dkim_selector: str | None = None
    dkim_domain: str | None = None
    dkim_key: Secret | None = None
    repeat_uncertain: bool = True
    sources: "tuple[Watched, ...]" = ()
    contact: str = ""
    fetch_allow: tuple[str, ...] = ()
    operator: Operator | None = None
    ping_url: Secret | None = None
    huggingface_token: Secret | None = None
    metrics_token: Secret | None = None
    telegram_token: Secret | None = None
    telegram_api_url: str = "https://api.telegram.org"
    telegram_allowed: tuple[str, ...] = ()
    telegram_webhook: bool = False
    telegram_operator: int | None = None
    telegram_profiles: int = 20
    telegram_commands: int = 20
    log_format: str = "console"
    log_level: str = "info"

    def signing_keys(self) -> tuple[str, ...]:
        """The keys links are signed with: the current one, then older ones that are still believed. Secret."""
        return tuple(split_keys(self.secret_key.reveal())) if self.secret_key else ()

    @property
    def bot_number(self) -> int | None:
        """The number of the bot, which its token begins with; ``None``: there is none."""
        return int(self.telegram_token.reveal().partition(":")[0]) if self.telegram_token else None

    def secrets(self) -> tuple[str, ...]:
        """Every text in these settings that must never be shown. For whoever keeps it out of logs."""
        alerts = self.operator.target if self.operator and self.operator.way is Way.APPRISE else None
        secrets = (
            self.secret_key,
            self.smtp_url,
            self.dkim_key,
            alerts,
            self.ping_url,
            self.huggingface_token,
            self.metrics_token,
            self.telegram_token,
        )
        database = (self.database_url,) if passwords_in(self.database_url) else ()
        return (*(each.reveal() for each in secrets if each), *self.signing_keys(), *database)


@dataclass(frozen=True, slots=True)
class ExplainedSetting:
    """A setting as it may be shown.

    :ivar value: as text, secrets as ``***``; ``None`` if it is not set and has no default.
    :ivar origin: where it stands: a file, a variable, or ``default``.
    :ivar about: what it is, one line.
    """

    name: str
    value: str | float | bool | None
    origin: str
    about: str


def split_keys(text: str) -> list[str]:
    """The keys in a text in which they are separated by commas or white space."""
    return [key for key in _SEPARATORS.split(text) if key]
