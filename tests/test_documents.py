"""What the documents say is true: links lead somewhere, examples are understood, commands exist."""

import re
import shlex
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import pytest

from bot.cli.main import root
from bot.core.matching.language import (
    MAX_KEYWORD,
    MAX_KEYWORDS,
    MAX_NESTING,
    MAX_TERMS,
    ProfileSyntaxError,
    parse_keyword,
    parse_profile,
    print_profile,
)
from bot.core.matching.types import Field
from tests.bot.matching.papers import match
from tests.conftest import ROOT

DOCUMENTS = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_relative_link_leads_to_a_file(document: Path) -> None:
    for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", document.read_text(encoding="utf-8")):
        assert (document.parent / target).exists(), target


def test_every_keyword_in_the_short_table_is_understood() -> None:
    rows = _rows((ROOT / "docs" / "profiles.md").read_text(encoding="utf-8"))
    assert len(rows) >= 8
    for keyword, *_ in rows:
        parse_keyword(keyword)


def _rows(text: str) -> list[tuple[str, ...]]:
    """The rows of tables whose first cell is something to type, without its marks."""
    rows = re.findall(r"^\| (`[^`]+` \|.*) ?\|$", text, re.MULTILINE)
    return [tuple(cell.strip().strip("`") for cell in row.split(" |")) for row in rows]


LANGUAGE, _, MISTAKES = (ROOT / "docs" / "language.md").read_text(encoding="utf-8").partition("## Mistakes")
EXAMPLES = [row for row in _rows(LANGUAGE) if len(row) == 4 and row[2]]


@pytest.mark.parametrize("row", _rows(LANGUAGE), ids=lambda row: row[0])
def test_every_example_of_the_language_is_understood_and_printed_so_that_it_stays_so(row: tuple[str, ...]) -> None:
    written = f"mine: {row[0]}, another"
    assert parse_profile(print_profile(parse_profile(written))) == parse_profile(written)


@pytest.mark.parametrize("row", EXAMPLES, ids=lambda row: row[0])
def test_every_example_of_the_language_finds_what_the_page_says(row: tuple[str, ...]) -> None:
    written, _, found, not_found = row
    assert match(written, **_paper(found)).score > 0
    assert match(written, **_paper(not_found)).score == 0


@pytest.mark.parametrize("row", _rows(MISTAKES), ids=lambda row: row[0])
def test_every_mistake_of_the_language_page_gets_the_answer_it_says(row: tuple[str, ...]) -> None:
    with pytest.raises(ProfileSyntaxError) as caught:
        parse_profile(f"mine: {row[0]}")
    assert caught.value.message.startswith(row[1])


def test_the_language_page_has_examples_of_everything() -> None:
    assert len(EXAMPLES) >= 40
    assert len(_rows(MISTAKES)) >= 15
    assert all(f"{field}:" in LANGUAGE for field in Field)
    for limit in (MAX_KEYWORDS, MAX_KEYWORD, MAX_TERMS, MAX_NESTING):
        assert f"| {limit} |" in LANGUAGE


def _paper(cell: str) -> dict[str, Any]:
    """What a cell says of a paper: ``author: Amanda Askell; title: On agents``; without a name it is the title."""
    facts: dict[str, Any] = {}
    for part in cell.split("; "):
        name, colon, value = part.partition(": ")
        facts |= _FACTS[name](value) if colon else {"title": part}
    return facts


_FACTS: dict[str, Callable[[str], dict[str, Any]]] = {
    "title": lambda value: {"title": value},
    "abstract": lambda value: {"abstract": value},
    "keywords": lambda value: {"ai_keywords": (value,)},
    "author": lambda value: {"authors": (value,)},
    "organisation": lambda value: {"organization": value},
    "source": lambda value: {"sources": (value,)},
    "category": lambda value: {"categories": (value,)},
    "published": lambda value: {"published": value},
}


def _command_lines() -> list[str]:
    lines = [line.strip() for document in DOCUMENTS for line in document.read_text(encoding="utf-8").splitlines()]
    shown = [line.removeprefix("$ ").removeprefix(".venv/bin/") for line in lines]
    typed = (re.split(r"   #| [<|] | && ", line)[0] for line in shown if line.startswith("paperround "))
    return sorted(set(typed))


@pytest.mark.parametrize("line", _command_lines())
def test_every_command_in_the_documents_exists_with_its_options(line: str) -> None:
    command: click.Command = root
    words = shlex.split(line)[1:]
    while isinstance(command, click.Group) and words and not words[0].startswith("-"):
        name = words.pop(0)
        found = command.get_command(click.Context(command), name)
        assert found is not None, name
        command = found
    options = {name for parameter in command.params for name in parameter.opts} | {"--help", "--version"}
    assert {word.partition("=")[0] for word in words if word.startswith("--")} <= options


def test_a_wheel_has_the_three_packages_with_templates_and_migrations(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "-w", tmp_path, ROOT],
        check=True,
        env={"PATH": "/usr/bin:/bin", "PIP_DISABLE_PIP_VERSION_CHECK": "1"},
    )
    [wheel] = tmp_path.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.split("/")[0] for name in names if ".dist-info" not in name} == {"bot", "scrapers", "store"}
    for needed in (
        "bot/data/background.tsv",
        "bot/templates/digest.html",
        "bot/templates/style.css",
        "store/migrations/env.py",
        "store/migrations/versions/0001_catalog.py",
        "bot/py.typed",
    ):
        assert needed in names
