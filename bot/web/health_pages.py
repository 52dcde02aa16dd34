"""What machines ask: whether all is as it should be, and what can be counted."""

import hmac
import threading
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from bot.app.health import Readiness, readiness
from bot.core.watch.types import Watched
from store.api import Store

KEPT = timedelta(seconds=5)
"""However often it is asked, the database is asked once in so long."""

_METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_BEARER = "bearer "

_Found = TypeVar("_Found")
Endpoint = Callable[[Request], Awaitable[Response]]


def readyz(
    store: Store, sources: Sequence[Watched], clock: Callable[[], datetime], room: Callable[[], int | None]
) -> Endpoint:
    """The page ``/readyz``: status 200 if all is as it should be, else 503; a line for each thing that should be so.

    :param clock: gives now, aware, UTC. :param room: gives the free space where the database is, see
        :func:`bot.app.health.readiness`.
    """
    kept: Kept[Readiness] = Kept(lambda: readiness(store, sources, clock(), room()), clock)

    async def page(_request: Request) -> Response:
        """Readiness, of at most :data:`KEPT` ago."""
        found = await run_in_threadpool(kept.get)
        lines = [f"{'ok  ' if check.ok else 'FAIL'}  {check.name}: {_one_line(check.said)}\n" for check in found.checks]
        return PlainTextResponse("".join(lines), 200 if found.ok else 503)

    return page


def metrics(store: Store, sources: Sequence[Watched], clock: Callable[[], datetime], token: str) -> Endpoint:
    """The page ``/metrics`` for whoever says ``Authorization: Bearer <token>`` (RFC 6750); for all others there is no
    such page.
    """
    from bot.app.metrics import metrics_of  # noqa: PLC0415 - only where somebody may ask

    kept = Kept(metrics_of(store, sources, clock), clock)

    async def page(request: Request) -> Response:
        """Metrics, of at most :data:`KEPT` ago."""
        if not _knows(request, token):
            raise HTTPException(404)
        return Response(await run_in_threadpool(kept.get), media_type=_METRICS_TYPE)

    return page


class Kept(Generic[_Found]):
    """Something that is found out once for all who ask within :data:`KEPT`. Safe to share between threads."""

    def __init__(self, find: Callable[[], _Found], clock: Callable[[], datetime]) -> None:
        """Nothing is found out yet."""
        self._find = find
        self._clock = clock
        self._turn = threading.Lock()
        self._found: tuple[datetime, _Found] | None = None

    def get(self) -> _Found:
        """What was found; who asks meanwhile waits for the same."""
        with self._turn:
            now = self._clock()
            if self._found is None or not timedelta(0) <= now - self._found[0] < KEPT:
                self._found = (now, self._find())
            return self._found[1]


def _knows(request: Request, token: str) -> bool:
    said = request.headers.get("authorization", "")
    given = said[len(_BEARER) :].strip() if said.lower().startswith(_BEARER) else ""
    # How long it takes must not tell how much of it was right.
    return hmac.compare_digest(given.encode(), token.encode())


def _one_line(text: str) -> str:
    return " ".join(text.split())
