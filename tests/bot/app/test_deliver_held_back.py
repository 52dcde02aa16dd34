"""What waits though it is composed: its reader has paused or snoozed, or has quiet hours."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.app.compose import compose_due
from bot.app.confirming import ask_to_confirm
from bot.app.delivery_round import rehearse
from bot.app.outlets import Limits, NotYet
from bot.channels.types import Later, Unusable
from bot.sent_journal import SentJournal
from store.outbox import Delivery
from store.outbox import DeliveryState as State
from store.readers import QuietHours, Reader, Timing, Way
from store.sql import SqlStore
from tests.bot.app.delivery_world import SUNDAY, Postbox, World
from tests.bot.app.test_deliver import digest, only
from tests.store.conftest import emptied_url, file_url, made_schema, postgres, store, url  # noqa: F401 - fixtures

HOUR = timedelta(hours=1)


@pytest.fixture
def world(store: SqlStore) -> World:  # noqa: F811 - the fixture
    """A reader whose digest was not taken, and is due again five minutes later."""
    world = World(store)
    world.reader("ada", "pigeon")
    digest(world, "Pigeons at Sea")
    box = Postbox()
    box.troubles = [Later("mailbox busy")]
    world.send(box)
    world.now = only(world).not_before
    return world


def change(world: World, **facts: Any) -> Reader:
    with world.store.writing() as catalog:
        return catalog.save_reader(replace(catalog.reader(1), **facts))


def test_who_paused_meanwhile_gets_nothing_until_they_resume(world) -> None:
    change(world, paused=True)
    box = Postbox()
    for _ in range(3):
        assert world.send(box).attempts == ()
        assert (only(world).state, only(world).attempts) == (State.PENDING, 1)
        assert only(world).said == "The reader has paused."
        world.now += HOUR
    change(world, paused=False)
    world.send(box)
    assert only(world).state is State.SENT


def test_who_snoozed_meanwhile_gets_it_when_they_are_back(world) -> None:
    until = world.now + timedelta(days=30)
    change(world, snoozed_until=until)
    box = Postbox()
    assert world.send(box).attempts == ()
    assert only(world).not_before == world.now + HOUR  # they may come back sooner
    world.now = until - timedelta(minutes=10)
    world.send(box)
    assert only(world).not_before == until
    world.now = until
    world.send(box)
    assert only(world).state is State.SENT


def test_what_comes_to_be_tried_within_quiet_hours_waits_for_their_end(world) -> None:
    minute = world.now.hour * 60 + world.now.minute
    change(world, quiet_hours=QuietHours(start=minute, end=minute + 30))
    box = Postbox()
    assert world.send(box).attempts == ()
    assert only(world).not_before == world.now + timedelta(minutes=30)
    world.now += timedelta(minutes=30)
    world.send(box)
    assert only(world).state is State.SENT


def test_a_rehearsal_holds_back_the_same(world) -> None:
    box = Postbox()
    outlets = {Way.MAIL: box.outlet()}
    assert len(rehearse(world.store, world.explainer, outlets, world.now).messages) == 1
    change(world, paused=True)
    assert rehearse(world.store, world.explainer, outlets, world.now).messages == ()


def ask(world: World) -> Delivery:
    with world.store.writing() as catalog:
        address = catalog.save_address(replace(catalog.address(1), confirmed_at=None))
        letter = ask_to_confirm(catalog, address, world.now)
    assert letter is not None
    return letter


def test_a_question_is_asked_whatever_the_readers_hours(world) -> None:
    change(world, paused=True, quiet_hours=QuietHours(start=0, end=1439))
    ask(world)
    box = Postbox()
    world.send(box)
    assert box.subjects == ["Is this yours, ada?"]


def test_a_question_that_cannot_be_written_yet_is_tried_hourly_and_spends_no_attempt(world) -> None:
    letter, box = ask(world), Postbox()

    def wait(*_: object) -> Any:
        raise NotYet("there are no pages")

    (attempt,) = world.send(box, outlets={Way.MAIL: box.outlet(confirm=wait)}).attempts
    assert (attempt.state, attempt.said) == (State.PENDING, "there are no pages")
    with world.store.reading() as catalog:
        kept = catalog.delivery(letter.number)
    assert (kept.state, kept.attempts, kept.not_before) == (State.PENDING, 0, world.now + HOUR)
    world.now += timedelta(days=3)
    world.send(box, outlets={Way.MAIL: box.outlet(confirm=wait)})
    world.now += HOUR
    world.send(box)
    ((_, sent),) = box.letters
    assert sent.date == world.now  # its link is good from then on


@pytest.fixture
def crowd(store: SqlStore) -> World:  # noqa: F811 - the fixture
    """Twelve readers to whom a match is to be told at once."""
    world = World(store)
    for number in range(12):
        reader = world.reader(f"reader{number}")
        world.profile(reader, "pigeon", timing=Timing(minute=None))
    world.read("Pigeons at Sea")
    compose_due(world.store, world.explainer, list(Way), SUNDAY)
    return world


def limited(box: Postbox, **limits: Any) -> dict[Way, Any]:
    return {Way.MAIL: box.outlet(limits=Limits(**{"per_hour": 1000, **limits}))}


def test_a_row_of_failures_pauses_every_sender_for_an_hour_then_one_is_tried(crowd) -> None:
    box = Postbox()
    box.troubles = [Later("busy") for _ in range(100)]
    assert len(crowd.send(box, owner="one", outlets=limited(box, failures=10)).attempts) == 10
    for owner in ("two", "three"):
        crowd.now += timedelta(minutes=10)
        report = crowd.send(box, owner=owner, outlets=limited(box, failures=10))
        assert report.attempts == ()
        assert isinstance(report.unusable[Way.MAIL], Unusable)
        assert report.failed
    assert "Nothing is sent for 40 minutes, because the last 10" in str(report.unusable[Way.MAIL])
    crowd.now += timedelta(minutes=40)
    assert len(crowd.send(box, owner="four", outlets=limited(box, failures=10)).attempts) == 1
    crowd.now += HOUR
    box.troubles = []
    assert len(crowd.send(box, owner="five", outlets=limited(box, failures=10)).attempts) == 12
    assert len(box.letters) == 12


def test_a_quota_counts_every_process_and_waiting_for_it_is_no_failure(crowd) -> None:
    box = Postbox()
    for owner, expected in (("one", 7), ("two", 0)):
        report = crowd.send(box, owner=owner, outlets=limited(box, per_hour=7))
        assert len(report.attempts) == expected
        assert (report.waiting, report.failed) == ({Way.MAIL: 5}, False)
    crowd.now += HOUR
    assert len(crowd.send(box, outlets=limited(box, per_hour=7)).attempts) == 5
    report = crowd.send(box, outlets=limited(box, per_hour=5))
    assert (report.unusable, report.waiting) == ({}, {})  # nothing waits: nothing to say


def test_what_may_have_been_told_waits_while_the_journal_cannot_be_read(world, tmp_path) -> None:
    folder = tmp_path / "sent"
    folder.write_text("no folder")
    box = Postbox()
    world.send(box, journal=SentJournal(folder))
    assert box.letters == []
    assert only(world).state is State.PENDING
    assert "cannot be read (Not a directory" in only(world).said
    folder.unlink()
    world.now += HOUR
    world.send(box, journal=SentJournal(folder))
    assert only(world).state is State.SENT
