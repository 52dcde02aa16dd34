"""``paperround source list``, ``check``, ``record``, ``forget`` and ``paperround status``: what is told, and when 1."""

import json
import re
from pathlib import Path

import pytest

from tests.bot.app.watching_world import TODAY, YESTERDAY
from tests.bot.cli.sources_world import CONFIG, NOW, broken, in_a_folder, live, recorded, run, shown
from tests.scrapers.page_builders import SEEDS

LATER = "2026-11-18T15:20:00Z"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return in_a_folder(tmp_path, monkeypatch)


def fetched(folder: Path, *, well: bool = True) -> None:
    week = recorded(folder, {TODAY: [1, 2], YESTERDAY: [3]}, (lambda _: None) if well else broken)
    live(folder, week)


def test_the_list_says_of_each_source_when_it_is_looked_at_and_what_is_thought_of_it(folder) -> None:
    assert "huggingface huggingface-daily 30 min never – – 0 saved dump 2 h never – – 0" in shown("source", "list")
    assert not (folder / "papers.db").exists()
    fetched(folder)
    said = shown("source", "list", "--now", LATER)
    assert re.search("huggingface huggingface-daily 30 min (19|20) min (9|10|11) min fresh 3 ", said)


def test_machines_get_the_list_with_every_number(folder) -> None:
    fetched(folder)
    first, second = json.loads(run("source", "list", "--now", LATER, "--json").stdout)
    assert (first["name"], first["verdict"]["kind"], first["new_7_days"]) == ("huggingface", "fresh", 3)
    assert first["looks"] == {"at": [], "timezone": None, "every_seconds": 1800}
    assert first["today"] == {"day": "2026-11-18", "papers": 2, "usual": None}
    assert (second["verdict"], second["last_look"], second["configured"]) == (None, None, True)


def test_what_is_not_configured_any_more_is_listed_until_it_is_forgotten(folder) -> None:
    fetched(folder)
    assert "'huggingface' is watched. First" in shown("source", "forget", "huggingface", code=1)
    head, _, tail = CONFIG.partition("[[sources]]")
    (folder / "paperround.toml").write_text(head + "[[sources]]" + tail.partition("[[sources]]")[2])
    assert "huggingface not configured – " in shown("source", "list", "--now", LATER)
    assert "Forgotten: huggingface. Its papers stay." in shown("source", "forget", "huggingface")
    assert "not configured" not in shown("source", "list", "--now", LATER)
    assert "Nothing is known of a source 'huggingface'" in shown("source", "forget", "huggingface", code=1)


@pytest.mark.parametrize("configured", [True, False])
def test_a_source_that_is_watched_no_more_is_no_trouble_and_leaves_nothing_when_it_is_forgotten(
    folder, configured
) -> None:
    fetched(folder, well=False)
    assert "trouble source huggingface: changed layout" in shown("status", "--now", LATER, code=1)
    off = CONFIG.replace('title = "Hugging Face"', "enabled = false")
    gone = CONFIG.replace(
        'name = "huggingface"\nkind = "huggingface-daily"', 'name = "other"\nkind = "huggingface-daily"'
    )
    (folder / "paperround.toml").write_text(off if configured else gone)
    said = shown("status", "--now", LATER)
    assert "trouble none that is not over" in said
    forget = "no longer configured: huggingface. Forget it: paperround source forget huggingface"
    assert (forget in said) is not configured
    assert "put aside pages that wait: huggingface 1" in said
    assert "Forgotten: huggingface. 1 page put aside was dropped. Its papers stay." in shown(
        "source", "forget", "huggingface"
    )
    said = shown("status", "--now", LATER)
    assert ("put aside" in said, "no longer configured" in said) == (False, False)


def test_without_sources_it_is_said_how_to_get_one(folder) -> None:
    (folder / "paperround.toml").write_text('database_url = "papers.db"\n')
    assert "paperround init" in shown("source", "list")
    assert "paperround init" in shown("status")
    named = shown("--config", "paperround.toml", "status")
    assert "paperround --config paperround.toml source add ADDRESS" in named
    assert json.loads(run("source", "list", "--json").stdout) == []


