"""The way out: one click for mail programs, a page for people."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.app.readers import renew_links
from store.outbox import DeliveryState, Outcome
from store.readers import BounceKind, Timing, Way
from tests.bot.web.site_world import NOON, Visitor, World

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def link(world: World) -> str:
    """Ada's."""
    return world.links.unsubscribe(world.reader, world.address.number)


def stopped(world: World) -> str:
    return world.known_addresses()["ada@reader.example"].stopped


@pytest.mark.parametrize(
    "request_body",
    [
        {"data": ONE_CLICK},
        {"files": {"List-Unsubscribe": (None, "One-Click")}},
        {"content": b"List-Unsubscribe=One-Click"},
        {"content": b""},
        {"files": {"List-Unsubscribe": ("click", b"One-Click")}},
        {"content": b"--x", "headers": {"content-type": "multipart/form-data; boundary=x"}},
        {"content": b"x", "headers": {"content-type": "multipart/form-data"}},
        {"content": b"\xff=%ff&&=&%", "headers": {"content-type": "application/x-www-form-urlencoded; charset=?"}},
        {"data": {f"field{number}": "" for number in range(600)}},
        {"data": {"do": "x" * 2000}},
        {
            "content": b"--x\r\nContent-Disposition: form-data; name=a\r\n\r\nb\r\n--x--\r\n",
            "headers": {"content-type": "multipart/form-data; boundary=x; charset=none"},
        },
    ],
    ids=[
        "form",
        "multipart",
        "without a type",
        "nothing",
        "file",
        "cut",
        "without a boundary",
        "no text",
        "many",
        "long",
        "charset",
    ],
)
def test_one_click_stops_at_once_without_cookie_redirect_or_token(
    world: World, visitor: Visitor, link: str, request_body: dict[str, object]
) -> None:
    answer = visitor.ask("POST", link, **request_body)
    assert answer.status == 200
    assert "location" not in answer.headers
    assert "set-cookie" not in answer.headers
    assert stopped(world) == "unsubscribed"
    with world.store.sending() as outbox:
        assert outbox.claim("me", world.now, lease=timedelta(minutes=1), limit=10, ways=[Way.MAIL]) == ()


def test_a_second_click_is_the_same_as_the_first(world: World, visitor: Visitor, link: str) -> None:
    first = visitor.ask("POST", link, data=ONE_CLICK)
    before = world.rows()
    second = visitor.ask("POST", link, data=ONE_CLICK)
    assert (second.status, second.text) == (first.status, first.text)
    assert world.rows() == before


def test_what_was_on_its_way_is_taken_back(world: World, visitor: Visitor, link: str) -> None:
    visitor.post(link)
    with world.store.reading() as catalog:
        assert catalog.delivery(world.delivery.number).state is DeliveryState.SUPPRESSED


def test_the_button_does_the_same_and_it_can_be_taken_back(world: World, visitor: Visitor, link: str) -> None:
    page = visitor.get(link)
    assert (page.heading, "ada@reader.example" in page.words) == ("Stop these mails?", True)
    done = visitor.press(page, "Stop these mails")
    assert (done.status, done.heading) == (200, "Nothing is sent here any more")
    assert stopped(world) == "unsubscribed"
    back = visitor.press(visitor.get(link), "That was a mistake: tell me again")
    assert (back.status, back.heading) == (200, "Welcome back")
    assert stopped(world) == ""


def test_instead_one_can_have_less(world: World, visitor: Visitor, link: str) -> None:
    weekly = visitor.press(visitor.get(link), "One digest a week")
    assert "one digest a week" in weekly.words
    (profile,) = world.profiles()
    assert (profile.timing.minute, profile.timing.weekdays) == (480, (0,))
    visitor.press(visitor.get(link), "Snooze", until="2026-12-24")
    assert world.ada().snoozed_until == datetime(2026, 12, 23, 23, tzinfo=UTC)
    visitor.press(visitor.get(link), "Pause everything")
    assert world.ada().paused
    assert stopped(world) == ""


def test_one_digest_a_week_is_one_digest_a_week(world: World, visitor: Visitor, link: str) -> None:
    """Nothing comes at once beside it, and the page says so before."""
    ada = world.ada()
    with world.store.writing() as catalog:
        catalog.save_reader(replace(ada, default_timing=Timing(minute=600, instant_from=50)))
        catalog.save_profile(replace(world.profile, number=0, name="at once", timing=Timing(minute=None)))
    assert "what comes at once now waits for Monday too" in visitor.get(link).words
    visitor.press(visitor.get(link), "One digest a week")
    assert [each.timing for each in world.profiles()] == [Timing(minute=600, weekdays=(0,))] * 2


def test_a_link_made_void_stops_the_mails_takes_that_back_and_does_nothing_else(
    world: World, visitor: Visitor, link: str
) -> None:
    """It may have been passed on: that is why the reader made it void."""
    renew_links(world.store, world.reader.number)
    before = world.rows()
    assert not visitor.get(link).page.select("input, button[value=weekly], button[value=pause]")
    for fields in ({"do": "pause"}, {"do": "weekly"}, {"do": "snooze", "until": "2026-12-24"}):
        refused = visitor.post(link, **fields)
        assert (refused.status, "made void" in refused.words) == (400, True), fields
    assert world.rows() == before
    visitor.press(visitor.get(link), "Stop these mails")
    assert stopped(world) == "unsubscribed"
    visitor.press(visitor.get(link), "That was a mistake: tell me again")
    assert stopped(world) == ""
    assert visitor.post(world.links.unsubscribe(world.ada(), world.address.number), do="pause").status == 200
    assert world.ada().paused


@pytest.mark.parametrize("until", ["", "yesterday", "2026-11-01", "2036-01-01"])
def test_a_date_that_will_not_do_changes_nothing_and_is_said_so(
    world: World, visitor: Visitor, link: str, until: str
) -> None:
    before = world.rows()
    answer = visitor.post(link, do="snooze", until=until)
    assert answer.status == 400
    assert answer.page.select_one("[role=alert]")
    assert world.rows() == before


def test_an_address_from_which_mail_came_back_is_not_opened_by_its_link(
    world: World, visitor: Visitor, link: str
) -> None:
    with world.store.sending() as outbox:
        outbox.claim("me", NOON, lease=timedelta(minutes=1), limit=1, ways=[Way.MAIL])
        outcome = Outcome(
            state=DeliveryState.DEAD,
            at=NOON,
            said="no",
            stop_address="no such mailbox",
            bounce=BounceKind.HARD,
            suppress=True,
        )
        assert outbox.settle(world.delivery.number, "me", outcome)
    answer = visitor.post(link, do="resubscribe")
    assert answer.status == 400
    assert "ask whoever runs this service" in answer.words
    assert stopped(world) == "no such mailbox"


def test_the_page_gives_no_more_than_the_way_out(world: World, visitor: Visitor, link: str) -> None:
    """Mails are forwarded: whoever gets the link may stop them, and see nothing of the settings."""
    for answer in (visitor.get(link), visitor.post(link)):
        assert "/settings/" not in answer.text
        assert world.profile.name not in answer.words
