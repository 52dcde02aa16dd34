"""``paperround fetch`` and ``paperround once`` on recorded answers: what is said, kept and returned."""

import asyncio
import json
import signal
from collections.abc import Sequence
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from bot.app.watching.exclusive import LEASE
from bot.cli.main import root
from scrapers.errors import FetchError
from scrapers.kinds import KINDS
from scrapers.recordings import Recorder
from store.sql import open_store
from store.watch import ListingDay, Look, LookResult
from tests.bot.app.watching_world import TODAY, YESTERDAY, Reply, Site, huggingface
from tests.scrapers.hostile_site import HostileSite

NOW = "2026-11-18T15:00:00Z"
LATER = "2026-11-18T16:00:00Z"
CONFIG = """
database_url = "papers.db"
[[sources]]
name = "huggingface"
kind = "huggingface-daily"
title = "Hugging Face"
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a configuration of one source, and nothing else."""
    monkeypatch.chdir(tmp_path)
    for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    for name in ("DATABASE_URL", "SMTP_URL", "MAIL_FROM", "CONFIG"):
        monkeypatch.delenv(f"PAPERROUND_{name}", raising=False)
    (tmp_path / "paperround.toml").write_text(CONFIG)
    return tmp_path


def run(*arguments: str, code: int = 0) -> Result:
    before = signal.getsignal(signal.SIGTERM)
    result = CliRunner(catch_exceptions=False).invoke(root, [*arguments])
    assert signal.getsignal(signal.SIGTERM) is before
    assert result.exit_code == code, result.output
    return result


def recorded(folder: Path, days: dict[date, list[int]], trouble: Reply = lambda _: None, name: str = "week") -> str:
    """A recording of Hugging Face's lists of these days."""
    site = Site(lambda: datetime(2026, 11, 18, 15, 0, tzinfo=UTC), days, trouble=trouble)
    source = huggingface().source

    async def record() -> None:
        for day in days:
            recorder = Recorder(site, folder / name, source.source, day)
            for request in KINDS[source.kind].requests(source, day):
                try:
                    await recorder.get(request)
                except FetchError:
                    continue

    asyncio.run(record())
    return str(folder / name)


def fetch(recording: str, *more: str, now: str = NOW, code: int = 0) -> Result:
    return run("fetch", "--recording", recording, "--now", now, *more, code=code)


def shown(result: Result) -> str:
    return " ".join(result.stdout.split())


def test_what_was_found_is_told_by_source_and_day_with_a_verdict(folder) -> None:
    week = recorded(folder, {TODAY: [1, 2], YESTERDAY: [3]})
    told = shown(fetch(week))
    assert "huggingface 2026-11-18 news 2 2" in told
    assert "huggingface 2026-11-17 news 1 1 fresh" in told
    assert "Fresh" not in told, "the table says it"
    assert "2 looks, 3 new papers. Run 20261118T1500" in told
    again = shown(fetch(week, now=LATER))
    assert "huggingface 2026-11-18 unchanged 2 0" in again


def test_machines_get_every_look(folder) -> None:
    report = json.loads(fetch(recorded(folder, {TODAY: [1, 2], YESTERDAY: [3]}), "--json").stdout)
    [source] = report["sources"]
    looks: Sequence[dict[str, Any]] = source["looks"]
    assert [(look["day"], look["result"], look["papers"], look["new"]) for look in looks] == [
        ("2026-11-18", "news", 2, 2),
        ("2026-11-17", "news", 1, 1),
    ]
    assert (source["verdict"]["kind"], source["skipped"]) == ("fresh", "")
    assert report["promised"] == {"papers": 0, "readers": 0, "first_due_at": None}
    assert {look["run"] for look in looks} == {report["run"]}


def test_readers_are_promised_what_is_new_unless_nobody_is_to_be_told(folder) -> None:
    run("reader", "add", "ada", "--console", "--now", "2026-11-17")
    run("profile", "add", "ada", "birds: pigeon", "--now", "2026-11-17")
    first = recorded(folder, {TODAY: [1], YESTERDAY: [2]}, name="first")
    assert "promised" not in shown(fetch(first, "--tell-nobody"))
    second = recorded(folder, {TODAY: [1, 3], YESTERDAY: [2]}, name="second")
    assert "1 paper promised to 1 reader" in shown(fetch(second, now=LATER))


