"""What ends a digest: papers that rise, that it does not tell of, and that nobody sent away."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.app.compose import compose_due
from bot.app.edition import Editions
from bot.app.feedback import judge, read_stored_profile
from bot.app.trends import trending_papers
from bot.app.views import edition_of, preview
from bot.core.edition import Edition
from bot.render.language import SPEAKING_ENGLISH
from bot.render.trends import rising_words
from bot.wiring import background
from store.outbox import Delivery, DeliveryKind
from store.profiles import FeedbackKind
from store.readers import QuietDay, Reader, Timing, Way
from store.sql import SqlStore
from tests.bot.app.counted import count
from tests.bot.app.delivery_world import SUNDAY, World
from tests.store.conftest import emptied_url, file_url, made_schema, postgres, store, url  # noqa: F401 - fixtures

EIGHT = SUNDAY.replace(hour=8)
YESTERDAY = EIGHT - timedelta(hours=24, minutes=10)
RISING = ["Whales at Dusk", "Moths by Day", "Rooks in Rain"]


@pytest.fixture
def world(store: SqlStore) -> World:  # noqa: F811 - the fixture
    """A day on which four papers rose and one did not; at six there are new ones of pigeons."""
    before = {"Whales at Dusk": (10, 0), "Moths by Day": (10, 0), "Rooks in Rain": (10, 0), "Slugs": (70, 3)}
    count(store, YESTERDAY, before)
    after = {"Whales at Dusk": (52, 3), "Moths by Day": (30, 0), "Rooks in Rain": (11, 1), "Slugs": (70, 3)}
    count(store, EIGHT - timedelta(minutes=10), after)
    return World(store)


def with_next(world: World, reader: Reader) -> None:
    with world.store.writing() as catalog:
        catalog.save_reader(replace(catalog.reader(reader.number), next_digest_at=EIGHT))


def composed(world: World, reader: Reader) -> list[Delivery]:
    with_next(world, reader)
    world.now = EIGHT
    return list(compose_due(world.store, world.explainer, list(Way), world.now).deliveries)


def edition(world: World, delivery: Delivery) -> Edition:
    with world.store.reading() as catalog:
        promises = catalog.promises_in([delivery.number]).get(delivery.number, ())
        return Editions(world.explainer).edition(catalog, delivery, promises)


def rising(shown: Edition) -> Sequence[str]:
    return [each.paper.title for each in shown.rising]


def test_a_digest_ends_with_as_many_rising_papers_as_its_reader_wishes(world) -> None:
    ada = world.reader("ada", "pigeon", trending=2)
    world.read("Pigeons at Sea")
    (digest,) = composed(world, ada)
    shown = edition(world, digest)
    assert [item.paper.title for item in shown.items] == ["Pigeons at Sea"]
    assert rising(shown) == RISING[:2]
    assert [(each.upvotes, each.comments, each.hours) for each in shown.rising] == [(42, 3, 24), (20, 0, 24)]


def test_nobody_gets_rising_papers_without_having_wished_for_them(world) -> None:
    ada = world.reader("ada", "pigeon")
    world.read("Pigeons at Sea")
    (digest,) = composed(world, ada)
    assert rising(edition(world, digest)) == []


def test_the_same_message_says_the_same_later(world) -> None:
    ada = world.reader("ada", "pigeon", trending=5)
    world.read("Pigeons at Sea")
    (digest,) = composed(world, ada)
    told = rising_words(edition(world, digest).rising, SPEAKING_ENGLISH)
    assert told[0].said == "+42 upvotes and +3 comments in 24 hours"
    count(world.store, EIGHT + timedelta(hours=2), {"Slugs": (7_000, 80), "Moths by Day": (900, 0)})
    assert rising_words(edition(world, digest).rising, SPEAKING_ENGLISH) == told
    assert rising_words(edition_of(world.store, digest.number, background()).rising, SPEAKING_ENGLISH) == told


def test_what_a_digest_tells_of_does_not_end_it_too_even_beyond_the_cap(world) -> None:
    ada = world.reader("ada", trending=5)
    world.profile(ada, "whale", "moth", top=1)
    for at, upvotes in ((EIGHT - timedelta(hours=2), 1), (EIGHT - timedelta(minutes=5), 900)):
        count(world.store, at, {"Whales at Sea": (upvotes, 0), "Moths at Sea": (upvotes, 0)}, teller=world.teller)
    (digest,) = composed(world, ada)
    shown = edition(world, digest)
    assert (len(shown.items), shown.hidden) == (1, 1)
    assert rising(shown) == RISING


def test_what_a_reader_sent_away_does_not_come_back_because_it_rises(world) -> None:
    ada = world.reader("ada", "pigeon", trending=5)
    with world.store.reading() as catalog:
        profile = read_stored_profile(catalog.profiles_of(ada.number)[0])
        papers = {paper.title: paper for paper in catalog.papers()}
    for title, kind in (("Whales at Dusk", FeedbackKind.HIDE), ("Moths by Day", FeedbackKind.DISLIKE)):
        judge(world.store, profile, kind, papers[title], world.now, reader=ada.number)
    world.read("Pigeons at Sea")
    (digest,) = composed(world, ada)
    assert rising(edition(world, digest)) == RISING[2:]


def test_what_is_told_at_once_is_told_alone(world) -> None:
    ada = world.reader("ada", trending=5)
    world.profile(ada, "pigeon", timing=Timing(minute=None))
    world.read("Pigeons at Sea")
    (instant,) = composed(world, ada)
    assert instant.kind is DeliveryKind.INSTANT
    assert rising(edition(world, instant)) == []


def test_rising_papers_make_no_message_but_end_the_line_of_a_quiet_day(world) -> None:
    quiet = world.reader("ada", "pigeon", trending=5)
    assert composed(world, quiet) == []
    talkative = world.reader("bo", "pigeon", trending=5, quiet_day=QuietDay.LINE)
    (line,) = composed(world, talkative)
    shown = edition(world, line)
    assert (line.kind, shown.items) == (DeliveryKind.QUIET, ())
    assert rising(shown) == RISING
    assert rising(preview(world.store, talkative.number, background(), EIGHT)) == RISING


def test_a_list_says_what_it_is_reckoned_from(world) -> None:
    with world.store.reading() as catalog:
        trending = trending_papers(catalog, EIGHT, limit=2)
        assert [each.paper.title for each in trending.papers] == RISING[:2]
        assert (trending.gained, trending.counted) == (3, 4)
        assert {each.first_seen for each in trending.papers} == {YESTERDAY}
        assert trending_papers(catalog, EIGHT, source="elsewhere").counted == 0
