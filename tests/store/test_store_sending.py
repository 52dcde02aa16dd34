"""What every store promises to senders, whichever database is underneath."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from store.errors import Conflict, DatabaseReadOnly
from store.outbox import Claimed, Delivery, DeliveryKind, Outcome
from store.outbox import DeliveryState as State
from store.readers import BounceKind, Way
from store.sql import SqlStore, open_store
from tests.store.builders import NOON
from tests.store.readership import (
    DAY,
    EVERY_WAY,
    HOUR,
    MINUTE,
    a_delivery,
    a_promise,
    a_reader,
    an_address,
    an_outcome,
    enrol,
    queue,
)


def claim(store: SqlStore, owner: str = "x", at: Any = NOON, limit: int = 100, ways: Any = EVERY_WAY) -> list[Claimed]:
    with store.sending() as outbox:
        return list(outbox.claim(owner, at, lease=MINUTE, limit=limit, ways=ways))


def numbers(claimed: list[Claimed]) -> list[int]:
    return [each.delivery.number for each in claimed]


def settle(store: SqlStore, number: int = 1, owner: str = "x", outcome: Outcome | None = None) -> bool:
    with store.sending() as outbox:
        return outbox.settle(number, owner, outcome or an_outcome())


def delivery(store: SqlStore, number: int = 1) -> Delivery:
    with store.reading() as catalog:
        return catalog.delivery(number)


def begin(store: SqlStore, *begun: int, owner: str = "x", at: Any = NOON) -> list[bool]:
    """Say of these that they are handed to their way out."""
    with store.sending() as outbox:
        return [outbox.begin(number, owner, at, lease=MINUTE) for number in begun]


def expire(store: SqlStore, at: Any, retry_at: Any = NOON + HOUR, most: int = 3) -> int:
    with store.sending() as outbox:
        return outbox.expire(at, retry_at=retry_at, most=most)


def test_an_empty_outbox_has_nothing_to_claim(store: SqlStore) -> None:
    with store.sending() as outbox:
        assert outbox.claim("x", NOON, lease=MINUTE, limit=9, ways=EVERY_WAY) == ()
        assert outbox.claim("x", NOON, lease=MINUTE, limit=9, ways=()) == ()
        assert outbox.claim("x", NOON, lease=MINUTE, limit=0, ways=EVERY_WAY) == ()
        assert outbox.expire(NOON, retry_at=NOON, most=3) == 0
        assert outbox.release("x", NOON) == 0
        assert not any(outbox.settle(number, "x", an_outcome()) for number in (0, 1, -1, 2**70))


def test_what_is_claimed_comes_with_its_reader_and_address_and_is_leased(store: SqlStore) -> None:
    enrol(store, "Ada", "Bo")
    (kept,) = queue(store, address=2, reader=2, attempts=1)
    (claimed,) = claim(store)
    leased = replace(kept, state=State.LEASED, owner="x", lease_until=NOON + MINUTE, attempts=2)
    assert claimed == Claimed(
        delivery=leased, reader=a_reader("Bo", number=2), address=an_address(2, "bo@doves.example", number=2)
    )
    assert delivery(store) == leased


def test_the_one_due_longest_is_claimed_first_and_none_twice(store: SqlStore) -> None:
    enrol(store)
    for slot, minutes in (("a", 3), ("b", 1), ("c", 2), ("d", 1), ("e", 99)):
        queue(store, slot, not_before=NOON + minutes * MINUTE)
    at = NOON + 3 * MINUTE
    assert claim(store, at=NOON) == []
    assert numbers(claim(store, "x", at, 3)) == [2, 4, 3]
    assert numbers(claim(store, "y", at)) == [1]
    assert claim(store, "x", at) == []
    assert numbers(claim(store, at=NOON + DAY)) == [5]


def test_what_was_put_off_untried_is_claimed_before_what_is_due_longer(store: SqlStore) -> None:
    enrol(store)
    for slot in "abcde":
        queue(store, slot)
    claim(store, limit=3)
    with store.sending() as outbox:
        for number, seconds in ((1, 9), (2, 7)):
            outbox.put_off(number, "x", NOON + timedelta(seconds=seconds), "It waits for its turn.")
        outbox.put_off(3, "x")
    assert numbers(claim(store, limit=1)) == [3]
    assert numbers(claim(store, at=NOON + timedelta(seconds=7), limit=2)) == [2, 4]
    assert numbers(claim(store, at=NOON + timedelta(seconds=9))) == [1, 5]


def test_only_deliveries_of_the_senders_ways_are_claimed(store: SqlStore) -> None:
    enrol(store)
    with store.writing() as catalog:
        catalog.save_address(an_address(1, "17", way=Way.CHAT))
    queue(store, address=1)
    queue(store, address=2)
    assert numbers(claim(store, ways=[Way.CHAT, Way.FILE])) == [2]
    assert claim(store, ways=[Way.CHAT]) == []
    assert numbers(claim(store, ways={Way.MAIL})) == [1]


ENDS: list[tuple[Outcome, dict[str, Any]]] = [
    (an_outcome(), {"settled_at": NOON + MINUTE}),
    (an_outcome(State.DEAD, said="No such user “ä”\n"), {"settled_at": NOON + MINUTE}),
    (an_outcome(State.SUPPRESSED, said="Unsubscribed."), {"settled_at": NOON + MINUTE}),
    (an_outcome(State.PENDING, not_before=NOON + DAY, said="Busy."), {"not_before": NOON + DAY}),
    (an_outcome(State.PENDING), {"not_before": NOON + MINUTE}),
    (an_outcome(State.UNCERTAIN, not_before=NOON + DAY, said="Cut off."), {"not_before": NOON + DAY, "ambiguous": 1}),
]


@pytest.mark.parametrize(("outcome", "changed"), ENDS, ids=lambda each: str(getattr(each, "state", "")))
def test_an_outcome_is_written_as_it_was_said(store: SqlStore, outcome: Outcome, changed: dict[str, Any]) -> None:
    enrol(store)
    (kept,) = queue(store)
    claim(store)
    assert settle(store, outcome=outcome)
    assert delivery(store) == replace(kept, state=outcome.state, said=outcome.said, attempts=1, **changed)


def test_what_may_have_arrived_or_was_put_off_is_claimed_again_when_it_is_due(store: SqlStore) -> None:
    enrol(store)
    queue(store, "1", "2", "3")
    claim(store)
    for number, state in enumerate((State.PENDING, State.UNCERTAIN, State.SENT), start=1):
        settle(store, number, outcome=an_outcome(state, not_before=NOON + HOUR))
    assert claim(store, "y", NOON + HOUR - timedelta(microseconds=1)) == []
    again = claim(store, "y", NOON + HOUR)
    assert [(each.delivery.number, each.delivery.attempts, each.delivery.ambiguous) for each in again] == [
        (1, 2, 0),
        (2, 2, 1),
    ]


def test_only_the_owner_says_what_became_of_it_and_only_once(store: SqlStore) -> None:
    enrol(store)
    queue(store)
    assert not settle(store)
    claim(store)
    assert not settle(store, owner="y")
    assert not settle(store, owner="")
    assert settle(store)
    before = delivery(store)
    assert not settle(store, outcome=an_outcome(State.DEAD))
    assert delivery(store) == before


def test_an_attempt_does_not_end_as_leased(store: SqlStore) -> None:
    with pytest.raises(Conflict, match="An attempt does not end as leased"):
        settle(store, outcome=an_outcome(State.LEASED))


def test_a_lease_that_ran_out_means_that_it_may_have_arrived(store: SqlStore) -> None:
    enrol(store)
    queue(store)
    claim(store)
    begin(store, 1)
    assert expire(store, NOON + MINUTE - timedelta(microseconds=1)) == 0
    assert expire(store, NOON + MINUTE) == 1
    lost = delivery(store)
    assert (lost.state, lost.owner, lost.lease_until, lost.ambiguous) == (State.UNCERTAIN, None, None, 1)
    assert (lost.not_before, lost.settled_at) == (NOON + HOUR, None)
    assert "may have arrived" in lost.said
    assert expire(store, NOON + DAY) == 0


def test_an_acknowledgement_after_the_lease_was_lost_writes_nothing(store: SqlStore) -> None:
    enrol(store)
    queue(store)
    claim(store)
    begin(store, 1)
    expire(store, NOON + MINUTE)
    before = delivery(store)
    stopping = an_outcome(State.DEAD, stop_address="Gone.", bounce=BounceKind.HARD, suppress=True, moved_to="x@y.z")
    assert not settle(store, outcome=stopping)
    assert delivery(store) == before
    with store.reading() as catalog:
        assert (catalog.address(1).stopped, catalog.address(1).target) == ("", "ada@doves.example")
        assert catalog.bounces(1, NOON) == ()
        assert catalog.suppression("ada@doves.example") is None
    assert numbers(claim(store, "y", NOON + HOUR)) == [1]
    assert not settle(store, owner="x")
    assert settle(store, owner="y")


def test_who_loses_it_too_often_buries_it(store: SqlStore) -> None:
    enrol(store)
    queue(store)
    at = NOON
    for attempt in range(1, 4):
        assert [each.delivery.attempts for each in claim(store, at=at)] == [attempt]
        begin(store, 1)
        at += HOUR
        assert expire(store, at, at, most=3) == 1
    assert (delivery(store).state, delivery(store).settled_at, delivery(store).ambiguous) == (State.DEAD, at, 3)
    assert claim(store, at=at + DAY) == []


def test_who_would_rather_never_than_twice_buries_it_at_once(store: SqlStore) -> None:
    enrol(store)
    queue(store, "1", "2", "3")
    claim(store)
    begin(store, 1, 2)
    assert expire(store, NOON + HOUR, None) == 3
    assert [delivery(store, number).state for number in (1, 2, 3)] == [State.DEAD, State.DEAD, State.PENDING]


def test_what_was_not_tried_is_given_back_uncounted(store: SqlStore) -> None:
    enrol(store)
    queue(store, "1", "2", "3")
    assert numbers(claim(store, "y", limit=1)) == [1]
    claim(store, "x")
    settle(store, 2)
    with store.sending() as outbox:
        assert outbox.release("x", NOON + MINUTE) == 1
        assert outbox.release("x", NOON + MINUTE) == 0
    given_back = delivery(store, 3)
    assert given_back == a_delivery("3", number=3)
    assert delivery(store, 1).owner == "y"
    assert numbers(claim(store)) == [3]


def test_a_stopped_address_gets_nothing_more(store: SqlStore) -> None:
    enrol(store, "Ada", "Bo")
    queue(store, "1", "2", "3", "4")
    queue(store, "5", not_before=NOON + DAY)
    queue(store, "1", address=2, reader=2)
    with store.writing() as catalog:
        catalog.promise((), [a_promise(), a_promise("arxiv:1", 2, 2)])
        version = catalog.readership_version()
    claim(store, "y", limit=1)
    claim(store, limit=2)
    settle(store, 2, outcome=an_outcome(State.UNCERTAIN, not_before=NOON))
    why = "The mailbox does not exist."
    assert settle(store, 3, outcome=an_outcome(State.DEAD, said="550 5.1.1", stop_address=why))
    with store.reading() as catalog:
        states = [(each.number, each.state, each.said) for each in reversed(catalog.deliveries())]
        assert states == [
            (1, State.LEASED, ""),
            (2, State.SUPPRESSED, why),
            (3, State.DEAD, "550 5.1.1"),
            (4, State.SUPPRESSED, why),
            (5, State.SUPPRESSED, why),
            (6, State.PENDING, ""),
        ]
        assert catalog.delivery(4).settled_at == NOON + MINUTE
        assert (catalog.address(1).stopped, catalog.address(2).stopped) == (why, "")
        assert [each.address for each in catalog.promises()] == [2]
        assert catalog.readership_version() > version
    settle(store, 1, "y", an_outcome(State.DEAD, stop_address="Another reason."))
    with store.reading() as catalog:
        assert catalog.address(1).stopped == why


def test_a_mail_that_came_back_is_remembered_and_its_address_suppressed_if_told_so(store: SqlStore) -> None:
    enrol(store)
    queue(store, "1", "2", "3")
    claim(store)
    soft, hard = BounceKind.SOFT, BounceKind.HARD
    settle(store, 1, outcome=an_outcome(State.PENDING, said="4.2.2 full", bounce=soft))
    settle(store, 2, outcome=an_outcome(State.PENDING, said="4.2.2 full", bounce=soft, at=NOON + HOUR))
    with store.reading() as catalog:
        assert [(each.kind, each.said, each.reader) for each in catalog.bounces(1, NOON)] == [
            (soft, "4.2.2 full", 1)
        ] * 2
        assert catalog.suppression("ada@doves.example") is None
    settle(store, 3, outcome=an_outcome(State.DEAD, said="5.1.1", bounce=hard, suppress=True, at=NOON + DAY))
    with store.reading() as catalog:
        assert [each.kind for each in catalog.bounces(1, NOON + DAY)] == [hard]
        suppression = catalog.suppression("ADA@doves.example")
        assert suppression is not None
        assert (suppression.kind, suppression.at) == (hard, NOON + DAY)


def test_only_mail_addresses_are_suppressed(store: SqlStore) -> None:
    enrol(store)
    with store.writing() as catalog:
        catalog.save_address(an_address(1, "17", way=Way.CHAT))
    queue(store, address=2)
    claim(store)
    settle(store, outcome=an_outcome(State.DEAD, bounce=BounceKind.HARD, suppress=True))
    with store.reading() as catalog:
        assert catalog.suppression("17") is None
        assert len(catalog.bounces(2, NOON)) == 1


def test_an_address_that_moved_has_its_new_target(store: SqlStore) -> None:
    enrol(store)
    queue(store)
    claim(store)
    assert settle(store, outcome=an_outcome(State.PENDING, moved_to="New@Doves.example"))
    with store.reading() as catalog:
        assert catalog.address(1).target == "New@Doves.example"
        assert catalog.address_at(Way.MAIL, "new@doves.example") == catalog.address(1)
        assert catalog.address_at(Way.MAIL, "ada@doves.example") is None
    assert numbers(claim(store, at=NOON + DAY)) == [1]


def test_an_address_that_moved_to_where_another_is_is_stopped(store: SqlStore) -> None:
    enrol(store, "Ada", "Bo")
    queue(store, "1", "2")
    claim(store, limit=1)
    assert settle(store, outcome=an_outcome(State.PENDING, moved_to="BO@doves.example"))
    with store.reading() as catalog:
        first = catalog.address(1)
        assert first.target == "ada@doves.example"
        assert first.stopped == "It moved to an address that is another one here already."
        assert {each.state for each in catalog.deliveries()} == {State.SUPPRESSED}


def test_an_address_that_moved_in_upper_and_lower_case_alone_has_moved(store: SqlStore) -> None:
    enrol(store)
    queue(store)
    claim(store)
    settle(store, outcome=an_outcome(moved_to="ADA@doves.example"))
    with store.reading() as catalog:
        assert (catalog.address(1).target, catalog.address(1).stopped) == ("ADA@doves.example", "")


def test_a_block_that_fails_leaves_everything_as_it_was(store: SqlStore) -> None:
    enrol(store)
    queue(store)
    with pytest.raises(KeyboardInterrupt), store.sending() as outbox:
        interrupted(outbox.claim("x", NOON, lease=MINUTE, limit=1, ways=EVERY_WAY))
    assert delivery(store) == a_delivery(number=1)


def interrupted(claimed: Any) -> None:
    assert claimed
    raise KeyboardInterrupt


def test_confirmations_are_claimed_like_all_others(store: SqlStore) -> None:
    enrol(store)
    with store.writing() as catalog:
        catalog.save_address(replace(catalog.address(1), confirmed_at=None))
    queue(store, kind=DeliveryKind.CONFIRMATION)
    assert [each.delivery.kind for each in claim(store)] == [DeliveryKind.CONFIRMATION]


def test_a_database_that_may_only_be_read_cannot_be_sent_from(file_url: str) -> None:
    opened = open_store(file_url)
    enrol(opened)
    queue(opened)
    opened.close()
    opened = open_store(f"{file_url}?mode=ro")
    with pytest.raises(DatabaseReadOnly):
        claim(opened)
    opened.close()