def test_something_missing_is_said_and_is_exit_code_1(folder) -> None:
    week = recorded(folder, {TODAY: [1, 2], YESTERDAY: []}, lambda request: _page(request, b"<html></html>"))
    told = shown(fetch(week, code=1))
    assert "2026-11-18 changed 0 0" in told
    assert "Changed layout" in told
    with closing(open_store(f"sqlite:///{folder / 'papers.db'}")) as store, store.reading() as catalog:
        assert len(catalog.put_aside()) == 1
        assert catalog.paper_count() == 0


def _page(request: Any, body: bytes) -> Any:
    return Site(lambda: datetime(2026, 11, 18, 15, 0, tzinfo=UTC)).whole(request, body, "text/html")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["hugingface"], "No source is called 'hugingface'. Did you mean 'huggingface'? There are: huggingface."),
        (["--since", "2027-01-01"], "--since 2027-01-01 is yet to come."),
    ],
)
def test_what_makes_no_sense_is_refused_before_anything_is_asked(folder, arguments, said) -> None:
    result = run("fetch", "--now", NOW, *arguments, code=2)
    assert said in " ".join(result.stderr.split())
    assert not (folder / "papers.db").exists()


def test_without_a_source_it_is_said_how_to_get_one(folder) -> None:
    (folder / "paperround.toml").write_text('database_url = "papers.db"\n')
    for command in ("fetch", "once"):
        assert "paperround init" in run(command, code=2).stderr


def test_a_source_that_is_switched_off_is_looked_at_only_if_it_is_named(folder) -> None:
    (folder / "paperround.toml").write_text(CONFIG + "enabled = false\n")
    week = recorded(folder, {TODAY: [1], YESTERDAY: [2]})
    assert "No source is enabled" in fetch(week, code=2).stderr
    assert "news" in shown(fetch(week, "huggingface"))


def test_a_source_that_another_process_looks_at_is_left_to_it(folder) -> None:
    week = recorded(folder, {TODAY: [1], YESTERDAY: [2]})
    at = datetime(2026, 11, 18, 15, 0, tzinfo=UTC)
    with closing(open_store(f"sqlite:///{folder / 'papers.db'}")) as store, store.timing() as timing:
        timing.ensure_job("fetch huggingface", at)
        timing.claim_job("fetch huggingface", "other", at, lease=LEASE, even_if_early=True)
    told = shown(fetch(week, now="2026-11-18T15:00:20Z"))
    assert "huggingface: not looked at, for another process is looking at it" in told
    assert "news" in shown(fetch(week, now=(at + LEASE + timedelta(seconds=1)).isoformat()))


def test_once_looks_sends_and_says_how_it_went(folder) -> None:
    run("reader", "add", "ada", "--console", "--now", "2026-11-17")
    run("profile", "add", "ada", "birds: pigeon", "--instant", "--now", "2026-11-17")
    week = recorded(folder, {TODAY: [1, 2], YESTERDAY: [3]})
    told = shown(run("once", "--recording", week, "--now", NOW))
    assert "Pigeons at Sea, Part 1" in told
    assert "1 sent." in told
    report = json.loads(run("once", "--recording", week, "--now", LATER, "--json").stdout)
    assert (report["delivered"]["attempts"], report["operator"]["set_up"], report["unheard"]) == ([], False, "")


def test_once_forgets_what_is_old_and_delivers_also_if_a_source_cannot_be_looked_at(folder) -> None:
    run("reader", "add", "ada", "--console", "--now", "2026-11-17")
    run("profile", "add", "ada", "birds: pigeon", "--instant", "--now", "2026-11-17")
    week = recorded(folder, {TODAY: [1], YESTERDAY: []})
    run("fetch", "--recording", week, "--now", NOW)
    at = datetime(2026, 1, 1, tzinfo=UTC)
    look = Look(source="gone", run="r", day=None, begun_at=at, ended_at=at, result=LookResult.EMPTY)
    odd = ListingDay(source="huggingface", day="no day", first_at=at, grown_at=at, looked_at=at, entries=1)
    with closing(open_store(f"sqlite:///{folder / 'papers.db'}")) as store, store.writing() as catalog:
        for _ in range(2):
            catalog.add_look(look)
        catalog.keep_day(odd)
    told = shown(run("once", "--recording", week, "--now", LATER, code=1))
    assert "huggingface: it cannot be looked at. ValueError: Invalid isoformat string: 'no day'" in told
    assert "1 sent." in told
    with closing(open_store(f"sqlite:///{folder / 'papers.db'}")) as store, store.reading() as catalog:
        assert len(catalog.looks(source="gone")) == 1


