"""``paperround papers``: what the catalog remembers."""

from datetime import datetime, timedelta

import click

from bot.app.trends import trending_papers
from bot.cli.chosen import named_paper
from bot.cli.common import (
    Failure,
    console,
    database_option,
    database_url,
    examples,
    json_option,
    moment,
    now_option,
    opened,
    print_json,
)
from bot.cli.reports import history_report, merge_report, paper_report, revision_report
from bot.core.rising import Measure
from bot.core.separation import separate
from bot.wiring import existing_store
from store.api import Reading
from store.errors import AlreadyUndone
from store.records import ChangeKind

limit_option = click.option(
    "--limit", type=click.IntRange(min=1), default=20, show_default=True, help="At most so many."
)


@click.group(
    "papers",
    short_help="Look at what the catalog remembers.",
    epilog=examples(
        "paperround papers list --limit 50",
        "paperround papers show 2503.02130",
        "paperround papers changes --kind revised",
        "paperround papers trending",
    ),
)
def papers_commands() -> None:
    """Look at what the catalog remembers."""


@papers_commands.command("list", epilog=examples("paperround papers list --source huggingface-papers --json"))
@limit_option
@click.option("--source", metavar="NAME", help="Only papers this source told of.")
@database_option
@json_option
@click.pass_context
def list_papers(ctx: click.Context, *, limit: int, source: str | None, database: str | None, as_json: bool) -> None:
    """The papers recorded last."""
    with opened(ctx, database) as store, store.reading() as catalog:
        _refuse_unknown(catalog, source)
        papers = list(catalog.papers(limit=limit, source=source))
        total = catalog.paper_count()
    if as_json:
        print_json([paper_report(paper) for paper in papers])
        return
    from bot.render.catalog import print_papers  # noqa: PLC0415 - not for --json

    print_papers(papers, total, console())


@papers_commands.command(
    "show",
    epilog=examples("paperround papers show 2503.02130", 'paperround papers show "grammar-aligned decoding"'),
)
@click.argument("key")
@database_option
@json_option
@click.pass_context
def show_paper(ctx: click.Context, *, key: str, database: str | None, as_json: bool) -> None:
    """Everything about one paper: what is known, where it was seen, what changed.

    KEY is an identifier, the beginning of one, an arXiv id or DOI, a link with one, or words of the title.
    """
    with opened(ctx, database) as store, store.reading() as catalog:
        history = catalog.history(named_paper(catalog, key).key)
    if as_json:
        print_json(history_report(history))
        return
    from bot.render.catalog import print_history  # noqa: PLC0415 - not for --json

    print_history(history, console())


@papers_commands.command("changes", epilog=examples("paperround papers changes --kind revised --kind enriched"))
@limit_option
@click.option(
    "--kind",
    "kinds",
    multiple=True,
    type=click.Choice([kind.value for kind in (ChangeKind.NEW, ChangeKind.REVISED, ChangeKind.ENRICHED)]),
    help="Only these. May be repeated.",
)
@database_option
@json_option
@click.pass_context
def list_changes(
    ctx: click.Context, *, limit: int, kinds: tuple[str, ...], database: str | None, as_json: bool
) -> None:
    """What came and what changed, the last first."""
    with opened(ctx, database) as store, store.reading() as catalog:
        revisions = catalog.revisions(limit=limit, kinds=[ChangeKind(kind) for kind in kinds])
    if as_json:
        print_json([revision_report(revision) for revision in revisions])
        return
    from bot.render.catalog import print_changes  # noqa: PLC0415 - not for --json

    print_changes(revisions, console())


@papers_commands.command(
    "trending",
    short_help="What gains upvotes or comments fast.",
    epilog=examples(
        "paperround papers trending",
        "paperround papers trending --by comments --hours 72 --limit 5",
        "paperround papers trending --source huggingface --json",
    ),
)
@click.option(
    "--hours",
    type=click.IntRange(1, 24 * 31),
    default=24,
    show_default=True,
    help="What was gained in about so many.",
)
@click.option(
    "--by",
    type=click.Choice([measure.value for measure in Measure]),
    default=Measure.UPVOTES.value,
    show_default=True,
    help="What of.",
)
@click.option("--source", metavar="NAME", help="Only what this source counted.")
@limit_option
@database_option
@now_option
@json_option
@click.pass_context
def list_trending(
    ctx: click.Context,
    *,
    hours: int,
    by: str,
    source: str | None,
    limit: int,
    database: str | None,
    now: datetime | None,
    as_json: bool,
) -> None:
    """The papers that gain upvotes or comments fastest.

    Gains are what was seen: a paper must have been counted twice, an hour apart at least, and is reckoned from the
    count nearest to the beginning of those hours. A velocity is the gain by the hour in between.
    """
    at, window, measure = moment(now), timedelta(hours=hours), Measure(by)
    with opened(ctx, database) as store, store.reading() as catalog:
        _refuse_unknown(catalog, source)
        trending = trending_papers(catalog, at, window=window, by=measure, source=source, limit=limit)
    if as_json:
        from bot.render.trends import trending_report  # noqa: PLC0415 - needed here alone

        print_json(trending_report(trending, at, window))
        return
    from bot.render.trends_terminal import print_trending  # noqa: PLC0415 - not for --json

    print_trending(trending, measure, at, window, console())


@papers_commands.command("merges")
@limit_option
@database_option
@json_option
@click.pass_context
def list_merges(ctx: click.Context, *, limit: int, database: str | None, as_json: bool) -> None:
    """What was taken for one paper though no identifier says so, and why."""
    with opened(ctx, database) as store, store.reading() as catalog:
        merges = catalog.merges(limit=limit)
    if as_json:
        print_json([merge_report(merge) for merge in merges])
        return
    from bot.render.catalog import print_merges  # noqa: PLC0415 - not for --json

    print_merges(merges, console())


@papers_commands.command("unmerge", epilog=examples("paperround papers unmerge 3"))
@click.argument("number", type=click.IntRange(1, 2**31))
@database_option
@click.pass_context
def unmerge(ctx: click.Context, *, number: int, database: str | None) -> None:
    """Take a merge back: the two papers part and are never taken for one again.

    NUMBER is the merge's, from "paperround papers merges".
    """
    store = existing_store(database_url(ctx, database))
    try:
        with store.writing() as catalog:
            record, known, names = catalog.merge(number)
            if record.undone:
                raise AlreadyUndone(f"Merge {number} was taken back before; the papers are apart.")
            split = separate(record, known, names)
            catalog.split(split)
    finally:
        store.close()
    click.echo(f"Two papers again:\n  {split.remaining.key}\n  {split.departing.key}")


def _refuse_unknown(catalog: Reading, source: str | None) -> None:
    """:raises Failure: nothing was ever read from a source of that name."""
    known = [record.name for record in catalog.sources()]
    if source is not None and source not in known:
        raise Failure(f"No source is called '{source}'. Known: {', '.join(known) or 'none yet'}.")
