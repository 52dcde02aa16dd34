"""The way out to whatever the Apprise library reaches: one notification URL for each address.

Apprise is an extra (``pip install '.[apprise]'``) and is imported when the first message is sent. It says no
more than whether it worked; only the HTTP status in its log tells a refusal from a failure for now.
"""

import asyncio
import logging
import re
from contextvars import ContextVar
from http import HTTPStatus
from types import ModuleType
from typing import Any

from bot.channels.addresses import stays_here
from bot.channels.types import DeliveryError, Later, Letter, Refused, Unusable
from store.readers import Way

_STATUS = re.compile(r"\berror=(\d{3})\b")
_PASSING = (HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_EARLY, HTTPStatus.TOO_MANY_REQUESTS)

_statuses: ContextVar[list[int] | None] = ContextVar("_statuses", default=None)


class AppriseChannel:
    """Tells title and plain text, nothing attached. A :class:`bot.channels.types.Channel`."""

    way = Way.APPRISE

    def __init__(self) -> None:
        """Nothing is imported yet."""
        self._statuses = _Statuses()

    async def send(self, target: str, letter: Letter) -> None:
        """Tell a service. It runs in a thread, for Apprise waits for the service.

        :param target: a notification URL. It is in no message and no log.
        :raises Refused: Apprise cannot use the URL, or the service answered that it never will.
        :raises Later: the service did not take it.
        :raises Unusable: Apprise is not installed.
        """
        failure = await asyncio.to_thread(self._tell, target, letter)
        if failure:
            raise failure

    async def close(self) -> None:
        """Let go of Apprise's log."""
        logging.getLogger("apprise").removeFilter(self._statuses)

    def _tell(self, target: str, letter: Letter) -> DeliveryError | None:
        try:
            import apprise  # noqa: PLC0415 - an extra, and slow to import
        except ImportError:
            return Unusable("Apprise is not installed. Install it with: pip install '.[apprise]'")
        logging.getLogger("apprise").addFilter(self._statuses)
        service = _service(apprise, target)
        if service is None:
            return Refused("Apprise cannot use this notification URL. How each is written: appriseit.com")
        told = apprise.Apprise(asset=service.asset)
        told.add(service)
        statuses: list[int] = []
        _statuses.set(statuses)
        if told.notify(body=letter.text, title=letter.subject, body_format=apprise.NotifyFormat.TEXT):
            return None
        return _failure(service.service_name, statuses)


class _Statuses(logging.Filter):
    """Notes the HTTP statuses that Apprise logs for the message being sent in this context, and lets nothing of that
    log through: it names hosts, topics and keys.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        statuses = _statuses.get()
        if statuses is not None:
            statuses += [int(found) for found in _STATUS.findall(record.getMessage())]
        return False


def _service(apprise: ModuleType, target: str) -> Any:  # noqa: ANN401 - Apprise has no types
    if stays_here(target):
        return None
    asset = apprise.AppriseAsset(
        app_id="Paperround", app_desc="Paperround", async_mode=False, pgp_autogen=False, pem_autogen=False
    )
    return apprise.Apprise.instantiate(target, asset=asset, suppress_exceptions=True)


def _failure(name: object, statuses: list[int]) -> DeliveryError:
    status = statuses[-1] if statuses else None
    if status is None:
        return Later(f"{name} did not take it, or could not be reached.")
    if HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR and status not in _PASSING:
        return Refused(f"{name} refused it (HTTP {status}). Check the notification URL.")
    return Later(f"{name} did not take it (HTTP {status}).")
