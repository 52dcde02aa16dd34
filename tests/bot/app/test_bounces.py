"""Mail that came back: whose it was, and when an address is left in peace."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from bot.app.bounces import (
    STOPPED,
    NotTaken,
    forgive,
    note_bounce,
    outcome_of_bounce,
    returned,
    soft_bounces,
)
from store.errors import NotFound
from store.outbox import Delivery, DeliveryKind, DeliveryState, Gathered, Outcome, Promise
from store.readers import Address, BounceKind, Reader, Way
from store.sql import SqlStore
from tests.store.emptied import emptied

HARD, SOFT, COMPLAINT = BounceKind
NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)
ADA = "Ada@far.example"
SLOTS = ("digest 1", "digest 2", "digest 3", "digest 4")
TO_CHAT = 5


@pytest.fixture
def store() -> Iterator[SqlStore]:
    """One in memory, with a reader who has mail and a chat. Something waits for each, and there are deliveries: 1 to 4
    by mail, 5 to 8 to the chat.
    """
    with emptied() as opened:
        with opened.writing() as catalog:
            reader = catalog.save_reader(Reader(name="Ada", created_at=NOON))
            known = {"reader": reader.number, "created_at": NOON, "confirmed_at": NOON}
            for way, target in ((Way.MAIL, ADA), (Way.CHAT, "17")):
                address = catalog.save_address(Address(way=way, target=target, **known))  # type: ignore[arg-type]
                promise = Promise(
                    reader=reader.number, address=address.number, paper="arxiv:1", due_at=NOON + DAY, at=NOON
                )
                catalog.promise((), [promise])
                catalog.gather([Gathered(delivery=_delivery(address, slot)) for slot in SLOTS])
        yield opened


def _delivery(address: Address, slot: str) -> Delivery:
    return Delivery(
        reader=address.reader,
        address=address.number,
        kind=DeliveryKind.DIGEST,
        slot=slot,
        created_at=NOON,
        not_before=NOON,
    )


def mail(store: SqlStore) -> Address:
    with store.reading() as catalog:
        return catalog.address(1)


def waiting(store: SqlStore, address: int) -> tuple[int, int]:
    """How many promises wait, and how many deliveries are pending."""
    with store.reading() as catalog:
        pending = catalog.deliveries(address=address, states=[DeliveryState.PENDING])
        return len(catalog.promises(address=address)), len(pending)


def suppressed(store: SqlStore) -> BounceKind | None:
    with store.reading() as catalog:
        found = catalog.suppression(ADA.lower())
    return found.kind if found else None


@pytest.mark.parametrize("kind", [HARD, COMPLAINT])
def test_one_is_enough_where_there_is_no_mailbox_or_the_owner_complained(store: SqlStore, kind: BounceKind) -> None:
    noted = note_bounce(store, 1, kind, "said", NOON)
    assert (noted.stopped, noted.kind, noted.address.stopped) == (True, kind, STOPPED[kind])
    assert not mail(store).is_open
    assert suppressed(store) is kind
    assert waiting(store, 1) == (0, 0)
    assert waiting(store, 2) == (1, 4)
    with store.reading() as catalog:
        assert {each.said for each in catalog.deliveries(address=1)} == {STOPPED[kind]}
        assert [each.said for each in catalog.bounces(1, NOON)] == ["delivery 1: said"]


def test_a_complaint_says_so_in_words() -> None:
    assert STOPPED[COMPLAINT] == "reported as unwanted"


@pytest.mark.parametrize(
    ("days", "stops"),
    [([0], False), ([0, 1], False), ([0, 0, 0], True), ([0, 3, 7], True), ([0, 4, 7.1], False), ([0, 4, 8, 9], True)],
)
def test_three_soft_ones_within_a_week_are_enough(store: SqlStore, days: list[float], stops: bool) -> None:
    noted = [note_bounce(store, 1 + n, SOFT, "full", NOON + day * DAY).stopped for n, day in enumerate(days)]
    assert noted == [False] * (len(days) - 1) + [stops]
    assert suppressed(store) is (SOFT if stops else None)
    assert mail(store).is_open is not stops
    assert waiting(store, 1) == ((0, 0) if stops else (1, 4))


def test_the_bounces_of_one_address_say_nothing_of_another(store: SqlStore) -> None:
    for delivery in (1, 2):
        note_bounce(store, delivery, SOFT, "full", NOON)
    assert not note_bounce(store, TO_CHAT, SOFT, "full", NOON).stopped


def test_a_mail_that_came_back_counts_once_however_often_it_is_told(store: SqlStore) -> None:
    for delivery in (1, 2):
        note_bounce(store, delivery, SOFT, "full", NOON)
        for hours in (0, 1, 30):
            with pytest.raises(NotTaken, match="not counted again"):
                note_bounce(store, delivery, SOFT, "still full", NOON + timedelta(hours=hours))
    assert mail(store).is_open
    with store.reading() as catalog:
        assert [each.said for each in catalog.bounces(1, NOON)] == ["delivery 1: full", "delivery 2: full"]


def test_what_is_worse_counts_though_the_mail_came_back_before_and_what_is_less_does_not(store: SqlStore) -> None:
    note_bounce(store, 1, SOFT, "full", NOON)
    assert note_bounce(store, 1, HARD, "gone", NOON).stopped
    for kind in (HARD, SOFT):
        with pytest.raises(NotTaken, match="not counted again"):
            note_bounce(store, 1, kind, "again", NOON)
    assert note_bounce(store, 1, COMPLAINT, "", NOON).kind is COMPLAINT


def test_what_the_other_side_says_is_not_taken_for_another_delivery(store: SqlStore) -> None:
    note_bounce(store, 1, SOFT, "delivery 2: full", NOON)
    note_bounce(store, 2, SOFT, "delivery 3: full", NOON)
    assert note_bounce(store, 3, SOFT, "full", NOON).stopped


def test_what_comes_back_from_a_stopped_address_is_remembered_and_changes_nothing_else(store: SqlStore) -> None:
    with store.writing() as catalog:
        catalog.stop_address(1, "unsubscribed", NOON)
    noted = note_bounce(store, 1, COMPLAINT, "", NOON)
    assert (noted.stopped, noted.address.stopped) == (False, "unsubscribed")
    assert suppressed(store) is COMPLAINT


def test_a_bounce_of_a_delivery_that_is_gone_is_not_found(store: SqlStore) -> None:
    with pytest.raises(NotFound):
        note_bounce(store, 99, HARD, "", NOON)


def test_suppression_outlives_the_reader(store: SqlStore) -> None:
    note_bounce(store, 1, HARD, "", NOON)
    with store.writing() as catalog:
        catalog.forget_reader(1)
    assert suppressed(store) is HARD


def test_a_refusal_in_the_dialogue_has_the_same_consequences(store: SqlStore) -> None:
    with store.sending() as outbox:
        claimed = outbox.claim("me", NOON, lease=DAY, limit=1, ways=[Way.MAIL])[0]
    usual = Outcome(state=DeliveryState.DEAD, at=NOON, said="550 5.1.1 unknown")
    with store.sending() as outbox:
        assert outbox.settle(claimed.delivery.number, "me", outcome_of_bounce(usual, HARD, 0))
    assert mail(store).stopped == STOPPED[HARD]
    assert suppressed(store) is HARD
    assert waiting(store, 1) == (0, 0)
    assert waiting(store, 2) == (1, 4)


def test_a_soft_refusal_in_the_dialogue_is_remembered_and_the_third_stops(store: SqlStore) -> None:
    later = Outcome(state=DeliveryState.PENDING, at=NOON, not_before=NOON + DAY, said="452 full")
    first = outcome_of_bounce(later, SOFT, 1)
    assert (first.state, first.not_before, first.bounce, first.suppress) == (later.state, NOON + DAY, SOFT, False)
    third = outcome_of_bounce(later, SOFT, 2)
    assert (third.state, third.stop_address, third.suppress) == (DeliveryState.SUPPRESSED, STOPPED[SOFT], True)
    note_bounce(store, 1, SOFT, "", NOON)
    note_bounce(store, 1, HARD, "", NOON)
    with store.reading() as catalog:
        assert soft_bounces(catalog, 1, NOON + DAY) == 1
        assert soft_bounces(catalog, 1, NOON + 8 * DAY) == 0


def test_a_forgiven_address_is_written_to_again(store: SqlStore) -> None:
    note_bounce(store, 1, HARD, "", NOON)
    was, address = forgive(store, ADA.upper())
    assert was
    assert address == mail(store)
    assert mail(store).is_open
    assert suppressed(store) is None
    assert forgive(store, ADA) == (False, address)
    assert forgive(store, "nobody@far.example") == (False, None)


def test_forgiving_does_not_undo_that_someone_unsubscribed(store: SqlStore) -> None:
    with store.writing() as catalog:
        catalog.stop_address(1, "unsubscribed", NOON)
    note_bounce(store, 1, HARD, "", NOON)
    was, address = forgive(store, ADA)
    assert was
    assert address is not None
    assert address.stopped == "unsubscribed"


def test_what_came_back_of_late_is_listed_by_address_the_last_one_last(store: SqlStore) -> None:
    note_bounce(store, 1, SOFT, "a", NOON)
    note_bounce(store, TO_CHAT, HARD, "b", NOON + DAY)
    note_bounce(store, 2, SOFT, "c", NOON + 2 * DAY)
    found = [(each.address.number, [bounce.said for bounce in each.bounces]) for each in returned(store, NOON)]
    assert found == [(2, ["delivery 5: b"]), (1, ["delivery 1: a", "delivery 2: c"])]
    assert returned(store, NOON + 3 * DAY) == ()
