"""RELIABILITY K1: the command, run with every library as talkative as it can be, through all that goes well and wrong,
says no password, key or reader's address in its logs, messages and tracebacks.
"""

import base64
import json
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

import pytest
from sqlalchemy.engine import make_url

from bot.app.metrics import metrics_of
from store.sql import open_store
from tests.bot.channels.smtp_sink import SmtpSink
from tests.conftest import ROOT
from tests.faults.delivery_world import SEEDS
from tests.scrapers.hostile_site import HostileSite
from tests.store.conftest import POSTGRES

TALKATIVE = """
import json, logging, sys
logging.basicConfig(level=logging.DEBUG, stream=sys.stderr)
for name in ("sqlalchemy", "aiosmtplib", "asyncio"):
    logging.getLogger(name).setLevel(logging.DEBUG)
from bot.cli import common
from bot.cli.main import main
for given, expected in json.loads(sys.argv[1]):
    sys.argv[1:] = given
    while common._REDACTING:
        common._REDACTING.pop()()
    try:
        main()
    except SystemExit as end:
        if (end.code or 0) != expected:
            sys.exit(f"{given} ended with {end.code}")
"""
"""Gives commands, each with the exit code it must have, in one process, most of a command's time being its beginning;
each finds the process as a new one.
"""

READER, REFUSED = "ada.lovelace@reader.example", "charles.babbage@reader.example"
PASSWORD, OTHER_PASSWORD, DATABASE_PASSWORD = "tr0ub4dor&3/x", "c0rrect h0rse", "b4ttery:st4ple"
KEY, OLD_KEY = "3f9c1b" * 8, "77aa02" * 8
PING, HUB, SCRAPING = "9b1e77d0-ping", "hf_QwErTyUiOpAsDf", "scr4pe-the-numbers-0042"
TOLD = ("--now", "2026-11-02T09:00:00Z")
"""The morning after."""


def forms(secret: str) -> tuple[str, ...]:
    """How it could be written down."""
    coded = (base64.b64encode(text.encode()).decode() for text in (secret, f"\0ada\0{secret}"))
    return (secret, quote(secret, safe=""), *coded)


FEED = b"""<?xml version="1.0"?>
<feed xmlns="http://www.w3.org/2005/Atom"><title>Meadow</title><id>urn:m</id>
<updated>2026-11-02T06:00:00Z</updated>
<entry><title>Preference optimization of language models for pigeons</title><id>urn:meadow:1</id>
<link href="https://meadow.example/1"/><updated>2026-11-02T06:00:00Z</updated><summary>We count.</summary></entry>
</feed>"""

SECRETS = tuple(
    form
    for secret in (READER, REFUSED, PASSWORD, OTHER_PASSWORD, DATABASE_PASSWORD, KEY, OLD_KEY, PING, HUB, SCRAPING)
    for form in forms(secret)
)


Command = tuple[tuple[str, ...], int]
"""Its words, and its exit code."""


def given(*words: str, ends: int = 0) -> Command:
    """A command that is to end so."""
    return words, ends


