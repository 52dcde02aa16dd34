"""``paperround reader export``, ``forget`` and ``renew-links``: what readers may ask the operator for."""

import json
from pathlib import Path

import click

from bot.app.readers import export_reader, forget_reader, renew_links
from bot.cli.common import console, database_option, examples, json_option, opened, print_json, write_private
from bot.cli.reader_options import named_reader
from bot.render.readers import reader_report
from store.api import Store


@click.command(
    "export",
    short_help="Everything that is kept about a reader.",
    epilog=examples("paperround reader export ada --out ada.json"),
)
@click.argument("name")
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write it there, for you alone to read. Default: print it.",
)
@database_option
@click.pass_context
def export_command(ctx: click.Context, *, name: str, out: Path | None, database: str | None) -> None:
    """Every row of every table about a reader, as JSON: addresses, profiles, reactions, what was matched and sent.

    Notification URLs are in it whole, with their passwords.
    """
    with opened(ctx, database) as store:
        exported = export_reader(store, _number(store, name))
    if out is None:
        print_json(exported)
        return
    write_private(out, json.dumps(exported, ensure_ascii=False, indent=2) + "\n")
    click.echo(f"Everything about the reader is in {out}.")


@click.command(
    "forget",
    short_help="Erase a reader.",
    epilog=examples("paperround reader export ada --out ada.json", "paperround reader forget ada --yes"),
)
@click.argument("name")
@click.option("--yes", is_flag=True, help="Do not ask.")
@database_option
@json_option
@click.pass_context
def forget_command(ctx: click.Context, *, name: str, yes: bool, database: str | None, as_json: bool) -> None:
    """Erase a reader: addresses, profiles, reactions, matches, and everything that waits to be sent. For good.

    What is kept is the hash of an address that nothing may be sent to, so that it stays so.
    """
    with opened(ctx, database) as store:
        number = _number(store, name)
        if not yes:
            click.confirm("This cannot be undone. Erase this reader? (--yes does not ask)", abort=True)
        forgotten = forget_reader(store, number)
    if as_json:
        print_json({"rows": forgotten.rows, "cancelled": forgotten.cancelled})
        return
    from bot.render.readers_terminal import print_forgotten  # noqa: PLC0415 - not for --json

    print_forgotten(forgotten, console())


@click.command(
    "renew-links",
    short_help="Make the links in a reader's earlier mails void.",
    epilog=examples("paperround reader renew-links ada"),
)
@click.argument("name")
@database_option
@json_option
@click.pass_context
def renew_links_command(ctx: click.Context, *, name: str, database: str | None, as_json: bool) -> None:
    """Make every link void that a reader was ever sent, as after a mail was passed on; but not those to unsubscribe."""
    with opened(ctx, database) as store:
        renewed = renew_links(store, _number(store, name))
    if as_json:
        print_json(reader_report(renewed))
        return
    click.echo("The links in earlier mails are void, but those to unsubscribe. The next mail has new ones.")


def _number(store: Store, name: str) -> int:
    with store.reading() as catalog:
        return named_reader(catalog, name).number
