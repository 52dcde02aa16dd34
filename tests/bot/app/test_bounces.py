"""Mail that came back: whose it was, and when an address is left in peace."""

import random
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest

from bot.app.bounces import (
    STOPPED,
    TOKEN_WITHIN,
    NotTaken,
    bounce_token,
    forgive,
    note_bounce,
    outcome_of_bounce,
    read_bounce_token,
    returned,
    soft_bounces,
    take_bounce,
)
from bot.bounce_mail import TOKEN_LENGTH
from bot.links import Signer
from store.errors import NotFound
from store.outbox import Delivery, DeliveryKind, DeliveryState, Gathered, Outcome, Promise
from store.readers import Address, BounceKind, Reader, Way
from store.sql import SqlStore, open_store
from tests.bot.returned_mail import CANDIDATE, NO_BOUNCES, complaint, report

HARD, SOFT, COMPLAINT = BounceKind
NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)
SIGNER = Signer(["k" * 32])
ADA = "Ada@far.example"


@pytest.fixture
def store() -> Iterator[SqlStore]:
    """One in memory, with a reader who has mail and a chat; of each something is sent and something waits."""
    with closing(open_store("sqlite://")) as opened:
        with opened.writing() as catalog:
            reader = catalog.save_reader(Reader(name="Ada", created_at=NOON))
            known = {"reader": reader.number, "created_at": NOON, "confirmed_at": NOON}
            for way, target in ((Way.MAIL, ADA), (Way.CHAT, "17")):
                address = catalog.save_address(Address(way=way, target=target, **known))  # type: ignore[arg-type]
                promise = Promise(
                    reader=reader.number, address=address.number, paper="arxiv:1", due_at=NOON + DAY, at=NOON
                )
                catalog.promise((), [promise])
                catalog.gather([Gathered(delivery=_delivery(address, slot)) for slot in ("digest 1", "digest 2")])
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
    assert waiting(store, 2) == (1, 2)
    with store.reading() as catalog:
        assert {each.said for each in catalog.deliveries(address=1)} == {STOPPED[kind]}
        assert [each.said for each in catalog.bounces(1, NOON)] == ["said"]


def test_a_complaint_says_so_in_words() -> None:
    assert STOPPED[COMPLAINT] == "reported as unwanted"


@pytest.mark.parametrize(
    ("days", "stops"),
    [([0], False), ([0, 1], False), ([0, 0, 0], True), ([0, 3, 7], True), ([0, 4, 7.1], False), ([0, 4, 8, 9], True)],
)
def test_three_soft_ones_within_a_week_are_enough(store: SqlStore, days: list[float], stops: bool) -> None:
    noted = [note_bounce(store, 1, SOFT, "full", NOON + day * DAY).stopped for day in days]
    assert noted == [False] * (len(days) - 1) + [stops]
    assert suppressed(store) is (SOFT if stops else None)
    assert mail(store).is_open is not stops
    assert waiting(store, 1) == ((0, 0) if stops else (1, 2))


def test_the_bounces_of_one_address_say_nothing_of_another(store: SqlStore) -> None:
    for _ in range(2):
        note_bounce(store, 1, SOFT, "full", NOON)
    assert not note_bounce(store, 2, SOFT, "full", NOON).stopped


def test_what_comes_back_from_a_stopped_address_is_remembered_and_changes_nothing_else(store: SqlStore) -> None:
    with store.writing() as catalog:
        catalog.stop_address(1, "unsubscribed", NOON)
    noted = note_bounce(store, 1, COMPLAINT, "", NOON)
    assert (noted.stopped, noted.address.stopped) == (False, "unsubscribed")
    assert suppressed(store) is COMPLAINT


def test_a_bounce_of_an_address_that_is_gone_is_not_found(store: SqlStore) -> None:
    with pytest.raises(NotFound):
        note_bounce(store, 7, HARD, "", NOON)


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
    assert waiting(store, 2) == (1, 2)


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


def test_a_token_names_the_delivery_whatever_became_of_its_letters() -> None:
    chance = random.Random(2)
    for number in (1, 2, 77, 2**31, 2**40 - 1):
        token = bounce_token(SIGNER, number, NOON)
        assert len(token) == TOKEN_LENGTH
        assert len(f"bounces+{token}") <= 64
        assert token.isascii()
        assert token.isalnum()
        assert token == token.lower()
        mixed = "".join(chance.choice((each, each.upper())) for each in token)
        assert read_bounce_token(SIGNER, mixed, NOON + DAY) == number


