"""Deliveries, on a terminal or in a pipe, never wider than the console, with times in the reader's own zone."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from rich.console import Console
from rich.text import Text

from bot.app.compose import Composed
from bot.app.deliver import Attempt
from bot.app.delivery_round import Rehearsed, Round
from bot.app.reader_rules import shown_target
from bot.app.views import DeliveryView
from bot.core.edition import Edition
from bot.render.moments import local_time
from bot.render.presentation import counted, name_of, number, title_of
from bot.render.terminal import print_line
from bot.render.words import printable, shorten
from store.outbox import Delivery, DeliveryKind, DeliveryState
from store.readers import Address, Reader

MARGIN = 7
"""Columns left of what has a number."""
MAX_SAID = 500
SHOWN_TITLES = 3
"""Of a message that would be sent so many titles are shown."""

STYLES = {
    DeliveryState.SENT: "green",
    DeliveryState.PENDING: "yellow",
    DeliveryState.LEASED: "yellow",
    DeliveryState.UNCERTAIN: "yellow",
    DeliveryState.DEAD: "red",
    DeliveryState.SUPPRESSED: "red",
}
_OUTCOMES = {
    DeliveryState.SENT: "sent",
    DeliveryState.PENDING: "to be tried again",
    DeliveryState.UNCERTAIN: "perhaps arrived, to be tried once more",
    DeliveryState.DEAD: "given up",
    DeliveryState.SUPPRESSED: "suppressed",
}


def print_round(done: Round, console: Console, attempts: Sequence[Attempt] | None = None) -> None:
    """What a round of delivery did; each attempt was printed as it was made.

    :param attempts: to be summed up in place of the round's own, where it is the last of several.
    """
    attempts = done.sent.attempts if attempts is None else attempts
    counts = Counter(attempt.state for attempt in attempts)
    amounts = [f"{counts[state]:,} {words}" for state, words in _OUTCOMES.items() if counts[state]]
    print_line(Text(f"{', '.join(amounts) or 'Nothing was due'}.", "bold"), console)
    _print_dropped(done.composed, console)
    if done.sent.expired:
        text = f"{counted(done.sent.expired, 'delivery', 'deliveries')} had been left by a sender that died."
        print_line(Text(text, "yellow"), console)
    for way, error in done.sent.unusable.items():
        print_line(Text(f"{way.value} cannot be used: {printable(str(error))}", "red"), console)
    for way, addresses in done.unserved.items():
        waiting = "1 address waits" if addresses == 1 else f"{addresses:,} addresses wait"
        print_line(Text(f"{waiting} for {way.value}, which is not set up here.", "yellow"), console)
    if counts[DeliveryState.DEAD]:
        print_line(Text("What was given up: paperround delivery list --state dead", "dim"), console)


def print_attempt(attempt: Attempt, console: Console) -> None:
    """One delivery that was tried."""
    claimed = attempt.claimed
    head = Text.assemble(
        f"{claimed.delivery.number:>5}  ",
        (_OUTCOMES[attempt.state], STYLES[attempt.state]),
        f"  {name_of(claimed.reader.name)} ",
        (_target(claimed.address), "dim"),
    )
    print_line(head, console)
    if attempt.subject:
        print_line(Text(printable(attempt.subject)), console, MARGIN)
    if attempt.said:
        print_line(Text(shorten(printable(attempt.said), MAX_SAID), "dim"), console, MARGIN)


def print_rehearsal(composed: Composed, messages: Sequence[Rehearsed], console: Console) -> None:
    """What would be sent."""
    for each in messages:
        if each.edition is not None:
            _print_edition_line(each.edition, console)
    confirmations = sum(each.edition is None for each in messages)
    if confirmations:
        print_line(Text(f"{counted(confirmations, 'address', 'addresses')} would be asked to confirm."), console)
    _print_dropped(composed, console)
    would = f"{counted(len(messages), 'message')} would be sent. Nothing was, and nothing was changed."
    print_line(Text(would if messages else "Nothing is due.", "bold"), console)


def print_deliveries(views: Sequence[DeliveryView], now: datetime, console: Console) -> None:
    """Deliveries, each in two or three lines."""
    if not views:
        print_line(Text("There are no such deliveries."), console)
    for view in views:
        _print_head(view, now, console)
        if view.delivery.said:
            print_line(Text(shorten(printable(view.delivery.said), MAX_SAID), "dim"), console, MARGIN)


def print_delivery(view: DeliveryView, titles: Sequence[str], now: datetime, console: Console) -> None:
    """Everything about one delivery."""
    delivery, zone = view.delivery, view.reader.timezone
    _print_head(view, now, console)
    moments = [
        ("composed", delivery.created_at),
        ("not before", delivery.not_before if delivery.settled_at is None else None),
        ("leased until", delivery.lease_until),
        ("ended", delivery.settled_at),
    ]
    told = " · ".join(f"{what} {local_time(at, zone, now)}" for what, at in moments if at is not None)
    tried = "never tried" if not delivery.attempts else f"tried {counted(delivery.attempts, 'time')}"
    print_line(Text(f"{told} · {tried}"), console, MARGIN)
    print_line(Text(f"slot: {printable(delivery.slot)}", "dim"), console, MARGIN)
    if delivery.said:
        print_line(Text(f"said: {shorten(printable(delivery.said), MAX_SAID)}"), console, MARGIN)
    for title in titles:
        print_line(Text(title_of(title)), console, MARGIN)
    if delivery.state in (DeliveryState.DEAD, DeliveryState.SUPPRESSED):
        print_line(Text(f"Try it again: paperround delivery retry {delivery.number}", "dim"), console)


def print_changed(delivery: Delivery, console: Console) -> None:
    """A delivery that was buried, or is to be tried again."""
    what = "is buried" if delivery.state is DeliveryState.DEAD else "will be tried again with the next `deliver`"
    print_line(Text(f"Delivery {delivery.number} {what}."), console)


def _print_edition_line(edition: Edition, console: Console) -> None:
    kind = edition.delivery.kind
    what = "that nothing matched" if kind is DeliveryKind.QUIET else counted(len(edition.items), "paper")
    head = Text.assemble(
        (name_of(edition.reader.name), "bold"), (f" {_target(edition.address)}", "dim"), f"  {kind.value}: {what}"
    )
    print_line(head, console)
    for item in edition.items[:SHOWN_TITLES]:
        print_line(Text(title_of(item.paper.title)), console, MARGIN, first=Text(f"{number(item.score):>5}  ", "cyan"))
    more = len(edition.items) - SHOWN_TITLES + edition.hidden
    if edition.items and more > 0:
        print_line(Text(f"and {more:,} more", "dim"), console, MARGIN)


def _print_head(view: DeliveryView, now: datetime, console: Console) -> None:
    delivery, reader = view.delivery, view.reader
    papers = f", {counted(len(view.promises), 'paper')}" if view.promises else ""
    head = Text.assemble(
        f"{delivery.number:>5}  ",
        (delivery.state.value, STYLES[delivery.state]),
        f"  {delivery.kind.value}{papers}  ",
        (_when(delivery, reader, now), "dim"),
        f"  {name_of(reader.name)} ",
        (_target(view.address), "dim"),
    )
    print_line(head, console)


def _when(delivery: Delivery, reader: Reader, now: datetime) -> str:
    return local_time(delivery.settled_at or delivery.not_before, reader.timezone, now)


def _print_dropped(composed: Composed, console: Console) -> None:
    for why, count in composed.dropped.items():
        print_line(Text(f"{counted(count, 'paper')} not told after all: {printable(why)}.", "dim"), console)


def _target(address: Address) -> str:
    return f"{address.way.value} {printable(shown_target(address.way, address.target))}".rstrip()
