"""The world of ``test_watch_month``: two sources as they are through a month, and one who watches them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

from bot.core.watch import (
    FetchTiming,
    Judgement,
    SourceFacts,
    after_look,
    aside_for,
    days_in_doubt,
    days_left,
    days_to_ask,
    incident_change,
    judge_listing,
    next_due,
    retry_due,
    short_for,
    usual_window,
    verdict,
)
from store.watch import Incident, ListingDay, Look, LookResult

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
EVERY = 2 * HOUR
WEEKDAYS = frozenset(range(5))
HOLIDAYS = frozenset((date(2026, 11, 26),))
FIRST, LAST = date(2026, 11, 2), date(2026, 11, 30)  # a Monday, a Monday
TIMING = FetchTiming(weekdays=WEEKDAYS, holidays=HOLIDAYS)


def at(text: str) -> datetime:
    """``05 08:00`` in November."""
    return datetime.fromisoformat(f"2026-11-{text}+00:00")


def begins(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def between(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=step) for step in range((last - first).days + 1))


Papers = frozenset[str]
Answer = LookResult | tuple[date | None, Papers]
World = Callable[[datetime, date | None], Answer]

START = begins(FIRST)
TROUBLES = [
    (at("05 08:00"), at("06 07:00"), LookResult.FAILED),
    (at("09 09:00"), at("09 19:00"), LookResult.LATER),
    (at("13 12:00"), at("16 05:00"), LookResult.FAILED),
    (at("18 05:00"), at("19 15:00"), LookResult.CHANGED),
    (at("20 13:00"), at("20 13:30"), LookResult.FAILED),  # one look alone
    (at("25 11:00"), at("25 23:00"), LookResult.BLOCKED),
]
HALF_PAGES = at("11 16:30"), at("11 22:00")
THIN, GREW_LATE = date(2026, 11, 23), date(2026, 11, 10)


def published(day: date) -> int:
    """How many papers a day has in the end."""
    if day in HOLIDAYS or day.weekday() == 6:
        return 0
    if day.weekday() == 5:
        return 2
    return 12 if day == THIN else 40 + day.day * 7 % 13


def papers_of(day: date, now: datetime) -> Papers:
    """What a day lists at a moment."""
    part = min(max((now - begins(day) - 6 * HOUR) / (14 * HOUR), 0), 1)
    count = int(published(day) * part) + 2 * (day == GREW_LATE and now >= begins(day) + 26 * HOUR)
    return frozenset(f"{day}/{number}" for number in range(count))


def listing(now: datetime, day: date | None) -> Answer:
    """The daily listing: it has no page for Sundays and holidays, and answers with that of the day before."""
    assert day is not None
    for begin, end, result in TROUBLES:
        if begin <= now < end:
            return result
    papers = papers_of(day, now)
    if HALF_PAGES[0] <= now < HALF_PAGES[1] and day == now.date():
        papers = frozenset(sorted(papers)[: len(papers) // 3])
    if published(day) == 0:
        return day - DAY, papers_of(day - DAY, now)
    return day, papers


def feed(now: datetime, _: date | None) -> Answer:
    """The twenty newest of a feed that brings five each working day at nine, but for ten days."""
    moments = (begins(day) + 9 * HOUR for day in between(date(2026, 10, 1), now.date()) if day.weekday() in WEEKDAYS)
    silent = at("17 12:00"), at("27 08:00")
    came = [moment for moment in moments if moment <= now and not silent[0] < moment < silent[1]]
    newest = [f"{moment:%m-%d}/{number}" for moment in came for number in range(5)][-20:]
    half = at("12 11:00") <= now < at("12 20:00")
    return None, frozenset(newest[-4:] if half else newest)


@dataclass
class Watching:
    """One source as it is watched; what the use case keeps in the database stands here."""

    world: World
    has_days: bool
    seen: list[str] = field(default_factory=list)
    known: dict[date, ListingDay] = field(default_factory=dict)
    looks: list[Look] = field(default_factory=list)
    incidents: list[Incident] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    waiting: dict[date | None, Papers] = field(default_factory=dict)
    before: Judgement | None = None
    failures: int = 0
    due: datetime = START

    def run(self, now: datetime) -> None:
        left = days_left(self.looks, weekdays=WEEKDAYS, holidays=HOLIDAYS)
        days: tuple[date | None, ...] = (None,)
        if self.has_days:
            known = list(self.known.values())
            doubted = days_in_doubt(known, weekdays=WEEKDAYS, holidays=HOLIDAYS)
            days = days_to_ask(known, today=now.date(), catch_up=TIMING.catch_up, left=left, doubted=doubted)
        results = []
        for day in days:
            results.append(self.look(now, day))
            if results[-1] in (LookResult.FAILED, LookResult.LATER, LookResult.BLOCKED):
                break
        self.note(now)
        self.failures = self.failures + 1 if LookResult.FAILED in results else 0
        open_days = any(day < now.date() and not entry.complete_at for day, entry in self.known.items())
        if self.failures:
            self.due = retry_due(self.failures, EVERY, now)
        else:
            self.due = next_due(TIMING, EVERY, now, jitter=0.5, hurry=open_days)

    def look(self, now: datetime, day: date | None) -> LookResult:
        answer = self.world(now, day)
        if isinstance(answer, LookResult):
            return self.add(now, day, answer)
        answered, papers = answer
        result = judge_listing(
            entries=len(papers),
            asked_day=day,
            answered_day=answered,
            known_day=self.known.get(day) if day else None,
            whole=True,
            usual=usual_window(self.looks),
            persisted=self.short(now, day, papers),
        ).result
        if result is LookResult.PARTIAL:
            self.waiting[day] = self.waiting.get(day, frozenset()) | papers
        if result is None:
            new = sorted((papers | self.waiting.pop(day, frozenset())) - set(self.seen))
            self.seen += new
            result = LookResult.NEWS if new else LookResult.UNCHANGED if papers else LookResult.EMPTY
            if day:
                self.known[day] = after_look(
                    self.known.get(day),
                    source="source",
                    day=day,
                    entries=len(papers),
                    now=now,
                    over_at=begins(day) + DAY,
                    settled=TIMING.settled,
                    new=len(new),
                )
        return self.add(now, day, result, len(papers))

    def short(self, now: datetime, day: date | None, papers: Papers) -> timedelta | None:
        if day is None:
            return short_for(self.looks, len(papers), now)
        return aside_for([look for look in self.looks if look.day == f"{day}"], now)

    def add(self, now: datetime, day: date | None, result: LookResult, entries: int = 0) -> LookResult:
        look = Look(
            source="source",
            run=f"{now}",
            day=f"{day}" if day else None,
            begun_at=now,
            ended_at=now,
            result=result,
            pages=bool(entries),
            entries=entries,
        )
        self.looks.insert(0, look)
        return result

    def note(self, now: datetime) -> None:
        judgement = self.judged(now)
        change = incident_change("source", judgement, self.incidents[::-1], now, before=self.before)
        self.before = judgement
        if change.ends:
            self.incidents[-1] = replace(self.incidents[-1], ended_at=now)
            self.told += [] if change.quietly else ["over"]
        if change.begins:
            begun = change.begins
            self.told += [] if begun.told_at else [begun.kind]
            self.incidents.append(replace(begun, told_at=begun.told_at or now))

    def judged(self, now: datetime) -> Judgement:
        facts = SourceFacts(
            name="source",
            has_days=self.has_days,
            weekdays=WEEKDAYS,
            holidays=HOLIDAYS if self.has_days else frozenset(),
            today=now.date(),
            today_over_at=begins(now.date()) + DAY,
            every=EVERY,
            days=tuple(self.known.values()),
            looks=tuple(self.looks),
        )
        return verdict(facts, now)
