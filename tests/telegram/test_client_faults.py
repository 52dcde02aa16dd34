"""Telegram that does not answer as it should: what may have arrived, and what certainly did not."""

import logging
import socket
import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from bot.channels.telegram.connection import Timeouts, bot_number
from bot.channels.telegram.errors import AnotherAsks, BadToken, Unreachable
from bot.channels.telegram.types import Place
from bot.channels.types import DeliveryError, Later, NotNow, Uncertain, Unusable
from bot.redaction import install
from tests.telegram.client_asked import Asking, words
from tests.telegram.stand_in import Fault

IMPATIENT = Timeouts(connect=5, read=0.3, write=5, whole=1)
AMBIGUOUS = {
    "500": Fault(status=500),
    "502": Fault(status=502),
    "garbage": Fault("garbage"),
    "garbage, taken": Fault("garbage", taken=True),
    "reset": Fault("reset"),
    "reset, taken": Fault("reset", taken=True),
    "silence": Fault("silence"),
    "silence, taken": Fault("silence", taken=True),
}


@pytest.fixture
def asking(telegram, clock) -> Asking:
    return Asking(telegram, clock, timeouts=IMPATIENT)


def failure(asking: Asking, number: int, url: str = "") -> DeliveryError:
    with pytest.raises(DeliveryError) as failed:
        asking(lambda client: client.send(Place(number), words("x")), url=url)
    return failed.value


@pytest.mark.parametrize("case", AMBIGUOUS)
def test_what_may_have_arrived_is_uncertain_and_asked_once(asking, telegram, ada, case) -> None:
    telegram.fail("sendMessage", AMBIGUOUS[case])
    assert type(failure(asking, ada.number)) is Uncertain
    assert len(telegram.calls("sendMessage")) == 1


def test_what_was_never_connected_was_never_sent(asking, ada) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        error = failure(asking, ada.number, f"http://127.0.0.1:{nobody.getsockname()[1]}")
    assert type(error) is Unreachable
    assert error.most is None


@pytest.mark.parametrize(
    "body",
    [b'{"ok": true, "result": true}', b'{"ok": true, "result": {}}', b'{"ok": true}', b"[]", b"\xff", b"[" * 9_999],
    ids=["true", "empty", "none", "list", "bytes", "deep"],
)
def test_an_answer_that_makes_no_sense_leaves_it_open(asking, body) -> None:
    with answering(200, body) as url:
        assert type(failure(asking, 1, url)) is Uncertain
        for question in (lambda client: client.me(), lambda client: client.room(1), lambda client: client.file("1", 1)):
            with pytest.raises(Later):
                asking(question, url=url)


@pytest.mark.parametrize("code", [302, 400, 403, 407, 413, 418])
def test_a_page_of_somebody_in_between_is_no_answer_of_telegrams(asking, code) -> None:
    with answering(code, b"<html>") as url:
        assert type(failure(asking, 1, url)) is Later


@contextmanager
def answering(code: int, body: bytes) -> Iterator[str]:
    """A server that answers all questions alike."""

    class Page(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            self.send_response(code)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Page) as server:
        serving = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        serving.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            serving.join()


@pytest.mark.parametrize("token", ["700000001:AAwrong", "1:AA"])
def test_a_wrong_token_is_the_operators_to_mend(asking, telegram, ada, token) -> None:
    asking.token = token
    assert type(failure(asking, ada.number)) is BadToken
    assert len(telegram.calls("getMe")) == 1  # it was confirmed


@pytest.mark.parametrize("status", [401, 404])
def test_somebody_in_between_who_knows_no_token_does_not_stop_the_bot(asking, telegram, ada, status) -> None:
    telegram.fail("sendMessage", Fault(status=status))
    assert type(failure(asking, ada.number)) is Later
    telegram.fail("sendMessage", Fault(status=status))
    telegram.fail("getMe", Fault(status=500))
    assert type(failure(asking, ada.number)) is Later


@pytest.mark.parametrize("token", ["", "paperround", "1:a b", ":AA"])
def test_what_is_no_token_is_none(token) -> None:
    with pytest.raises(Unusable, match="looks like"):
        bot_number(token)


def test_a_web_page_that_is_told_hinders_asking(asking) -> None:
    asking(lambda client: client.set_webhook("https://papers.example/telegram", "secret"))
    with pytest.raises(AnotherAsks):
        asking(lambda client: client.get_updates(None, 0))
    asking(lambda client: client.delete_webhook())
    assert asking(lambda client: client.get_updates(None, 0)) == [[]]


def test_a_flood_without_a_time_is_a_short_one(asking, telegram, ada) -> None:
    telegram.fail("sendMessage", Fault(status=429))
    error = failure(asking, ada.number)
    assert isinstance(error, NotNow)
    assert error.wait == 5


def test_a_flood_of_what_sends_nothing_keeps_no_message_back(asking, telegram, ada) -> None:
    telegram.fail("setMyCommands", Fault(status=429))
    with pytest.raises(NotNow):
        asking(lambda client: client.set_commands([("start", "Begin")], ada.number))
    assert asking.kept == []
    asking(lambda client: client.send(Place(ada.number), words("x")))
    assert len(telegram.posts(ada)) == 1


def test_the_token_is_in_no_log_and_in_no_error(asking, telegram, ada, caplog) -> None:
    undo = install([])
    try:
        caplog.set_level(logging.DEBUG)
        told = []
        for case, fault in {**AMBIGUOUS, "401": Fault(status=401), "400": Fault(status=400)}.items():
            telegram.fail("sendMessage", fault)
            error = failure(asking, ada.number)
            told.append(f"{case}: {''.join(traceback.format_exception(error))}")
        asking(lambda client: client.me(), lambda client: client.get_updates(None, 0))
    finally:
        undo()
    secret = telegram.token.partition(":")[2]
    assert len(told) == 10
    assert not [
        text for text in [*told, caplog.text, *(repr(record.args) for record in caplog.records)] if secret in text
    ]
