"""The database: whether it opens, is sound and up to date, can be written, and has room to grow."""

import os
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from bot.doctor.apart import apart
from bot.doctor.types import Finding, Patient, State
from bot.settings import default_journal
from store.errors import DatabaseError, NoCatalog
from store.sql import CheckReport, check
from store.sql.address import understand

SCARCE, GONE = 200_000_000, 20_000_000
"""Bytes that are free on the disk: with fewer one should look, with fewer nothing can be relied on."""

_NAME = "database"
_LEASE = "doctor"
_MILLION, _BILLION = 1_000_000, 1_000_000_000


async def database(patient: Patient) -> Sequence[Finding]:
    """The database itself; if it is sound, the patient's store is open afterwards."""
    address = understand(patient.database_url)
    try:
        report = await apart(check, patient.database_url)
    except NoCatalog:
        return [_missing(patient, address.file), *_room(patient)]
    except DatabaseError as error:
        return [Finding(_NAME, State.FAILED, str(error), "Check database_url, and whether the server runs.")]
    found = [_sound(report, address.shown)]
    if found[0].state is State.OK:
        found += await apart(_opened, patient)
    return [*found, *_room(patient), *_journal(patient)]


def _sound(report: CheckReport, shown: str) -> Finding:
    place = f"{shown[:1].upper()}{shown[1:]}"
    if report.found is None:
        cure = "paperround fetch makes its tables; so does paperround db upgrade."
        return Finding(_NAME, State.WARNING, f"{place} is empty.", cure)
    if report.found != report.expected:
        said = f"{place}: its schema is {report.found}, this version needs {report.expected}."
        newer = report.found > report.expected
        cure = "Install the newer version." if newer else "paperround db backup FILE, then paperround db upgrade"
        return Finding(_NAME, State.FAILED, said, cure)
    if report.findings:
        more = f" (and {len(report.findings) - 1} more)" if len(report.findings) > 1 else ""
        cure = "See all of it: paperround db check. If it is damaged, restore a backup: paperround db restore"
        return Finding(_NAME, State.FAILED, f"{place}: {report.findings[0]}{more}.", cure)
    papers = report.counts.get("papers", 0)
    return Finding(_NAME, State.OK, f"{place}: sound, schema {report.found}, {papers:,} papers.")


def _opened(patient: Patient) -> list[Finding]:
    patient.store = patient.open_store(patient.database_url)
    now = patient.clock()
    try:
        with patient.store.timing() as timing:
            timing.take_lease(_LEASE, _LEASE, now, now + timedelta(seconds=1))
            timing.give_lease_back(_LEASE, _LEASE)
    except DatabaseError as error:
        return [
            Finding(_NAME, State.FAILED, f"It cannot be written: {error}", "Check who owns the file and its folder.")
        ]
    return []


def _missing(patient: Patient, file: Path | None) -> Finding:
    folder = file.parent if file else Path()
    if file is not None and patient.settings.chosen and not folder.is_dir():
        said = f"There is none at {file}, and no folder to make it in."
        return Finding(_NAME, State.FAILED, said, f"Run: mkdir -p {folder}")
    if folder.is_dir() and not os.access(folder, os.W_OK):
        said = f"There is none at {file}, and its folder may not be written."
        return Finding(_NAME, State.FAILED, said, f"Check who owns {folder}, or choose another database_url.")
    cure = "paperround fetch makes it; so does paperround db upgrade."
    return Finding(_NAME, State.WARNING, f"There is none yet at {file}.", cure)


def _room(patient: Patient) -> list[Finding]:
    free = patient.free(patient.database_url)
    if free is None:
        return []
    said = f"{_size(free)} are free where the database is."
    if free < GONE:
        return [Finding("disk", State.FAILED, said, "Make room: nothing can be recorded when it is full.")]
    if free < SCARCE:
        return [Finding("disk", State.WARNING, said, "Make room before it is full.")]
    return [Finding("disk", State.OK, said)]


def _size(size: int) -> str:
    return f"{size / _BILLION:,.0f} GB" if size >= 10 * _BILLION else f"{size // _MILLION:,} MB"


def _journal(patient: Patient) -> list[Finding]:
    """The folder that remembers, beside the database, what was sent."""
    chosen = patient.settings
    own = chosen.database_url == patient.database_url
    folder = chosen.sent_journal if own else default_journal(patient.database_url)
    there = folder if folder.exists() else folder.parent
    if not there.is_dir() or os.access(there, os.W_OK):
        return []
    said = f"{folder}: what was sent cannot be remembered there."
    return [Finding("journal", State.FAILED, said, f"Check who owns {there}, or set sent_journal.")]
