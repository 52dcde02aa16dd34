"""RELIABILITY C2 with the whole machinery: exactly one message per local day, whatever the clocks do."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.app.compose import compose_due
from store.readers import QuietDay, Timing, Way
from tests.bot.app.delivery_world import World
from tests.store.emptied import emptied

CHANGES = {
    # zone: minute of the day at which the digest comes, and the days on which its clocks change in 2026
    "Europe/Berlin": (2 * 60 + 30, ("2026-03-29", "2026-10-25")),
    "America/New_York": (1 * 60 + 30, ("2026-03-08", "2026-11-01")),
    "Australia/Lord_Howe": (1 * 60 + 45, ("2026-04-05", "2026-10-04")),
    "America/Santiago": (15, ("2026-04-05", "2026-09-06")),
    "Asia/Kolkata": (23 * 60 + 59, ("2026-03-29", "2026-10-25")),
}


def around(day: str, days: int, step: timedelta) -> Iterator[datetime]:
    """Moments from some days before a day to as many after it; every seventh the clock is an hour off."""
    now = datetime.fromisoformat(day).replace(tzinfo=UTC) - timedelta(days=days)
    for number in range(int(timedelta(days=2 * days + 1) / step)):
        off = {5: timedelta(hours=1), 6: timedelta(hours=-1)}.get(number % 7, timedelta(0))
        yield now + number * step + off


def told_days(zone: str, minute: int, moments: list[datetime]) -> Counter[str]:
    """How many messages a reader got, by the local day of the slot."""
    with emptied() as store:
        world = World(store, moments[0])
        reader = world.reader("ada", timezone=zone, quiet_day=QuietDay.LINE)
        world.profile(reader, "pigeon", timing=Timing(minute=minute))
        with store.writing() as catalog:
            catalog.save_reader(replace(reader, next_digest_at=moments[0]))
        days: Counter[str] = Counter()
        for number, now in enumerate(moments):
            world.now = now
            if number % 40 == 0:  # some days have news, the others are quiet
                world.read(f"Pigeons at Sea, Part {number}", first=number + 1)
            for delivery in compose_due(store, world.explainer, list(Way), now).deliveries:
                days[delivery.slot.split()[1][:10]] += 1
        return days


def assert_one_a_day(zone: str, minute: int, moments: list[datetime]) -> None:
    days = told_days(zone, minute, moments)
    assert set(days.values()) == {1}, [day for day, count in days.items() if count > 1]
    place = ZoneInfo(zone)
    first, last = (moment.astimezone(place).date() for moment in (min(moments), max(moments)))
    expected = {(first + timedelta(days=number)).isoformat() for number in range(1, (last - first).days)}
    assert expected <= set(days)


@pytest.mark.parametrize("zone", CHANGES)
@pytest.mark.parametrize("change", [0, 1])
def test_there_is_one_message_a_local_day_around_a_clock_change(zone, change) -> None:
    minute, changes = CHANGES[zone]
    assert_one_a_day(zone, minute, list(around(changes[change], 2, timedelta(minutes=50))))


@pytest.mark.slow
@pytest.mark.parametrize("zone", CHANGES)
def test_there_is_one_message_a_local_day_for_a_whole_year(zone) -> None:
    assert_one_a_day(zone, CHANGES[zone][0], list(around("2026-07-01", 183, timedelta(hours=2))))
