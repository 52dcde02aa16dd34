"""How long after each other attempts are made."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.core.backoff import DELAYS, MOST_JITTER, retry_at

NOW = datetime(2026, 11, 1, 8, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("attempt", "minutes"),
    [(1, 5), (2, 15), (3, 60), (4, 180), (5, 360), (6, 720), (7, 1440), (8, None), (100, None)],
)
def test_the_wait_grows_from_five_minutes_to_a_day_and_then_it_is_over(attempt: int, minutes: int | None) -> None:
    expected = None if minutes is None else NOW + timedelta(minutes=minutes)
    assert retry_at(attempt, NOW) == expected


def test_a_mail_server_that_is_away_for_a_day_is_outlasted() -> None:
    assert sum(DELAYS, timedelta()) > timedelta(days=1, hours=12)


@pytest.mark.parametrize("jitter", [-1, 0, 0.5, 1, 7])
def test_chance_makes_a_wait_longer_by_a_tenth_at_most_and_never_shorter(jitter: float) -> None:
    at = retry_at(3, NOW, jitter=jitter)
    assert at is not None
    assert timedelta(hours=1) <= at - NOW <= timedelta(hours=1) * (1 + MOST_JITTER)


def test_an_attempt_that_was_never_counted_is_taken_for_the_first() -> None:
    assert retry_at(0, NOW) == retry_at(1, NOW)
