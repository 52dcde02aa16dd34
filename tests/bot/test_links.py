"""Signed links: nothing is believed that was not signed here, for this purpose, by a key that still counts.

Signatures are compared by itsdangerous, which uses ``hmac.compare_digest``: in constant time. That an unknown reader
and a damaged link get the same page is the web's to keep.
"""

import base64
import json
import random
import string
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.links import CONFIRM_WITHIN, MAX_TOKEN, BadLink, Links, Signer, confirmed_address
from store.profiles import FeedbackKind
from store.readers import Reader

KEY, OTHER_KEY = "0123456789abcdef" * 2, "fedcba9876543210" * 2
NOW = datetime(2026, 11, 1, 8, 30, tzinfo=UTC)
ADA = Reader(name="Ada", created_at=NOW, number=7, generation=3)
PURPOSES = ("confirm", "settings", "unsubscribe", "view", "feedback", "feed")
LETTERS = string.ascii_letters + string.digits + "-_."

values = st.lists(st.integers(-(2**53), 2**53) | st.text(max_size=60), max_size=6)


@pytest.fixture(scope="module")
def signer() -> Signer:
    return Signer([KEY])


@given(values, st.sampled_from(PURPOSES))
def test_what_was_signed_is_read_again_and_for_no_other_purpose(written, purpose):
    signer = Signer([KEY])
    token = signer.sign(purpose, *written)
    assert signer.read(purpose, token) == written
    assert token == signer.sign(purpose, *written)
    assert set(token) <= set(LETTERS)
    for other in PURPOSES:
        if other != purpose:
            with pytest.raises(BadLink):
                signer.read(other, token)


def test_of_100_000_random_tokens_none_is_accepted(signer: Signer) -> None:
    chance, accepted = random.Random(20261101), 0
    whole = signer.sign("settings", 7, 3)
    payload, _, signature = whole.rpartition(".")
    for number in range(100_000):
        guess = "".join(chance.choices(LETTERS, k=len(signature)))
        token = (f"{payload}.{guess}", f"{guess}.{guess}", guess, f"{payload}{guess}")[number % 4]
        try:
            signer.read("settings", token)
        except BadLink:
            continue
        accepted += token != whole
    assert accepted == 0


def test_a_signature_is_256_bits_long(signer: Signer) -> None:
    signature = signer.sign("settings", 7, 3).rpartition(".")[2]
    assert len(base64.urlsafe_b64decode(signature + "=")) == 32


def test_a_token_with_any_character_changed_is_refused(signer: Signer) -> None:
    token = signer.sign("feedback", 7, 3, 12, "like", "arxiv:2406.02900")
    body, _, signature = token.rpartition(".")
    for place in range(len(body) + len(signature)):  # the last character of a signature has two bits that say nothing
        changed = token[:place] + ("A" if token[place] != "A" else "B") + token[place + 1 :]
        with pytest.raises(BadLink):
            signer.read("feedback", changed)


@pytest.mark.parametrize(
    "token", ["", ".", "..", "\0", "é", "Wzdd", "Wzdd.", ".Wzdd", "%2e" * 50, "🦊" * 30, "\udcff.x"]
)
def test_nonsense_is_no_link(signer: Signer, token: str) -> None:
    with pytest.raises(BadLink):
        signer.read("settings", token)


def test_a_long_token_is_not_looked_at_even_if_it_is_ours(signer: Signer) -> None:
    with pytest.raises(BadLink, match="too long"):
        signer.read("settings", signer.sign("settings", "".join(random.Random(1).choices(LETTERS, k=MAX_TOKEN))))


def test_a_token_of_another_key_is_refused(signer: Signer) -> None:
    with pytest.raises(BadLink):
        signer.read("settings", Signer([OTHER_KEY]).sign("settings", 7, 3))


def test_after_a_rotation_old_links_are_believed_new_ones_signed_by_the_new_key_and_then_the_old_can_go() -> None:
    before, during, after = Signer([KEY]), Signer([OTHER_KEY, KEY]), Signer([OTHER_KEY])
    old, new = before.sign("unsubscribe", 7), during.sign("unsubscribe", 7)
    assert during.read("unsubscribe", old) == during.read("unsubscribe", new) == [7]
    assert after.read("unsubscribe", new) == [7]
    with pytest.raises(BadLink):
        after.read("unsubscribe", old)
    with pytest.raises(BadLink):
        before.read("unsubscribe", new)


