"""What every store promises of what it remembers of watching sources, whichever database is underneath."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from store.errors import Conflict, NotFound, NotStorable
from store.outbox import Gathered
from store.records import Counts
from store.sql import SqlStore
from store.sql.noting import MAX_BODY, MOST_WAITING
from store.watch import (
    CountPoint,
    Incident,
    KnownPage,
    ListingDay,
    Look,
    LookResult,
    PutAside,
    SourceVerdict,
    VerdictKind,
)
from tests.store.builders import NOON, SOURCE, decision, listing, page, statement
from tests.store.readership import DAY, HOUR, MINUTE, a_delivery, a_promise, a_reader, enrol

AT = "https://pigeons.example/papers?day=2025-07-25"
ODD = "ä𝔘 “quoted” %_\\'\n"


def a_look(result: LookResult = LookResult.NEWS, minutes: int = 0, **facts: Any) -> Look:
    """One that ended so many minutes after noon."""
    at = NOON + minutes * MINUTE
    made = {"source": SOURCE.name, "run": "r1", "day": "2025-07-25", "begun_at": at - MINUTE, "ended_at": at}
    return Look(**{**made, "result": result, **facts})


def a_day(day: str = "2025-07-25", **facts: Any) -> ListingDay:
    made = {"source": SOURCE.name, "day": day, "first_at": NOON, "grown_at": NOON, "looked_at": NOON, "entries": 7}
    return ListingDay(**{**made, **facts})


def a_page(**facts: Any) -> KnownPage:
    made = {"source": SOURCE.name, "address": AT, "etag": '"a"', "last_modified": "", "entries": 7, "recorded_at": NOON}
    return KnownPage(**{**made, **facts})


def an_odd_page(body: bytes = b"<html>\x00\xff", **facts: Any) -> PutAside:
    """One of which the parser could make nothing."""
    made = {"source": SOURCE.name, "run": "r1", "day": None, "address": AT, "media_type": "text/html"}
    why = {"received_at": NOON, "result": LookResult.CHANGED, "said": "No list of papers.", "size": len(body)}
    return PutAside(**{**made, **why, "body": body, **facts})


def an_incident(subject: str = "mail", **facts: Any) -> Incident:
    return Incident(**{"subject": subject, "kind": "failed", "said": ODD, "began_at": NOON, **facts})


def test_a_store_that_watched_nothing_remembers_nothing(store: SqlStore) -> None:
    with store.writing() as catalog:
        assert [*catalog.looks(), *catalog.last_looks(), *catalog.listing_days("x"), *catalog.verdicts()] == []
        assert [*catalog.put_aside(waiting=False), *catalog.incidents(), *catalog.incidents(untold=True)] == []
        assert [*catalog.jobs(), *catalog.leases(), *catalog.host_paces()] == []
        assert catalog.known_page(SOURCE.name, AT) is catalog.known_page("a NUL \0", "half a pair \ud800") is None
        assert (catalog.runs_of([1]), catalog.counts_between(NOON, NOON + DAY)) == ({}, ())
        assert catalog.tidy_watch(looks=NOON, pages=NOON) == {"looks": 0, "incidents": 0, "put_aside": 0}
        assert not catalog.end_incident("mail", NOON)
        catalog.forget_pages(SOURCE.name)
        catalog.forget_source(SOURCE.name)
        for number in (0, 7, -1, 2**70):
            with pytest.raises(NotFound, match=f"no page {number} "):
                catalog.page_put_aside(number)
            with pytest.raises(NotFound, match=f"no page {number} "):
                catalog.settle_page(number, NOON)
            with pytest.raises(NotFound, match=f"no incident {number}"):
                catalog.incident_told(number, NOON, end=False)


def test_looks_come_back_as_they_went_in_the_last_first(store: SqlStore) -> None:
    full: dict[str, Any] = {
        "status": 599,
        "pages": 3,
        "entries": 70,
        "new": 7,
        "promised": 2**40,
        "size": 2**40,
        "said": ODD,
    }
    told = [a_look(minutes=1), a_look(LookResult.FAILED, 3, source="rook-review", day=None), a_look(minutes=2, **full)]
    with store.writing() as catalog:
        assert [catalog.add_look(each) for each in told] == [1, 2, 3]
    one, two, three = (replace(each, number=number) for number, each in enumerate(told, start=1))
    with store.reading() as catalog:
        assert catalog.looks() == (two, three, one)
        assert catalog.looks(limit=1) == (two,)
        assert catalog.looks(source=SOURCE.name) == (three, one)
        assert catalog.looks(since=three.ended_at) == (two, three)
        assert catalog.looks(source=SOURCE.name, since=two.ended_at) == ()


def test_the_last_look_at_each_source_is_found_whatever_came_of_it_or_only_such_as_ended_so(store: SqlStore) -> None:
    with store.writing() as catalog:
        for source in ("a", "b", "𝔘"):
            for minute, result in enumerate((LookResult.NEWS, LookResult.UNCHANGED, LookResult.LATER)):
                catalog.add_look(a_look(result, minute, source=source))
        catalog.add_look(a_look(LookResult.UNCHANGED, 1, source="b"))
    with store.reading() as catalog:
        assert {name: look.number for name, look in catalog.last_looks().items()} == {"a": 3, "b": 6, "𝔘": 9}
        understood = catalog.last_looks((LookResult.NEWS, LookResult.UNCHANGED, LookResult.EMPTY))
        assert [(name, look.number) for name, look in understood.items()] == [("a", 2), ("b", 10), ("𝔘", 8)]
        assert catalog.last_looks([LookResult.BLOCKED]) == {}


def test_days_verdicts_and_known_pages_are_kept_in_place_of_what_was_known(store: SqlStore) -> None:
    first = SourceVerdict(source=SOURCE.name, kind=VerdictKind.QUIET, said="x", since=NOON, judged_at=NOON)
    verdict = replace(first, kind=VerdictKind.CHANGED, said=ODD, numbers=(("usual", "70"), (ODD, "")))
    day = a_day(entries=9, still=2, complete_at=NOON + HOUR, looked_at=NOON + HOUR)
    known = a_page(etag="", last_modified="Fri, 25 Jul 2025 12:00:00 GMT", entries=9, next_address=f"{AT}&p=2")
    with store.writing() as catalog:
        for kept in (first, verdict):
            catalog.keep_verdict(kept)
        for each in (a_day("2025-07-26"), a_day(), day, a_day(source="rook-review")):
            catalog.keep_day(each)
        for one in (a_page(), known, a_page(address="other"), a_page(address="third")):
            catalog.keep_page(one)
        catalog.forget_pages(SOURCE.name, ["third", "never"])
    with store.reading() as catalog:
        assert catalog.verdicts() == {SOURCE.name: verdict}
        assert catalog.listing_days(SOURCE.name) == (day, a_day("2025-07-26"))
        assert catalog.listing_days(SOURCE.name, since="2025-07-26") == (a_day("2025-07-26"),)
        assert catalog.known_page(SOURCE.name, AT) == known
        assert catalog.known_page(SOURCE.name, "third") is None
    with store.writing() as catalog:
        catalog.forget_pages(SOURCE.name)
        assert catalog.known_page(SOURCE.name, AT) is catalog.known_page(SOURCE.name, "other") is None


def test_the_same_page_is_put_aside_once_while_it_waits(store: SqlStore) -> None:
    whole = an_odd_page(day="2025-07-25", said=ODD)
    with store.writing() as catalog:
        assert catalog.put_page_aside(whole) == 1
        assert catalog.put_page_aside(replace(whole, run="r2", address="elsewhere")) == 1
        assert catalog.put_page_aside(replace(whole, source="rook-review")) == 2
        assert catalog.put_page_aside(an_odd_page(b"other")) == 3
        catalog.settle_page(1, NOON)
        catalog.settle_page(1, NOON + DAY)
        assert catalog.put_page_aside(replace(whole, run="r3")) == 4
    with store.reading() as catalog:
        assert catalog.page_put_aside(1) == replace(whole, number=1, settled_at=NOON)
        assert catalog.page_put_aside(3).body == b"other"
        waiting = catalog.put_aside()
        assert [(each.number, each.body) for each in waiting] == [(4, b""), (3, b""), (2, b"")]
        assert [each.number for each in catalog.put_aside(source=SOURCE.name, waiting=False, limit=2)] == [4, 3]


def test_of_one_source_only_so_many_pages_wait_and_the_oldest_go(store: SqlStore) -> None:
    with store.writing() as catalog:
        catalog.put_page_aside(an_odd_page(source="rook-review"))
        catalog.put_page_aside(an_odd_page(b"settled"))
        catalog.settle_page(2, NOON)
        for number in range(MOST_WAITING + 2):
            catalog.put_page_aside(an_odd_page(f"{number}".encode()))
        kept = [each.number for each in catalog.put_aside(source=SOURCE.name, waiting=False)]
        assert kept == [*range(MOST_WAITING + 4, 4, -1), 2]
        assert [each.number for each in catalog.put_aside(source="rook-review")] == [1]


def test_a_page_larger_than_any_that_is_read_is_not_put_aside(store: SqlStore) -> None:
    with store.writing() as catalog:
        assert catalog.put_page_aside(an_odd_page(bytes(MAX_BODY))) == 1
        with pytest.raises(NotStorable, match="5,000,001 bytes"):
            catalog.put_page_aside(an_odd_page(bytes(MAX_BODY + 1)))
        assert len(catalog.page_put_aside(1).body) == MAX_BODY


def test_an_incident_is_opened_once_told_of_twice_and_may_begin_again(store: SqlStore) -> None:
    with store.writing() as catalog:
        assert catalog.open_incident(an_incident())
        assert not catalog.open_incident(an_incident(kind="blocked"))
        assert catalog.open_incident(an_incident("source 𝔘"))
        catalog.incident_told(1, NOON + MINUTE, end=False)
        with pytest.raises(NotFound, match="no incident 1 that is over"):
            catalog.incident_told(1, NOON + MINUTE, end=True)
        assert [each.number for each in catalog.incidents(untold=True)] == [2]
        assert catalog.end_incident("mail", NOON + HOUR)
        assert not catalog.end_incident("mail", NOON + DAY)
        assert [each.number for each in catalog.incidents(untold=True)] == [1, 2]
        assert [each.number for each in catalog.incidents(untold=True, open_only=True)] == [2]
        catalog.incident_told(1, NOON + 2 * HOUR, end=True)
        assert catalog.open_incident(an_incident())
    over = an_incident(number=1, told_at=NOON + MINUTE, ended_at=NOON + HOUR, end_told_at=NOON + 2 * HOUR)
    with store.reading() as catalog:
        assert catalog.incidents() == (an_incident(number=3), an_incident("source 𝔘", number=2), over)
        assert [each.number for each in catalog.incidents(open_only=True)] == [3, 2]
        assert [each.number for each in catalog.incidents(limit=1)] == [3]


def test_a_source_that_is_watched_no_more_leaves_its_looks_and_days(store: SqlStore) -> None:
    with store.timing() as timer:
        for job in (f"fetch {SOURCE.name}", "fetch rook-review"):
            timer.ensure_job(job, NOON)
    with store.writing() as catalog:
        for source in (SOURCE.name, "rook-review"):
            quiet = SourceVerdict(source=source, kind=VerdictKind.QUIET, said="x", since=NOON, judged_at=NOON)
            catalog.keep_verdict(quiet)
            catalog.keep_page(a_page(source=source))
            catalog.open_incident(an_incident(f"source {source}"))
        catalog.add_look(a_look())
        catalog.keep_day(a_day())
        catalog.forget_source(SOURCE.name)
        assert [*catalog.verdicts()] == ["rook-review"]
        assert catalog.known_page(SOURCE.name, AT) is None
        assert catalog.known_page("rook-review", AT) is not None
        assert [each.name for each in catalog.jobs()] == ["fetch rook-review"]
        assert [each.subject for each in catalog.incidents()] == ["source rook-review"]
        assert (len(catalog.looks()), len(catalog.listing_days(SOURCE.name))) == (1, 1)


def test_tidying_forgets_what_is_old_but_never_the_last_look_of_its_kind(store: SqlStore) -> None:
    with store.writing() as catalog:
        for minute in range(4):
            catalog.add_look(a_look(LookResult.NEWS, minute))
        catalog.add_look(a_look(LookResult.FAILED, 0))
        catalog.add_look(a_look(LookResult.NEWS, 0, source="rook-review"))
        for hours in (0, 2):
            catalog.put_page_aside(an_odd_page(f"{hours}".encode(), received_at=NOON + hours * HOUR))
        for ended in (NOON, NOON + HOUR):
            catalog.open_incident(an_incident())
            catalog.end_incident("mail", ended)
        catalog.open_incident(an_incident())
        went = catalog.tidy_watch(looks=NOON + 2 * MINUTE, pages=NOON + HOUR)
        assert went == {"looks": 2, "incidents": 1, "put_aside": 1}
        assert sorted(each.number for each in catalog.looks()) == [3, 4, 5, 6]
        assert [each.number for each in catalog.put_aside()] == [2]
        assert [each.number for each in catalog.incidents()] == [3, 2]
        assert catalog.tidy_watch(looks=NOON + DAY, pages=NOON)["looks"] == 1
        assert sorted(each.number for each in catalog.looks()) == [4, 5, 6]


def test_what_was_told_leads_back_to_the_runs_whose_pages_brought_it(store: SqlStore) -> None:
    enrol(store)
    brought = (("one", NOON, "r1", "One"), ("two", NOON, "r2", "Two"), ("three", NOON + HOUR, "", "Three"))
    with store.writing() as catalog:
        for name, at, run, title in brought:
            catalog.record(SOURCE, page(name), listing(title), at, run=run)
        told = (("title:one", NOON), ("title:two", NOON), ("title:three", NOON + HOUR), ("title:never", NOON))
        catalog.promise((), [a_promise(paper, at=at) for paper, at in told])
        numbers = [each.number for each in catalog.promises()]
        for slot, inside in enumerate((numbers, numbers[:1], numbers[2:3]), start=1):
            catalog.gather([Gathered(delivery=a_delivery(str(slot)), shown=tuple(inside[:2]))])
    with store.reading() as catalog:
        assert catalog.runs_of([1, 2, 3, 99]) == {1: ("r1", "r2")}
    with store.writing() as catalog:
        catalog.promise((), [a_promise("title:one", news="revised")])
        (late,) = (each.number for each in catalog.promises() if each.news == "revised")
        catalog.gather([Gathered(delivery=a_delivery("late"), shown=(late,))])
        last = catalog.deliveries(limit=1)[0].number
        assert catalog.runs_of([last]) == {last: ("r1",)}


def count(store: SqlStore, name: str, at: datetime | None, upvotes: int | None, *titles: str) -> None:
    """Counts as a page showed them."""
    with store.writing() as catalog:
        led = {
            name: each
            for each in catalog.known([f"title:{title}" for title in titles], ())
            for name in each.identifiers
        }
        seen = Counts(upvotes=upvotes, comments=3, observed_at=at)
        decisions = []
        for rank, title in enumerate(titles, start=1):
            known = led.get(f"title:{title}")
            if known is None:
                decisions.append(decision(statement(title), slot=-rank, rank=rank, counts=seen))
            else:
                said = known.statements[0]
                decisions.append(decision(said, slot=known.paper_id, rank=rank, paper=known.paper, counts=seen))
        catalog.record(SOURCE, page(name), decisions)


def test_counts_are_found_by_when_they_were_seen(store: SqlStore) -> None:
    count(store, "one", NOON, 1, "rooks", "pigeons")
    count(store, "two", NOON + HOUR, 5, "pigeons")
    count(store, "three", NOON + DAY, None, "rooks", "pigeons")
    count(store, "four", None, None, "rooks")
    with store.reading() as catalog:
        points = catalog.counts_between(NOON, NOON + DAY)
        assert [(each.paper, each.at, each.upvotes) for each in points] == [
            ("title:pigeons", NOON + HOUR, 5),
            ("title:pigeons", NOON + DAY, None),
            ("title:rooks", NOON + DAY, None),
        ]
        assert points[0] == CountPoint(paper="title:pigeons", source=SOURCE.name, at=NOON + HOUR, upvotes=5, comments=3)
        assert len(catalog.counts_between(NOON - HOUR, NOON)) == 2
        assert catalog.counts_between(NOON + DAY, NOON + 2 * DAY) == ()


def test_nobody_wants_fewer_than_no_trending_papers(store: SqlStore) -> None:
    with pytest.raises(Conflict), store.writing() as catalog:
        catalog.save_reader(a_reader(trending=-1))
