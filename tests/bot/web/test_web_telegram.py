"""Where Telegram tells what happens: only with the secret, kept before it is acknowledged, each update once."""

import json
from collections.abc import Mapping
from contextlib import AbstractContextManager
from typing import Any

import pytest

from bot.web.telegram_page import MAX_UPDATE, SECRET_HEADER, Webhook
from store.errors import DatabaseUnreachable
from tests.bot.web.site_world import Visitor, World

SECRET = "0123456789abcdef" * 4
BOT = 7
UPDATE = {"update_id": 41, "message": {"chat": {"id": 1001}, "text": "/start\u0000 \u202ex"}}


def chat_of(update: Mapping[str, Any]) -> int | None:
    found = update.get("message", {}).get("chat", {}).get("id")
    return found if isinstance(found, int) else None


class Telegram:
    """Telegram as it calls the page."""

    def __init__(self, world: World) -> None:
        self.heard = 0
        self._webhook = Webhook(BOT, SECRET, chat_of, self._hear)
        self._world = world

    def _hear(self) -> None:
        self.heard += 1

    def tells(self, body: bytes | Mapping[str, Any], secret: str | None = SECRET) -> int:
        """:return: the status it is answered with."""
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = {SECRET_HEADER: secret} if secret is not None else {}
        with Visitor(self._world.app(webhook=self._webhook)) as visitor:
            return visitor.ask("POST", "/telegram", content=content, headers=headers).status

    def kept(self) -> list[tuple[int, int | None, Any]]:
        with self._world.store.receiving() as inbox:
            waiting = inbox.waiting_updates(BOT, self._world.now, 100)
        return [(each.number, each.chat, json.loads(each.body)) for each in waiting]


@pytest.fixture
def telegram(world: World) -> Telegram:
    return Telegram(world)


def test_an_update_is_kept_before_it_is_acknowledged_and_once_however_often_it_is_told(telegram: Telegram) -> None:
    assert [telegram.tells(UPDATE) for _ in range(3)] == [200, 200, 200]
    assert telegram.kept() == [(41, 1001, UPDATE)]
    assert telegram.heard == 1


@pytest.mark.parametrize("secret", [None, "", SECRET[:-1], SECRET.upper(), SECRET + "0"])
def test_without_the_secret_nothing_is_believed(telegram: Telegram, secret: str | None) -> None:
    assert telegram.tells(UPDATE, secret) == 403
    assert telegram.kept() == []


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"{}",
        b'{"update_id": "41"}',
        b'{"update_id": true}',
        b'{"update_id": -1}',
        b'{"update_id": 1e400}',
        b'{"update_id": 99999999999999999999}',
        b"[" * 100_000,
        b"\xff\xfe",
    ],
    ids=range(11),
)
def test_what_is_no_update_is_refused(telegram: Telegram, body: bytes) -> None:
    assert telegram.tells(body) == 400
    assert telegram.kept() == []


def test_an_update_has_a_megabyte_at_most(telegram: Telegram) -> None:
    most = json.dumps({"update_id": 1, "pad": ""}).encode()
    largest = most[:-2] + b"x" * (MAX_UPDATE - len(most)) + most[-2:]
    assert telegram.tells(largest) == 200
    assert telegram.tells(largest[:-2] + b"x" + largest[-2:]) == 413


def test_what_cannot_be_kept_is_to_be_told_again(world: World, telegram: Telegram) -> None:
    class Away:
        """A store whose database is away."""

        def __getattr__(self, name: str) -> Any:
            return getattr(world.store, name)

        def receiving(self) -> AbstractContextManager[Any]:
            raise DatabaseUnreachable("the database is away")

    away = World(Away())  # type: ignore[arg-type]
    assert Telegram(away).tells(UPDATE) == 503
    assert telegram.kept() == []
    assert telegram.tells(UPDATE) == 200


def test_there_is_no_such_page_where_telegram_is_asked(world: World) -> None:
    with Visitor(world.app()) as visitor:
        assert visitor.ask("POST", "/telegram", content=b"{}", headers={SECRET_HEADER: SECRET}).status == 404
