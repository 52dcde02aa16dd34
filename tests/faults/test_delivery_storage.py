"""RELIABILITY S4 for delivery: a disk that is full, or may not be written.

Nothing is taken for sent or recorded that is not; what is wrong is said in words; when it is over, work goes on, and
nobody missed anything.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import asdict, replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from sqlalchemy import Connection, event

from store.errors import DatabaseFull, DatabaseReadOnly
from store.sql import SqlStore, check, open_store
from store.sql.address import understand
from store.sql.engine import connect
from tests.conftest import ROOT
from tests.faults.delivery_child import Command, carry_out, work
from tests.faults.delivery_orders import PAGES, assert_all_is_told_at_last, command, nothing, sent_numbers
from tests.faults.delivery_world import (
    FEW,
    KillingSink,
    fill,
    unsettled,
)

FULL = r"has no room left|the disk is full"


class Crowded:
    """A store whose file may grow by so many pages only. :ivar room: how many; ``None`` for no limit."""

    def __init__(self, url: str) -> None:
        self.room: int | None = None
        database = connect(understand(url), busy_seconds=1, create=False)
        event.listen(database.engine, "begin", self._limit)
        self.store = SqlStore(database)

    def _limit(self, connection: Connection) -> None:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
        most = 2**30 if self.room is None else pages + self.room
        connection.exec_driver_sql(f"PRAGMA max_page_count = {most}")


def test_where_there_is_no_room_nothing_is_recorded_and_it_goes_on_when_there_is(file_url: str, tmp_path: Path) -> None:
    fill(file_url, FEW)
    crowded = Crowded(file_url)
    with KillingSink() as sink, closing(crowded.store) as store:
        order = command(file_url, sink, tmp_path)
        before = check(file_url).counts
        crowded.room = 0
        with pytest.raises(DatabaseFull, match=r"has no room left; nothing was written\. Free some space"):
            work(order, PAGES, store, nothing)
        assert check(file_url).counts == before
        assert sink.messages == []
        crowded.room = None
        work(order, PAGES, store, nothing)
        assert unsettled(file_url) == []
        assert (len(sink.told()), len(sink.messages)) == (len(FEW), len(FEW))


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of its own for database and journal; only root can make one."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=6m", "none", str(folder)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip(f"a small disk cannot be made here: {mounted.stderr.decode().strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def fill_up(disk: Path) -> None:
    """Leave no byte free."""
    with (disk / "ballast").open("wb", buffering=0) as ballast, suppress(OSError):
        while True:
            ballast.write(bytes(4096))


def test_on_a_full_disk_nothing_is_gathered_or_sent(small_disk: Path) -> None:
    url = f"sqlite:///{small_disk / 'catalog.db'}"
    fill(url, FEW)
    with KillingSink() as sink:
        order = command(url, sink, small_disk)
        carry_out(replace(order, rounds=[]), PAGES)
        fill_up(small_disk)
        with pytest.raises(DatabaseFull, match=FULL):
            carry_out(order, ())
        (small_disk / "ballast").unlink()
        assert sink.messages == []
        assert_all_is_told_at_last(url, sink, small_disk, repeats=0)


@pytest.mark.parametrize("phase", [pytest.param("RCPT", marks=pytest.mark.slow), "dot"])
def test_a_disk_that_is_full_while_mails_are_sent_makes_none_of_them_look_sent(small_disk: Path, phase: str) -> None:
    url = f"sqlite:///{small_disk / 'catalog.db'}"
    fill(url, FEW)
    with KillingSink() as sink:
        sink.act_in(phase, 3, lambda: fill_up(small_disk))
        with pytest.raises(DatabaseFull, match=FULL), closing(open_store(url)) as store:
            work(command(url, sink, small_disk), PAGES, store, nothing)
        (small_disk / "ballast").unlink()
        # The one in flight arrived, and neither the database nor the journal could be told.
        assert len(sent_numbers(url)) == len(sink.messages) - 1 == 2
        assert_all_is_told_at_last(url, sink, small_disk, repeats=1)


@pytest.mark.slow
def test_a_disk_that_may_only_be_read_sends_nothing_and_it_goes_on_when_it_may_be_written(small_disk: Path) -> None:
    url = f"sqlite:///{small_disk / 'catalog.db'}"
    fill(url, FEW)
    with KillingSink() as sink:
        order = command(url, sink, small_disk)
        carry_out(replace(order, rounds=[]), PAGES)
        subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
        with pytest.raises(DatabaseReadOnly, match="cannot be written"):
            carry_out(order, ())
        subprocess.run(["mount", "-o", "remount,rw", str(small_disk)], check=True)
        assert sink.messages == []
        assert_all_is_told_at_last(url, sink, small_disk, repeats=0)


def test_what_may_only_be_read_sends_nothing_and_says_so(file_url: str, tmp_path: Path) -> None:
    fill(file_url, FEW)
    with KillingSink() as sink:
        order = command(file_url, sink, tmp_path)
        carry_out(replace(order, rounds=[]), PAGES)
        before = check(file_url).counts
        with (
            closing(open_store(f"{file_url}?mode=ro")) as store,
            pytest.raises(DatabaseReadOnly, match="cannot be written"),
        ):
            work(order, PAGES, store, nothing)
        assert (check(file_url).counts, sink.messages) == (before, [])
        assert_all_is_told_at_last(file_url, sink, tmp_path, repeats=0)


STRANGER = """
import json, os, sys
from store.errors import StoreError
from tests.faults.delivery_child import Command, carry_out, warm_up
warm_up(())
os.setgid(65534), os.setuid(65534)
try:
    carry_out(Command(**json.loads(sys.argv[1])), ())
except StoreError as error:
    print(type(error).__name__, error)
"""


@pytest.fixture
def folder_for_all() -> Iterator[Path]:
    """A folder that other users may read and not write."""
    with TemporaryDirectory() as name:
        yield Path(name)


@pytest.mark.slow
def test_a_folder_that_may_not_be_written_sends_nothing_and_says_so(folder_for_all: Path, tmp_path: Path) -> None:
    folder = folder_for_all
    url = f"sqlite:///{folder / 'catalog.db'}"
    fill(url, FEW)
    with KillingSink() as sink:
        order = command(url, sink, tmp_path)
        carry_out(replace(order, rounds=[]), PAGES)
        said = as_a_stranger(folder, order)
        assert said.startswith("DatabaseReadOnly The database")
        assert sink.messages == []
        assert_all_is_told_at_last(url, sink, tmp_path, repeats=0)


def as_a_stranger(folder: Path, order: Command) -> str:
    """What a process says that may read the folder and write nothing in it; root would be allowed everything."""
    if os.getuid():
        pytest.skip("only root can become someone else")
    folder.chmod(0o555)
    try:
        done = subprocess.run(
            [sys.executable, "-c", STRANGER, json.dumps(asdict(order))],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        )
    finally:
        folder.chmod(0o700)
    return done.stdout
