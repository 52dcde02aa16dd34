"""Readers' profiles: kept, changed, renamed, imported, taken away."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.app.feedback import judge, mute
from bot.app.reader_profiles import MAX_PROFILES
from bot.app.readers import (
    ReaderRefused,
    add_address,
    add_reader,
    import_profiles,
    remove_reader_profile,
    save_reader_profile,
)
from bot.core.matching.language import parse_profile
from bot.profile_telling import Telling
from store.errors import NotFound
from store.outbox import Promise, StoredMatch
from store.profiles import FeedbackKind, StoredProfile
from store.readers import DAILY, Timing, Way
from store.sql import SqlStore
from tests.store.builders import SOURCE, listing, page, paper, statement
from tests.store.emptied import emptied

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
LATER = NOON + timedelta(hours=1)
TEN = Timing(minute=600)
AT_ONCE = Timing(minute=None)
BIRDS = parse_profile("birds: pigeon, rook, -survey, min:60, top:5")


@pytest.fixture
def store() -> Iterator[SqlStore]:
    """Two readers, each with a chat, and a source."""
    with emptied() as opened:
        for name, chat in (("ada", "41"), ("bob", "42")):
            number = add_reader(opened, name, NOON, timing=TEN).reader.number
            add_address(opened, number, Way.CHAT, chat, NOON, confirmed=True)
        with opened.writing() as catalog:
            catalog.record(SOURCE, page(), listing("Pigeons Sort Letters"))
        yield opened


def of(store: SqlStore, reader: int) -> list[StoredProfile]:
    with store.reading() as catalog:
        return list(catalog.profiles_of(reader))


def test_a_profile_is_kept_with_all_that_was_said_of_it(store: SqlStore) -> None:
    kept = save_reader_profile(
        store, 1, BIRDS, NOON, timing=AT_ONCE, sources=[SOURCE.name, SOURCE.name], addresses=[1], revisions=True
    )
    assert of(store, 1) == [kept]
    assert (kept.reader, kept.name, kept.threshold, kept.top) == (1, "birds", 60, 5)
    assert kept.keywords == ("pigeon", "rook", "-survey")
    assert (kept.timing, kept.sources, kept.addresses, kept.revisions) == (AT_ONCE, (SOURCE.name,), (1,), True)
    assert kept.changed_at == NOON


def test_a_profile_without_a_timing_gets_that_of_the_latest_else_the_readers(store: SqlStore) -> None:
    assert save_reader_profile(store, 1, BIRDS, NOON).timing == TEN
    save_reader_profile(store, 1, parse_profile("sea: ship"), NOON, timing=AT_ONCE)
    assert save_reader_profile(store, 1, parse_profile("sky: cloud"), NOON).timing == AT_ONCE
    assert add_reader(store, "eve", NOON).reader.default_timing == DAILY


def test_only_what_is_named_is_changed(store: SqlStore) -> None:
    kept = save_reader_profile(store, 1, BIRDS, NOON, sources=[SOURCE.name], addresses=[1], revisions=True)
    same = save_reader_profile(store, 1, BIRDS, LATER, number=kept.number)
    assert same == kept
    freed = save_reader_profile(store, 1, BIRDS, LATER, number=kept.number, addresses=[], revisions=False)
    assert (freed.sources, freed.addresses, freed.revisions, freed.changed_at) == ((SOURCE.name,), (), False, NOON)


@pytest.mark.parametrize(
    "written",
    ["birds: pigeon, -survey, min:60, top:5", "birds: pigeon, rook, -survey, min:61, top:5", "birds: pigeon, rook"],
)
def test_what_it_matches_was_changed_when_its_keywords_threshold_or_cap_were(store: SqlStore, written: str) -> None:
    kept = save_reader_profile(store, 1, BIRDS, NOON)
    assert save_reader_profile(store, 1, parse_profile(written), LATER, number=kept.number).changed_at == LATER


def test_what_it_matches_was_changed_when_its_sources_were_but_not_with_name_or_timing(store: SqlStore) -> None:
    kept = save_reader_profile(store, 1, BIRDS, NOON)
    renamed = parse_profile("crows: pigeon, rook, -survey, min:60, top:5")
    assert save_reader_profile(store, 1, renamed, LATER, number=kept.number, timing=AT_ONCE).changed_at == NOON
    assert save_reader_profile(store, 1, renamed, LATER, number=kept.number, sources=[SOURCE.name]).changed_at == LATER


def test_what_was_said_of_a_profile_goes_with_its_new_name(store: SqlStore) -> None:
    kept = save_reader_profile(store, 1, BIRDS, NOON)
    told = paper(statement("Pigeons Sort Letters"))
    judge(store, BIRDS, FeedbackKind.LIKE, told, NOON, reader=1)
    mute(store, BIRDS, "sea", NOON, reader=1)
    judge(store, BIRDS, FeedbackKind.HIDE, told, NOON, reader=2)
    save_reader_profile(
        store, 1, parse_profile("crows: pigeon, rook, -survey, min:60, top:5"), LATER, number=kept.number
    )
    with store.reading() as catalog:
        assert [(each.kind, each.at) for each in catalog.feedback("crows", reader=1)] == [
            (FeedbackKind.LIKE, NOON),
            (FeedbackKind.MUTE, NOON),
        ]
        assert not catalog.feedback("birds", reader=1)
        assert [each.kind for each in catalog.feedback("birds", reader=2)] == [FeedbackKind.HIDE]


def test_a_change_promises_nothing_and_takes_nothing_back(store: SqlStore) -> None:
    kept = save_reader_profile(store, 1, BIRDS, NOON)
    match = StoredMatch(reader=1, profile=kept.number, paper="p", score=70, statistics="v", at=NOON)
    with store.writing() as catalog:
        catalog.promise([match], [Promise(reader=1, address=1, paper="p", due_at=LATER, at=NOON)])
    save_reader_profile(store, 1, parse_profile("birds: pigeons sort letters"), NOON, number=kept.number)
    with store.reading() as catalog:
        assert [promise.paper for promise in catalog.promises(reader=1)] == ["p"]


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ({}, "profile called 'birds' already"),
        ({"number": 2}, "profile called 'birds' already"),
        ({"number": 3}, "not there any more"),
        ({"number": 99}, "not there any more"),
        ({"number": 1, "addresses": [2]}, "own addresses only"),
        ({"number": 1, "addresses": [1, 99]}, "own addresses only"),
        ({"number": 1, "sources": ["pigeon-pots"]}, "Did you mean 'pigeon-post'"),
    ],
)
def test_what_cannot_be_is_refused_in_words_and_nothing_is_changed(
    store: SqlStore, facts: dict[str, object], says: str
) -> None:
    save_reader_profile(store, 1, BIRDS, NOON)
    save_reader_profile(store, 1, parse_profile("sea: ship"), NOON)
    save_reader_profile(store, 2, BIRDS, NOON)
    before = of(store, 1), of(store, 2)
    with pytest.raises(ReaderRefused, match=says):
        save_reader_profile(store, 1, BIRDS, LATER, **facts)  # type: ignore[arg-type]
    assert (of(store, 1), of(store, 2)) == before


def test_two_readers_may_call_a_profile_the_same(store: SqlStore) -> None:
    save_reader_profile(store, 1, BIRDS, NOON)
    save_reader_profile(store, 2, parse_profile("birds: eagle"), NOON)
    assert [profile.keywords for profile in of(store, 1)] == [("pigeon", "rook", "-survey")]


def test_a_source_that_is_not_known_any_more_may_stay(store: SqlStore) -> None:
    kept = save_reader_profile(store, 1, BIRDS, NOON)
    with store.writing() as catalog:
        catalog.save_profile(replace(kept, sources=("gone",)))
    assert save_reader_profile(store, 1, BIRDS, LATER, number=kept.number, sources=["gone"]).sources == ("gone",)


def test_a_removed_profile_is_gone_with_its_matches_and_what_was_said_stays(store: SqlStore) -> None:
    kept = save_reader_profile(store, 1, BIRDS, NOON)
    mute(store, BIRDS, "sea", NOON, reader=1)
    with store.writing() as catalog:
        catalog.promise([StoredMatch(reader=1, profile=kept.number, paper="p", score=70, statistics="v", at=NOON)], [])
    assert remove_reader_profile(store, 1, kept.number, LATER) == kept
    with store.reading() as catalog:
        assert not catalog.matches(reader=1)
        assert catalog.reader(1).next_digest_at is None
        assert len(catalog.feedback("birds", reader=1)) == 1
    for reader in (1, 2):
        with pytest.raises(ReaderRefused, match="not there any more"):
            remove_reader_profile(store, reader, kept.number, LATER)


def test_an_import_is_all_or_nothing(store: SqlStore) -> None:
    save_reader_profile(store, 1, BIRDS, NOON, timing=AT_ONCE)
    brought = [(parse_profile(text), Telling()) for text in ("sea: ship", "birds: eagle")]
    with pytest.raises(ReaderRefused, match=r"of that name already: 'birds'\. Nothing was imported"):
        import_profiles(store, 1, brought, LATER, replacing=False, timing=None)
    assert [profile.name for profile in of(store, 1)] == ["birds"]
    kept = import_profiles(store, 1, brought, LATER, replacing=True, timing=None)
    assert [(each.name, each.keywords, each.timing) for each in of(store, 1)] == [
        ("birds", ("eagle",), AT_ONCE),
        ("sea", ("ship",), AT_ONCE),
    ]
    assert [each.name for each in kept] == ["sea", "birds"]


def test_a_reader_has_only_so_many_profiles_and_a_crowd_is_refused_whole(store: SqlStore) -> None:
    crowd = [(parse_profile(f"p{number}: pigeon"), Telling()) for number in range(MAX_PROFILES + 1)]
    with pytest.raises(ReaderRefused, match="at most 100 profiles"):
        import_profiles(store, 1, crowd, NOON, replacing=False, timing=None)
    assert not of(store, 1)


def test_nobody_has_no_profiles(store: SqlStore) -> None:
    with pytest.raises(NotFound):
        save_reader_profile(store, 7, BIRDS, NOON)
    with pytest.raises(NotFound):
        import_profiles(store, 7, [(BIRDS, Telling())], NOON, replacing=False, timing=None)
