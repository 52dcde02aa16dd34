"""Keywords that were kept and are not understood any more: the others count, and nobody is told of everything."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from bot.app.compose import compose_due
from bot.app.feedback import follow, look_at, mute, read_stored_profile
from bot.app.readership import FEW
from bot.app.statistics import StoredStatistics
from bot.app.stored_keywords import understand
from bot.core.matching.language import parse_profile, print_keyword
from bot.wiring import background
from store.outbox import DeliveryState
from store.profiles import Feedback, FeedbackKind
from store.readers import Way
from tests.bot.app.delivery_world import Postbox, World
from tests.store.emptied import emptied

STRANGE = '(pigeon "'


@pytest.fixture
def world() -> Iterator[World]:
    with emptied() as store:
        yield World(store)


@pytest.mark.parametrize(
    ("lines", "usable"),
    [
        (["pigeon", "-survey"], ["pigeon", "-survey"]),
        (["pigeon", STRANGE], ["pigeon"]),
        (["pigeon", "-" + STRANGE], ["pigeon"]),
        (["pigeon", "+" + STRANGE], []),
        (["category:cs.CL", STRANGE], []),
        (["category:cs.CL", "-survey", STRANGE], []),
        (["-survey", STRANGE], []),
        (["category:cs.CL"], ["category:cs.CL"]),
        ([STRANGE], []),
        ([], []),
    ],
)
def test_what_is_not_understood_is_left_out_unless_it_narrowed_down(lines: list[str], usable: list[str]) -> None:
    assert [print_keyword(each) for each in understand(lines).usable] == usable


def test_each_that_is_not_understood_is_told_with_its_place() -> None:
    errors = understand(["pigeon", STRANGE, "min:40"]).errors
    assert [error.text for error in errors] == [STRANGE, "min:40"]


def test_a_profile_is_asked_by_what_is_understood_and_the_others_are_asked_too(world: World) -> None:
    for name, keywords in {"ada": ("pigeon", STRANGE), "bob": ("pigeon",), "eve": (STRANGE,)}.items():
        world.reader(name, *keywords)
    world.read("Pigeons at Sea")
    world.now += timedelta(hours=3)
    compose_due(world.store, world.explainer, list(Way), world.now)
    box = Postbox()
    world.send(box)
    assert sorted(target.partition("@")[0] for target, _ in box.letters) == ["ada", "bob"]
    assert {each.state for each in world.deliveries()} == {DeliveryState.SENT}


def test_a_muted_word_that_is_not_understood_silences_nothing_and_can_be_taken_back(world: World) -> None:
    reader = world.reader("ada", "pigeon")
    with world.store.writing() as catalog:
        said = Feedback(profile="mine", kind=FeedbackKind.MUTE, subject=STRANGE, at=world.now, reader=reader.number)
        number = catalog.give_feedback(said).feedback.number
    world.read("Pigeons at Sea")
    assert world.waiting()
    profile = parse_profile("mine: pigeon")
    mute(world.store, profile, "rooks", world.now, reader.number)
    follow(world.store, profile, "Ada Dove", world.now, reader.number)
    looked = look_at(world.store, profile, StoredStatistics(background()), reader.number)
    assert [each.subject for each in looked.said] == [STRANGE, "rooks", 'author:"Ada Dove"']
    assert looked.unused == {number}


def test_a_profile_without_any_keyword_that_counts_can_be_looked_at(world: World) -> None:
    reader = world.reader("ada")
    profile = read_stored_profile(world.profile(reader, STRANGE))
    assert look_at(world.store, profile, StoredStatistics(background()), reader.number).profile.keywords == ()


def test_among_many_profiles_the_same_is_found(world: World) -> None:
    for number in range(FEW + 1):
        world.reader(f"reader {number}", *(("pigeon", STRANGE) if number % 2 else ("category:cs.CL", STRANGE)))
    world.read("Pigeons at Sea")
    assert len(world.waiting()) == FEW // 2
