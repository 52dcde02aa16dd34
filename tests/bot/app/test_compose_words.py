"""What a message says of itself: what it covers, why it is late, each paper once; of a quiet day only what is so."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.app.collect import page_fingerprint
from bot.app.readers import pause, resume, snooze
from bot.core.gathering import page_slot
from store.outbox import Delivery, DeliveryKind, Note
from store.readers import Address, QuietDay, QuietHours, Timing, Way
from store.records import ChangeKind
from store.sql import SqlStore
from tests.bot.app.delivery_world import SUNDAY, World, page_of
from tests.bot.app.test_compose import EIGHT, compose, edition, titles, with_next
from tests.store.conftest import emptied_url, file_url, made_schema, postgres, store, url  # noqa: F401 - fixtures

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@pytest.fixture
def world(store: SqlStore) -> World:  # noqa: F811 - the fixture
    return World(store)


def covered(delivery: Delivery) -> timedelta:
    """The stretch of time that a message covers, in whole days."""
    assert delivery.since is not None
    return (delivery.created_at - delivery.since) // DAY * DAY


def second_address(world: World, reader, **facts) -> Address:
    given = Address(reader=reader.number, way=Way.MAIL, target="two@papers.example", created_at=SUNDAY)
    with world.store.writing() as catalog:
        return catalog.save_address(replace(given, **{"confirmed_at": world.now, **facts}))


def test_what_comes_at_once_covers_its_own_papers_and_not_the_silence_before(world) -> None:
    reader = world.reader()
    world.profile(reader, "pigeon", timing=Timing(minute=None))
    world.read("Rooks at Sea", "Rooks on Land")
    world.now += 200 * DAY
    world.read("Pigeons at Sea", first=3)
    world.now += DAY
    (instant,) = compose(world)
    told = edition(world, instant)
    assert (instant.note, told.new_papers) == (Note.LATE, 1)
    assert covered(instant) == DAY


@pytest.mark.parametrize(("hours", "note"), [(1, Note.NONE), (2, Note.LATE)])
def test_what_was_to_come_at_once_says_after_an_hour_that_it_is_late(world, hours, note) -> None:
    reader = world.reader()
    world.profile(reader, "pigeon", timing=Timing(minute=None))
    world.read("Pigeons at Sea")
    world.now += hours * HOUR
    assert [instant.note for instant in compose(world)] == [note]


def test_what_waited_for_the_end_of_quiet_hours_is_not_late(world) -> None:
    reader = world.reader(quiet_hours=QuietHours(start=22 * 60, end=12 * 60))
    world.profile(reader, "pigeon", timing=Timing(minute=None))
    world.read("Pigeons at Sea")
    world.now = SUNDAY.replace(hour=12)
    assert [instant.note for instant in compose(world)] == [Note.NONE]


def test_a_late_digest_covers_what_came_since_its_first_paper(world) -> None:
    world.reader("ada", "pigeon")
    world.now += 30 * DAY
    world.read("Pigeons at Sea")
    world.now += 3 * DAY
    (digest,) = compose(world)
    assert digest.note is Note.LATE
    assert covered(digest) == 3 * DAY


@pytest.mark.parametrize("how", ["pause", "snooze"])
def test_who_comes_back_early_is_told_that_they_were_away(world, how) -> None:
    reader = world.reader("ada", "pigeon")
    world.read("Pigeons at Sea")
    if how == "pause":
        pause(world.store, reader.number, world.now)
    else:
        snooze(world.store, reader.number, SUNDAY + 30 * DAY, world.now)
    world.now += 5 * DAY
    assert compose(world) == []
    if how == "pause":
        resume(world.store, reader.number, world.now)
    else:
        snooze(world.store, reader.number, None, world.now)
    assert [digest.note for digest in compose(world)] == [Note.AWAY]


def test_the_digest_of_a_replayed_page_says_what_that_page_brought(world) -> None:
    world.reader("ada", "pigeon")
    pages = [page_of("Pigeons at Sea", "Rooks at Sea"), page_of("Pigeons on Land", first=3)]
    told = []
    for page, titles_, first in zip(
        pages, (("Pigeons at Sea", "Rooks at Sea"), ("Pigeons on Land",)), (1, 3), strict=True
    ):
        world.read(*titles_, first=first)
        (digest,) = compose(world, page_slot(page_fingerprint(page)))
        found = edition(world, digest)
        told.append((found.new_papers, [(source.name, source.pages) for source in found.sources]))
    assert told == [(2, [("meadow", 1)]), (1, [("meadow", 1)])]


def test_a_paper_that_is_new_and_was_revised_twice_stands_once_as_new(world) -> None:
    reader = world.reader()
    world.profile(reader, "pigeon", revisions=True, top=2)
    world.read("Pigeons at Sea", "Pigeons on Land", "Pigeons Aloft")
    for words in ("first", "second"):
        world.read("Pigeons at Sea", abstract=f"A {words} abstract on pigeons, which is quite another than before.")
    world.now = EIGHT
    (digest,) = compose(world)
    found = edition(world, digest)
    assert [item.revision for item in found.items] == [None, None]
    assert len({item.paper.key for item in found.items}) == 2
    assert [len(item.matches) for item in found.items] == [1, 1]
    assert found.hidden == 1
    assert world.waiting() == []


def test_a_paper_that_was_told_and_revised_twice_stands_once_as_its_latest_revision(world) -> None:
    reader = world.reader()
    world.profile(reader, "pigeon", revisions=True)
    world.read("Pigeons at Sea")
    world.now = EIGHT
    assert len(compose(world)) == 1
    for words in ("first", "second"):
        world.read("Pigeons at Sea", abstract=f"A {words} abstract on pigeons, which is quite another than before.")
    world.now += DAY
    (digest,) = compose(world)
    (item,) = edition(world, digest).items
    with world.store.reading() as catalog:
        latest = catalog.revisions(limit=1, kinds=[ChangeKind.REVISED])
    assert [item.revision] == list(latest)


def test_a_quiet_line_counts_from_when_its_address_was_confirmed(world) -> None:
    reader = world.reader("ada", "pigeon", quiet_day=QuietDay.LINE)
    world.read("Pigeons at Sea", "Rooks at Sea")
    world.now += HOUR
    second = second_address(world, reader)
    with_next(world, reader)
    world.now += timedelta(minutes=1)
    world.read("Rooks on Land", first=3)
    world.now = EIGHT
    told = {delivery.address: delivery for delivery in compose(world)}
    assert told[second.number].kind is DeliveryKind.QUIET
    assert edition(world, told.pop(second.number)).new_papers == 1
    assert [delivery.kind for delivery in told.values()] == [DeliveryKind.DIGEST]


def test_an_address_at_which_no_profile_tells_hears_of_no_quiet_day(world) -> None:
    reader = world.reader("ada", quiet_day=QuietDay.LINE)
    world.profile(reader, "pigeon", addresses=(second_address(world, reader).number,))
    with_next(world, reader)
    world.now = EIGHT
    assert len(compose(world)) == 1


def test_a_day_of_which_another_digest_will_tell_is_not_called_quiet(world) -> None:
    reader = world.reader("ada", "rook", quiet_day=QuietDay.LINE)
    world.profile(reader, "pigeon", name="week", timing=Timing(weekdays=(4,)))
    with_next(world, reader)
    world.read("Pigeons at Sea")
    world.now = EIGHT
    assert compose(world) == []


def test_what_came_at_once_was_no_silence(world) -> None:
    reader = world.reader(quiet_day=QuietDay.LINE)
    world.profile(reader, "pigeon", "sea", timing=Timing(instant_from=95))
    with_next(world, reader)
    world.read("Pigeons at Sea", "Rooks on Ice")
    assert [delivery.kind for delivery in compose(world)] == [DeliveryKind.INSTANT]
    world.now += timedelta(minutes=1)
    world.read("Rooks Aloft", first=3)
    world.now = EIGHT
    (quiet,) = compose(world)
    assert edition(world, quiet).new_papers == 1


def test_reasons_are_given_of_those_profiles_alone_that_tell_at_the_address(world) -> None:
    reader = world.reader("ada", "pigeon")
    second = second_address(world, reader)
    world.profile(reader, "sea", name="private", addresses=(second.number,))
    world.read("Pigeons at Sea")
    world.now = EIGHT
    told = {delivery.address: edition(world, delivery) for delivery in compose(world)}
    assert {match.profile for match in told.pop(second.number).items[0].matches} == {"mine", "private"}
    (other,) = told.values()
    assert [match.profile for match in other.items[0].matches] == ["mine"]
    assert titles(world, other.delivery) == ["Pigeons at Sea"]
