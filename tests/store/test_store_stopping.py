"""What every store promises of addresses that get nothing more, and of mail that came back from them."""

import threading
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from store.errors import NotFound, NotStorable
from store.outbox import DeliveryState as State
from store.outbox import Gathered
from store.readers import Bounce, BounceKind, Suppression, Way
from store.sql import SqlStore, open_store
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

WHY = "Unsubscribed “by mail”.\n"


def claim(store: SqlStore, limit: int = 100) -> list[int]:
    with store.sending() as outbox:
        return [each.delivery.number for each in outbox.claim("x", NOON, lease=MINUTE, limit=limit, ways=EVERY_WAY)]


def states(store: SqlStore) -> dict[int, State]:
    with store.reading() as catalog:
        return {each.number: each.state for each in reversed(catalog.deliveries())}


@pytest.fixture
def outbox(store: SqlStore) -> SqlStore:
    """Deliveries 1 sent, 2 uncertain, 3 leased, 4 pending, 5 due tomorrow, all of address 1; 6 pending at address 2.

    Promises 1 in delivery 4, 2 dropped, 3 waiting, all of address 1; 4 waiting at address 2.
    """
    enrol(store, "Ada", "Bo")
    with store.writing() as catalog:
        catalog.promise((), [*(a_promise(paper) for paper in "abc"), a_promise("a", 2, 2)])
    queue(store, "1", "2", "3")
    with store.writing() as catalog:
        catalog.gather([Gathered(delivery=a_delivery("4"), shown=(1,), dropped={2: "A profile less."})])
    queue(store, "5", not_before=NOON + DAY)
    queue(store, "6", address=2, reader=2)
    claim(store, limit=3)
    with store.sending() as sending:
        sending.settle(1, "x", an_outcome())
        sending.settle(2, "x", an_outcome(State.UNCERTAIN, not_before=NOON + HOUR))
    return store


def test_stopping_an_address_ends_all_that_is_to_be_sent_there_and_nothing_else(outbox: SqlStore) -> None:
    with outbox.writing() as catalog:
        stopped = catalog.stop_address(1, WHY, NOON + HOUR)
        assert stopped == catalog.address(1) == an_address(number=1, stopped=WHY)
        assert not stopped.is_open
        assert catalog.address(2).is_open
        assert [each.number for each in catalog.promises()] == [4]
        (gathered,) = catalog.promises_in([4])[4]
        assert (gathered.number, gathered.dropped) == (1, "")
        ended = [catalog.delivery(number) for number in (2, 4, 5)]
        assert {(each.said, each.settled_at) for each in ended} == {(WHY, NOON + HOUR)}
        assert catalog.suppression("ada@doves.example") is None
    assert states(outbox) == {
        1: State.SENT,
        2: State.SUPPRESSED,
        3: State.LEASED,
        4: State.SUPPRESSED,
        5: State.SUPPRESSED,
        6: State.PENDING,
    }


def test_an_address_that_is_stopped_already_keeps_its_words(outbox: SqlStore) -> None:
    with outbox.writing() as catalog:
        catalog.stop_address(1, WHY, NOON)
        assert catalog.stop_address(1, "The mailbox is gone.", NOON + HOUR).stopped == WHY
        assert catalog.delivery(4).said == WHY


def test_what_was_just_being_sent_when_its_address_was_stopped_is_not_sent_again(outbox: SqlStore) -> None:
    with outbox.writing() as catalog:
        catalog.stop_address(1, WHY, NOON)
    with outbox.sending() as sending:
        assert sending.settle(3, "x", an_outcome(State.PENDING, not_before=NOON + HOUR))
    with outbox.sending() as sending:
        assert [
            each.delivery.number for each in sending.claim("y", NOON + DAY, lease=HOUR, limit=9, ways=EVERY_WAY)
        ] == [6]
        assert sending.expire(NOON + DAY, retry_at=NOON, most=3) == 0
    with outbox.reading() as catalog:
        ended = catalog.delivery(3)
        assert (ended.state, ended.settled_at, ended.said) == (
            State.SUPPRESSED,
            NOON + DAY,
            "Its address was stopped.",
        )


@pytest.mark.parametrize("number", [0, 9, -1])
def test_there_is_no_stopping_an_address_that_is_not_there(store: SqlStore, number: int) -> None:
    with store.writing() as catalog, pytest.raises(NotFound, match=f"There is no address {number}"):
        catalog.stop_address(number, WHY, NOON)


def test_a_reason_that_cannot_be_stored_stops_nothing(outbox: SqlStore) -> None:
    before = states(outbox)
    with pytest.raises(NotStorable), outbox.writing() as catalog:
        catalog.stop_address(1, "a NUL \0", NOON)
    assert states(outbox) == before
    with outbox.reading() as catalog:
        assert catalog.address(1).is_open


