"""The protocols the bot talks to, phrased as a conversation, and held to one contract test on every implementation.

*What do I need to decide?* (:meth:`CatalogWriter.known`) … *Here is what I decided.* (:meth:`CatalogWriter.record`)
Both within one :meth:`Store.writing` block: one transaction, and only one writer of the catalog at a time, so that what
was decided is still true when it is written.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from store.profiles import Feedback, GivenFeedback, StoredProfile
from store.records import (
    ChangeKind,
    Decision,
    KnownPaper,
    MergeRecord,
    PageRecord,
    Paper,
    PaperHistory,
    Revision,
    SourceRecord,
    Split,
)


class CatalogReader(Protocol):
    """Questions about what is remembered. All answers within one :meth:`Store.reading` block are of one moment."""

    def paper_count(self) -> int:
        """How many papers there are."""
        ...

    def papers(self, *, limit: int | None = None, source: str | None = None) -> Iterator[Paper]:
        """Papers, the one recorded last first.

        :param limit: at most so many; ``None`` for all.
        :param source: only those this source told of (by name).
        """
        ...

    def find(self, name: str, *, limit: int = 10) -> Sequence[Paper]:
        """The papers a person could mean by ``name``: an identifier in full (then that one alone), a bare arXiv id or
        DOI, else the beginning of an identifier, else words of a title. Ordered by key.

        :param limit: at most so many.
        """
        ...

    def called(self, identifiers: Collection[str]) -> Mapping[str, Paper]:
        """The papers that go by these identifiers, each by the identifier asked for; unknown ones are left out."""
        ...

    def history(self, key: str) -> PaperHistory:
        """Everything about one paper.

        :param key: any identifier of it, in full.
        :raises store.errors.NotFound: no paper goes by that name.
        """
        ...

    def revisions(self, *, limit: int | None = None, kinds: Collection[ChangeKind] = ()) -> Sequence[Revision]:
        """What changed, the last first.

        :param kinds: only these; empty for all.
        """
        ...

    def merges(self, *, limit: int | None = None) -> Sequence[MergeRecord]:
        """What was taken for one paper on weaker grounds than a shared identifier, the last first."""
        ...

    def sources(self) -> Sequence[SourceRecord]:
        """The sources that were ever read, by name."""
        ...


class CatalogWriter(CatalogReader, Protocol):
    """The same, and the conversation in which a listing is recorded."""

    def page_is_recorded(self, fingerprint: str) -> bool:
        """Has this very page been recorded before? Then there is nothing to decide."""
        ...

    def known(self, identifiers: Collection[str], fingerprints: Collection[int]) -> Sequence[KnownPaper]:
        """Every stored paper that goes by one of the identifiers or has one of the fingerprints, by number.

        A fingerprint that more than twenty stored papers share is passed over. Costs grow with what is asked and
        found, not with the catalog.
        """
        ...

    def record(self, source: SourceRecord, page: PageRecord, decisions: Sequence[Decision]) -> None:
        """Write a page and all that was decided about its entries; it becomes lasting when the block ends well.

        A decision of a later rank about the same slot supersedes the paper of an earlier one.
        """
        ...

    def merge(self, number: int) -> tuple[MergeRecord, KnownPaper, frozenset[str]]:
        """A merge, the paper it went into, and all the identifiers that lead to that paper because of it.

        :raises store.errors.NotFound: there is no merge of that number.
        """
        ...

    def split(self, split: Split) -> None:
        """Take a merge back. The two papers are kept apart from now on.

        :raises store.errors.AlreadyUndone: it was taken back before.
        """
        ...


class ProfileReader(Protocol):
    """Questions about readers' profiles."""

    def profiles(self) -> Iterator[StoredProfile]:
        """All profiles, by number; a stream, however many there are."""
        ...

    def profile(self, name: str) -> StoredProfile:
        """The profile of that name.

        :raises store.errors.NotFound: none is stored.
        """
        ...


class ProfileWriter(ProfileReader, Protocol):
    """The same, and the keeping of profiles."""

    def save_profile(self, profile: StoredProfile) -> None:
        """Keep a profile, in place of one of the same name, whose number it then has.

        :raises store.errors.NotStorable: it has no keywords, or one with a line feed.
        :raises store.errors.Conflict: threshold or cap are out of their ranges.
        """
        ...

    def save_profiles(self, saved: Iterable[StoredProfile]) -> None:
        """:meth:`save_profile` for many, in few conversations; of several of one name the last is kept."""
        ...

    def remove_profile(self, name: str) -> None:
        """Forget a profile. Feedback given under its name stays.

        :raises store.errors.NotFound: none is stored.
        """
        ...


class FeedbackReader(Protocol):
    """Questions about readers' reactions."""

    def feedback(self, profile: str | None = None, *, undone: bool = False) -> Sequence[Feedback]:
        """Reactions, by number.

        :param profile: only those to what this profile brought; ``None`` for all.
        :param undone: with those that were taken back.
        """
        ...

    def profiles_with_feedback(self) -> frozenset[str]:
        """The names of the profiles that have reactions which stand."""
        ...


class FeedbackWriter(FeedbackReader, Protocol):
    """The same, and the keeping of reactions. Nothing is ever deleted."""

    def give_feedback(self, given: Feedback) -> GivenFeedback:
        """Keep a reaction. One that stands already is not kept twice, under whichever of its names the paper was
        meant; those that contradict it (:data:`store.profiles.REPLACED`) are taken back.

        :param given: its number is not looked at.
        """
        ...

    def undo_feedback(self, number: int) -> Feedback:
        """Take a reaction back. What it had replaced stays taken back.

        :raises store.errors.NotFound: there is none of that number.
        :raises store.errors.AlreadyUndone: it was taken back before.
        """
        ...


class Reader(CatalogReader, ProfileReader, FeedbackReader, Protocol):
    """Every question, answered from one moment."""


class Writer(CatalogWriter, ProfileWriter, FeedbackWriter, Reader, Protocol):
    """Every question, and everything that can be written."""


class Store(Protocol):
    """Where everything is remembered. Safe to share between threads; blocks are not."""

    def reading(self) -> AbstractContextManager[Reader]:
        """A block of questions answered from one moment; never waits for a writer on SQLite or PostgreSQL.

        :raises store.errors.DatabaseError: the database cannot be used.
        """
        ...

    def writing(self) -> AbstractContextManager[Writer]:
        """A transaction with the catalog to oneself: committed if the block ends well, undone if it raises.

        :raises store.errors.DatabaseError: the database cannot be used, or not written.
        """
        ...

    def close(self) -> None:
        """Let go of all connections. Closing twice is harmless."""
        ...
