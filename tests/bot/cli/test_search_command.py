"""``paperround search`` as people and programs use it."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli.main import root
from tests.bot.cli.pages import page_of
from tests.conftest import ROOT

SEEDS = str(ROOT / "seeds")


def search(*arguments: str) -> Result:
    return CliRunner(catch_exceptions=False).invoke(root, ("search", *arguments))


def test_it_shows_the_ten_best_with_scores_and_reasons() -> None:
    answer = json.loads(search("reward model, -survey", "--pages", SEEDS, "--json").stdout)
    assert set(answer) == {"papers", "matched", "best"}
    scores = [found["score"] for found in answer["best"]]
    assert len(scores) == 10
    assert scores == sorted(scores, reverse=True)
    assert answer["matched"] > 10
    for found in answer["best"]:
        assert found["score"] == pytest.approx(sum(reason["points"] for reason in found["reasons"]))
    shown = search("reward model, -survey", "--pages", SEEDS).stdout
    assert " ".join(answer["best"][0]["title"].split()) in " ".join(shown.split())
    assert "reward model (" in shown


def test_words_need_no_quotes_of_the_shell() -> None:
    assert search("reward", "model", "--pages", SEEDS).stdout == search("reward model", "--pages", SEEDS).stdout


@pytest.mark.parametrize(
    ("arguments", "shown"),
    [
        (("reward model",), 10),
        (("reward model", "--limit", "3"), 3),
        (("reward model, top:4",), 4),
        (("reward model, top:4", "--limit", "2"), 2),
        (("reward model, top:4", "--limit", "6"), 6),
    ],
)
def test_the_option_goes_before_the_querys_own_limit(arguments, shown) -> None:
    assert len(json.loads(search(*arguments, "--pages", SEEDS, "--json").stdout)["best"]) == shown


def test_the_querys_least_score_is_kept() -> None:
    low = json.loads(search("reward model", "--pages", SEEDS, "--json").stdout)
    high = json.loads(search("reward model, min:70", "--pages", SEEDS, "--json").stdout)
    assert 0 < high["matched"] < low["matched"]
    assert all(found["score"] >= 70 for found in high["best"])
    assert "70" in search("whales, min:70", "--pages", SEEDS).stdout


def test_what_cannot_be_understood_is_pointed_at() -> None:
    for query in ('"reward model', "-survey", "nofield:x", ","):
        done = search("--pages", SEEDS, "--", query)
        assert done.exit_code == 2, query
        assert "Traceback" not in done.stderr


def test_a_minus_at_the_beginning_is_not_taken_for_an_option_in_silence() -> None:
    for query in ("-survey, RLHF", "-hallucination, RLHF"):
        done = search(query, "--pages", SEEDS)
        assert done.exit_code == 2, query
        assert "put -- before" in done.stderr
        assert search("--pages", SEEDS, "--", query).exit_code == 0
    assert search("-h").exit_code == 0


def test_where_nothing_is_found_the_nearest_spelling_is_named() -> None:
    assert "Nearest spelling: “reward”" in search("rewrad", "--pages", SEEDS).stdout
    assert "Nearest" not in search("rewrad, reward", "--pages", SEEDS).stdout


def test_a_catalog_or_pages_but_not_both(tmp_path: Path) -> None:
    done = search("pigeons", "--pages", SEEDS, "--database", str(tmp_path / "catalog.db"))
    assert done.exit_code == 2
    assert "exclude each other" in done.stderr
    done = search("pigeons", "--captured", "2025-10-29", "--database", str(tmp_path / "catalog.db"))
    assert done.exit_code == 2


def test_a_catalog_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    done = search("pigeons", "--database", str(tmp_path / "catalog.db"))
    assert done.exit_code == 1
    assert "Fill one with" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_kept_catalog_answers_like_its_pages(tmp_path: Path) -> None:
    path = str(tmp_path / "catalog.db")
    CliRunner(catch_exceptions=False).invoke(root, ("replay", SEEDS, "--database", path))
    kept = search("reward model, -survey", "--database", path, "--json").stdout
    assert kept == search("reward model, -survey", "--pages", SEEDS, "--json").stdout


def test_titles_in_every_script_are_found(tmp_path: Path) -> None:
    pages = page_of(tmp_path, "大規模言語モデルの整列", "نموذج المكافأة", "Моделирование вознаграждения")
    for query, title in (("整列", "大規模言語モデルの整列"), ("المكافأة", "نموذج المكافأة")):
        [found] = json.loads(search(query, "--pages", pages, "--json").stdout)["best"]
        assert found["title"] == title
