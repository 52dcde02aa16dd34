"""``paperround why``: why a paper was told of, or was not."""

from datetime import datetime
from pathlib import Path

import click

from bot.app.feedback import stored_feedback
from bot.app.statistics import catalog_statistics
from bot.app.tracing import Story, trace
from bot.cli.chosen import catalog_options, catalog_or_pages, named_paper
from bot.cli.common import Misuse, console, examples, json_option, moment, now_option, print_json, settings
from bot.cli.reader_options import named_reader
from bot.cli.whose import Meant, meant_profile, reader_option
from bot.core.matching.analysis import analyse
from bot.core.matching.explanation import Explanation, explain
from bot.render.explanation import explanation_report
from bot.render.tracing import story_report
from bot.wiring import background, lacking
from store.api import Reading
from store.readers import Reader, Way
from store.records import Paper


@click.command(
    "why",
    short_help="Why a reader or a profile gets a paper, or does not.",
    epilog=examples(
        "paperround why ada 2503.02130",
        "paperround why birds 2503.02130 --profiles seeds/profiles.toml",
        "paperround why birds 2503.02130 --reader ada",
        "paperround why 'mine: reward hacking' 2503.02130 --pages seeds",
    ),
)
@click.argument("whose", metavar="READER|PROFILE")
@click.argument("paper")
@click.option("--profiles", type=click.Path(path_type=Path), metavar="FILE", help="Default: the settings' profiles.")
@reader_option
@catalog_options
@now_option
@json_option
@click.pass_context
def why_command(
    ctx: click.Context,
    *,
    whose: str,
    paper: str,
    profiles: Path | None,
    reader: str | None,
    database: str | None,
    paths: tuple[Path, ...],
    captured: datetime | None,
    now: datetime | None,
    as_json: bool,
) -> None:
    """Say why a reader was told of a paper or was not, or why a profile gets it or what is missing.

    READER is the name or number of a stored reader: then the whole way is told, from the source that listed the paper
    over the reader's profiles to the message it went in, or what keeps it back. PROFILE is the name of one in the file
    or of a reader's in the catalog (meant first, if a reader is called the same), or written out: 'mine: reward model,
    -survey'. PAPER is an identifier, an arXiv id or DOI, a link with one, or words of the title.
    """
    at = moment(now)
    with catalog_or_pages(ctx, database, paths, captured) as catalog:
        found = _meant(ctx, catalog, whose, profiles, reader)
        meant = named_paper(catalog, paper)
        if isinstance(found, Reader):
            _tell(_story(ctx, catalog, found, meant, at), at, as_json=as_json)
        else:
            _explain(_explained(catalog, found, meant), as_json=as_json)


def _meant(ctx: click.Context, catalog: Reading, whose: str, file: Path | None, reader: str | None) -> Meant | Reader:
    """A profile, else a reader.

    :raises Misuse: neither is called so.
    """
    try:
        return meant_profile(ctx, catalog, whose, file, reader)
    except Misuse:
        if file is not None or reader is not None:
            raise
        try:
            return named_reader(catalog, whose)
        except Misuse:
            pass
        raise


def _story(ctx: click.Context, catalog: Reading, reader: Reader, meant: Paper, now: datetime) -> Story:
    chosen = settings(ctx)
    unusable = {way: lacking(chosen, way) for way in (Way.MAIL, Way.APPRISE, Way.CHAT)}
    return trace(catalog, reader, meant.key, background(), now, unusable)


def _explained(catalog: Reading, chosen: Meant, meant: Paper) -> Explanation:
    statistics = catalog_statistics(catalog, background())
    asked = stored_feedback(catalog, chosen.profile, statistics, chosen.reader)
    return explain(asked, analyse(meant), statistics)


def _explain(explanation: Explanation, *, as_json: bool) -> None:
    if as_json:
        print_json(explanation_report(explanation))
        return
    from bot.render.explanation_terminal import print_explanation  # noqa: PLC0415 - not for --json

    print_explanation(explanation, console())


def _tell(story: Story, now: datetime, *, as_json: bool) -> None:
    if as_json:
        print_json(story_report(story, now))
        return
    from bot.render.tracing_terminal import print_story  # noqa: PLC0415 - not for --json

    print_story(story, now, console())
