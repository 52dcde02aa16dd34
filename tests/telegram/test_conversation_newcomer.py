"""Who never heard of it has a digest after a few taps."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.telegram.conversation import World, shown

DAY = timedelta(days=1)
ENOUGH = 6
"""So many taps and messages at most."""
PLACES = {"en": "London", "de": "Berlin", "es": "Madrid", "zh": "上海", "ru": "Москва"}


def asked(world: World) -> int:
    """How often somebody tapped or wrote."""
    return sum(line.kind in ("says", "taps") for line in world.transcript.lines)


@pytest.mark.parametrize("tag", PLACES)
def test_the_first_digest_comes_after_at_most_six_taps_or_messages(world, tag) -> None:
    ada = world.person("Ada", language=tag)
    greeted = ada.says("/start").text
    understood = ada.says("language model, -survey").text
    assert "language model" in understood
    ada.taps(next(label for label in ada.buttons if not label.endswith("›")))
    assert asked(world) <= ENOUGH
    assert world.news_comes()
    told = world.wait_until(world.clock.now + DAY)
    assert [each.room for each in told.new] == [ada.room]
    assert told.new[0].keyboard
    with world.store.reading() as catalog:
        reader = catalog.reader(catalog.chat(ada.user.number).reader)
    assert reader.language == tag
    assert world.telegram.breaches == []
    if tag != "en":
        assert "Hello" not in greeted


def test_the_first_answer_shows_what_would_have_come(world) -> None:
    ada = world.person("Ada")
    ada.says("/start")
    tried = "\n".join(shown(each) for each in ada.says("language model, reasoning").new)
    assert "In the last 14 days" in tried
    assert "•" in tried
    assert any(label.startswith("✓") for each in world.telegram.posts(ada.room) for label in labels(each))


def labels(posted) -> list[str]:
    return [button["text"] for row in posted.keyboard for button in row]


def test_without_papers_it_says_so_and_what_happens_next(empty_world) -> None:
    ada = empty_world.person("Ada")
    ada.says("/start")
    said = ada.says("language model").text
    assert "no papers" in said.lower()


def test_the_digest_comes_in_the_morning_of_where_one_is(world) -> None:
    ada = world.person("Ada")
    ada.says("/start")
    ada.says("language model")
    assert "Tokyo" in ada.sends_place(35.68, 139.69).text
    world.news_comes()
    eight_in_tokyo = datetime(2026, 11, 18, 23, tzinfo=UTC)
    assert world.wait_until(eight_in_tokyo - timedelta(minutes=1)).new == ()
    assert len(world.wait_until(eight_in_tokyo + timedelta(minutes=1)).new) == 1


def test_who_cannot_wait_sees_papers_now(world) -> None:
    ada = world.person("Ada")
    ada.says("/start")
    ada.taps(ada.buttons[0])
    assert ada.says("/latest").new[0].keyboard
    assert asked(world) <= ENOUGH
