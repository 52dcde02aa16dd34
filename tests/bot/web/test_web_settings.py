"""Settings: everything is there, everything can be changed, and nobody changes another's."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.app.feedback import judge, read_stored_profile
from store.profiles import FeedbackKind
from store.readers import BounceKind, QuietDay, QuietHours, Reader, Suppression, Timing
from store.records import Paper
from tests.bot.web.site_world import NOON, Answer, Visitor, World, fields_of


def settings(world: World, visitor: Visitor) -> Answer:
    return visitor.get(world.links.settings(world.ada()))


def save(world: World, visitor: Visitor, /, part: str = "#p1", **typed: Any) -> Answer:
    """Press the button of the profile's form with some of its fields changed; ``None`` for a box not ticked."""
    form = settings(world, visitor).page.select_one(f"{part} form")
    assert form is not None
    fields = {name: value for name, value in (fields_of(form) | typed).items() if value is not None}
    return visitor.post(world.links.settings(world.ada()), do="profile", **fields)


def test_everything_about_a_reader_is_there(world: World, visitor: Visitor) -> None:
    page = settings(world, visitor)
    for words in ("birds", "pigeon rook", "ada@reader.example", "daily at 08:00", "3 Nov 2026, 08:00"):
        assert words in page.words, words
    feed = page.page.select_one("a[href*='/feed/']")
    assert feed is not None
    assert visitor.get(str(feed["href"])).status == 200


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


def test_times_can_be_changed(world: World, visitor: Visitor) -> None:
    address = world.links.settings(world.reader)
    typed = {
        "timezone": "america/new_york",
        "language": "en",
        "quiet_from": "22:00",
        "quiet_to": "07:00",
        "quiet_day": "weekly",
    }
    assert visitor.post(address, do="times", **typed).status == 200
    ada = world.ada()
    assert ada.timezone == "America/New_York"
    assert ada.quiet_hours == QuietHours(start=22 * 60, end=7 * 60)
    assert ada.quiet_day is QuietDay.WEEKLY
    assert ada.next_digest_at == datetime(2026, 11, 2, 13, tzinfo=UTC)
    visitor.post(address, do="times", **typed | {"quiet_from": "", "quiet_to": ""})
    assert world.ada().quiet_hours is None


@pytest.mark.parametrize(
    ("field", "typed", "wrong"),
    [
        ("timezone", "Berlin/Mitte", "timezone"),
        ("language", "klingon!", "language"),
        ("quiet_to", "", "quiet_from"),
        ("quiet_to", "22:00", "quiet_from"),
    ],
)
def test_times_that_make_no_sense_are_told_in_place(
    world: World, visitor: Visitor, field: str, typed: str, wrong: str
) -> None:
    good = {"timezone": "UTC", "language": "en", "quiet_from": "22:00", "quiet_to": "07:00", "quiet_day": "line"}
    answer = visitor.post(world.links.settings(world.reader), do="times", **good | {field: typed})
    assert answer.status == 400
    marked = answer.page.select("[aria-invalid]")
    assert [each["name"] for each in marked] == [wrong]
    assert world.ada() == world.reader


def test_pausing_and_resuming(world: World, visitor: Visitor) -> None:
    paused = visitor.press(settings(world, visitor), "Pause")
    assert world.ada().paused
    assert visitor.press(paused, "Resume").status == 200
    assert not world.ada().paused


def test_snoozing_until_a_day_of_theirs(world: World, visitor: Visitor) -> None:
    address = world.links.settings(world.reader)
    refused = visitor.post(address, do="snooze", until="2026-11-01")
    assert refused.status == 400
    assert refused.page.find(id="snooze-until-mistake")
    snoozed = visitor.post(address, do="snooze", until="2026-11-05")
    assert world.ada().snoozed_until == datetime(2026, 11, 4, 23, tzinfo=UTC)
    visitor.press(snoozed, "Tell me again now")
    assert world.ada().snoozed_until is None


def test_a_new_mail_address_is_asked_first(world: World, visitor: Visitor) -> None:
    answer = visitor.press(settings(world, visitor), "Add", mail="work@reader.example")
    assert "waits to be confirmed" in answer.words
    assert world.known_addresses()["work@reader.example"].confirmed_at is None
    assert visitor.press(settings(world, visitor), "Add", mail="work at").status == 400


def test_nobody_learns_whose_address_it_is_or_that_mail_came_back(world: World, visitor: Visitor) -> None:
    with world.store.writing() as catalog:
        eve = catalog.save_reader(Reader(name="Eve", created_at=NOON))
        catalog.save_address(replace(world.mail("eve@reader.example"), reader=eve.number))
        catalog.suppress("gone@reader.example", Suppression(digest="", kind=BounceKind.COMPLAINT, at=NOON))
    answers = [
        visitor.press(settings(world, visitor), "Add", mail=f"{name}@reader.example") for name in ("eve", "gone")
    ]
    fresh = visitor.press(settings(world, visitor), "Add", mail="fresh@reader.example")
    (said,) = {answer.page.select_one("[role=status]").get_text() for answer in (*answers, fresh)}  # type: ignore[union-attr]
    assert "is on its way" in said