@pytest.mark.parametrize("payload", [{"a": 1}, 7, "text", [7, None], [True], [[1]], [1.5], None])
def test_a_signed_thing_of_another_shape_is_refused(signer: Signer, payload: object) -> None:
    foreign = signed(signer, base64.urlsafe_b64encode(json.dumps(payload).encode()))
    with pytest.raises(BadLink, match="damaged"):
        signer.read("settings", foreign)


@pytest.mark.parametrize("body", [b"", b"x", b"W", b"_w", b"!!!!"])
def test_a_signed_thing_that_holds_no_values_is_refused(signer: Signer, body: bytes) -> None:
    with pytest.raises(BadLink, match="damaged"):
        signer.read("settings", signed(signer, body))


def signed(signer: Signer, body: bytes) -> str:
    """Whoever has the key could sign anything."""
    return signer._signer("settings").sign(body).decode()  # noqa: SLF001 - with the same key


def test_a_link_of_every_kind_is_short(signer: Signer) -> None:
    links = Links("", signer)
    longest = links.feedback(
        replace(ADA, number=123_456, generation=12), 1_234_567, FeedbackKind.DISLIKE, "arxiv:2406.02900"
    )
    assert len(longest) < 130


@pytest.mark.parametrize(
    ("later", "accepted"),
    [
        (timedelta(0), True),
        (timedelta(hours=47), True),
        (CONFIRM_WITHIN - timedelta(seconds=1), True),
        (CONFIRM_WITHIN + timedelta(seconds=1), False),
        (timedelta(days=400), False),
        (timedelta(minutes=-5), False),  # from a future that has not come
    ],
)
def test_a_confirmation_link_is_good_for_48_hours(signer: Signer, later: timedelta, accepted: bool) -> None:
    token = Links("https://papers.example.org", signer).confirm(12, NOW).rpartition("/")[2]
    if accepted:
        assert confirmed_address(signer, token, NOW + later) == (12, 0)
    else:
        with pytest.raises(BadLink, match="run out"):
            confirmed_address(signer, token, NOW + later)


@pytest.mark.parametrize("wrong", [(), (12,), (12, "soon"), ("12", 1), (12, 1, 1), (12, 10**17), (12, -(10**17))])
def test_a_confirmation_with_other_values_is_refused(signer: Signer, wrong: tuple[int | str, ...]) -> None:
    with pytest.raises(BadLink):
        confirmed_address(signer, signer.sign("confirm", *wrong), NOW)


def test_an_unsubscribe_link_is_the_same_for_ever_and_no_other_link_unsubscribes(signer: Signer) -> None:
    links = Links("https://papers.example.org/", signer)
    address = links.unsubscribe(ADA, 12)
    assert address.startswith("https://papers.example.org/unsubscribe/")
    assert signer.read("unsubscribe", address.rpartition("/")[2]) == [12, ADA.generation]
    with pytest.raises(BadLink):
        signer.read("unsubscribe", links.settings(ADA).rpartition("/")[2])


def test_every_link_of_a_reader_names_their_generation_so_that_it_can_be_made_void(signer: Signer) -> None:
    links = Links("https://papers.example.org", signer)
    for purpose, address in (
        ("settings", links.settings(ADA)),
        ("view", links.view(ADA, 5)),
        ("feedback", links.feedback(ADA, 2, FeedbackKind.LIKE, "arxiv:2406.02900")),
        ("feed", links.feed(ADA, 2).removesuffix(".atom")),
    ):
        assert signer.read(purpose, address.rpartition("/")[2])[:2] == [7, 3]


@given(st.binary(max_size=40), st.sampled_from(PURPOSES))
def test_a_seal_is_good_for_its_bytes_purpose_and_key_and_for_an_older_key(body, purpose):
    seal = Signer([KEY]).seal(purpose, body)
    assert len(seal) * 8 >= 128
    assert Signer([KEY]).sealed(purpose, body, seal)
    assert Signer([OTHER_KEY, KEY]).sealed(purpose, body, seal)
    assert not Signer([OTHER_KEY]).sealed(purpose, body, seal)
    assert not Signer([KEY]).sealed(purpose, body + b"x", seal)
    assert not Signer([KEY]).sealed(f"{purpose}s", body, seal)
    assert not Signer([KEY]).sealed(purpose, body, seal[:-1])
