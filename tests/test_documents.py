"""What the documents say is true: links lead somewhere, examples are understood, commands exist."""

import re
import shlex
import subprocess
import sys
import zipfile
from pathlib import Path

import click
import pytest

from bot.cli.main import root
from bot.core.matching.language import parse_keyword
from tests.conftest import ROOT

DOCUMENTS = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_relative_link_leads_to_a_file(document: Path) -> None:
    for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", document.read_text(encoding="utf-8")):
        assert (document.parent / target).exists(), target


def test_every_keyword_in_the_language_table_is_understood() -> None:
    text = (ROOT / "docs" / "profiles.md").read_text(encoding="utf-8")
    keywords = re.findall(r"^\| `([^`]+)` \|", text, re.MULTILINE)
    assert len(keywords) >= 8
    for keyword in keywords:
        parse_keyword(keyword)


def _command_lines() -> list[str]:
    lines = [line.strip() for document in DOCUMENTS for line in document.read_text(encoding="utf-8").splitlines()]
    shown = [line.removeprefix("$ ").removeprefix(".venv/bin/") for line in lines]
    return sorted({line.partition("   #")[0] for line in shown if line.startswith("paperround ")})


@pytest.mark.parametrize("line", _command_lines())
def test_every_command_in_the_documents_exists_with_its_options(line: str) -> None:
    command: click.Command = root
    words = shlex.split(line)[1:]
    while isinstance(command, click.Group) and words and not words[0].startswith("-"):
        command = command.commands[words.pop(0)]
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
        "bot/templates/digest.html",
        "bot/templates/style.css",
        "store/migrations/env.py",
        "store/migrations/versions/0001_catalog.py",
        "bot/py.typed",
    ):
        assert needed in names
