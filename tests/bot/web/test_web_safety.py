"""What holds for every answer, whatever was asked."""

import logging
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.web.app import make_app
from bot.web.safety import MAX_BODY, SAFE_HEADERS, page_of
from bot.wiring import background
from tests.bot.web.site_world import NOON, Visitor, World

TOKEN_PAGES = ("confirm", "settings", "learned", "erase", "unsubscribe", "view", "feedback like")


async def pieces(count: int) -> AsyncIterator[bytes]:
    for _ in range(count):
        yield b"x" * 1024


def test_every_answer_has_every_safe_header(world: World, visitor: Visitor) -> None:
    pages = {"/": 200, "/links": 200, "/style.css": 200, "/healthz": 200, "/robots.txt": 200, "/nothing": 404}
    answers = {page: visitor.get(page) for page in pages}
    assert {page: answer.status for page, answer in answers.items()} == pages
    answers |= {name: visitor.get(page) for name, page in world.links_of_all_pages().items()}
    answers["feed"] = visitor.get(world.links.feed(world.reader, world.profile.number))
    answers["export"] = visitor.get(f"{world.links.settings(world.reader)}/export")
    answers["method"] = visitor.ask("DELETE", "/")
    answers["large"] = visitor.ask("POST", "/", content=b"x" * (MAX_BODY + 1))
    answers["void"] = visitor.get("/settings/nothing")
    answers["refused"] = visitor.post("/", mail="nobody")
    answers["redirected"] = visitor.ask("POST", world.links.settings(world.reader), data={"do": "pause"})
    assert answers["redirected"].status == 303
    for page, answer in answers.items():
        for name, value in SAFE_HEADERS.items():
            assert answer.headers[name] == value, (page, name)
        assert "cache-control" in answer.headers, page
        assert "set-cookie" not in answer.headers, page
        assert "server" not in answer.headers, page


def test_what_is_behind_a_token_is_kept_nowhere(world: World, visitor: Visitor) -> None:
    for name in TOKEN_PAGES:
        answer = visitor.get(world.links_of_all_pages()[name])
        assert answer.status == 200, name
        assert answer.headers["cache-control"] == "no-store", name


def test_pages_load_nothing_but_our_own_style(world: World, visitor: Visitor) -> None:
    for address in ("/", *world.links_of_all_pages().values()):
        page = visitor.get(address).page
        assert not page.select("script, img, iframe, object, embed, video, audio, base, style, [style]")
        assert [str(each["href"]).split("?")[0] for each in page.select("link")] == ["/style.css"]
        names = {name for each in page.find_all() for name in each.attrs}
        assert not {name for name in names if name.startswith("on")}


def test_a_body_may_be_as_large_as_the_limit_and_no_larger(visitor: Visitor) -> None:
    assert visitor.ask("POST", "/", content=b"x" * MAX_BODY).status == 400
    refused = visitor.ask("POST", "/", content=b"x" * (MAX_BODY + 1))
    assert (refused.status, refused.heading) == (413, "That was too much")
    assert refused.headers["connection"] == "close"


def test_a_body_that_does_not_say_how_large_it_is_is_counted(visitor: Visitor) -> None:
    assert visitor.ask("POST", "/", content=pieces(64)).status == 400
    assert visitor.ask("POST", "/", content=pieces(65)).status == 413
    assert visitor.ask("GET", "/", content=pieces(65)).status == 413


def test_a_form_with_too_many_fields_or_a_file_is_refused(visitor: Visitor) -> None:
    assert visitor.ask("POST", "/", data={f"f{number}": "1" for number in range(501)}).status == 400
    assert visitor.ask("POST", "/", files={"mail": ("mail.txt", b"text")}).status == 400


@pytest.mark.parametrize(
    ("method", "page", "status", "heading"),
    [
        ("GET", "/nothing", 404, "There is no such page"),
        ("DELETE", "/", 405, "This page does not take that"),
        ("POST", "/view/x", 405, "This page does not take that"),
        ("POST", "/healthz", 405, "This page does not take that"),
    ],
)
def test_errors_are_pages_of_the_house(visitor: Visitor, method: str, page: str, status: int, heading: str) -> None:
    answer = visitor.ask(method, page)
    assert (answer.status, answer.heading) == (status, heading)


def test_what_breaks_unexpectedly_is_a_page_and_a_line_of_the_log_without_the_token(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    def broken() -> None:
        raise RuntimeError("the clock fell down")

    page = world.links.settings(world.reader)
    with Visitor(make_app(world.store, world.links, background(), broken)) as visitor:  # type: ignore[arg-type]
        answer = visitor.get(page)
    assert (answer.status, answer.heading) == (500, "Something broke here")
    assert answer.headers["x-frame-options"] == "DENY"
    told = [record for record in caplog.records if record.levelno == logging.ERROR]
    assert [record.getMessage() for record in told] == ["A page failed: GET settings/***"]
    assert page.rpartition("/")[2] not in caplog.text


def test_a_path_is_shown_without_its_token() -> None:
    assert page_of("/settings/WzEsMV0.abc-d_e/export") == "settings/***/export"
    assert page_of("/feed/WzEsMV0.abc1.atom") == "feed/***"
    assert page_of("/") == ""


def test_attempts_that_send_mail_are_counted_and_nothing_else_is(world: World) -> None:
    app = world.app()
    with Visitor(app) as visitor, Visitor(app, host="198.51.100.9") as neighbour:
        for number in range(20):
            assert visitor.post("/links", mail=f"x{number}@reader.example").status == 200
        refused = visitor.ask("POST", "/", data={"mail": "new@reader.example", "keywords": "pigeon"})
        assert (refused.status, refused.heading) == (429, "Too many attempts")
        assert refused.headers["retry-after"] == "3601"
        assert "new@reader.example" not in world.known_addresses()
        assert visitor.get("/").status == 200
        assert visitor.post(world.links.settings(world.reader), do="pause").status == 200
        assert visitor.post(world.links.settings(world.reader), do="add-mail", mail="y@reader.example").status == 429
        assert neighbour.post("/links", mail="x@reader.example").status == 200
        world.now = NOON + timedelta(hours=1)
        assert visitor.post("/links", mail="x@reader.example").status == 200
