"""Signing up by mail: nobody is written to who did not ask, and nobody learns who reads here."""

import random
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest

from bot.app.confirming import CONFIRMATIONS_WITHIN, MAX_CONFIRMATIONS, ask_to_confirm
from bot.app.signup import (
    FIRST_PROFILE,
    SignUp,
    SignUpRefused,
    confirm,
    request_links,
    resubscribe,
    sign_up,
    unsubscribe,
)
from bot.core.matching.language import ProfileSyntaxError
from store.errors import NotFound
from store.outbox import Claimed, Delivery, DeliveryKind, DeliveryState, Outcome, Promise
from store.readers import Address, BounceKind, Reader, Suppression, Timing, Way
from store.sql import SqlStore
from tests.store.emptied import emptied

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
WEEKLY = Timing(minute=9 * 60, weekdays=(0,))
ADA = "ada@far.example"


@pytest.fixture
def store() -> Iterator[SqlStore]:
    """One in memory."""
    with emptied() as opened:
        yield opened


def come(store: SqlStore, mail: str = ADA, now: datetime = NOON, **facts: Any) -> SignUp:
    typed: dict[str, Any] = {
        "keywords_text": "pigeon, -survey",
        "timing": WEEKLY,
        "timezone": "Europe/Berlin",
        "language": "de",
    }
    return sign_up(store, mail=mail, now=now, **{**typed, **facts})


def came(store: SqlStore, mail: str = ADA, now: datetime = NOON) -> Address:
    """One who signed up and confirmed."""
    address = come(store, mail, now).address
    assert address is not None
    confirm(store, address.number, now)
    return kept(store, address)


def kept(store: SqlStore, address: Address) -> Address:
    with store.reading() as catalog:
        return catalog.address(address.number)


def posted(store: SqlStore) -> list[Delivery]:
    with store.reading() as catalog:
        return list(reversed(catalog.deliveries(limit=100_000)))


def promise(store: SqlStore, *addresses: Address, at: datetime = NOON) -> None:
    with store.writing() as catalog:
        promises = [
            Promise(reader=each.reader, address=each.number, paper="arxiv:1", due_at=at, at=at) for each in addresses
        ]
        catalog.promise((), promises)


def claim(store: SqlStore, now: datetime, limit: int = 100) -> list[Claimed]:
    with store.sending() as outbox:
        return list(outbox.claim("me", now, lease=HOUR, limit=limit, ways=list(Way)))


def test_who_signs_up_has_a_reader_a_profile_and_an_address_that_waits(store: SqlStore) -> None:
    signed = come(store, " Ada@FAR.example ")
    assert signed.address == Address(reader=1, way=Way.MAIL, target="Ada@far.example", created_at=NOON, number=1)
    assert [(each.kind, each.slot) for each in posted(store)] == [
        (DeliveryKind.CONFIRMATION, "confirm 2026-11-01T12:00:00Z")
    ]
    with store.reading() as catalog:
        reader = catalog.reader(1)
        (profile,) = catalog.profiles_of(1)
    assert (reader.name, reader.timezone, reader.language) == ("Ada@far.example", "Europe/Berlin", "de")
    assert reader.default_timing == WEEKLY
    assert reader.next_digest_at == datetime(2026, 11, 2, 8, tzinfo=UTC)
    assert (profile.name, profile.keywords, profile.timing) == (FIRST_PROFILE, ("pigeon", "-survey"), WEEKLY)
    assert profile.changed_at == NOON


