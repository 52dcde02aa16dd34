"""Tokens that name a delivery or an address, in mails."""

import random
from datetime import UTC, datetime, timedelta

from bot.bounce_mail import TOKEN_LENGTH
from bot.links import Signer
from bot.mail_tokens import TOKEN_WITHIN, bounce_token, leave_token, read_bounce_token, read_leave_token

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)
SIGNER = Signer(["k" * 32])
OTHER = Signer(["n" * 32])
LETTERS = "abcdefghijklmnopqrstuvwxyz234567"
NUMBERS = (1, 2, 77, 2**31, 2**40 - 1)


def mixed(token: str, chance: random.Random) -> str:
    """As a server may write it that does not keep capitals apart."""
    return "".join(chance.choice((each, each.upper())) for each in token)


def test_a_token_names_the_delivery_whatever_became_of_its_letters() -> None:
    chance = random.Random(2)
    for number in NUMBERS:
        token = bounce_token(SIGNER, number, NOON)
        assert len(token) == TOKEN_LENGTH
        assert len(f"bounces+{token}") <= 64
        assert token.isascii()
        assert token.isalnum()
        assert token == token.lower()
        assert read_bounce_token(SIGNER, mixed(token, chance), NOON + DAY) == number


def test_a_token_is_believed_for_48_hours() -> None:
    token = bounce_token(SIGNER, 7, NOON)
    assert read_bounce_token(SIGNER, token, NOON + TOKEN_WITHIN) == 7
    assert read_bounce_token(SIGNER, token, NOON + TOKEN_WITHIN + timedelta(seconds=1)) is None


def test_a_forged_token_is_nothing() -> None:
    token = bounce_token(SIGNER, 7, NOON)
    for place in range(TOKEN_LENGTH):
        changed = LETTERS[(LETTERS.index(token[place]) + 1) % 32]
        assert read_bounce_token(SIGNER, token[:place] + changed + token[place + 1 :], NOON) is None
    for other in ("", "a", token[:-1], token + "a", "ä" * TOKEN_LENGTH, "1" * TOKEN_LENGTH, "ſ" + token[1:], "\0" * 40):
        assert read_bounce_token(SIGNER, other, NOON) is None
    chance = random.Random(3)
    for _ in range(20_000):
        assert read_bounce_token(SIGNER, "".join(chance.choices(LETTERS, k=TOKEN_LENGTH)), NOON) is None


def test_a_token_is_for_bounces_alone_and_outlives_a_change_of_keys() -> None:
    token = bounce_token(SIGNER, 7, NOON)
    assert read_bounce_token(Signer(["n" * 32, "k" * 32]), token, NOON) == 7
    assert read_bounce_token(Signer(["n" * 32]), token, NOON) is None
    assert read_leave_token(SIGNER, token) is None


def test_a_token_to_leave_names_the_address_for_ever_and_is_for_that_alone() -> None:
    chance = random.Random(4)
    for number in (*NUMBERS, 2**63 - 1):
        token = leave_token(SIGNER, number)
        assert (len(token), token.isalnum(), token) == (TOKEN_LENGTH, True, token.lower())
        assert token == leave_token(SIGNER, number)
        assert read_leave_token(SIGNER, mixed(token, chance)) == number
        assert read_leave_token(Signer(["n" * 32, "k" * 32]), token) == number
        assert read_leave_token(OTHER, token) is None
        assert read_bounce_token(SIGNER, token, NOON) is None
        for changed in (token[1:], "a" + token[1:] if token[0] != "a" else "b" + token[1:], ""):
            assert read_leave_token(SIGNER, changed) is None
