"""The doctor asks Telegram who the bot is, and whether those it writes to know it."""

from contextlib import closing
from datetime import UTC, datetime

import httpx
import pytest

from bot.app.readers import add_reader
from bot.doctor.types import State
from bot.settings import Operator, Secret
from store.readers import Way
from tests.bot.doctor.doctor_world import World
from tests.telegram.stand_in import TOKEN, StandIn

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)


def telegrams(world: World) -> list[tuple[State, str, str]]:
    return [(each.state, each.said, each.cure) for each in world.found() if each.name == "telegram"]


@pytest.fixture
def telegram(world: World):
    with StandIn() as serving:
        world.settings["telegram_token"] = Secret(TOKEN)
        world.settings["telegram_api_url"] = serving.url
        yield serving


def test_the_bot_is_named_and_its_chats_know_it(world: World, telegram: StandIn) -> None:
    ada, bob = (telegram.person(name, started=True) for name in ("Ada", "Bob"))
    world.settings["operator"] = Operator(Way.CHAT, Secret(str(ada.number)))
    with closing(world.store()) as store:
        add_reader(store, "bob", NOON, addresses=[(Way.CHAT, str(bob.number)), (Way.CHAT, f"{ada.number}/7")])
    assert telegrams(world) == [
        (State.OK, "token: this is @paperround_bot, “Paperround”.", ""),
        (State.OK, "2 of 2 chats that were asked for know the bot.", ""),
    ]
    assert telegram.calls("sendMessage") == []


def test_a_chat_that_does_not_know_the_bot_is_named_with_what_to_do(world: World, telegram: StandIn) -> None:
    world.settings["operator"] = Operator(Way.CHAT, Secret("424242"))
    _, (state, said, cure) = telegrams(world)
    assert state is State.WARNING
    assert said == "chat: 424242: There is no such chat, or it does not know this bot."
    assert "press Start" in cure


def test_a_token_that_telegram_does_not_know_is_an_ill_and_never_shown(world: World, telegram: StandIn) -> None:
    wrong = f"{TOKEN[:-4]}xxxx"
    world.settings["telegram_token"] = Secret(wrong)
    ((state, said, cure),) = telegrams(world)
    assert state is State.FAILED
    assert "does not know PAPERROUND_TELEGRAM_TOKEN" in said
    assert "@BotFather" in cure
    assert wrong not in repr(world.found())


def test_telegram_is_not_asked_offline(world: World, telegram: StandIn) -> None:
    world.offline = True
    assert [state for state, *_ in telegrams(world)] == [State.SKIPPED]
    assert telegram.calls("getMe") == []


def test_a_webhook_that_telegram_does_not_come_to_is_said(world: World, telegram: StandIn) -> None:
    world.settings["telegram_webhook"] = True
    told = [(state, said) for state, said, _ in telegrams(world)]
    assert (State.WARNING, "Telegram is not told to come to https://papers.example.org/telegram yet.") in told


def test_how_a_webhook_does_is_asked_of_telegram(world: World, telegram: StandIn) -> None:
    world.settings["telegram_webhook"] = True
    world.settings["public_url"] = "http://127.0.0.1:9"  # where nobody is
    page = {"url": "http://127.0.0.1:9/telegram", "secret_token": "hush-hush"}
    assert httpx.post(f"{telegram.url}/bot{TOKEN}/setWebhook", data=page).json()["ok"]
    assert (State.OK, "Telegram comes to http://127.0.0.1:9/telegram; 0 updates wait.", "") in telegrams(world)
