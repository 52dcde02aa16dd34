"""Readers' profiles: read as a stream, written in bulk."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import Column, bindparam, delete, select, update

from store.errors import Conflict, NotFound, NotStorable
from store.profiles import StoredProfile
from store.sql.block import BIGGEST, Block
from store.sql.bulk import Numbers, insert_rows, pairs
from store.sql.faults import translated
from store.sql.reader_rows import TIMING, timing_of, timing_row
from store.sql.tables import matches, profiles, shares
from store.sql.types import can_be_stored

CHUNK = 5_000
"""How many profiles are read or written at a time."""

_COLUMNS: tuple[Column[Any], ...] = tuple(profiles.columns)
_NAMES = tuple(column.name for column in _COLUMNS)


class ProfileReading(Block):
    """A :class:`store.api.ProfileReader`."""

    def profiles(self) -> Iterator[StoredProfile]:
        """All profiles, by number. Fetched in chunks, so that a million needs no large memory."""
        last = 0
        query = select(*_COLUMNS).where(profiles.c.number > bindparam("last")).order_by(profiles.c.number).limit(CHUNK)
        while True:
            with translated(self._shown):
                chunk = self._connection.execute(query, {"last": last}).all()
            yield from map(_profile, chunk)
            if len(chunk) < CHUNK:
                return
            last = chunk[-1][0]

    def profile(self, name: str, reader: int = 0) -> StoredProfile:
        """The profile of that name."""
        if can_be_stored(name) and 0 <= reader <= BIGGEST:
            query = select(*_COLUMNS).where(profiles.c.reader == reader, profiles.c.name == name)
            with translated(self._shown):
                row = self._connection.execute(query).first()
            if row is not None:
                return _profile(row)
        raise _not_found(name)

    def profile_numbered(self, number: int) -> StoredProfile:
        """The profile of that number."""
        if 0 < number <= BIGGEST:
            with translated(self._shown):
                row = self._connection.execute(select(*_COLUMNS).where(profiles.c.number == number)).first()
            if row is not None:
                return _profile(row)
        raise NotFound(f"There is no profile {number}.")

    def profiles_of(self, reader: int) -> Sequence[StoredProfile]:
        """A reader's profiles, by number."""
        if not 0 <= reader <= BIGGEST:
            return ()
        query = select(*_COLUMNS).where(profiles.c.reader == reader).order_by(profiles.c.number)
        with translated(self._shown):
            return tuple(map(_profile, self._connection.execute(query)))


class ProfileWriting(ProfileReading):
    """A :class:`store.api.ProfileWriter`."""

    def save_profile(self, profile: StoredProfile) -> StoredProfile:
        """Keep a profile, in place of the reader's one of the same name, or of the one with its number."""
        if not profile.number:
            self.save_profiles((profile,))
            return self.profile(profile.name, profile.reader)
        row = _row(profile)
        self.profile_numbered(profile.number)  # which says so if there is none
        with translated(self._shown):
            called = select(profiles.c.number).where(
                profiles.c.reader == profile.reader, profiles.c.name == profile.name
            )
            if self._connection.scalar(called) not in {None, profile.number}:
                raise Conflict(f"The reader has a profile called {profile.name[:80]!r} already. Choose another name.")
            self._connection.execute(update(profiles).where(profiles.c.number == profile.number), row)
        self._readership_changed = True
        return profile

    def save_profiles(self, saved: Iterable[StoredProfile]) -> None:
        """Keep profiles, each in place of its reader's one of the same name."""
        waiting = iter(saved)
        with translated(self._shown):
            numbers = Numbers(self._connection)
        while chunk := list(islice(waiting, CHUNK)):
            with translated(self._shown):
                self._save({(profile.reader, profile.name): _row(profile) for profile in chunk}, numbers)
        with translated(self._shown):
            numbers.save()
        self._readership_changed = True

    def remove_profile(self, name: str, reader: int = 0) -> None:
        """Forget a profile, what it matched, and to whom it was handed on. What was said of it stays."""
        number = self.profile(name, reader).number
        with translated(self._shown):
            self._connection.execute(delete(matches).where(matches.c.profile == number))
            self._connection.execute(delete(shares).where(shares.c.profile == number))
            self._connection.execute(delete(profiles).where(profiles.c.number == number))
        self._readership_changed = True

    def _save(self, rows: dict[tuple[int, str], dict[str, Any]], numbers: Numbers) -> None:
        named = pairs(self._connection, rows.keys())
        query = select(profiles.c.reader, profiles.c.name, profiles.c.number).join(
            named, (profiles.c.reader == named.c.one) & (profiles.c.name == named.c.other)
        )
        stored = {(reader, name): number for reader, name, number in self._connection.execute(query)}
        if stored:
            replaced = [{"known": number, **rows[key]} for key, number in stored.items()]
            self._connection.execute(update(profiles).where(profiles.c.number == bindparam("known")), replaced)
        brought = [{"number": numbers.take("profile"), **row} for key, row in rows.items() if key not in stored]
        insert_rows(self._connection, profiles, brought)


def _profile(values: Sequence[Any]) -> StoredProfile:
    row = dict(zip(_NAMES, values, strict=True))
    row["timing"] = timing_of(*map(row.pop, TIMING))
    return StoredProfile(**{**row, "keywords": tuple(row["keywords"].split("\n"))})


def _row(profile: StoredProfile) -> dict[str, Any]:
    if not can_be_stored(profile.name):
        raise NotStorable(f"The name {profile.name[:60]!r} holds a character that cannot be stored.")
    if not profile.keywords or any("\n" in keyword for keyword in profile.keywords):
        raise NotStorable(f"The keywords of the profile {profile.name[:60]!r} must be at least one, each on one line.")
    return {
        "name": profile.name,
        "keywords": "\n".join(profile.keywords),
        "threshold": float(profile.threshold),
        "top": profile.top,
        "reader": profile.reader,
        "sources": profile.sources,
        "addresses": profile.addresses,
        **timing_row(profile.timing, f"the profile {profile.name[:60]!r}"),
        "revisions": profile.revisions,
        "changed_at": profile.changed_at,
    }


def _not_found(name: str) -> NotFound:
    return NotFound(f"No profile called {name[:80]!r} is stored.")
