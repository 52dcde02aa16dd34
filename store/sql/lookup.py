"""Everything that is stored of some papers, by their numbers."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import TypeVar

from sqlalchemy import Connection, func, select

from store.records import KnownPaper, Paper, Statement
from store.sql.bulk import one_of
from store.sql.rows import PAPER_COLUMNS, paper_of, statement_of
from store.sql.tables import apart, fingerprints, identifiers, papers, statements
from store.sql.types import can_be_stored

_Value = TypeVar("_Value")

COMMON = 20
"""A fingerprint that more papers share tells nothing (see :mod:`bot.core.decisions`), and would cost without bound."""

STATEMENT_COLUMNS = (statements.c.id, statements.c.source, statements.c.observed_at, statements.c.body)


def leads(connection: Connection, names: Collection[str]) -> dict[str, tuple[int, int | None]]:
    """Which paper each identifier leads to, and because of which merge if of any; unknown ones are left out."""
    storable = [name for name in names if can_be_stored(name)]
    if not storable:
        return {}
    query = select(identifiers.c.identifier, identifiers.c.paper_id, identifiers.c.merge_number)
    rows = connection.execute(query.where(one_of(connection, identifiers.c.identifier, storable)))
    return {name: (paper, merge) for name, paper, merge in rows}


def owners(connection: Connection, names: Collection[str]) -> dict[str, int]:
    """Which paper each identifier leads to; unknown ones are left out."""
    return {name: paper for name, (paper, _) in leads(connection, names).items()}


def look_alikes(connection: Connection, hashes: Collection[int]) -> set[int]:
    """The papers that have one of the fingerprints, those left out that more than :data:`COMMON` papers share."""
    if not hashes:
        return set()
    asked = one_of(connection, fingerprints.c.hash, hashes)
    telling = select(fingerprints.c.hash).where(asked).group_by(fingerprints.c.hash).having(func.count() <= COMMON)
    return set(connection.scalars(select(fingerprints.c.paper_id).where(fingerprints.c.hash.in_(telling))))


def papers_by_number(connection: Connection, numbers: Collection[int]) -> dict[int, Paper]:
    """The papers of these numbers; those that do not exist are left out."""
    if not numbers:
        return {}
    query = select(papers.c.id, *PAPER_COLUMNS).where(one_of(connection, papers.c.id, numbers))
    return {number: paper_of(values) for number, *values in connection.execute(query)}


def known_papers(connection: Connection, numbers: Collection[int]) -> list[KnownPaper]:
    """The papers of these numbers with all that belongs to them, by number."""
    found = papers_by_number(connection, numbers)
    if not found:
        return []
    said = _statements(connection, found)
    names = _grouped(
        connection.execute(
            select(identifiers.c.paper_id, identifiers.c.identifier).where(
                one_of(connection, identifiers.c.paper_id, found)
            )
        )
    )
    kept_apart = _apart(connection, found)
    return [
        KnownPaper(
            paper_id=number,
            paper=found[number],
            statements=tuple(said[number]),
            identifiers=frozenset(names[number]),
            apart=frozenset(kept_apart[number]),
        )
        for number in sorted(found)
    ]


def _statements(connection: Connection, numbers: Collection[int]) -> Mapping[int, list[Statement]]:
    query = (
        select(statements.c.paper_id, *STATEMENT_COLUMNS)
        .where(one_of(connection, statements.c.paper_id, numbers))
        .order_by(statements.c.id)
    )
    return _grouped((number, statement_of(*values)) for number, *values in connection.execute(query))


def _apart(connection: Connection, numbers: Collection[int]) -> Mapping[int, list[int]]:
    upwards = select(apart.c.low, apart.c.high).where(one_of(connection, apart.c.low, numbers))
    downwards = select(apart.c.high, apart.c.low).where(one_of(connection, apart.c.high, numbers))
    return _grouped([*connection.execute(upwards), *connection.execute(downwards)])


def _grouped(pairs: Iterable[tuple[int, _Value]]) -> Mapping[int, list[_Value]]:
    groups: defaultdict[int, list[_Value]] = defaultdict(list)
    for number, value in pairs:
        groups[number].append(value)
    return groups
