"""The way out: one click for mail programs, a page for people."""

from datetime import UTC, datetime, timedelta

import pytest

from store.outbox import DeliveryState, Outcome
from store.readers import BounceKind, Way
from tests.bot.web.site_world import NOON, Visitor, World

ONE_CLICK = {"List-Unsubscribe": "One-Click"}


@pytest.fixture
def link(world: World) -> str:
    """Ada's."""
    return world.links.unsubscribe(world.address.number)


def stopped(world: World) -> str:
    return world.known_addresses()["ada@reader.example"].stopped


@pytest.mark.parametrize(
    "request_body",
    [
        {"data": ONE_CLICK},
        {"files": {"List-Unsubscribe": (None, "One-Click")}},
        {"content": b"List-Unsubscribe=One-Click"},
        {"content": b""},
    ],
    ids=["form", "multipart", "without a type", "nothing"],
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