def test_stopping_an_address_is_seen_in_the_version_also_by_a_sender(outbox: SqlStore) -> None:
    versions = []

    def look() -> None:
        with outbox.reading() as catalog:
            versions.append(catalog.readership_version())

    look()
    with outbox.writing() as catalog:
        catalog.stop_address(2, WHY, NOON)
    look()
    with outbox.sending() as sending:
        sending.settle(3, "x", an_outcome(State.DEAD, stop_address="Gone."))
    look()
    assert versions == sorted(set(versions))


def test_what_came_back_from_anyone_is_listed_by_time(store: SqlStore) -> None:
    enrol(store, "Ada", "Bo")
    back = [
        Bounce(reader=number, address=number, kind=BounceKind.SOFT, said=f"{at}", at=NOON + at * HOUR)
        for number, at in ((1, 3), (2, 1), (1, 2), (2, 3), (1, 0))
    ]
    with store.writing() as catalog:
        for each in back:
            catalog.record_bounce(each)
        expected = [(1, "0"), (2, "1"), (1, "2"), (1, "3"), (2, "3")]
        assert [(each.address, each.said) for each in catalog.bounces(None, NOON)] == expected
        assert [(each.address, each.said) for each in catalog.bounces(None, NOON + 2 * HOUR)] == expected[2:]
        assert catalog.bounces(None, NOON + DAY) == ()
        assert catalog.bounces(2, NOON + 2 * HOUR) == (back[3],)


def test_a_bounce_that_cannot_be_stored_is_refused(store: SqlStore) -> None:
    enrol(store)
    kept = Bounce(reader=1, address=1, kind=BounceKind.SOFT, said="full", at=NOON)
    for refused in (replace(kept, said="a NUL \0"), replace(kept, at=NOON.replace(tzinfo=None))):
        with pytest.raises(NotStorable), store.writing() as catalog:
            catalog.record_bounce(refused)
    with store.reading() as catalog:
        assert catalog.bounces(None, NOON - DAY) == ()


def test_a_sender_and_the_catalog_count_the_bounces_of_an_address_together(outbox: SqlStore) -> None:
    with outbox.writing() as catalog:
        catalog.record_bounce(Bounce(reader=1, address=1, kind=BounceKind.SOFT, said="first", at=NOON))
    with outbox.sending() as sending:
        sending.settle(3, "x", an_outcome(State.PENDING, said="second", bounce=BounceKind.SOFT, at=NOON))
    with outbox.writing() as catalog:
        catalog.record_bounce(Bounce(reader=1, address=1, kind=BounceKind.HARD, said="third", at=NOON))
        assert [each.said for each in catalog.bounces(1, NOON)] == ["first", "second", "third"]


def test_a_suppressed_address_stays_so_when_a_sender_says_it_again(outbox: SqlStore) -> None:
    first = Suppression(digest="", kind=BounceKind.COMPLAINT, at=NOON)
    with outbox.writing() as catalog:
        catalog.suppress("ADA@doves.example", first)
    with outbox.sending() as sending:
        assert sending.settle(3, "x", an_outcome(State.DEAD, bounce=BounceKind.HARD, suppress=True))
    with outbox.reading() as catalog:
        kept = catalog.suppression("ada@doves.example")
        assert kept is not None
        assert (kept.kind, kept.at) == (BounceKind.COMPLAINT, NOON)


def test_a_target_that_was_given_up_can_be_taken_by_another_reader(store: SqlStore) -> None:
    enrol(store, "Ada", "Bo")
    with store.writing() as catalog:
        catalog.remove_address(1)
        assert catalog.save_address(an_address(2, "ADA@doves.example")).number == 3
        found = catalog.address_at(Way.MAIL, "ada@doves.example")
        assert found is not None
        assert found.reader == 2


def test_a_database_in_memory_is_not_closed_under_another_threads_block() -> None:
    store = open_store("sqlite://")
    begun, go_on, order = threading.Event(), threading.Event(), []

    def block() -> None:
        with store.timing() as timing:
            begun.set()
            go_on.wait(5)
            timing.ensure_job("deliver", datetime(2026, 11, 1, tzinfo=UTC))
            order.append("block")

    def close() -> None:
        store.close()
        order.append("closed")

    threads = [threading.Thread(target=block), threading.Thread(target=close)]
    threads[0].start()
    begun.wait(5)
    threads[1].start()
    threads[1].join(0.1)
    go_on.set()
    for thread in threads:
        thread.join(5)
    assert order == ["block", "closed"]
