"""When readers are told: slots of the local day, quiet hours, and how people write and read them. Pure.

The clock is an argument everywhere, aware and UTC. Of the world it needs the IANA time zones alone (``zoneinfo``).
"""

from bot.core.timing.slots import (
    Slot,
    due_at,
    is_instant,
    next_digest,
    quiet_until,
    slot_after,
    slot_before,
    snooze_until,
    with_next_digest,
)
from bot.core.timing.words import (
    BadTiming,
    parse_quiet,
    parse_time,
    parse_weekdays,
    parse_weekly,
    print_quiet,
    print_time,
    print_timing,
    print_weekdays,
    print_weekly,
)
from bot.core.timing.zones import zone

__all__ = [
    "BadTiming",
    "Slot",
    "due_at",
    "is_instant",
    "next_digest",
    "parse_quiet",
    "parse_time",
    "parse_weekdays",
    "parse_weekly",
    "print_quiet",
    "print_time",
    "print_timing",
    "print_weekdays",
    "print_weekly",
    "quiet_until",
    "slot_after",
    "slot_before",
    "snooze_until",
    "with_next_digest",
    "zone",
]
