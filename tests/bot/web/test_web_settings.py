"""Settings: everything is there, everything can be changed, and nobody changes another's."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.app.feedback import judge, read_stored_profile
from store.profiles import FeedbackKind
from store.readers import BounceKind, QuietDay, QuietHours, Reader, Suppression
from store.records import Paper
from tests.bot.web.site_world import NOON, Answer, Visitor, World


def settings(world: World, visitor: Visitor) -> Answer:
    return visitor.get(world.links.settings(world.ada()))


def test_everything_about_a_reader_is_there(world: World, visitor: Visitor) -> None:
    page = settings(world, visitor)
    for words in ("birds", "pigeon rook", "ada@reader.example", "daily at 08:00", "3 Nov 2026, 08:00"):
        assert words in page.words, words
    feed = page.page.select_one("a[href*='/feed/']")
    assert feed is not None
    assert visitor.get(str(feed["href"])).status == 200


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
    assert world.ada().snoozed_until == world.now


def test_a_snooze_that_has_ended_is_not_shown_any_more(world: World, visitor: Visitor) -> None:
    visitor.post(world.links.settings(world.reader), do="snooze", until="2026-11-05")
    assert "Snoozed until 5 Nov 2026, 00:00" in settings(world, visitor).words
    world.now = datetime(2026, 11, 12, 12, tzinfo=UTC)
    page = settings(world, visitor)
    assert "Snoozed until" not in page.words
    assert "The next digest:" in page.words
    assert visitor.press(page, "Snooze", until="2026-11-20").status == 200
    assert world.ada().snoozed_until == datetime(2026, 11, 19, 23, tzinfo=UTC)


def test_a_new_mail_address_is_asked_first(world: World, visitor: Visitor) -> None:
    answer = visitor.press(settings(world, visitor), "Add", mail="work@reader.example")
    assert "listed here once it is confirmed" in answer.words
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
    (seen,) = {answer.text.replace(visitor.get(answer.address).text, "") for answer in (*answers, fresh)}
    assert "is on its way" in fresh.words
    assert seen == ""
    assert len({visitor.get(f"{world.links.settings(world.ada())}/export").text}) == 1


def test_addresses_are_stopped_opened_and_removed(world: World, visitor: Visitor) -> None:
    stopped = visitor.press(settings(world, visitor), "Stop")
    assert world.known_addresses()["ada@reader.example"].stopped
    opened = visitor.press(stopped, "Use it again")
    assert not world.known_addresses()["ada@reader.example"].stopped
    visitor.press(opened, "Remove")
    assert world.known_addresses() == {}


def test_an_address_that_waits_can_be_asked_again_and_removed(world: World, visitor: Visitor) -> None:
    with world.store.writing() as catalog:
        catalog.save_address(world.mail("work@reader.example"))
    page = settings(world, visitor)
    assert "waits to be confirmed" in page.words
    assert "is on its way" in visitor.press(page, "Ask again").words
    number = world.known_addresses()["work@reader.example"].number
    with world.store.reading() as catalog:
        assert [each.slot.split()[0] for each in catalog.deliveries(address=number)] == ["confirm"]
    visitor.post(world.links.settings(world.reader), do="remove-address", number=str(number))
    assert "work@reader.example" not in world.known_addresses()


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
