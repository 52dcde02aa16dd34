"""What every store promises to several senders at once: each delivery is one's alone, and nobody waits for ever."""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest

from store.errors import NotFound
from store.outbox import Delivery
from store.outbox import DeliveryState as State
from store.readers import BounceKind, Way
from store.sql import SqlSending, SqlStore, open_store
from tests.store.builders import NOON, SOURCE, listing, page
from tests.store.readership import DAY, EVERY_WAY, HOUR, MINUTE, an_outcome, enrol, queue

MANY = 60


def take(outbox: SqlSending, owner: str, limit: int = 5) -> list[int]:
    claimed = outbox.claim(owner, NOON, lease=MINUTE, limit=limit, ways=EVERY_WAY)
    return [each.delivery.number for each in claimed]


def hand_over(store: SqlStore, owner: str, *numbers: int) -> None:
    """Say of these that they are being sent: from now on they may arrive."""
    with store.sending() as outbox:
        assert all(outbox.begin(number, owner, NOON, lease=MINUTE) for number in numbers)


def delivery(store: SqlStore, number: int = 1) -> Delivery:
    with store.reading() as catalog:
        return catalog.delivery(number)


def send_all(store: SqlStore, owner: str) -> list[int]:
    """Claim and settle until nothing is left; the numbers."""
    sent: list[int] = []
    while True:
        with store.sending() as outbox:
            claimed = take(outbox, owner)
        if not claimed:
            return sent
        for number in claimed:
            with store.sending() as outbox:
                assert outbox.settle(number, owner, an_outcome())
        sent.extend(claimed)


def test_senders_that_work_at_once_share_the_deliveries(store: SqlStore) -> None:
    enrol(store)
    queue(store, *map(str, range(MANY)))
    with ThreadPoolExecutor(4) as threads:
        sent = list(threads.map(lambda owner: send_all(store, owner), "abcd"))
    assert Counter(number for each in sent for number in each) == dict.fromkeys(range(1, MANY + 1), 1)
    with store.reading() as catalog:
        kept = catalog.deliveries(limit=MANY + 1)
        assert {(each.state, each.attempts) for each in kept} == {(State.SENT, 1)}


@pytest.fixture
def server(postgres_url: str) -> Iterator[SqlStore]:
    """A store in which several transactions are open at once; who waits is told so at once."""
    with closing(open_store(postgres_url, busy_seconds=0.2)) as opened:
        enrol(opened)
        yield opened


def test_a_sender_passes_over_what_another_is_just_claiming(server: SqlStore) -> None:
    queue(server, *map(str, range(7)))
    with server.sending() as one, server.sending() as other:
        assert take(one, "x", 3) == [1, 2, 3]
        assert take(other, "y", 3) == [4, 5, 6]
        assert take(one, "x", 3) == [7]
        assert take(other, "y", 3) == []
    assert [delivery(server, number).owner for number in range(1, 8)] == [*"xxx", *"yyy", "x"]


def test_two_senders_who_share_a_quota_do_not_use_it_twice(store: SqlStore) -> None:
    enrol(store)
    queue(store, *map(str, range(MANY)))

    def send_some(owner: str) -> int:
        taken = 0
        while True:
            with store.sending() as outbox:
                left = 20 - outbox.tried_since(Way.MAIL, NOON - HOUR, NOON)
                claimed = take(outbox, owner, min(left, 3))
            if not claimed:
                return taken
            taken += len(claimed)

    with ThreadPoolExecutor(4) as threads:
        assert sum(threads.map(send_some, "abcd")) == 20


def test_a_sender_waits_for_no_writer_of_the_catalog(server: SqlStore) -> None:
    queue(server)
    with server.writing() as catalog:
        catalog.record(SOURCE, page(), listing("One"))
        with server.sending() as outbox:
            assert take(outbox, "x") == [1]
        with server.sending() as outbox:
            assert outbox.settle(1, "x", an_outcome())
    assert delivery(server).state is State.SENT


def test_a_claim_that_is_undone_leaves_its_deliveries_to_others(server: SqlStore) -> None:
    queue(server, "1", "2")
    with server.sending() as other:
        with pytest.raises(KeyboardInterrupt), server.sending() as one:
            broken_off(take(one, "x", 1))
        assert take(other, "y") == [1, 2]
    assert delivery(server).attempts == 1


