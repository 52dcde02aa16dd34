"""``paperround reader address``: where a reader is told."""

from collections.abc import Sequence
from datetime import datetime

import click

from bot.app.readers import add_address, remove_address
from bot.app.signup import UNSUBSCRIBED, SignUpRefused, confirm, resubscribe
from bot.cli.closed import why_closed
from bot.cli.common import (
    Misuse,
    console,
    database_option,
    examples,
    json_option,
    moment,
    now_option,
    opened,
    print_json,
)
from bot.cli.notes import print_waiting
from bot.cli.reader_options import address_options, named_address, named_reader, owner_named
from bot.render.readers import address_report
from store.api import Store
from store.readers import Address, Reader, Way


@click.group(
    "address",
    short_help="Where a reader is told.",
    epilog=examples(
        "paperround reader address add ada --mail ada@example.org",
        "paperround reader address confirm ada ada@example.org",
        "paperround reader address remove ada 3",
    ),
)
def address_commands() -> None:
    """A reader's addresses: add, confirm and remove them."""


@address_commands.command(
    "add",
    short_help="Tell a reader somewhere else too.",
    epilog=examples("paperround reader address add ada --mail ada@example.org --chat 1234567"),
)
@click.argument("name")
@address_options
@database_option
@now_option
@json_option
@click.pass_context
def add_command(
    ctx: click.Context,
    *,
    name: str,
    targets: Sequence[tuple[Way, str]],
    confirmed: bool,
    database: str | None,
    now: datetime | None,
    as_json: bool,
) -> None:
    """Add addresses. One for mail is asked by a mail whether it is theirs, unless it is --confirmed."""
    if not targets:
        raise Misuse("Which address? Name one with --mail, --chat, --apprise, --folder or --console.")
    at = moment(now)
    with opened(ctx, database) as store, owner_named(store):
        reader = _reader(store, name)
        added = [add_address(store, reader.number, way, target, at, confirmed=confirmed) for way, target in targets]
    _print(added, reader, at, as_json=as_json)
    if not as_json:
        print_waiting(ctx, added)


@address_commands.command(
    "confirm",
    short_help="Say that an address is the reader's.",
    epilog=examples("paperround reader address confirm ada ada@example.org"),
)
@click.argument("name")
@click.argument("address")
@click.option("--again", is_flag=True, help="They unsubscribed there, and want to read there again.")
@database_option
@now_option
@json_option
@click.pass_context
def confirm_command(
    ctx: click.Context,
    *,
    name: str,
    address: str,
    again: bool,
    database: str | None,
    now: datetime | None,
    as_json: bool,
) -> None:
    """Say that an address is theirs, in place of the mail that asks; one that was stopped is used again. Whoever
    unsubscribed must have asked for it: say so with --again.

    ADDRESS is its number or itself. One that mail came back from: "paperround bounce forgive ADDRESS".
    """
    at = moment(now)
    with opened(ctx, database) as store:
        reader, meant = _meant(store, name, address)
        if meant.stopped == UNSUBSCRIBED and not again:
            with store.reading() as catalog:
                raise Misuse(why_closed(catalog, reader, meant))
        confirm(store, meant.number, at)
        try:
            used = resubscribe(store, meant.number, at)
        except SignUpRefused as error:
            raise Misuse(f"{error} Allow it again with: paperround bounce forgive {meant.target}") from error
    _print([used], reader, at, as_json=as_json)


@address_commands.command(
    "remove",
    short_help="Tell a reader no more somewhere.",
    epilog=examples("paperround reader address remove ada ada@example.org"),
)
@click.argument("name")
@click.argument("address")
@database_option
@json_option
@click.pass_context
def remove_command(ctx: click.Context, *, name: str, address: str, database: str | None, as_json: bool) -> None:
    """Forget an address with everything promised and delivered there. A profile that was told there alone is told
    nowhere until it is edited.

    ADDRESS is its number or itself.
    """
    with opened(ctx, database) as store:
        reader, meant = _meant(store, name, address)
        removed = remove_address(store, reader.number, meant.number)
        with store.reading() as catalog:
            left = {each.number for each in catalog.addresses(reader.number)}
            silent = [
                profile
                for profile in catalog.profiles_of(reader.number)
                if not left or (profile.addresses and left.isdisjoint(profile.addresses))
            ]
    if as_json:
        print_json(address_report(removed) | {"told_nowhere": [profile.name for profile in silent]})
        return
    from bot.render.readers_terminal import print_removed_address  # noqa: PLC0415 - not for --json

    print_removed_address(removed, reader, silent, console())


def _reader(store: Store, name: str) -> Reader:
    with store.reading() as catalog:
        return named_reader(catalog, name)


def _meant(store: Store, name: str, address: str) -> tuple[Reader, Address]:
    with store.reading() as catalog:
        reader = named_reader(catalog, name)
        return reader, named_address(catalog, reader, address)


def _print(addresses: Sequence[Address], reader: Reader, at: datetime, *, as_json: bool) -> None:
    if as_json:
        print_json([address_report(address) for address in addresses])
        return
    from bot.render.readers_terminal import print_addresses  # noqa: PLC0415 - not for --json

    print_addresses(addresses, reader, at, console())
