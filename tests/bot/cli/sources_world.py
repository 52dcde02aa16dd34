"""A folder with a configuration of two sources and a recording that answers for one, for the commands about sources."""

import asyncio
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from bot.app.watching.exclusive import Exclusion
from bot.app.watching.fetching import fetch_sources
from bot.cli.main import root
from bot.watch_wiring import watching
from scrapers.errors import FetchError
from scrapers.kinds import KINDS
from scrapers.recordings import RecordedWeb, Recorder
from store.sql import open_store
from tests.bot.app.watching_world import Reply, Site, huggingface, understood

NOW = "2026-11-18T15:00:00Z"
AT = datetime(2026, 11, 18, 15, 0, tzinfo=UTC)
CONFIG = """# Mine.
database_url = "papers.db"

[[sources]]
name = "huggingface"
kind = "huggingface-daily"
title = "Hugging Face"

[[sources]]
name = "saved"
kind = "dump"
address = "pages"
every = "2h"
"""


def in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, config: str = CONFIG) -> Path:
    """Begin in a folder of its own, with this configuration; an empty one for none."""
    monkeypatch.chdir(tmp_path)
    for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    for name in ("DATABASE_URL", "SMTP_URL", "MAIL_FROM", "CONFIG"):
        monkeypatch.delenv(f"PAPERROUND_{name}", raising=False)
    if config:
        (tmp_path / "paperround.toml").write_text(config)
    return tmp_path


def run(*arguments: str, code: int = 0, told: str | None = None) -> Result:
    """A command with its exit code. :param told: what is typed."""
    result = CliRunner(catch_exceptions=False).invoke(root, [*arguments], input=told)
    assert result.exit_code == code, result.output
    return result


def shown(*arguments: str, code: int = 0) -> str:
    """What a command prints, white space collapsed."""
    return " ".join(run(*arguments, code=code).output.split())


def recorded(folder: Path, days: dict[date, list[int]], trouble: Reply = lambda _: None, name: str = "week") -> str:
    """A recording of Hugging Face's lists of these days."""
    site = Site(lambda: AT, days, trouble=trouble)
    source = huggingface().source

    async def record() -> None:
        recorder = Recorder(site, folder / name, source.source)
        for day in days:
            for request in KINDS[source.kind].requests(source, day):
                try:
                    await recorder.get(request)
                except FetchError:
                    continue

    asyncio.run(record())
    return str(folder / name)


def broken(request: Any) -> Any:
    """A page that nobody understands."""
    return Site(lambda: AT).whole(request, b"<html>nothing here</html>", "text/html")


def live(folder: Path, recording: str, at: datetime = AT) -> None:
    """Look at Hugging Face as if it answered live what was recorded."""

    async def look() -> None:
        with closing(open_store(f"sqlite:///{folder / 'papers.db'}")) as store:
            means = watching(store, RecordedWeb(Path(recording)), understood, lambda: at)
            exclusion = Exclusion(store=store, owner="test", clock=lambda: at)
            await fetch_sources(means, [huggingface()], "run", exclusion)

    asyncio.run(look())