def test_a_check_says_what_came_and_records_nothing(folder) -> None:
    week = recorded(folder, {TODAY: [1, 2, 3, 4]})
    said = shown("source", "check", "huggingface", "--recording", week)
    assert "source huggingface (huggingface-daily), 2026-11-18 asked https://huggingface.co/api/daily_papers?" in said
    assert "understood as huggingface-json: 4 papers, 4 new its day 2026-11-18" in said
    assert "Pigeons at Sea, Part 3" in said
    assert "Part 4" not in said
    assert "verdict Fresh: 4 papers for 2026-11-18. Nothing was recorded." in said
    assert not (folder / "papers.db").exists()
    report = json.loads(run("source", "check", "huggingface", "--recording", week, "--now", NOW, "--json").stdout)
    assert (report["status"], report["papers"], report["result"]) == (200, 4, "news")


def test_a_check_that_finds_nothing_to_record_says_why_and_what_to_do(folder) -> None:
    week = recorded(folder, {TODAY: []}, broken)
    said = shown("source", "check", "huggingface", "--recording", week, "--now", NOW, code=1)
    assert "failed https://huggingface.co/" in said
    assert "to do Expected is" in said
    assert "verdict Changed layout: since 2026-11-18 15:00 UTC the page cannot be understood." in said


def test_what_need_not_be_configured_can_be_checked(folder) -> None:
    (folder / "pages").mkdir()
    seed = min(SEEDS.glob("*.txt"))
    (folder / "pages" / seed.name).write_bytes(seed.read_bytes())
    assert "understood as dump: 53 papers, 53 new" in shown("source", "check", "./pages")
    week = recorded(folder, {TODAY: [1]})
    said = shown("source", "check", "https://example.org/feed", "--recording", week, code=1)
    assert "feed-example-org (feed)" in said
    assert "not in the recording" in said


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["check", "hugingface"], "No source is called 'hugingface'. Did you mean 'huggingface'? There are:"),
        (["check", "ftp://example.org"], "this is no address that can be watched"),
        (["record", "saved", "--out", "x"], "paperround replay"),
        (["record", "cs.CL", "--out", "x", "--day", "2026-11-18"], "not of one day each; leave --day out"),
        (["record", "huggingface", "--out", "x", "--day", "2026-11-18", "--since", "2026-11-17"], "keep one of them"),
        (["record", "huggingface", "--out", "x", "--since", "2999-01-01"], "is yet to come"),
    ],
)
def test_what_makes_no_sense_is_refused_before_anything_is_asked(folder, arguments, said) -> None:
    assert said in shown("source", *arguments, code=2)
    assert not (folder / "x").exists()


def test_a_recording_is_not_put_among_other_files(folder) -> None:
    said = shown("source", "record", "huggingface", "--out", str(folder), code=1)
    assert "other files in it. Name a new or an empty one." in said


def test_what_failed_is_recorded_too_and_the_recording_is_used_as_it_is_said(folder) -> None:
    """A private address is refused before anything is asked of anyone."""
    config = CONFIG.replace('title = "Hugging Face"', 'address = "http://127.0.0.1:9"')
    (folder / "paperround.toml").write_text(config)
    result = run("source", "record", "huggingface", "--out", "rec", "--day", "2026-11-17", code=1)
    assert "2026-11-17: 1 request, in vain." in result.output
    assert "Recorded in rec. To use it:\n  paperround replay rec\n  paperround fetch" in result.output
    command = result.output.splitlines()[-1].split()
    assert command[-2:] == ["--now", "2026-11-18T02:29:00Z"]
    replayed = run(*command[1:], code=1).stdout
    assert "2026-11-17  failed" in replayed
    assert "recording" not in replayed
    run("source", "record", "http://127.0.0.1:9/feed", "--out", "rec", code=1)
    assert len(json.loads((folder / "rec" / "recording.json").read_text())["exchanges"]) == 2


def test_the_status_is_0_while_all_is_well_and_1_when_someone_should_look(folder) -> None:
    fetched(folder)
    said = shown("status", "--now", LATER)
    assert "Fresh" not in said, "the table says it"
    assert (
        "trouble none that is not over outbox nothing is due at work paperround run is not; a source was last looked at"
        in said
    )


def test_the_status_names_trouble_and_what_waits(folder) -> None:
    fetched(folder, well=False)
    said = shown("status", "--now", LATER, code=1)
    assert "trouble source huggingface: changed layout since 2026-11-18 15:00 UTC" in said
    assert "put aside pages that wait: huggingface 1. See them: paperround source quarantine" in said
    report = json.loads(run("status", "--now", LATER, "--json", code=1).stdout)
    assert (report["trouble"], report["put_aside"]) == (True, {"huggingface": 1})
    assert [each["subject"] for each in report["incidents"]] == ["source huggingface"]
    assert [job["name"] for job in report["jobs"]] == ["fetch huggingface"]
