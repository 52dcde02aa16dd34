"""Profiles handed on by a link: what they look for goes along, and nothing of whose they are."""

from collections.abc import Iterator

import pytest

from bot.app.new_profiles import MAX_WORDS, add_profile, name_after
from bot.app.reader_rules import ReaderRefused
from bot.app.readers import remove_reader_profile
from bot.app.sharing import look_at_shared, share_profile, shared_profiles, stop_sharing, take_shared
from bot.core.matching.language import parse_query
from store.profiles import StoredProfile
from tests.bot.app.delivery_world import World
from tests.store.emptied import emptied

LINK = "kN3q_-0pTzvXm1aB9cD2eA"
"""What the link to the profile says."""
ADA, EVE = 1, 2


@pytest.fixture
def world() -> Iterator[World]:
    """Ada, reader 1, with profile 1; and Eve, reader 2, with profile 2."""
    with emptied() as store:
        world = World(store)
        ada = world.reader("ada")
        world.profile(ada, "reward model", "-survey", name="for my thesis", threshold=62.5, top=7)
        world.reader("eve", "cows")
        yield world


def profile(world: World, reader: int) -> StoredProfile:
    """Their last one."""
    with world.store.reading() as catalog:
        return catalog.profiles_of(reader)[-1]


def shares(world: World, token: str = LINK) -> str:
    return share_profile(world.store, ADA, profile(world, ADA).number, token, world.now).token


def takes(world: World, token: str = LINK, most: int = 20) -> StoredProfile:
    return take_shared(world.store, EVE, token, world.now, most=most)


def test_words_threshold_and_cap_go_along_and_the_name_does_not(world) -> None:
    shares(world)
    taken = takes(world)
    assert (taken.reader, taken.name) == (EVE, "reward model")
    assert (taken.keywords, taken.threshold, taken.top) == (("reward model", "-survey"), 62.5, 7)
    assert look_at_shared(world.store, LINK).threshold == 62.5


def test_sharing_twice_gives_the_same_link_and_taking_twice_one_profile(world) -> None:
    assert shares(world) == shares(world, "another") == LINK
    assert takes(world) == takes(world)


def test_what_is_not_shared_any_more_cannot_be_taken_and_stays_with_those_who_have_it(world) -> None:
    shares(world)
    takes(world)
    assert [each.profile.name for each in shared_profiles(world.store, ADA)] == ["for my thesis"]
    assert not stop_sharing(world.store, EVE, LINK)
    assert stop_sharing(world.store, ADA, LINK)
    assert not stop_sharing(world.store, ADA, LINK)
    with pytest.raises(ReaderRefused, match="not shared any more"):
        takes(world)
    assert profile(world, EVE).name == "reward model"
    assert shared_profiles(world.store, ADA) == []


def test_a_profile_that_is_removed_is_shared_no_more(world) -> None:
    shares(world)
    remove_reader_profile(world.store, ADA, profile(world, ADA).number, world.now)
    with pytest.raises(ReaderRefused, match="not shared any more"):
        look_at_shared(world.store, LINK)


def test_nobody_shares_what_is_another_readers(world) -> None:
    with pytest.raises(ReaderRefused, match="not there"):
        share_profile(world.store, EVE, profile(world, ADA).number, LINK, world.now)


def test_no_more_is_taken_than_there_may_be(world) -> None:
    shares(world)
    with pytest.raises(ReaderRefused, match="No more"):
        takes(world, most=1)


def test_a_new_profile_is_named_after_its_first_wanted_keyword(world) -> None:
    added = add_profile(world.store, EVE, parse_query('-survey, "reward model", min:60'), world.now, most=5)
    assert (added.name, added.threshold) == ("reward model", 60)
    other = add_profile(world.store, EVE, parse_query("reward model, RLHF"), world.now, most=5)
    assert other.name == "reward model 2"
    long = name_after(parse_query(" ".join(["pigeon"] * 10)).keywords, ())
    assert len(long) == MAX_WORDS
    assert long.endswith("…")
