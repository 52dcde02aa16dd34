"""``paperround settings``: what is set, where, and nothing that is secret."""

import json
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from bot.cli.settings import settings_command

KEY = "0123456789abcdef" * 2


@click.group()
@click.option("--config", type=click.Path(path_type=Path))
def root(config: Path | None) -> None:
    """As the real one."""


root.add_command(settings_command)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "paperround.toml"
    path.write_text(
        f'secret_key = "{KEY}"\nmail_per_hour = 100\ndatabase_url = "postgresql://me:tell/no-one@db/papers?password=hush"'
    )
    path.chmod(0o600)
    monkeypatch.setenv("PAPERROUND_SMTP_URL", "smtp://me:tell-no-one@mail.example.org")
    monkeypatch.setenv("PAPERROUND_MAIL_FROM", "Paperround <papers@example.org>")
    monkeypatch.setenv("PAPERROUND_REPEAT_UNCERTAIN", "no")
    return tmp_path


def test_every_setting_is_shown_with_its_place_and_secrets_as_stars(folder: Path) -> None:
    shown = CliRunner().invoke(root, ["settings", "--json"], catch_exceptions=False)
    told = {each["name"]: (each["value"], each["origin"]) for each in json.loads(shown.output)}
    config = str(folder / "paperround.toml")
    assert told["secret_key"] == ("***", config)
    assert told["mail_per_hour"] == (100, config)
    assert told["database_url"] == ("postgresql://me:***@db/papers?password=***", config)
    assert told["smtp_url"] == ("***", "PAPERROUND_SMTP_URL")
    assert told["mail_from"] == ("Paperround <papers@example.org>", "PAPERROUND_MAIL_FROM")
    assert told["repeat_uncertain"] == (False, "PAPERROUND_REPEAT_UNCERTAIN")
    assert told["mail_per_second"] == (14.0, "default")
    assert told["public_url"] == (None, "default")


@pytest.mark.parametrize("options", [[], ["--json"]])
def test_no_secret_is_printed(folder: Path, options: list[str]) -> None:
    shown = CliRunner().invoke(root, ["settings", *options], catch_exceptions=False).output
    for secret in (KEY, "tell", "no-one", "hush"):
        assert secret not in shown


def test_for_people_each_setting_has_its_value_and_what_it_is(folder: Path) -> None:
    shown = CliRunner().invoke(root, ["settings"], catch_exceptions=False).output
    assert "mail_per_hour     100\n" in shown
    assert "repeat_uncertain  false\n" in shown
    assert "public_url        (not set)\n" in shown
    assert "At most so many mails an hour. From: " in shown


def test_another_configuration_may_be_named(folder: Path) -> None:
    (folder / "other.toml").write_text("mail_per_hour = 7")
    shown = CliRunner().invoke(root, ["--config", "other.toml", "settings", "--json"], catch_exceptions=False)
    told = {each["name"]: each["value"] for each in json.loads(shown.output)}
    assert told["mail_per_hour"] == 7
    assert told["secret_key"] is None
