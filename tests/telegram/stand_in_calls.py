"""A client of the stand-in that knows nothing of Telegram's: what the tests of its rules ask with."""

from typing import Any, Self

import httpx

from tests.telegram.stand_in import StandIn


class Asker:
    """A connection to the stand-in. :param token: the bot's, if not the right one."""

    def __init__(self, telegram: StandIn, token: str = "") -> None:
        self._client = httpx.Client(trust_env=False, timeout=10)
        self._base = f"{telegram.url}/bot{token or telegram.token}/"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def __call__(self, method: str, /, *, timeout_after: float = 10, **parameters: Any) -> dict[str, Any]:
        """The answer to a call, as JSON."""
        answer = self._client.post(self._base + method, json=parameters, timeout=timeout_after)
        told: dict[str, Any] = answer.json()
        assert answer.status_code == (200 if told["ok"] else told["error_code"])
        return told

    def said(self, method: str, /, **parameters: Any) -> str:
        """What the Bot API complains of; empty if it does what was asked."""
        return str(self(method, **parameters).get("description", ""))

    def form(self, method: str, parameters: dict[str, Any], **how: Any) -> dict[str, Any]:
        """The answer to a call that comes as a form."""
        told: dict[str, Any] = self._client.post(self._base + method, data=parameters, **how).json()
        return told

    def get(self, address: str) -> tuple[int, bytes]:
        """Status and body of what is at an address."""
        answer = self._client.get(address)
        return answer.status_code, answer.content
