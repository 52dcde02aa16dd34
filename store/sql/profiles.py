"""Readers' profiles: read as a stream, written in bulk."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import bindparam, delete, select, update

from store.errors import NotFound, NotStorable
from store.profiles import StoredProfile
from store.sql.block import Block
from store.sql.bulk import Numbers, insert_rows, one_of
from store.sql.faults import translated
from store.sql.tables import profiles
from store.sql.types import can_be_stored

CHUNK = 5_000
"""How many profiles are read or written at a time."""

_COLUMNS = (profiles.c.number, profiles.c.name, profiles.c.keywords, profiles.c.threshold, profiles.c.top)


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

    def profile(self, name: str) -> StoredProfile:
        """The profile of that name."""
        if can_be_stored(name):
            with translated(self._shown):
                row = self._connection.execute(select(*_COLUMNS).where(profiles.c.name == name)).first()
            if row is not None:
                return _profile(row)
        raise _not_found(name)


class ProfileWriting(ProfileReading):
    """A :class:`store.api.ProfileWriter`."""

    def save_profile(self, profile: StoredProfile) -> None:
        """Keep a profile, in place of one of the same name."""
        self.save_profiles((profile,))

    def save_profiles(self, saved: Iterable[StoredProfile]) -> None:
        """Keep profiles, each in place of one of the same name."""
        waiting = iter(saved)
        with translated(self._shown):
            numbers = Numbers(self._connection)
        while chunk := list(islice(waiting, CHUNK)):
            with translated(self._shown):
                self._save({profile.name: _row(profile) for profile in chunk}, numbers)
        with translated(self._shown):
            numbers.save()

    def remove_profile(self, name: str) -> None:
        """Forget a profile. What was said of it stays."""
        if can_be_stored(name):
            with translated(self._shown):
                removed = self._connection.execute(delete(profiles).where(profiles.c.name == name)).rowcount
            if removed:
                return
        raise _not_found(name)

    def _save(self, rows: dict[str, dict[str, Any]], numbers: Numbers) -> None:
        query = select(profiles.c.name, profiles.c.number).where(one_of(self._connection, profiles.c.name, rows.keys()))
        stored: dict[str, int] = dict(self._connection.execute(query).all())
        if stored:
            replaced = [{"known": number, **rows[name]} for name, number in stored.items()]
            self._connection.execute(update(profiles).where(profiles.c.number == bindparam("known")), replaced)
        brought = [{"number": numbers.take("profile"), **row} for name, row in rows.items() if name not in stored]
        insert_rows(self._connection, profiles, brought)


def _profile(row: Sequence[Any]) -> StoredProfile:
    number, name, keywords, threshold, top = row
    return StoredProfile(number=number, name=name, keywords=tuple(keywords.split("\n")), threshold=threshold, top=top)


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
    }


def _not_found(name: str) -> NotFound:
    return NotFound(f"No profile called {name[:80]!r} is stored.")
