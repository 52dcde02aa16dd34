"""What does a listing mean to the catalog? Every entry is identified, compared and turned into a Decision.

The conversation: :func:`names` and :func:`traces` say what must be looked up, :class:`Deliberation` decides entry by
entry over what was found; later entries of a listing see what earlier ones brought, and :meth:`Deliberation.settled`
has the last word.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime

from bot.core.consolidate import consolidate, newest_counts
from bot.core.diff import diff
from bot.core.identity import Resemblance, contradict, fingerprints, identifiers, is_telling, resemblance, strength
from scrapers.types import Entry, PageKind
from store.records import ChangeKind, Counts, Decision, KnownPaper, Merge, Paper, Statement

_AUTHORITY = {
    PageKind.ARXIV_API: 5,
    PageKind.BIORXIV: 5,
    PageKind.ARXIV_RSS: 4,
    PageKind.OPENREVIEW: 4,
    PageKind.HUGGINGFACE_JSON: 3,
    PageKind.HUGGINGFACE_HTML: 3,
    PageKind.FEED: 2,
    PageKind.DUMP: 1,
}
"""Whose spelling to trust where sources differ: the archive itself, then structured copies, then plain text."""

_SHARED = tuple({f.name for f in fields(Entry)} & {f.name for f in fields(Statement)})

MAX_STATEMENTS = 50
"""So many different things one listing may say of one paper; what goes beyond is no honest page and is passed over."""

COMMON_TRACE = 20
"""A fingerprint that more papers share than this tells nothing: a series, or a page built to be slow."""

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
    """A paper as it stands while a listing is gone through.

    :ivar said: its statements by their words.
    :ivar added: how many of them this listing brought.
    """

    slot: int
    paper: Paper
    statements: list[Statement]
    identifiers: set[str]
    apart: set[int]
    said: dict[Statement, Statement]
    added: int = 0


class Deliberation:
    """Goes through one listing's entries. Holds what is known and what the listing adds to it; touches nothing else."""

    def __init__(self, known: Iterable[KnownPaper]) -> None:
        """:param known: the stored papers that share an identifier with the listing."""
        self._cases: dict[int, _Case] = {}
        self._by_name: dict[str, int] = {}
        self._by_trace: dict[int, set[int]] = {}
        self._next_slot = -1
        self._heirs: dict[int, int] = {}
        self.learn(known)

    def learn(self, known: Iterable[KnownPaper]) -> None:
        """Take further stored papers into account; those known already stay as they are."""
        for paper in sorted(known, key=lambda p: p.paper_id):
            if paper.paper_id not in self._cases:
                said = {_words(s): s for s in paper.statements}
                statements, names = list(paper.statements), set(paper.identifiers)
                case = _Case(paper.paper_id, paper.paper, statements, names, set(paper.apart), said)
                self._admit(case, (n for s in paper.statements for n in fingerprints(s.title, s.abstract)))

    def strangers(self, statements: Iterable[Statement]) -> list[Statement]:
        """Those that no identifier leads to a paper: only these must be searched for by likeness."""
        return [statement for statement in statements if not self._claimed(statement)]

    def decide(self, statement: Statement, *, rank: int, counts: Counts) -> Decision:
        """What this entry means.

        :param statement: made by :func:`state`; ``sequence`` 0.
        """
        case, merges = self._identify(statement)
        if case is None:
            return self._welcome(statement, rank, counts)
        repeated = case.said.get(_words(statement))
        if repeated is None and case.added >= MAX_STATEMENTS:
            repeated = case.statements[-1]
        names = () if repeated and case.added >= MAX_STATEMENTS else self._free(statement)
        before, told = case.paper, tuple(case.statements)
        newest = newest_counts(before.counts, counts)
        found_by: tuple[int, ...] = ()
        if repeated is None:
            self._add(case, statement)
            case.paper = consolidate(case.statements, newest)
            found_by = fingerprints(statement.title, statement.abstract)
        else:
            case.paper = replace(before, counts=newest)
        kind, changes = diff(before, told, statement, case.paper)
        case.identifiers.update(names)
        self._admit(case, found_by)
        return Decision(
            rank=rank,
            slot=case.slot,
            kind=kind,
            paper=case.paper,
            counts=counts,
            statement=repeated or statement,
            identifiers=names,
            fingerprints=found_by,
            changes=changes,
            merges=merges,
        )

    def settled(self, decisions: Iterable[Decision]) -> tuple[Decision, ...]:
        """The decisions in the light of the whole listing: entries that turned out to tell of one paper, new or
        stored, are about that one, and only the first of a new one is new.
        """
        met: set[int] = set()
        final = []
        for decision in decisions:
            slot = decision.slot
            while slot in self._heirs:
                slot = self._heirs[slot]
            kind = decision.kind
            if kind is ChangeKind.NEW and (slot > 0 or slot in met):
                kind = ChangeKind.KNOWN
            elif slot < 0 and slot not in met:
                kind = ChangeKind.NEW
            met.add(slot)
            changes = () if kind is ChangeKind.NEW else decision.changes
            final.append(replace(decision, slot=slot, kind=kind, changes=changes, paper=self._cases[slot].paper))
        return tuple(final)

    def _add(self, case: _Case, statement: Statement) -> None:
        case.statements.append(statement)
        case.said[_words(statement)] = statement
        case.added += 1

    def _free(self, statement: Statement) -> tuple[str, ...]:
        """Its names that lead nowhere yet. One that leads to another paper (the archive holds some texts twice)
        stays with it.
        """
        return tuple(name for name in statement.identifiers if name not in self._by_name)

    def _welcome(self, statement: Statement, rank: int, counts: Counts) -> Decision:
        free = self._free(statement)
        paper = consolidate([statement], counts)
        case = _Case(self._next_slot, paper, [], set(free), set(), {})
        self._next_slot -= 1
        self._add(case, statement)
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
            return self._unite(claimed)
        best = max(self._lookalikes(statement), default=None, key=lambda pair: (pair[0], -abs(pair[1].slot)))
        if best is None:
            return None, ()
        likeness, case = best
        name = min(statement.identifiers, key=strength)
        return case, (Merge(identifier=name, title=statement.title, reason=likeness.reason),)

    def _claimed(self, statement: Statement) -> list[tuple[str, _Case]]:
        """The papers that go by one of its names, with that name, the strongest first; none that its other names
        contradict. A title that does not stand for itself is no name where there is another.
        """
        found: dict[int, tuple[str, _Case]] = {}
        telling = is_telling(statement.title, statement.abstract)
        for name in statement.identifiers:
            slot = self._by_name.get(name)
            if slot is None or slot in found:
                continue
            if name.startswith("title:") and not telling and len(statement.identifiers) > 1:
                continue
            case = self._cases[slot]
            if strength(name) == 0 or not contradict(statement.identifiers, case.identifiers):
                found[slot] = (name, case)
        return list(found.values())

    def _lookalikes(self, statement: Statement) -> list[tuple[Resemblance, _Case]]:
        slots: set[int] = set()
        for number in fingerprints(statement.title, statement.abstract):
            sharing = self._by_trace.get(number, ())
            if len(sharing) <= COMMON_TRACE:
                slots.update(sharing)
        pairs = []
        for slot in sorted(slots):
            case = self._cases[slot]
            if not contradict(statement.identifiers, case.identifiers):
                likeness = _likeness(statement, case)
                if likeness.same:
                    pairs.append((likeness, case))
        return pairs

    def _unite(self, claimed: Sequence[tuple[str, _Case]]) -> tuple[_Case, tuple[Merge, ...]]:
        """One entry names several papers: they are one, unless a person or their identifiers say otherwise.

        A stored paper stays before one that this listing brought, else the one with the stronger name.
        """
        first, *others = sorted(claimed, key=lambda pair: pair[1].slot < 0)
        keep, merges = first[1], []
        for name, other in others:
            if other.slot not in keep.apart and not contradict(keep.identifiers, other.identifiers):
                reason = f"one entry goes by both {first[0]} and {name}"
                merges.append(
                    Merge(identifier=other.paper.key, title=other.paper.title, reason=reason, absorbed=other.slot)
                )
                self._absorb(keep, other)
        # What this listing brought was never stored apart: there is nothing to take back.
        return keep, tuple(merge for merge in merges if merge.absorbed and merge.absorbed > 0)

    def _absorb(self, keep: _Case, other: _Case) -> None:
        together = [*keep.statements, *other.statements]
        keep.statements = sorted(together, key=lambda s: (s.sequence == 0, s.sequence))
        keep.said |= other.said
        keep.identifiers |= other.identifiers
        keep.apart |= other.apart
        keep.paper = consolidate(keep.statements, newest_counts(keep.paper.counts, other.paper.counts))
        self._heirs[other.slot] = keep.slot
        del self._cases[other.slot]
        self._by_name.update(dict.fromkeys(other.identifiers, keep.slot))
        for number in {n for s in other.statements for n in fingerprints(s.title, s.abstract)}:
            self._by_trace[number].discard(other.slot)
            self._by_trace[number].add(keep.slot)
        for case in self._cases.values():
            if other.slot in case.apart:
                case.apart.add(keep.slot)

    def _admit(self, case: _Case, found_by: Iterable[int]) -> None:
        self._cases[case.slot] = case
        for name in case.identifiers:
            self._by_name.setdefault(name, case.slot)
        for number in found_by:
            self._by_trace.setdefault(number, set()).add(case.slot)


def _likeness(statement: Statement, case: _Case) -> Resemblance:
    """The best likeness to anything said of a paper; where abstracts can be compared, only they count."""
    latest = case.statements[-_COMPARED:]
    if statement.abstract and case.paper.abstract:
        latest = [one for one in case.statements if one.abstract][-_COMPARED:]
    return max(resemblance(statement.title, statement.abstract, one) for one in latest)


def _words(statement: Statement) -> Statement:
    """The statement without when and as which it arrived: what makes two of them the same."""
    return replace(statement, sequence=0, observed_at=None)
