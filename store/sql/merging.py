"""Two papers become one, and one becomes two again.

Each identifier remembers the merge because of which it leads where it leads. When a paper that has merges of its own is
swallowed, those come along, marked as carried by the later merge, and return with it when that is taken back.
"""

from collections.abc import Collection, Iterable

from sqlalchemy import Connection, Text, cast, delete, func, insert, literal, select, update

from store.errors import AlreadyUndone, NotFound
from store.records import KnownPaper, MergeRecord, Split
from store.sql.bulk import Numbers, insert_rows, one_of
from store.sql.lookup import known_papers, owners
from store.sql.reading import MERGES
from store.sql.rows import merge_of, paper_row
from store.sql.tables import apart, fingerprints, identifiers, merges, papers, sightings, statements


def park(connection: Connection, gone: Collection[int]) -> None:
    """Free the keys of papers that are about to be swallowed, so that their heirs can have them."""
    if gone:
        key = literal("absorbed:") + cast(papers.c.id, Text)
        connection.execute(update(papers).where(one_of(connection, papers.c.id, gone)).values(key=key))


def absorb(connection: Connection, number: int, *, gone: int, kept: int) -> None:
    """Move all that belongs to one paper to another because of a merge, and delete its row."""
    connection.execute(
        update(identifiers)
        .where(identifiers.c.paper_id == gone)
        .values(paper_id=kept, merge_number=func.coalesce(identifiers.c.merge_number, number))
    )
    connection.execute(
        update(merges)
        .where(merges.c.paper_id == gone)
        .values(paper_id=kept, carried_by=func.coalesce(merges.c.carried_by, number))
    )
    _move_statements(connection, gone=gone, kept=kept)
    already = select(fingerprints.c.hash).where(fingerprints.c.paper_id == kept)
    connection.execute(
        update(fingerprints)
        .where(fingerprints.c.paper_id == gone, fingerprints.c.hash.not_in(already))
        .values(paper_id=kept)
    )
    _keep_apart(connection, ((kept, other) for other in _kept_apart_from(connection, gone)))
    connection.execute(delete(papers).where(papers.c.id == gone))  # and with it what it shares with its heir


def find_merge(connection: Connection, number: int) -> tuple[MergeRecord, KnownPaper, frozenset[str]]:
    """See :meth:`store.api.CatalogWriter.merge`."""
    row = connection.execute(MERGES.where(merges.c.number == number)).first()
    if row is None:
        raise NotFound(f"There is no merge {number}. See the list of merges for their numbers.")
    paper_id = connection.scalars(select(merges.c.paper_id).where(merges.c.number == number)).one()
    (known,) = known_papers(connection, [paper_id])
    because = _with_carried(connection, number, paper_id)
    names = select(identifiers.c.identifier).where(
        identifiers.c.paper_id == paper_id, one_of(connection, identifiers.c.merge_number, because)
    )
    return merge_of(row), known, frozenset(connection.scalars(names))


def split_paper(connection: Connection, split: Split) -> None:
    """See :meth:`store.api.CatalogWriter.split`."""
    _close_merge(connection, split)
    numbers = Numbers(connection)
    remaining, departing = split.paper_id, numbers.take("paper")
    connection.execute(update(papers).where(papers.c.id == remaining), paper_row(split.remaining))
    connection.execute(insert(papers), {"id": departing, **paper_row(split.departing)})
    _part_identifiers(connection, split, departing)
    carried = _with_carried(connection, split.number, remaining) - {split.number}
    if carried:
        leaving = one_of(connection, merges.c.number, carried)
        connection.execute(update(merges).where(leaving).values(paper_id=departing))
        connection.execute(update(merges).where(leaving, merges.c.carried_by == split.number).values(carried_by=None))
    if split.statements:
        leaving = one_of(connection, statements.c.id, split.statements)
        connection.execute(
            update(statements).where(statements.c.paper_id == remaining, leaving).values(paper_id=departing)
        )
    connection.execute(delete(fingerprints).where(fingerprints.c.paper_id == remaining))
    for paper, hashes in ((remaining, split.remaining_fingerprints), (departing, split.fingerprints)):
        insert_rows(connection, fingerprints, [{"hash": value, "paper_id": paper} for value in dict.fromkeys(hashes)])
    # What a person kept apart from the whole stays apart from both halves: which of them was meant is not known.
    others = _kept_apart_from(connection, remaining)
    _keep_apart(connection, [(departing, other) for other in others] + [(remaining, departing)])
    numbers.save()


def _move_statements(connection: Connection, *, gone: int, kept: int) -> None:
    theirs, ours = statements.alias("theirs"), statements.alias("ours")
    shared = connection.execute(
        select(theirs.c.id, ours.c.id)
        .join(ours, (ours.c.digest == theirs.c.digest) & (ours.c.paper_id == kept))
        .where(theirs.c.paper_id == gone)
    ).all()
    for double, original in shared:  # the same words of the same source are one statement of the one paper
        connection.execute(update(sightings).where(sightings.c.statement_id == double).values(statement_id=original))
        connection.execute(delete(statements).where(statements.c.id == double))
    connection.execute(update(statements).where(statements.c.paper_id == gone).values(paper_id=kept))


def _close_merge(connection: Connection, split: Split) -> None:
    query = select(merges.c.undone, merges.c.paper_id).where(merges.c.number == split.number)
    row = connection.execute(query).first()
    if row is None or row.paper_id != split.paper_id:
        raise NotFound(f"There is no merge {split.number} of paper {split.paper_id}. See the list of merges.")
    if row.undone:
        raise AlreadyUndone(f"Merge {split.number} has been taken back before. There is nothing left to do.")
    connection.execute(update(merges).where(merges.c.number == split.number).values(undone=True))


def _part_identifiers(connection: Connection, split: Split, departing: int) -> None:
    remaining = identifiers.c.paper_id == split.paper_id
    if split.identifiers:
        leaving = one_of(connection, identifiers.c.identifier, split.identifiers)
        connection.execute(update(identifiers).where(remaining, leaving).values(paper_id=departing))
        taken = owners(connection, split.identifiers)
        missing = [name for name in dict.fromkeys(split.identifiers) if name not in taken]
        rows = [{"identifier": name, "paper_id": departing, "merge_number": None} for name in missing]
        insert_rows(connection, identifiers, rows)
    connection.execute(
        update(identifiers)
        .where(identifiers.c.paper_id.in_([split.paper_id, departing]), identifiers.c.merge_number == split.number)
        .values(merge_number=None)
    )


def _with_carried(connection: Connection, number: int, paper_id: int) -> set[int]:
    """The merge and those that came with it, directly or not."""
    query = select(merges.c.number, merges.c.carried_by).where(merges.c.paper_id == paper_id)
    carried_by = dict(connection.execute(query.order_by(merges.c.number.desc())).all())
    together = {number}
    # A merge is carried by a later one, so going downwards every carrier is seen before what it carries.
    for each, carrier in carried_by.items():
        if carrier in together:
            together.add(each)
    return together


def _kept_apart_from(connection: Connection, paper: int) -> list[int]:
    higher = select(apart.c.high).where(apart.c.low == paper)
    lower = select(apart.c.low).where(apart.c.high == paper)
    return [*connection.scalars(higher), *connection.scalars(lower)]


def _keep_apart(connection: Connection, pairs: Iterable[tuple[int, int]]) -> None:
    for one, other in pairs:
        if one != other and other not in _kept_apart_from(connection, one):
            connection.execute(insert(apart), {"low": min(one, other), "high": max(one, other)})