def test_once_says_when_the_operator_cannot_be_told_and_the_exit_code_is_1(folder) -> None:
    saved = '[[sources]]\nname = "saved"\nkind = "dump"\naddress = "pages"\n'
    (folder / "paperround.toml").write_text(f'database_url = "papers.db"\noperator = "ada@example.org"\n{saved}')
    (folder / "pages").mkdir()
    (folder / "pages" / "odd.txt").write_text("No page of papers.")
    later = (datetime.now(UTC) + timedelta(minutes=1)).isoformat()
    told = shown(run("once", "--now", later, code=1))
    assert "The operator could not be told: Mail waits. Set PAPERROUND_SMTP_URL" in told


def test_how_a_recording_goes_is_no_news_of_the_sources(folder) -> None:
    other = '[[sources]]\nname = "meadow"\nkind = "feed"\naddress = "https://meadow.example/feed.xml"\n'
    (folder / "paperround.toml").write_text('operator = "ada@example.org"\n' + CONFIG + other)
    week = recorded(folder, {TODAY: [1], YESTERDAY: []}, lambda request: _page(request, b"<html></html>"))
    for command in ("fetch", "once"):
        told = shown(run(command, "--recording", week, "--now", NOW, code=1))
        assert "Changed layout" in told
        assert ("meadow" in told, "operator" in told) == (False, False)
    assert "The recording is not of meadow, but of huggingface." in run(
        "fetch", "meadow", "--recording", week, code=2
    ).stderr.replace("\n", " ")
    with closing(open_store(f"sqlite:///{folder / 'papers.db'}")) as store, store.reading() as catalog:
        assert (catalog.verdicts(), catalog.incidents()) == ({}, ())


def test_a_recording_answers_as_if_it_were_its_own_time(folder) -> None:
    days = {TODAY - timedelta(days=back): [back, 90 + back] for back in range(5)}
    week = recorded(folder, days)
    told = shown(run("fetch", "--recording", week))
    assert "5 looks, 10 new papers. Run 20261118T1500" in told
    (folder / "other").mkdir()
    assert "recording.json" in run("fetch", "--recording", str(folder / "other"), code=1).stderr


def test_a_recording_that_is_put_into_a_watched_folder_is_read_once(folder) -> None:
    (folder / "paperround.toml").write_text(CONFIG + '[[sources]]\nname = "saved"\nkind = "dump"\naddress = "week"\n')
    recorded(folder, {TODAY: [1, 2]})
    recorded(folder, {TODAY: [1, 2, 3]})
    later = (datetime.now(UTC) + timedelta(minutes=1)).isoformat()
    assert shown(run("fetch", "saved", "--now", later)).count("saved news") == 2
    assert "saved unchanged 0 0" in shown(run("fetch", "saved", "--now", later))


def test_pages_of_the_web_are_had_at_the_time_that_is_given(folder) -> None:
    with HostileSite() as site:
        site.answer("/feed.xml", b"<html>nothing here</html>")
        feed = f'[[sources]]\nname = "meadow"\nkind = "feed"\naddress = "{site.url("/feed.xml")}"\n'
        (folder / "paperround.toml").write_text(f'database_url = "papers.db"\nfetch_allow = ["127.0.0.1"]\n{feed}')
        run("fetch", "--now", NOW, code=1)
    with closing(open_store(f"sqlite:///{folder / 'papers.db'}")) as store, store.reading() as catalog:
        [page] = catalog.put_aside()
    assert timedelta(0) <= page.received_at - datetime(2026, 11, 18, 15, 0, tzinfo=UTC) < timedelta(minutes=1)
