"""What every store promises of readers' profiles, whichever database is underneath."""

from dataclasses import replace
from typing import Any

import pytest

from store.errors import Conflict, NotFound, NotStorable
from store.profiles import StoredProfile
from store.readers import Timing
from store.sql import SqlStore
from store.sql.profiles import CHUNK
from tests.store.builders import NOON


def interest(name: str = "pigeons", *keywords: str, **facts: Any) -> StoredProfile:
    return StoredProfile(**{"name": name, "keywords": keywords or ("pigeon",), "threshold": 40.0, **facts})


def save(store: SqlStore, *profiles: StoredProfile) -> None:
    with store.writing() as catalog:
        catalog.save_profiles(profiles)


def stored(store: SqlStore) -> list[StoredProfile]:
    with store.reading() as catalog:
        return list(catalog.profiles())


def test_a_store_without_profiles_has_none(store: SqlStore) -> None:
    assert stored(store) == []
    with store.reading() as catalog, pytest.raises(NotFound, match="No profile called 'pigeons' is stored"):
        catalog.profile("pigeons")


@pytest.mark.parametrize(
    "profile",
    [
        interest("ä𝔘 “quoted” %_\\'", 'title:"äöü"^2.5', "-鸽子", "+rook*", threshold=41.25, top=7),
        interest("all", threshold=0),
        interest("none", threshold=100.0, top=2**40),
        interest("odd", "vertical\x0btab", "next\x85line", "a\u2028b", threshold=1 / 3),
    ],
    ids=lambda profile: profile.name,
)
def test_every_field_comes_back_as_it_went_in(store: SqlStore, profile: StoredProfile) -> None:
    save(store, profile)
    (kept,) = stored(store)
    assert kept == StoredProfile(
        name=profile.name, keywords=profile.keywords, threshold=profile.threshold, top=profile.top, number=1
    )
    with store.reading() as catalog:
        assert catalog.profile(profile.name) == kept


def test_names_are_told_apart_by_every_letter(store: SqlStore) -> None:
    save(store, interest("a"), interest("A"), interest("ä"), interest("a "))
    assert [profile.name for profile in stored(store)] == ["a", "A", "ä", "a "]


def test_a_profile_replaces_the_one_of_its_name_and_keeps_its_number(store: SqlStore) -> None:
    save(store, interest("one"), interest("two", "rook", top=3))
    save(store, interest("three"), interest("one", "raven", threshold=50))
    assert [(p.number, p.name, p.keywords, p.threshold, p.top) for p in stored(store)] == [
        (1, "one", ("raven",), 50, None),
        (2, "two", ("rook",), 40, 3),
        (3, "three", ("pigeon",), 40, None),
    ]


def test_of_several_of_one_name_the_last_is_kept(store: SqlStore) -> None:
    save(store, interest("one", "rook"), interest("one", "raven"))
    assert [(profile.number, profile.keywords) for profile in stored(store)] == [(1, ("raven",))]


def test_a_removed_profile_is_gone_and_its_number_is_not_given_again(store: SqlStore) -> None:
    save(store, interest("one"), interest("two"))
    with store.writing() as catalog:
        catalog.remove_profile("two")
        with pytest.raises(NotFound, match="No profile called 'two'"):
            catalog.remove_profile("two")
    save(store, interest("two"))
    assert [(profile.number, profile.name) for profile in stored(store)] == [(1, "one"), (3, "two")]


