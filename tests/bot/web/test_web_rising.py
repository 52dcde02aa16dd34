"""Papers that rise: wished for on the settings page, and shown below a message in the browser."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.bot.app.counted import count
from tests.bot.web.site_world import Visitor, World


def wish(world: World, most: int) -> None:
    with world.store.writing() as catalog:
        catalog.save_reader(replace(catalog.reader(world.reader.number), trending=most))


def test_how_many_is_asked_with_what_holds_now_and_kept(world: World, visitor: Visitor) -> None:
    page = visitor.get(world.links.settings(world.reader))
    field = page.page.find(id="times-trending")
    assert field is not None
    assert field["value"] == "0"
    typed = {"timezone": "Europe/Berlin", "language": "en", "quiet_day": "nothing"}
    for written, kept in (("7", 7), ("", 7), ("0", 0)):
        answer = visitor.post(world.links.settings(world.reader), do="times", **typed, trending=written)
        assert answer.status == 200
        assert world.ada() == replace(world.reader, trending=kept)


@pytest.mark.parametrize("typed", ["21", "-1", "many", "2.5"])
def test_what_cannot_be_shown_is_told_in_place(world: World, visitor: Visitor, typed: str) -> None:
    answer = visitor.post(world.links.settings(world.reader), do="times", timezone="UTC", language="en", trending=typed)
    assert answer.status == 400
    (field,) = answer.page.select("[aria-invalid]")
    assert (field["name"], field["value"]) == ("trending", typed)
    assert "Write a whole number from 0 to 20." in answer.words
    assert world.ada() == world.reader


def test_a_message_in_the_browser_ends_with_what_rose_when_it_was_composed(world: World, visitor: Visitor) -> None:
    title = "<Whales> & Men"
    for hours, upvotes in ((24, 10), (1, 52), (-2, 4_000)):
        count(world.store, world.now - timedelta(hours=hours), {title: (upvotes, 0)})
    address = world.links.view(world.reader, world.delivery.number)
    assert "Rising now" not in visitor.get(address).words
    wish(world, 5)
    page = visitor.get(world.links.view(world.ada(), world.delivery.number))
    assert f"Rising now {title} – +42 upvotes in 23 hours" in page.words
    link = page.page.find("a", string=title)
    assert link is not None
    assert str(link["href"]).startswith("https://")
