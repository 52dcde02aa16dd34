"""``paperround web`` as an operator starts and stops it."""

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner

from bot.cli.web import web_command
from store.sql import open_store

KEY = "0123456789abcdef" * 4
DOOR = "from bot.cli.main import root; from bot.cli.web import web_command; root.add_command(web_command); root()"


@pytest.fixture
def database(tmp_path: Path) -> str:
    """An empty catalog."""
    path = tmp_path / "catalog.db"
    open_store(f"sqlite:///{path}").close()
    return str(path)


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Nothing of the machine's own settings."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PAPERROUND_")}
    home = {"HOME": str(tmp_path), "XDG_CONFIG_HOME": str(tmp_path), "PYTHONPATH": str(Path.cwd())}
    return {**kept, **home, "PAPERROUND_PUBLIC_URL": "http://localhost:8000", "PAPERROUND_SECRET_KEY": KEY}


@pytest.fixture
def started(database: str, environment: dict[str, str], tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """The command, running."""
    command = [sys.executable, "-c", DOOR, "web", "--port", "0", "--no-sign-up", "--database", database]
    process = subprocess.Popen(
        command, env=environment, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    yield process
    process.kill()
    process.communicate()


def test_it_serves_until_it_is_told_to_stop_and_then_ends_well(started: subprocess.Popen[str]) -> None:
    assert started.stdout is not None
    line = started.stdout.readline()
    found = re.search(r"http://127\.0\.0\.1:[0-9]+/", line)
    assert found, line
    assert httpx.get(f"{found[0]}healthz", timeout=20, trust_env=False).text == "ok\n"
    assert "By invitation" in httpx.get(found[0], timeout=20, trust_env=False).text
    started.send_signal(signal.SIGTERM)
    out, err = started.communicate(timeout=20)
    assert (started.returncode, err) == (0, "")
    assert KEY not in out + line


@pytest.mark.parametrize(
    ("lacking", "says"),
    [("PAPERROUND_PUBLIC_URL", "PAPERROUND_PUBLIC_URL"), ("PAPERROUND_SECRET_KEY", "secrets.token_hex(32)")],
)
def test_what_is_not_set_is_named_with_what_to_do(
    database: str,
    environment: dict[str, str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    lacking: str,
    says: str,
) -> None:
    chosen: dict[str, str | None] = {**environment, lacking: None}
    monkeypatch.chdir(tmp_path)
    result = CliRunner(env=chosen).invoke(web_command, ["--database", database])
    assert result.exit_code == 2
    assert says in result.output
    assert KEY not in result.output


def test_proxies_that_are_no_addresses_are_named(
    database: str, environment: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    result = CliRunner(env=environment).invoke(web_command, ["--behind-proxy", "foo/99", "--database", database])
    assert result.exit_code == 2
    assert "--behind-proxy: 'foo/99'" in result.output
    assert "as 10.0.0.1 or 10.0.0.0/8" in result.output


def test_a_port_that_is_taken_is_said_so(
    database: str, environment: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        result = CliRunner(env=environment).invoke(web_command, ["--port", port, "--database", database])
    assert result.exit_code == 1
    assert f"Cannot listen at 127.0.0.1, port {port}" in result.output
