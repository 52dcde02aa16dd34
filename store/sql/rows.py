"""From records to rows and back. Pure."""

import hashlib
import json
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import Column

from store.records import ChangeKind, Counts, FieldChange, Merge, MergeRecord, PageRecord, Paper, Revision, Statement
from store.sql import tables

PAPER_FIELDS = tuple(field.name for field in fields(Paper) if field.name != "counts")
COUNT_COLUMNS = ("upvotes", "comments", "github_stars", "counted_at")
PAPER_COLUMNS: tuple[Column[Any], ...] = tuple(tables.papers.c[name] for name in (*PAPER_FIELDS, *COUNT_COLUMNS))
PAGE_COLUMNS: tuple[Column[Any], ...] = tuple(tables.pages.c[field.name] for field in fields(PageRecord))
SIGHTING_COUNTS: tuple[Column[Any], ...] = tuple(tables.sightings.c[name] for name in COUNT_COLUMNS)

_BESIDE_THE_BODY = ("source", "sequence", "observed_at")
_BODY_DEFAULTS = {
    field.name: field.default for field in fields(Statement) if field.name not in _BESIDE_THE_BODY
}  # a required field's default is MISSING, which equals no value
_encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode
_WORD = re.compile(r"\w+")


def words(text: str) -> tuple[str, ...]:
    """The words of a title as they are searched: NFKC, case folded, cut at everything that is no letter or digit."""
    return tuple(_WORD.findall(unicodedata.normalize("NFKC", text).casefold()))


def paper_row(paper: Paper) -> dict[str, Any]:
    """The columns of a paper, its number left out."""
    row = {name: getattr(paper, name) for name in PAPER_FIELDS}
    row.update(counts_row(paper.counts))
    row["title_words"] = f" {' '.join(words(paper.title))} "
    return row


def paper_changes(before: Paper, after: Paper) -> dict[str, Any]:
    """The columns in which two states of a paper differ, as they are after."""
    if before == after:
        return {}
    row, old = paper_row(after), paper_row(before)
    return {name: value for name, value in row.items() if value != old[name]}


def paper_of(values: Sequence[Any]) -> Paper:
    """The paper of a row of :data:`PAPER_COLUMNS`."""
    size = len(PAPER_FIELDS)
    return Paper(**dict(zip(PAPER_FIELDS, values[:size], strict=True)), counts=counts_of(values[size:]))


def counts_row(counts: Counts) -> dict[str, Any]:
    """The columns of counts."""
    return {
        "upvotes": counts.upvotes,
        "comments": counts.comments,
        "github_stars": counts.github_stars,
        "counted_at": counts.observed_at,
    }


def counts_of(values: Sequence[Any]) -> Counts:
    """The counts of a row of :data:`COUNT_COLUMNS`."""
    upvotes, comments, github_stars, observed_at = values
    return Counts(upvotes=upvotes, comments=comments, github_stars=github_stars, observed_at=observed_at)


def page_row(page: PageRecord) -> dict[str, Any]:
    """The columns of a page, its number left out."""
    return {column.name: getattr(page, column.name) for column in PAGE_COLUMNS}


def page_of(values: Sequence[Any]) -> PageRecord:
    """The page of a row of :data:`PAGE_COLUMNS`."""
    return PageRecord(**{column.name: value for column, value in zip(PAGE_COLUMNS, values, strict=True)})


def body(statement: Statement) -> str:
    """What the statement says as canonical JSON: keys sorted, no spaces, fields at their default left out.

    So a field that is added to :class:`store.records.Statement` later changes no digest of an older statement.
    """
    said = {name: value for name, default in _BODY_DEFAULTS.items() if (value := getattr(statement, name)) != default}
    return _encode(said)


def digest(source: str, text: str) -> bytes:
    """SHA-256 (32 bytes) of the source and the :func:`body`: equal words of one source are one statement."""
    return hashlib.sha256(f"{source}\n{text}".encode()).digest()


def statement_of(number: int, source: str, observed_at: datetime | None, text: str) -> Statement:
    """The statement of a row."""
    said: dict[str, Any] = json.loads(text)
    said.update({name: tuple(value) for name, value in said.items() if isinstance(value, list)})
    return Statement(source=source, sequence=number, observed_at=observed_at, **said)


def changes_text(changes: Sequence[FieldChange]) -> str:
    """Changes as a JSON array of triples."""
    if not changes:
        return "[]"
    triples = [(change.field, change.before, change.after) for change in changes]
    return _encode(triples)


def revision_of(row: Sequence[Any]) -> Revision:
    """The revision of a row: number, the paper's key and title, kind, changes, page columns."""
    number, key, title, kind, changes, *page = row
    return Revision(
        number=number,
        paper_key=key,
        title=title,
        kind=ChangeKind(kind),
        page=page_of(page),
        changes=tuple(FieldChange(field=name, before=old, after=new) for name, old, new in json.loads(changes)),
    )


def merge_of(row: Sequence[Any]) -> MergeRecord:
    """The merge of a row: number, the paper's key and title, identifier, title, reason, absorbed, undone."""
    number, key, paper_title, identifier, title, reason, absorbed, undone = row
    merge = Merge(identifier=identifier, title=title, reason=reason, absorbed=absorbed)
    return MergeRecord(number=number, paper_key=key, paper_title=paper_title, merge=merge, undone=bool(undone))
