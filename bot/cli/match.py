"""``paperround match``: every paper of some pages scored against every profile."""

from datetime import UTC, datetime
from pathlib import Path

import click

from bot.app.match import match_pages
from bot.app.replay import read_pages
from bot.cli.common import chosen_profiles, console, examples, json_option, print_json
from bot.cli.reports import match_report
from bot.wiring import page_files, scratch_store

SHOWN = 10
"""Papers a profile in the table; ``--json`` prints all."""


@click.command(
    "match",
    short_help="Score every paper of some pages against profiles.",
    epilog=examples(
        "paperround match --profiles seeds/profiles.toml --pages seeds",
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
@json_option
def match_command(*, profiles: Path, paths: tuple[Path, ...], captured: datetime | None, as_json: bool) -> None:
    """Score every paper of some pages against every profile, whatever the thresholds.

    Prints the ten best of each profile; --json every paper with a positive score: {profile: [[title, score], …]}.
    """
    chosen = chosen_profiles(profiles, ())
    pages = read_pages(page_files(paths, captured.replace(tzinfo=UTC).date() if captured else None))
    store = scratch_store()
    try:
        ranked = match_pages(store, pages, chosen)
    finally:
        store.close()
    if as_json:
        print_json(match_report(ranked))
        return
    from bot.render.catalog import print_ranking  # noqa: PLC0415 - not for --json

    screen = console()
    for profile in chosen:
        rows = [(r.match.score, r.paper.title) for r in ranked[profile.name]]
        print_ranking(profile.name, profile.threshold, rows[:SHOWN], len(rows), screen)
