"""``paperround why`` as people and programs use it."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli.main import root
from tests.bot.cli.pages import page_of
from tests.conftest import ROOT

SEEDS = str(ROOT / "seeds")
PROFILES = str(ROOT / "seeds" / "profiles.toml")
TITLES = ("Pigeons sort letters by colour", "Pigeons sort letters by weight", "Cows graze uniformly")


@pytest.fixture
def pages(tmp_path: Path) -> str:
    return page_of(tmp_path, *TITLES)


def why(*arguments: str) -> Result:
    return CliRunner(catch_exceptions=False).invoke(root, ("why", *arguments))


@pytest.mark.parametrize(
    "paper", ["2507.00001", "arxiv:2507.00001", "letters colour", "https://arxiv.org/abs/2507.00001v2"]
)
def test_a_paper_is_named_by_its_number_its_address_or_words_of_its_title(paper, pages) -> None:
    answer = json.loads(why("mine: pigeons, whales, -cows", paper, "--pages", pages, "--json").stdout)
    assert (answer["profile"], answer["title"], answer["told"]) == ("mine", TITLES[0], True)
    assert [keyword["keyword"] for keyword in answer["keywords"]] == ["pigeons", "whales", "-cows"]


def test_it_says_the_verdict_and_each_keywords_share(pages) -> None:
    shown = why("mine: pigeons, whales, -cows", "2507.00001", "--pages", pages).stdout
    assert TITLES[0] in shown
    assert "Told of" in shown
    shown = why("mine: pigeons, whales, -cows", "2507.00003", "--pages", pages).stdout
    assert "-cows" in shown
    assert "Never" in shown


def test_a_title_that_could_be_several_papers_is_answered_with_them(pages) -> None:
    done = why("mine: pigeons", "pigeons", "--pages", pages)
    assert done.exit_code == 1
    assert "could be 2 papers" in done.stderr
    assert TITLES[1] in done.stderr


def test_a_paper_nobody_knows_and_a_profile_nobody_knows_are_said_to_be_unknown(pages) -> None:
    done = why("mine: pigeons", "whales", "--pages", pages)
    assert done.exit_code == 1
    assert "No paper is known by 'whales'" in done.stderr
    done = why("whales", "pigeons", "--profiles", PROFILES, "--pages", pages)
    assert done.exit_code == 2
    assert "preference optimisation" in done.stderr


def test_a_profile_of_a_file_is_meant_by_its_name() -> None:
    done = why(
        "preference optimisation", "Grammar-Aligned Decoding", "--profiles", PROFILES, "--pages", SEEDS, "--json"
    )
    assert json.loads(done.stdout)["profile"] == "preference optimisation"


def test_a_catalog_without_papers_says_so(tmp_path: Path) -> None:
    done = why("mine: pigeons", "pigeons", "--database", str(tmp_path / "none.db"))
    assert done.exit_code == 1
    assert "Fill one with" in done.stderr
