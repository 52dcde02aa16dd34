"""The way out through Apprise, against a server that stands here."""

import asyncio
import json
import logging
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from types import SimpleNamespace

import pytest

from bot.channels.addresses import LOCAL_SCHEMES
from bot.channels.apprise import AppriseChannel
from bot.channels.types import Later, Letter, Refused
from bot.redaction import install
from tests.bot.channels.short_letters import short_letter

# Some of its plugins import what later Pythons have not.
pytestmark = pytest.mark.filterwarnings("ignore:.*slated for removal in Python 3.13:DeprecationWarning")


@pytest.fixture
def server() -> Iterator[SimpleNamespace]:
    """A service that keeps what it is told and answers as it was asked to."""
    told: list[dict[str, object]] = []
    answers = SimpleNamespace(told=told, status=200, port=0)

    class Service(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            told.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(answers.status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Service) as listening:
        answers.port = listening.server_port
        thread = Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield answers
        listening.shutdown()
        thread.join()


def send(target: str, sent: Letter) -> None:
    async def once() -> None:
        channel = AppriseChannel()
        await channel.send(target, sent)
        await channel.close()
        await channel.close()

    asyncio.run(once())


def test_title_and_text_arrive_as_they_are_and_nothing_is_attached(server: SimpleNamespace) -> None:
    send(
        f"json://127.0.0.1:{server.port}", short_letter(subject="a <b> & :smile:", text="x\n<y> \\n & *z*", html="<p>")
    )
    (told,) = server.told
    assert told["title"] == "a <b> & :smile:"
    assert told["message"] == "x\n<y> \\n & *z*"
    assert not told["attachments"]


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410])
def test_a_service_that_says_never_refuses(server: SimpleNamespace, status: int) -> None:
    server.status = status
    with pytest.raises(Refused, match=f"HTTP {status}"):
        send(f"json://127.0.0.1:{server.port}", short_letter())


@pytest.mark.parametrize("status", [408, 429, 500, 503])
def test_a_service_in_trouble_is_for_later(server: SimpleNamespace, status: int) -> None:
    server.status = status
    with pytest.raises(Later, match=f"HTTP {status}"):
        send(f"json://127.0.0.1:{server.port}", short_letter())


def test_a_service_that_is_not_there_is_for_later(server: SimpleNamespace) -> None:
    with pytest.raises(Later, match="could not be reached"):
        send("json://127.0.0.1:1", short_letter())


@pytest.mark.parametrize(
    "target",
    [
        "",
        "pigeon",
        "nosuchthing://user:hunter2@host",
        "discord://hunter2",
        "file:///etc/passwd",
        *(f"{scheme}://hunter2" for scheme in sorted(LOCAL_SCHEMES)),
        "fcm://project@hunter2/device?keyfile=/etc/hunter2",
        "discord://1234567890/hunter2hunter2?template=/etc/passwd",
        "discord://1234567890/hunter2hunter2?x=y&Template=FILE%3A///etc/passwd",
        "discord://1234567890/hunter2hunter2?t%65mplate=%2fetc%2fpasswd",
    ],
)
def test_what_apprise_cannot_use_or_may_not_is_refused_and_no_secret_is_told(
    target: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG), pytest.raises(Refused, match="cannot use this notification URL") as refused:
        send(target, short_letter())
    assert "hunter2" not in str(refused.value) + caplog.text


def test_a_failure_tells_no_secret(server: SimpleNamespace, caplog: pytest.LogCaptureFixture) -> None:
    server.status = 403
    with caplog.at_level(logging.DEBUG), pytest.raises(Refused) as refused:
        send(f"json://ada:hunter2@127.0.0.1:{server.port}/topic?-token=hunter2", short_letter())
    assert "hunter2" not in str(refused.value)
    assert not any(record.name.startswith("apprise") for record in caplog.records)


def test_no_library_below_tells_the_address_once_talkative_ones_are_quieted(
    server: SimpleNamespace, caplog: pytest.LogCaptureFixture
) -> None:
    undo = install(())
    try:
        with caplog.at_level(logging.DEBUG):
            send(f"json://127.0.0.1:{server.port}/hunter2", short_letter())
    finally:
        undo()
    assert server.told
    assert "hunter2" not in caplog.text


def test_messages_sent_at_once_have_each_its_own_answer(server: SimpleNamespace) -> None:
    server.status = 403
    targets = [f"json://127.0.0.1:{server.port}", "json://127.0.0.1:1"] * 4

    async def all_at_once() -> list[BaseException | None]:
        channel = AppriseChannel()
        return await asyncio.gather(*(channel.send(each, short_letter()) for each in targets), return_exceptions=True)

    assert [type(each) for each in asyncio.run(all_at_once())] == [Refused, Later] * 4
