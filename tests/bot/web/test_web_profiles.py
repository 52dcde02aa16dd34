"""The profiles on the settings page: all of each can be changed, and mistakes are told in their places."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from store.readers import Address, Timing
from tests.bot.web.site_world import NOON, Answer, Visitor, World, fields_of


def settings(world: World, visitor: Visitor) -> Answer:
    return visitor.get(world.links.settings(world.ada()))


def save(world: World, visitor: Visitor, /, part: str = "#p1", **typed: Any) -> Answer:
    """Press the button of the profile's form with some of its fields changed; ``None`` for a box not ticked."""
    form = settings(world, visitor).page.select_one(f"{part} form")
    assert form is not None
    fields = {name: value for name, value in (fields_of(form) | typed).items() if value is not None}
    return visitor.post(world.links.settings(world.ada()), do="profile", **fields)


def test_saving_a_profile_as_it_is_changes_nothing(world: World, visitor: Visitor) -> None:
    before = world.profiles()
    answer = save(world, visitor)
    assert (answer.status, "Saved." in answer.words) == (200, True)
    assert world.profiles() == before


def test_everything_of_a_profile_can_be_changed(world: World, visitor: Visitor) -> None:
    answer = save(
        world,
        visitor,
        name="Birds & <Bees>",
        keywords='pigeon\n"colour vision"^2, -survey',
        threshold="62,5",
        top="7",
        source=["pigeon-post"],
        revisions="1",
        told="digest",
        time="18:30",
        day=["0", "3"],
        instant_from="90",
    )
    assert answer.status == 200
    assert "Mon and Thu at 18:30, from 90 at once" in answer.words
    (profile,) = world.profiles()
    assert profile == replace(
        world.profile,
        name="Birds & <Bees>",
        keywords=("pigeon", '"colour vision"^2', "-survey"),
        threshold=62.5,
        top=7,
        sources=("pigeon-post",),
        revisions=True,
        timing=Timing(minute=18 * 60 + 30, weekdays=(0, 3), instant_from=90),
        changed_at=NOON,
    )
    assert world.ada().next_digest_at == datetime(2026, 11, 2, 17, 30, tzinfo=UTC)


def test_boxes_not_ticked_are_taken_away(world: World, visitor: Visitor) -> None:
    save(world, visitor, source=["pigeon-post"], revisions="1")
    save(world, visitor, source=None, revisions=None, told="instant")
    (profile,) = world.profiles()
    assert (profile.sources, profile.revisions, profile.timing) == ((), False, Timing(minute=None))


def test_what_stands_among_the_keywords_goes_before_the_fields(world: World, visitor: Visitor) -> None:
    save(world, visitor, keywords="pigeon, min:70, top:3", threshold="20", top="")
    (profile,) = world.profiles()
    assert (profile.keywords, profile.threshold, profile.top) == (("pigeon",), 70, 3)


def test_a_profile_is_told_where_it_was_chosen(world: World, visitor: Visitor) -> None:
    with world.store.writing() as catalog:
        second = catalog.save_address(world.mail("work@reader.example", confirmed_at=NOON))
    save(world, visitor, address=[str(second.number)])
    assert world.profiles()[0].addresses == (second.number,)
    save(world, visitor, address=[str(second.number), str(world.address.number)])
    assert world.profiles()[0].addresses == ()
    save(world, visitor, address=["4711"])
    assert world.profiles()[0].addresses == ()


@pytest.mark.parametrize(
    ("field", "typed", "says"),
    [
        ("name", "", "needs a name"),
        ("name", "x" * 101, "at most 100"),
        ("name", "x" * 1001, "1,000"),
        ("keywords", "", "nothing to look for"),
        ("keywords", 'pigeon\nrook, "open', "never closed"),
        ("keywords", "-pigeon", "With exclusions alone"),
        ("keywords", "x " * 10_001, "20,000"),
        ("threshold", "high", "from 0 to 100"),
        ("threshold", "100.1", "from 0 to 100"),
        ("threshold", "nan", "from 0 to 100"),
        ("top", "0", "from 1 to"),
        ("top", "-1", "from 1 to"),
        ("top", "²", "from 1 to"),
        ("time", "noon", "no time of day"),
        ("day", None, "at least one day"),
        ("instant_from", "101", "from 0 to 100"),
    ],
)
def test_a_mistake_is_told_in_its_place_and_what_was_typed_is_kept(
    world: World, visitor: Visitor, field: str, typed: str | None, says: str
) -> None:
    before = world.profiles()
    answer = save(world, visitor, **dict[str, Any]({"top": "5", field: typed}))
    assert answer.status == 400
    assert world.profiles() == before
    assert answer.page.select_one("[role=alert]")
    card = answer.page.select_one("details#p1[open]")
    assert card is not None
    said = card.find(id=f"p1-{field}-mistake")
    assert said is not None
    assert says in said.get_text()
    if typed is not None:
        kept = card.select_one("textarea" if field == "keywords" else f"[name={field}]")
        assert kept is not None
        assert (kept.get_text() if field == "keywords" else str(kept["value"])).strip() == typed.strip()


