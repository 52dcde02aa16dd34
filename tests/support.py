"""Builders for the pure core from few words, and a look behind the store's protocol."""

from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select

from bot.core.consolidate import consolidate
from bot.core.decisions import Deliberation
from store.records import Counts, Decision, KnownPaper, Statement
from store.sql import SqlStore, open_store
from store.sql.tables import metadata

ABSTRACT = (
    "We study how pigeons sort letters by colour and by weight, and we find that trained pigeons sort faster than "
    "untrained ones while making fewer mistakes across three post offices and two seasons of careful observation."
)
OTHER_ABSTRACT = (
    "A new theorem about lattices is proved with elementary tools; as a corollary every bounded sequence of meadows "
    "has a subsequence in which cows graze uniformly, which settles a question left open in earlier notes."
)


def stored(paper_id: int, *statements: Statement, counts: Counts | None = None, **more: Any) -> KnownPaper:
    """A paper as the store would hand it out, were these statements all it had of it."""
    return KnownPaper(
        paper_id=paper_id,
        paper=consolidate(statements, counts),
        statements=statements,
        identifiers=frozenset(name for s in statements for name in s.identifiers),
        **more,
    )


def decide(known: list[KnownPaper], *statements: Statement) -> list[Decision]:
    """Each statement in turn, as the entries of one listing."""
    deliberation = Deliberation(known)
    return [deliberation.decide(s, rank=rank, counts=Counts()) for rank, s in enumerate(statements, start=1)]


def every_row(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """All tables of a database, byte for byte."""
    store = open_store(f"sqlite:///{path}")
    try:
        return rows_of(store)
    finally:
        store.close()


def rows_of(store: SqlStore) -> dict[str, list[tuple[object, ...]]]:
    """All tables of an open store, byte for byte."""
    with store.reading() as reader:
        connection: Connection = reader._connection  # noqa: SLF001 - a test looks behind the protocol
        return {
            table.name: [tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key))]
            for table in metadata.sorted_tables
        }
