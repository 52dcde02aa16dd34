"""DKIM."""

import random
import re
import sys

import dkim
import pytest

from bot.bounce_mail import TOKEN_LENGTH
from bot.channels.mime import MailSender, compose
from bot.channels.signing import BadDkim, Dkim
from store.outbox import DeliveryKind
from tests.bot.channels.keys import dns_record, private_key
from tests.bot.channels.letters import ADA, letter, read


def signing(key=None):
    return Dkim(domain="example.org", selector="round", key=key or private_key())


def verified(content, key):
    asked = []

    def look_up(name, timeout=5):
        asked.append(name)
        return dns_record(key)

    return dkim.verify(content, dnsfunc=look_up) and asked == [b"round._domainkey.example.org."]


def covered(content):
    signature = re.sub(r"\s", "", read(content)["DKIM-Signature"])
    return re.search(r";h=([^;]*);", signature)[1].split(":")  # type: ignore[index]


def test_a_hundred_mails_of_all_kinds_verify_and_cover_both_headers_for_unsubscribing():
    chance = random.Random(8)
    sender = MailSender(address="papers@example.org", name="Zeitungsträger", bounce_to="b@example.org", dkim=signing())
    for number in range(100):
        words = "".join(chance.choice("aé鳩😀 .=<\t") for _ in range(chance.randrange(1, 400)))
        content = compose(
            letter(
                kind=chance.choice([DeliveryKind.DIGEST, DeliveryKind.INSTANT, DeliveryKind.QUIET]),
                message_id=f"<{number}@papers.example.org>",
                subject=f"{number} {words}",
                text=f"{words}\n\n \n.\n" * 3,
                html=f"<p>{words}</p>" if number % 4 else "",
                unsubscribe=f"https://papers.example.org/unsubscribe/{'x' * chance.randrange(200)}",
                leave_token=chance.choice([None, "x" * TOKEN_LENGTH]),
            ),
            ADA,
            sender,
        ).content
        assert verified(content, private_key())
        assert {"from", "to", "subject", "date", "message-id"} < set(covered(content))
        assert {"list-unsubscribe", "list-unsubscribe-post"} < set(covered(content))
        assert b"c=relaxed/relaxed" in content


def test_a_header_that_is_added_or_changed_on_the_way_breaks_the_signature():
    content = compose(letter(), ADA, MailSender(address="papers@example.org", dkim=signing())).content
    assert verified(content, private_key())
    assert not verified(content.replace(b"and 6 more", b"and 7 more"), private_key())
    assert not verified(content.replace(b"Date:", b"Subject: Another\r\nDate:"), private_key())
    assert not verified(content.replace(b"Date:", b"List-Unsubscribe: <https://evil.example>\r\nDate:"), private_key())
    assert not verified(content.replace(b"colour", b"weight"), private_key())


@pytest.mark.parametrize("old_form", [True, False])
def test_both_forms_of_keys_sign(old_form):
    key = private_key(old_form=old_form)
    signing(key.replace("\n", "\r\n")).check()
    content = compose(letter(), ADA, MailSender(address="papers@example.org", dkim=signing(key))).content
    assert verified(content, key)


@pytest.mark.parametrize("end", ["", "x", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"])
def test_what_is_no_key_is_refused_without_showing_it(end):
    secret = f"c2VjcmV0{end}"
    with pytest.raises(BadDkim, match="openssl genrsa") as caught:
        signing(secret).check()
    assert "c2VjcmV0" not in str(caught.value) + repr(caught.value.__cause__) + repr(signing(secret))


def test_without_the_extra_it_says_how_to_get_it(monkeypatch):
    monkeypatch.setitem(sys.modules, "dkim", None)
    with pytest.raises(BadDkim, match=r"'\.\[dkim\]'"):
        signing().check()
