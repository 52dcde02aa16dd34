"""What does a listing mean to the catalog? Every entry is identified, compared and turned into a Decision.

The conversation: :func:`names` and :func:`traces` say what must be looked up, :class:`Deliberation` decides entry by
entry over what was found; later entries of a listing see what earlier ones brought.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import datetime

from bot.core.consolidate import consolidate, newest_counts
from bot.core.diff import diff
from bot.core.identity import Resemblance, contradict, fingerprints, identifiers, resemblance, strength
from scrapers.types import Entry, PageKind
from store.records import ChangeKind, Counts, Decision, KnownPaper, Merge, Paper, Statement

_AUTHORITY = {
    PageKind.ARXIV_API: 5,
    PageKind.ARXIV_RSS: 4,
    PageKind.HUGGINGFACE_JSON: 3,
    PageKind.HUGGINGFACE_HTML: 3,
    PageKind.FEED: 2,
    PageKind.DUMP: 1,
}
"""Whose spelling to trust where sources differ: the archive itself, then structured copies, then plain text."""

_SHARED = tuple({f.name for f in fields(Entry)} & {f.name for f in fields(Statement)})

_COMPARED = 12
"""Of a paper with a long history only so many of its latest statements are compared with a look-alike."""


def state(entry: Entry, *, source: str, kind: PageKind, observed_at: datetime | None) -> Statement:
    """The entry without its counts and its place on the page: what is said of the paper."""
    shared = {name: getattr(entry, name) for name in _SHARED}
    return Statement(
        **shared,
        source=source,
        identifiers=identifiers(entry, source),
        observed_at=observed_at,
        authority=_AUTHORITY[kind],
    )


def names(statements: Iterable[Statement]) -> set[str]:
    """The identifiers to look up for these statements."""
    return {name for statement in statements for name in statement.identifiers}


def traces(statements: Iterable[Statement]) -> set[int]:
    """The fingerprints to look up for these statements."""
    return {number for statement in statements for number in fingerprints(statement.title, statement.abstract)}


@dataclass(slots=True)
class _Case:
    """A paper as it stands while a listing is gone through."""

    slot: int
    paper: Paper
    statements: list[Statement]
    identifiers: set[str]
    apart: frozenset[int] = field(default_factory=frozenset)


class Deliberation:
    """Goes through one listing's entries. Holds what is known and what the listing adds to it; touches nothing else."""

    def __init__(self, known: Iterable[KnownPaper]) -> None:
        """:param known: every stored paper that could be one of the listing's."""
        self._cases: dict[int, _Case] = {}
        self._by_name: dict[str, int] = {}
        self._by_trace: dict[int, set[int]] = {}
        self._next_slot = -1
        for paper in sorted(known, key=lambda p: p.paper_id):
            case = _Case(paper.paper_id, paper.paper, list(paper.statements), set(paper.identifiers), paper.apart)
            self._admit(case, (n for s in paper.statements for n in fingerprints(s.title, s.abstract)))

    def decide(self, statement: Statement, *, rank: int, counts: Counts) -> Decision:
        """What this entry means.

        :param statement: made by :func:`state`; ``sequence`` 0.
        """
        case, merges = self._identify(statement)
        if case is None:
            return self._welcome(statement, rank, counts)
        repeated = next((s for s in case.statements if _words(s) == _words(statement)), None)
        added = tuple(name for name in statement.identifiers if name not in self._by_name)
        if repeated is None:
            told, case.statements = case.statements, [*case.statements, statement]
        else:
            told = case.statements
        after = consolidate(case.statements, newest_counts(case.paper.counts, counts))
        kind, changes = diff(case.paper, told, statement, after)
        new_traces = fingerprints(statement.title, statement.abstract) if repeated is None else ()
        case.paper = after
        case.identifiers.update(added)
        self._admit(case, new_traces)
        return Decision(
            rank=rank,
            slot=case.slot,
            kind=kind,
            paper=after,
            counts=counts,
            statement=repeated or statement,
            identifiers=added,
            fingerprints=new_traces,
            changes=changes,
            merges=merges,
        )

    def unrecognised(self, statements: Iterable[Statement]) -> list[Statement]:
        """Those that share no identifier with anything known: only these must be searched for by likeness."""
        return [s for s in statements if not any(name in self._by_name for name in s.identifiers)]

    def _welcome(self, statement: Statement, rank: int, counts: Counts) -> Decision:
        # A name that leads to another paper (the archive holds some texts twice) stays with it.
        free = tuple(name for name in statement.identifiers if name not in self._by_name)
        case = _Case(self._next_slot, consolidate([statement], counts), [statement], set(free))
        self._next_slot -= 1
        found_by = fingerprints(statement.title, statement.abstract)
        self._admit(case, found_by)
        return Decision(
            rank=rank,
            slot=case.slot,
            kind=ChangeKind.NEW,
            paper=case.paper,
            counts=counts,
            statement=statement,
            identifiers=free,
            fingerprints=found_by,
        )

    def _identify(self, statement: Statement) -> tuple[_Case | None, tuple[Merge, ...]]:
        claimed = self._claimed(statement)
        if claimed:
            return self._unite(claimed, statement)
        best = max(self._lookalikes(statement), default=None, key=lambda pair: (pair[0], -pair[1].slot))
        if best is None:
            return None, ()
        likeness, case = best
        merge = Merge(
            identifier=min(statement.identifiers, key=strength), title=statement.title, reason=likeness.reason
        )
        return case, (merge,)

    def _claimed(self, statement: Statement) -> list[_Case]:
        """The papers that go by one of its names, the strongest name's first; none its other names contradict."""
        found: dict[int, _Case] = {}
        for name in statement.identifiers:
            slot = self._by_name.get(name)
            if slot is None or slot in found:
                continue
            case = self._cases[slot]
            if strength(name) == 0 or not contradict(statement.identifiers, case.identifiers):
                found[slot] = case
        return list(found.values())

    def _lookalikes(self, statement: Statement) -> list[tuple[Resemblance, _Case]]:
        slots = {
            slot
            for number in fingerprints(statement.title, statement.abstract)
            for slot in self._by_trace.get(number, ())
        }
        pairs = []
        for slot in sorted(slots):
            case = self._cases[slot]
            if contradict(statement.identifiers, case.identifiers):
                continue
            likeness = max(resemblance(statement.title, statement.abstract, s) for s in case.statements[-_COMPARED:])
            if likeness.same:
                pairs.append((likeness, case))
        return pairs

    def _unite(self, claimed: Sequence[_Case], statement: Statement) -> tuple[_Case, tuple[Merge, ...]]:
        """One entry names several papers: they are one, unless a person or their identifiers say otherwise.

        Only stored papers are united. The one with the strongest name stays.
        """
        keep, merges = claimed[0], []
        for other in claimed[1:]:
            both_stored = keep.slot > 0 and other.slot > 0
            if both_stored and other.slot not in keep.apart and not contradict(keep.identifiers, other.identifiers):
                merges.append(self._absorb(keep, other, statement))
        return keep, tuple(merges)

    def _absorb(self, keep: _Case, other: _Case, statement: Statement) -> Merge:
        merge = Merge(
            identifier=other.paper.key,
            title=other.paper.title,
            reason=f"{statement.source} names both: " + ", ".join(statement.identifiers[:2]),
            absorbed=other.slot,
        )
        keep.statements = sorted([*keep.statements, *other.statements], key=lambda s: (s.sequence == 0, s.sequence))
        keep.identifiers |= other.identifiers
        keep.apart |= other.apart
        keep.paper = consolidate(keep.statements, newest_counts(keep.paper.counts, other.paper.counts))
        del self._cases[other.slot]
        self._by_name.update(dict.fromkeys(other.identifiers, keep.slot))
        for slots in self._by_trace.values():
            if other.slot in slots:
                slots.discard(other.slot)
                slots.add(keep.slot)
        return merge

    def _admit(self, case: _Case, found_by: Iterable[int]) -> None:
        self._cases[case.slot] = case
        for name in case.identifiers:
            self._by_name.setdefault(name, case.slot)
        for number in found_by:
            self._by_trace.setdefault(number, set()).add(case.slot)


def _words(statement: Statement) -> Statement:
    """The statement without when and as which it arrived: what makes two of them the same."""
    return replace(statement, sequence=0, observed_at=None)
