"""``paperround why``: why a paper was told of, or was not."""

from datetime import datetime
from pathlib import Path

import click

from bot.app.feedback import stored_feedback
from bot.app.statistics import catalog_statistics
from bot.cli.chosen import catalog_options, catalog_or_pages, named_paper
from bot.cli.common import console, examples, json_option, print_json
from bot.cli.whose import meant_profile, reader_option
from bot.core.matching.analysis import analyse
from bot.core.matching.explanation import explain
from bot.render.explanation import explanation_report
from bot.wiring import background


@click.command(
    "why",
    short_help="Why a profile gets a paper, or does not.",
    epilog=examples(
        "paperround why 'preference optimisation' 2503.02130 --profiles seeds/profiles.toml",
        "paperround why birds 2503.02130 --reader ada",
        "paperround why 'mine: reward hacking, -survey' 'grammar-aligned decoding' --pages seeds",
    ),
)
@click.argument("profile")
@click.argument("paper")
@click.option("--profiles", type=click.Path(path_type=Path), metavar="FILE", help="Default: the settings' profiles.")
@reader_option
@catalog_options
@json_option
@click.pass_context
def why_command(
    ctx: click.Context,
    *,
    profile: str,
    paper: str,
    profiles: Path | None,
    reader: str | None,
    database: str | None,
    paths: tuple[Path, ...],
    captured: datetime | None,
    as_json: bool,
) -> None:
    """Say why a profile gets a paper, or what is missing.

    PROFILE is the name of one in the file or of a reader's in the catalog, or written out: 'mine: reward model,
    -survey'. PAPER is an identifier, an arXiv id or DOI, a link with one, or words of the title.
    """
    with catalog_or_pages(ctx, database, paths, captured) as catalog:
        chosen = meant_profile(ctx, catalog, profile, profiles, reader)
        meant = named_paper(catalog, paper)
        statistics = catalog_statistics(catalog, background())
        asked = stored_feedback(catalog, chosen.profile, statistics, chosen.reader)
        explanation = explain(asked, analyse(meant), statistics)
    if as_json:
        print_json(explanation_report(explanation))
        return
    from bot.render.explanation_terminal import print_explanation  # noqa: PLC0415 - not for --json

    print_explanation(explanation, console())
