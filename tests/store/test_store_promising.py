"""What every store promises of promises that are renewed, and of whom it leaves out."""

from datetime import timedelta
from typing import Any

import pytest

from store.outbox import Gathered
from store.sql import SqlStore
from tests.store.builders import NOON
from tests.store.readership import DAY, EVERY_WAY, HOUR, a_delivery, a_promise, a_reader, enrol


def test_what_was_dropped_waits_again_if_it_is_asked_for_and_nothing_else_does(store: SqlStore) -> None:
    enrol(store)
    told, dropped, waiting = a_promise("a"), a_promise("b"), a_promise("c")
    later: dict[str, Any] = {"due_at": NOON + DAY, "at": NOON + HOUR}
    with store.writing() as catalog:
        assert catalog.promise((), [told, dropped, waiting], renew=True) == 3
        catalog.gather([Gathered(delivery=a_delivery(), shown=(1,), dropped={2: "It was taken back."})])
        assert catalog.promise((), [a_promise("b", **later)]) == 0
        assert catalog.promise((), [a_promise(name, **later) for name in "abcd"], renew=True) == 2
        assert catalog.promise((), [a_promise(name, **later) for name in "abcd"], renew=True) == 0
        assert catalog.promises() == (
            a_promise("b", number=2, **later),
            a_promise("c", number=3),
            a_promise("d", number=4, **later),
        )
        assert catalog.promise((), (), renew=True) == 0


def test_papers_that_are_promised_and_not_told_are_counted_once_with_their_readers(store: SqlStore) -> None:
    enrol(store, "Ada", "Bob")
    with store.writing() as catalog:
        assert catalog.promised() == (0, 0)
        catalog.promise((), [a_promise("a"), a_promise("b"), a_promise("c"), a_promise("a", 2, 2)])
        catalog.gather([Gathered(delivery=a_delivery(), shown=(1,), dropped={2: "It was taken back."})])
        assert catalog.promised() == (2, 2)


@pytest.mark.parametrize("slot", [None, "page 1"])
def test_who_is_to_be_left_out_is(store: SqlStore, slot: str | None) -> None:
    enrol(store, "Ada", "Bo", "Cy")
    with store.writing() as catalog:
        catalog.promise((), [a_promise("a", number, number) for number in (1, 2, 3)])
        found = catalog.due(NOON, EVERY_WAY, 10, slot=slot, without={1, 3})
        assert [each.address.number for each in found] == [2]


def test_whoever_had_the_message_of_a_slot_has_nothing_due_in_it(store: SqlStore) -> None:
    enrol(store, "Ada", "Bo")
    with store.writing() as catalog:
        catalog.promise((), [a_promise("a", number, number, due_at=NOON + DAY) for number in (1, 2)])
        catalog.gather([Gathered(delivery=a_delivery(slot="page 1"))])
        assert [each.address.number for each in catalog.due(NOON, EVERY_WAY, 10, slot="page 1")] == [2]
        assert [each.address.number for each in catalog.due(NOON, EVERY_WAY, 10, slot="page 2")] == [1, 2]
        assert [each.address.number for each in catalog.due(NOON + DAY, EVERY_WAY, 10)] == [1, 2]


def test_readers_whose_digest_is_due_can_be_left_out_too(store: SqlStore) -> None:
    due = NOON - timedelta(minutes=1)
    with store.writing() as catalog:
        catalog.save_readers([a_reader(name, next_digest_at=due) for name in ("Ada", "Bo", "Cy")])
        assert [each.name for each in catalog.readers_due(NOON, 10, without={2})] == ["Ada", "Cy"]
