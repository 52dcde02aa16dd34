"""A message that was composed and not taken: what its reader does not want any more is left out when it is sent."""

from datetime import timedelta

import pytest

from bot.app.compose import compose_due
from bot.channels.types import Later
from bot.sent_journal import SentJournal
from store.outbox import DeliveryState as State
from store.profiles import Feedback, FeedbackKind
from store.readers import Way
from store.sql import SqlStore
from tests.bot.app.delivery_world import Postbox, World
from tests.bot.app.test_deliver import only
from tests.store.conftest import emptied_url, file_url, made_schema, postgres, store, url  # noqa: F401 - fixtures


@pytest.fixture
def world(store: SqlStore) -> World:  # noqa: F811 - the fixture
    """A reader of two profiles whose digest of two papers was not taken."""
    world = World(store)
    reader = world.reader("ada", "pigeon")
    world.profile(reader, "sea", name="waters")
    world.read("Pigeons at Sea", "Rooks at Sea", "Pigeons on Land")
    world.now = world.now.replace(hour=8)
    compose_due(world.store, world.explainer, list(Way), world.now)
    box = Postbox()
    box.troubles = [Later("mailbox busy")]
    world.send(box)
    world.now += timedelta(minutes=20)
    return world


def edit(world: World, name: str, *keywords: str) -> None:
    with world.store.reading() as catalog:
        number = catalog.profile(name, 1).number
    with world.store.reading() as catalog:
        reader = catalog.reader(1)
    world.profile(reader, *keywords, name=name, number=number)


def test_papers_and_profiles_that_do_not_match_any_more_are_left_out(world, tmp_path) -> None:
    edit(world, "waters", "lighthouse")
    box = Postbox()
    (attempt,) = world.send(box, journal=SentJournal(tmp_path / "sent")).attempts
    assert (attempt.state, attempt.papers) == (State.SENT, 2)
    (text,) = [letter.text for _, letter in box.letters]
    assert "Pigeons at Sea" in text
    assert "Pigeons on Land" in text
    assert "Rooks" not in text
    assert text.count("waters") == 1  # where it says what looks for papers


def test_what_is_left_with_nothing_is_suppressed_and_says_why(world) -> None:
    edit(world, "waters", "lighthouse")
    edit(world, "mine", "whale")
    box = Postbox()
    world.send(box)
    assert box.letters == []
    assert only(world).state is State.SUPPRESSED
    assert only(world).said == (
        "There is nothing left to tell: the profile was changed, and does not match it any more."
    )


def test_a_profile_that_was_removed_is_named_as_the_reason(world) -> None:
    with world.store.writing() as catalog:
        for name in ("mine", "waters"):
            catalog.remove_profile(name, 1)
    world.send(Postbox())
    assert only(world).state is State.SUPPRESSED
    assert only(world).said == "There is nothing left to tell: the profile it matched was removed."


def test_what_the_reader_said_meanwhile_counts(world) -> None:
    with world.store.writing() as catalog:
        muted = Feedback(profile="mine", kind=FeedbackKind.MUTE, subject="land", at=world.now, reader=1)
        catalog.give_feedback(muted)
    box = Postbox()
    world.send(box)
    (text,) = [letter.text for _, letter in box.letters]
    assert "Pigeons on Land" not in text
    assert "Rooks at Sea" in text