def test_a_second_profile_can_be_added_but_not_under_the_same_name(world: World, visitor: Visitor) -> None:
    new = fields_of(settings(world, visitor).page.select("#profiles > details")[-1].select_one("form"))  # type: ignore[arg-type]
    address = world.links.settings(world.reader)
    refused = visitor.post(address, do="profile", **new | {"name": "birds", "keywords": "robot"})
    assert (refused.status, "There is a profile called 'birds' already" in refused.words) == (400, True)
    added = visitor.post(address, do="profile", **new | {"name": "robots", "keywords": "robot arm"})
    assert added.status == 200
    assert [(each.name, each.keywords, each.number) for each in world.profiles()] == [
        ("birds", ("pigeon", "rook"), 1),
        ("robots", ("robot arm",), 2),
    ]


def test_a_profile_can_be_removed(world: World, visitor: Visitor) -> None:
    answer = visitor.press(settings(world, visitor), "Remove this profile")
    assert "no profile yet" in answer.words
    assert world.profiles() == []
    assert world.ada().next_digest_at is None


def test_a_keyword_that_is_not_understood_any_more_is_shown_as_it_is_and_can_be_removed(
    world: World, visitor: Visitor
) -> None:
    with world.store.writing() as catalog:
        catalog.save_profile(replace(world.profile, keywords=("pigeon", '(sea gull "', "+(<x>")))
    page = settings(world, visitor)
    assert page.status == 200
    assert '(sea gull "' in str(fields_of(page.page.select_one("#p1 form"))["keywords"])  # type: ignore[arg-type]
    (mistake,) = page.page.select("#p1 .mistake")
    assert mistake.get_text().startswith("Some of these are not understood any more and are not used.")
    (excerpt,) = page.page.select("#p1 .excerpt")
    assert all(written in excerpt.get_text() for written in ('(sea gull "', "+(<x>"))
    assert "Nothing was saved" not in page.words
    addresses = world.links_of_all_pages()
    feed = world.links.feed(world.reader, world.profile.number)
    for name in ("view", "learned", "feedback like", "feedback mute"):
        assert visitor.get(addresses[name]).status == 200, name
    assert visitor.get(feed).status == 200
    assert not save(world, visitor, keywords="pigeon").page.select("#p1 .mistake")
    assert world.profiles()[0].keywords == ("pigeon",)


@pytest.fixture
def work(world: World, visitor: Visitor) -> Address:
    """A second address of Ada's, the only one at which her profile is told."""
    with world.store.writing() as catalog:
        second = catalog.save_address(world.mail("work@reader.example", confirmed_at=NOON))
    save(world, visitor, address=[str(second.number)])
    assert world.profiles()[0].addresses == (second.number,)
    return second


def remove(world: World, visitor: Visitor, address: Address) -> Answer:
    return visitor.post(world.links.settings(world.ada()), do="remove-address", number=str(address.number))


def test_a_profile_whose_only_address_was_removed_is_shown_as_told_nowhere(
    world: World, visitor: Visitor, work: Address
) -> None:
    page = remove(world, visitor, work)
    assert "told nowhere now" in page.words
    assert "This profile is told nowhere now" in page.words
    assert len(page.page.select("#p1 [name=address]")) == 1


def test_it_stays_so_until_a_place_is_chosen(world: World, visitor: Visitor, work: Address) -> None:
    remove(world, visitor, work)
    save(world, visitor, name="birds of my town")
    (profile,) = world.profiles()
    assert (profile.name, profile.addresses) == ("birds of my town", (work.number,))
    told = save(world, visitor, address=[str(world.address.number)])
    assert world.profiles()[0].addresses == ()
    assert "told nowhere" not in told.words


def test_a_form_that_was_open_while_its_address_was_removed_does_not_choose_all_others(
    world: World, visitor: Visitor, work: Address
) -> None:
    remove(world, visitor, work)
    save(world, visitor, address=[str(work.number)])
    assert world.profiles()[0].addresses == (work.number,)


def test_the_one_place_that_is_left_stays_the_chosen_one(world: World, visitor: Visitor, work: Address) -> None:
    """Else an address that is added later would be told of what was meant for this one alone."""
    page = remove(world, visitor, world.address)
    assert "told nowhere" not in page.words
    assert len(page.page.select("#p1 [name=address][checked]")) == 1
    save(world, visitor, name="birds of my town")
    assert world.profiles()[0].addresses == (work.number,)


def test_without_any_address_a_profile_that_was_told_nowhere_is_so_still(
    world: World, visitor: Visitor, work: Address
) -> None:
    remove(world, visitor, work)
    page = remove(world, visitor, world.address)
    assert "told nowhere now" in page.words
    assert save(world, visitor, threshold="50").status == 200
    assert world.profiles()[0].addresses == (work.number,)
