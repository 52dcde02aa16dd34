"""From the settings to a mail channel."""

from typing import NamedTuple
from urllib.parse import urlsplit

from bot.channels.mail import MailChannel
from bot.channels.mime import MailSender
from bot.channels.quota import per_second
from bot.channels.signing import BadDkim, Dkim
from bot.channels.smtp_url import EXAMPLE, BadSmtpUrl, SmtpServer, parse_smtp_url
from bot.settings import Settings, SettingsError


class MailSetup(NamedTuple):
    """What is needed to send mail."""

    server: SmtpServer
    sender: MailSender


def mail_setup(settings: Settings) -> MailSetup:
    """What the settings say of mail.

    :raises SettingsError: server or sender are not set, or cannot be understood. It never holds the password.
    """
    if settings.smtp_url is None:
        raise SettingsError(f"'smtp_url' is not set: which server takes the mail? PAPERROUND_SMTP_URL={EXAMPLE}")
    if settings.mail_from is None:
        raise SettingsError(
            "'mail_from' is not set: who is the mail from? PAPERROUND_MAIL_FROM='Paperround <papers@example.org>'"
        )
    try:
        server = parse_smtp_url(settings.smtp_url.reveal())
    except BadSmtpUrl as error:
        raise SettingsError(f"'smtp_url' cannot be used. {error}") from error
    sender = MailSender(
        address=settings.mail_from.address,
        name=settings.mail_from.name,
        list_host=_list_host(settings.public_url) or settings.mail_from.host,
        bounce_to=settings.bounce_to if settings.signing_keys() else None,  # without a key they name no delivery
        dkim=_dkim(settings, settings.mail_from.host),
    )
    return MailSetup(server, sender)


def mail_channel(settings: Settings) -> MailChannel:
    """The way out by mail.

    :raises SettingsError: as :func:`mail_setup`, or the key cannot sign.
    """
    server, sender = mail_setup(settings)
    if sender.dkim:
        try:
            sender.dkim.check()
        except BadDkim as error:
            raise SettingsError(str(error)) from error
    return MailChannel(server, sender, per_second(settings.mail_per_second))


def _list_host(public_url: str | None) -> str:
    host = (urlsplit(public_url).hostname or "") if public_url else ""
    return host if host.isascii() and "." in host and not host.replace(".", "").isdigit() else ""


def _dkim(settings: Settings, host: str) -> Dkim | None:
    if settings.dkim_key is None or settings.dkim_selector is None:
        return None
    return Dkim(domain=settings.dkim_domain or host, selector=settings.dkim_selector, key=settings.dkim_key.reveal())
