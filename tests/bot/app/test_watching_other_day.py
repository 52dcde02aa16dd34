"""A site that answers with another day than the one it was asked for."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest

from store.watch import VerdictKind
from tests.bot.app.watching_world import WatchingWorld, huggingface
from tests.store.emptied import emptied

THURSDAY, FRIDAY = date(2026, 11, 19), date(2026, 11, 20)
LAST_WEEK = date(2026, 11, 13)
HUGGING_FACE = huggingface()


@pytest.fixture
def world() -> Iterator[WatchingWorld]:
    with emptied() as store:
        world = WatchingWorld(store)
        world.site.days = {LAST_WEEK: [1, 2], THURSDAY: [3, 4]}
        world.now = datetime(2026, 11, 19, 15, tzinfo=UTC)
        world.look(HUGGING_FACE)
        yield world


def lasting(world: WatchingWorld) -> list[str]:
    with world.store.reading() as catalog:
        return [incident.kind for incident in catalog.incidents(open_only=True)]


def test_trouble_is_not_over_because_the_site_answers_with_another_day(world) -> None:
    world.site.trouble = lambda request: world.site.whole(request, b"<html><body>nothing</body></html>", "text/html")
    world.now = datetime(2026, 11, 20, 23, tzinfo=UTC)
    for _ in range(2):
        world.look(HUGGING_FACE)
        world.later(hours=1)
    assert lasting(world) == ["changed layout"]
    world.site.trouble, world.site.other = lambda _: None, LAST_WEEK
    world.now = datetime(2026, 11, 21, 12, tzinfo=UTC)
    kinds = []
    for _ in range(3):
        kinds.append(world.look(HUGGING_FACE).verdict.kind)
        world.later(hours=1)
    assert kinds == [VerdictKind.QUIET, VerdictKind.STALLED, VerdictKind.STALLED]
    assert lasting(world) == ["changed layout"]
    world.site.days[FRIDAY] = [5, 6]
    for _ in range(2):
        world.look(HUGGING_FACE)
        world.later(hours=1)
    assert lasting(world) == []


def test_a_site_that_goes_on_answering_with_another_day_is_told_to_the_operator_when_the_day_is_over(world) -> None:
    world.site.other = LAST_WEEK
    for _ in range(40):
        world.later(hours=1)
        world.look(HUGGING_FACE)
        if lasting(world):
            break
    assert lasting(world) == ["stalled"]
    assert world.now > datetime(2026, 11, 21, tzinfo=UTC)
    assert world.now - timedelta(hours=8) < datetime(2026, 11, 21, tzinfo=UTC)