@pytest.mark.parametrize(
    ("refused", "error"),
    [
        pytest.param(interest(keywords=()), NotStorable, id="no keywords"),
        pytest.param(interest("x", "two\nlines"), NotStorable, id="a line feed in a keyword"),
        pytest.param(interest("x", "a NUL \0"), NotStorable, id="a NUL in a keyword"),
        pytest.param(interest("a NUL \0"), NotStorable, id="a NUL in the name"),
        pytest.param(interest("half a pair \ud800"), NotStorable, id="half a surrogate pair"),
        pytest.param(interest(top=2**63), NotStorable, id="a number beyond 64 bits"),
        pytest.param(interest(threshold=100.5), Conflict, id="a threshold no score reaches"),
        pytest.param(interest(threshold=-1), Conflict, id="a threshold below all scores"),
        pytest.param(interest(threshold=float("nan")), Conflict, id="a threshold that is no number"),
        pytest.param(interest(top=0), Conflict, id="a cap that lets nothing through"),
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_is_written(
    store: SqlStore, refused: StoredProfile, error: type[Exception]
) -> None:
    with pytest.raises(error):
        save(store, interest("fine"), refused)
    assert stored(store) == []
    with store.writing() as catalog:
        for ask in (catalog.profile, catalog.remove_profile):
            with pytest.raises(NotFound):
                ask(refused.name)


@pytest.mark.parametrize("count", [CHUNK - 1, CHUNK, 2 * CHUNK + 1])
def test_any_number_of_profiles_is_streamed_in_order(store: SqlStore, count: int) -> None:
    with store.writing() as catalog:
        catalog.save_profiles(interest(f"interest {number}", f"word{number}") for number in range(count))
        catalog.save_profiles(interest(f"interest {number}", "rook") for number in range(0, count, 1000))
    with store.reading() as catalog:
        streamed = catalog.profiles()
        assert next(streamed).keywords == ("rook",)
        assert [profile.number for profile in streamed] == list(range(2, count + 1))


def test_every_choice_of_a_reader_comes_back_as_it_went_in(store: SqlStore) -> None:
    chosen = interest(
        reader=7,
        sources=("meadow", "a “b”, c", ""),
        addresses=(3, 2**40),
        timing=Timing(minute=None, weekdays=(0, 6), instant_from=1 / 3),
        revisions=True,
        changed_at=NOON,
    )
    with store.writing() as catalog:
        kept = catalog.save_profile(chosen)
        assert kept == replace(chosen, number=1)
        assert catalog.profile("pigeons", 7) == catalog.profile_numbered(1) == kept
        assert catalog.profiles_of(7) == (kept,)


def test_two_readers_may_have_profiles_of_one_name(store: SqlStore) -> None:
    save(store, interest(), interest(reader=1), interest(reader=2), interest("rooks", reader=1))
    save(store, interest("pigeons", "dove", reader=2))
    with store.writing() as catalog:
        assert [each.number for each in catalog.profiles_of(1)] == [2, 4]
        assert [each.number for each in catalog.profiles_of(0)] == [1]
        assert catalog.profile("pigeons", 2).keywords == ("dove",)
        catalog.remove_profile("pigeons", 1)
        with pytest.raises(NotFound):
            catalog.profile("pigeons", 1)
        assert [each.number for each in catalog.profiles()] == [1, 3, 4]


def test_a_profile_with_a_number_takes_the_place_of_the_one_with_it_whatever_that_is_called(store: SqlStore) -> None:
    with store.writing() as catalog:
        first = catalog.save_profile(interest(reader=1))
        catalog.save_profile(interest("rooks", reader=1))
        renamed = catalog.save_profile(replace(first, name="doves", threshold=50))
        assert catalog.profiles_of(1)[0] == catalog.profile_numbered(1) == renamed
        with pytest.raises(NotFound):
            catalog.profile("pigeons", 1)
        with pytest.raises(Conflict, match="The reader has a profile called 'rooks' already"):
            catalog.save_profile(replace(renamed, name="rooks"))
        with pytest.raises(NotFound, match="There is no profile 9"):
            catalog.save_profile(replace(renamed, number=9))
        assert [each.name for each in catalog.profiles_of(1)] == ["doves", "rooks"]


@pytest.mark.parametrize("number", [0, 7, -1, 2**70])
def test_there_is_no_profile_of_an_unknown_number_or_reader(store: SqlStore, number: int) -> None:
    with store.reading() as catalog:
        assert catalog.profiles_of(number) == ()
        with pytest.raises(NotFound, match=f"There is no profile {number}"):
            catalog.profile_numbered(number)
        with pytest.raises(NotFound):
            catalog.profile("pigeons", number)
