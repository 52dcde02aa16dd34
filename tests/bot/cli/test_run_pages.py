"""The pages as a part of a process that does more: served in a thread, stopped from another, begun anew."""

from threading import Event, Thread

import httpx
from starlette.types import Receive, Scope, Send

from bot.cli.run import Pages
from bot.web.serving import listening, page_server


async def hello(_scope: Scope, _receive: Receive, send: Send) -> None:
    """A page."""
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/plain")]})
    await send({"type": "http.response.body", "body": b"hello"})


def test_pages_are_served_until_somebody_says_stop_and_can_be_begun_anew_at_the_same_place() -> None:
    port = 0
    pages = Pages(lambda: page_server(hello), lambda: listening("127.0.0.1", port))
    port = int(pages.address.rstrip("/").rpartition(":")[2])
    for _ in range(2):
        stop = Event()
        thread = Thread(target=pages.serve, args=(stop,))
        thread.start()
        assert httpx.get(pages.address, timeout=20, trust_env=False).text == "hello"
        stop.set()
        thread.join(10)
        assert not thread.is_alive()
