"""``paperround replay``: page dumps in, digests out."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from bot.app.replay import ReplayedDay, read_pages, replay
from bot.app.telling import Teller
from bot.cli.common import (
    Failure,
    Misuse,
    chosen_profiles,
    console,
    database_url,
    examples,
    finite,
    json_option,
    moment,
    now_option,
    print_json,
)
from bot.cli.delivering import delivering
from bot.cli.keeping import place_url
from bot.cli.promised import Promised, print_promised, promised_between, promised_report
from bot.cli.reports import digest_report, page_report
from bot.render.deliveries import attempt_report
from bot.wiring import background, kept_store, page_files, scratch_store
from store.api import Store
from store.errors import StoreError
from store.readers import Way

if TYPE_CHECKING:
    from bot.render.files import DigestFolder


@click.command(
    "replay",
    short_help="Read saved pages as if the days had passed.",
    epilog=examples(
        "paperround replay seeds --profiles seeds/profiles.toml",
        'paperround replay page.html --profile "mine: \\"reward model\\", RLHF^2, -survey" --threshold 30',
        "paperround replay seeds --profiles seeds/profiles.toml --out digests",
        "paperround replay seeds --database catalog.db --json",
        "paperround replay seeds --deliver mail",
    ),
)
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PATH…")
@click.option("--profiles", type=click.Path(path_type=Path), metavar="FILE", help="Profiles, TOML or JSON.")
@click.option(
    "--profile",
    "written",
    multiple=True,
    metavar='"NAME: KEYWORD, …"',
    help="A profile written out. May be repeated.",
)
@click.option(
    "--threshold",
    type=click.FloatRange(0, 100),
    callback=finite,
    help="Score from which to tell, for every profile.",
)
@click.option("--top", type=click.IntRange(min=1), help="At most so many papers a day, for every profile.")
@click.option(
    "--captured",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="YYYY-MM-DD",
    help="The day the pages were saved. Gives dates without a year their year.",
)
@click.option(
    "--database",
    metavar="URL",
    help="Keep the catalog there. Default: a scratch catalog, so that the command can be repeated; with --deliver or "
    "--tell-nobody the settings' database.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    metavar="DIR",
    help="Write each day's digest there, as a page and as text, with an index.html.",
)
@click.option(
    "--deliver",
    "ways",
    multiple=True,
    type=click.Choice([way.value for way in Way]),
    help="After each page send the stored readers their digest of it, this way. May be repeated.",
)
@click.option(
    "--tell-nobody", is_flag=True, help="Only fill the catalog: no stored reader will be told of these papers."
)
@now_option
@json_option
@click.pass_context
def replay_command(
    ctx: click.Context,
    *,
    paths: tuple[Path, ...],
    profiles: Path | None,
    written: tuple[str, ...],
    threshold: float | None,
    top: int | None,
    captured: datetime | None,
    database: str | None,
    out: Path | None,
    ways: tuple[str, ...],
    tell_nobody: bool,
    now: datetime | None,
    as_json: bool,
) -> None:
    """Read saved pages as if the days had passed: each file is one day.

    PATH is a file or a folder (its files in the order of their names). Every page is understood before the first is
    recorded. Without a profile the pages only fill the catalog. In a catalog that is kept (see --database) they are
    promised to the readers stored there, who are told at their hours (see "paperround deliver"), or at once with
    --deliver.
    """
    if ways and tell_nobody:
        raise Misuse("--deliver and --tell-nobody exclude each other.")
    chosen = chosen_profiles(profiles, written, threshold=threshold, top=top)
    if out and not chosen:
        raise Misuse("--out writes digests, and a digest needs a profile: add --profiles or --profile.")
    pages = read_pages(page_files(paths, captured.replace(tzinfo=UTC).date() if captured else None))
    folder = _folder(out) if out else None
    keeps = database is not None or bool(ways) or tell_nobody
    store = kept_store(place_url(ctx, database)) if keeps else scratch_store()
    begun = moment(now)
    try:
        if ways:
            _refuse_nobody(store, database_url(ctx, database))
        teller = Teller(background()) if keeps and not tell_nobody else None
        replayed = replay(store, pages, chosen, background(), lambda: moment(now), teller)
        terminal = sys.stderr if as_json else sys.stdout  # what is for machines must not be mixed with letters
        with delivering(ctx, store, database, [Way(way) for way in ways], now, terminal) as deliver:
            days = _record(replayed, len(pages), folder, deliver.day if ways else None)
        done = _done(store, days, begun, moment(now))
    finally:
        store.close()
    if as_json:
        sent = {"deliveries": [attempt_report(attempt) for attempt in deliver.attempts]} if ways else {}
        print_json(_report(done, told=teller is not None) | sent)
    else:
        _print(done, folder, moment(now))
        deliver.print(console())
    if deliver.failed:
        sys.exit(Failure.exit_code)


class _Done(NamedTuple):
    """What was read. :ivar papers: in the catalog."""

    days: Sequence[ReplayedDay]
    papers: int
    promised: Promised | None


def _done(store: Store, days: Sequence[ReplayedDay], begun: datetime, ended: datetime) -> _Done:
    with store.reading() as catalog:
        papers = catalog.paper_count()
    news = any(day.collected.promised for day in days)
    return _Done(days, papers, promised_between(store, begun, ended) if news else None)


def _report(done: _Done, *, told: bool) -> dict[str, object]:
    """:param told: whether readers may have been promised something."""
    return {
        "pages": [page_report(day) for day in done.days],
        "papers": done.papers,
        "digests": [report for day in done.days if day.digest for report in digest_report(day.digest)],
        **({"promised": promised_report(done.promised)} if told else {}),
    }


def _refuse_nobody(store: Store, url: str) -> None:
    """Before anything is recorded: later these pages would bring nothing new to anyone.

    :raises Misuse: there is no reader.
    """
    from store.sql.address import understand  # noqa: PLC0415 - it is loaded by now

    with store.reading() as catalog:
        if next(iter(catalog.readers()), None) is None:
            add = "add one with: paperround reader add NAME --mail ADDRESS"
            raise Misuse(f"No reader is stored in {understand(url).shown}; {add}")


def _folder(out: Path) -> DigestFolder:
    from bot.render.files import DigestFolder, ForeignIndex  # noqa: PLC0415 - templates are for those who want files

    try:
        return DigestFolder(out)
    except ForeignIndex as error:
        raise Misuse(str(error)) from error


def _record(
    days: Iterator[ReplayedDay],
    total: int,
    folder: DigestFolder | None,
    deliver: Callable[[ReplayedDay], None] | None,
) -> list[ReplayedDay]:
    """All the days, each day's digest written and sent when its page is recorded; a bar on a terminal, nothing in a
    pipe.
    """
    done: list[ReplayedDay] = []
    bar = click.progressbar(length=total, label="Reading pages", file=sys.stderr, hidden=not sys.stderr.isatty())
    try:
        with bar:
            for day in days:
                done.append(day)
                if folder and day.digest:
                    folder.add(day.digest)
                if deliver:
                    deliver(day)
                bar.update(1)
    except KeyboardInterrupt as error:
        raise Failure(f"Interrupted: {len(done):,} of {total:,} pages are recorded, the others are not.") from error
    except StoreError as error:
        raise Failure(f"{error} {len(done):,} of {total:,} pages were recorded before.") from error
    finally:
        if folder:
            folder.finish()
    return done


def _print(done: _Done, folder: DigestFolder | None, now: datetime) -> None:
    from bot.render.catalog import print_skipped  # noqa: PLC0415 - not for --json
    from bot.render.terminal import print_digest, print_summary  # noqa: PLC0415 - not for --json

    screen = console()
    for day in done.days:
        if day.digest:
            print_digest(day.digest, screen)
            screen.print()
    print_summary([day.collected.summary for day in done.days], done.papers, screen)
    for day in done.days:
        print_skipped(day.read.page.address, [(s.where, s.why) for s in day.read.listing.skipped], screen)
    if folder:
        screen.print(f"Digests: {folder.index}", markup=False, soft_wrap=True)
    if done.promised:
        print_promised(done.promised, now, screen)
