"""The way of a paper to a reader, in words and as plain values for JSON. Pure."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.app.reader_rules import shown_target
from bot.app.tracing import Considered, Listed, Story, Told, WhyNot
from bot.render.explanation import explanation_report, verdict
from bot.render.moments import local_time
from bot.render.presentation import name_of, number
from bot.render.words import printable, shorten
from store.outbox import Delivery, DeliveryState

MAX_SAID = 500
"""Of what a server said so much is shown, in characters."""

_OLD = {
    WhyNot.UNDATED: "would match, but nobody knows when the paper came: it was read as a page of the past",
    WhyNot.LONG_AGO: "would match, but the paper came so long ago that what was told then is not known any more",
    WhyNot.PAUSED: "would match, but the reader has paused, and meanwhile nothing is promised",
    WhyNot.THEN: "would match as things are now, but did not when the paper came: then its text, its sources or the "
    "weights of its words were others, or the reader had paused",
}


class Ending(StrEnum):
    """How the way ends. The value is what machines see."""

    TOLD = "told"
    COUNTED = "counted"
    """In a message, but beyond a profile's cap."""
    WAITS = "waits"
    LOST = "lost"
    """It was to be told and was not."""
    UNTOLD = "not to be told"


@dataclass(frozen=True, slots=True)
class Conclusion:
    """How the way ends, and in a sentence or two why."""

    ending: Ending
    said: str


def conclusion(story: Story, now: datetime) -> Conclusion:
    """What became of it: of several messages that of which most came."""
    if story.told:
        return _of_messages(min(story.told, key=_rank), story, now)
    if not story.considered:
        return Conclusion(Ending.UNTOLD, f"{name_of(story.reader.name)} has no profile, so nothing is sought for them.")
    matched = [each for each in story.considered if each.match]
    if matched:
        there = "no address to which it could be told then" if story.can_be_told else "no address that is in use"
        names = ", ".join(name_of(each.profile.name) for each in matched)
        return Conclusion(Ending.LOST, f"It matched {names}, but there was {there}.")
    nearest = max(story.considered, key=lambda each: each.explanation.match.score)
    said = why_not(nearest, story, now)
    others = " Nor did any other profile match." if len(story.considered) > 1 else ""
    return Conclusion(Ending.UNTOLD, f"Not told: {name_of(nearest.profile.name)} {said}.{others}")


def why_not(considered: Considered, story: Story, now: datetime) -> str:
    """Why a profile did not match, as the rest of a sentence that begins with its name; empty if it did."""
    zone, profile = story.reader.timezone, considered.profile
    match considered.why_not:
        case None:
            return ""
        case WhyNot.SCORE:
            said = verdict(considered.explanation).rstrip(".").removeprefix("Not told of: ")
            return f"did not match: {said[:1].lower()}{said[1:]}"
        case WhyNot.SOURCE:
            wanted = ", ".join(map(name_of, profile.sources))
            came = ", ".join(map(name_of, story.paper.sources)) or "nowhere that is known"
            return f"listens to {wanted} alone, and the paper came from {came}"
        case WhyNot.YOUNGER:
            since = max(profile.changed_at or story.reader.created_at, story.reader.created_at)
            made = local_time(since, zone, now)
            return f"would match, but is what it is only since {made}; what came before is no news to it"
        case reason:
            return _OLD[reason]


def listed_words(listed: Listed, zone: str, now: datetime) -> str:
    """``Sun 1 Nov 07:00  huggingface, its list of 2026-11-01, run 20261101T060000-k3f9``"""
    when = local_time(listed.first_at, zone, now) if listed.first_at else "nobody knows when"
    day = f", its list of {name_of(listed.day)}" if listed.day else ""
    run = f", run {name_of(listed.look.run)} (look {listed.look.number})" if listed.look else ""
    return f"{when}  {name_of(listed.source)}{day}{run}"


def told_words(told: Told, zone: str, now: datetime) -> str:
    """When it was promised, where, until when it waits or waited, and what became of it."""
    promise, delivery = told.promise, told.delivery
    target = printable(shown_target(told.address.way, told.address.target))
    made = f"{local_time(promise.at, zone, now)}  to {told.address.way.value} {target}".rstrip()
    news = "" if promise.news == "new" else f" ({name_of(promise.news)})"
    due = f"due {local_time(promise.due_at, zone, now)}"
    if promise.dropped:
        return f"{made}{news}, {due}; dropped: {printable(promise.dropped)}"
    if delivery is None:
        return f"{made}{news}, {due}; waits"
    place = "in" if promise.shown else "beyond the cap of"
    at = local_time(delivery.settled_at or delivery.not_before, zone, now)
    until = "not before " if delivery.settled_at is None else ""
    runs = f"; brought by {', '.join(map(name_of, told.runs))}" if told.runs else ""
    return f"{made}{news}, {due}; {place} delivery {delivery.number}, {delivery.state.value} {until}{at}{runs}"


