"""Ready is who writes, looks at the sources, sends what is due; everything else is said, and nothing of readers."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

import pytest

from bot.app.health import NEEDED, OVERDUE, Readiness, missed_from, readiness
from bot.core.watch.types import FetchTiming, Watched
from scrapers.kinds import KINDS
from scrapers.kinds.types import WatchedSource
from store.api import Store
from store.outbox import Promise
from store.readers import Address, Reader, Way
from store.sql import open_store
from store.watch import Look, LookResult, SourceVerdict, VerdictKind
from tests.store.emptied import emptied

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
HOURLY = FetchTiming(every=timedelta(hours=1))


@pytest.fixture
def store() -> Iterator[Store]:
    with emptied() as opened:
        yield opened


def watched(timing: FetchTiming = HOURLY, *, kind: str = "feed", enabled: bool = True) -> Watched:
    return Watched(source=WatchedSource(name="meadow", kind=kind), timing=timing, enabled=enabled)


def looked(store: Store, at: datetime, result: LookResult = LookResult.UNCHANGED) -> None:
    with store.writing() as catalog:
        catalog.add_look(Look(source="meadow", run="r", day=None, begun_at=at, ended_at=at, result=result))


def judged(store: Store, kind: VerdictKind) -> None:
    with store.writing() as catalog:
        said = "https://meadow.example/?key=s3cret does not answer."
        catalog.keep_verdict(SourceVerdict(source="meadow", kind=kind, said=said, since=NOON, judged_at=NOON))


def promised(store: Store, due_at: datetime, *, paused: bool = False) -> None:
    with store.writing() as catalog:
        reader = catalog.save_reader(Reader(name="Ada Secret", created_at=NOON - timedelta(days=9), paused=paused))
        to = Address(
            reader=reader.number, way=Way.MAIL, target="ada@reader.example", created_at=NOON, confirmed_at=NOON
        )
        number = catalog.save_address(to).number
        promise = Promise(reader=reader.number, address=number, paper="arxiv:2611.00001", due_at=due_at, at=due_at)
        catalog.promise([], [promise])


def failing(found: Readiness) -> dict[str, str]:
    assert found.ok == all(check.ok for check in found.checks)
    return {check.name: check.said for check in found.checks if not check.ok}


def test_where_nothing_is_watched_and_nothing_waits_all_is_well(store: Store) -> None:
    found = readiness(store, (), NOON)
    assert found.ok
    assert [check.name for check in found.checks] == ["database", "outbox"]


@pytest.mark.parametrize(
    ("ago", "ready"),
    [(timedelta(0), True), (timedelta(minutes=119), True), (timedelta(hours=2, minutes=10), False)],
)
def test_a_source_is_missed_when_two_looks_in_a_row_did_not_end_well(store: Store, ago: timedelta, ready: bool) -> None:
    looked(store, NOON - ago)
    looked(store, NOON, LookResult.FAILED)
    found = failing(readiness(store, [watched()], NOON))
    assert not found if ready else "two looks missed" in found["source meadow"]


def test_looks_at_times_of_day_are_missed_by_the_clock() -> None:
    mornings = watched(FetchTiming(at=(time(8), time(9)), zone="Europe/Berlin"))
    assert missed_from(mornings, NOON) == datetime(2026, 11, 21, 8, tzinfo=UTC)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_source_is_missed_by_its_kinds_interval_if_nobody_set_one(kind: str) -> None:
    late = missed_from(watched(FetchTiming(), kind=kind), NOON) - NOON
    assert late / 2 >= KINDS[kind].every(watched(kind=kind).source)


def test_a_source_that_was_never_looked_at_is_not_ready_and_one_that_is_switched_off_is_not_asked_for(
    store: Store,
) -> None:
    assert failing(readiness(store, [watched()], NOON)) == {"source meadow": "was never looked at with success"}
    assert readiness(store, [watched(enabled=False)], NOON).ok


@pytest.mark.parametrize("kind", list(VerdictKind))
def test_a_source_in_trouble_is_named_with_its_trouble_and_no_more(store: Store, kind: VerdictKind) -> None:
    looked(store, NOON)
    judged(store, kind)
    found = failing(readiness(store, [watched()], NOON))
    assert found == ({"source meadow": f"{kind.value} since 2026-11-20T12:00:00Z"} if kind.is_trouble else {})


@pytest.mark.parametrize("kind", [VerdictKind.FRESH, VerdictKind.STALLED])
def test_what_was_thought_of_a_source_counts_no_more_when_it_is_not_looked_at(store: Store, kind: VerdictKind) -> None:
    judged(store, kind)
    looked(store, NOON)
    later = NOON + timedelta(hours=2, minutes=15)
    said = "not looked at since 2026-11-20T12:00:00Z"
    assert failing(readiness(store, [watched()], later)) == {"source meadow": said}
    assert failing(readiness(store, [watched(kind="dump")], later)).get("source meadow") != said


@pytest.mark.parametrize(("name", "hours"), [("deliver", 1), ("fetch meadow", 2)])
def test_a_job_that_goes_on_far_too_long_is_named_while_somebody_is_at_it(store: Store, name: str, hours: int) -> None:
    with store.timing() as timing:
        timing.ensure_job(name, NOON)
        assert timing.claim_job(name, "somebody", NOON, lease=timedelta(hours=9), even_if_early=False)
    longest = NOON + timedelta(hours=hours)
    assert readiness(store, (), longest).ok
    found = failing(readiness(store, (), longest + timedelta(seconds=1)))
    assert found == {f"job {name}": "goes on since 2026-11-20T12:00:00Z, far too long"}
    assert readiness(store, (), NOON + timedelta(hours=9)).ok, "whoever was at it is dead"


def test_a_folder_need_not_have_been_looked_at(store: Store) -> None:
    assert "dump" in KINDS
    assert readiness(store, [watched(kind="dump")], NOON).ok


def test_what_is_due_for_long_is_told_without_saying_to_whom(store: Store) -> None:
    promised(store, NOON - OVERDUE + timedelta(seconds=1))
    assert readiness(store, (), NOON).ok
    found = failing(readiness(store, (), NOON + timedelta(seconds=1)))
    assert found == {"outbox": "due for more than 10 minutes: 1 by mail"}


def test_readers_who_pause_keep_nobody_from_being_ready(store: Store) -> None:
    promised(store, NOON - timedelta(days=1), paused=True)
    assert readiness(store, (), NOON).ok


def test_a_timer_that_died_is_missed_for_a_day_and_one_that_is_not_used_is_not(store: Store) -> None:
    with store.timing() as timing:
        timing.take_lease("leader", "me", NOON, NOON + timedelta(seconds=20))
    assert readiness(store, (), NOON).ok
    later = failing(readiness(store, (), NOON + timedelta(seconds=30)))
    assert later == {"timer": "nobody does its work since 2026-11-20T12:00:20Z"}
    assert readiness(store, (), NOON + timedelta(days=2)).ok
    with store.timing() as timing:
        timing.give_lease_back("leader", "me")
    assert readiness(store, (), NOON + timedelta(seconds=30)).ok


def test_a_full_disk_is_noticed_before_anything_is_lost(store: Store) -> None:
    assert readiness(store, (), NOON, NEEDED).ok
    assert failing(readiness(store, (), NOON, NEEDED - 1)) == {"database": "its disk is full: 19 MB are left"}


def test_a_database_that_cannot_be_written_to_is_noticed_though_it_answers(tmp_path: Path) -> None:
    open_store(f"sqlite:///{tmp_path / 'catalog.db'}").close()
    with closing(open_store(f"sqlite:///{tmp_path / 'catalog.db'}?mode=ro", create=False)) as store:
        with store.reading() as catalog:
            assert catalog.paper_count() == 0
        assert failing(readiness(store, (), NOON)) == {"database": "cannot be written to"}
