"""How many trending papers end a reader's digests, said on the command line and seen in a preview."""

import json
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli.main import root
from store.sql import open_store
from tests.bot.app.counted import count

NOON = datetime(2026, 11, 18, 12, tzinfo=UTC)
Run = Callable[..., Result]


@pytest.fixture
def paperround(tmp_path: Path) -> Run:
    def run(*arguments: str, code: int = 0) -> Result:
        options = ("--database", str(tmp_path / "catalog.db"), "--now", "2026-11-18T12:00:00Z")
        result = CliRunner(catch_exceptions=False).invoke(root, (*arguments, *options))
        assert result.exit_code == code, result.output
        return result

    return run


def trending(run: Run) -> int:
    return int(json.loads(run("reader", "show", "ada", "--json").stdout)["trending"])


def test_a_reader_gets_none_until_they_say_how_many(paperround: Run) -> None:
    paperround("reader", "add", "ada", "--mail", "ada@example.org", "--confirmed")
    assert trending(paperround) == 0
    assert "trending" not in paperround("reader", "show", "ada").stdout
    paperround("reader", "change", "ada", "--trending", "5")
    assert trending(paperround) == 5
    assert "digests end with up to 5 trending papers" in " ".join(paperround("reader", "show", "ada").stdout.split())
    paperround("reader", "change", "ada", "--language", "de")
    assert trending(paperround) == 5
    paperround("reader", "change", "ada", "--trending", "0")
    assert trending(paperround) == 0
    paperround("reader", "add", "bo", "--console", "--trending", "20")


@pytest.mark.parametrize("many", ["21", "-1", "some"])
def test_more_than_a_digest_has_room_for_is_refused(paperround: Run, many: str) -> None:
    refused = paperround("reader", "add", "ada", "--console", "--trending", many, code=2)
    assert "--trending" in refused.output


def test_a_preview_ends_with_them_and_they_alone_make_no_message(paperround: Run, tmp_path: Path) -> None:
    paperround("reader", "add", "ada", "--console", "--trending", "5")
    paperround("profile", "add", "ada", "birds: pigeon")
    with closing(open_store(f"sqlite:///{tmp_path / 'catalog.db'}")) as store:
        for hours, upvotes in ((24, 10), (0, 52)):
            count(store, NOON - timedelta(hours=hours), {"Whales at Dusk": (upvotes, 0)})
    assert paperround("digest", "preview", "ada").stdout.startswith("Nothing would be sent")
    paperround("reader", "change", "ada", "--quiet-day", "line")
    shown = " ".join(paperround("digest", "preview", "ada").stdout.split())
    assert "Rising now Whales at Dusk +42 upvotes in 24 hours" in shown
    (rising,) = json.loads(paperround("digest", "preview", "ada", "--json").stdout)["rising"]
    assert rising.pop("key").startswith("arxiv:")
    assert rising == {"title": "Whales at Dusk", "upvotes_gained": 42, "comments_gained": 0, "hours": 24}
