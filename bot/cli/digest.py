"""``paperround digest``: a reader's digest, looked at before it is sent."""

from datetime import datetime
from pathlib import Path

import click

from bot.app.views import preview
from bot.cli.common import database_option, examples, json_option, moment, now_option, opened, print_json, settings
from bot.cli.reader_options import named_reader
from bot.core.edition import Edition
from bot.core.matching.syntax import quoted
from bot.render.deliveries import edition_report
from bot.render.typed import argument
from bot.wiring import background, letter_writer
from store.readers import QuietDay, Reader


@click.group(
    "digest",
    short_help="Look at a digest before it is sent.",
    epilog=examples("paperround digest preview ada", "paperround digest preview ada --html digest.html"),
)
def digest_commands() -> None:
    """Look at a digest before it is sent."""


@digest_commands.command(
    "preview",
    epilog=examples(
        "paperround digest preview ada",
        "paperround digest preview ada --html digest.html",
        "paperround digest preview ada --now 2026-11-01T08:30:00Z --json",
    ),
)
@click.argument("reader")
@click.option(
    "--html", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE", help="Write the mail's page there."
)
@database_option
@now_option
@json_option
@click.pass_context
def preview_digest(
    ctx: click.Context, *, reader: str, html: Path | None, database: str | None, now: datetime | None, as_json: bool
) -> None:
    """What READER's next message would say if it were sent now: all that waits for them. Nothing is changed."""
    with opened(ctx, database) as store:
        with store.reading() as catalog:
            found = named_reader(catalog, reader)
        edition = preview(store, found.number, background(), moment(now))
    nothing = _nothing(edition, found)
    if nothing and not as_json:
        click.echo(nothing)
        return
    letter = letter_writer(settings(ctx))(edition)
    if html:
        html.write_text(letter.html, encoding="utf-8")
    if as_json:
        print_json(edition_report(edition) | {"would_be_sent": not nothing})
        return
    click.echo(f"Subject: {letter.subject}\n")
    click.echo(letter.text, nl=not letter.text.endswith("\n"))
    if html:
        click.echo(f"\nThe page: {html}")


def _nothing(edition: Edition, reader: Reader) -> str:
    """Why nothing would be sent, and what could be; empty if something would be."""
    if edition.items or edition.hidden or reader.quiet_day is not QuietDay.NOTHING:
        return ""
    change = f"paperround reader change {argument(reader.name)} --quiet-day line"
    return (
        f"Nothing would be sent: no paper waits to be told, and quiet days bring {quoted(reader.name)} nothing. "
        f"A line on such days: {change}"
    )
