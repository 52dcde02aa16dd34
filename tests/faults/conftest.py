"""The databases that several processes share are the store tests' own; Telegram is those of its conversations."""

from tests.store.conftest import file_url, lasting_url, postgres, postgres_url
from tests.telegram.conftest import clock, telegram

__all__ = ["clock", "file_url", "lasting_url", "postgres", "postgres_url", "telegram"]
