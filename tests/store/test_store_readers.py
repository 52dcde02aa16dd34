"""What every store promises of readers and their addresses, whichever database is underneath."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from store.errors import Conflict, NotFound, NotStorable
from store.profiles import Feedback, FeedbackKind, StoredProfile
from store.readers import Bounce, BounceKind, QuietDay, QuietHours, Reader, Suppression, Timing, Way
from store.sql import SqlStore
from store.sql.readers import CHUNK
from tests.store.builders import NOON
from tests.store.readership import DAY, HOUR, a_promise, a_reader, an_address, enrol, queue

WEEKEND = Timing(minute=None, weekdays=(5, 6), instant_from=1 / 3)
ADAS = "ea0ad11f6a32514837dc1a53f1281ba02a84da1a65bfe8f5edaeab21bfe41758"
"""SHA-256 of ada@doves.example."""

NOBODY = (0, 7, -1, 2**70)


def version(store: SqlStore) -> int:
    with store.reading() as catalog:
        return catalog.readership_version()


def test_a_store_without_readers_has_none(store: SqlStore) -> None:
    with store.writing() as catalog:
        assert [*catalog.readers(), *catalog.addresses()] == []
        assert catalog.readers_due(NOON, 10) == ()
        assert catalog.readership_version() == 0
        assert catalog.address_at(Way.MAIL, "ada@doves.example") is None
        assert catalog.address_at(Way.MAIL, "a NUL \0") is None
        assert catalog.suppression("ada@doves.example") is catalog.suppression("half a pair \ud800") is None
        for number in NOBODY:
            assert list(catalog.addresses(number)) == []
            assert catalog.bounces(number, NOON) == ()
            for ask in (catalog.reader, catalog.rows_about, catalog.forget_reader):
                with pytest.raises(NotFound, match=f"There is no reader {number}"):
                    ask(number)
            for look in (catalog.address, catalog.remove_address):
                with pytest.raises(NotFound, match=f"There is no address {number}"):
                    look(number)
        for name in ("Ada", "a NUL \0"):
            with pytest.raises(NotFound, match="There is no reader called"):
                catalog.reader_called(name)


@pytest.mark.parametrize(
    "reader",
    [
        a_reader(),
        a_reader(
            "ä𝔘 “quoted” %_\\'\n",
            language="pt-BR",
            timezone="America/Argentina/Buenos_Aires",
            quiet_hours=QuietHours(start=1439, end=0),
            quiet_day=QuietDay.WEEKLY,
            snoozed_until=NOON + HOUR,
            paused=True,
            next_digest_at=NOON + DAY,
            default_timing=WEEKEND,
            generation=2**40,
            trending=7,
        ),
    ],
)
def test_every_field_of_a_reader_comes_back_as_it_went_in(store: SqlStore, reader: Reader) -> None:
    with store.writing() as catalog:
        kept = catalog.save_reader(reader)
    assert kept == replace(reader, number=1)
    with store.reading() as catalog:
        assert list(catalog.readers()) == [catalog.reader(1)] == [kept]
        assert catalog.reader_called(reader.name) == kept


@pytest.mark.parametrize("way", Way)
def test_every_field_of_an_address_comes_back_as_it_went_in(store: SqlStore, way: Way) -> None:
    with store.writing() as catalog:
        catalog.save_reader(a_reader())
        address = an_address(target="Ä “𝔘” %_\\'", way=way, stopped="It\nbounced.", confirmed_at=None)
        kept = catalog.save_address(address)
    assert kept == replace(address, number=1)
    with store.reading() as catalog:
        assert list(catalog.addresses()) == list(catalog.addresses(1)) == [kept]
        assert catalog.address(1) == catalog.address_at(way, address.target) == kept
        assert catalog.address_at(next(other for other in Way if other is not way), address.target) is None


def test_a_reader_with_a_number_takes_the_place_of_the_one_with_it(store: SqlStore) -> None:
    with store.writing() as catalog:
        ada, bo = catalog.save_readers([a_reader("Ada"), a_reader("Bo")])
        renamed = catalog.save_reader(replace(ada, name="Ada L.", paused=True))
        assert renamed == catalog.reader(1)
        assert catalog.save_reader(replace(bo, timezone="Asia/Tokyo")).number == 2
        with pytest.raises(NotFound, match="There is no reader 3"):
            catalog.save_reader(replace(bo, number=3))
        with pytest.raises(Conflict, match="There is a reader called 'Bo' already"):
            catalog.save_reader(replace(ada, name="Bo"))
        with pytest.raises(Conflict, match="There is a reader called 'Bo' already"):
            catalog.save_reader(a_reader("Bo"))
        with pytest.raises(Conflict, match="Two of the new readers have the same name"):
            catalog.save_readers([a_reader("Cy"), a_reader("Cy")])
        assert [each.name for each in catalog.readers()] == ["Ada L.", "Bo"]


def test_a_number_is_never_given_twice(store: SqlStore) -> None:
    enrol(store, "Ada", "Bo")
    with store.writing() as catalog:
        catalog.forget_reader(2)
        assert catalog.save_reader(a_reader("Bo")).number == 3
        assert catalog.save_address(an_address(3, "bo@doves.example")).number == 3


def test_upper_and_lower_case_are_told_apart_in_all_but_mail_addresses(store: SqlStore) -> None:
    with store.writing() as catalog:
        catalog.save_readers([a_reader("Ada"), a_reader("Bo")])
        catalog.save_address(an_address(1, "Ada@Doves.example"))
        with pytest.raises(Conflict, match=r"That mail address is address 1 of reader 1 already\.") as refused:
            catalog.save_address(an_address(2, "ada@doves.EXAMPLE"))
        assert "doves" not in str(refused.value).lower()
        found = catalog.address_at(Way.MAIL, "ADA@DOVES.EXAMPLE")
        assert found is not None
        assert found.target == "Ada@Doves.example"
        for target in ("json://Host/a", "json://host/a"):
            catalog.save_address(an_address(2, target, way=Way.APPRISE))
        with pytest.raises(Conflict, match="Two of the new addresses are the same"):
            catalog.save_addresses([an_address(1, "bo@x.example"), an_address(2, "BO@x.example")])


def test_an_address_with_a_number_takes_the_place_of_the_one_with_it(store: SqlStore) -> None:
    enrol(store, "Ada", "Bo")
    with store.writing() as catalog:
        first = catalog.address(1)
        moved = replace(first, target="ADA@doves.example", stopped="Unsubscribed.")
        assert catalog.save_address(moved) == moved == catalog.address(1)
        with pytest.raises(Conflict, match="That mail address is address 2 of reader 2 already"):
            catalog.save_address(replace(first, target="BO@doves.example"))
        with pytest.raises(Conflict, match="Address 1 is that of reader 1"):
            catalog.save_address(replace(first, reader=2))
        with pytest.raises(NotFound, match="There is no address 9"):
            catalog.save_address(replace(first, number=9))
        with pytest.raises(NotFound, match="There is no reader 9"):
            catalog.save_address(an_address(9, "x@doves.example"))


def test_a_removed_address_takes_all_with_it_that_was_promised_and_delivered_there(store: SqlStore) -> None:
    enrol(store, "Ada", "Bo")
    with store.writing() as catalog:
        catalog.save_address(an_address(1, "17", way=Way.CHAT))
        catalog.promise((), [a_promise(address=address, reader=reader) for address, reader in ((1, 1), (2, 2), (3, 1))])
        catalog.record_bounce(Bounce(reader=1, address=1, kind=BounceKind.SOFT, said="full", at=NOON))
    for address, reader in ((1, 1), (2, 2), (3, 1)):
        queue(store, address=address, reader=reader)
    with store.writing() as catalog:
        catalog.remove_address(1)
        assert [each.number for each in catalog.addresses()] == [2, 3]
        assert [each.address for each in catalog.promises()] == [2, 3]
        assert [each.address for each in catalog.deliveries()] == [3, 2]
        assert catalog.bounces(1, NOON) == ()


@pytest.mark.parametrize(
    ("refused", "error"),
    [
        (a_reader("a NUL \0"), NotStorable),
        (a_reader(language="half a pair \ud800"), NotStorable),
        (a_reader(created_at=NOON.replace(tzinfo=None)), NotStorable),
        (a_reader(generation=2**63), NotStorable),
        (a_reader(quiet_hours=QuietHours(start=60, end=60)), Conflict),
        (a_reader(quiet_hours=QuietHours(start=0, end=1440)), Conflict),
        (a_reader(quiet_hours=QuietHours(start=-1, end=60)), Conflict),
        (a_reader(default_timing=Timing(minute=1440)), Conflict),
        (a_reader(default_timing=Timing(weekdays=())), Conflict),
        (a_reader(default_timing=Timing(weekdays=(1, 0))), Conflict),
        (a_reader(default_timing=Timing(weekdays=(7,))), Conflict),
        (a_reader(default_timing=Timing(instant_from=100.1)), Conflict),
        (a_reader(default_timing=Timing(instant_from=float("nan"))), Conflict),
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_is_written(
    store: SqlStore, refused: Reader, error: type[Exception]
) -> None:
    with pytest.raises(error), store.writing() as catalog:
        catalog.save_readers([a_reader("fine"), refused])
    with store.reading() as catalog:
        assert list(catalog.readers()) == []


def test_readers_are_due_the_earliest_first(store: SqlStore) -> None:
    due = (None, NOON + HOUR, NOON, NOON + 2 * HOUR, NOON)
    with store.writing() as catalog:
        catalog.save_readers(a_reader(f"r{number}", next_digest_at=at) for number, at in enumerate(due))
        assert [each.name for each in catalog.readers_due(NOON + HOUR, 10)] == ["r2", "r4", "r1"]
        assert [each.name for each in catalog.readers_due(NOON + HOUR, 2)] == ["r2", "r4"]
        assert catalog.readers_due(NOON - timedelta(microseconds=1), 10) == ()


def test_any_number_of_readers_is_streamed_in_order(store: SqlStore) -> None:
    with store.writing() as catalog:
        kept = catalog.save_readers(a_reader(f"r{number}") for number in range(CHUNK + 1))
        catalog.save_addresses(an_address(each.number, f"{each.name}@x.example") for each in kept)
    with store.reading() as catalog:
        assert [each.number for each in catalog.readers()] == list(range(1, CHUNK + 2))
        assert [each.reader for each in catalog.addresses()] == list(range(1, CHUNK + 2))


def test_bounces_are_remembered_in_order_and_by_time(store: SqlStore) -> None:
    enrol(store, "Ada", "Bo")
    back = [
        Bounce(reader=1, address=1, kind=BounceKind.SOFT, said="4.2.2 “full”\n", at=NOON),
        Bounce(reader=1, address=1, kind=BounceKind.HARD, said="", at=NOON),
        Bounce(reader=1, address=1, kind=BounceKind.COMPLAINT, said="spam", at=NOON + DAY),
    ]
    with store.writing() as catalog:
        for each in back:
            catalog.record_bounce(each)
        catalog.record_bounce(replace(back[0], reader=2, address=2))
        assert catalog.bounces(1, NOON) == tuple(back)
        assert catalog.bounces(1, NOON + HOUR) == tuple(back[2:])
        with pytest.raises(NotFound, match="There is no address 9"):
            catalog.record_bounce(replace(back[0], address=9))


def test_a_bounce_cannot_be_told_of_a_reader_whose_address_it_is_not(store: SqlStore) -> None:
    enrol(store, "Ada", "Bo")
    with pytest.raises(Conflict), store.writing() as catalog:
        catalog.record_bounce(Bounce(reader=2, address=1, kind=BounceKind.SOFT, said="", at=NOON))


def test_a_suppressed_mail_address_is_kept_as_a_hash_until_it_is_allowed_again(store: SqlStore) -> None:
    first = Suppression(digest="", kind=BounceKind.HARD, at=NOON)
    with store.writing() as catalog:
        catalog.suppress("Ada@Doves.example", first)
        catalog.suppress("ada@doves.example", replace(first, kind=BounceKind.COMPLAINT, at=NOON + DAY))
        assert catalog.suppression("ADA@doves.example") == replace(first, digest=ADAS)
        assert catalog.suppression("bo@doves.example") is None
        assert catalog.unsuppress("ada@DOVES.example")
        assert not catalog.unsuppress("ada@doves.example")
        assert not catalog.unsuppress("a NUL \0")
        assert catalog.suppression("ada@doves.example") is None


CHANGES: dict[str, Any] = {
    "a new reader": lambda catalog: catalog.save_reader(a_reader("Bo")),
    "a changed reader": lambda catalog: catalog.save_reader(replace(catalog.reader(1), paused=True)),
    "a new address": lambda catalog: catalog.save_address(an_address(1, "x@doves.example")),
    "a changed address": lambda catalog: catalog.save_address(replace(catalog.address(1), stopped="x")),
    "a removed address": lambda catalog: catalog.remove_address(1),
    "a new profile": lambda catalog: catalog.save_profile(StoredProfile(name="x", keywords=("x",), threshold=1)),
    "a removed profile": lambda catalog: catalog.remove_profile("pigeons"),
    "a reaction": lambda catalog: catalog.give_feedback(
        Feedback(profile="pigeons", kind=FeedbackKind.MUTE, subject="rook", at=NOON)
    ),
    "a reaction taken back": lambda catalog: catalog.undo_feedback(1),
    "a reader erased": lambda catalog: catalog.forget_reader(1),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_every_change_of_readers_and_what_they_look_for_is_seen_in_the_version(store: SqlStore, change: Any) -> None:
    enrol(store)
    with store.writing() as catalog:
        catalog.save_profile(StoredProfile(name="pigeons", keywords=("pigeon",), threshold=40))
        catalog.give_feedback(Feedback(profile="pigeons", kind=FeedbackKind.MUTE, subject="dove", at=NOON))
    before = version(store)
    with store.writing() as catalog:
        assert catalog.readership_version() == before
        change(catalog)
        assert catalog.readership_version() > before
    after = version(store)
    assert after > before
    with store.writing():
        pass
    assert version(store) == after


def test_that_the_next_digest_comes_another_day_is_no_change(store: SqlStore) -> None:
    enrol(store)
    before = version(store)
    with store.writing() as catalog:
        catalog.save_reader(replace(catalog.reader(1), next_digest_at=NOON + DAY))
        assert catalog.reader(1).next_digest_at == NOON + DAY
    assert version(store) == before
