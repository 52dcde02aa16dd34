"""Deliveries, on a terminal or in a pipe, never wider than the console."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime

from rich.console import Console
from rich.text import Text

from bot.app.attempts import Attempt
from bot.app.compose import Composed
from bot.app.delivery_round import Rehearsal, Round
from bot.app.reader_rules import shown_target
from bot.app.views import DeliveryView
from bot.channels.quota import Exhausted
from bot.core.edition import Edition
from bot.render.deliveries import what_it_is
from bot.render.moments import local_time
from bot.render.presentation import counted, name_of, number, title_of
from bot.render.terminal import print_line
from bot.render.words import printable, shorten
from store.outbox import Delivery, DeliveryKind, DeliveryState
from store.readers import Address, Way

MARGIN = 7
"""Columns left of what has a number."""
MAX_SAID = 500
SHOWN_NAME = 24
SHOWN_TARGET = 60
"""In the line of a delivery so much is shown of its reader's name and of its address, in characters."""
SHOWN_TITLES = 3
SHOWN_NOTICE = 80
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
_WITHHELD = "withheld, for the journal says that it was told before"
_NOTHING: Mapping[Way, str] = {}


def print_round(
    done: Round, console: Console, lacking: Mapping[Way, str] = _NOTHING, attempts: Sequence[Attempt] | None = None
) -> None:
    """What a round of delivery did; each attempt was printed as it was made.

    :param lacking: what to set or install for each way out that is not set up.
    :param attempts: to be summed up in place of the round's own, where it is the last of several.
    """
    attempts = done.sent.attempts if attempts is None else attempts
    counts = Counter(attempt.state for attempt in attempts if not attempt.withheld)
    amounts = [f"{counts[state]:,} {words}" for state, words in _OUTCOMES.items() if counts[state]]
    if withheld := sum(attempt.withheld for attempt in attempts):
        amounts.append(f"{withheld:,} {_WITHHELD}")
    stuck = done.unserved or done.sent.unusable or done.composed.skipped
    nothing = "Nothing was sent" if stuck else "Nothing was due"
    print_line(Text(f"{', '.join(amounts) or nothing}.", "bold"), console)
    _print_dropped(done.composed, console)
    if done.sent.expired:
        text = f"{counted(done.sent.expired, 'delivery', 'deliveries')} had been left by a sender that died."
        print_line(Text(text, "yellow"), console)
    for way, error in done.sent.unusable.items():
        left = _waiting(done.sent.waiting.get(way, 0))
        if isinstance(error, Exhausted):
            said = f"{left} for {way.value} and will follow: {printable(str(error))}"
        else:
            said = f"{way.value} cannot be used: {printable(str(error))} {left}."
        print_line(Text(said, "yellow" if isinstance(error, Exhausted) else "red"), console)
    _print_unserved(done.unserved, lacking, console)
    if counts[DeliveryState.DEAD]:
        print_line(Text("What was given up: paperround delivery list --state dead", "dim"), console)


def print_attempt(attempt: Attempt, console: Console) -> None:
    """One delivery that was tried."""
    claimed = attempt.claimed
    head = Text.assemble(
        f"{claimed.delivery.number:>5}  ",
        ("withheld", "yellow") if attempt.withheld else (_OUTCOMES[attempt.state], STYLES[attempt.state]),
        f"  {name_of(claimed.reader.name)} ",
        (_target(claimed.address), "dim"),
    )
    print_line(head, console)
    if attempt.subject:
        print_line(Text(printable(attempt.subject)), console, MARGIN)
    if attempt.said:
        print_line(Text(shorten(printable(attempt.said), MAX_SAID), "dim"), console, MARGIN)


def print_rehearsal(rehearsal: Rehearsal, console: Console, lacking: Mapping[Way, str] = _NOTHING) -> None:
    """What would be sent.

    :param lacking: what to set or install for each way out that is not set up.
    """
    messages = rehearsal.messages
    for each in messages:
        if each.edition is not None:
            _print_edition_line(each.edition, console)
    confirmations = sum(each.edition is None for each in messages)
    if confirmations:
        print_line(Text(f"{counted(confirmations, 'address', 'addresses')} would be asked to confirm."), console)
    _print_dropped(rehearsal.composed, console)
    if rehearsal.withheld:
        print_line(Text(f"{counted(rehearsal.withheld, 'message')} would be {_WITHHELD}.", "yellow"), console)
    _print_unserved(rehearsal.unserved, lacking, console)
    would = f"{counted(len(messages), 'message')} would be sent. Nothing was, and nothing was changed."
    nothing = "Nothing would be sent." if rehearsal.withheld or rehearsal.unserved else "Nothing is due."
    print_line(Text(would if messages else nothing, "bold"), console)


