"""What several commands choose alike: one profile, and the papers of a catalog or of some pages."""

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar

import click

from bot.app.backtest import MAX_PAPERS
from bot.app.replay import fill, read_pages
from bot.cli.common import Failure, Misuse, database_option, database_url, settings
from bot.core.matching.language import parse_profile
from bot.core.matching.syntax import quoted
from bot.core.matching.types import Profile
from bot.profile_file import load_profiles
from bot.wiring import existing_store, page_files, scratch_store
from scrapers.ids import recognise
from store.api import CatalogReader, Reading
from store.records import Paper

_Command = TypeVar("_Command", bound=Callable[..., Any])

SLOW = 2_000
"""From so many papers on a command takes about a second, and a bar shows how far it is."""

MAX_FOUND = 10
"""At most so many papers are named in a message."""

SHOWN_TITLE = 74
"""As much of their titles as fits in a line, in characters."""

MAX_NAMED = 20
"""At most so many profiles are named in a message."""


def catalog_options(command: _Command) -> _Command:
    """``--database URL``, or ``--pages PATH`` with ``--captured YYYY-MM-DD``."""
    pages = click.option(
        "--pages",
        "paths",
        multiple=True,
        type=click.Path(path_type=Path),
        metavar="PATH",
        help="In place of a catalog: a page or a folder of pages. May be repeated.",
    )
    captured = click.option(
        "--captured", type=click.DateTime(["%Y-%m-%d"]), metavar="YYYY-MM-DD", help="The day the pages were saved."
    )
    return database_option(pages(captured(command)))


@contextmanager
def catalog_or_pages(
    ctx: click.Context, database: str | None, paths: Sequence[Path], captured: datetime | None
) -> Iterator[Reading]:
    """What a catalog remembers, or what it would remember of these pages.

    :raises Misuse: both were asked for, or a day of capture without a page.
    :raises bot.app.replay.UnreadablePages: some pages could not be read.
    :raises store.errors.StoreError: the catalog cannot be used.
    """
    if paths and database is not None:
        raise Misuse("--pages and --database exclude each other: name the pages, or the catalog.")
    if captured and not paths:
        raise Misuse("--captured says when pages were saved; it goes with --pages.")
    if paths:
        pages = read_pages(page_files(paths, captured.replace(tzinfo=UTC).date() if captured else None))
        store = scratch_store()
    else:
        pages = ()
        store = existing_store(database_url(ctx, database))
    try:
        fill(store, pages)
        with store.reading() as catalog:
            yield catalog
    finally:
        store.close()


@contextmanager
def progress(catalog: CatalogReader, label: str) -> Iterator[Callable[[], None]]:
    """What to call for each paper of the catalog that was looked at: a bar on a terminal if there are many."""
    papers = min(catalog.paper_count(), MAX_PAPERS)
    hidden = papers < SLOW or not sys.stderr.isatty()
    with click.progressbar(length=papers, label=label, file=sys.stderr, hidden=hidden) as bar:
        yield lambda: bar.update(1)


def one_profile(ctx: click.Context, text: str, file: Path | None) -> Profile:
    """The profile of that name in a file, or the one that is written out.

    :param text: a name, or ``name: keyword, keyword``.
    :param file: ``None`` for the settings' profiles, which are read only if a name is given.
    :raises Misuse: no profile has that name.
    :raises bot.profile_file.ProfileFileError: the file cannot be used.
    :raises bot.core.matching.syntax.ProfileSyntaxError: what is written cannot be understood.
    """
    written = ":" in text or "：" in text
    if file is None and written:
        return parse_profile(text)
    path = file or settings(ctx).profiles
    if path is None:
        hint = "Write it out as 'name: keyword, keyword', or name a file with --profiles."
        raise Misuse(f"Which profile is {quoted(text)}? {hint}")
    known = {profile.name: profile for profile in load_profiles(path)}
    name = " ".join(text.split())
    if name in known:
        return known[name]
    if written:
        return parse_profile(text)
    near = get_close_matches(name[:MAX_NAMED], list(known), 1, 0.5)
    meant = f" Did you mean {quoted(near[0])}?" if near else ""
    more = f" and {len(known) - MAX_NAMED:,} more" if len(known) > MAX_NAMED else ""
    names = ", ".join(quoted(each) for each in list(known)[:MAX_NAMED])
    raise Misuse(f"No profile is called {quoted(name)}.{meant} There are: {names}{more}.")


def named_paper(catalog: CatalogReader, name: str) -> Paper:
    """The one paper a person means.

    :param name: an identifier, the beginning of one, an arXiv id or DOI, a link with one, or words of the title.
    :raises Failure: none, or several, which are then named.
    """
    pasted = recognise(name)
    found = catalog.find(pasted.arxiv_id or pasted.doi or name, limit=MAX_FOUND)
    if not found:
        raise Failure(f"No paper is known by {quoted(name)}. See: paperround papers list")
    if len(found) > 1:
        most = "at least " if len(found) == MAX_FOUND else ""
        lines = "\n".join(f"  {paper.key}\n    {paper.title[:SHOWN_TITLE]}" for paper in found)
        raise Failure(f"{quoted(name)} could be {most}{len(found)} papers:\n{lines}")
    return found[0]
