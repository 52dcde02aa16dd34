"""``paperround delivery``: what was sent, what was not and why, and what to do about it."""

from datetime import datetime

import click

from bot.app.views import DeliveryView, look_at_deliveries, look_at_delivery
from bot.cli.closed import why_closed
from bot.cli.common import (
    Failure,
    console,
    database_option,
    examples,
    json_option,
    moment,
    now_option,
    opened,
    print_json,
)
from bot.cli.reader_options import named_reader
from bot.render.deliveries import changed_report, delivery_report
from store.api import Store
from store.errors import Conflict
from store.outbox import Delivery, DeliveryKind, DeliveryState

_NUMBER = click.IntRange(1, 2**63 - 1)
BURIED = "buried by the operator"


@click.group(
    "delivery",
    short_help="What was sent, what was not and why.",
    epilog=examples(
        "paperround delivery list --state dead",
        "paperround delivery show 17",
        "paperround delivery retry 17",
    ),
)
def delivery_commands() -> None:
    """What was sent, what was not and why; try it again, or give it up."""


@delivery_commands.command(
    "list",
    epilog=examples("paperround delivery list --state dead --state suppressed", "paperround delivery list --json"),
)
@click.option(
    "--state",
    "states",
    multiple=True,
    type=click.Choice([state.value for state in DeliveryState]),
    help="Only in this state. May be repeated.",
)
@click.option("--reader", metavar="NAME", help="Only to this reader.")
@click.option("--limit", type=click.IntRange(1, 10_000), default=50, show_default=True, help="At most so many.")
@database_option
@now_option
@json_option
@click.pass_context
def list_deliveries(
    ctx: click.Context,
    *,
    states: tuple[str, ...],
    reader: str | None,
    limit: int,
    database: str | None,
    now: datetime | None,
    as_json: bool,
) -> None:
    """Deliveries, the last first."""
    with opened(ctx, database) as store:
        if reader is not None:
            with store.reading() as catalog:
                reader = named_reader(catalog, reader).name
        wanted = [DeliveryState(state) for state in states]
        views = look_at_deliveries(store, reader=reader, states=wanted, limit=limit)
    if as_json:
        print_json([delivery_report(view) for view in views])
        return
    from bot.render.deliveries_terminal import print_deliveries  # noqa: PLC0415 - not for --json

    print_deliveries(views, moment(now), console())


@delivery_commands.command("show", epilog=examples("paperround delivery show 17"))
@click.argument("number", type=_NUMBER)
@database_option
@now_option
@json_option
@click.pass_context
def show_delivery(
    ctx: click.Context, *, number: int, database: str | None, now: datetime | None, as_json: bool
) -> None:
    """Everything about one delivery: its papers, how often it was tried, and what was said."""
    with opened(ctx, database) as store:
        view, titles = look_at_delivery(store, number)
        again = _again(store, view)
    if as_json:
        print_json(delivery_report(view))
        return
    from bot.render.deliveries_terminal import print_delivery  # noqa: PLC0415 - not for --json

    print_delivery(view, titles, again, moment(now), console())


@delivery_commands.command("retry", epilog=examples("paperround delivery retry 17 18 && paperround deliver"))
@click.argument("numbers", type=_NUMBER, nargs=-1, required=True, metavar="NUMBER…")
@database_option
@now_option
@json_option
@click.pass_context
def retry_deliveries(
    ctx: click.Context, *, numbers: tuple[int, ...], database: str | None, now: datetime | None, as_json: bool
) -> None:
    """Make deliveries due at once that were given up, suppressed, or wait for another attempt."""
    with opened(ctx, database) as store:
        changed, number = [], 0
        try:
            with store.writing() as catalog:
                for number in numbers:
                    changed.append(catalog.retry(number, moment(now)))
        except Conflict as error:
            raise Failure(_not_again(store, number) or str(error)) from error
    _print_changed(changed, as_json=as_json)


@delivery_commands.command("bury", epilog=examples('paperround delivery bury 17 --because "the reader has left"'))
@click.argument("numbers", type=_NUMBER, nargs=-1, required=True, metavar="NUMBER…")
@click.option("--because", metavar="TEXT", default=BURIED, show_default=True, help="Kept with the delivery.")
@database_option
@now_option
@json_option
@click.pass_context
def bury_deliveries(
    ctx: click.Context,
    *,
    numbers: tuple[int, ...],
    because: str,
    database: str | None,
    now: datetime | None,
    as_json: bool,
) -> None:
    """Give deliveries up that have not come to their end."""
    with opened(ctx, database) as store, store.writing() as catalog:
        changed = [catalog.bury(number, because, moment(now)) for number in numbers]
    _print_changed(changed, as_json=as_json)


def _again(store: Store, view: DeliveryView) -> str:
    """How to have a delivery tried again that was given up."""
    if view.delivery.state not in (DeliveryState.DEAD, DeliveryState.SUPPRESSED):
        return ""
    return _closed(store, view) or f"Try it again: paperround delivery retry {view.delivery.number}"


def _not_again(store: Store, number: int) -> str:
    """What keeps a delivery from being tried again, if it is its address; else empty."""
    view, _ = look_at_delivery(store, number)
    hint = "" if view.delivery.state in (DeliveryState.SENT, DeliveryState.LEASED) else _closed(store, view)
    return hint and f"Delivery {number} cannot be tried again. {hint}"


def _closed(store: Store, view: DeliveryView) -> str:
    if view.delivery.kind is DeliveryKind.CONFIRMATION and not view.address.stopped:
        return ""  # it is what asks whether the address is theirs
    with store.reading() as catalog:
        return why_closed(catalog, view.reader, view.address)


def _print_changed(changed: list[Delivery], *, as_json: bool) -> None:
    if as_json:
        print_json([changed_report(delivery) for delivery in changed])
        return
    from bot.render.deliveries_terminal import print_changed  # noqa: PLC0415 - not for --json

    screen = console()
    for delivery in changed:
        print_changed(delivery, screen)
