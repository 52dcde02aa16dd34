"""Forgetting what of the chats is older than it need be."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from store.api import Store

KEPT_UPDATES = timedelta(days=2)
"""The numbers of what happened in chats and was dealt with: Telegram tells it again for a day at most
(https://core.telegram.org/bots/api#getting-updates).
"""
KEPT_SHEETS = timedelta(days=90)
"""Lists of papers that buttons refer to, as long as what was delivered; also questions that nobody answered."""
KEPT_CODES = timedelta(days=1)
"""Codes that were sent to mail addresses."""


def tidy_chats(store: Store, now: datetime) -> Mapping[str, int]:
    """Forget it.

    :param now: aware, UTC.
    :return: how many rows went, by table.
    :raises store.errors.DatabaseError: nothing went.
    """
    with store.writing() as catalog:
        return catalog.tidy_chats(now, updates=KEPT_UPDATES, sheets=KEPT_SHEETS, codes=KEPT_CODES)
