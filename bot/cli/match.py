"""``paperround match``: every paper of some pages scored against every profile."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import click

from bot.app.match import Ranking, match_pages
from bot.app.replay import read_pages
from bot.cli.common import chosen_profiles, console, examples, json_option, print_json
from bot.cli.reports import explained_report, match_report
from bot.core.matching.types import Profile
from bot.wiring import background, page_files, scratch_store

SHOWN = 10
"""Papers a profile in the tables; ``--json`` prints all."""


@click.command(
    "match",
    short_help="Score every paper of some pages against profiles.",
    epilog=examples(
        "paperround match --profiles seeds/profiles.toml --pages seeds",
        "paperround match --profiles seeds/profiles.toml --pages seeds --explain",
        "paperround match --profiles profiles.json --pages seeds --json > run.json",
    ),
)
@click.option(
    "--profiles",
    required=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Profiles, TOML or JSON.",
)
@click.option(
    "--pages",
    "paths",
    required=True,
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="PATH",
    help="A page or a folder of pages. May be repeated.",
)
@click.option("--captured", type=click.DateTime(["%Y-%m-%d"]), metavar="YYYY-MM-DD", help="The day they were saved.")
@click.option("--explain", is_flag=True, help="Say for each paper because of what it scored.")
@json_option
def match_command(
    *, profiles: Path, paths: tuple[Path, ...], captured: datetime | None, explain: bool, as_json: bool
) -> None:
    """Score every paper of some pages against every profile, whatever the thresholds.

    Prints the ten best of each profile; --json every paper with a positive score: {profile: [[title, score], …]}, and
    with --explain a list of profiles, each paper with the reasons for its score.
    """
    chosen = chosen_profiles(profiles, ())
    pages = read_pages(page_files(paths, captured.replace(tzinfo=UTC).date() if captured else None))
    store = scratch_store()
    try:
        ranking = match_pages(store, pages, chosen, background())
    finally:
        store.close()
    if as_json:
        print_json(explained_report(chosen, ranking) if explain else match_report(ranking))
        return
    _print(chosen, ranking, explain=explain)


def _print(profiles: Sequence[Profile], ranking: Ranking, *, explain: bool) -> None:
    from bot.render.catalog import print_ranking  # noqa: PLC0415 - not for --json
    from bot.render.explanation_terminal import print_reasons  # noqa: PLC0415 - not for --json

    screen = console()
    for profile in profiles:
        papers = ranking.papers[profile.name]
        if explain:
            print_reasons(profile, list(ranking.explained(profile, SHOWN)), len(papers), screen)
        else:
            rows = [(each.score, each.paper.title) for each in papers[:SHOWN]]
            print_ranking(profile.name, profile.threshold, rows, len(papers), screen)
