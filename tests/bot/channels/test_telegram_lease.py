"""One process for each token."""

from datetime import timedelta

import pytest

from bot.channels.telegram.lease import LASTS, RENEWED, TokenLease
from store.chats import Flood
from store.sql import SqlStore
from tests.bot.app.delivery_world import SUNDAY
from tests.store.conftest import emptied_url, file_url, made_schema, postgres, store, url  # noqa: F401 - fixtures

SECOND = timedelta(seconds=1)


@pytest.fixture
def leases(store: SqlStore) -> tuple[TokenLease, TokenLease]:  # noqa: F811 - the fixture
    """Those of two processes."""
    return TokenLease(store, 7, "one"), TokenLease(store, 7, "two")


def test_one_process_holds_a_token_as_long_as_it_says_so(leases) -> None:
    one, two = leases
    now = SUNDAY
    for _ in range(60):
        assert one.holds(now)
        assert not two.holds(now)
        now += SECOND


def test_who_falls_silent_is_followed_within_thirty_seconds(leases) -> None:
    one, two = leases
    assert one.holds(SUNDAY)
    now = SUNDAY
    while not two.holds(now):
        now += SECOND
    assert now - SUNDAY <= LASTS
    assert timedelta(seconds=30) >= LASTS
    assert not one.holds(now)


def test_what_is_given_back_is_free_at_once(leases) -> None:
    one, two = leases
    assert one.holds(SUNDAY)
    two.give_back()  # which it does not hold
    assert not two.holds(SUNDAY)
    one.give_back()
    assert two.holds(SUNDAY)
    assert not one.holds(SUNDAY)


def test_other_tokens_are_others(store) -> None:  # noqa: F811 - the fixture
    assert TokenLease(store, 7, "one").holds(SUNDAY)
    assert TokenLease(store, 8, "two").holds(SUNDAY)


def test_it_is_renewed_while_most_of_it_is_left(leases) -> None:
    one, two = leases
    assert one.holds(SUNDAY)
    assert one.holds(SUNDAY + RENEWED)
    assert not two.holds(SUNDAY + LASTS)
    assert timedelta(seconds=15) <= LASTS - RENEWED


def test_a_clock_that_is_set_back_loses_nothing(leases) -> None:
    one, two = leases
    assert one.holds(SUNDAY)
    assert one.holds(SUNDAY - timedelta(hours=1))
    assert not two.holds(SUNDAY - timedelta(hours=1))


def test_whoever_gets_the_token_learns_what_its_holder_was_told(store) -> None:  # noqa: F811 - the fixture
    learned: list[Flood] = []
    one, two = TokenLease(store, 7, "one"), TokenLease(store, 7, "two", learned.extend)
    assert one.holds(SUNDAY)
    assert not two.holds(SUNDAY)
    flood = Flood(bot=7, chat=-42, until=SUNDAY + timedelta(seconds=10_072))
    with store.receiving() as inbox:
        inbox.keep_flood(flood)
        inbox.keep_flood(Flood(bot=8, chat=-43, until=SUNDAY + timedelta(days=1)))
    now = SUNDAY
    while not two.holds(now):
        now += SECOND
    assert learned == [flood]
    for _ in range(60):
        assert two.holds(now)
        now += SECOND
    assert learned == [flood]
