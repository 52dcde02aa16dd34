"""``paperround profile test`` as people and programs use it."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli.main import root
from tests.bot.cli.pages import page_of
from tests.conftest import ROOT

SEEDS = str(ROOT / "seeds")
PROFILES = str(ROOT / "seeds" / "profiles.toml")
WRITTEN = "mine: reward model, halucination, language model, -survey, min:40"


def profile_test(*arguments: str) -> Result:
    return CliRunner(catch_exceptions=False).invoke(root, ("profile", "test", *arguments))


def test_it_shows_days_thresholds_the_best_the_nearest_and_the_keywords() -> None:
    shown = profile_test(WRITTEN, "--pages", SEEDS).stdout
    for heading in ("Matches by ", "With another threshold", "The best", "Just below the line", "Keywords"):
        assert heading in shown
    words = " ".join(shown.split())
    assert "of 200 papers reached 40" in words
    assert "“halucination” occurs nowhere. Nearest spelling: “hallucination” (" in words
    assert "language model is in " in words
    assert "-survey kept out " in words
    assert "← now" in words


def test_json_has_the_promised_shape() -> None:
    answer = json.loads(profile_test(WRITTEN, "--pages", SEEDS, "--json").stdout)
    assert (answer["profile"], answer["threshold"], answer["papers"]) == ("mine", 40, 200)
    assert [row["threshold"] for row in answer["thresholds"]] == [20, 30, 40, 50, 60, 70, 80, 90]
    assert answer["matched"] == next(row["papers"] for row in answer["thresholds"] if row["threshold"] == 40)
    assert sum(day["papers"] for day in answer["days"]) + answer["undated"]["papers"] == 200
    assert sum(day["matched"] for day in answer["days"]) + answer["undated"]["matched"] == answer["matched"]
    assert len(answer["best"]) == len(answer["nearest"]) == 3
    assert answer["nearest"][0]["score"] < 40 <= answer["best"][-1]["score"]
    keywords = {keyword["keyword"]: keyword for keyword in answer["keywords"]}
    assert keywords["halucination"]["papers"] == 0
    assert keywords["halucination"]["unknown"][0]["nearest"]["word"] == "hallucination"
    assert keywords["language model"]["nearly_everywhere"]
    assert keywords["-survey"]["would_have_matched"] <= keywords["-survey"]["papers"]


def test_a_profile_of_a_file_is_tried_by_its_name() -> None:
    answer = json.loads(profile_test("pictures and 3D", "--profiles", PROFILES, "--pages", SEEDS, "--json").stdout)
    assert answer["profile"] == "pictures and 3D"
    assert answer["matched"] > 0


def test_a_name_that_no_profile_has_is_answered_with_those_there_are() -> None:
    done = profile_test("pictures and 4D", "--profiles", PROFILES, "--pages", SEEDS)
    assert done.exit_code == 2
    assert "Did you mean 'pictures and 3D'?" in done.stderr
    done = profile_test("no keywords", "--pages", SEEDS)
    assert done.exit_code == 2
    assert "name: keyword" in done.stderr


def test_what_cannot_be_understood_is_pointed_at() -> None:
    done = profile_test('mine: "reward model', "--pages", SEEDS)
    assert done.exit_code == 2
    assert "^" in done.stderr


def test_the_days_are_those_up_to_the_newest_paper(tmp_path: Path) -> None:
    pages = page_of(tmp_path, *(f"Pigeons sort letters {number}" for number in range(10)))
    answer = json.loads(profile_test("x: pigeons", "--pages", pages, "--days", "3", "--json").stdout)
    assert [day["day"] for day in answer["days"]] == ["2025-07-09", "2025-07-10", "2025-07-11"]
    assert (answer["papers"], answer["left_out"]) == (3, 7)


@pytest.mark.parametrize(
    ("profile", "advice"),
    [
        ("x: whales", "None of its keywords is found"),
        ("x: pigeons, whales, sharks, min:100", "Nothing reaches 100. With min:"),
        ("x: pigeons, -letters", "Exclusions kept out every paper"),
        ("x: pigeons, +whales", "What is required kept everything out"),
        ("x: pigeons, whales, min:10", "That is nearly everything: leave out pigeons"),
        ("x: pigeons", "That is nearly everything: write narrower keywords"),
    ],
)
def test_if_nothing_or_nearly_everything_matches_it_says_what_to_try(profile, advice, tmp_path: Path) -> None:
    pages = page_of(tmp_path, *(f"Pigeons sort letters {number}" for number in range(12)))
    shown = " ".join(profile_test(profile, "--pages", pages).stdout.split())
    assert advice in shown
