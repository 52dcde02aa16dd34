"""``paperround run`` as an operator starts and stops it."""

import json
import os
import re
import resource
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest
from click.testing import CliRunner

from bot.cli.main import root
from tests.scrapers.page_builders import PAGES

KEY = "0123456789abcdef" * 4
SETTINGS = """
database_url = "catalog.db"
[[sources]]
name = "folder"
kind = "dump"
address = "pages"
every = "5m"
"""
WITH_PAGES = f'public_url = "http://localhost:8000"\nsecret_key = "{KEY}"\n'
DOOR = "from bot.cli.main import main; main()"

Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to run in, with a folder of pages to watch, and nothing of the machine's own settings."""
    (tmp_path / "pages").mkdir()
    for name in [name for name in os.environ if name.startswith("PAPERROUND_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("PYTHONPATH", str(Path.cwd()))
    monkeypatch.chdir(tmp_path)
    configured(tmp_path, SETTINGS)
    return tmp_path


def configured(home: Path, text: str) -> None:
    file = home / "paperround.toml"
    file.write_text(text)
    file.chmod(0o600)


@pytest.fixture
def start(home: Path) -> Iterator[Start]:
    """Starts the command."""
    begun: list[subprocess.Popen[str]] = []

    def started(*words: str) -> "subprocess.Popen[str]":
        command = [sys.executable, "-c", DOOR, "run", *words]
        begun.append(
            subprocess.Popen(command, cwd=home, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, bufsize=1)
        )
        return begun[-1]

    yield started
    for process in begun:
        process.kill()
        process.communicate()


def told(process: "subprocess.Popen[str]", until: str) -> str:
    """What it says up to the line that holds this."""
    assert process.stdout is not None
    lines: list[str] = []
    while not lines or until not in lines[-1]:
        lines.append(process.stdout.readline())
        assert lines[-1], f"it ended: {process.communicate()[1]}"
    return "".join(lines)


def rows(home: Path, query: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(home / "catalog.db", timeout=20)) as connection:
        return connection.execute(query).fetchall()


def eventually(home: Path, query: str, seconds: float = 20) -> list[tuple[Any, ...]]:
    """The rows, as soon as there are any."""
    last = time.monotonic() + seconds
    while not (found := rows(home, query)):
        assert time.monotonic() < last, query
        time.sleep(0.05)
    return found


def test_it_says_what_it_does_does_it_and_ends_well_when_it_is_told_to(home: Path, start: Start) -> None:
    configured(home, WITH_PAGES + SETTINGS)
    process = start("--port", "0", "--no-sign-up")
    said = told(process, "Ctrl+C")
    found = re.search(r"http://127\.0\.0\.1:[0-9]+/", said)
    assert found, said
    for each in (
        "folder (dump): next look now",
        "catalog.db",
        "paperround.toml",
        "console, file",
        "PAPERROUND_SMTP_URL",
    ):
        assert each in said.replace("file, console", "console, file")
    shutil.copy(PAGES / "dump_with_meta.txt", home / "pages")
    os.utime(home / "pages" / "dump_with_meta.txt", (1_700_000_000, 1_700_000_000))
    assert httpx.get(f"{found[0]}healthz", timeout=20, trust_env=False).text == "ok\n"
    eventually(home, "SELECT 1 FROM jobs WHERE name = 'fetch folder' AND ended_at IS NOT NULL")
    begun = time.monotonic()
    process.send_signal(signal.SIGTERM)
    out, err = process.communicate(timeout=20)
    assert time.monotonic() - begun < 5
    assert process.returncode == 0, err
    assert "Traceback" not in err
    assert KEY not in said + out + err
    assert rows(home, "SELECT name FROM leases WHERE name = 'leader'") == []
    assert rows(home, "SELECT name FROM jobs WHERE owner IS NOT NULL") == []


def test_a_paper_that_comes_into_the_folder_reaches_its_reader_within_seconds(home: Path, start: Start) -> None:
    cli = CliRunner()
    for words in (
        ["reader", "add", "ada", "--folder", str(home / "letters"), "--instant"],
        ["profile", "add", "ada", "all: model, learning, language"],
    ):
        result = cli.invoke(root, words)
        assert result.exit_code == 0, result.output
    shutil.copy(PAGES / "dump_with_meta.txt", home / "pages")
    os.utime(home / "pages" / "dump_with_meta.txt", (1_700_000_000, 1_700_000_000))
    process = start("--no-web")
    told(process, "Ctrl+C")
    eventually(home, "SELECT 1 FROM deliveries WHERE state = 'sent'")
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=20)
    assert process.returncode == 0, err
    assert list((home / "letters").iterdir())


def test_without_pages_it_says_what_to_set_and_goes_on(home: Path, start: Start) -> None:
    configured(home, 'log_format = "json"\n' + SETTINGS)
    process = start()
    (line,) = told(process, "}").splitlines()
    begun = json.loads(line)
    assert begun["event"] == "begin"
    assert [each["name"] for each in begun["sources"]] == ["folder"]
    assert begun["pages"] is None
    assert "PAPERROUND_PUBLIC_URL" in begun["no_pages"]
    eventually(home, "SELECT 1 FROM jobs WHERE name = 'deliver' AND ended_at IS NOT NULL")
    process.send_signal(signal.SIGTERM)
    _, err = process.communicate(timeout=20)
    assert process.returncode == 0, err
    assert all(json.loads(each)["level"] == "info" for each in err.splitlines())


def test_without_sources_it_serves_pages_and_sends_and_names_nobodys_address(home: Path, start: Start) -> None:
    configured(home, 'operator = "ops@example.org"\ndatabase_url = "catalog.db"\n' + WITH_PAGES)
    process = start("--port", "0")
    said = told(process, "Ctrl+C")
    assert "no sources: nothing is looked at. Add one: paperround source add ADDRESS" in said
    assert "is told of trouble by mail" in said
    assert "not by chat" not in said, "nobody has such an address"
    eventually(home, "SELECT 1 FROM jobs WHERE name = 'deliver' AND ended_at IS NOT NULL")
    process.send_signal(signal.SIGTERM)
    out, err = process.communicate(timeout=20)
    assert process.returncode == 0, err
    assert "ops@example.org" not in said + out + err


@pytest.mark.parametrize(
    ("settings", "words", "code", "says"),
    [
        ("", [], 2, "paperround init"),
        (WITH_PAGES, ["--no-web"], 2, "paperround init"),
        (WITH_PAGES + SETTINGS, ["--host", "nosuch.invalid"], 1, "Name an address of this machine."),
        (SETTINGS + "enabled = false\n", [], 2, "No source is enabled"),
        (WITH_PAGES + SETTINGS, ["--behind-proxy", "foo/99"], 2, "--behind-proxy: 'foo/99'"),
        (WITH_PAGES + SETTINGS, ["--host", "192.0.2.1"], 1, "Cannot listen at 192.0.2.1"),
        (SETTINGS, ["--database", "mysql://there"], 1, "not supported"),
    ],
)
def test_what_cannot_be_begun_is_said_at_once(
    home: Path, settings: str, words: list[str], code: int, says: str
) -> None:
    configured(home, settings)
    result = CliRunner().invoke(root, ["run", *words])
    assert (result.exit_code, says in result.output) == (code, True), result.output


def test_a_port_that_is_taken_is_said_so(home: Path) -> None:
    configured(home, WITH_PAGES + SETTINGS)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        result = CliRunner().invoke(root, ["run", "--port", port])
    assert result.exit_code == 1
    assert f"Cannot listen at 127.0.0.1, port {port}" in result.output


@pytest.mark.slow
def test_of_two_over_one_database_one_works_and_when_it_is_killed_the_other_does_within_thirty_seconds(
    home: Path, start: Start
) -> None:
    first = start("--no-web")
    told(first, "Ctrl+C")
    [(before,)] = eventually(home, "SELECT owner FROM leases WHERE name = 'leader'")
    second = start("--no-web")
    told(second, "Ctrl+C")
    first.kill()
    first.wait()
    with closing(sqlite3.connect(home / "catalog.db", timeout=20)) as connection:
        connection.execute("UPDATE jobs SET said = 'by the first' WHERE name = 'deliver'")
        connection.commit()
    others = f"SELECT 1 FROM leases WHERE name = 'leader' AND owner <> '{before}'"  # noqa: S608 - out of this database
    eventually(home, others, seconds=30)
    eventually(home, "SELECT 1 FROM jobs WHERE name = 'deliver' AND said <> 'by the first'", seconds=30)
    second.send_signal(signal.SIGTERM)
    assert second.wait(20) == 0


@pytest.mark.slow
def test_a_disk_that_is_full_is_said_once_and_work_goes_on_by_itself_when_there_is_room_again(
    home: Path, start: Start
) -> None:
    process = start("--no-web")
    told(process, "Ctrl+C")
    eventually(home, "SELECT 1 FROM jobs WHERE name = 'deliver' AND ended_at IS NOT NULL")
    resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (1, resource.RLIM_INFINITY))
    assert process.stderr is not None
    lines = [process.stderr.readline()]
    while "cannot be used" not in lines[-1]:
        lines.append(process.stderr.readline())
    time.sleep(3)  # further ticks
    resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    begun = time.monotonic()
    lines.append(process.stderr.readline())
    assert "can be used again" in lines[-1]
    [(runs,)] = rows(home, "SELECT runs FROM jobs WHERE name = 'deliver'")
    while rows(home, "SELECT runs FROM jobs WHERE name = 'deliver'") == [(runs,)]:
        assert time.monotonic() - begun < 60
        time.sleep(0.1)
    process.send_signal(signal.SIGTERM)
    assert process.wait(20) == 0
