"""Readers, on a terminal or in a pipe, never wider than the console, with times in the reader's own zone."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from rich.console import Console
from rich.text import Text

from bot.app.reader_rules import shown_target
from bot.app.reader_view import ReaderRow, ReaderView
from bot.app.readers import AddedReader
from bot.core.timing import print_quiet, print_timing
from bot.render.deliveries import what_it_is
from bot.render.moments import local_time
from bot.render.presentation import counted, name_of, number
from bot.render.terminal import print_line
from bot.render.typed import argument
from bot.render.words import printable, shorten
from store.outbox import Delivery, DeliveryState
from store.profiles import StoredProfile
from store.readers import Address, Forgotten, QuietDay, Reader

MARGIN = 7
"""Columns left of what has a number."""
MAX_KEYWORDS = 400
"""Of a profile's keywords so many characters are shown; ``profile show`` has them all."""
MAX_TARGET = 254
MAX_SAID = 200
SHOWN_ADDRESSES = 3
"""In a list so many addresses of a reader are shown."""

_QUIET_DAYS = {
    QuietDay.NOTHING: "quiet days bring nothing",
    QuietDay.LINE: "quiet days bring one line",
    QuietDay.WEEKLY: "a sign of life after a week of quiet days",
}
_STATES = {DeliveryState.SENT: "green", DeliveryState.DEAD: "red", DeliveryState.SUPPRESSED: "red"}


def print_readers(rows: Sequence[ReaderRow], now: datetime, console: Console) -> None:
    """Each reader in a line or two."""
    if not rows:
        print_line(Text("There are no readers yet. Add one with: paperround reader add NAME --mail ADDRESS"), console)
    for row in rows:
        reader = row.reader
        facts = f"  {counted(row.profiles, 'profile')} · {_next(reader, now)}"
        _numbered(reader.number, Text.assemble((name_of(reader.name), "bold"), (facts, "dim")), console)
        shown = [f"{each.way.value} {_target(each)}{_unless_open(each)}" for each in row.addresses[:SHOWN_ADDRESSES]]
        more = [f"{len(row.addresses) - SHOWN_ADDRESSES} more"] if len(row.addresses) > SHOWN_ADDRESSES else []
        print_line(Text(", ".join(shown + more) or "no address", "dim"), console, MARGIN)


def print_added(added: AddedReader, now: datetime, console: Console) -> None:
    """A reader who was just added, and what to do next."""
    reader = added.reader
    line = f" is reader {reader.number}: {print_timing(reader.default_timing)}, {reader.timezone}"
    print_line(Text.assemble((name_of(reader.name), "bold"), line), console)
    print_addresses(added.addresses, reader, now, console)
    if any(not address.is_open for address in added.addresses):
        print_line(Text("Whoever waits to be confirmed is asked by the next: paperround deliver"), console)
    line = f"Say what they care about: paperround profile add {argument(reader.name)} 'mine: keyword, …'"
    print_line(Text(line), console)


def print_reader(view: ReaderView, now: datetime, console: Console) -> None:
    """Everything about a reader."""
    reader = view.reader
    place = f"  {reader.timezone} · {reader.language}"
    _numbered(reader.number, Text.assemble((name_of(reader.name), "bold"), (place, "dim")), console)
    heard = _next(reader, now)
    print_line(Text(heard[0].upper() + heard[1:]), console, MARGIN)
    quiet = f"quiet hours {print_quiet(reader.quiet_hours)} · " if reader.quiet_hours else ""
    rising = f" · digests end with up to {counted(reader.trending, 'trending paper')}" if reader.trending else ""
    print_line(Text(quiet + _QUIET_DAYS[reader.quiet_day] + rising, "dim"), console, MARGIN)
    _heading("Addresses", console)
    print_addresses(view.addresses, reader, now, console)
    _heading("Profiles", console)
    print_stored_profiles(view, console)
    _heading("Waiting", console)
    print_line(Text(_waiting(view, now)), console, MARGIN)
    _heading("Last deliveries", console)
    _print_deliveries(view, now, console)


def print_addresses(addresses: Sequence[Address], reader: Reader, now: datetime, console: Console) -> None:
    """Addresses with their state."""
    if not addresses:
        hint = f"none; add one with: paperround reader address add {argument(reader.name)} --mail ADDRESS"
        print_line(Text(hint, "yellow"), console, MARGIN)
    for each in addresses:
        text = Text.assemble(f"{each.way.value} {_target(each)}  ", _state(each, reader, now))
        _numbered(each.number, text, console)


def print_stored_profiles(view: ReaderView, console: Console) -> None:
    """A reader's profiles with their timing."""
    if not view.profiles:
        hint = f"none; add one with: paperround profile add {argument(view.reader.name)} 'mine: keyword, …'"
        print_line(Text(hint, "yellow"), console, MARGIN)
    for profile in view.profiles:
        facts = f"  {' · '.join(_facts(profile, view))}"
        _numbered(profile.number, Text.assemble((name_of(profile.name), "bold"), (facts, "dim")), console)
        keywords = shorten(", ".join(printable(each) for each in profile.keywords), MAX_KEYWORDS)
        print_line(Text(keywords), console, MARGIN)