@pytest.mark.parametrize(
    ("typed", "field", "why"),
    [
        ({"mail": "ada"}, "mail", "no @"),
        ({"mail": "ada@far.example\nBcc: all@far.example"}, "mail", "invisible"),
        ({"keywords_text": ""}, "keywords", "nothing to look for"),
        ({"keywords_text": "pigeon, (rook"}, "keywords", "parenthesis"),
        ({"keywords_text": ", ".join(f"word{n}" for n in range(201))}, "keywords", "at most 200"),
        ({"timezone": "Europe/Atlantis"}, "timezone", "Atlantis"),
        ({"language": "<script>"}, "language", "no language tag"),
    ],
)
def test_what_cannot_be_used_is_refused_whoever_it_is(
    store: SqlStore, typed: dict[str, Any], field: str, why: str
) -> None:
    came(store)
    before = posted(store)
    for mail in (ADA, "bob@far.example"):
        with pytest.raises(SignUpRefused, match=why) as refused:
            come(store, **{"mail": mail, **typed})
        assert refused.value.field == field
        assert isinstance(refused.value.__cause__, ProfileSyntaxError) is (field == "keywords")
    assert posted(store) == before


def test_a_threshold_and_a_cap_among_the_keywords_count(store: SqlStore) -> None:
    come(store, keywords_text="pigeon, min:70, top:5")
    with store.reading() as catalog:
        (profile,) = catalog.profiles_of(1)
    assert (profile.threshold, profile.top) == (70, 5)


def test_confirming_twice_is_confirming_once(store: SqlStore) -> None:
    address = come(store).address
    assert address is not None
    reader = confirm(store, address.number, NOON + HOUR)
    assert kept(store, address).confirmed_at == NOON + HOUR
    assert confirm(store, address.number, NOON + DAY) == reader
    assert kept(store, address).confirmed_at == NOON + HOUR


def test_what_is_not_there_cannot_be_confirmed_or_stopped(store: SqlStore) -> None:
    for act in (confirm, unsubscribe, resubscribe):
        with pytest.raises(NotFound):
            act(store, 7, NOON)


def test_a_digest_that_fell_due_before_anyone_confirmed_is_none(store: SqlStore) -> None:
    address = come(store).address
    assert address is not None
    later = NOON + 20 * HOUR  # the Monday's digest was at eight
    assert confirm(store, address.number, later).next_digest_at == datetime(2026, 11, 9, 8, tzinfo=UTC)


def test_confirming_a_second_address_keeps_the_digest_that_is_due(store: SqlStore) -> None:
    first = came(store)
    with store.writing() as catalog:
        second = catalog.save_address(
            Address(reader=first.reader, way=Way.MAIL, target="ada@home.example", created_at=NOON)
        )
    assert confirm(store, second.number, NOON + 20 * HOUR).next_digest_at == datetime(2026, 11, 2, 8, tzinfo=UTC)


def test_who_signs_up_again_before_confirming_is_asked_again_and_the_last_word_counts(store: SqlStore) -> None:
    first = come(store)
    again = come(store, now=NOON + HOUR, keywords_text="rook", timezone="Asia/Kolkata", timing=Timing(minute=None))
    assert again.address == first.address
    assert [each.slot for each in posted(store)] == ["confirm 2026-11-01T12:00:00Z", "confirm 2026-11-01T13:00:00Z"]
    with store.reading() as catalog:
        assert [each.keywords for each in catalog.profiles_of(1)] == [("rook",)]
        assert catalog.reader(1).timezone == "Asia/Kolkata"
        assert catalog.reader(1).next_digest_at is None
        assert len(list(catalog.readers())) == 1


def test_a_button_pressed_twice_is_one_letter(store: SqlStore) -> None:
    come(store)
    assert come(store, now=NOON + timedelta(milliseconds=300)).delivery is None
    assert len(posted(store)) == 1


def test_a_stranger_changes_nothing_of_a_reader_the_operator_added(store: SqlStore) -> None:
    with store.writing() as catalog:
        reader = catalog.save_reader(Reader(name="Ada", created_at=NOON))
        catalog.save_address(Address(reader=reader.number, way=Way.MAIL, target=ADA, created_at=NOON))
    assert come(store).delivery is not None
    with store.reading() as catalog:
        assert catalog.reader(reader.number) == reader
        assert not catalog.profiles_of(reader.number)


