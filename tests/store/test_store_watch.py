"""What every store promises of what it remembers of watching sources, whichever database is underneath."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from store.errors import Conflict, NotFound, NotStorable
from store.outbox import Gathered
from store.records import Counts
from store.sql import SqlStore, SqlWriter
from store.sql.noting import MAX_BODY
from store.sql.waiting import MOST_WAITING
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


def tidied(catalog: SqlWriter, **before: datetime) -> Mapping[str, int]:
    """How much went of what is from before these moments; of the rest nothing is so old."""
    never = dict.fromkeys(("looks", "pages", "waiting", "sightings", "versions", "hosts"), NOON - 1000 * DAY)
    return catalog.tidy_watch(**(never | before))


def test_a_store_that_watched_nothing_remembers_nothing(store: SqlStore) -> None:
    with store.writing() as catalog:
        assert [*catalog.looks(), *catalog.last_looks(), *catalog.listing_days("x"), *catalog.verdicts()] == []
        assert [*catalog.put_aside(waiting=False), *catalog.incidents(), *catalog.incidents(untold=True)] == []
        assert [*catalog.jobs(), *catalog.leases(), *catalog.host_paces()] == []
        assert catalog.known_page(SOURCE.name, AT) is catalog.known_page("a NUL \0", "half a pair \ud800") is None
        assert (catalog.runs_of([1]), catalog.counts_between(NOON, NOON + DAY)) == ({}, ())
        assert set(tidied(catalog).values()) == {0}
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
        assert catalog.looks(results=[LookResult.FAILED, LookResult.LATER]) == (two,)
        assert catalog.looks(results=[LookResult.FAILED], source=SOURCE.name) == ()


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
    known = replace(known, came_from="elsewhere", digest="d1", followed_to="2025-07-01")
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


def test_of_one_source_only_so_many_pages_wait_and_those_go_that_are_missed_least(store: SqlStore) -> None:
    with store.writing() as catalog:
        catalog.put_page_aside(an_odd_page(source="rook-review", received_at=NOON - DAY))
        catalog.put_page_aside(an_odd_page(b"settled", received_at=NOON - DAY))
        catalog.settle_page(2, NOON)
        for number in range(3, 5 + MOST_WAITING):  # each half hour one: more than there may be, by two
            received_at = NOON + (number - 3) * HOUR / 2
            catalog.put_page_aside(an_odd_page(f"{number}".encode(), received_at=received_at))
        kept = [each.number for each in catalog.put_aside(source=SOURCE.name, waiting=False)]
        assert kept == [*range(4 + MOST_WAITING, 4, -1), 2]
        late = an_odd_page(b"last", received_at=NOON + 2 * DAY)
        catalog.put_page_aside(late)
        for _ in range(3 * MOST_WAITING):
            late = replace(late, body=late.body + b"!", received_at=late.received_at + 6 * HOUR)
            catalog.put_page_aside(late)
        waiting = catalog.put_aside(source=SOURCE.name)
        assert len(waiting) == MOST_WAITING
        assert waiting[0].received_at - waiting[-1].received_at > 30 * DAY
        assert [each.number for each in catalog.put_aside(source="rook-review")] == [1]


def test_of_a_days_listing_only_the_newest_page_waits(store: SqlStore) -> None:
    with store.writing() as catalog:
        for day, body in (("2025-07-24", b"24"), ("2025-07-25", b"25, early"), ("2025-07-25", b"25, late")):
            catalog.put_page_aside(an_odd_page(body, day=day))
        assert [each.number for each in catalog.put_aside()] == [3, 1]
        assert catalog.put_page_aside(an_odd_page(b"24, late", day="2025-07-24")) == 4
        assert [each.number for each in catalog.put_aside()] == [4, 3]


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
        for number, hours in enumerate((0, 2, 0, 2), start=1):
            catalog.put_page_aside(an_odd_page(f"{number}".encode(), received_at=NOON + hours * HOUR))
        for settled in (1, 2):
            catalog.settle_page(settled, NOON + DAY)
        for ended in (NOON, NOON + HOUR):
            catalog.open_incident(an_incident())
            catalog.end_incident("mail", ended)
        catalog.open_incident(an_incident())
        went = tidied(catalog, looks=NOON + 2 * MINUTE, pages=NOON + HOUR)
        assert [*went.items()][:3] == [("looks", 2), ("incidents", 1), ("put_aside", 1)]
        assert sorted(each.number for each in catalog.looks()) == [3, 4, 5, 6]
        assert [each.number for each in catalog.put_aside(waiting=False)] == [4, 3, 2]
        assert tidied(catalog, waiting=NOON + HOUR)["put_aside"] == 1
        assert [each.number for each in catalog.put_aside(waiting=False)] == [4, 2]
        assert [each.number for each in catalog.incidents()] == [3, 2]
        assert tidied(catalog, looks=NOON + DAY)["looks"] == 1
        assert sorted(each.number for each in catalog.looks()) == [4, 5, 6]


def test_of_what_was_seen_long_ago_the_last_of_a_day_stays_the_first_of_all_and_what_changed(store: SqlStore) -> None:
    for day in range(3):
        for hour in range(4):
            seen = NOON + day * DAY + hour * HOUR
            count(store, f"{day} {hour}", seen, 10 * day + hour, "pigeons", recorded=seen)
    count(store, "long ago", NOON, 77, "rooks")  # recorded nobody knows when
    with store.writing() as catalog:
        first_seen = catalog.listed(["title:pigeons"])
        assert tidied(catalog, sightings=NOON + 2 * DAY)["sightings"] == 2 + 3
        assert tidied(catalog, sightings=NOON + 2 * DAY)["sightings"] == 0
        history = catalog.history("title:pigeons")
        assert [each.counts.upvotes for each in history.sightings] == [0, 3, 13, 20, 21, 22, 23]
        assert len(history.revisions) == 1
        assert catalog.listed(["title:pigeons"]) == first_seen
        assert len(catalog.history("title:rooks").sightings) == 1
        assert tidied(catalog, sightings=NOON + 9 * DAY)["sightings"] == 3
        assert [each.counts.upvotes for each in catalog.history("title:pigeons").sightings] == [0, 3, 13, 23]


def test_versions_of_pages_of_the_web_and_hosts_that_are_at_rest_are_forgotten_files_of_folders_not(
    store: SqlStore,
) -> None:
    with store.timing() as timer:
        for host, until in (("free", NOON), ("busy", NOON + DAY), ("angry", NOON)):
            timer.reserve_host(host, NOON - MINUTE, free_at=NOON, busy_until=until)
        timer.forbid_host("angry", NOON + DAY)
    with store.writing() as catalog:
        for each in (a_page(), a_page(address="saved.html"), a_page(address=f"{AT}&p=2", recorded_at=NOON + DAY)):
            catalog.keep_page(each)
        went = tidied(catalog, versions=NOON + HOUR, hosts=NOON + HOUR)
        assert (went["known_pages"], went["hosts"]) == (1, 1)
        assert catalog.known_page(SOURCE.name, AT) is None
        assert catalog.known_page(SOURCE.name, "saved.html") is not None
        assert [each.host for each in catalog.host_paces()] == ["angry", "busy"]


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


def count(
    store: SqlStore,
    name: str,
    at: datetime | None,
    upvotes: int | None,
    *titles: str,
    recorded: datetime | None = None,
) -> None:
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
        catalog.record(SOURCE, page(name), decisions, recorded)


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
