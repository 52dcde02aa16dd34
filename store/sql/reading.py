"""Questions about what is remembered: papers, changes, merges, sources."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Select, func, or_, select

from store.errors import NotFound
from store.records import ChangeKind, MergeRecord, Paper, PaperHistory, Revision, Sighting, SourceRecord
from store.sql.arrivals import ArrivalReading
from store.sql.chatting import ChatReading
from store.sql.erasing import Exporting
from store.sql.faults import translated
from store.sql.feedback import FeedbackReading
from store.sql.lookup import STATEMENT_COLUMNS, owners, papers_by_number
from store.sql.outbox import OutboxReading
from store.sql.profiles import ProfileReading
from store.sql.rows import (
    PAGE_COLUMNS,
    PAPER_COLUMNS,
    SIGHTING_COUNTS,
    counts_of,
    merge_of,
    page_of,
    paper_of,
    revision_of,
    statement_of,
    words,
)
from store.sql.tables import identifiers, merges, pages, papers, revisions, sightings, sources, statements
from store.sql.types import can_be_stored
from store.sql.watching import WatchReading

CHUNK = 500
"""How many papers are fetched at a time when all are asked for."""

LONGEST_NAME = 1_000
"""As much of a name (in characters) as is looked at when papers are searched by it."""

_LAST_CHARACTER = "\U0010ffff"

REVISIONS = (
    select(revisions.c.number, papers.c.key, papers.c.title, revisions.c.kind, revisions.c.changes, *PAGE_COLUMNS)
    .select_from(revisions)
    .join(pages, pages.c.id == revisions.c.page_id)
    .join(
        sightings,
        (sightings.c.page_id == revisions.c.page_id) & (sightings.c.rank == revisions.c.rank),
    )
    .join(statements, statements.c.id == sightings.c.statement_id)
    .join(papers, papers.c.id == statements.c.paper_id)
)
MERGES = (
    select(
        merges.c.number,
        papers.c.key,
        papers.c.title,
        merges.c.identifier,
        merges.c.title,
        merges.c.reason,
        merges.c.absorbed,
        merges.c.undone,
    )
    .select_from(merges)
    .join(papers, papers.c.id == merges.c.paper_id)
)


class SqlReader(ArrivalReading, ProfileReading, FeedbackReading, Exporting, OutboxReading, WatchReading, ChatReading):
    """A :class:`store.api.Reading` on one connection, within one transaction."""

    def paper_count(self) -> int:
        """How many papers there are."""
        with translated(self._shown):
            return self._connection.execute(select(func.count()).select_from(papers)).scalar_one()

    def papers(self, *, limit: int | None = None, source: str | None = None) -> Iterator[Paper]:
        """Papers, the one recorded last first. Fetched in chunks, so that a large catalog needs no large memory."""
        before: int | None = None
        left = limit
        while left is None or left > 0:
            size = CHUNK if left is None else min(left, CHUNK)
            with translated(self._shown):
                chunk: Sequence[Sequence[Any]] = self._connection.execute(_papers_before(before, source, size)).all()
            for _, *values in chunk:
                yield paper_of(values)
            if len(chunk) < size:
                return
            before = chunk[-1][0]
            left = None if left is None else left - size

    def find(self, name: str, *, limit: int = 10) -> Sequence[Paper]:
        """The papers a person could mean by the name."""
        name = name.strip()[:LONGEST_NAME]
        if not name or not can_be_stored(name):
            return ()
        # As typed; in the case identifiers have; a bare arXiv id; a bare DOI.
        spellings = (name, name.lower(), f"arxiv:{name}", f"doi:{name.lower()}")
        with translated(self._shown):
            led = owners(self._connection, spellings)
            exact = next((led[spelling] for spelling in spellings if spelling in led), None)
            if exact is not None:
                return tuple(papers_by_number(self._connection, [exact]).values())
            return self._beginning_with(spellings, limit) or self._with_words(words(name), limit)

    def called(self, identifiers: Collection[str]) -> Mapping[str, Paper]:
        """The papers that go by these identifiers, by the identifier asked for."""
        with translated(self._shown):
            led = owners(self._connection, identifiers)
            found = papers_by_number(self._connection, set(led.values()))
        return {name: found[number] for name, number in led.items()}

    def history(self, key: str) -> PaperHistory:
        """Everything about one paper."""
        with translated(self._shown):
            number = owners(self._connection, [key]).get(key)
            if number is None:
                raise NotFound(f"No paper goes by the name {key[:80]!r}. Search for it by words of its title.")
            return self._history(number)

    def revisions(self, *, limit: int | None = None, kinds: Collection[ChangeKind] = ()) -> Sequence[Revision]:
        """What changed, the last first."""
        query = REVISIONS.order_by(revisions.c.number.desc()).limit(limit)
        if kinds:
            query = query.where(revisions.c.kind.in_(sorted(kinds)))
        with translated(self._shown):
            return tuple(revision_of(row) for row in self._connection.execute(query))

    def merges(self, *, limit: int | None = None) -> Sequence[MergeRecord]:
        """What was taken for one paper on weaker grounds than a shared identifier, the last first."""
        query = MERGES.order_by(merges.c.number.desc()).limit(limit)
        with translated(self._shown):
            return tuple(merge_of(row) for row in self._connection.execute(query))

    def sources(self) -> Sequence[SourceRecord]:
        """The sources that were ever read, by name."""
        query = select(sources.c.name, sources.c.kind, sources.c.title, sources.c.homepage).order_by(sources.c.name)
        with translated(self._shown):
            rows = self._connection.execute(query)
            return tuple(
                SourceRecord(name=name, kind=kind, title=title, homepage=homepage)
                for name, kind, title, homepage in rows
            )

    def _beginning_with(self, beginnings: Collection[str], limit: int) -> tuple[Paper, ...]:
        # A range and not LIKE: it uses the index, and no character of the name has a meaning.
        name = identifiers.c.identifier
        ranges = [(name >= start) & (name < start + _LAST_CHARACTER) for start in beginnings]
        numbers = select(identifiers.c.paper_id).where(or_(*ranges))
        return self._some_papers(select(*PAPER_COLUMNS).where(papers.c.id.in_(numbers)), limit)

    def _with_words(self, sought: Collection[str], limit: int) -> tuple[Paper, ...]:
        if not sought:
            return ()
        # Words consist of letters, digits and underscores; autoescape sees to the underscores.
        conditions = [papers.c.title_words.contains(f" {word} ", autoescape=True) for word in dict.fromkeys(sought)]
        return self._some_papers(select(*PAPER_COLUMNS).where(*conditions), limit)

    def _some_papers(self, query: Select[Any], limit: int) -> tuple[Paper, ...]:
        return tuple(map(paper_of, self._connection.execute(query.order_by(papers.c.key).limit(limit))))

    def _history(self, number: int) -> PaperHistory:
        run = self._connection.execute
        its_statements = statements.c.paper_id == number
        names = select(identifiers.c.identifier).where(identifiers.c.paper_id == number)
        said = select(*STATEMENT_COLUMNS).where(its_statements).order_by(statements.c.id)
        seen = (
            select(sightings.c.rank, *SIGHTING_COUNTS, *PAGE_COLUMNS)
            .select_from(statements)
            .join(sightings, sightings.c.statement_id == statements.c.id)
            .join(pages, pages.c.id == sightings.c.page_id)
            .where(its_statements)
            .order_by(sightings.c.page_id, sightings.c.rank)
        )
        changed = REVISIONS.where(its_statements).order_by(revisions.c.number)
        merged = MERGES.where(merges.c.paper_id == number).order_by(merges.c.number)
        width = len(SIGHTING_COUNTS)
        return PaperHistory(
            paper=papers_by_number(self._connection, [number])[number],
            identifiers=tuple(sorted(run(names).scalars())),
            statements=tuple(statement_of(*row) for row in run(said)),
            sightings=tuple(
                Sighting(page=page_of(rest[width:]), rank=rank, counts=counts_of(rest[:width]))
                for rank, *rest in run(seen)
            ),
            revisions=tuple(revision_of(row) for row in run(changed)),
            merges=tuple(merge_of(row) for row in run(merged)),
        )


def _papers_before(before: int | None, source: str | None, size: int) -> Select[Any]:
    query = select(papers.c.id, *PAPER_COLUMNS).order_by(papers.c.id.desc()).limit(size)
    if source is None:
        return query if before is None else query.where(papers.c.id < before)
    told_of = (
        select(statements.c.paper_id)
        .where(statements.c.source == source)
        .distinct()
        .order_by(statements.c.paper_id.desc())
        .limit(size)
    )
    if before is not None:
        told_of = told_of.where(statements.c.paper_id < before)
    return query.where(papers.c.id.in_(told_of))
