"""Lists of papers in a chat: what comes next, what came last, what was searched, what gains, what was saved."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.chat.types import Edit, NotKnown, Wrong
from bot.core.chat.taps import OldTap
from bot.core.matching.syntax import ProfileSyntaxError
from store.outbox import DeliveryState
from tests.bot.app.counted import count
from tests.bot.app.delivery_world import SUNDAY, World
from tests.bot.chat_papers.conftest import ADA, TITLES, told
from tests.bot.chat_papers.talking import Talker, desk_of, enrol


def with_next(world: World, **facts: Any) -> None:
    with world.store.writing() as catalog:
        reader = catalog.reader_called("Ada")
        catalog.save_reader(replace(reader, **facts))


def numbers(talker: Talker) -> list[str]:
    return [label for label in talker.labels() if label.isdigit()]


def test_digest_shows_what_would_come_and_tells_nothing(talker, world) -> None:
    with_next(world, next_digest_at=SUNDAY.replace(hour=8))
    said = talker.says("/digest")
    assert said.startswith("In your next digest\nIt comes Sun 1 Nov 08:00.\n7 new papers · 6 for you")
    assert numbers(talker) == ["1", "2", "3", "4", "5"]
    assert len(world.waiting()) == 6
    assert world.deliveries() == ()


def test_digest_of_a_reader_who_paused_says_when_it_comes(talker, world) -> None:
    with_next(world, paused=True)
    assert "You have paused: it comes after /resume." in talker.says("/digest")


def test_a_list_is_turned_in_place_and_keeps_its_numbers(talker) -> None:
    talker.says("/digest")
    assert "6. Racing Pigeons Compared" in talker.taps("›")
    assert numbers(talker) == ["6"]
    assert "1. Pigeons Sort Letters by Colour" in talker.taps("‹")
    assert all(isinstance(reply, Edit) for answer in talker.answers[1:] for reply in answer)


def test_an_empty_digest_says_why_and_offers_the_last_one(talker, world) -> None:
    delivery = told(world)
    with world.store.reading() as catalog:
        assert catalog.delivery(delivery.number).state is DeliveryState.PENDING
    talker.now = world.now + timedelta(hours=1)
    said = talker.says("/digest")
    assert said.startswith("Nothing new has come since your last digest.")
    assert "no new papers" not in said
    assert talker.labels() == ["The last digest", "The latest papers", "✕ Close"]
    data = talker.button("The latest").data
    last = talker.taps("The last digest")
    assert last.startswith("Sunday, 1 November 2026")
    assert "1. Pigeons Sort Letters by Colour" in last
    assert talker.taps_data(data).startswith("Latest\nThe last 6 papers for you")


def test_an_empty_digest_names_what_came_nearest(world, ada) -> None:
    world.profile(ada, '"sea lion"', "pigeon AND sea", name="sea", threshold=99)
    world.profile(ada, "unheard", name="birds")
    world.read("Sea Pigeons and Other Tales of the Sea", "A Sea of Lattices")
    said = Talker(desk_of(world.store), world.now).says("/digest")
    assert "Nothing for you today: 0 of 2 new papers matched." in said
    assert "Nearest: " in said


def test_latest_lists_the_last_matches_as_many_as_wished(talker) -> None:
    said = talker.says("/latest 3")
    assert said.startswith("Latest\nThe last 3 papers for you, the newest first")
    assert numbers(talker) == ["1", "2", "3"]
    talker.says("/latest 900")
    assert talker.labels()[6] == "1/2"


def test_latest_lists_the_newest_papers_where_none_matched(world) -> None:
    enrol(world.store, "Ada", ADA, world.now)
    talker = Talker(desk_of(world.store), world.now)
    assert "No papers have come in yet." in talker.says("/latest")
    world.read(*TITLES[:2])
    said = talker.says("/latest")
    assert "Nothing matches your profiles yet." in said
    assert numbers(talker) == ["1", "2"]
    assert "0 ·" not in said


def test_latest_lists_what_came_before_the_profile_and_matches_it_now(world) -> None:
    world.read(*TITLES)
    world.now += timedelta(hours=1)
    reader = enrol(world.store, "Ada", ADA, world.now)
    world.profile(reader, "pigeon", name="birds")
    world.now += timedelta(hours=1)
    world.read("A New Pigeon", first=50)
    said = Talker(desk_of(world.store), world.now).says("/latest")
    assert said.startswith("Latest\nThe last 7 papers for you, the newest first\n\n1. A New Pigeon\n")
    assert said.count("For birds: pigeon (title, 100)") == 5


@pytest.mark.parametrize("text", ["many", "0", "-3", "١٢"], ids=["word", "none", "less", "other digits"])
def test_latest_wants_a_number(talker, text) -> None:
    with pytest.raises(Wrong, match="/latest 20"):
        talker.says(f"/latest {text}")


@pytest.mark.parametrize("command", ["digest", "latest", "trending", "search pigeon", "why 1", "feedback", "mute x"])
def test_who_is_not_known_is_not_answered_yet(world, command) -> None:
    with pytest.raises(NotKnown):
        Talker(desk_of(world.store), world.now).says(f"/{command}")


def test_a_search_finds_pages_and_opens(talker) -> None:
    said = talker.says("/search pigeon, -sea")
    assert said.startswith("🔎 pigeon, -sea\n4 papers answer this.")
    assert "100 · pigeon (title, 100)" in said
    assert talker.button("＋ Keep as a profile").data == "1:fk:1"
    assert talker.taps("3").startswith("Old Pigeons and New Tricks")
    assert talker.taps("‹ Back").startswith("🔎 pigeon, -sea")
    assert "＋ Keep as a profile" in talker.labels()


def test_a_search_shows_at_most_as_many_as_it_asks_for(talker) -> None:
    said = talker.says("/search pigeon, top:2")
    assert "6 papers answer this. Here are the best 2." in said
    assert numbers(talker) == ["1", "2"]


def test_a_search_offers_another_spelling(talker) -> None:
    said = talker.says("/search pigon sea")
    assert "“pigon” occurs nowhere." not in said  # the sea is found
    said = talker.says("/search Pigon, letterz")
    assert "Of 7 papers that I know, none answers this.\n“pigon” occurs nowhere.\n“letterz” occurs nowhere." in said
    assert talker.taps("🔎 pigeon, letters").startswith("🔎 pigeon, letters\n6 papers answer this.")
    with pytest.raises(OldTap):
        talker.taps_data("1:pq:3")


def test_a_search_without_words_asks_for_them(talker) -> None:
    assert talker.says("/search").startswith("What are you looking for?")
    assert talker.says("lattices").startswith("🔎 lattices\n1 paper answers this.")


def test_a_search_in_an_empty_catalog_says_so(world) -> None:
    enrol(world.store, "Ada", ADA, world.now)
    assert "There are no papers yet" in Talker(desk_of(world.store), world.now).says("/search pigeon")


def test_a_search_that_cannot_be_understood_says_where(talker) -> None:
    with pytest.raises(ProfileSyntaxError):
        talker.says("/search (pigeon")


def test_words_of_a_search_are_never_markup(talker) -> None:
    talker.says('/search "<u>x" , pigeon')
    assert "<u>" not in talker.seen.html
    assert '"<u>x" , pigeon' in talker.seen.plain


def test_trending_says_what_was_gained_and_is_changed_in_place(world, ada) -> None:
    del ada
    count(world.store, SUNDAY - timedelta(hours=24), {"Whales": (10, 0), "Moths": (10, 0)})
    count(world.store, SUNDAY, {"Whales": (52, 1), "Moths": (30, 9)})
    talker = Talker(desk_of(world.store), SUNDAY)
    said = talker.says("/trending")
    assert said.startswith("Trending\n2 papers gained, the fastest first.")
    assert said.index("Whales") < said.index("📈 +42 upvotes and +1 comment in 24 hours") < said.index("Moths")
    assert "✓ 24 h" in talker.labels()
    said = talker.taps("Comments")
    assert said.index("Moths") < said.index("Whales")
    assert [label for label in talker.labels() if label.startswith("✓")] == ["✓ 24 h", "✓ Comments"]
    talker.taps("7 days")
    assert [label for label in talker.labels() if label.startswith("✓")] == ["✓ 7 days", "✓ Comments"]
    assert talker.taps("1").startswith("Moths")


def test_trending_without_anything_says_why(talker, world) -> None:
    assert "Nobody counted upvotes or comments in that time." in talker.says("/trending")
    count(world.store, SUNDAY, {"Whales": (10, 0)})
    assert "No paper gained anything." in talker.says("/trending")


@pytest.mark.parametrize("data", ["1:pt:1:5:upvotes", "1:pt:1:24:stars"], ids=["hours", "measure"])
def test_trending_is_asked_for_as_its_buttons_ask_alone(talker, data) -> None:
    talker.says("/trending")
    with pytest.raises(OldTap):
        talker.taps_data(data)


def test_saved_papers_wait_on_the_reading_list_until_they_are_taken_off(talker) -> None:
    assert "Nothing is on it." in talker.says("/saved")
    talker.says("/digest")
    talker.taps("2")
    talker.taps("🔖")
    talker.taps("‹ Back")
    talker.taps("1")
    talker.now += timedelta(minutes=1)
    talker.taps("🔖")
    said = talker.says("/saved")
    assert said.startswith("Your reading list\n2 papers, the last saved first")
    assert said.index("Pigeons Sort") < said.index("Colour Vision")
    talker.taps("1")
    talker.taps("✓ Saved")
    said = talker.taps("‹ Back")
    assert said.startswith("Your reading list\n1 paper, the last saved first\n\n1. Colour Vision")
