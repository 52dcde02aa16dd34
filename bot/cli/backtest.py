"""``paperround profile test``: what a profile would have brought."""

from datetime import datetime
from pathlib import Path

import click

from bot.app.backtest import NoDays, run_backtest
from bot.cli.chosen import catalog_options, catalog_or_pages, progress
from bot.cli.common import Failure, console, examples, json_option, print_json
from bot.cli.search import ranked_report
from bot.cli.whose import meant_profile, reader_option
from bot.core.backtest import Backtest, KeywordTally
from bot.core.matching.types import Role
from bot.render.backtest_advice import advice
from bot.render.explanation import remedy
from bot.wiring import background


@click.command(
    "test",
    short_help="What a profile would have brought.",
    epilog=examples(
        "paperround profile test 'mine: \"reward model\"^2, RLHF, -survey' --days 30",
        "paperround profile test 'mine: halucination, min:50' --pages seeds",
        "paperround profile test 'pictures and 3D' --profiles seeds/profiles.toml --pages seeds --json",
    ),
)
@click.argument("profile", metavar='"NAME: KEYWORD, …"')
@click.option("--days", type=click.IntRange(min=1), help="Only so many days, up to the newest among the papers.")
@click.option(
    "--profiles", type=click.Path(path_type=Path), metavar="FILE", help="Take the profile of that name from this file."
)
@reader_option
@catalog_options
@json_option
@click.pass_context
def backtest_command(
    ctx: click.Context,
    *,
    profile: str,
    days: int | None,
    profiles: Path | None,
    reader: str | None,
    database: str | None,
    paths: tuple[Path, ...],
    captured: datetime | None,
    as_json: bool,
) -> None:
    """Try a profile on the papers of the catalog, or of some pages: what it would have brought. It may be written out,
    a file's, or a reader's.

    Shows the matches of each day, how many papers would reach other thresholds, the best papers and those just below
    the line, and which keywords find nothing or nearly everything.
    """
    with catalog_or_pages(ctx, database, paths, captured) as catalog, progress(catalog, "Scoring papers") as advance:
        meant = meant_profile(ctx, catalog, profile, profiles, reader)
        try:
            test = run_backtest(catalog, meant.profile, background(), reader=meant.reader, days=days, advance=advance)
        except NoDays as error:
            raise Failure(str(error)) from error
    if as_json:
        print_json(backtest_report(test))
        return
    from bot.render.backtest_terminal import print_backtest  # noqa: PLC0415 - not for --json

    print_backtest(test, console())


def backtest_report(test: Backtest) -> dict[str, object]:
    """A back-test as plain values."""
    return {
        "profile": test.profile.name,
        "threshold": test.profile.threshold,
        "papers": test.papers,
        "matched": test.matched,
        "per_day": _rounded(test.per_day),
        "hidden_by_top": test.hidden,
        "undated": {"papers": test.undated[0], "matched": test.undated[1]},
        "left_out": test.left_out,
        "excluded": test.excluded,
        "lacking": test.lacking,
        "days": [day._asdict() for day in test.days],
        "thresholds": [{**row._asdict(), "per_day": _rounded(row.per_day)} for row in test.reached],
        "best": [ranked_report(ranked.paper, ranked.match) for ranked in test.best],
        "nearest": [
            {**ranked_report(near.paper, near.match), "remedy": remedy(near, test.unheard) or None}
            for near in test.nearest
        ],
        "keywords": [_tally_report(tally, test) for tally in test.keywords],
        "advice": advice(test) or None,
    }


def _rounded(rate: float | None) -> float | None:
    return None if rate is None else round(rate, 3)


def _tally_report(tally: KeywordTally, test: Backtest) -> dict[str, object]:
    return {
        "keyword": tally.keyword,
        "role": tally.role.value,
        "papers": tally.papers,
        "share": round(tally.papers / test.papers, 3) if test.papers else None,
        "nearly_everywhere": tally in test.everywhere,
        "would_have_matched": tally.spared if tally.role is Role.EXCLUDED else None,
        "unknown": [
            {"word": unknown.word, "nearest": unknown.nearest._asdict() if unknown.nearest else None}
            for unknown in tally.unknown
        ],
    }