def story_report(story: Story, now: datetime) -> dict[str, object]:
    """``why READER PAPER --json``. Times are ISO 8601, UTC. This shape is a promise: add, never rename."""
    end = conclusion(story, now)
    return {
        "reader": story.reader.name,
        "key": story.paper.key,
        "title": story.paper.title,
        "ending": end.ending.value,
        "said": end.said,
        "listed": [
            {
                "source": each.source,
                "first_at": _time(each.first_at),
                "day": each.day,
                "run": each.look.run if each.look else None,
                "look": each.look.number if each.look else None,
            }
            for each in story.listed
        ],
        "profiles": [_considered(each, story, now) for each in story.considered],
        "messages": [_told(each) for each in story.told],
    }


def _considered(considered: Considered, story: Story, now: datetime) -> dict[str, object]:
    match = considered.match
    return {
        **explanation_report(considered.explanation),
        "matched_at": _time(match.at) if match else None,
        "matched_with": match.score if match else None,
        "statistics": match.statistics if match else None,
        "why_not": considered.why_not.value if considered.why_not else None,
        "said": why_not(considered, story, now) or None,
    }


def _told(told: Told) -> dict[str, object]:
    promise, delivery = told.promise, told.delivery
    return {
        "way": told.address.way.value,
        "target": shown_target(told.address.way, told.address.target),
        "news": promise.news,
        "promised_at": _time(promise.at),
        "due_at": _time(promise.due_at),
        "shown": promise.shown,
        "dropped": promise.dropped or None,
        "delivery": delivery.number if delivery else None,
        "state": delivery.state.value if delivery else None,
        "attempts": delivery.attempts if delivery else 0,
        "not_before": _time(delivery.not_before) if delivery else None,
        "settled_at": _time(delivery.settled_at) if delivery else None,
        "delivery_said": delivery.said or None if delivery else None,
        "runs": list(told.runs),
        "kept_back": list(told.kept_back),
    }


_RANKS = (
    DeliveryState.SENT,
    DeliveryState.LEASED,
    DeliveryState.UNCERTAIN,
    DeliveryState.PENDING,
    None,
    DeliveryState.DEAD,
    DeliveryState.SUPPRESSED,
)


def _rank(told: Told) -> tuple[int, bool, int]:
    state = told.delivery.state if told.delivery else None
    rank = len(_RANKS) if told.promise.dropped else _RANKS.index(state)
    return rank, not told.promise.shown, told.promise.number


def _of_messages(told: Told, story: Story, now: datetime) -> Conclusion:
    promise, zone = told.promise, story.reader.timezone
    if promise.dropped:
        return Conclusion(Ending.LOST, f"It was promised, and not told after all: {printable(promise.dropped)}.")
    if told.delivery is None:
        return Conclusion(Ending.WAITS, _kept_back(_due("It is promised", promise.due_at, zone, now), told))
    match told.delivery.state:
        case DeliveryState.SENT:
            return _sent(told, told.delivery, story, now)
        case DeliveryState.LEASED:
            return Conclusion(Ending.WAITS, f"It is being sent just now, in delivery {told.delivery.number}.")
        case DeliveryState.DEAD | DeliveryState.SUPPRESSED:
            return _ended(told.delivery)
        case _:
            return _tried(told, told.delivery, zone, now)


def _sent(told: Told, delivery: Delivery, story: Story, now: datetime) -> Conclusion:
    when = local_time(delivery.settled_at or delivery.created_at, story.reader.timezone, now)
    by = f"{when} by {told.address.way.value}, delivery {delivery.number}"
    if told.promise.shown:
        return Conclusion(Ending.TOLD, f"{name_of(story.reader.name)} was told {by}.")
    counted = f"Counted but not shown, beyond its profiles' caps: {by}. The message's page in the browser has it."
    return Conclusion(Ending.COUNTED, counted)


def _ended(delivery: Delivery) -> Conclusion:
    dead = delivery.state is DeliveryState.DEAD
    what = "given up" if dead else "not to be sent"
    again = f" To try it again: paperround delivery retry {delivery.number}" if dead else ""
    return Conclusion(Ending.LOST, f"Delivery {delivery.number}, which has it, was {what}: {_said(delivery)}.{again}")


def _tried(told: Told, delivery: Delivery, zone: str, now: datetime) -> Conclusion:
    perhaps = ", and may have arrived" if delivery.state is DeliveryState.UNCERTAIN else ""
    last = f" Last: {_said(delivery)}." if delivery.said else ""
    due = _due(f"It is in delivery {delivery.number}{perhaps}", delivery.not_before, zone, now)
    return Conclusion(Ending.WAITS, _kept_back(due + last, told))


def _said(delivery: Delivery) -> str:
    return shorten(printable(delivery.said), MAX_SAID).rstrip(".")


def _due(began: str, at: datetime, zone: str, now: datetime) -> str:
    if at > now:
        return f"{began}, and waits until {local_time(at, zone, now)}."
    return f"{began}, and due since {local_time(at, zone, now)}."


def _kept_back(first: str, told: Told) -> str:
    return " ".join((first, *map(printable, told.kept_back)))


def score_words(considered: Considered) -> str:
    """The score it matched with, or has now: ``62.3``."""
    return number(considered.match.score if considered.match else considered.explanation.match.score)


def _time(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat().replace("+00:00", "Z")
