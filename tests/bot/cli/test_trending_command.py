"""``paperround papers trending`` as people and programs use it."""

import json
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from rich.console import Console

from bot.app.trends import trending_papers
from bot.cli.main import root
from bot.core.rising import WINDOW, Measure
from bot.render.trends_terminal import print_trending
from store.sql import open_store
from tests.bot.app.counted import count
from tests.conftest import ROOT

NOON = datetime(2026, 11, 18, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
Run = Callable[..., Result]


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "catalog.db"


@pytest.fixture
def paperround(database: Path) -> Run:
    def run(*arguments: str, code: int = 0) -> Result:
        words = ("papers", "trending", *arguments, "--database", str(database), "--now", "2026-11-18T12:00:00Z")
        result = CliRunner(catch_exceptions=False).invoke(root, words)
        assert result.exit_code == code, result.output
        return result

    return run


@pytest.fixture
def counted(database: Path, paperround: Run) -> Run:
    with closing(open_store(f"sqlite:///{database}")) as store:
        count(store, NOON - 24 * HOUR, {"Whales [bold]at Dusk": (10, 2), "Moths by Day": (10, 0), "Slugs": (70, 3)})
        count(store, NOON - 2 * HOUR, {"Rooks in Rain": (5, 0)}, source="other")
        count(store, NOON, {"Whales [bold]at Dusk": (1_234, 2), "Moths by Day": (11, 9), "Slugs": (70, 3)})
        count(store, NOON, {"Rooks in Rain": (9, 0)}, source="other")
    return paperround


def test_it_shows_rank_title_counts_gains_and_when_each_was_first_seen(counted: Run) -> None:
    lines = [" ".join(line.split()) for line in counted().stdout.splitlines()]
    assert lines == [
        "paper upvotes comments first seen",
        "1 Whales [bold]at Dusk 1,234 +1,224 51/h 2 Tue 17 Nov 12:00",
        "2 Rooks in Rain 9 +4 2/h 0 Wed 18 Nov 10:00",
        "3 Moths by Day 11 +1 <0.1/h 9 +9 0.4/h Tue 17 Nov 12:00",
        "3 of 3 papers that gained upvotes in 24 hours, the fastest first; times in UTC.",
    ]


@pytest.mark.parametrize(
    ("arguments", "titles"),
    [
        (("--limit", "1"), ["Whales [bold]at Dusk"]),
        (("--by", "comments"), ["Moths by Day"]),
        (("--source", "other"), ["Rooks in Rain"]),
        (("--hours", "2"), ["Rooks in Rain"]),
    ],
)
def test_one_may_ask_for_part_of_it(counted: Run, arguments: tuple[str, ...], titles: list[str]) -> None:
    answer = json.loads(counted(*arguments, "--json").stdout)
    assert [each["title"] for each in answer["papers"]] == titles


def test_programs_get_the_promised_shape(counted: Run) -> None:
    answer = json.loads(counted("--limit", "1", "--json").stdout)
    (whales,) = answer.pop("papers")
    assert answer == {"now": "2026-11-18T12:00:00Z", "hours": 24, "counted": 4, "gained": 3}
    assert whales.pop("key").startswith("arxiv:2610.")
    assert whales == {
        "title": "Whales [bold]at Dusk",
        "upvotes": 1234,
        "upvotes_gained": 1224,
        "upvotes_per_hour": 51.0,
        "comments": 2,
        "comments_gained": 0,
        "comments_per_hour": 0.0,
        "since": "2026-11-17T12:00:00Z",
        "until": "2026-11-18T12:00:00Z",
        "first_seen": "2026-11-17T12:00:00Z",
    }


@pytest.mark.parametrize("width", [30, 50, 72, 80, 200])
def test_no_line_is_wider_than_the_console(counted: Run, database: Path, width: int) -> None:
    with closing(open_store(f"sqlite:///{database}")) as store, store.reading() as catalog:
        trending = trending_papers(catalog, NOON)
    printed = StringIO()
    print_trending(trending, Measure.UPVOTES, NOON, WINDOW, Console(width=width, highlight=False, file=printed))
    text = printed.getvalue()
    assert max(map(len, text.splitlines())) <= width
    assert "1,234" in text
    assert "+1,224" in text


def test_dumps_alone_have_no_counts_and_it_is_said_how_they_come(paperround: Run, database: Path) -> None:
    filled = CliRunner().invoke(root, ("replay", str(ROOT / "seeds"), "--database", str(database)))
    assert filled.exit_code == 0, filled.output
    said = " ".join(paperround().stdout.split())
    assert said.startswith("No paper was counted in the last 24 hours. Counts come with")
    assert "paperround fetch" in said


def test_what_was_counted_once_is_not_taken_for_a_gain(paperround: Run, database: Path) -> None:
    with closing(open_store(f"sqlite:///{database}")) as store:
        count(store, NOON - HOUR, {"Whales at Dusk": (500, 2)})
    said = " ".join(paperround("--by", "comments", "--hours", "1").stdout.split())
    assert said.startswith("No paper was seen to gain comments in the last 1 hour; 1 paper was counted. Counts come")


def test_a_source_that_is_not_known_is_said_so(counted: Run) -> None:
    assert "No source is called 'hf'. Known: meadow, other." in counted("--source", "hf", code=1).output
