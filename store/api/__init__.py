"""The protocols the bot talks to, phrased as a conversation, and held to one contract test on every implementation.

*What do I need to decide?* (:meth:`CatalogWriter.known`) … *Here is what I decided.* (:meth:`CatalogWriter.record`)
Both within one :meth:`Store.writing` block: one transaction, and only one writer of the catalog at a time, so that what
was decided is still true when it is written. Matches and promises are written in the same block.
"""

from contextlib import AbstractContextManager
from typing import Protocol

from store.api.catalog import CatalogReader, CatalogWriter
from store.api.chats import ChatReader, ChatWriter, Receiving
from store.api.outbox import OutboxReader, OutboxWriter, Sending
from store.api.profiles import FeedbackReader, FeedbackWriter, ProfileReader, ProfileWriter
from store.api.readers import ReadershipReader, ReadershipWriter
from store.api.watch import Timing, WatchReader, WatchWriter

__all__ = [
    "CatalogReader",
    "CatalogWriter",
    "ChatReader",
    "ChatWriter",
    "FeedbackReader",
    "FeedbackWriter",
    "OutboxReader",
    "OutboxWriter",
    "ProfileReader",
    "ProfileWriter",
    "ReadershipReader",
    "ReadershipWriter",
    "Reading",
    "Receiving",
    "Sending",
    "Store",
    "Timing",
    "WatchReader",
    "WatchWriter",
    "Writing",
]


class Reading(
    CatalogReader, ProfileReader, FeedbackReader, ReadershipReader, OutboxReader, WatchReader, ChatReader, Protocol
):
    """Every question, answered from one moment."""


class Writing(
    CatalogWriter,
    ProfileWriter,
    FeedbackWriter,
    ReadershipWriter,
    OutboxWriter,
    WatchWriter,
    ChatWriter,
    Reading,
    Protocol,
):
    """Every question, and everything that can be written."""


class Store(Protocol):
    """Where everything is remembered. Safe to share between threads; blocks are not."""

    def reading(self) -> AbstractContextManager[Reading]:
        """A block of questions answered from one moment; never waits for a writer on SQLite or PostgreSQL.

        :raises store.errors.DatabaseError: the database cannot be used.
        """
        ...

    def writing(self) -> AbstractContextManager[Writing]:
        """A transaction with the catalog to oneself: committed if the block ends well, undone if it raises.

        :raises store.errors.DatabaseError: the database cannot be used, or not written.
        """
        ...

    def sending(self) -> AbstractContextManager[Sending]:
        """A short transaction about deliveries alone. Several senders have theirs at once; on PostgreSQL none waits for
        the writer of the catalog.

        :raises store.errors.DatabaseError: the database cannot be used, or not written.
        """
        ...

    def timing(self) -> AbstractContextManager[Timing]:
        """A short transaction about jobs, leases and hosts alone. On PostgreSQL it waits for no writer of the catalog.

        :raises store.errors.DatabaseError: the database cannot be used, or not written.
        """
        ...

    def receiving(self) -> AbstractContextManager[Receiving]:
        """A short transaction about what happens in chats. On PostgreSQL it waits for no writer of the catalog.

        :raises store.errors.DatabaseError: the database cannot be used, or not written.
        """
        ...

    def close(self) -> None:
        """Let go of all connections. Closing twice is harmless."""
        ...