class Operator:
    """Someone at a terminal."""

    def __init__(self, folder: Path, smtp: str) -> None:
        self._folder = folder
        self.database = f"sqlite:///{folder / 'catalog.db'}"
        self.environment = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "PYTHONPATH": str(ROOT),
            "PYTHONASYNCIODEBUG": "1",
            "PAPERROUND_SMTP_URL": smtp,
            "PAPERROUND_MAIL_FROM": "digest@papers.example",
            "PAPERROUND_PUBLIC_URL": "https://papers.example",
            "PAPERROUND_SECRET_KEY": f"{KEY} {OLD_KEY}",
            "PAPERROUND_PING_URL": f"https://127.0.0.1:1/{PING}",
            "PAPERROUND_HUGGINGFACE_TOKEN": HUB,
            "PAPERROUND_METRICS_TOKEN": SCRAPING,
        }

    def run(self, *commands: Command, crash: bool = False, **changed: str) -> str:
        """Give commands. :return: what they logged and complained of. :param crash: the last one is to end so."""
        environment = {**self.environment, "PAPERROUND_DATABASE_URL": self.database, **changed}
        done = subprocess.run(
            [sys.executable, "-c", TALKATIVE, json.dumps(commands)],
            cwd=self._folder,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == crash, done.stderr[-2000:]
        assert [secret for secret in SECRETS if secret in done.stderr] == []
        passwords = [secret for secret in SECRETS if secret not in (*forms(READER), *forms(REFUSED))]
        assert [secret for secret in passwords if secret in done.stdout] == []
        return done.stderr

    def begin(self) -> None:
        """Readers who will be told of the pages."""
        now = ("--now", "2026-11-01T05:00:00Z")
        profile = "mine: language model, preference optimization"
        commands = [
            given(*words, *now)
            for name, address in (("ada", READER), ("charles", REFUSED))
            for words in (
                ("reader", "add", name, "--mail", address, "--confirmed", "--daily", "8:00"),
                ("profile", "add", name, profile),
            )
        ]
        page = given("replay", *SEEDS[:1], "--database", self.database, "--now", "2026-11-01T06:00:00Z")
        self.run(*commands, page)


@pytest.fixture
def sink():
    with SmtpSink(tls="none", login=("ada", PASSWORD)) as opened:
        yield opened


@pytest.fixture(scope="module")
def begun(tmp_path_factory):
    """A folder with a catalog whose readers wait for a digest."""
    folder = tmp_path_factory.mktemp("begun")
    Operator(folder, f"smtp://ada:{quote(PASSWORD, safe='')}@127.0.0.1:1/?tls=none").begin()
    return folder


@pytest.fixture
def operator(begun, tmp_path, sink):
    shutil.copytree(begun, tmp_path / "home")
    return Operator(tmp_path / "home", sink.url)


def test_neither_who_is_told_nor_who_is_refused_is_named_in_the_log(operator, sink):
    sink.refuse[REFUSED] = f"550 5.1.1 <{REFUSED}> is nobody here"
    logged = operator.run(given("deliver", *TOLD, ends=1), given("delivery", "list", "--state", "dead"))
    assert [mail.recipients for mail in sink.messages] == [(READER,)]
    assert "DEBUG:" in logged
    assert "sqlalchemy.engine" in logged
    assert "Traceback" not in logged


@pytest.mark.slow
def test_a_mail_password_that_is_refused_is_not_repeated(operator, sink):
    sink.login = ("ada", OTHER_PASSWORD)
    operator.run(given("deliver", *TOLD, ends=1), given("test-mail", READER, ends=1))
    assert sink.messages == []


def watching(folder: Path, *addresses: str) -> None:
    """Sources at these addresses of this machine."""
    sources = [
        f'[[sources]]\nname = "source{number}"\nkind = "feed"\naddress = "{address}"\n'
        for number, address in enumerate(addresses)
    ]
    (folder / "paperround.toml").write_text('fetch_allow = ["127.0.0.1"]\n' + "\n".join(sources))


@pytest.fixture
def meadow():
    """A site with a feed."""
    with HostileSite() as site:
        site.answer("/feed", FEED, headers={"Content-Type": "application/atom+xml"})
        yield site


def test_a_round_of_looking_and_sending_names_nobody_whatever_goes_wrong(operator, sink, meadow, tmp_path):
    sink.refuse[REFUSED] = f"550 5.1.1 <{REFUSED}> is nobody here"
    with HostileSite() as broken:
        broken.answer("/feed", f"<p>{READER} {PASSWORD}</p>".encode(), headers={"Content-Type": "text/html"})
        watching(tmp_path / "home", meadow.url("/feed"), broken.url("/feed"))
        talkative = {"PAPERROUND_LOG_FORMAT": "json", "PAPERROUND_LOG_LEVEL": "debug"}
        logged = operator.run(given("once", *TOLD, ends=1), **talkative)
    assert [mail.recipients for mail in sink.messages] == [(READER,)]
    lines = [json.loads(line) for line in logged.splitlines() if line.startswith("{")]
    settled = {line["state"]: line for line in lines if line["logger"] == "bot.app.delivery_round"}
    assert set(settled) == {"sent", "dead"}
    assert any(line.get("run") for line in lines)
    with closing(open_store(operator.database)) as store:
        numbers = metrics_of(store, (), lambda: datetime(2026, 11, 2, 9, tzinfo=UTC))().decode()
    assert 'paperround_deliveries{state="dead",way="mail"} 1.0' in numbers
    assert [secret for secret in SECRETS if secret in numbers] == []


@pytest.mark.slow
def test_a_dead_mans_switch_that_cannot_be_reached_is_not_named(operator, meadow, tmp_path):
    watching(tmp_path / "home", meadow.url("/feed"))
    operator.run(given("once", *TOLD, ends=1))


def test_a_database_that_lets_nobody_in_is_named_without_its_password(operator):
    away, strange = (
        f"postgresql://stranger:{quote(DATABASE_PASSWORD, safe='')}@127.0.0.1:{port}/test"
        for port in (1, make_url(POSTGRES).port or 5432)
    )
    logged = operator.run(
        given("papers", "list", "--database", strange, ends=1),
        given("db", "backup", "copy", "--database", strange, ends=1),
        given("deliver", *TOLD, ends=1),
        PAPERROUND_DATABASE_URL=away,
    )
    assert logged.count("The PostgreSQL database test on 127.0.0.1") == 3


def test_the_traceback_of_an_unexpected_error_names_nobody(operator, tmp_path):
    with closing(sqlite3.connect(tmp_path / "home" / "catalog.db")) as connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        connection.execute("UPDATE readers SET quiet_day = ?", (f"{READER} {PASSWORD} {KEY}",))
        connection.commit()
    logged = operator.run(given("deliver", *TOLD), crash=True)
    assert "Traceback" in logged
    assert "*** *** ***' is not a valid QuietDay" in logged
