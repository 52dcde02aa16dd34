"""The databases that several processes share are the store tests' own."""

from tests.store.conftest import file_url, lasting_url, postgres, postgres_url

__all__ = ["file_url", "lasting_url", "postgres", "postgres_url"]
