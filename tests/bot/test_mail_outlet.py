"""Mail as a way out, put together from the settings: whatever is sent can be told from what comes back."""

import asyncio
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from bot.app.bounces import STOPPED, take_bounce
from bot.app.confirming import CONFIRM, LINKS, post_letter
from bot.app.delivery_round import deliver_round
from bot.app.incoming_mail import take_mail
from bot.app.outcomes import Policy
from bot.app.signup import UNSUBSCRIBED, confirm, sign_up
from bot.channels.mime import compose
from bot.links import Signer
from bot.mail_setup import mail_setup
from bot.settings import Secret, Settings
from bot.settings.types import MailFrom
from bot.wiring import explainer, mail_outlet
from store.readers import DAILY, Address, BounceKind, Way
from store.sql import SqlStore
from tests.bot.channels.letters import read
from tests.bot.channels.smtp_sink import SmtpSink
from tests.bot.render.editions import delivery, edition
from tests.bot.returned_mail import CANDIDATE, report
from tests.store.emptied import emptied

KEY = "k" * 32
NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)


@pytest.fixture
def store() -> Iterator[SqlStore]:
    with emptied() as opened:
        yield opened


def signed_up(store: SqlStore) -> Address:
    found = sign_up(
        store,
        mail="ada@far.example",
        keywords_text="pigeon",
        timing=DAILY,
        timezone="UTC",
        language="en",
        now=NOON,
    ).address
    assert found is not None
    return found


def set_up(smtp_url: str, **more: Any) -> Settings:
    """Settings with which mail can be sent; ``more`` are those that are otherwise."""
    usual: dict[str, Any] = {
        "database_url": "sqlite://",
        "chosen": True,
        "sent_journal": Path("unused"),
        "smtp_url": Secret(smtp_url),
        "mail_from": MailFrom("papers@papers.example", "Paperround"),
        "bounce_to": "bounces@papers.example",
        "secret_key": Secret(KEY),
        "public_url": "https://papers.example",
    }
    return Settings(**usual | more)


def delivered(store: SqlStore) -> str:
    """Who the one mail is from that is due, as the envelope says."""
    with SmtpSink() as sink:
        outlet = mail_outlet(set_up(sink.url))

        async def one_round() -> None:
            policy = Policy(owner="me")
            await deliver_round(store, explainer(), {Way.MAIL: outlet}, clock=lambda: NOON, policy=policy)
            await outlet.channel.close()

        asyncio.run(one_round())
        (mail,) = sink.messages
    return mail.sender


@pytest.mark.parametrize("what", [CONFIRM, LINKS])
def test_a_letter_that_comes_back_stops_its_address(store: SqlStore, what: str) -> None:
    address = signed_up(store)
    if what == LINKS:
        delivered(store)
        confirm(store, address.number, NOON)
        with store.writing() as catalog:
            assert post_letter(catalog, address, LINKS, NOON)
    sender = delivered(store)
    assert sender.startswith("bounces+")
    token = sender.partition("+")[2].partition("@")[0]
    message = report("5.1.1", said="550 5.1.1 Who?").replace(CANDIDATE, token).encode()
    noted = take_bounce(store, Signer([KEY]), message, NOON + timedelta(hours=1))
    assert (noted.address.number, noted.address.stopped) == (address.number, STOPPED[BounceKind.HARD])
    with store.reading() as catalog:
        assert catalog.suppression("ada@far.example")
    assert (
        sign_up(
            store, mail="ada@far.example", keywords_text="x", timing=DAILY, timezone="UTC", language="en", now=NOON
        ).delivery
        is None
    )


@pytest.mark.parametrize(
    "more", [{}, {"bounce_to": None}, {"public_url": None}], ids=["usual", "no bounces", "no pages"]
)
def test_the_mail_that_a_digest_offers_for_leaving_unsubscribes(store: SqlStore, more: dict[str, Any]) -> None:
    address = signed_up(store)
    settings = set_up("smtp://127.0.0.1:1/?tls=none", **more)
    sent = edition(delivery=replace(delivery(), address=address.number))
    content = compose(mail_outlet(settings).write(sent), "ada@far.example", mail_setup(settings).sender).content
    offered = re.search(r"<mailto:([^?]+)\?subject=([^>]+)>", read(content)["List-Unsubscribe"])
    assert offered
    to, subject = map(unquote, offered.groups())
    asked = f"From: somebody@else.example\nTo: {to}\nSubject: {subject}\n\n".encode()
    left = take_mail(store, Signer([KEY]), asked, NOON)
    assert isinstance(left, Address)
    assert (left.number, left.stopped) == (address.number, UNSUBSCRIBED)


def test_without_a_key_a_digest_offers_a_mail_that_a_person_reads() -> None:
    settings = set_up("smtp://127.0.0.1:1/?tls=none", secret_key=None)
    content = compose(mail_outlet(settings).write(edition()), "ada@far.example", mail_setup(settings).sender).content
    assert read(content)["List-Unsubscribe"] == "<mailto:papers@papers.example?subject=unsubscribe>"
