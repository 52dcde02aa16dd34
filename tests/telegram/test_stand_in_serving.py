"""The stand-in tells of updates as Telegram does, by polling and by webhook, and fails when it is told to."""

import json
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import SimpleQueue
from typing import ClassVar

import httpx
import pytest

from tests.telegram.stand_in import Fault
from tests.telegram.stand_in_calls import Asker


def test_an_update_is_told_until_it_is_acknowledged(ask, telegram, ada) -> None:
    for text in ("a", "b", "c"):
        telegram.says(ada, text)
    told = ask("getUpdates", limit=2)["result"]
    assert [each["message"]["text"] for each in told] == ["a", "b"]
    assert ask("getUpdates", limit=2)["result"] == told
    rest = ask("getUpdates", offset=told[-1]["update_id"] + 1)["result"]
    assert [each["message"]["text"] for each in rest] == ["c"]
    assert rest[0]["update_id"] == told[0]["update_id"] + 2
    assert ask("getUpdates", offset=rest[0]["update_id"] + 1)["result"] == []


def test_a_poll_waits_for_something_to_happen(ask, telegram, ada) -> None:
    with ThreadPoolExecutor() as threads:
        polling = threads.submit(ask, "getUpdates", timeout=10)
        telegram.says(ada, "hello")
        assert polling.result(5)["result"][0]["message"]["text"] == "hello"


def test_only_what_was_asked_for_is_told(ask, telegram, ada) -> None:
    ask("getUpdates", allowed_updates=["callback_query"])
    telegram.says(ada, "hello")
    assert ask("getUpdates")["result"] == []


def test_of_two_polls_the_first_is_ended(ask, telegram) -> None:
    with ThreadPoolExecutor() as threads, Asker(telegram) as other:
        first = threads.submit(ask, "getUpdates", timeout=10)
        answers: list[str] = []
        while not first.done():
            answers.append(other.said("getUpdates"))
        assert first.result()["error_code"] == 409
        assert "terminated by other getUpdates request" in first.result()["description"]
        assert set(answers) == {""}
    assert telegram.cloud.queue.conflicts == 1


class Hook(BaseHTTPRequestHandler):
    """What is called: it fails the first time. :cvar got: secret and text of each call."""

    got: ClassVar[SimpleQueue[tuple[str, str]]] = SimpleQueue()
    failures: ClassVar[list[int]] = [503]

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.got.put((self.headers["X-Telegram-Bot-Api-Secret-Token"], body["message"]["text"]))
        self.send_response(self.failures.pop() if self.failures else 200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Nobody need know."""


def test_a_webhook_is_called_with_its_secret_until_it_takes_the_update(ask, telegram, ada) -> None:
    with ThreadingHTTPServer(("127.0.0.1", 0), Hook) as server, ThreadPoolExecutor() as threads:
        serving = threads.submit(server.serve_forever, 0.05)
        url = f"http://127.0.0.1:{server.server_port}/hook"
        assert ask.said("setWebhook", url=url, secret_token="s-1_x") == ""  # noqa: S106 - a made-up one
        assert ask("getWebhookInfo")["result"]["url"] == url
        told = ask("getUpdates")
        assert (told["error_code"], "webhook is active" in told["description"]) == (409, True)
        telegram.says(ada, "a")
        telegram.says(ada, "b")
        assert [Hook.got.get(timeout=10) for _ in range(3)] == [("s-1_x", "a"), ("s-1_x", "a"), ("s-1_x", "b")]
        assert ask.said("deleteWebhook") == ""
        server.shutdown()
        serving.result()
    assert ask("getWebhookInfo")["result"]["url"] == ""
    assert "unallowed characters" in ask.said("setWebhook", url="https://a.b/", secret_token="ä")  # noqa: S106 - likewise
    assert "HTTPS" in ask.said("setWebhook", url="http://a.b/")


def test_a_wrong_token_and_an_unknown_method_are_refused(telegram, ask) -> None:
    for token, code in {"1:wrong": 401, "wrong": 404}.items():
        with Asker(telegram, token) as stranger:
            assert stranger("getMe")["error_code"] == code
    assert ask("sendPigeon")["error_code"] == 404
    assert ask("getMe")["result"]["username"] == "paperround_bot"


FAULTS: dict[str, tuple[Fault, int | type[httpx.TransportError]]] = {
    "an error": (Fault("status", 502), 502),
    "garbage": (Fault("garbage"), 200),
    "a reset": (Fault("reset"), httpx.TransportError),
    "silence": (Fault("silence"), httpx.ReadTimeout),
}


@pytest.mark.parametrize("taken", [False, True], ids=["before it is taken", "after it is taken"])
@pytest.mark.parametrize("case", FAULTS)
def test_a_call_fails_as_it_is_told_to(telegram, ada, case, taken) -> None:
    fault, expected = FAULTS[case]
    telegram.fail("sendMessage", Fault(fault.how, fault.status, taken))
    address = f"{telegram.url}/bot{telegram.token}/sendMessage"
    with httpx.Client(trust_env=False, timeout=0.5) as client:
        if isinstance(expected, int):
            answer = client.post(address, json={"chat_id": ada.number, "text": "x"})
            assert answer.status_code == expected
            assert '"result"' not in answer.text
        else:
            with pytest.raises(httpx.TransportError) as failed:
                client.post(address, json={"chat_id": ada.number, "text": "x"})
            assert isinstance(failed.value, expected)
    assert len(telegram.posts(ada)) == taken
    assert len(telegram.calls("sendMessage")) == 1
