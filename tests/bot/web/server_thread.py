"""The pages really served: uvicorn in a thread of the test, at a port of its own."""

import threading
import time
from typing import Any, Self

from bot.web.serving import DeadlineProtocol, listening, page_server


class Running:
    """A server that runs as long as the block lasts. :ivar port: where."""

    def __init__(self, app: Any, protocol: type[DeadlineProtocol] = DeadlineProtocol, **options: Any) -> None:
        self._socket = listening("127.0.0.1", 0)
        self.port = int(self._socket.getsockname()[1])
        self._server = page_server(app, protocol=protocol, **options)
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [self._socket]}, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        until = time.monotonic() + 30
        while not self._server.started:
            assert time.monotonic() < until, "the server did not start"
            threading.Event().wait(0.01)
        return self

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._server.force_exit = True
        self._thread.join(30)
        self._socket.close()
        assert not self._thread.is_alive(), "the server did not stop"
