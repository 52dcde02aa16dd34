"""RELIABILITY K1 with Telegram: the command, run with every library as talkative as it can be, through all that goes
wrong with Telegram and the database, says no token, password or reader's address in its log, its messages, its
tracebacks and its numbers. (On the terminal an operator sees who reads.)
"""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote
from uuid import uuid4

import psycopg
from sqlalchemy.engine import make_url

from bot.app.metrics import metrics_of
from store.sql import open_store
from tests.bot.channels.smtp_sink import SmtpSink
from tests.conftest import ROOT
from tests.faults.telegram_home import KEY, Home, eventually
from tests.faults.telegram_sending import chatting, tell_all
from tests.faults.telegram_world import ActingStandIn
from tests.faults.test_secrets_in_logs import DATABASE_PASSWORD, PASSWORD, READER, TALKATIVE, forms
from tests.telegram.cloud import BOT
from tests.telegram.rooms import User
from tests.telegram.server import Fault
from tests.telegram.stand_in import TOKEN

WRONG = f"{BOT}:AAnother_bots_token_00000000000000000000"
SECRETS = tuple(
    form
    for secret in (TOKEN, WRONG, PASSWORD, DATABASE_PASSWORD, KEY, READER)
    for whole in {secret, secret.partition(":")[2] or secret}
    for form in forms(whole)
)
CHATTY = TALKATIVE.replace('("sqlalchemy",', '("telegram", "httpx", "httpcore", "psycopg", "sqlalchemy",')
FAULTS = (
    Fault("status", 500),
    Fault("status", 502, taken=True),
    Fault("garbage", taken=True),
    Fault("reset"),
    Fault("reset", taken=True),
    Fault("status", 401),
    Fault("status", 404),
    Fault("status", 403),
)
HEARING = (0, 2, 4)
"""Those of them that asking meets too: after each it waits longer."""
HOSTILE = (
    {"message": {"chat": {"id": TOKEN, "type": READER}, "text": TOKEN}},
    {"message": {"message_id": 1, "date": "x", "chat": {"id": 5, "type": "private"}, "text": READER}},
    {"callback_query": {"id": READER, "from": {"id": TOKEN}, "data": PASSWORD}},
    {"my_chat_member": READER},
    {READER: {"text": TOKEN}},
)


def leaks(said: str) -> list[str]:
    return [secret for secret in SECRETS if secret in said]


@contextmanager
def talking(home: Home, *commands: tuple[tuple[str, ...], int], **changed: str) -> Iterator["subprocess.Popen[bytes]"]:
    """Commands that run one after the other, each with the exit code it must have."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PAPERROUND_")}
    environment |= {"HOME": str(home.folder), "PYTHONPATH": str(ROOT), "PYTHONASYNCIODEBUG": "1", **changed}
    environment |= {"PAPERROUND_LOG_LEVEL": "debug"}
    with (home.folder / "out").open("ab") as out, (home.folder / "err").open("ab") as err:
        given = [sys.executable, "-c", CHATTY, json.dumps(commands)]
        process = subprocess.Popen(given, cwd=home.folder, env=environment, stdout=out, stderr=err)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def said(home: Home) -> str:
    """What is in the log, and was complained of."""
    return (home.folder / "err").read_text()


def go_wrong(home: Home, people: list[User], terminate: Callable[[], object]) -> None:
    """Everything does, one after the other, while people ask and are told."""
    telegram = home.telegram
    for number, fault in enumerate(FAULTS):
        telegram.fail("sendMessage", fault)
        if number in HEARING:
            telegram.fail("getUpdates", fault)
        home.asks(people[number % len(people)])
        told = len(telegram.calls("sendMessage"))
        eventually(lambda told=told: len(telegram.calls("sendMessage")) > told, home.folder / "err")  # type: ignore[misc]
    telegram.flood(people[0].number, 2)
    home.asks(people[0])
    with telegram.cloud.lock:
        for body in HOSTILE:
            number = telegram.cloud.queue.add("message", {})
            telegram.cloud.queue.waiting[-1] = {"update_id": number, **body}
    terminate()
    telegram.says(people[1], f"/email {READER}")


def test_nothing_secret_is_said_whatever_goes_wrong_with_telegram(
    postgres: psycopg.Connection, postgres_url: str, tmp_path: Path
) -> None:
    name = f"talkative-{uuid4().hex}"
    own = make_url(postgres_url).set(password=DATABASE_PASSWORD).update_query_dict({"application_name": name})
    terminate = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = %s"
    with (
        SmtpSink(tls="none", login=("ada", PASSWORD)) as sink,
        ActingStandIn() as telegram,
        chatting(postgres_url, telegram, telegram.cloud.clock(), 4) as (store, people),
    ):
        home = Home(tmp_path, own.render_as_string(hide_password=False), telegram)
        home.configure(
            f'smtp_url = "{sink.url}"',
            'mail_from = "digest@papers.example"',
            'public_url = "https://papers.example"',
            f'secret_key = "{KEY}"',
        )
        assert quote(PASSWORD, safe="") in sink.url
        home_url, home.url = home.url, postgres_url
        tell_all(store, "We move tomorrow.", telegram.cloud.clock())
        with talking(home, (("run", "--port", "0"), 0)) as process:
            eventually(lambda: sum(home.told(people, "We move")) == 4, home.folder / "err")
            go_wrong(home, people, lambda: postgres.execute(terminate, [name]))
            eventually(lambda: bool(sink.messages), home.folder / "err")
            assert sink.messages[-1].recipients == (READER,)
            process.send_signal(signal.SIGTERM)
            assert process.wait(timeout=30) == 0, said(home)
        tell_all(store, "We moved.", telegram.cloud.clock())
        with talking(
            home,
            (("test-telegram", str(people[0].number)), 1),
            (("doctor",), 1),
            (("deliver",), 1),
            PAPERROUND_TELEGRAM_TOKEN=WRONG,
        ) as process:
            assert process.wait(timeout=60) == 0, said(home)
        with closing(open_store(home_url)) as opened:
            numbers = metrics_of(opened, (), lambda: datetime.now(UTC))().decode()
        assert leaks(said(home)) == []
        shown = (home.folder / "out").read_text()
        assert set(leaks(shown)) <= set(forms(READER))
        assert leaks(numbers) == []
        assert "DEBUG" in said(home)
        assert "Telegram does not know PAPERROUND_TELEGRAM_TOKEN" in " ".join(shown.split())
        assert "Telegram wants a chat left alone" in said(home)


def test_the_secrets_are_found_where_they_are() -> None:
    assert leaks(f"POST /bot{TOKEN}/sendMessage")
    assert leaks(f"mailto:{READER}")
    assert leaks(f"smtp://ada:{quote(PASSWORD, safe='')}@localhost")