def print_deliveries(views: Sequence[DeliveryView], now: datetime, console: Console) -> None:
    """Deliveries, each in two or three lines, with times in UTC."""
    told = "Times are in UTC." if views else "There are no such deliveries."
    print_line(Text(told, "dim" if views else ""), console)
    for view in views:
        _print_head(view, "UTC", now, console)
        if said := _said(view.delivery, now):
            print_line(Text(said, "dim"), console, MARGIN)


def print_delivery(view: DeliveryView, titles: Sequence[str], again: str, now: datetime, console: Console) -> None:
    """Everything about one delivery, with times in its reader's zone.

    :param again: how to have it tried again; empty where that makes no sense.
    """
    delivery, zone = view.delivery, view.reader.timezone
    _print_head(view, zone, now, console)
    moments = [
        ("composed", delivery.created_at),
        ("not before", delivery.not_before if delivery.settled_at is None else None),
        ("leased until", delivery.lease_until),
        ("ended", delivery.settled_at),
    ]
    told = " · ".join(f"{what} {local_time(at, zone, now)}" for what, at in moments if at is not None)
    tried = "never tried" if not delivery.attempts else f"tried {counted(delivery.attempts, 'time')}"
    print_line(Text(f"{told} · {zone} · {tried}"), console, MARGIN)
    print_line(Text(f"slot: {printable(delivery.slot)}", "dim"), console, MARGIN)
    if said := _said(delivery, now):
        print_line(Text(f"said: {said}" if delivery.said else said), console, MARGIN)
    for title in titles:
        print_line(Text(title_of(title)), console, MARGIN)
    if again:
        print_line(Text(again, "dim"), console)


def print_changed(delivery: Delivery, console: Console) -> None:
    """A delivery that was buried, or is to be tried again."""
    what = "is buried" if delivery.state is DeliveryState.DEAD else "will be tried again with the next `deliver`"
    print_line(Text(f"Delivery {delivery.number} {what}."), console)


def _print_edition_line(edition: Edition, console: Console) -> None:
    kind = edition.delivery.kind
    if kind is DeliveryKind.NOTICE:
        what = f"“{shorten(printable(edition.notice), SHOWN_NOTICE)}”"
    else:
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
    if edition.rising:
        print_line(Text(f"and {counted(len(edition.rising), 'paper')} rising now", "dim"), console, MARGIN)


def _said(delivery: Delivery, now: datetime) -> str:
    """What the other side said; of what is overdue without having been tried, who will say it."""
    if not delivery.said and delivery.state is DeliveryState.PENDING and delivery.not_before <= now:
        return "due; the next `deliver` sends it, or says what keeps it back"
    return shorten(printable(delivery.said), MAX_SAID)


def _print_head(view: DeliveryView, zone: str, now: datetime, console: Console) -> None:
    delivery = view.delivery
    target = shown_target(view.address.way, view.address.target)
    papers = f", {counted(len(view.promises), 'paper')}" if view.promises else ""
    head = Text.assemble(
        (delivery.state.value, STYLES[delivery.state]),
        f"  {what_it_is(delivery)}{papers}  ",
        (local_time(delivery.settled_at or delivery.not_before, zone, now), "dim"),
        f"  {shorten(printable(view.reader.name), SHOWN_NAME)} ",
        (f"{view.address.way.value} {shorten(printable(target), SHOWN_TARGET)}".rstrip(), "dim"),
    )
    print_line(head, console, MARGIN, first=Text(f"{delivery.number:>5}  "))


def _print_dropped(composed: Composed, console: Console) -> None:
    for why, count in composed.dropped.items():
        print_line(Text(f"{counted(count, 'paper')} not told after all: {printable(why)}.", "dim"), console)
    for name, why in composed.skipped.items():
        said = f"{name_of(name)} could not be served: {shorten(printable(why), MAX_SAID)}"
        print_line(Text(said, "red"), console)


def _print_unserved(unserved: Mapping[Way, int], lacking: Mapping[Way, str], console: Console) -> None:
    for way, count in unserved.items():
        hint = lacking.get(way, "")
        said = f"{_waiting(count)} for {way.value}, which is not set up here. {hint[:1].upper()}{hint[1:]}"
        print_line(Text(said.rstrip(), "yellow"), console)


def _waiting(count: int) -> str:
    return "1 message waits" if count == 1 else f"{count:,} messages wait"


def _target(address: Address) -> str:
    return f"{address.way.value} {printable(shown_target(address.way, address.target))}".rstrip()
