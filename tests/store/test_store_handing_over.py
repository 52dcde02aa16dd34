"""An address becomes another reader's; and whoever stopped theirs can still be asked whether they come back."""

from datetime import timedelta

import pytest

from store.errors import NotFound
from store.outbox import DeliveryKind, Gathered
from store.outbox import DeliveryState as State
from store.readers import Bounce, BounceKind
from store.sql import SqlStore, check, open_store
from tests.store.builders import NOON
from tests.store.readership import (
    DAY,
    EVERY_WAY,
    HOUR,
    a_delivery,
    a_promise,
    an_outcome,
    enrol,
    queue,
)


def claimed(store: SqlStore) -> list[int]:
    """What is claimed a day later, by number."""
    with store.sending() as sending:
        sending.expire(NOON + DAY, retry_at=NOON + DAY, most=3)
        found = sending.claim("x", NOON + DAY, lease=HOUR, limit=9, ways=EVERY_WAY)
    return [each.delivery.number for each in found]


def test_an_address_goes_to_another_reader_with_its_confirmations_alone(store: SqlStore) -> None:
    enrol(store, "Ada", "Bo")
    with store.writing() as catalog:
        catalog.promise((), [a_promise("a"), a_promise("b"), a_promise("a", 2, 2)])
        catalog.gather([Gathered(delivery=a_delivery("digest"), shown=(1,))])
        catalog.record_bounce(Bounce(reader=1, address=1, kind=BounceKind.SOFT, said="full", at=NOON))
    queue(store, "confirm 1", "confirm 2", kind=DeliveryKind.CONFIRMATION)
    with store.writing() as catalog:
        letters = catalog.deliveries(address=1)[:2]
        before, version = catalog.address(1), catalog.readership_version()
        handed = catalog.hand_over(1, 2)
        assert handed == catalog.address(1)
        assert (handed.reader, handed.target, handed.number) == (2, before.target, 1)
        assert list(catalog.addresses(1)) == []
        assert [(each.reader, each.slot, each.number) for each in catalog.deliveries(address=1)] == [
            (2, each.slot, each.number) for each in letters
        ]
        assert [each.address for each in catalog.promises()] == [2]
        assert catalog.bounces(None, NOON) == ()
        assert catalog.readership_version() > version


def test_a_database_is_sound_after_an_address_was_handed_over(lasting_url: str) -> None:
    opened = open_store(lasting_url)
    enrol(opened, "Ada", "Bo")
    queue(opened, kind=DeliveryKind.CONFIRMATION)
    with opened.writing() as catalog:
        catalog.hand_over(1, 2)
        catalog.forget_reader(1)
    opened.close()
    assert check(lasting_url).findings == ()


@pytest.mark.parametrize(("number", "reader"), [(9, 1), (1, 9)])
def test_there_is_no_handing_over_what_or_to_whom_is_not_there(store: SqlStore, number: int, reader: int) -> None:
    enrol(store)
    with pytest.raises(NotFound), store.writing() as catalog:
        catalog.hand_over(number, reader)


def test_who_stopped_an_address_can_be_asked_whether_they_come_back_and_told_nothing_else(store: SqlStore) -> None:
    enrol(store)
    queue(store, "before", kind=DeliveryKind.CONFIRMATION)
    with store.writing() as catalog:
        catalog.stop_address(1, "unsubscribed", NOON)
    queue(store, "digest")
    queue(store, "after", kind=DeliveryKind.CONFIRMATION)
    assert claimed(store) == [3]


def test_a_letter_to_a_stopped_address_that_was_put_off_is_tried_again(store: SqlStore) -> None:
    enrol(store)
    with store.writing() as catalog:
        catalog.stop_address(1, "unsubscribed", NOON)
    queue(store, "after", kind=DeliveryKind.CONFIRMATION)
    assert claimed(store) == [1]
    with store.sending() as sending:
        sending.settle(1, "x", an_outcome(State.PENDING, said="greylisted", not_before=NOON + timedelta(hours=2)))
    assert claimed(store) == [1]
