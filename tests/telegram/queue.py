"""What the bot is told: updates wait until they were taken by polling or by a webhook
(https://core.telegram.org/bots/api#getting-updates).
"""

import asyncio
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx

from tests.telegram.calls import ApiError, BadRequest, Call

NOT_UNASKED = frozenset(["chat_member", "message_reaction", "message_reaction_count"])
"""What is told only to who asks for it."""
MAX_AT_ONCE = 100
RETRY = 0.05
"""Seconds after which a webhook that failed is called again."""
_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")


@dataclass(slots=True)
class Webhook:
    """Where updates go. :ivar answers: the status of each call of it, 0 if there was none."""

    url: str
    secret: str
    answers: list[int] = field(default_factory=list)


class UpdateQueue:
    """Updates that wait. All but :meth:`poll` and :meth:`call_webhook` may be called from any thread.

    :ivar waiting: those that nobody acknowledged, the oldest first.
    :ivar webhook: where they go; ``None`` if they are to be asked for.
    :ivar conflicts: how often a poll was ended because of another.
    """

    def __init__(self, first: int) -> None:
        """:param first: the number of the first update."""
        self.waiting: list[dict[str, Any]] = []
        self.webhook: Webhook | None = None
        self.conflicts = 0
        self._next = first
        self._allowed: frozenset[str] | None = None
        self._polling: asyncio.Event | None = None
        self._new = asyncio.Event()
        self._wake: Callable[[], object] = self._new.set

    def begin(self, loop: asyncio.AbstractEventLoop) -> None:
        """Serve from this event loop."""
        self._wake = lambda: loop.call_soon_threadsafe(self._new.set)

    def add(self, kind: str, body: dict[str, Any]) -> int:
        """Something happened. :return: the update's number; 0 if the bot does not want to know of such."""
        if kind in NOT_UNASKED if self._allowed is None else kind not in self._allowed:
            return 0
        number, self._next = self._next, self._next + 1
        self.waiting.append({"update_id": number, kind: body})
        self._wake()
        return number

    def tell_again(self, update: dict[str, Any]) -> None:
        """An update is told a second time, as Telegram does if it is not sure that it arrived."""
        self.waiting.append(update)
        self._wake()

    async def poll(self, call: Call) -> Sequence[dict[str, Any]]:
        """``getUpdates``."""
        if self.webhook is not None:
            told = "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
            raise ApiError(409, f"Conflict: {told}")
        if self._polling is not None:
            self._polling.set()
        mine = self._polling = asyncio.Event()
        try:
            self._acknowledge(call.integer("offset", 0))
            self._allow(call)
            limit = call.integer("limit", MAX_AT_ONCE)
            until = asyncio.get_running_loop().time() + call.integer("timeout", 0)
            while not self.waiting and (left := until - asyncio.get_running_loop().time()) > 0:
                await self._something(mine, left)
            return self.waiting[: max(1, min(limit, MAX_AT_ONCE))]
        finally:
            self._polling = None if self._polling is mine else self._polling

    async def _something(self, ended: asyncio.Event, seconds: float) -> None:
        self._new.clear()
        both = [asyncio.ensure_future(ended.wait()), asyncio.ensure_future(self._new.wait())]
        try:
            await asyncio.wait(both, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for each in both:
                each.cancel()
        if ended.is_set():
            self.conflicts += 1
            told = "terminated by other getUpdates request; make sure that only one bot instance is running"
            raise ApiError(409, f"Conflict: {told}")

    def _acknowledge(self, offset: int) -> None:
        if offset < 0:
            self.waiting = self.waiting[offset:]
        self.waiting = [each for each in self.waiting if each["update_id"] >= offset]

    def _allow(self, call: Call) -> None:
        if (allowed := call.object("allowed_updates")) is not None:
            self._allowed = frozenset(allowed) or None

    def set_webhook(self, call: Call) -> bool:
        """``setWebhook``; without an address ``deleteWebhook``."""
        url, secret = call.text("url"), call.text("secret_token")
        if secret and not _SECRET.fullmatch(secret):
            raise BadRequest("secret token contains unallowed characters")
        if url and not url.startswith(("http://127.0.0.1:", "https://")):
            raise BadRequest("bad webhook: An HTTPS URL must be provided for webhook")
        if call.flag("drop_pending_updates"):
            self.waiting.clear()
        self._allow(call)
        self.webhook = Webhook(url, secret) if url else None
        self._wake()
        return True

    def webhook_info(self, _: Call) -> dict[str, Any]:
        """``getWebhookInfo``."""
        url = self.webhook.url if self.webhook else ""
        return {"url": url, "has_custom_certificate": False, "pending_update_count": len(self.waiting)}

    async def call_webhook(self) -> None:
        """Bring what waits to the webhook, one after the other, each until it was taken; for as long as we serve."""
        async with httpx.AsyncClient(trust_env=False, timeout=10) as client:
            while True:
                while self.webhook is None or not self.waiting:
                    self._new.clear()
                    await self._new.wait()
                if not await self._bring(client, self.webhook, self.waiting[0]):
                    await asyncio.sleep(RETRY)

    async def _bring(self, client: httpx.AsyncClient, webhook: Webhook, update: dict[str, Any]) -> bool:
        headers = {"Content-Type": "application/json"}
        if webhook.secret:
            headers["X-Telegram-Bot-Api-Secret-Token"] = webhook.secret
        try:
            answer = await client.post(webhook.url, content=json.dumps(update), headers=headers)
        except httpx.HTTPError:
            webhook.answers.append(0)
            return False
        webhook.answers.append(answer.status_code)
        if answer.is_success and update in self.waiting:
            self.waiting.remove(update)
        return answer.is_success
