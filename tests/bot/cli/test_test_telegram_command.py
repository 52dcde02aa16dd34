"""``paperround test-telegram``: whether the bot can write to a chat; and if not, what to do."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli.main import root
from tests.telegram.stand_in import TOKEN, StandIn

Run = Callable[..., Result]


@pytest.fixture
def telegram() -> Iterator[StandIn]:
    with StandIn() as serving:
        yield serving


@pytest.fixture
def paperround(telegram: StandIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(tmp_path)
    environment = {"PAPERROUND_TELEGRAM_TOKEN": TOKEN, "PAPERROUND_TELEGRAM_API_URL": telegram.url}

    def run(*words: str, **other: str) -> Result:
        told = environment | {f"PAPERROUND_{name.upper()}": value for name, value in other.items()}
        return CliRunner(env=told).invoke(root, ["test-telegram", *words], catch_exceptions=False)

    return run


def test_the_way_of_a_message_is_walked_step_by_step(telegram: StandIn, paperround: Run) -> None:
    ada = telegram.person("Ada", started=True)
    said = paperround(str(ada.number))
    assert said.exit_code == 0, said.output
    assert [line.split()[:2] for line in said.output.splitlines()] == [["✓", "token"], ["✓", "chat"], ["✓", "message"]]
    assert "test message of Paperround" in telegram.last(ada).text
    assert len(telegram.posts(ada)) == 1


def test_without_sending_nothing_arrives_and_machines_are_told_the_same(telegram: StandIn, paperround: Run) -> None:
    ada = telegram.person("Ada", started=True)
    said = json.loads(paperround(str(ada.number), "--no-send", "--json").output)
    assert [(step["name"], step["ok"]) for step in said["steps"]] == [
        ("token", True),
        ("chat", True),
        ("message", None),
    ]
    assert telegram.posts(ada) == []


def test_groups_topics_and_channels_are_called_as_telegram_calls_them(telegram: StandIn, paperround: Run) -> None:
    ada = telegram.person("Ada", started=True)
    group = telegram.group("Readers", [ada], [ada], is_forum=True)
    telegram.add_bot(group, ada)
    topic = telegram.topic(group, "Robots")
    said = paperround(f"{group.number}/{topic}")
    assert said.exit_code == 0, said.output
    assert telegram.last(group).topic == topic


@pytest.mark.parametrize(
    ("started", "step", "hint"), [(False, "message", "must press Start"), (None, "chat", "must press Start")]
)
def test_who_cannot_be_written_to_is_told_what_would_do(
    telegram: StandIn, paperround: Run, started: bool | None, step: str, hint: str
) -> None:
    number = 424242 if started is None else telegram.person("Bob").number
    said = paperround(str(number))
    assert said.exit_code == 1
    assert f"✗ {step}" in said.output
    assert hint in said.output


def test_a_token_that_is_wrong_is_said_and_not_shown(telegram: StandIn, paperround: Run) -> None:
    wrong = f"{TOKEN[:-4]}xxxx"
    said = paperround("1", telegram_token=wrong)
    assert said.exit_code == 1
    assert "does not know PAPERROUND_TELEGRAM_TOKEN" in said.output
    assert "@BotFather" in said.output
    assert wrong not in said.output


def test_what_is_no_chat_and_no_bot_are_refused_before_anyone_is_asked(telegram: StandIn, paperround: Run) -> None:
    for typed in ("ada", "12 34", "@a", "1/2/3", "--nonsense"):
        assert paperround(typed).exit_code == 2
    nobody = paperround("1", telegram_token="")
    assert nobody.exit_code == 2
    assert "@BotFather" in nobody.output
    assert telegram.calls("getMe") == []
