"""Letters from few words."""

from datetime import UTC, datetime
from typing import Any

from bot.channels.types import Letter
from store.outbox import DeliveryKind

MORNING = datetime(2026, 11, 1, 8, 0, tzinfo=UTC)


def short_letter(**facts: Any) -> Letter:
    """A digest without a page, unless the facts say otherwise."""
    return Letter(
        **{
            "kind": DeliveryKind.DIGEST,
            "message_id": "<5f2b7c@papers.example>",
            "date": MORNING,
            "subject": "Pigeons Sort Letters, and 2 more",
            "text": "Pigeons Sort Letters\nhttps://arxiv.org/abs/2503.00001\n",
            **facts,
        }
    )
