"""Writing down what was decided about a listing, in a fixed number of conversations with the database."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from store.records import ChangeKind, Decision, Merge, PageRecord, SourceRecord
from store.sql.bulk import Numbers, insert_rows, one_of
from store.sql.lookup import leads, papers_by_number
from store.sql.merging import absorb, park
from store.sql.rows import body, changes_text, counts_row, digest, page_row, paper_changes, paper_row
from store.sql.tables import (
    arrivals,
    fingerprints,
    identifiers,
    merges,
    pages,
    papers,
    revisions,
    sightings,
    sources,
    statements,
)

REMEMBERED = frozenset({ChangeKind.NEW, ChangeKind.REVISED, ChangeKind.ENRICHED})
"""The changes that become revisions; the others leave a sighting only."""


class Recording:
    """One page being written. Made for one call of :meth:`store.api.CatalogWriter.record`."""

    def __init__(self, connection: Connection, decisions: Sequence[Decision]) -> None:
        """Give every paper, every merge its number."""
        self._connection = connection
        self._decisions = sorted(decisions, key=lambda decision: decision.rank)
        self._numbers = Numbers(connection)
        self._papers: dict[int, int] = {}  # slot → the paper's number
        for decision in self._decisions:
            if decision.slot not in self._papers:
                self._papers[decision.slot] = decision.slot if decision.slot > 0 else self._numbers.take("paper")
        self._merges = [
            (self._numbers.take("merge"), decision, merge) for decision in self._decisions for merge in decision.merges
        ]
        self._heirs: dict[int, int] = {}  # of a swallowed paper, the one it ends up in when all merges are done
        for _, decision, merge in reversed(self._merges):
            gone, heir = self._absorbed(merge), self._papers[decision.slot]
            if gone is not None:
                self._heirs[gone] = self._heirs.get(heir, heir)

    def write(self, source: SourceRecord, page: PageRecord, at: datetime | None, run: str = "") -> Mapping[int, int]:
        """Write everything.

        :param at: when the page was read; ``None`` if nobody may know.
        :param run: the correlation id of the run that read it, if it has one.
        :return: the numbers of the revisions, by rank.
        :raises store.errors.Conflict: the page was recorded before, or a name leads to a paper that is not swallowed.
        """
        _remember_source(self._connection, source)
        page_id = self._numbers.take("page")
        self._connection.execute(insert(pages), {"id": page_id, **page_row(page)})
        if at is not None:
            new = sum(decision.kind is ChangeKind.NEW for decision in self._decisions)
            row = {"page_id": page_id, "source": source.name, "recorded_at": at, "new": new, "run": run or None}
            self._connection.execute(insert(arrivals), row)
        self._write_papers()
        changed = self._write_sightings(page_id, self._write_statements())
        self._write_merges()
        self._write_identifiers()
        self._write_fingerprints()
        for number, decision, merge in self._merges:
            gone = self._absorbed(merge)
            if gone is not None:
                absorb(self._connection, number, gone=gone, kept=self._papers[decision.slot])
        self._numbers.save()
        return changed

    def _absorbed(self, merge: Merge) -> int | None:
        return None if merge.absorbed is None else self._papers.get(merge.absorbed, merge.absorbed)

    def _write_papers(self) -> None:
        park(self._connection, self._heirs)
        last = {decision.slot: decision.paper for decision in self._decisions}
        stored = papers_by_number(self._connection, [slot for slot in last if slot > 0])
        changed: defaultdict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
        for slot, old in stored.items():
            if slot not in self._heirs and (change := paper_changes(old, last[slot])):
                changed[tuple(change)].append({"number": slot, **change})
        for rows in changed.values():  # most often one: the counts of many papers moved
            self._connection.execute(update(papers).where(papers.c.id == bindparam("number")), rows)
        brought = []
        for slot, paper in last.items():
            if slot < 0:
                number = self._papers[slot]
                row = {"id": number, **paper_row(paper)}
                if number in self._heirs:
                    row["key"] = f"absorbed:{number}"
                brought.append(row)
        insert_rows(self._connection, papers, brought)

    def _write_statements(self) -> list[int]:
        """The number of the statement of each decision, those that are new written. Equal ones are one."""
        known = {each.slot for each in self._decisions if each.slot > 0 and each.statement.sequence == 0}
        numbers: dict[tuple[int, bytes], int] = {}
        if known:
            query = select(statements.c.paper_id, statements.c.digest, statements.c.id)
            stored = self._connection.execute(query.where(one_of(self._connection, statements.c.paper_id, known)))
            numbers = {(paper, bytes(words)): number for paper, words, number in stored}
        rows, said = [], []
        for decision in self._decisions:
            statement = decision.statement
            if statement.sequence:
                said.append(statement.sequence)
                continue
            paper, text = self._papers[decision.slot], body(statement)
            words = digest(statement.source, text)
            if (paper, words) not in numbers:
                number = numbers[paper, words] = self._numbers.take("statement")
                rows.append(
                    {
                        "id": number,
                        "paper_id": paper,
                        "source": statement.source,
                        "digest": words,
                        "observed_at": statement.observed_at,
                        "body": text,
                    }
                )
            said.append(numbers[paper, words])
        insert_rows(self._connection, statements, rows)
        return said

    def _write_sightings(self, page_id: int, said: Sequence[int]) -> dict[int, int]:
        """The numbers of the revisions that are written with them, by rank."""
        seen: list[dict[str, Any]] = []
        changed: list[dict[str, Any]] = []
        for decision, number in zip(self._decisions, said, strict=True):
            place = {"page_id": page_id, "rank": decision.rank}
            seen.append({**place, "statement_id": number, **counts_row(decision.counts)})
            if decision.kind in REMEMBERED:
                text = changes_text(decision.changes)
                revision = self._numbers.take("revision")
                changed.append({"number": revision, **place, "kind": decision.kind.value, "changes": text})
        insert_rows(self._connection, sightings, seen)
        insert_rows(self._connection, revisions, changed)
        return {row["rank"]: row["number"] for row in changed}

    def _write_merges(self) -> None:
        rows = [
            {
                "number": number,
                "paper_id": self._papers[decision.slot],
                "identifier": merge.identifier,
                "title": merge.title,
                "reason": merge.reason,
                "absorbed": self._absorbed(merge),
                "carried_by": None,
                "undone": False,
            }
            for number, decision, merge in self._merges
        ]
        insert_rows(self._connection, merges, rows)

    def _write_identifiers(self) -> None:
        bringing = [decision for decision in self._decisions if decision.identifiers]
        led = leads(self._connection, {name for each in bringing for name in each.statement.identifiers})
        led |= leads(self._connection, {name for each in bringing for name in each.identifiers} - led.keys())
        because = {name: merge for name, (_, merge) in led.items()}
        # The merge because of which an entry's names lead to its paper: its own, or else its strongest known name's.
        own = {decision.rank: number for number, decision, merge in self._merges if merge.absorbed is None}
        rows: dict[tuple[str, int], dict[str, str | int | None]] = {}
        for decision in bringing:
            known = next((because[name] for name in decision.statement.identifiers if name in because), None)
            merge = own.get(decision.rank, known)
            number = self._papers[decision.slot]
            heir = self._heirs.get(number, number)
            for name in decision.identifiers:
                # What a swallowed paper was called moves with it. What leads to yet another paper is not ours to move:
                # the primary key refuses it.
                owner = led[name][0] if name in led else None
                if owner is None or self._heirs.get(owner, owner) != heir:
                    rows.setdefault((name, heir), {"identifier": name, "paper_id": number, "merge_number": merge})
                    because.setdefault(name, merge)
        insert_rows(self._connection, identifiers, list(rows.values()))

    def _write_fingerprints(self) -> None:
        pairs = {
            (number, self._papers[decision.slot]): None
            for decision in self._decisions
            for number in decision.fingerprints
        }
        known = {paper for _, paper in pairs if paper in self._papers}  # slots above 0 are their own numbers
        if known:
            query = select(fingerprints.c.hash, fingerprints.c.paper_id)
            stored = self._connection.execute(query.where(one_of(self._connection, fingerprints.c.paper_id, known)))
            for number, paper in stored:
                pairs.pop((number, paper), None)
        insert_rows(self._connection, fingerprints, [{"hash": number, "paper_id": paper} for number, paper in pairs])


def _remember_source(connection: Connection, source: SourceRecord) -> None:
    said = {"kind": source.kind, "title": source.title, "homepage": source.homepage}
    query = select(sources.c.kind, sources.c.title, sources.c.homepage).where(sources.c.name == source.name)
    stored = connection.execute(query).first()
    if stored is None:
        connection.execute(insert(sources), {"name": source.name, **said})
    elif tuple(stored) != tuple(said.values()):
        connection.execute(update(sources).where(sources.c.name == source.name), said)