def test_addresses_are_stopped_opened_and_removed(world: World, visitor: Visitor) -> None:
    stopped = visitor.press(settings(world, visitor), "Stop")
    assert world.known_addresses()["ada@reader.example"].stopped
    opened = visitor.press(stopped, "Use it again")
    assert not world.known_addresses()["ada@reader.example"].stopped
    visitor.press(opened, "Remove")
    assert world.known_addresses() == {}


def test_an_address_cannot_be_asked_without_end_by_adding_it_again(world: World, visitor: Visitor) -> None:
    address = world.links.settings(world.reader)
    visitor.post(address, do="add-mail", mail="victim@elsewhere.example")
    number = world.known_addresses()["victim@elsewhere.example"].number
    refused = visitor.post(address, do="remove-address", number=str(number))
    assert (refused.status, "a day later" in refused.words) == (400, True)
    world.now += timedelta(days=1)
    assert visitor.post(address, do="remove-address", number=str(number)).status == 200
    assert "victim@elsewhere.example" not in world.known_addresses()


@pytest.mark.parametrize("do", ["stop-address", "open-address", "remove-address", "remove-profile", "undo", "profile"])
def test_what_is_anothers_cannot_be_touched(world: World, visitor: Visitor, do: str) -> None:
    with world.store.writing() as catalog:
        eve = catalog.save_reader(Reader(name="Eve", created_at=NOON))
        address = catalog.save_address(replace(world.mail("eve@reader.example", confirmed_at=NOON), reader=eve.number))
        profile = catalog.save_profile(replace(world.profile, number=0, reader=eve.number))
    assert address.number == profile.number == 2
    judge(world.store, read_stored_profile(profile), FeedbackKind.LIKE, Paper(key="a:1", title="T"), NOON, eve.number)
    with world.store.reading() as catalog:
        before = catalog.rows_about(eve.number)
    number = "1" if do == "undo" else "2"
    typed = {"name": "mine now", "keywords": "robot", "told": "instant"} if do == "profile" else {}
    answer = visitor.post(world.links.settings(world.reader), do=do, number=number, **typed)
    assert answer.status == 400
    with world.store.reading() as catalog:
        assert catalog.rows_about(eve.number) == before


@pytest.mark.parametrize("do", ["", "everything", "profile'--"])
def test_a_form_that_does_not_say_what_to_do_does_nothing(world: World, visitor: Visitor, do: str) -> None:
    before = world.rows()
    assert visitor.post(world.links.settings(world.reader), do=do).status == 400
    assert world.rows() == before


def test_the_reading_list_shows_what_was_saved_and_lets_it_go(world: World, visitor: Visitor) -> None:
    judge_one(world, FeedbackKind.SAVE)
    page = settings(world, visitor)
    assert page.page.select_one("#saved a[href^='https://arxiv.org/']").get_text() == "Colour Vision of Pigeons"  # type: ignore[union-attr]
    assert "are kept here" in visitor.press(page, "Take off the list").words


def judge_one(world: World, kind: FeedbackKind) -> None:
    with world.store.reading() as catalog:
        (found,) = catalog.find("arxiv:2611.00002")
    judge(world.store, read_stored_profile(world.profile), kind, found, NOON, world.reader.number)


def test_what_was_learned_is_listed_and_undone(world: World, visitor: Visitor) -> None:
    judge_one(world, FeedbackKind.LIKE)
    address = f"{world.links.settings(world.reader)}/learned"
    page = visitor.get(address)
    assert "you liked" in page.words
    assert page.page.select(".lessons li")
    undone = visitor.press(page, "Undo")
    assert "Taken back." in undone.words
    assert not undone.page.select(".lessons li")
    assert visitor.post(address, do="undo", number="4711").status == 404


def test_the_copy_holds_every_row(world: World, visitor: Visitor) -> None:
    answer = visitor.get(f"{world.links.settings(world.reader)}/export")
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["content-disposition"].startswith("attachment")
    copy = json.loads(answer.text)
    assert {table: len(rows) for table, rows in copy["tables"].items()} == {
        table: len(rows) for table, rows in world.rows().items()
    }
    assert "ada@reader.example" in answer.text


def test_erasing_asks_and_then_leaves_nothing(world: World, visitor: Visitor) -> None:
    address = f"{world.links.settings(world.reader)}/erase"
    links = world.links_of_all_pages()
    question = visitor.get(address)
    assert world.ada() == world.reader
    assert visitor.press(question, "Erase everything").heading == "Erased"
    with world.store.reading() as catalog:
        assert (list(catalog.readers()), list(catalog.addresses()), list(catalog.profiles())) == ([], [], [])
    assert {visitor.get(link).status for link in links.values()} == {404}


def test_made_void_the_old_address_of_the_page_stops_and_the_new_one_is_shown(world: World, visitor: Visitor) -> None:
    old = world.links.settings(world.reader)
    answer = visitor.press(visitor.get(old), "Make my old links void")
    assert (answer.status, "void now" in answer.words) == (200, True)
    assert answer.address.split("?")[0] != old
    assert visitor.get(old).status == 404


def test_what_was_said_in_the_address_is_not_shown(world: World, visitor: Visitor) -> None:
    answer = visitor.get(f"{world.links.settings(world.reader)}?said=<b>hacked</b>")
    assert "hacked" not in answer.text
    assert not answer.page.select("[role=status]")
