"""What is printed of readers: never wider than the console, and nothing of a reader's text is taken for a command."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from rich.console import Console

from bot.app.reader_view import ReaderRow, ReaderView
from bot.app.readers import AddedReader
from bot.render.columns import width_of
from bot.render.moments import local_time
from bot.render.readers_terminal import (
    print_added,
    print_addresses,
    print_forgotten,
    print_from_now_on,
    print_heard,
    print_reader,
    print_readers,
    print_removed_address,
    print_removed_profile,
    print_stored_profiles,
)
from store.outbox import Delivery, DeliveryKind, DeliveryState, Promise
from store.profiles import StoredProfile
from store.readers import Address, Forgotten, QuietDay, QuietHours, Reader, Timing, Way

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
EVIL = "[bold]\x1b[31mÄda\u202e 強化学習\r\n" + "x" * 300
READER = Reader(
    name=EVIL,
    created_at=NOON,
    timezone="America/Argentina/ComodRivadavia",
    quiet_hours=QuietHours(start=0, end=60),
    quiet_day=QuietDay.WEEKLY,
    next_digest_at=NOON + timedelta(days=400),
    number=123456,
)
ADDRESSES = tuple(
    Address(reader=1, way=way, target=target, created_at=NOON, confirmed_at=at, stopped=stopped, number=number)
    for number, (way, target, at, stopped) in enumerate(
        [
            (Way.MAIL, "a" * 64 + "@" + "b" * 180 + ".example", NOON, ""),
            (Way.CHAT, "-1001234567890", None, ""),
            (Way.APPRISE, "slack://s3cret/" + "y" * 200, NOON, EVIL),
            (Way.CONSOLE, "", NOON, ""),
            (Way.FILE, f"/{EVIL}", NOON, ""),
        ],
        start=1,
    )
)
PROFILES = (
    StoredProfile(
        name=EVIL,
        keywords=tuple(f"keyword {number} {EVIL[:20]}" for number in range(200)),
        threshold=33.3,
        top=1_000_000,
        sources=(EVIL, "b"),
        addresses=(1, 4),
        timing=Timing(minute=8 * 60, weekdays=(0, 1, 2, 4, 6), instant_from=80),
        revisions=True,
        number=2,
    ),
    StoredProfile(name="a", keywords=("b",), threshold=50, addresses=(3,), number=3),
    StoredProfile(name="a", keywords=("b",), threshold=50, addresses=(2,), number=4),
)
VIEW = ReaderView(
    reader=READER,
    addresses=ADDRESSES,
    profiles=PROFILES,
    waiting=tuple(Promise(reader=1, address=1, paper=f"p{n}", due_at=NOON, at=NOON) for n in range(1234)),
    deliveries=tuple(
        Delivery(
            reader=1,
            address=address,
            kind=DeliveryKind.DIGEST,
            slot="s",
            created_at=NOON,
            not_before=NOON,
            state=state,
            said=EVIL,
            number=7,
        )
        for address, state in enumerate(DeliveryState, start=1)
    ),
)
NOBODY = ReaderView(reader=Reader(name="n", created_at=NOON), addresses=(), profiles=())


def every_output(console: Console) -> None:
    for view in (VIEW, NOBODY):
        print_added(AddedReader(view.reader, view.addresses), NOON, console)
        print_readers([ReaderRow(view.reader, view.addresses, 3)], NOON, console)
        print_reader(view, NOON, console)
        print_addresses(view.addresses, view.reader, NOON, console)
        print_stored_profiles(view, console)
        print_heard(view.reader, NOON, console)
        print_from_now_on(view, PROFILES, 1, NOON, console)
    print_from_now_on(NOBODY, PROFILES, None, NOON, console)
    print_readers([], NOON, console)
    print_removed_address(ADDRESSES[0], READER, PROFILES, console)
    print_removed_profile(PROFILES[0], READER, console)
    print_forgotten(Forgotten(rows={"readers": 1, "addresses": 0, "matches": 12345}, cancelled=1), console)


@pytest.mark.parametrize("width", [20, 40, 80, 200])
def test_nothing_is_wider_than_the_console_and_no_control_code_passes(width: int) -> None:
    out = StringIO()
    every_output(Console(file=out, width=width, color_system=None, force_terminal=False, legacy_windows=False))
    printed = out.getvalue()
    assert max(map(width_of, printed.split("\n"))) <= width
    assert not set(printed) & {"\x1b", "\r", "\u202e"}
    assert "[bold]" in printed
    assert "s3cret" not in printed


def test_the_state_of_every_address_is_said() -> None:
    out = StringIO()
    print_addresses(ADDRESSES, READER, NOON, Console(file=out, width=400))
    confirmed, waiting, stopped, console, _ = out.getvalue().splitlines()
    assert "confirmed Sun 1 Nov" in confirmed
    assert "waits to be confirmed" in waiting
    assert "slack://***  stopped: [bold]" in stopped
    assert "the console" in console


def test_why_a_profile_is_told_nowhere_is_said() -> None:
    out = StringIO()
    print_from_now_on(VIEW, PROFILES[1:], None, NOON, Console(file=out, width=400))
    print_from_now_on(NOBODY, PROFILES[1:2], None, NOON, Console(file=out, width=400))
    told = [line for line in out.getvalue().splitlines() if line.startswith("It is told nowhere")]
    assert [line.partition(": ")[2].partition(";")[0] for line in told] == [
        "the address is stopped",
        "the address waits to be confirmed.",
        "there is no address",
    ]


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (NOON, "Sun 1 Nov 13:00"),
        (NOON + timedelta(hours=12), "Mon 2 Nov 01:00"),
        (NOON + timedelta(days=299), "Fri 27 Aug 14:00"),
        (NOON + timedelta(days=300), "Sat 28 Aug 2027 14:00"),
        (NOON - timedelta(days=300), "Mon 5 Jan 2026 13:00"),
    ],
)
def test_a_time_is_local_and_has_its_year_where_it_could_be_mistaken(at: datetime, words: str) -> None:
    assert local_time(at, "Europe/Berlin", NOON) == words


def test_when_a_reader_hears_next_begins_with_a_capital_and_keeps_its_names() -> None:
    reader = replace(READER, name="ada", timezone="Europe/Berlin", next_digest_at=NOON + timedelta(days=21, hours=-5))
    out = StringIO()
    print_reader(replace(VIEW, reader=reader), NOON, Console(file=out, width=80))
    assert "\n       Next digest Sun 22 Nov 08:00 Europe/Berlin\n" in out.getvalue()
