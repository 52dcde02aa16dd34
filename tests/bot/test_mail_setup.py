"""From the settings to a mail channel."""

from pathlib import Path
from typing import Any

import pytest

from bot.mail_setup import mail_channel, mail_setup
from bot.settings import Secret, Settings, SettingsError
from bot.settings.types import MailFrom
from tests.bot.channels.keys import private_key


def settings(**changes):
    usual: dict[str, Any] = {
        "database_url": "sqlite://",
        "chosen": True,
        "sent_journal": Path("unused"),
        "smtp_url": Secret("smtp://ada:tr0ub4dor@mail.example.org"),
        "mail_from": MailFrom("papers@example.org", "Paperround"),
        "secret_key": Secret("k" * 32),
    }
    return Settings(**(usual | changes))


def test_sender_and_server_are_as_set():
    server, sender = mail_setup(settings(bounce_to="bounces@example.org", public_url="https://papers.example.org/x"))
    assert (server.host, server.user) == ("mail.example.org", "ada")
    assert (sender.address, sender.name) == ("papers@example.org", "Paperround")
    assert (sender.bounce_to, sender.list_host) == ("bounces@example.org", "papers.example.org")
    assert sender.dkim is None


@pytest.mark.parametrize("url", [None, "http://localhost:8000", "http://127.0.0.1:8000", "https://papiere.münchen"])
def test_where_pages_have_no_name_in_the_dns_the_list_is_called_after_the_sender(url):
    assert mail_setup(settings(public_url=url)).sender.list_host == "example.org"


def test_without_a_key_returned_mail_goes_to_the_sender():
    assert mail_setup(settings(bounce_to="bounces@example.org", secret_key=None)).sender.bounce_to is None


def test_who_signs_is_the_senders_domain_unless_said_otherwise():
    key = Secret(private_key())
    signing = mail_setup(settings(dkim_selector="s1", dkim_key=key)).sender.dkim
    assert signing
    assert (signing.domain, signing.selector) == ("example.org", "s1")
    mail_channel(settings(dkim_selector="s1", dkim_key=key))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"smtp_url": None}, "'smtp_url' is not set"),
        ({"mail_from": None}, "'mail_from' is not set"),
        ({"smtp_url": Secret("smtp://ada:tr0ub4dor@mail.example.org?tls=maybe")}, "tls=maybe"),
        ({"dkim_selector": "s1", "dkim_key": Secret("tr0ub4dor")}, "openssl genrsa"),
    ],
)
def test_what_cannot_be_used_is_said_before_anything_is_sent(changes, said):
    with pytest.raises(SettingsError) as caught:
        mail_channel(settings(**changes))
    assert said in str(caught.value)
    assert "tr0ub4dor" not in str(caught.value)
