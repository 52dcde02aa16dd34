"""Which papers are news to whom: those that first match, if they came after the profile was what it is."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.app.compose import compose_due
from bot.app.news import KEPT_DELIVERED
from bot.app.telling import promise_recent
from bot.wiring import background
from store.outbox import NEW
from store.readers import Address, Way
from store.sql import SqlStore
from tests.bot.app.delivery_world import HOST, SUNDAY, Postbox, World
from tests.store.conftest import emptied_url, file_url, made_schema, postgres, store, url  # noqa: F401 - fixtures

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
BIRDS = "On these meadows we count rooks, rooks and rooks, which is all that there was to count there."
PIGEONS = "On these meadows we count pigeons, pigeons and pigeons: nothing but pigeons was there to count."


@pytest.fixture
def world(store: SqlStore) -> World:  # noqa: F811 - the fixture
    return World(store)


def tell_all(world: World, at=DAY) -> list[str]:
    """Some time later everything that waits is told; the papers of the messages."""
    world.now += at
    box = Postbox()
    made = compose_due(world.store, world.explainer, list(Way), world.now).deliveries
    with world.store.reading() as catalog:
        inside = catalog.promises_in([each.number for each in made])
    world.send(box)
    return sorted(promise.paper[-1] for each in inside.values() for promise in each)


def test_the_first_listing_by_one_of_a_profiles_sources_counts_wherever_the_paper_was_seen_before(world) -> None:
    world.profile(world.reader(), "pigeon", sources=("shore", "heath"))
    world.read("Pigeons at Sea", source="meadow")
    assert world.waiting() == []
    world.now += HOUR
    world.read("Pigeons at Sea", "Pigeons on Land", source="shore")
    assert world.waiting() == ["arxiv:2611.00001", "arxiv:2611.00002"]
    world.read("Pigeons at Sea", source="heath")
    assert len(world.waiting()) == 2


def test_a_source_that_lists_it_again_later_brings_it_to_nobody_whose_profile_changed_since(world) -> None:
    reader = world.reader("ada", "rook")
    world.read("Pigeons at Sea", source="meadow")
    world.now += HOUR
    world.profile(reader, "pigeon")
    world.read("Pigeons at Sea", source="shore")
    world.read("Pigeons at Sea: A Study", source="shore")
    assert world.waiting() == []


@pytest.mark.parametrize("before", ["", BIRDS], ids=["a title alone", "another abstract"])
def test_a_paper_that_reaches_the_threshold_later_is_told_then_once_and_as_new(world, before) -> None:
    world.reader("ada", "pigeon")
    world.read("Notes from the Coast", abstract=before)
    assert world.waiting() == []
    world.now += DAY
    world.read("Notes from the Coast", abstract=PIGEONS)
    with world.store.reading() as catalog:
        assert [promise.news for promise in catalog.promises()] == [NEW]
    assert tell_all(world) == ["1"]
    world.read("Notes from the Coast", abstract=f"{PIGEONS} Then we counted them once more, and found them all.")
    assert world.waiting() == []


def test_papers_listed_before_the_profile_began_are_not_told_when_their_abstracts_come(world) -> None:
    titles = [f"On Pigeons {number}" for number in range(20)]
    world.read(*titles, abstract="")
    world.now += DAY
    world.reader("ada", "pigeon")
    world.read(*titles, "Pigeons at Sea")
    assert world.waiting() == ["arxiv:2611.00021"]


def test_what_was_listed_before_by_another_source_alone_is_news_to_a_profile_of_this_one(world) -> None:
    world.read("Pigeons at Sea", source="meadow")
    world.now += DAY
    reader = world.reader("ada", "pigeon")
    world.profile(reader, "pigeon", name="shore", sources=("shore",))
    world.read("Pigeons at Sea", source="shore")
    with world.store.reading() as catalog:
        (match,) = catalog.matches()
        assert catalog.profile_numbered(match.profile).name == "shore"
    assert world.waiting() == ["arxiv:2611.00001"]


def test_a_paper_that_was_told_is_not_news_at_an_address_that_was_added_since(world) -> None:
    reader = world.reader("ada", "pigeon")
    world.read("Notes from the Coast", abstract=PIGEONS)
    with world.store.writing() as catalog:
        second = Address(reader=reader.number, way=Way.MAIL, target=f"two@{HOST}", created_at=SUNDAY)
        catalog.save_address(replace(second, confirmed_at=SUNDAY))
    world.read("Notes from the Coast", abstract=f"{PIGEONS} Then we counted them once more, and found them all.")
    assert len(world.waiting()) == 1


def test_a_revision_of_what_came_too_long_ago_to_know_who_was_told_is_news_to_nobody(world) -> None:
    world.reader("ada", "pigeon")
    world.read("Notes from the Coast", abstract="")
    world.now += KEPT_DELIVERED + DAY
    world.read("Notes from the Coast", abstract=PIGEONS)
    assert world.waiting() == []


def test_papers_asked_for_are_not_told_twice_however_long_ago_that_was(world) -> None:
    reader = world.reader()
    profile = world.profile(reader, "pigeon")
    world.read("Pigeons at Sea")
    assert tell_all(world) == ["1"]
    world.now += KEPT_DELIVERED + DAY
    world.read("Pigeons on Land", first=2)
    assert tell_all(world) == ["2"]
    with world.store.writing() as catalog:
        gone = catalog.tidy(world.now, delivered=KEPT_DELIVERED, unconfirmed=DAY, statistics=KEPT_DELIVERED)
    assert gone["promises"] == 1
    assert promise_recent(world.store, profile.number, 366, background(), world.now) == 0


def test_who_is_new_can_ask_for_papers_of_any_age(world) -> None:
    world.read("Pigeons at Sea")
    world.now += KEPT_DELIVERED + DAY
    profile = world.profile(world.reader(), "pigeon")
    assert promise_recent(world.store, profile.number, 366, background(), world.now) == 1


def test_what_an_edit_took_back_is_told_after_all_when_it_is_asked_for(world) -> None:
    reader = world.reader("ada", "pigeon")
    world.read("Pigeons at Sea", "Pigeons: A Survey")
    world.now += timedelta(minutes=1)
    world.profile(reader, "pigeon", "-survey")
    assert tell_all(world) == ["1"]
    profile = world.profile(reader, "pigeon")
    world.read("Pigeons at Sea", "Pigeons: A Survey")
    assert world.waiting() == []
    assert promise_recent(world.store, profile.number, 7, background(), world.now) == 1
    assert promise_recent(world.store, profile.number, 7, background(), world.now) == 0
    assert tell_all(world) == ["2"]
    assert promise_recent(world.store, profile.number, 7, background(), world.now) == 0


def test_what_matched_before_a_profile_was_there_is_not_told_whatever_its_clock_says(world) -> None:
    titles = [f"On Pigeons {number}" for number in range(20)]
    world.read(*titles, abstract="")
    world.profile(world.reader(), "pigeon", changed_at=SUNDAY - DAY)
    world.now += DAY
    world.read(*titles, "Pigeons at Sea")
    assert world.waiting() == ["arxiv:2611.00021"]


def test_facts_that_arrive_later_can_make_a_paper_match(world) -> None:
    world.profile(world.reader(), "pigeon", "+source:shore", name="mine")
    world.read("Pigeons at Sea", source="meadow")
    assert world.waiting() == []
    world.now += HOUR
    world.read("Pigeons at Sea", source="shore")
    assert world.waiting() == ["arxiv:2611.00001"]
