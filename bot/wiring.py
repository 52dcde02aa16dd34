"""The only place that knows every class by name: which store, which fetcher.

Imports stand inside the functions: a command pays (some tenths of a second) only for what it uses.
"""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from scrapers.types import Fetcher
from store.api import Store


def scratch_store() -> Store:
    """A catalog in memory, gone when closed."""
    from store.sql import open_store  # noqa: PLC0415

    return open_store("sqlite://")


def kept_store(url: str) -> Store:
    """The catalog at this address; a database without tables gets them.

    :raises store.errors.DatabaseError: it cannot be used.
    """
    from store.sql import open_store  # noqa: PLC0415

    return open_store(url)


def existing_store(url: str) -> Store:
    """The catalog at this address, for a command that only looks: nothing is created.

    :raises store.errors.NoCatalog: there is none yet.
    :raises store.errors.DatabaseError: it cannot be used.
    """
    from store.sql import open_store  # noqa: PLC0415

    return open_store(url, create=False)


def page_files(paths: Sequence[Path], captured: date | None) -> tuple[Fetcher, ...]:
    """A fetcher for each file of these files and folders, so that one bad page does not hide the others.

    :raises scrapers.errors.PageMissing: a path is not there, or a folder has no pages.
    :raises scrapers.errors.ScrapeError: a folder cannot be used.
    """
    from scrapers.dumps import PageFiles  # noqa: PLC0415

    return PageFiles(paths, captured=captured).files()
