"""A large catalog, quickly: made-up rows of the size and the spread of real ones."""

from hashlib import blake2b
from typing import Any

from sqlalchemy import Connection, Table, insert

from store.records import Statement
from store.sql.bulk import insert_rows
from store.sql.rows import body, digest, page_row, paper_row
from store.sql.tables import (
    apart,
    fingerprints,
    identifiers,
    merges,
    numbers,
    pages,
    papers,
    revisions,
    sightings,
    sources,
    statements,
)
from tests.store.builders import NOON, SOURCE, page, paper, statement

PER_PAGE = 1000
FINGERPRINTS = 5
ABSTRACT = "We study how pigeons sort letters by colour and by weight, and find that trained ones sort faster. " * 4

_MARK = "4711147111"
"""Stands for the number in the rows that all others are made from."""


def name_of(number: int | str) -> str:
    """The arXiv identifier of a made-up paper."""
    return f"arxiv:{number:>010}"


def told_of(number: int | str) -> Statement:
    """What a page says of a made-up paper."""
    title = f"Pigeons of the {number:>010}th Loft Sort Letters by Colour and by Weight"
    names = (name_of(number), f"title:pigeons-of-the-{number:>010}th-loft-sort-letters-by-colour-0badcafe")
    return statement(title, *names, abstract=ABSTRACT, authors=("Ada Dove", "Bo Rook"), observed_at=NOON)


def hashes_of(number: int) -> tuple[int, ...]:
    """Fingerprints, spread over all 63-bit numbers as real ones are."""
    many = blake2b(str(number).encode(), digest_size=8 * FINGERPRINTS).digest()
    return tuple(int.from_bytes(many[start : start + 8]) >> 1 for start in range(0, len(many), 8))


def fill(connection: Connection, size: int) -> None:
    """Write made-up papers numbered from 1 into an empty catalog: a page for every thousand."""
    connection.execute(insert(sources), {"name": SOURCE.name, "kind": "dump", "title": "", "homepage": ""})
    for start in range(0, size, PER_PAGE):
        for table, rows in _page_of_rows(start // PER_PAGE + 1, range(start + 1, min(start + PER_PAGE, size) + 1)):
            insert_rows(connection, table, rows)
    given = {"paper": size, "page": -(-size // PER_PAGE), "statement": size, "revision": size, "merge": size}
    connection.execute(insert(numbers), [{"kind": kind, "last": last} for kind, last in given.items()])


def _page_of_rows(page_id: int, chunk: range) -> list[tuple[Table, list[dict[str, Any]]]]:
    said = told_of(_MARK)
    text = body(said)
    known = paper_row(paper(said, abstract=said.abstract, authors=said.authors))
    moving = {name: known[name] for name in ("key", "title", "title_words")}
    counts = {"upvotes": 7, "comments": None, "github_stars": None, "counted_at": NOON}
    told = {"source": SOURCE.name, "observed_at": NOON}
    merge = {"identifier": "x", "title": "X", "reason": "alike", "absorbed": None, "carried_by": None, "undone": True}
    marks = {number: f"{number:010}" for number in chunk}
    bodies = {number: text.replace(_MARK, mark) for number, mark in marks.items()}
    ranks = [{"page_id": page_id, "rank": rank} for rank in range(1, len(chunk) + 1)]
    return [
        (pages, [{"id": page_id, **page_row(page(f"page {page_id}", entry_count=len(chunk)))}]),
        (
            papers,
            [
                {"id": number, **known, **{name: value.replace(_MARK, mark) for name, value in moving.items()}}
                for number, mark in marks.items()
            ],
        ),
        (merges, [{"number": number, "paper_id": number, **merge} for number in chunk[99::100]]),
        (
            identifiers,
            [
                {"identifier": name.replace(_MARK, mark), "paper_id": number, "merge_number": None}
                for number, mark in marks.items()
                for name in said.identifiers
            ],
        ),
        (fingerprints, [{"hash": value, "paper_id": number} for number in chunk for value in hashes_of(number)]),
        (
            statements,
            [
                {"id": number, "paper_id": number, **told, "digest": digest(SOURCE.name, words), "body": words}
                for number, words in bodies.items()
            ],
        ),
        (sightings, [{**place, "statement_id": number, **counts} for place, number in zip(ranks, chunk, strict=True)]),
        (
            revisions,
            [
                {"number": number, **place, "kind": "new", "changes": "[]"}
                for place, number in zip(ranks, chunk, strict=True)
            ],
        ),
        (apart, [{"low": number - 1, "high": number} for number in chunk[1::2]]),
    ]