def test_a_token_is_believed_for_48_hours() -> None:
    token = bounce_token(SIGNER, 7, NOON)
    assert read_bounce_token(SIGNER, token, NOON + TOKEN_WITHIN) == 7
    assert read_bounce_token(SIGNER, token, NOON + TOKEN_WITHIN + timedelta(seconds=1)) is None


def test_a_forged_token_is_nothing() -> None:
    token = bounce_token(SIGNER, 7, NOON)
    letters = "abcdefghijklmnopqrstuvwxyz234567"
    for place in range(TOKEN_LENGTH):
        changed = letters[(letters.index(token[place]) + 1) % 32]
        assert read_bounce_token(SIGNER, token[:place] + changed + token[place + 1 :], NOON) is None
    for other in ("", "a", token[:-1], token + "a", "ä" * TOKEN_LENGTH, "1" * TOKEN_LENGTH, "ſ" + token[1:], "\0" * 40):
        assert read_bounce_token(SIGNER, other, NOON) is None
    chance = random.Random(3)
    for _ in range(20_000):
        assert read_bounce_token(SIGNER, "".join(chance.choices(letters, k=TOKEN_LENGTH)), NOON) is None


def test_a_token_is_for_bounces_alone_and_outlives_a_change_of_keys() -> None:
    token = bounce_token(SIGNER, 7, NOON)
    assert read_bounce_token(Signer(["n" * 32, "k" * 32]), token, NOON) == 7
    assert read_bounce_token(Signer(["n" * 32]), token, NOON) is None
    body = b"\0\0\0\0\7" + int(NOON.timestamp()).to_bytes(4, "big")
    assert SIGNER.sealed("bounce", body, SIGNER.seal("bounce", body))
    assert not SIGNER.sealed("bounce", body, SIGNER.seal("confirm", body))


def bounce(token: str, message: str = report("5.1.1", said="550 5.1.1 unknown")) -> bytes:
    return message.replace(CANDIDATE, token).encode()


@pytest.mark.parametrize("message", [report("5.1.1"), complaint()], ids=["bounce", "complaint"])
def test_a_mail_that_came_back_stops_the_address_it_went_to(store: SqlStore, message: str) -> None:
    noted = take_bounce(store, SIGNER, bounce(bounce_token(SIGNER, 1, NOON).upper(), message), NOON + DAY)
    assert noted.stopped
    assert noted.address == mail(store)
    assert not mail(store).is_open


def test_what_is_forged_late_unknown_or_no_bounce_is_ignored_with_words(store: SqlStore) -> None:
    token = bounce_token(SIGNER, 1, NOON)
    ignored = [
        (bounce(bounce_token(Signer(["other" * 8]), 1, NOON)), NOON, "not of a mail sent from here"),
        (bounce(token), NOON + 3 * DAY, "last 48 hours"),
        (bounce(""), NOON, "not of a mail sent from here"),
        (bounce(bounce_token(SIGNER, 99, NOON)), NOON, "not known any more"),
        *(
            (text.encode("utf-8", "replace").replace(CANDIDATE.encode(), token.encode()), NOON, "neither")
            for text in NO_BOUNCES.values()
        ),
    ]
    for message, now, why in ignored:
        with pytest.raises(NotTaken, match=why):
            take_bounce(store, SIGNER, message, now)
    assert mail(store).is_open
    assert suppressed(store) is None
    with store.reading() as catalog:
        assert catalog.bounces(None, NOON - DAY) == ()


def test_a_candidate_that_is_none_does_not_hide_the_one_that_is(store: SqlStore) -> None:
    wrong = bounce_token(Signer(["other" * 8]), 1, NOON)
    message = f"Delivered-To: bounces+{wrong}@papers.example\n".encode() + bounce(bounce_token(SIGNER, 1, NOON))
    assert take_bounce(store, SIGNER, message, NOON).stopped


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
    note_bounce(store, 2, HARD, "b", NOON + DAY)
    note_bounce(store, 1, SOFT, "c", NOON + 2 * DAY)
    found = [(each.address.number, [bounce.said for bounce in each.bounces]) for each in returned(store, NOON)]
    assert found == [(2, ["b"]), (1, ["a", "c"])]
    assert returned(store, NOON + 3 * DAY) == ()
