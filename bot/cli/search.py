"""``paperround search``: a query over the catalog, in the language of profiles."""

from datetime import datetime
from pathlib import Path

import click

from bot.app.search import Found, search
from bot.cli.chosen import catalog_options, catalog_or_pages, progress
from bot.cli.common import WordsCommand, console, examples, json_option, print_json
from bot.core.matching.language import parse_query
from bot.core.matching.types import Match, Profile
from bot.render.explanation import reason_report
from bot.wiring import background
from store.records import Paper

SHOWN = 10
"""So many papers are shown unless the query or an option says otherwise."""


@click.command(
    "search",
    cls=WordsCommand,
    short_help="Search the catalog, best papers first.",
    epilog=examples(
        "paperround search 'reward model, -survey'",
        "paperround search '\"direct preference optimization\" author:Rafailov' --limit 3",
        "paperround search 'halucinat*, factuality, min:30, top:20' --pages seeds",
    ),
)
@click.argument("query", nargs=-1, required=True, metavar='"QUERY"')
@click.option(
    "--limit", type=click.IntRange(min=1), help=f"At most so many papers. Default: the query's top:, else {SHOWN}."
)
@catalog_options
@json_option
@click.pass_context
def search_command(
    ctx: click.Context,
    *,
    query: tuple[str, ...],
    limit: int | None,
    database: str | None,
    paths: tuple[Path, ...],
    captured: datetime | None,
    as_json: bool,
) -> None:
    """Search the catalog, or some pages, for what answers a query best, and say why.

    QUERY is written like the keywords of a profile (see docs/language.md). Put it in quotes.
    """
    asked = parse_query(" ".join(query))
    sought = Profile("search", asked.keywords, 0.0 if asked.threshold is None else asked.threshold)
    with catalog_or_pages(ctx, database, paths, captured) as catalog, progress(catalog, "Searching") as advance:
        found = search(catalog, sought, limit or asked.top or SHOWN, background(), advance=advance)
    if as_json:
        print_json(found_report(found))
        return
    from bot.render.backtest_terminal import print_found  # noqa: PLC0415 - not for --json

    print_found(found, sought.threshold, console())


def found_report(found: Found) -> dict[str, object]:
    """What a search found as plain values."""
    return {
        "papers": found.papers,
        "matched": found.matched,
        "best": [ranked_report(ranked.paper, ranked.match) for ranked in found.best],
    }


def ranked_report(paper: Paper, match: Match) -> dict[str, object]:
    """A paper with its score and reasons as plain values."""
    reasons = [reason_report(reason) for reason in match.reasons]
    return {"key": paper.key, "title": paper.title, "score": match.score, "reasons": reasons}