def broken_off(claimed: list[int]) -> None:
    assert claimed == [1]
    raise KeyboardInterrupt


def test_a_lease_that_runs_out_while_its_owner_says_what_became_of_it_is_the_owners(server: SqlStore) -> None:
    queue(server, "1", "2")
    with server.sending() as outbox:
        take(outbox, "x")
    hand_over(server, "x", 1, 2)
    with server.sending() as owner, server.sending() as watch:
        assert owner.settle(1, "x", an_outcome())
        assert watch.expire(NOON + HOUR, retry_at=NOON + DAY, most=3) == 1
    assert [delivery(server, number).state for number in (1, 2)] == [State.SENT, State.UNCERTAIN]


def test_an_owner_who_comes_while_the_lease_is_being_taken_away_comes_too_late(server: SqlStore) -> None:
    queue(server)
    with server.sending() as outbox:
        take(outbox, "x")
    hand_over(server, "x", 1)

    def settle() -> bool:
        with closing(open_store(server_url(server))) as patient, patient.sending() as outbox:
            return outbox.settle(1, "x", an_outcome(State.DEAD, bounce=BounceKind.HARD, suppress=True))

    with ThreadPoolExecutor(1) as thread:
        with server.sending() as watch:
            assert watch.expire(NOON + HOUR, retry_at=NOON + DAY, most=3) == 1
            late = thread.submit(settle)
        assert late.result(30) is False
    assert delivery(server).state is State.UNCERTAIN
    with server.reading() as catalog:
        assert catalog.bounces(1, NOON) == ()
        assert catalog.suppression("ada@doves.example") is None


def server_url(store: SqlStore) -> str:
    return store._database.engine.url.render_as_string(hide_password=False)  # noqa: SLF001 - the same place again


def test_two_senders_stop_one_address_without_waiting_for_each_other_for_ever(store: SqlStore) -> None:
    enrol(store)
    queue(store, *map(str, range(8)))
    with store.sending() as outbox:
        claimed = take(outbox, "x", 4)

    def give_up(number: int) -> bool:
        with store.sending() as outbox:
            gone = an_outcome(State.DEAD, stop_address=f"{number}", bounce=BounceKind.HARD, suppress=True)
            return outbox.settle(number, "x", gone)

    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(give_up, claimed)) == [True] * 4
    with store.reading() as catalog:
        assert catalog.address(1).stopped in {"1", "2", "3", "4"}
        assert len(catalog.bounces(1, NOON)) == 4
        ended = [each.state for each in reversed(catalog.deliveries())]
        assert ended == [State.DEAD] * 4 + [State.SUPPRESSED] * 4


def test_every_lost_lease_is_counted_once_whichever_way_it_ends(store: SqlStore) -> None:
    enrol(store)
    queue(store, "a", "b", attempts=2)
    queue(store, "c", "d", "e", "f")
    with store.sending() as outbox:
        assert take(outbox, "x", 5) == [1, 2, 3, 4, 5]
    hand_over(store, "x", 1, 3, 4)
    for expected in (5, 0):
        with store.sending() as outbox:
            assert outbox.expire(NOON + HOUR, retry_at=NOON + DAY, most=3) == expected
    assert [delivery(store, number).state for number in range(1, 7)] == [
        State.DEAD,
        State.DEAD,
        State.UNCERTAIN,
        State.UNCERTAIN,
        State.PENDING,
        State.PENDING,
    ]


def test_an_erased_readers_delivery_that_is_just_being_sent_leaves_nothing_behind(store: SqlStore) -> None:
    enrol(store, "Ada", "Bo")
    queue(store)
    with store.sending() as outbox:
        take(outbox, "x")
    with store.writing() as catalog:
        assert catalog.forget_reader(1).cancelled == 1
    with store.sending() as outbox:
        refused = an_outcome(State.DEAD, said="550 ada@doves.example", stop_address="Gone.", bounce=BounceKind.HARD)
        assert not outbox.settle(1, "x", refused)
        assert not outbox.settle(1, "x", an_outcome(State.PENDING, moved_to="ada@rooks.example"))
        assert outbox.release("x", NOON) == 0
        assert outbox.expire(NOON + DAY, retry_at=NOON, most=3) == 0
    with store.reading() as catalog:
        assert catalog.bounces(None, NOON) == ()
        with pytest.raises(NotFound):
            catalog.delivery(1)
