"""Where Telegram tells what happens in chats, if it is asked to come by itself (a webhook).

https://core.telegram.org/bots/api#setwebhook: each call bears the secret that was agreed on; whatever is answered with
200 is never told again, so it is kept first.
"""

import hmac
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from bot.app.receiving import Received, keep_updates
from store.api import Store
from store.errors import DatabaseError

WEBHOOK = "/telegram"
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of it

MAX_UPDATE = 1024 * 1024
"""Bytes of an update. The longest message has 32 KiB; what surrounds it is a few times that."""

_MOST_NUMBER = 2**62


@dataclass(frozen=True, slots=True)
class Webhook:
    """What the page needs to know.

    :ivar bot: the number of the bot. :ivar secret: what every call must bear.
    :ivar chat_of: in which chat an update happened. :ivar heard: called when something new was kept.
    """

    bot: int
    secret: str
    chat_of: Callable[[Mapping[str, Any]], int | None]
    heard: Callable[[], None]


def telegram(store: Store, webhook: Webhook, clock: Callable[[], datetime]) -> Callable[[Request], Awaitable[Response]]:
    """The page. :param clock: gives now, aware, UTC."""

    async def endpoint(request: Request) -> Response:
        """403 without the secret; 400 for what is no update; 503 if it cannot be kept, so that it is told again."""
        # How long it takes must not tell how much of it was right.
        given = request.headers.get(SECRET_HEADER, "").encode()
        if not hmac.compare_digest(given, webhook.secret.encode()):
            return Response(status_code=403)
        received = _read(await request.body(), webhook)
        if received is None:
            return Response(status_code=400)
        try:
            new = await run_in_threadpool(keep_updates, store, webhook.bot, [received], clock())
        except DatabaseError:
            return Response(status_code=503, headers={"Retry-After": "10"})
        if new:
            webhook.heard()
        return Response()

    return endpoint


def _read(body: bytes, webhook: Webhook) -> Received | None:
    try:
        update = json.loads(body)
    except (ValueError, RecursionError):
        return None
    number = update.get("update_id") if isinstance(update, dict) else None
    if not isinstance(number, int) or isinstance(number, bool) or not 0 <= number < _MOST_NUMBER:
        return None
    return Received(number, webhook.chat_of(update), update)
