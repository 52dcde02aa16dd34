"""What can go wrong with what we remember.

No database driver's exception crosses this border; ``__cause__`` keeps it.
"""


class StoreError(Exception):
    """The root. The message says what happened, to what, and what to do next. No message holds a password."""


class NotFound(StoreError):
    """There is nothing by that name."""


class AlreadyUndone(StoreError):
    """That merge, or that reaction of a reader, has been taken back before."""


class DatabaseError(StoreError):
    """The database as a whole cannot be used."""


class DatabaseUnreachable(DatabaseError):
    """No connection: wrong address, no server, no permission, no folder."""


class NoCatalog(DatabaseError):
    """There is no database at that place yet, or an empty one, and none was to be made."""


class NotADatabase(DatabaseError):
    """The file is something else, or another program's database."""


class DatabaseReadOnly(DatabaseError):
    """It can be read but not written."""


class DatabaseLocked(DatabaseError):
    """Another process kept it busy for longer than we wait."""


class DatabaseFull(DatabaseError):
    """The disk is full or a quota is used up; nothing was written."""


class DatabaseTooNew(DatabaseError):
    """Its schema was made by a newer version of Paperround."""


class DatabaseTooOld(DatabaseError):
    """Its schema is older than this version: ``paperround db upgrade``."""


class DatabaseDamaged(DatabaseError):
    """The database's own integrity check failed."""


class Conflict(StoreError):
    """What was to be written contradicts what is stored: a name leads to another paper, a page was recorded before.

    Nothing was written.
    """


class NotStorable(StoreError):
    """A value no database can hold: a NUL, half a surrogate pair, a number beyond 64 bits, a time without zone.

    Nothing was written.
    """
