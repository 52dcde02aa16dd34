"""RELIABILITY S5 for delivery: a PostgreSQL server whose sessions are cut, or which is restarted at once.

What is wrong is said in words; when it is over, work goes on, and nobody missed anything or was told twice.
"""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from socket import socket
from tempfile import TemporaryDirectory
from uuid import uuid4

import psycopg
import pytest
from sqlalchemy.engine import make_url

from store.errors import DatabaseUnreachable
from store.sql import open_store
from tests.conftest import required
from tests.faults.delivery_child import work
from tests.faults.delivery_orders import PAGES, assert_all_is_told_at_last, command, nothing, sent_numbers
from tests.faults.delivery_world import FEW, KillingSink, fill, unsettled


class Strike:
    """Something happens at a point of the way."""

    def __init__(self, name: str, occurrence: int, act: Callable[[], object]) -> None:
        self._name = name
        self._left = occurrence
        self._act = act

    def __call__(self, passed: str) -> None:
        if passed == self._name:
            self._left -= 1
            if not self._left:
                self._act()


IN_TRANSACTIONS = (
    ("before sending.settle", 3),
    pytest.param("after writing.gather", 1, marks=pytest.mark.slow),
    pytest.param("before writing.promise", 1, marks=pytest.mark.slow),
    pytest.param("after sending.claim", 1, marks=pytest.mark.slow),
    pytest.param("before reading.matches", 2, marks=pytest.mark.slow),
)
BETWEEN_TRANSACTIONS = (("dot", 3), pytest.param("RCPT", 2, marks=pytest.mark.slow))


@pytest.fixture
def cut(postgres: psycopg.Connection, postgres_url: str) -> tuple[str, Callable[[], object]]:
    """The address of a schema, and what terminates all sessions that came by this address."""
    name = f"doomed-{uuid4().hex}"
    url = make_url(postgres_url).update_query_dict({"application_name": name}).render_as_string(hide_password=False)
    terminate = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = %s"
    return url, lambda: postgres.execute(terminate, [name])


@pytest.mark.parametrize(("point", "occurrence"), IN_TRANSACTIONS)
def test_a_round_whose_sessions_are_cut_in_a_transaction_says_so_and_the_next_one_completes_it(
    cut: tuple[str, Callable[[], object]], tmp_path: Path, point: str, occurrence: int
) -> None:
    url, terminate = cut
    fill(url, FEW)
    with KillingSink() as sink, closing(open_store(url)) as store:
        with pytest.raises(DatabaseUnreachable, match="cannot be reached"):
            work(command(url, sink, tmp_path), PAGES, store, Strike(point, occurrence, terminate))
        assert len(sent_numbers(url)) <= len(sink.messages)
        assert_all_is_told_at_last(url, sink, tmp_path, repeats=0)


@pytest.mark.parametrize(("phase", "occurrence"), BETWEEN_TRANSACTIONS)
def test_a_round_whose_sessions_are_cut_while_it_talks_to_the_mail_server_goes_on(
    cut: tuple[str, Callable[[], object]], tmp_path: Path, phase: str, occurrence: int
) -> None:
    url, terminate = cut
    fill(url, FEW)
    with KillingSink() as sink, closing(open_store(url)) as store:
        sink.act_in(phase, occurrence, terminate)
        work(command(url, sink, tmp_path), PAGES, store, nothing)
        assert unsettled(url) == []
        assert (len(sink.told()), len(sink.messages)) == (len(FEW), len(FEW))


class OwnServer:
    """A PostgreSQL server of the test's own, which it may restart."""

    def __init__(self, programs: Path, folder: Path) -> None:
        """:param programs: where its programs are. :param folder: for its data; its user's own."""
        self._programs = programs
        self._folder = folder
        with socket() as free:
            free.bind(("127.0.0.1", 0))
            self._port: int = free.getsockname()[1]
        self.url = f"postgresql://postgres@127.0.0.1:{self._port}/postgres"

    def run(self, program: str, *arguments: str) -> None:
        """Run one of its programs; a server refuses to be root's."""
        done = subprocess.run(
            [str(self._programs / program), "-D", str(self._folder / "data"), *arguments],
            cwd=self._folder,
            stdout=subprocess.DEVNULL,  # a pipe would be the server's too, and stay open
            stderr=subprocess.DEVNULL,
            user=None if os.getuid() else "postgres",
            check=False,
        )
        assert not done.returncode, (program, (self._folder / "log").read_text())

    def control(self, *command: str) -> None:
        """Start it, stop it, restart it; it must be done within half a minute."""
        log, options = str(self._folder / "log"), f"-p {self._port} -h 127.0.0.1 -k {self._folder}"
        self.run("pg_ctl", "-w", "-t", "30", "-l", log, "-o", options, *command)


@pytest.fixture
def own_server() -> Iterator[OwnServer]:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    program = str(found[-1]) if found else shutil.which("initdb")
    if program is None:
        (pytest.fail if required("postgres") else pytest.skip)("not found: initdb, of a PostgreSQL server")
    with TemporaryDirectory() as name:
        if not os.getuid():
            shutil.chown(name, "postgres")
        server = OwnServer(Path(program).parent, Path(name))
        server.run("initdb", "-U", "postgres", "-A", "trust", "-N")
        server.control("start")
        try:
            yield server
        finally:
            server.control("stop", "-m", "immediate")


@pytest.mark.slow
def test_rounds_whose_server_is_restarted_at_once_lose_nothing(own_server: OwnServer, tmp_path: Path) -> None:
    def restart() -> None:
        own_server.control("restart", "-m", "immediate")

    fill(own_server.url, FEW)
    with KillingSink() as sink, closing(open_store(own_server.url)) as store:
        order = command(own_server.url, sink, tmp_path)
        for point in ("after writing.promise", "before writing.gather", "before sending.settle"):
            with pytest.raises(DatabaseUnreachable, match="cannot be reached"):
                work(order, PAGES, store, Strike(point, 1, restart))
        sink.act_in("dot", 2, restart)
        work(order, PAGES, store, nothing)
        assert_all_is_told_at_last(own_server.url, sink, tmp_path, repeats=0)
