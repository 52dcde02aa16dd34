"""What the commands about deliveries print with ``--json``, as plain values. These shapes are promises: add, never
rename. Notification URLs are printed without what could be a password.
"""

from collections.abc import Mapping
from datetime import datetime

from bot.app.attempts import Attempt
from bot.app.compose import Composed
from bot.app.confirming import LINKS
from bot.app.delivery_round import Rehearsal, Rehearsed, Round
from bot.app.reader_rules import shown_target
from bot.app.views import DeliveryView
from bot.core.edition import Edition
from store.outbox import Delivery, DeliveryKind
from store.readers import Address, Way


def round_report(done: Round) -> dict[str, object]:
    """``deliver --json``."""
    return {
        "attempts": [attempt_report(attempt) for attempt in done.sent.attempts],
        "unusable": {way.value: str(error) for way, error in done.sent.unusable.items()},
        "waiting": _by_way(done.sent.waiting),
        "expired": done.sent.expired,
        "unserved": _by_way(done.unserved),
        "tidied": dict(done.tidied),
        **_composed(done.composed),
    }


def rehearsal_report(rehearsal: Rehearsal) -> dict[str, object]:
    """``deliver --dry-run --json``."""
    return {
        "messages": [_rehearsed(each) for each in rehearsal.messages],
        "withheld": rehearsal.withheld,
        "unserved": _by_way(rehearsal.unserved),
        **_composed(rehearsal.composed),
    }


def attempt_report(attempt: Attempt) -> dict[str, object]:
    """One delivery that was tried."""
    claimed = attempt.claimed
    return {
        **_addressed(claimed.reader.name, claimed.address),
        "delivery": claimed.delivery.number,
        "kind": claimed.delivery.kind.value,
        "state": attempt.state.value,
        "papers": attempt.papers,
        "subject": attempt.subject,
        "said": attempt.said,
        "withheld": attempt.withheld,
    }


def delivery_report(view: DeliveryView) -> dict[str, object]:
    """A delivery as it is kept. Times are ISO 8601, UTC."""
    delivery = view.delivery
    return {
        "number": delivery.number,
        **_addressed(view.reader.name, view.address),
        "kind": delivery.kind.value,
        "slot": delivery.slot,
        "state": delivery.state.value,
        "said": delivery.said,
        "attempts": delivery.attempts,
        "not_before": _time(delivery.not_before),
        "lease_until": _time(delivery.lease_until),
        "created_at": _time(delivery.created_at),
        "settled_at": _time(delivery.settled_at),
        "papers": [promise.paper for promise in view.promises],
    }


def what_it_is(delivery: Delivery) -> str:
    """A delivery's kind in a word or two: of the letters that are counted together, which it is."""
    links = delivery.kind is DeliveryKind.CONFIRMATION and delivery.slot.startswith(f"{LINKS} ")
    return "settings link" if links else delivery.kind.value


def changed_report(delivery: Delivery) -> dict[str, object]:
    """A delivery that was buried, or is to be tried again."""
    return {"number": delivery.number, "state": delivery.state.value, "said": delivery.said}


def edition_report(edition: Edition) -> dict[str, object]:
    """``digest preview --json``."""
    return {
        **_addressed(edition.reader.name, edition.address),
        "kind": edition.delivery.kind.value,
        "day": edition.day.isoformat(),
        "since": _time(edition.delivery.since),
        "items": [
            {
                "key": item.paper.key,
                "title": item.paper.title,
                "score": item.score,
                "profiles": [answer.profile for answer in item.matches],
            }
            for item in edition.items
        ],
        "hidden": edition.hidden,
        "notice": edition.notice,
        "new_papers": edition.new_papers,
        "sources": [
            {"name": source.name, "pages": source.pages, "papers": source.papers, "new": source.new}
            for source in edition.sources
        ],
        "nearest": [
            {"profile": near.profile, "title": near.title, "score": near.score, "threshold": near.threshold}
            for near in edition.nearest
        ],
        "rising": [
            {
                "key": each.paper.key,
                "title": each.paper.title,
                "upvotes_gained": each.upvotes,
                "comments_gained": each.comments,
                "hours": each.hours,
            }
            for each in edition.rising
        ],
    }


def _rehearsed(message: Rehearsed) -> dict[str, object]:
    number = message.delivery.number
    if message.edition is None:
        return {"delivery": number, "kind": message.delivery.kind.value}
    return {"delivery": number, **edition_report(message.edition)}


def _composed(composed: Composed) -> dict[str, object]:
    dropped: Mapping[str, int] = composed.dropped
    return {"composed": len(composed.deliveries), "dropped": dict(dropped), "skipped": dict(composed.skipped)}


def _by_way(counts: Mapping[Way, int]) -> dict[str, int]:
    return {way.value: count for way, count in counts.items()}


def _addressed(reader: str, address: Address) -> dict[str, object]:
    return {"reader": reader, "way": address.way.value, "target": shown_target(address.way, address.target)}


def _time(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat().replace("+00:00", "Z")