def test_the_owner_of_a_confirmed_address_gets_their_links_and_nothing_changes(store: SqlStore) -> None:
    address = came(store)
    with store.reading() as catalog:
        before = catalog.reader(1), catalog.profiles_of(1)
    signed = come(store, "ADA@far.example", NOON + HOUR, keywords_text="cows", timezone="UTC")
    assert signed.address == address
    assert signed.delivery is not None
    assert (signed.delivery.kind, signed.delivery.slot) == (DeliveryKind.CONFIRMATION, "links 2026-11-01T13:00:00Z")
    with store.reading() as catalog:
        assert (catalog.reader(1), catalog.profiles_of(1)) == before
        assert len(list(catalog.readers())) == 1


def test_whoever_moved_to_another_address_leaves_the_old_one_free(store: SqlStore) -> None:
    old = came(store)
    with store.writing() as catalog:
        catalog.save_address(replace(old, target="ada@home.example"))
    assert come(store).address is not None
    with store.reading() as catalog:
        assert [each.name for each in catalog.readers()] == [ADA, f"{ADA} (2)"]


def test_nothing_is_created_or_sent_for_a_suppressed_address(store: SqlStore) -> None:
    with store.writing() as catalog:
        catalog.suppress(ADA, Suppression(digest="", kind=BounceKind.COMPLAINT, at=NOON))
    assert come(store, ADA.upper()) == SignUp(None, None)
    assert request_links(store, ADA, NOON) is None
    assert posted(store) == []
    with store.reading() as catalog:
        assert list(catalog.readers()) == []


def test_nothing_but_such_letters_is_sent_to_a_stopped_address(store: SqlStore) -> None:
    address = came(store)
    unsubscribe(store, address.number, NOON)
    promise(store, address)
    come(store, now=NOON + HOUR)
    with store.writing() as catalog:
        assert catalog.due(NOON + DAY, list(Way), 10) == ()
    assert {each.delivery.kind for each in claim(store, NOON + DAY)} == {DeliveryKind.CONFIRMATION}


def test_only_mail_is_asked(store: SqlStore) -> None:
    with store.writing() as catalog:
        reader = catalog.save_reader(Reader(name="Ada", created_at=NOON))
        chat = catalog.save_address(Address(reader=reader.number, way=Way.CHAT, target="17", created_at=NOON))
        assert ask_to_confirm(catalog, chat, NOON) is None


def test_an_address_is_asked_three_times_a_day_at_most(store: SqlStore) -> None:
    asked = [come(store, now=NOON + n * HOUR).delivery is not None for n in range(30)]
    assert [n for n, was in enumerate(asked) if was] == [0, 1, 2, 24, 25, 26]


def test_links_are_sent_to_whoever_is_known_and_as_seldom(store: SqlStore) -> None:
    assert request_links(store, ADA, NOON) is None
    came(store)
    slots = [each and each.slot[:7] for each in (request_links(store, ADA, NOON + n * HOUR) for n in range(1, 5))]
    assert slots == ["links 2", "links 2", None, None]
    with pytest.raises(SignUpRefused, match="no @"):
        request_links(store, "ada", NOON)


def test_whoever_lost_the_confirmation_is_asked_again(store: SqlStore) -> None:
    come(store)
    again = request_links(store, ADA, NOON + HOUR)
    assert again is not None
    assert again.slot.startswith("confirm ")


def test_unsubscribing_takes_back_what_waits_and_a_second_time_changes_nothing(store: SqlStore) -> None:
    address, bob = came(store), came(store, "bob@far.example")
    promise(store, address, bob)
    request_links(store, ADA, NOON + HOUR)
    stopped = unsubscribe(store, address.number, NOON + HOUR)
    assert stopped.stopped == "unsubscribed"
    assert not stopped.is_open
    states = {each.state for each in posted(store) if each.address == address.number}
    assert states == {DeliveryState.SUPPRESSED}
    with store.reading() as catalog:
        assert [each.address for each in catalog.promises()] == [bob.number]
        before = catalog.deliveries(), catalog.addresses()
    assert unsubscribe(store, address.number, NOON + DAY, "again") == stopped
    with store.reading() as catalog:
        assert catalog.deliveries() == before[0]
    assert {each.address.number for each in claim(store, NOON + DAY)} == {bob.number}


