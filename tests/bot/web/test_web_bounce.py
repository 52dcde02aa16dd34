"""Mail that came back, posted to us."""

from datetime import timedelta
from typing import NoReturn

import pytest

from bot.app.bounces import STOPPED
from bot.app.signup import UNSUBSCRIBED
from bot.links import Links, Signer
from bot.mail_tokens import bounce_token, leave_token
from bot.web.app import make_app
from bot.web.bounce_page import MAX_MESSAGE
from bot.wiring import background
from store.errors import DatabaseUnreachable
from store.readers import BounceKind
from tests.bot.returned_mail import CANDIDATE, complaint, report
from tests.bot.web.site_world import KEY, URL, Visitor, World

SIGNER = Signer([KEY])
LATE = timedelta(hours=48, seconds=1)


def bounced(token: str, message: str = report("5.1.1")) -> bytes:
    return message.replace(CANDIDATE, token).encode()


def stopped(world: World) -> str:
    with world.store.reading() as catalog:
        return catalog.address(world.address.number).stopped


@pytest.mark.parametrize(
    ("message", "kind"),
    [(report("5.1.1"), BounceKind.HARD), (complaint(), BounceKind.COMPLAINT)],
    ids=["hard", "abuse"],
)
def test_what_came_back_stops_its_address(world: World, visitor: Visitor, message: str, kind: BounceKind) -> None:
    token = bounce_token(SIGNER, world.delivery.number, world.now)
    answer = visitor.ask("POST", "/bounce", content=bounced(token, message))
    assert (answer.status, answer.text) == (200, "")
    assert stopped(world) == STOPPED[kind]
    with world.store.reading() as catalog:
        assert catalog.suppression(world.address.target)


def test_a_request_to_unsubscribe_is_taken_too(world: World, visitor: Visitor) -> None:
    token = leave_token(SIGNER, world.address.number)
    assert visitor.ask("POST", "/bounce", content=f"To: bounces+{token}@papers.example\n\n".encode()).status == 200
    assert stopped(world) == UNSUBSCRIBED


def test_what_is_forged_old_or_nothing_is_answered_in_the_same_way_and_does_nothing(
    world: World, visitor: Visitor
) -> None:
    number = world.delivery.number
    good = visitor.ask("POST", "/bounce", content=bounced(bounce_token(SIGNER, number, world.now), report("4.2.2")))
    for message in (
        bounced(bounce_token(Signer(["n" * 32]), number, world.now)),
        bounced(bounce_token(SIGNER, number, world.now - LATE)),
        bounced(bounce_token(SIGNER, 99, world.now)),
        b"",
        b"\0" * MAX_MESSAGE,
    ):
        answer = visitor.ask("POST", "/bounce", content=message)
        assert (answer.status, answer.text, answer.headers) == (good.status, good.text, good.headers)
    assert not stopped(world)


def test_a_message_may_be_large_and_no_larger(visitor: Visitor) -> None:
    assert visitor.ask("POST", "/bounce", content=b"x" * MAX_MESSAGE).status == 200
    assert visitor.ask("POST", "/bounce", content=b"x" * (MAX_MESSAGE + 1)).status == 413


def test_looking_does_nothing(visitor: Visitor) -> None:
    assert visitor.get("/bounce").status == 405


def test_below_a_path_it_is_the_same(world: World) -> None:
    there = make_app(world.store, Links(f"{URL}/papers", SIGNER), background(), lambda: world.now)
    token = bounce_token(SIGNER, world.delivery.number, world.now)
    with Visitor(there) as visitor:
        assert visitor.ask("POST", "/papers/bounce", content=bounced(token) + b"\n" * 100_000).status == 200
    assert stopped(world)


class Away:
    """A store whose database cannot be reached."""

    def reading(self) -> NoReturn:
        """:raises DatabaseUnreachable: always."""
        raise DatabaseUnreachable("It is away.")

    writing = reading


def test_without_a_database_it_is_to_be_posted_again(world: World) -> None:
    token = bounce_token(SIGNER, world.delivery.number, world.now)
    away = make_app(Away(), world.links, background(), lambda: world.now)  # type: ignore[arg-type]
    with Visitor(away) as visitor:
        answer = visitor.ask("POST", "/bounce", content=bounced(token))
    assert (answer.status, answer.headers["retry-after"]) == (503, "60")
