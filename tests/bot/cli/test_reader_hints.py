"""What ``paperround reader`` says besides: whom its hints mean, what is not set up yet, what an address needs."""

from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.app.signup import unsubscribe
from bot.cli.main import root
from bot.render.typed import argument
from bot.settings import load_settings
from bot.wiring import lacking
from store.readers import Way
from store.sql import open_store

Run = Callable[..., Result]
NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command in a folder with an empty catalog, and no way out set up."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PAPERROUND_DATABASE_URL", "papers.db")
    for name in ("SMTP_URL", "MAIL_FROM", "CONFIG"):
        monkeypatch.delenv(f"PAPERROUND_{name}", raising=False)

    def run(*arguments: str, code: int = 0) -> Result:
        result = CliRunner(catch_exceptions=False).invoke(root, [*arguments])
        assert result.exit_code == code, result.output
        return result

    run("db", "upgrade")
    return run


def words(result: Result) -> str:
    return " ".join(result.output.split())


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("ada", "ada"),
        ("Ada L.", "'Ada L.'"),
        ("it's me", """'it'"'"'s me'"""),
        ("$(reboot)", "'$(reboot)'"),
        ("-ada", "NAME"),
        ("", "NAME"),
        ("a" * 81, "NAME"),
        ("a\u202eb", "NAME"),
    ],
)
def test_a_name_is_suggested_as_a_shell_takes_it(name, typed) -> None:
    assert argument(name) == typed


def test_hints_name_the_reader_they_are_for(run) -> None:
    assert "paperround profile add 'Ada L.' 'mine:" in words(run("reader", "add", "Ada L."))
    shown = words(run("reader", "show", "Ada L."))
    assert "paperround reader address add 'Ada L.' --mail ADDRESS" in shown
    assert "paperround profile add 'Ada L.' 'mine:" in shown
    told = words(run("profile", "add", "Ada L.", "birds: rook"))
    assert "paperround reader address add 'Ada L.' --mail ADDRESS" in told
    run("reader", "address", "add", "Ada L.", "--console")
    assert "reader address add 'Ada L.' --mail" in words(run("reader", "address", "remove", "Ada L.", "console"))
    assert "add one" not in words(run("profile", "export", "Ada L."))


def test_a_reader_is_found_by_their_number_too(run) -> None:
    run("reader", "add", "ada")
    run("reader", "add", "1st")
    assert "ada" in run("reader", "show", "1").output
    run("reader", "add", "1")
    assert "ada" not in run("reader", "show", "1").output
    for nobody in ("0", "7", "9" * 30, "²"):
        run("reader", "show", nobody, code=2)


def test_what_a_way_out_waits_for_is_said_at_once(run, monkeypatch) -> None:
    told = words(run("reader", "add", "ada", "--mail", "ada@example.org", "--chat", "17"))
    assert "Mail waits. Set PAPERROUND_SMTP_URL and PAPERROUND_MAIL_FROM" in told
    assert "Chats wait" in told
    monkeypatch.setenv("PAPERROUND_SMTP_URL", "smtp://127.0.0.1:1/?tls=none")
    assert "Set PAPERROUND_MAIL_FROM;" in words(run("reader", "address", "add", "ada", "--mail", "a@example.org"))
    monkeypatch.setenv("PAPERROUND_MAIL_FROM", "papers@example.org")
    assert "waits. Set" not in words(run("reader", "address", "add", "ada", "--mail", "b@example.org"))
    monkeypatch.setenv("PAPERROUND_MAIL_FROM", "nobody")
    run("reader", "address", "add", "ada", "--mail", "c@example.org", "--database", "papers.db")


def test_what_sends_notifications_may_have_to_be_installed(tmp_path: Path) -> None:
    settings = load_settings({}, None, tmp_path)
    assert lacking(settings, Way.APPRISE, is_installed=lambda _: None).endswith("pip install '.[apprise]'")
    assert not lacking(settings, Way.APPRISE, is_installed=lambda _: object())
    assert not lacking(settings, Way.CONSOLE)


def test_a_change_that_names_nothing_is_no_success(run) -> None:
    run("reader", "add", "bea")
    run("profile", "add", "bea", "birds: rook")
    said = words(run("reader", "change", "bea", code=2))
    assert "Nothing is named that is to change" in said
    assert all(option in said for option in ("--rename", "--timezone", "--quiet-day", "--weekly"))
    assert "--database" not in said
    said = words(run("profile", "edit", "bea", "birds", "--now", "2026-11-01", code=2))
    assert all(option in said for option in ("--threshold", "--to-all", "--also-last", "write new keywords"))
    run("profile", "edit", "bea", "birds", "--no-revisions")


def test_a_language_without_a_translation_is_kept_and_said_to_be_none(run) -> None:
    assert "There is no translation to xx yet" in words(run("reader", "add", "ada", "--language", "xx"))
    assert "There are: de, en, es, ru, zh" in words(run("reader", "change", "ada", "--language", "pt"))
    for known in ("en", "en-GB", "zh-hant"):
        assert "translation" not in words(run("reader", "change", "ada", "--language", known))
    assert "translation" not in words(run("reader", "change", "ada", "--timezone", "Asia/Tokyo"))


def test_who_unsubscribed_is_not_sent_to_again_without_having_asked(run) -> None:
    run("reader", "add", "bea", "--mail", "bea@example.org", "--confirmed")
    with closing(open_store("sqlite:///papers.db")) as store:
        unsubscribe(store, 1, NOON)
    said = words(run("reader", "address", "confirm", "bea", "1", code=2))
    assert "'bea' has unsubscribed from bea@example.org, so nothing is sent there." in said
    assert said.endswith("paperround reader address confirm bea bea@example.org --again")
    assert "stopped" in run("reader", "show", "bea").output
    assert "confirmed" in run("reader", "address", "confirm", "bea", "bea@example.org", "--again").output
    assert "stopped" not in run("reader", "show", "bea").output


def test_what_was_left_empty_is_asked_for(run) -> None:
    run("reader", "add", "bea")
    for option, message in (
        (("--quiet-hours", "22:00-"), "Please give a time, such as 08:00."),
        (("--timezone", " "), "Please give a time zone, such as Europe/Berlin."),
    ):
        assert message in words(run("reader", "change", "bea", *option, code=2))
    assert "Please give a date, such as 2026-11-12." in words(run("reader", "snooze", "bea", " ", code=2))
