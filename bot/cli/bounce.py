"""``paperround bounce``: take mail that came back, see from where it did, forgive an address."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

import click

from bot.app.bounces import NotedBounce, NotTaken, Returned, forgive, returned
from bot.app.incoming_mail import take_mail
from bot.channels.addresses import BadAddress, mail_address
from bot.cli.common import (
    Failure,
    Misuse,
    console,
    database_option,
    examples,
    expected_failures,
    json_option,
    moment,
    now_option,
    opened,
    print_json,
    settings,
)
from bot.links import Signer
from bot.mail_parts import MAX_MAIL
from store.readers import Address

_CHUNK = 65_536


class TryAgain(Failure):
    """The message could not be taken now: ``EX_TEMPFAIL`` of ``sysexits.h``, upon which mail servers keep it and come
    again. Of any other failure they would tell the sender; bounces have none, and would be lost.
    """

    exit_code = 75


@contextmanager
def _kept_for_later() -> Iterator[None]:
    """Let what a person can mend be tried again."""
    try:
        with expected_failures():
            yield
    except Failure as error:
        raise TryAgain(error.message) from error


@click.group(
    "bounce",
    invoke_without_command=True,
    short_help="Take mail that came back; see it; forgive an address.",
    epilog=examples(
        "paperround bounce < message.eml",
        "paperround bounce list",
        "paperround bounce forgive ada@example.org",
    ),
)
@database_option
@now_option
@json_option
@click.pass_context
def bounce_commands(ctx: click.Context, *, database: str | None, now: datetime | None, as_json: bool) -> None:
    """Read a message on standard input: a bounce, a complaint, or a request to unsubscribe.

    Mail servers pipe what comes to the address of the setting bounce_to into this command (without that setting: to
    the sender's). An address that does not exist gets nothing more; nor one that three mails within a week could not
    be delivered to, whose owner complained, or asked to be unsubscribed. What is none of these, is forged or too old is
    ignored, and that is no failure. If the database or a setting is lacking the exit code is 75, so that the server
    keeps the message and tries again. Nothing printed here names an address: servers write it into their logs.
    """
    if ctx.invoked_subcommand:
        return
    message = _standard_input()
    with _kept_for_later():
        taken = _take(ctx, database, message, moment(now))
    if isinstance(taken, NotTaken):
        _print_ignored(str(taken), as_json=as_json)
    elif isinstance(taken, Address):
        _print_left(taken, as_json=as_json)
    else:
        _print_noted(taken, as_json=as_json)


def _take(ctx: click.Context, database: str | None, message: bytes, at: datetime) -> NotedBounce | Address | NotTaken:
    keys = settings(ctx).signing_keys()
    if not keys:
        raise Failure("Whose mail came back only the key can tell it was sent with. Set PAPERROUND_SECRET_KEY.")
    with opened(ctx, database) as store:
        try:
            return take_mail(store, Signer(keys), message, at)
        except NotTaken as why:
            return why


@bounce_commands.command("list", epilog=examples("paperround bounce list --days 7"))
@click.option("--days", type=click.IntRange(1, 3650), default=30, show_default=True, help="Of so many days.")
@database_option
@now_option
@json_option
@click.pass_context
def list_bounces(ctx: click.Context, *, days: int, database: str | None, now: datetime | None, as_json: bool) -> None:
    """Addresses that mail came back from of late, the last one last."""
    at = moment(now)
    with opened(ctx, database) as store:
        found = returned(store, at - timedelta(days=days))
    if as_json:
        print_json([_returned_report(each) for each in found])
        return
    from bot.render.bounces_terminal import print_returned  # noqa: PLC0415 - not for --json

    print_returned(found, days, at, console())


@bounce_commands.command("forgive", epilog=examples("paperround bounce forgive ada@example.org"))
@click.argument("address")
@database_option
@json_option
@click.pass_context
def forgive_address(ctx: click.Context, *, address: str, database: str | None, as_json: bool) -> None:
    """Send to a mail address again that was suppressed.

    What came back before still counts: one more soft bounce within the same week stops the address again. Whoever
    unsubscribed stays so.
    """
    try:
        target = mail_address(address)
    except BadAddress as error:
        raise Misuse(str(error)) from error
    with opened(ctx, database) as store:
        suppressed, known = forgive(store, target)
    if as_json:
        print_json({"address": target, "was_suppressed": suppressed, "reader": known.reader if known else None})
        return
    click.echo(f"{target} {'is suppressed no more' if suppressed else 'was not suppressed'}; {_standing(known)}.")


def _standing(known: Address | None) -> str:
    if known is None:
        return "no reader has that address"
    if known.stopped:
        return f"reader {known.reader} gets nothing there: {known.stopped}"
    return f"reader {known.reader} reads there" if known.is_open else f"reader {known.reader} has not confirmed it"


def _standard_input() -> bytes:
    """All of it is read, so that the server that pipes it sees it taken; what is too much is let go."""
    if sys.stdin.isatty():
        raise Misuse("The message is read from standard input: paperround bounce < message.eml")
    stream = sys.stdin.buffer
    message = stream.read(MAX_MAIL)
    while stream.read(_CHUNK):
        pass
    return message


def _print_ignored(why: str, *, as_json: bool) -> None:
    if as_json:
        print_json({"taken": False, "why": why})
    else:
        click.echo(why)


def _print_noted(noted: NotedBounce, *, as_json: bool) -> None:
    number, kind = noted.address.number, noted.kind.value
    if as_json:
        print_json({"taken": True, "address": number, "kind": kind, "stopped": noted.stopped})
        return
    follows = "Nothing more is sent there." if noted.address.stopped else "It is remembered, and tried again."
    click.echo(f"Mail to address {number} came back ({kind}). {follows}")


def _print_left(address: Address, *, as_json: bool) -> None:
    if as_json:
        print_json({"taken": True, "address": address.number, "kind": "unsubscribed", "stopped": True})
        return
    click.echo(f"Address {address.number} asked to be unsubscribed. Nothing more is sent there.")


def _returned_report(each: Returned) -> dict[str, object]:
    return {
        "address": each.address.target,
        "number": each.address.number,
        "reader": each.address.reader,
        "stopped": each.address.stopped or None,
        "bounces": [
            {"kind": bounce.kind.value, "said": bounce.said, "at": bounce.at.isoformat()} for bounce in each.bounces
        ],
    }
