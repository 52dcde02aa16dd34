"""RELIABILITY B1 and B2: backups that are made while others write are whole, and after one is restored nobody is told
again.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from sqlalchemy.engine import make_url

from store.sql import backup, check, open_store
from tests.conftest import ROOT
from tests.faults.delivery_child import Command, carry_out, read
from tests.faults.delivery_world import FIRST_ROUND, PROFILES, RECORDED, SEEDS, KillingSink, fill, message_of, text_of
from tests.store.conftest import POSTGRES
from tests.store.test_store_backup import require_client_programs

WRITERS = """
import os, sys
from contextlib import closing
from store.sql import open_store
from tests.faults.store_worker import record_pages
url, count = sys.argv[1], int(sys.argv[2])
number = next((number for number in range(1, count) if not os.fork()), 0)
with closing(open_store(url)) as store:
    record_pages(store, f"early {number}", 5)
    print("at work", flush=True)
    record_pages(store, f"late {number}", 1_000_000)
"""
"""So many processes that write one short transaction after the other."""

HEAD = re.compile(r"^ {0,4}[0-9]+  (\S.*)$", re.MULTILINE)
"""A score and the first line of a title, as they stand in the text of a mail."""


@contextmanager
def writers(url: str, count: int) -> Iterator[None]:
    """So many processes that write until the end."""
    first = subprocess.Popen(
        [sys.executable, "-c", WRITERS, url, str(count)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert first.stdout is not None
    try:
        assert [first.stdout.readline() for _ in range(count)] == ["at work\n"] * count
        yield
    finally:
        os.killpg(first.pid, signal.SIGKILL)
        _, said = first.communicate(timeout=60)  # until the last of them is gone
    assert (first.returncode, said) == (-signal.SIGKILL, "")


def page_count(url: str) -> int:
    return check(url).counts["pages"]


def restored(file: Path, url: str) -> str:
    """The address of what a backup makes where there is nothing (any more)."""
    if not url.startswith("postgresql"):
        return f"sqlite:///{file}"
    schema = str(make_url(url).query["options"]).rpartition("=")[2]
    with psycopg.connect(POSTGRES, autocommit=True) as connection:
        connection.execute("SET client_min_messages = error")
        connection.execute(f'DROP SCHEMA "{schema}" CASCADE')
        connection.execute(f'CREATE SCHEMA "{schema}"')
    subprocess.run(["pg_restore", "--exit-on-error", f"--dbname={POSTGRES}", str(file)], check=True)
    return url


def assert_backups_are_whole(url: str, folder: Path, *, count: int, times: int) -> None:
    open_store(url).close()
    copies: list[tuple[Path, int]] = []
    with writers(url, count):
        for number in range(times):
            committed = page_count(url)
            copies.append((backup(url, folder / f"{number}.backup").path, committed))
        assert page_count(url) > copies[-1][1]
    for path, committed in copies:
        found = check(restored(path, url))
        assert found.findings == ()
        # A transaction of these writers is a page with one paper.
        assert found.counts["pages"] == found.counts["papers"] >= committed


def test_backups_made_while_others_write_are_whole(file_url: str, tmp_path: Path) -> None:
    assert_backups_are_whole(file_url, tmp_path, count=2, times=3)


@pytest.mark.slow
def test_twenty_of_twenty_backups_made_while_four_processes_write_are_whole(lasting_url: str, tmp_path: Path) -> None:
    require_client_programs(lasting_url)
    assert_backups_are_whole(lasting_url, tmp_path, count=4, times=20)


def restore_over(url: str, file: Path) -> None:
    """Put a backup in the place of the database, as ``docs/backup.md`` says."""
    if url.startswith("postgresql"):
        address = make_url(url).render_as_string(hide_password=False)
        how = ["--clean", "--if-exists", "--no-owner", "--single-transaction"]
        subprocess.run(["pg_restore", *how, f"--dbname={address}", str(file)], check=True)
        return
    database = Path(url.removeprefix("sqlite:///"))
    for each in (database, Path(f"{database}-wal"), Path(f"{database}-shm")):
        each.unlink(missing_ok=True)
    shutil.copy(file, database)


def day(url: str, sink: KillingSink, folder: Path, number: int, pages: Sequence[str]) -> set[tuple[str, str]]:
    """Record pages in the night and deliver in the morning of a day; who was told of what."""
    sink.messages.clear()
    later = timedelta(days=number)
    recorded, round_ = (RECORDED + later).isoformat(), (FIRST_ROUND + later).isoformat()
    command = Command(url, sink.url, str(folder / "journal.sent"), list(pages), recorded, [round_])
    carry_out(command, read(command.pages))
    letters = [(mail.recipients[0], text_of(message_of(mail.content))) for mail in sink.messages]
    return {(recipient, title) for recipient, text in letters for title in HEAD.findall(text)}


def uncapped(url: str) -> None:
    with closing(open_store(url)) as store, store.writing() as catalog:
        for profile in catalog.profiles():
            catalog.save_profile(replace(profile, top=None, threshold=40.0))


@pytest.mark.parametrize("kind", ["file_url", pytest.param("postgres_url", marks=pytest.mark.slow)])
def test_after_an_old_backup_is_restored_nobody_is_told_again_and_news_are_told(
    request: pytest.FixtureRequest, tmp_path: Path, kind: str
) -> None:
    url = str(request.getfixturevalue(kind))
    require_client_programs(url)
    fill(url, PROFILES[:2])
    uncapped(url)
    with KillingSink() as sink:
        first = day(url, sink, tmp_path, 0, SEEDS[:1])
        kept = backup(url, tmp_path / "kept.backup").path
        second = day(url, sink, tmp_path, 1, SEEDS[1:2])
        assert first
        assert second
        restore_over(url, kept)
        assert check(url).findings == ()
        assert day(url, sink, tmp_path, 2, SEEDS[1:2]) == set()
        third = day(url, sink, tmp_path, 3, SEEDS[1:3])
        assert third
        assert third.isdisjoint(first | second)
        assert day(url, sink, tmp_path, 4, SEEDS[:3]) == set()
    assert check(url).findings == ()


def test_without_the_journal_they_would_be_told_again(file_url: str, tmp_path: Path) -> None:
    fill(file_url, PROFILES[:1])
    with KillingSink() as sink:
        kept = backup(file_url, tmp_path / "kept.backup").path
        told = day(file_url, sink, tmp_path, 0, SEEDS[:1])
        restore_over(file_url, kept)
        shutil.rmtree(tmp_path / "journal.sent")
        assert day(file_url, sink, tmp_path, 0, SEEDS[:1]) == told
