"""``paperround doctor`` as people and scripts use it; what it finds is tested where it is found."""

import json
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli.main import root
from store.sql import open_store
from tests.bot.doctor.doctor_world import FEED
from tests.scrapers.hostile_site import HostileSite

Run = Callable[..., Result]


@pytest.fixture
def paperround(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command in a folder of its own."""
    monkeypatch.chdir(tmp_path)
    return lambda *words: CliRunner().invoke(root, words, catch_exceptions=False)


def write(folder: Path, text: str) -> None:
    path = folder / "paperround.toml"
    path.write_text(text)
    path.chmod(0o600)


def test_right_after_init_there_is_nothing_but_warnings_and_each_has_its_cure(paperround: Run) -> None:
    paperround("init", "--yes")
    told = paperround("doctor", "--offline")
    assert told.exit_code == 0
    lines = told.output.splitlines()
    warnings = [place for place, line in enumerate(lines) if line.startswith("! ")]
    assert len(warnings) == 3
    assert all(lines[place + 1].lstrip().startswith("→ ") for place in warnings)
    assert lines[-1] == "It works, with 3 warnings."


def test_a_configuration_that_cannot_be_understood_is_a_finding(paperround: Run, tmp_path: Path) -> None:
    write(tmp_path, 'contct = "ada@example.org"')
    told = paperround("doctor", "--json")
    assert told.exit_code == 1
    report = json.loads(told.output)
    assert report["ok"] is False
    ((name, state, said),) = [(each["name"], each["state"], each["said"]) for each in report["findings"]]
    assert (name, state) == ("configuration", "failed")
    assert "Did you mean 'contact'?" in said


def test_scripts_get_every_finding_and_an_exit_code(paperround: Run, tmp_path: Path) -> None:
    write(tmp_path, 'public_url = "https://papers.example.org"')
    told = paperround("doctor", "--offline", "--json")
    assert told.exit_code == 1
    found = {each["name"]: each["state"] for each in json.loads(told.output)["findings"]}
    assert found["pages"] == "failed"
    assert found["sources"] == "failed"
    assert found["disk"] in {"ok", "warning", "failed"}


def test_another_database_may_be_named(paperround: Run, tmp_path: Path) -> None:
    open_store(f"sqlite:///{tmp_path}/other.db").close()
    told = paperround("doctor", "--offline", "--database", "other.db", "--json")
    found = {each["name"]: each for each in json.loads(told.output)["findings"]}
    assert found["database"]["state"] == "ok"
    assert "other.db" in found["database"]["said"]


@pytest.mark.slow
def test_a_source_is_really_asked_and_its_host_remembered(paperround: Run, tmp_path: Path) -> None:
    with HostileSite() as site:
        site.answer("/feed", FEED, headers={"Content-Type": "application/rss+xml"})
        source = f'[[sources]]\nname = "ours"\nkind = "feed"\naddress = "{site.url("/feed")}"\n'
        write(tmp_path, f'fetch_allow = ["{site.authority}"]\ncontact = "ada@example.org"\n{source}')
        open_store(f"sqlite:///{tmp_path}/paperround.db").close()
        told = paperround("doctor", "--json")
        (seen,) = site.asked("/feed")
    found = {each["name"]: each for each in json.loads(told.output)["findings"]}
    assert found["source ours"]["state"] == "ok", found["source ours"]
    assert "1 paper at" in found["source ours"]["said"]
    assert "ada@example.org" in seen.headers["user-agent"]
    with closing(open_store(f"sqlite:///{tmp_path}/paperround.db")) as store, store.reading() as catalog:
        assert [pace.host for pace in catalog.host_paces()] == [site.authority]
        assert len(catalog.looks()) == 0
