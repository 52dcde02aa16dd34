"""``paperround deliver`` where something cannot be sent for now: it says so, and loses nothing."""

import json
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from bot.cli.main import root
from bot.cli.stopping import TERMINATED
from tests.bot.channels.smtp_sink import SmtpSink
from tests.bot.cli.pages import page_of

BEFORE = "2026-10-31"
SUNDAY = "2026-11-01T06:00:00Z"
DUE = "2026-11-01T08:00:00Z"
LATER = "2026-11-01T08:20:00Z"
MAIN = "from bot.cli.main import main; main()"


@pytest.fixture
def sink() -> Iterator[SmtpSink]:
    with SmtpSink() as server:
        yield server


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sink: SmtpSink) -> Path:
    """A folder in which three readers wait for their digests by mail."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PAPERROUND_DATABASE_URL", "papers.db")
    monkeypatch.setenv("PAPERROUND_SMTP_URL", sink.url)
    monkeypatch.setenv("PAPERROUND_MAIL_FROM", "papers@example.org")
    for variable in ("PAPERROUND_PUBLIC_URL", "PAPERROUND_SECRET_KEY", "PAPERROUND_CONFIG"):
        monkeypatch.delenv(variable, raising=False)
    assert run("db", "upgrade").exit_code == 0
    for name in ("ada", "bob", "eve"):
        run("reader", "add", name, "--mail", f"{name}@example.net", "--confirmed", "--now", BEFORE)
        run("profile", "add", name, "birds: pigeon", "--now", BEFORE)
    page = page_of(tmp_path, "Pigeons at Sea")
    assert run("replay", page, "--database", "papers.db", "--now", SUNDAY).exit_code == 0
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(root, [*arguments])


def told(sink: SmtpSink) -> list[str]:
    return sorted(recipient for mail in sink.messages for recipient in mail.recipients)


def listed(*more: str) -> Any:
    return json.loads(run("delivery", "list", "--json", *more).stdout)


def test_mail_that_is_due_where_none_is_set_up_is_said_whether_composed_or_not(world, monkeypatch, sink) -> None:
    sink.fail("RCPT", "451 4.3.0 later", times=1)
    assert "1 to be tried again" in run("deliver", "--now", DUE).output
    monkeypatch.delenv("PAPERROUND_SMTP_URL")
    result = run("deliver", "--now", LATER)
    assert result.exit_code == 1
    assert "1 message waits for mail, which is not set up here." in result.output
    assert "PAPERROUND_SMTP_URL" in result.output
    assert "Nothing was due" not in result.output
    rehearsal = run("deliver", "--dry-run", "--now", LATER)
    assert "1 message waits for mail" in rehearsal.output
    assert "Nothing is due" not in rehearsal.output
    assert json.loads(run("deliver", "--json", "--now", LATER).stdout)["unserved"] == {"mail": 1}


def test_promises_that_are_due_where_no_mail_is_set_up_are_said(world, monkeypatch) -> None:
    monkeypatch.delenv("PAPERROUND_SMTP_URL")
    early = run("deliver", "--now", SUNDAY)
    assert (early.exit_code, early.output) == (0, "Nothing was due.\n")
    result = run("deliver", "--now", DUE)
    assert result.exit_code == 1
    assert "3 messages wait for mail, which is not set up here." in result.output


def test_a_server_that_is_away_is_not_called_nothing_due(world, monkeypatch) -> None:
    monkeypatch.setenv("PAPERROUND_SMTP_URL", "smtp://127.0.0.1:1/?tls=none")
    result = run("deliver", "--now", DUE)
    assert result.exit_code == 1
    assert "Nothing was sent." in result.output
    assert "3 messages wait." in result.output


def test_a_question_that_needs_pages_waits_for_them(world, monkeypatch, sink) -> None:
    run("reader", "add", "dan", "--mail", "dan@example.net", "--now", SUNDAY)
    result = run("deliver", "--now", SUNDAY)
    assert result.exit_code == 0
    assert "Traceback" not in result.output
    assert "PAPERROUND_PUBLIC_URL" in result.output
    (waiting,) = listed("--reader", "dan")
    assert (waiting["state"], waiting["attempts"], waiting["not_before"]) == ("pending", 0, "2026-11-01T07:00:00Z")
    monkeypatch.setenv("PAPERROUND_PUBLIC_URL", "https://papers.example.org")
    monkeypatch.setenv("PAPERROUND_SECRET_KEY", "k" * 32)
    assert "1 sent." in run("deliver", "--now", "2026-11-01T07:00:00Z").output
    assert told(sink) == ["dan@example.net"]


def test_an_hours_quota_holds_over_several_runs_and_what_is_over_follows(world, monkeypatch, sink) -> None:
    monkeypatch.setenv("PAPERROUND_MAIL_PER_HOUR", "2")
    first = run("deliver", "--now", DUE)
    assert first.exit_code == 0
    assert "2 sent." in first.output
    assert "1 message waits for mail and will follow" in first.output
    second = run("deliver", "--now", LATER)
    assert second.exit_code == 0
    assert "Nothing was sent." in second.output
    assert len(sink.messages) == 2
    assert "1 sent." in run("deliver", "--now", "2026-11-01T09:00:01Z").output
    assert told(sink) == ["ada@example.net", "bob@example.net", "eve@example.net"]


def test_folders_use_up_no_mails(world, monkeypatch, sink) -> None:
    monkeypatch.setenv("PAPERROUND_MAIL_PER_HOUR", "3")
    (world / "letters").mkdir()
    for name in ("ada", "bob", "eve"):
        run("reader", "address", "add", name, "--folder", str(world / "letters" / name), "--now", BEFORE)
        (world / "letters" / name).mkdir()
    page = page_of(world, "Pigeons on Land", "Pigeons at Sea")
    run("replay", page, "--database", "papers.db", "--now", SUNDAY)
    result = run("deliver", "--now", DUE)
    assert (result.exit_code, "6 sent." in result.output) == (0, True), result.output
    assert len(sink.messages) == 3


def test_what_the_journal_withholds_is_not_called_sent_and_a_rehearsal_knows_it(world, sink) -> None:
    shutil.copy(world / "papers.db", world / "backup.db")
    assert "3 sent." in run("deliver", "--now", DUE).output
    for file in world.glob("papers.db-*"):
        file.unlink()
    shutil.copy(world / "backup.db", world / "papers.db")
    rehearsal = run("deliver", "--dry-run", "--now", DUE)
    assert "3 messages would be withheld" in rehearsal.output
    assert "Nothing would be sent." in rehearsal.output
    result = run("deliver", "--now", DUE)
    assert "3 withheld, for the journal says that it was told before." in " ".join(result.output.split())
    assert "sent." not in result.output
    assert len(sink.messages) == 3


def test_a_command_that_is_told_to_end_leaves_one_in_doubt_and_the_others_as_they_were(world, sink) -> None:
    sink.fail("dot", "timeout", times=1)
    command = [sys.executable, "-c", MAIN, "deliver", "--now", DUE]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert sink.received.wait(60)
    process.send_signal(signal.SIGTERM)
    said = process.communicate(timeout=60)
    assert process.returncode == TERMINATED, said
    assert "Traceback" not in said[1]
    states = sorted((each["state"], each["attempts"]) for each in listed())
    assert states == [("pending", 0), ("pending", 0), ("uncertain", 1)]
    assert "2 sent." in run("deliver", "--now", DUE).output
    assert len(sink.messages) == 3
