"""The only place that knows every class by name: which store, which fetcher, which word statistics to begin with.

Imports stand inside the functions: a command pays (some tenths of a second) only for what it uses.
"""

from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from scrapers.types import Fetcher
from store.api import Store

if TYPE_CHECKING:
    from bot.core.matching.background import Background


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


@cache
def background() -> "Background":
    """How common words are believed to be before a catalog has papers: the table that is shipped, read once."""
    from importlib.resources import files  # noqa: PLC0415

    from bot.core.matching.background import parse_background  # noqa: PLC0415

    return parse_background(files("bot.data").joinpath("background.tsv").read_text(encoding="utf-8"))
