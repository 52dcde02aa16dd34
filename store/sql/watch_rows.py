"""From what is remembered of watching to rows and back. Pure."""

import hashlib
from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from sqlalchemy import Column, Table

from store.sql import tables
from store.watch import (
    HostPace,
    Incident,
    Job,
    KnownPage,
    Lease,
    ListingDay,
    Look,
    LookResult,
    PutAside,
    SourceVerdict,
    VerdictKind,
)


def _columns(table: Table, kind: type[Any], *, without: str = "") -> tuple[Column[Any], ...]:
    """The columns of a record's fields, which have the same names, in their order."""
    return tuple(table.c[field.name] for field in fields(kind) if field.name != without)


LOOK_COLUMNS = _columns(tables.looks, Look)
DAY_COLUMNS = _columns(tables.listing_days, ListingDay)
VERDICT_COLUMNS = _columns(tables.verdicts, SourceVerdict)
PAGE_COLUMNS = _columns(tables.known_pages, KnownPage)
ASIDE_COLUMNS = _columns(tables.put_aside, PutAside, without="body")
INCIDENT_COLUMNS = _columns(tables.incidents, Incident)
JOB_COLUMNS = _columns(tables.jobs, Job)
LEASE_COLUMNS = _columns(tables.leases, Lease)
HOST_COLUMNS = _columns(tables.hosts, HostPace)


def row_of(record: Any) -> dict[str, Any]:  # noqa: ANN401 - any of the records
    """The columns of a record all of whose fields are plain."""
    return {field.name: getattr(record, field.name) for field in fields(record)}


def look_row(look: Look, number: int) -> dict[str, Any]:
    """The columns of a look."""
    return row_of(look) | {"number": number, "result": look.result.value}


def look_of(values: Sequence[Any]) -> Look:
    """The look of a row of :data:`LOOK_COLUMNS`."""
    row = _named(LOOK_COLUMNS, values)
    return Look(**{**row, "result": LookResult(row["result"])})


def day_of(values: Sequence[Any]) -> ListingDay:
    """The day of a row of :data:`DAY_COLUMNS`."""
    return ListingDay(**_named(DAY_COLUMNS, values))


def verdict_row(verdict: SourceVerdict) -> dict[str, Any]:
    """The columns of a verdict."""
    return row_of(verdict) | {"kind": verdict.kind.value}


def verdict_of(values: Sequence[Any]) -> SourceVerdict:
    """The verdict of a row of :data:`VERDICT_COLUMNS`."""
    row = _named(VERDICT_COLUMNS, values)
    numbers = tuple((name, number) for name, number in row["numbers"])
    return SourceVerdict(**{**row, "kind": VerdictKind(row["kind"]), "numbers": numbers})


def known_page_of(values: Sequence[Any]) -> KnownPage:
    """The page of a row of :data:`PAGE_COLUMNS`."""
    return KnownPage(**_named(PAGE_COLUMNS, values))


def aside_row(page: PutAside, number: int) -> dict[str, Any]:
    """The columns of a page that is put aside."""
    return row_of(page) | {"number": number, "result": page.result.value, "digest": body_digest(page.body)}


def aside_of(values: Sequence[Any], body: bytes = b"") -> PutAside:
    """The page of a row of :data:`ASIDE_COLUMNS`."""
    row = _named(ASIDE_COLUMNS, values)
    return PutAside(**{**row, "result": LookResult(row["result"]), "body": body})


def body_digest(body: bytes) -> bytes:
    """By what equal pages are known: SHA-256, 32 bytes."""
    return hashlib.sha256(body).digest()


def incident_of(values: Sequence[Any]) -> Incident:
    """The incident of a row of :data:`INCIDENT_COLUMNS`."""
    return Incident(**_named(INCIDENT_COLUMNS, values))


def job_of(values: Sequence[Any]) -> Job:
    """The job of a row of :data:`JOB_COLUMNS`."""
    return Job(**_named(JOB_COLUMNS, values))


def lease_of(values: Sequence[Any]) -> Lease:
    """The lease of a row of :data:`LEASE_COLUMNS`."""
    return Lease(**_named(LEASE_COLUMNS, values))


def host_of(values: Sequence[Any]) -> HostPace:
    """The host of a row of :data:`HOST_COLUMNS`."""
    return HostPace(**_named(HOST_COLUMNS, values))


def _named(columns: Sequence[Column[Any]], values: Sequence[Any]) -> dict[str, Any]:
    return dict(zip((column.name for column in columns), values, strict=True))
