"""How python-telegram-bot makes its requests here: whatever is no success is told with its status, which the library
keeps to itself, and nothing of it is logged, for it may name the address, and with it the token.
"""

import json
from http import HTTPStatus
from typing import Any

from telegram.error import TelegramError
from telegram.request import HTTPXRequest

MAX_SAID = 300
"""Of what the other side says so many characters are kept."""


class Answered(TelegramError):
    """Something that is no success was answered.

    :ivar code: the HTTP status. :ivar description: what the Bot API said of it, without its first words; empty if it
        was not the Bot API that answered.
    :ivar retry_after: seconds for which it wants to be left alone. :ivar moved_to: the chat's new number.
    """

    def __init__(self, code: int, description: str, retry_after: float | None, moved_to: int | None) -> None:
        """See the class."""
        super().__init__(description or f"HTTP {code}")
        self.code = code
        self.description = description
        self.retry_after = retry_after
        self.moved_to = moved_to


class Garbled(TelegramError):
    """What was answered is no JSON."""


class Requests(HTTPXRequest):
    """Requests of one bot. No proxy but the one that is set up here is used: none."""

    def __init__(self, *, connections: int, connect: float, read: float, write: float) -> None:
        """:param connections: at most so many at once. :param connect: seconds, as the others are."""
        super().__init__(
            connection_pool_size=connections,
            connect_timeout=connect,
            pool_timeout=connect,
            read_timeout=read,
            write_timeout=write,
            media_write_timeout=write,
            httpx_kwargs={"trust_env": False},
        )

    async def do_request(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:  # noqa: ANN401 - as the library's
        """Make one. :raises Answered: the status is not one of success."""
        code, body = await super().do_request(*args, **kwargs)
        if HTTPStatus.OK <= code < HTTPStatus.MULTIPLE_CHOICES:
            return code, body
        raise _answered(code, body)

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """What was answered. :raises Garbled: it cannot be read."""
        try:
            answer = json.loads(payload)
        except (ValueError, RecursionError) as error:
            raise Garbled("no JSON") from error
        if not isinstance(answer, dict) or "result" not in answer:
            raise Garbled("no answer of the Bot API")
        return answer


def _answered(code: int, body: bytes) -> Answered:
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict) or not isinstance(said.get("description"), str):
        return Answered(code, "", None, None)
    more = said.get("parameters")
    more = more if isinstance(more, dict) else {}
    wait, moved_to = more.get("retry_after"), more.get("migrate_to_chat_id")
    return Answered(
        code,
        said["description"].removeprefix("Bad Request: ").removeprefix("Forbidden: ")[:MAX_SAID],
        float(wait) if isinstance(wait, int | float) and wait > 0 else None,
        moved_to if isinstance(moved_to, int) else None,
    )
