"""How much room there is where the database is."""

import shutil

from store.sql.address import understand


def free_bytes(database_url: str) -> int | None:
    """The free space on the disk of an SQLite file, in bytes; ``None`` of a database in memory or on a server.

    :raises store.errors.DatabaseUnreachable: the address cannot be understood.
    """
    file = understand(database_url).file
    if file is None:
        return None
    try:
        return shutil.disk_usage(file.parent).free
    except OSError:  # the folder is gone: what is asked of the database says more about it
        return None
