"""What every store promises of deliveries that are begun, put off and counted."""

from dataclasses import replace

from store.outbox import DeliveryKind
from store.outbox import DeliveryState as State
from store.readers import Way
from store.sql import SqlStore
from tests.store.builders import NOON
from tests.store.readership import (
    DAY,
    EVERY_WAY,
    HOUR,
    MINUTE,
    a_delivery,
    a_promise,
    an_address,
    an_outcome,
    enrol,
    queue,
)
from tests.store.test_store_sending import begin, claim, delivery, expire, numbers, settle


def test_what_was_claimed_and_never_begun_did_not_arrive(store: SqlStore) -> None:
    enrol(store)
    queue(store, "1", "2")
    claim(store)
    assert begin(store, 2) == [True]
    assert expire(store, NOON + MINUTE) == 2
    back = delivery(store)
    assert (back.state, back.ambiguous, back.said, back.not_before) == (State.PENDING, 0, "", NOON)
    assert delivery(store, 2).state is State.UNCERTAIN
    assert numbers(claim(store, at=NOON + MINUTE)) == [1]


def test_what_kills_whoever_takes_it_up_is_buried_without_being_sent(store: SqlStore) -> None:
    enrol(store)
    queue(store)
    for hour in range(3):
        claim(store, at=NOON + hour * HOUR)
        assert expire(store, NOON + (hour + 1) * HOUR, most=3) == 1
    assert (delivery(store).state, delivery(store).ambiguous) == (State.DEAD, 0)
    assert "before it could be sent" in delivery(store).said


def test_only_its_owner_begins_a_delivery_and_the_leases_begin_anew(store: SqlStore) -> None:
    enrol(store)
    queue(store, "1", "2", "3")
    assert begin(store, 0, 1, 2**70) == [False] * 3
    claim(store, limit=2)
    claim(store, "y")
    assert delivery(store).begun_at is None
    assert begin(store, 1, owner="y") == [False]
    at = NOON + MINUTE / 2
    assert begin(store, 1, at=at) == [True]
    assert (delivery(store).begun_at, delivery(store).lease_until) == (at, at + MINUTE)
    assert (delivery(store, 2).begun_at, delivery(store, 2).lease_until) == (None, at + MINUTE)
    assert delivery(store, 3).lease_until == NOON + MINUTE
    settle(store)
    assert begin(store, 1) == [False]
    assert delivery(store).begun_at == at


def test_nothing_but_a_confirmation_is_begun_after_its_address_was_stopped(store: SqlStore) -> None:
    enrol(store)
    queue(store, "1")
    queue(store, "confirm 1", kind=DeliveryKind.CONFIRMATION)
    claim(store)
    with store.writing() as catalog:
        catalog.stop_address(1, "unsubscribed", NOON)
    assert begin(store, 1, 2) == [False, True]


def test_what_is_put_off_waits_uncounted(store: SqlStore) -> None:
    enrol(store)
    queue(store, "1", "2")
    claim(store)
    begin(store, 2)
    with store.sending() as outbox:
        assert not outbox.put_off(1, "y")
        assert not outbox.put_off(2**70, "x")
        assert outbox.put_off(1, "x", NOON + HOUR, "The reader has paused.")
        assert outbox.put_off(2, "x")
        assert not outbox.put_off(2, "x")
    said = "The reader has paused."
    assert delivery(store) == a_delivery("1", number=1, not_before=NOON + HOUR, said=said)
    assert delivery(store, 2) == a_delivery("2", number=2)
    assert numbers(claim(store)) == [2]


def test_what_was_tried_of_late_is_counted_by_way_with_what_is_about_to_be(store: SqlStore) -> None:
    enrol(store)
    with store.writing() as catalog:
        catalog.save_address(an_address(1, "17", way=Way.CHAT))
    queue(store, "1", "2", "3", "4")
    queue(store, "1", address=2)
    claim(store, limit=3)
    claim(store, ways=[Way.CHAT])
    begin(store, 2, at=NOON - HOUR)
    begin(store, 1, 5)
    at = NOON + MINUTE / 2
    with store.sending() as outbox:
        assert outbox.tried_since(Way.MAIL, at - HOUR, at) == 2
        assert outbox.tried_since(Way.MAIL, at - DAY, at) == 3
        assert outbox.tried_since(Way.CHAT, at - HOUR, at) == 1
        assert outbox.tried_since(Way.MAIL, at - HOUR, NOON + HOUR) == 1  # the claim has run out


def test_failures_are_those_since_the_last_that_was_taken(store: SqlStore) -> None:
    enrol(store)
    queue(store, *"123456")
    claim(store, limit=5)
    ends = [State.DEAD, State.SENT, State.PENDING, State.UNCERTAIN]
    for number, state in enumerate(ends, start=1):
        begin(store, number, at=NOON + number * MINUTE)
        settle(store, number, outcome=an_outcome(state, not_before=NOON + DAY))
    begin(store, 5, at=NOON + 5 * MINUTE)
    with store.sending() as outbox:
        failed = (NOON + 4 * MINUTE, NOON + 3 * MINUTE)
        assert outbox.failures(Way.MAIL, NOON - DAY, NOON + HOUR, 9) == failed
        assert outbox.failures(Way.MAIL, NOON - DAY, NOON + HOUR, 1) == failed[:1]
        assert outbox.failures(Way.MAIL, NOON + 3 * MINUTE, NOON + HOUR, 9) == failed[:1]
        assert outbox.failures(Way.CHAT, NOON - DAY, NOON + HOUR, 9) == ()


def test_messages_that_are_due_are_counted_whether_composed_or_only_promised(store: SqlStore) -> None:
    enrol(store, "Ada", "Bo", "Eve")
    queue(store, "1", "2")
    queue(store, "3", not_before=NOON + HOUR)
    with store.writing() as catalog:
        catalog.promise((), [a_promise("arxiv:1", 2, 2), a_promise("arxiv:2", 2, 2), a_promise("arxiv:3", 3, 3)])
        catalog.save_reader(replace(catalog.reader(3), paused=True))
        catalog.save_address(an_address(1, "x@doves.example", confirmed_at=None))
    queue(store, "confirm 1", address=4, kind=DeliveryKind.CONFIRMATION)
    with store.reading() as catalog:
        assert catalog.messages_due(NOON, EVERY_WAY) == {Way.MAIL: 4}
        assert catalog.messages_due(NOON, [Way.CHAT]) == catalog.messages_due(NOON, []) == {}
        assert catalog.messages_due(NOON - DAY, EVERY_WAY) == {}
