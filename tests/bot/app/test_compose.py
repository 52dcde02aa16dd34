"""When promises become messages, and which: one a slot, all that is due, nothing that was taken back."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.app.compose import compose_due
from bot.app.edition import Editions
from bot.app.feedback import mute, read_stored_profile
from bot.app.readers import snooze
from bot.app.views import preview
from bot.core.edition import Edition
from bot.core.gathering import PROFILE_CHANGED, PROFILE_REMOVED
from bot.wiring import background
from store.outbox import Delivery, DeliveryKind, Note
from store.readers import QuietDay, QuietHours, Timing, Way
from store.sql import SqlStore
from tests.bot.app.delivery_world import SUNDAY, World
from tests.store.conftest import emptied_url, file_url, made_schema, postgres, store, url  # noqa: F401 - fixtures

EIGHT = SUNDAY.replace(hour=8)


@pytest.fixture
def world(store: SqlStore) -> World:  # noqa: F811 - the fixture
    return World(store)


def compose(world: World, slot: str | None = None) -> list[Delivery]:
    return list(compose_due(world.store, world.explainer, list(Way), world.now, slot).deliveries)


def edition(world: World, delivery: Delivery) -> Edition:
    with world.store.reading() as catalog:
        promises = catalog.promises_in([delivery.number]).get(delivery.number, ())
        return Editions(world.explainer).edition(catalog, delivery, promises)


def titles(world: World, delivery: Delivery) -> list[str]:
    return [item.paper.title for item in edition(world, delivery).items]


def with_next(world: World, reader, at=EIGHT):
    """The reader with the time of their next digest, as the commands keep it."""
    with world.store.writing() as catalog:
        return catalog.save_reader(replace(catalog.reader(reader.number), next_digest_at=at))


def test_nothing_is_composed_before_its_time_and_then_once(world) -> None:
    world.reader("ada", "pigeon")
    world.read("Pigeons at Sea", "Rooks at Sea", "Pigeons on Land")
    assert compose(world) == []
    world.now = EIGHT
    (digest,) = compose(world)
    assert (digest.kind, digest.slot, digest.note) == (DeliveryKind.DIGEST, "digest 2026-11-01T08:00", Note.NONE)
    assert titles(world, digest) == ["Pigeons at Sea", "Pigeons on Land"]
    assert compose(world) == []
    assert world.waiting() == []


def test_the_days_pages_and_all_profiles_make_one_digest_best_first(world) -> None:
    reader = world.reader("ada", "pigeon")
    world.profile(reader, "sea", "pigeon", name="coast")
    world.read("Rooks at Sea", "Pigeons on Land")
    world.now += timedelta(hours=1)
    world.read("Pigeons at Sea", first=3)
    world.now = EIGHT
    (digest,) = compose(world)
    found = edition(world, digest)
    assert [item.paper.title for item in found.items] == ["Pigeons on Land", "Pigeons at Sea", "Rooks at Sea"]
    assert {match.profile for match in found.items[1].matches} == {"mine", "coast"}
    assert [item.score for item in found.items] == sorted((item.score for item in found.items), reverse=True)
    assert (found.new_papers, [source.name for source in found.sources]) == (3, ["meadow"])


def test_the_score_and_reasons_of_a_digest_are_those_of_the_match(world) -> None:
    world.reader("ada", "pigeon", "meadow")
    world.read("Pigeons at Sea")
    with world.store.reading() as catalog:
        (match,) = catalog.matches()
    world.now += timedelta(minutes=5)
    world.read(*(f"Pigeons, Number {number}" for number in range(50)), first=100, abstract="All about meadows.")
    world.now = EIGHT
    (digest,) = compose(world)
    (told,) = [item for item in edition(world, digest).items if item.paper.title == "Pigeons at Sea"]
    assert told.score == match.score
    assert round(sum(reason.points for reason in told.matches[0].match.reasons), 1) == match.score


def test_a_cap_shows_the_best_and_counts_the_others(world) -> None:
    reader = world.reader()
    world.profile(reader, "pigeon", "sea", top=1)
    world.read("Pigeons on Land", "Pigeons at Sea", "Rooks at Sea")
    world.now = EIGHT
    (digest,) = compose(world)
    assert titles(world, digest) == ["Pigeons at Sea"]
    assert edition(world, digest).hidden == 2


def test_at_once_is_a_message_of_its_own_and_waits_for_the_end_of_quiet_hours(world) -> None:
    reader = world.reader(quiet_hours=QuietHours(start=22 * 60, end=7 * 60))
    world.profile(reader, "pigeon", timing=Timing(minute=None))
    world.read("Pigeons at Sea", "Pigeons on Land")
    assert compose(world) == []
    world.now = SUNDAY.replace(hour=7)
    (instant,) = compose(world)
    assert instant.kind is DeliveryKind.INSTANT
    assert len(titles(world, instant)) == 2
    world.now += timedelta(minutes=10)
    world.read("More Pigeons", first=3)
    (second,) = compose(world)
    assert titles(world, second) == ["More Pigeons"]


def test_a_snoozed_reader_gets_one_digest_on_their_return_that_says_so(world) -> None:
    world.reader("ada", "pigeon", snoozed_until=SUNDAY + timedelta(days=3))
    for day in range(3):
        world.read(f"Pigeons, Day {day}", first=day + 1)
        world.now += timedelta(days=1)
        if day < 2:
            assert compose(world) == []
    (digest,) = compose(world)
    assert digest.note is Note.AWAY
    assert len(titles(world, digest)) == 3


def test_what_a_snooze_kept_back_waits_for_the_end_of_quiet_hours_and_comes_once(world) -> None:
    reader = world.reader("ada", "pigeon", quiet_hours=QuietHours(start=22 * 60, end=8 * 60))
    world.read("Pigeons at Sea")
    snooze(world.store, reader.number, SUNDAY.replace(day=4, hour=0), world.now)
    world.now += timedelta(days=2)
    world.read("Pigeons on Land", first=2)
    for hour in (0, 3, 7):
        world.now = SUNDAY.replace(day=4, hour=hour)
        assert compose(world) == []
    world.now = SUNDAY.replace(day=4, hour=8)
    (digest,) = compose(world)
    assert (digest.note, len(titles(world, digest))) == (Note.AWAY, 2)
    world.now = SUNDAY.replace(day=5, hour=8)
    assert compose(world) == []


def test_after_an_outage_there_is_one_digest_marked_as_late(world) -> None:
    world.reader("ada", "pigeon")
    for day in range(3):
        world.read(f"Pigeons, Day {day}", first=day + 1)
        world.now += timedelta(days=1)
    (digest,) = compose(world)
    assert (digest.note, len(titles(world, digest))) == (Note.LATE, 3)


def test_what_a_profile_does_not_ask_for_any_more_is_not_told_and_the_reason_is_kept(world) -> None:
    reader = world.reader("ada", "pigeon", "rook")
    world.read("Pigeons at Sea", "Rooks at Sea")
    world.now += timedelta(minutes=1)
    world.profile(reader, "pigeon")
    world.now = EIGHT
    composed = compose_due(world.store, world.explainer, list(Way), world.now)
    assert composed.dropped == {PROFILE_CHANGED: 1}
    assert titles(world, composed.deliveries[0]) == ["Pigeons at Sea"]


def test_a_word_muted_before_the_digest_keeps_its_papers_out(world) -> None:
    reader = world.reader()
    stored = world.profile(reader, "pigeon")
    world.read("Pigeons at Sea", "Pigeons on Land")
    mute(world.store, read_stored_profile(stored), "land", world.now, reader.number)
    world.now = EIGHT
    (digest,) = compose(world)
    assert titles(world, digest) == ["Pigeons at Sea"]


def test_of_a_removed_profile_nothing_is_told(world) -> None:
    reader = world.reader("ada", "pigeon")
    world.read("Pigeons at Sea")
    with world.store.writing() as catalog:
        catalog.remove_profile("mine", reader.number)
    world.now = EIGHT
    composed = compose_due(world.store, world.explainer, list(Way), world.now)
    assert (composed.deliveries, composed.dropped) == ((), {PROFILE_REMOVED: 1})
    assert world.waiting() == []


def test_what_falls_due_after_the_slot_was_used_comes_with_the_next(world) -> None:
    reader = world.reader("ada", "pigeon")
    world.read("Pigeons at Sea")
    world.now = EIGHT
    assert len(compose(world)) == 1
    world.read("Pigeons on Land", first=2)
    with world.store.writing() as catalog:
        catalog.reschedule({promise.number: EIGHT for promise in catalog.promises(reader=reader.number)})
    assert compose(world) == []
    assert len(world.waiting()) == 1
    world.now += timedelta(days=1)
    (digest,) = compose(world)
    assert digest.slot == "digest 2026-11-02T08:00"


def test_a_replayed_page_closes_with_its_digest_whatever_the_hour(world) -> None:
    world.reader("ada", "pigeon")
    world.read("Pigeons at Sea")
    (digest,) = compose(world, "page 1")
    assert (digest.slot, digest.kind) == ("page 1", DeliveryKind.DIGEST)
    assert compose(world, "page 1") == []
    assert compose(world, "page 2") == []


@pytest.mark.parametrize(("quiet_day", "expected"), [(QuietDay.NOTHING, []), (QuietDay.LINE, ["quiet"])])
def test_a_quiet_day_is_told_to_those_who_want_to_know(world, quiet_day, expected) -> None:
    reader = world.reader("ada", "pigeon", quiet_day=quiet_day)
    with_next(world, reader)
    world.now += timedelta(minutes=1)
    world.read("Rooks at Sea", "Rooks on Land")
    world.now = EIGHT
    made = compose(world)
    assert [delivery.kind.value for delivery in made] == expected
    if made:
        told = edition(world, made[0])
        assert told.new_papers == 2
        assert made[0].slot == "digest 2026-11-01T08:00"
    with world.store.reading() as catalog:
        assert catalog.reader(reader.number).next_digest_at == EIGHT + timedelta(days=1)
    assert compose(world) == []


def test_a_quiet_line_names_what_came_nearest(world) -> None:
    reader = world.reader(quiet_day=QuietDay.LINE)
    world.profile(reader, "pigeon", "lighthouse", "harbour", threshold=95)
    with_next(world, reader)
    world.now += timedelta(minutes=1)
    world.read("Pigeons at Sea", "Rooks at Sea")
    world.now = EIGHT
    (quiet,) = compose(world)
    (nearest,) = edition(world, quiet).nearest
    assert (nearest.profile, nearest.title) == ("mine", "Pigeons at Sea")
    assert 0 < nearest.score < nearest.threshold == 95


def test_a_weekly_sign_of_life_comes_after_a_week_of_silence_and_not_before(world) -> None:
    reader = world.reader("ada", "pigeon", quiet_day=QuietDay.WEEKLY)
    with_next(world, reader)
    kinds = []
    for day in range(15):
        world.now = EIGHT + timedelta(days=day)
        kinds += [(day, delivery.kind.value, delivery.slot.split()[0]) for delivery in compose(world)]
    assert kinds == [(7, "quiet", "week"), (14, "quiet", "week")]


def test_a_day_with_matches_is_not_called_quiet(world) -> None:
    reader = world.reader("ada", "pigeon", quiet_day=QuietDay.LINE)
    with_next(world, reader)
    world.read("Pigeons at Sea")
    world.now = EIGHT
    assert [delivery.kind for delivery in compose(world)] == [DeliveryKind.DIGEST]


def test_a_preview_shows_what_waits_and_changes_nothing(world) -> None:
    reader = world.reader("ada", "pigeon")
    world.read("Pigeons at Sea")
    shown = preview(world.store, reader.number, background(), world.now)
    assert [item.paper.title for item in shown.items] == ["Pigeons at Sea"]
    assert world.waiting() == ["arxiv:2611.00001"]
    assert world.deliveries() == ()