def print_from_now_on(
    view: ReaderView, profiles: Sequence[StoredProfile], promised: int | None, now: datetime, console: Console
) -> None:
    """When what was just changed is heard of, and what would keep it from being heard.

    :param promised: how many papers of the last days were promised; ``None`` if that was not asked for.
    """
    reader = view.reader
    for profile in profiles:
        line = Text.assemble(
            (name_of(profile.name), "bold"), f" for {name_of(reader.name)}: {print_timing(profile.timing)}"
        )
        print_line(line, console)
        if not view.told_at(profile):
            print_line(Text(f"It is told nowhere: {_why_nowhere(view, profile)}", "yellow"), console)
    before = (
        ": papers that are known already are not told"
        if promised is None
        else f", and {counted(promised, 'paper')} of the last days"
    )
    print_line(Text(f"From now on{before}."), console)
    if reader.next_digest_at:
        print_line(Text(f"Next digest {_at(reader.next_digest_at, reader, now)}."), console)
    if reader.paused or (reader.snoozed_until and reader.snoozed_until > now):
        print_line(Text(f"But {name_of(reader.name)} is {_next(reader, now)}.", "yellow"), console)


def print_heard(reader: Reader, now: datetime, console: Console) -> None:
    """When a reader hears next."""
    print_line(Text.assemble((name_of(reader.name), "bold"), f": {_next(reader, now)}."), console)


def print_removed_address(address: Address, reader: Reader, silent: Sequence[StoredProfile], console: Console) -> None:
    """An address that was just taken away, and what is told nowhere because of it."""
    print_line(Text(f"Nothing is sent to {_target(address)} any more."), console)
    for profile in silent:
        elsewhere = f"profile edit {argument(reader.name)} {argument(profile.name, 'PROFILE')} --to ADDRESS"
        anew = f"reader address add {argument(reader.name)} --mail ADDRESS"
        change = f"paperround {elsewhere if profile.addresses else anew}"
        hint = f"{name_of(profile.name)} is told nowhere now. Change that with: {change}"
        print_line(Text(hint, "yellow"), console)


def print_removed_profile(profile: StoredProfile, reader: Reader, console: Console) -> None:
    """A profile that was just taken away."""
    print_line(Text(f"{name_of(reader.name)} is told nothing for {name_of(profile.name)} any more."), console)


def print_forgotten(forgotten: Forgotten, console: Console) -> None:
    """What was erased, by table; nothing of whom."""
    rows = ", ".join(f"{table} {count:,}" for table, count in sorted(forgotten.rows.items()) if count)
    print_line(Text(f"Erased: {rows}. {counted(forgotten.cancelled, 'delivery', 'deliveries')} cancelled."), console)


def _next(reader: Reader, now: datetime) -> str:
    if reader.paused:
        return "paused"
    if reader.snoozed_until and reader.snoozed_until > now:
        return f"snoozed until {_at(reader.snoozed_until, reader, now)}"
    return f"next digest {_at(reader.next_digest_at, reader, now)}" if reader.next_digest_at else "no digest planned"


def _at(at: datetime, reader: Reader, now: datetime) -> str:
    return f"{local_time(at, reader.timezone, now)} {reader.timezone}"


def _numbered(number_: int, text: Text, console: Console) -> None:
    print_line(text, console, MARGIN, first=Text(f"{number_:>5}  ", "bold cyan"))


def _heading(words: str, console: Console) -> None:
    print_line(Text(words, "bold underline"), console)


def _target(address: Address) -> str:
    return shorten(printable(shown_target(address.way, address.target)), MAX_TARGET)


def _unless_open(address: Address) -> str:
    if address.stopped:
        return " (stopped)"
    return "" if address.confirmed_at else " (not confirmed)"


def _state(address: Address, reader: Reader, now: datetime) -> tuple[str, str]:
    if address.stopped:
        return f"stopped: {shorten(printable(address.stopped), MAX_SAID)}", "red"
    if address.confirmed_at:
        return f"confirmed {local_time(address.confirmed_at, reader.timezone, now)}", "green"
    return "waits to be confirmed", "yellow"


def _facts(profile: StoredProfile, view: ReaderView) -> Iterator[str]:
    yield print_timing(profile.timing)
    yield f"from {number(profile.threshold)}"
    if profile.top:
        yield f"at most {profile.top:,}"
    if profile.sources:
        yield f"only {', '.join(map(name_of, profile.sources))}"
    if profile.revisions:
        yield "revisions too"
    if profile.addresses:
        yield f"told at {', '.join(_target(each) for each in view.told_at(profile)) or 'no open address'}"


def _why_nowhere(view: ReaderView, profile: StoredProfile) -> str:
    chosen = [each for each in view.addresses if not profile.addresses or each.number in profile.addresses]
    if any(not each.confirmed_at and not each.stopped for each in chosen):
        return "the address waits to be confirmed."
    if chosen:
        return f"the address is stopped; see: paperround reader show {argument(view.reader.name)}"
    typed = f"{argument(view.reader.name)} --mail ADDRESS"
    return f"there is no address; add one with: paperround reader address add {typed}"


def _waiting(view: ReaderView, now: datetime) -> str:
    if not view.waiting:
        return "nothing"
    papers = len({promise.paper for promise in view.waiting})
    first = min(promise.due_at for promise in view.waiting)
    return f"{counted(papers, 'paper')}, the first due {_at(first, view.reader, now)}"


def _print_deliveries(view: ReaderView, now: datetime, console: Console) -> None:
    if not view.deliveries:
        print_line(Text("none yet"), console, MARGIN)
    targets = {each.number: _target(each) for each in view.addresses}
    for each in view.deliveries:
        when = local_time(each.created_at, view.reader.timezone, now)
        text = Text.assemble(
            (when, "dim"), f"  {what_it_is(each)} to {targets.get(each.address, 'an address')}  ", _outcome(each)
        )
        _numbered(each.number, text, console)


def _outcome(delivery: Delivery) -> tuple[str, str]:
    said = f": {shorten(printable(delivery.said), MAX_SAID)}" if delivery.said else ""
    return f"{delivery.state.value}{said}", _STATES.get(delivery.state, "yellow")
