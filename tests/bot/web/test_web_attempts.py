"""How often one may try, whatever the address is written like."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.web.attempts import MOST, WITHIN, Attempts, source_of
from tests.bot.web.site_world import NOON


def test_twenty_attempts_an_hour_are_allowed_and_the_next_has_to_wait() -> None:
    attempts = Attempts()
    for number in range(MOST):
        assert attempts.attempt("192.0.2.1", NOON + timedelta(minutes=number)) is None
    assert attempts.attempt("192.0.2.1", NOON + timedelta(minutes=30)) == timedelta(minutes=30)
    assert attempts.attempt("192.0.2.2", NOON + timedelta(minutes=30)) is None
    assert attempts.attempt("192.0.2.1", NOON + timedelta(minutes=60)) is None
    assert attempts.attempt("192.0.2.1", NOON + timedelta(minutes=60)) == timedelta(minutes=1)


@given(st.lists(st.integers(0, 90), max_size=200))
def test_no_hour_has_more_than_twenty(waits: list[int]) -> None:
    attempts, now, allowed = Attempts(), NOON, []
    for wait in waits:
        now += timedelta(seconds=wait)
        if attempts.attempt("192.0.2.1", now) is None:
            allowed.append(now)
    for at in allowed:
        assert sum(at <= other < at + WITHIN for other in allowed) <= MOST


def test_however_many_come_only_so_many_are_remembered() -> None:
    attempts = Attempts(sources=100)
    for number in range(1000):
        attempts.attempt(f"2001:db8:{number:x}::1", NOON)
    assert len(attempts) == 100


@pytest.mark.parametrize(
    ("host", "source"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::ffff", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", ""),
        ("x" * 1000, "x" * 100),
    ],
)
def test_who_stands_behind_an_address(host: str, source: str) -> None:
    assert source_of(host) == source
