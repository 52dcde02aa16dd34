"""What the commands about readers print with ``--json``, as plain values. These shapes are promises: add, never rename.

Notification URLs are printed without what could be a password.
"""

from collections.abc import Iterable
from datetime import datetime

from bot.app.reader_rules import shown_target
from bot.app.reader_view import ReaderRow, ReaderView
from bot.core.timing import print_quiet, print_timing
from store.outbox import Delivery, Promise
from store.profiles import StoredProfile
from store.readers import Address, Reader, Timing

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def reader_report(reader: Reader) -> dict[str, object]:
    """A reader alone."""
    return {
        "number": reader.number,
        "name": reader.name,
        "language": reader.language,
        "timezone": reader.timezone,
        "quiet_hours": print_quiet(reader.quiet_hours) if reader.quiet_hours else None,
        "quiet_day": reader.quiet_day.value,
        "trending": reader.trending,
        "paused": reader.paused,
        "snoozed_until": _time(reader.snoozed_until),
        "next_digest_at": _time(reader.next_digest_at),
        "default_timing": timing_report(reader.default_timing),
        "created_at": _time(reader.created_at),
    }


def timing_report(timing: Timing) -> dict[str, object]:
    """When the matches of a profile are told; ``digest_at`` is ``null`` if all are told at once."""
    minute = timing.minute
    return {
        "digest_at": None if minute is None else f"{minute // 60:02}:{minute % 60:02}",
        "weekdays": [_WEEKDAYS[day] for day in timing.weekdays],
        "at_once_from": timing.instant_from,
        "words": print_timing(timing),
    }


def address_report(address: Address) -> dict[str, object]:
    """An address."""
    return {
        "number": address.number,
        "way": address.way.value,
        "target": shown_target(address.way, address.target),
        "confirmed_at": _time(address.confirmed_at),
        "stopped": address.stopped,
        "created_at": _time(address.created_at),
    }


def profile_report(profile: StoredProfile) -> dict[str, object]:
    """A stored profile."""
    return {
        "number": profile.number,
        "name": profile.name,
        "keywords": list(profile.keywords),
        "threshold": profile.threshold,
        "top": profile.top,
        "timing": timing_report(profile.timing),
        "sources": list(profile.sources),
        "addresses": list(profile.addresses),
        "revisions": profile.revisions,
        "changed_at": _time(profile.changed_at),
    }


def added_report(reader: Reader, addresses: Iterable[Address]) -> dict[str, object]:
    """A reader with their addresses."""
    return reader_report(reader) | {"addresses": [address_report(address) for address in addresses]}


def row_report(row: ReaderRow) -> dict[str, object]:
    """A reader in a list of them."""
    return added_report(row.reader, row.addresses) | {"profiles": row.profiles}


def view_report(view: ReaderView) -> dict[str, object]:
    """Everything about a reader."""
    return added_report(view.reader, view.addresses) | {
        "profiles": [profile_report(profile) for profile in view.profiles],
        "waiting": [_promise(promise) for promise in view.waiting],
        "deliveries": [_delivery(delivery) for delivery in view.deliveries],
    }


def _promise(promise: Promise) -> dict[str, object]:
    return {
        "paper": promise.paper,
        "news": promise.news,
        "address": promise.address,
        "due_at": _time(promise.due_at),
    }


def _delivery(delivery: Delivery) -> dict[str, object]:
    return {
        "number": delivery.number,
        "address": delivery.address,
        "kind": delivery.kind.value,
        "slot": delivery.slot,
        "state": delivery.state.value,
        "created_at": _time(delivery.created_at),
        "said": delivery.said,
    }


def _time(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