def test_unsubscribing_one_address_leaves_the_others(store: SqlStore) -> None:
    first = came(store)
    with store.writing() as catalog:
        second = catalog.save_address(
            Address(reader=first.reader, way=Way.CHAT, target="17", created_at=NOON, confirmed_at=NOON)
        )
    unsubscribe(store, first.number, NOON)
    assert kept(store, second).is_open


def test_who_comes_back_is_told_from_now_on(store: SqlStore) -> None:
    address = came(store)
    promise(store, address)
    unsubscribe(store, address.number, NOON)
    back = NOON + 10 * DAY
    assert resubscribe(store, address.number, back).is_open
    with store.reading() as catalog:
        assert catalog.promises() == ()
        assert catalog.reader(1).next_digest_at == datetime(2026, 11, 16, 8, tzinfo=UTC)
        version = catalog.readership_version()
    assert resubscribe(store, address.number, back).is_open
    with store.reading() as catalog:
        assert catalog.readership_version() == version


def test_mail_that_came_back_keeps_an_address_closed(store: SqlStore) -> None:
    address = came(store)
    with store.writing() as catalog:
        catalog.suppress(ADA, Suppression(digest="", kind=BounceKind.HARD, at=NOON))
        catalog.stop_address(address.number, "gone", NOON)
    with pytest.raises(SignUpRefused, match="came back"):
        resubscribe(store, address.number, NOON)
    assert not kept(store, address).is_open


def test_an_address_that_was_never_confirmed_is_not_opened_by_coming_back(store: SqlStore) -> None:
    address = come(store).address
    assert address is not None
    unsubscribe(store, address.number, NOON)
    assert not resubscribe(store, address.number, NOON).is_open


@pytest.mark.parametrize("many", [500, pytest.param(10_000, marks=pytest.mark.slow)])
def test_thousands_of_signups_bring_nothing_but_confirmations(store: SqlStore, many: int) -> None:
    chance = random.Random(4)
    moments = sorted(chance.uniform(0, 10 * 86_400) for _ in range(many))
    mails = [f"reader{n}@far.example" for n in range(many // 5)]
    # Some sign up for the same address over and over.
    weights = [50 if n < max(5, many // 200) else 1 for n in range(many // 5)]
    sent: dict[int, list[datetime]] = defaultdict(list)
    others: Counter[DeliveryKind] = Counter()
    for second in moments:
        now = NOON + timedelta(seconds=second)
        (mail,) = chance.choices(mails, weights)
        (asked,) = chance.choices((come, request_links), (9, 1))
        asked(store, mail, now) if asked is come else request_links(store, mail, now)
    with store.reading() as catalog:
        addresses = list(catalog.addresses())
    promise(store, *addresses)
    over = NOON + 11 * DAY
    with store.reading() as catalog:
        assert not any(each.is_open for each in addresses)
    with store.writing() as catalog:
        assert catalog.due(over, list(Way), 10_000) == ()
    while claimed := claim(store, over, 500):
        with store.sending() as outbox:
            for each in claimed:
                others[each.delivery.kind] += 1
                sent[each.address.number].append(each.delivery.created_at)
                outbox.settle(each.delivery.number, "me", Outcome(state=DeliveryState.SENT, at=over))
    assert others.keys() == {DeliveryKind.CONFIRMATION}
    assert sum(map(len, sent.values())) > many // 2
    for times in sent.values():
        ordered = sorted(times)
        for first, fourth in zip(ordered, ordered[MAX_CONFIRMATIONS:], strict=False):
            assert fourth - first >= CONFIRMATIONS_WITHIN
        assert all(second - first >= timedelta(0) for first, second in pairwise(ordered))
