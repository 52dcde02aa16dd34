"""What a page promises to whom: in the transaction that records it, once, from now on."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.app.collect import collect
from bot.app.readership import FEW
from bot.app.telling import promise_recent
from bot.wiring import background
from scrapers.parsers import parse
from store.outbox import NEW
from store.readers import Address, Reader, Timing, Way
from store.sql import SqlStore
from tests.bot.app.delivery_world import HOST, SUNDAY, World, page_of
from tests.store.conftest import emptied_url, file_url, made_schema, postgres, store, url  # noqa: F401 - fixtures

EIGHT = SUNDAY.replace(hour=8)


@pytest.fixture
def world(store: SqlStore) -> World:  # noqa: F811 - the fixture
    return World(store)


def test_a_match_is_promised_for_the_readers_next_digest(world) -> None:
    world.reader("ada", "pigeon")
    assert world.read("Pigeons at Sea", "Rooks at Sea").promised == 1
    with world.store.reading() as catalog:
        (promise,) = catalog.promises()
        (match,) = catalog.matches()
    assert (promise.paper, promise.news, promise.due_at) == ("arxiv:2611.00001", NEW, EIGHT)
    assert match.score >= 40


def test_the_same_page_again_promises_nothing(world) -> None:
    world.reader("ada", "pigeon")
    world.read("Pigeons at Sea")
    assert world.read("Pigeons at Sea").promised == 0
    assert world.read("Pigeons at Sea", "Rooks at Sea").promised == 0
    assert world.waiting() == ["arxiv:2611.00001"]


def test_a_first_profile_brings_nothing_of_what_was_there_before(world) -> None:
    world.read("Pigeons at Sea")
    world.reader("ada", "pigeon")
    world.read("Pigeons at Sea", "Rooks at Sea")
    assert world.waiting() == []


def test_an_edited_profile_brings_nothing_old_unless_asked(world) -> None:
    reader = world.reader("ada", "rook")
    world.read("Pigeons at Sea", "Rooks at Sea", "Pigeons on Land")
    edited = world.profile(reader, "pigeon", "rook")
    world.read("Pigeons at Sea", "Rooks at Sea", "Pigeons on Land")
    assert world.waiting() == ["arxiv:2611.00002"]
    world.now += timedelta(minutes=1)
    assert promise_recent(world.store, edited.number, 1, background(), world.now) == 2
    assert promise_recent(world.store, edited.number, 1, background(), world.now) == 0
    assert world.waiting() == ["arxiv:2611.00002", "arxiv:2611.00001", "arxiv:2611.00003"]


def test_two_profiles_that_match_one_paper_make_one_promise_due_when_the_first_wants_it(world) -> None:
    reader = world.reader("ada", "pigeon")
    world.profile(reader, "sea", name="evening", timing=Timing(minute=7 * 60))
    assert world.read("Pigeons at Sea").promised == 1
    with world.store.reading() as catalog:
        assert [promise.due_at for promise in catalog.promises()] == [EIGHT - timedelta(hours=1)]
        assert len(catalog.matches()) == 2


def test_every_way_out_has_a_promise_of_its_own_and_a_profile_can_choose(world) -> None:
    reader = world.reader("ada", "pigeon")
    with world.store.writing() as catalog:
        chat = catalog.save_address(
            Address(reader=reader.number, way=Way.CHAT, target="17", created_at=SUNDAY, confirmed_at=SUNDAY)
        )
    world.profile(reader, "rook", name="chat only", addresses=(chat.number,))
    world.read("Pigeons at Sea", "Rooks at Sea")
    with world.store.reading() as catalog:
        told = sorted((promise.paper, promise.address == chat.number) for promise in catalog.promises())
    assert told == [("arxiv:2611.00001", False), ("arxiv:2611.00001", True), ("arxiv:2611.00002", True)]


@pytest.mark.parametrize("trouble", ["unconfirmed", "stopped", "paused"])
def test_nothing_is_promised_to_whom_nothing_may_be_sent(world, trouble) -> None:
    reader = world.reader("ada", "pigeon", confirmed=trouble != "unconfirmed", paused=trouble == "paused")
    if trouble == "stopped":
        with world.store.writing() as catalog:
            (address,) = catalog.addresses(reader.number)
            catalog.save_address(replace(address, stopped="unsubscribed"))
    assert world.read("Pigeons at Sea").promised == 0


def test_a_snoozed_reader_is_promised_what_they_will_read_on_their_return(world) -> None:
    world.reader("ada", "pigeon", snoozed_until=SUNDAY + timedelta(days=9))
    assert world.read("Pigeons at Sea").promised == 1


def test_a_profile_of_one_source_is_told_of_that_source_alone(world) -> None:
    reader = world.reader()
    world.profile(reader, "pigeon", sources=("meadow",))
    world.read("Pigeons at Sea", source="shore")
    world.read("Pigeons on Land", first=2)
    assert world.waiting() == ["arxiv:2611.00002"]


def test_at_once_means_now_and_high_scores_can_come_at_once_while_the_rest_waits(world) -> None:
    reader = world.reader()
    world.profile(reader, "pigeon", "sea", timing=Timing(instant_from=95))
    world.read("Pigeons at Sea", "Pigeons on Land")
    with world.store.reading() as catalog:
        assert [promise.due_at for promise in catalog.promises()] == [SUNDAY, EIGHT]


def test_a_paper_whose_abstract_arrives_later_is_told_then_and_only_once(world) -> None:
    world.reader("ada", "pigeon")
    world.read("Notes from the Coast", abstract="")
    assert world.waiting() == []
    world.read(
        "Notes from the Coast", abstract="Pigeons, pigeons and pigeons: we count them, and the pigeons count us."
    )
    assert world.waiting() == ["arxiv:2611.00001"]
    world.read("Notes from the Coast", "Other", abstract="Pigeons again, and again pigeons, in the second version.")
    assert world.waiting() == ["arxiv:2611.00001", "arxiv:2611.00002"]


def test_revisions_are_told_to_those_who_asked_and_each_once(world) -> None:
    curious, other = world.reader("curious"), world.reader("other", "pigeon")
    world.profile(curious, "pigeon", revisions=True)
    again = "A quite different abstract about pigeons, written anew."
    world.read("Pigeons at Sea")
    world.read("Pigeons at Sea: A Second Look", abstract=again)
    world.read("Pigeons at Sea: A Second Look", source="shore", abstract=again)
    with world.store.reading() as catalog:
        told = sorted((promise.reader, promise.news.split()[0]) for promise in catalog.promises())
    assert told == [(curious.number, "new"), (curious.number, "revised"), (other.number, "new")]


def test_what_cannot_be_written_is_not_recorded_either(world) -> None:
    world.reader("ada", "pigeon")

    class Broken:
        def tell(self, *_):
            raise RuntimeError("the lights went out")

    page = page_of("Pigeons at Sea")
    with pytest.raises(RuntimeError):
        collect(world.store, page, parse(page), SUNDAY, Broken())  # type: ignore[arg-type]
    assert world.read("Pigeons at Sea").promised == 1


def test_many_readers_are_promised_exactly_what_few_would_be(world) -> None:
    titles = ["Pigeons at Sea", "Rooks at Sea", "Pigeons on Land"]
    with world.store.writing() as catalog:
        base = catalog.save_reader(_reader("base"))
        readers = catalog.save_readers([_reader(f"reader {number}") for number in range(FEW + 1)])
        catalog.save_addresses(
            [
                Address(
                    reader=reader.number,
                    way=Way.MAIL,
                    target=f"{reader.number}@{HOST}",
                    created_at=SUNDAY,
                    confirmed_at=SUNDAY,
                )
                for reader in (base, *readers)
            ]
        )
    world.profile(base, "pigeon", "-land")
    for reader in readers:
        world.profile(reader, "pigeon" if reader.number % 2 else "rook")
    world.read(*titles)
    with world.store.reading() as catalog:
        promises = catalog.promises()
    by_reader: dict[int, list[str]] = {}
    for promise in promises:
        by_reader.setdefault(promise.reader, []).append(promise.paper[-1])
    assert by_reader.pop(base.number) == ["1"]
    assert {number: sorted(papers) for number, papers in by_reader.items()} == {
        reader.number: ["1", "3"] if reader.number % 2 else ["2"] for reader in readers
    }


def _reader(name: str):
    return Reader(name=name, created_at=SUNDAY)
