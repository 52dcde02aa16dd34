"""The catalog: which papers there are, and the conversation in which a listing is recorded."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from store.outbox import SourceDay
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

    def source_days(self, since: datetime | None, until: datetime) -> Sequence[SourceDay]:
        """What each source brought after ``since`` and up to ``until``, by name; also those that brought nothing.

        :param since: ``None`` for the beginning.
        """
        ...

    def page_day(self, fingerprint: str) -> Sequence[SourceDay]:
        """The same of one page, whenever it was recorded.

        :param fingerprint: how its fingerprint begins, hex.
        """
        ...

    def listed(self, identifiers: Collection[str]) -> Mapping[str, Mapping[str, datetime | None]]:
        """When each source first listed these papers, each by the identifier asked for, then by source; ``None`` where
        nobody knows when. Unknown papers are left out.
        """
        ...

    def recorded(self, since: datetime | None, until: datetime) -> Sequence[Paper]:
        """The papers that were new in pages recorded after ``since`` and up to ``until``, in order of recording."""
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

    def record(
        self,
        source: SourceRecord,
        page: PageRecord,
        decisions: Sequence[Decision],
        at: datetime | None = None,
        run: str = "",
    ) -> Mapping[int, int]:
        """Write a page and all that was decided about its entries; it becomes lasting when the block ends well.

        A decision of a later rank about the same slot supersedes the paper of an earlier one.

        :param at: when it was read, aware; ``None`` if nobody may know, then it is in no :meth:`source_days`.
        :param run: the correlation id of the run that read it; kept only together with ``at``.
        :return: by rank, the numbers of the revisions that the decisions became (see :meth:`revisions`).
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
