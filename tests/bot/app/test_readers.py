"""Readers are made, changed, paused and snoozed; what cannot be is refused in words."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.app.readers import (
    UNCHANGED,
    AddedReader,
    ReaderRefused,
    add_reader,
    change_reader,
    pause,
    renew_links,
    resume,
    save_reader_profile,
    snooze,
)
from bot.core.matching.language import parse_profile
from store.errors import NotFound
from store.readers import QuietDay, QuietHours, Reader, Timing, Way
from store.sql import SqlStore
from tests.store.emptied import emptied

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
NIGHT = QuietHours(start=22 * 60, end=7 * 60)
TEN = Timing(minute=600)


@pytest.fixture
def store() -> Iterator[SqlStore]:
    """A catalog without readers."""
    with emptied() as opened:
        yield opened


def add(store: SqlStore, name: str = "ada", **facts) -> AddedReader:
    return add_reader(store, name, NOON, **{"timezone": "Europe/Berlin", "confirmed": True, **facts})


def stored(store: SqlStore, number: int = 1) -> Reader:
    with store.reading() as catalog:
        return catalog.reader(number)


def test_a_reader_is_kept_as_they_were_added(store: SqlStore) -> None:
    added = add(
        store,
        "  Ada \n Lovelace ",
        timezone="europe/berlin",
        language="PT_br",
        timing=TEN,
        quiet_hours=NIGHT,
        quiet_day=QuietDay.LINE,
        addresses=[(Way.MAIL, "ada@example.org"), (Way.CONSOLE, "")],
    )
    reader = added.reader
    assert (reader.name, reader.timezone, reader.language) == ("Ada Lovelace", "Europe/Berlin", "pt-BR")
    assert (reader.default_timing, reader.quiet_hours, reader.quiet_day) == (TEN, NIGHT, QuietDay.LINE)
    assert (reader.created_at, reader.next_digest_at, reader.generation) == (NOON, None, 1)
    assert stored(store, reader.number) == reader
    with store.reading() as catalog:
        assert tuple(catalog.addresses(reader.number)) == added.addresses


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ({"name": " "}, "needs a name"),
        ({"name": "x" * 255}, "at most 254 characters"),
        ({"name": "a\u202eb"}, "cannot be printed"),
        ({"timezone": "Berlin Time"}, "no time zone"),
        ({"timezone": "../etc/passwd"}, "no time zone"),
        ({"language": "English please"}, "no language tag"),
        ({"language": ""}, "no language tag"),
        ({"name": "bob"}, "There is a reader called 'bob' already"),
    ],
)
def test_what_a_reader_cannot_be_is_refused_in_words(store: SqlStore, facts: dict[str, Any], says: str) -> None:
    add(store, "bob")
    with pytest.raises(ReaderRefused, match=says):
        add(store, **{"name": "ada", **facts})
    number = add(store, "eve").reader.number
    with pytest.raises(ReaderRefused, match=says):
        change_reader(store, number, NOON, **facts)
    assert stored(store, number).name == "eve"


def test_a_reader_one_of_whose_addresses_will_not_do_is_not_made_at_all(store: SqlStore) -> None:
    with pytest.raises(ReaderRefused, match="no chat"):
        add(store, addresses=[(Way.MAIL, "ada@example.org"), (Way.CHAT, "Ada")])
    with store.reading() as catalog:
        assert not list(catalog.readers())
        assert not list(catalog.addresses())


def test_only_what_is_named_is_changed(store: SqlStore) -> None:
    number = add(store, quiet_hours=NIGHT, quiet_day=QuietDay.WEEKLY, timing=TEN).reader.number
    before = stored(store, number)
    assert change_reader(store, number, NOON) == before
    assert change_reader(store, number, NOON, quiet_hours=UNCHANGED).quiet_hours == NIGHT
    assert change_reader(store, number, NOON, quiet_hours=None).quiet_hours is None
    changed = change_reader(store, number, NOON, name="Ada L.", language="de", timezone="Asia/Kolkata")
    assert (changed.name, changed.language, changed.timezone) == ("Ada L.", "de", "Asia/Kolkata")
    assert (changed.quiet_day, changed.default_timing) == (QuietDay.WEEKLY, TEN)
    assert change_reader(store, number, NOON, name="Ada L.", quiet_day=QuietDay.NOTHING).quiet_day is QuietDay.NOTHING


def test_a_readers_timing_is_that_of_all_their_profiles(store: SqlStore) -> None:
    number = add(store).reader.number
    for written in ("birds: pigeon", "sea: ship"):
        save_reader_profile(store, number, parse_profile(written), NOON)
    changed = change_reader(store, number, NOON, timing=TEN)
    assert changed.next_digest_at == datetime(2026, 11, 2, 9, tzinfo=UTC)
    with store.reading() as catalog:
        assert {profile.timing for profile in catalog.profiles_of(number)} == {TEN}


def test_the_next_digest_follows_the_time_zone(store: SqlStore) -> None:
    number = add(store, timing=TEN).reader.number
    save_reader_profile(store, number, parse_profile("birds: pigeon"), NOON)
    assert stored(store, number).next_digest_at == datetime(2026, 11, 2, 9, tzinfo=UTC)
    changed = change_reader(store, number, NOON, timezone="America/New_York")
    assert changed.next_digest_at == datetime(2026, 11, 1, 15, tzinfo=UTC)


def test_a_pause_lasts_until_it_is_ended_and_twice_is_once(store: SqlStore) -> None:
    number = add(store).reader.number
    assert pause(store, number, NOON) == pause(store, number, NOON)
    assert stored(store, number).paused
    assert resume(store, number, NOON) == resume(store, number, NOON)
    assert not stored(store, number).paused


def test_a_snooze_ends_when_it_was_to_end_or_before(store: SqlStore) -> None:
    number = add(store).reader.number
    until = NOON + timedelta(days=3)
    assert snooze(store, number, until, NOON).snoozed_until == until
    assert snooze(store, number, None, NOON).snoozed_until == NOON
    snooze(store, number, until, NOON)
    assert resume(store, number, NOON + timedelta(hours=1)).snoozed_until == NOON + timedelta(hours=1)
    with pytest.raises(ReaderRefused, match="a time to come"):
        snooze(store, number, NOON, NOON)


def test_a_reader_who_resumes_late_waits_for_the_next_digest_to_come(store: SqlStore) -> None:
    number = add(store, timing=TEN).reader.number
    save_reader_profile(store, number, parse_profile("birds: pigeon"), NOON)
    pause(store, number, NOON)
    resumed = resume(store, number, NOON + timedelta(days=30))
    assert resumed.next_digest_at == datetime(2026, 12, 2, 9, tzinfo=UTC)


def test_renewed_links_are_of_the_next_generation(store: SqlStore) -> None:
    number = add(store).reader.number
    assert [renew_links(store, number).generation for _ in range(2)] == [2, 3]


def test_nobody_cannot_be_changed(store: SqlStore) -> None:
    for ask in (
        lambda: change_reader(store, 7, NOON),
        lambda: pause(store, 7, NOON),
        lambda: resume(store, 7, NOON),
        lambda: snooze(store, 7, None, NOON),
        lambda: renew_links(store, 7),
    ):
        with pytest.raises(NotFound):
            ask()
