"""What every store promises of jobs, leases and places at hosts: each is one's alone, however many try at once."""

import multiprocessing
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import datetime, timedelta
from threading import Barrier
from typing import Any

import pytest

from store.sql import SqlStore, SqlTiming, open_store
from store.watch import HostPace, Job, Lease
from tests.store.builders import NOON, SOURCE, listing, page
from tests.store.readership import DAY, HOUR, MINUTE

SECOND = timedelta(seconds=1)
JOB = "fetch pigeon-post"
HOST = "pigeons.example:443"
PATIENCE = 60.0
"""Seconds after which a test gives up on the others."""


def claim(timer: SqlTiming, owner: str, now: datetime, *, early: bool = False, name: str = JOB) -> Job | None:
    return timer.claim_job(name, owner, now, lease=MINUTE, even_if_early=early)


def claimed(store: SqlStore, owner: str, now: datetime, *, early: bool = False) -> bool:
    with store.timing() as timer:
        return claim(timer, owner, now, early=early) is not None


def made(store: SqlStore, *names: str, due_at: datetime = NOON) -> None:
    with store.timing() as timer:
        for name in names or (JOB,):
            timer.ensure_job(name, due_at)


def job(store: SqlStore, name: str = JOB) -> Job:
    with store.reading() as catalog:
        return next(each for each in catalog.jobs() if each.name == name)


def test_a_job_is_made_once_and_stays_as_it_is(store: SqlStore) -> None:
    with store.timing() as timer:
        assert timer.ensure_job(JOB, NOON) == Job(name=JOB, due_at=NOON)
        assert timer.ensure_job(JOB, NOON + DAY) == Job(name=JOB, due_at=NOON)
    with store.reading() as catalog:
        assert catalog.jobs() == (Job(name=JOB, due_at=NOON),)


def test_a_job_is_taken_when_it_is_due_and_by_one(store: SqlStore) -> None:
    made(store)
    assert not claimed(store, "a", NOON - SECOND)
    with store.timing() as timer:
        taken = claim(timer, "a", NOON)
        assert taken == Job(name=JOB, due_at=NOON, owner="a", lease_until=NOON + MINUTE, begun_at=NOON, runs=1)
        assert claim(timer, "b", NOON + SECOND, early=True) is claim(timer, "a", NOON + SECOND) is None
        assert claim(timer, "b", NOON, name="another") is None
    assert job(store) == taken


def test_a_job_that_is_not_due_is_taken_only_by_whoever_does_not_care(store: SqlStore) -> None:
    made(store, due_at=NOON + DAY)
    assert not claimed(store, "a", NOON)
    assert claimed(store, "b", NOON, early=True)


def test_whose_lease_ran_out_has_lost_the_job_once_another_took_it(store: SqlStore) -> None:
    made(store)
    assert claimed(store, "a", NOON)
    late = NOON + MINUTE
    with store.timing() as timer:
        assert timer.keep_job(JOB, "a", late + SECOND)
        assert claim(timer, "b", late) is None
        taken = claim(timer, "b", late + SECOND)
        assert taken is not None
        assert (taken.owner, taken.runs) == ("b", 2)
        assert not timer.keep_job(JOB, "a", late + DAY)
        assert not timer.end_job(JOB, "a", late, next_due_at=late + DAY, said="x", failed=True)
    assert job(store) == taken


def test_ending_a_job_says_how_and_when_it_is_due_again(store: SqlStore) -> None:
    made(store)
    for run, failures in enumerate((1, 2, 0), start=1):
        now = NOON + run * HOUR
        assert claimed(store, "a", now)
        with store.timing() as timer:
            ended = timer.end_job(JOB, "a", now + SECOND, next_due_at=now + HOUR, said=f"{run}", failed=failures > 0)
            assert ended
        times: dict[str, Any] = {"due_at": now + HOUR, "begun_at": now, "ended_at": now + SECOND}
        assert job(store) == Job(name=JOB, said=f"{run}", failures=failures, runs=run, **times)


def test_who_was_stopped_gives_back_all_jobs_and_they_are_due_as_they_were(store: SqlStore) -> None:
    made(store, JOB, "deliver", "tidy")
    with store.timing() as timer:
        for name, owner in ((JOB, "a"), ("deliver", "a"), ("tidy", "b")):
            assert claim(timer, owner, NOON + HOUR, name=name)
        assert timer.release_jobs("a") == 2
        assert timer.release_jobs("a") == 0
    assert (job(store).owner, job(store).due_at, job(store, "tidy").owner) == (None, NOON, "b")
    assert claimed(store, "b", NOON + HOUR)


def test_a_hurried_job_is_due_earlier_and_never_later(store: SqlStore) -> None:
    made(store)
    with store.timing() as timer:
        timer.hurry(JOB, NOON + HOUR)
        timer.hurry("nobody's", NOON)
        assert timer.ensure_job(JOB, NOON).due_at == NOON
        timer.hurry(JOB, NOON - HOUR)
        assert timer.ensure_job(JOB, NOON).due_at == NOON - HOUR
    with store.reading() as catalog:
        assert len(catalog.jobs()) == 1


@pytest.mark.parametrize(
    ("hurried", "due"), [([], DAY), ([HOUR], HOUR), ([HOUR, MINUTE, 2 * HOUR], MINUTE), ([2 * DAY], DAY)]
)
def test_a_job_that_is_hurried_while_it_is_done_is_done_again_then(
    store: SqlStore, hurried: list[timedelta], due: timedelta
) -> None:
    made(store)
    with store.timing() as timer:
        timer.hurry(JOB, NOON - MINUTE)
        assert claim(timer, "a", NOON)
        for later in hurried:
            timer.hurry(JOB, NOON + later)
        assert timer.end_job(JOB, "a", NOON + SECOND, next_due_at=NOON + DAY)
        assert timer.ensure_job(JOB, NOON).due_at == NOON + due
        assert claim(timer, "a", NOON + DAY)
        assert timer.end_job(JOB, "a", NOON + DAY, next_due_at=NOON + 2 * DAY)
    assert job(store).due_at == NOON + 2 * DAY


def test_jobs_that_are_no_more_are_forgotten_but_not_while_they_are_done(store: SqlStore) -> None:
    made(store, JOB, "deliver", "old", "being done")
    with store.timing() as timer:
        assert claim(timer, "a", NOON, name="being done")
        timer.remove_jobs([JOB, "deliver", "not yet"], NOON + MINUTE - SECOND)
    with store.reading() as catalog:
        assert [each.name for each in catalog.jobs()] == ["being done", "deliver", JOB]
    with store.timing() as timer:
        timer.remove_jobs(["deliver"], NOON + MINUTE)  # whoever did it died
    with store.reading() as catalog:
        assert [each.name for each in catalog.jobs()] == ["deliver"]


def test_a_lease_is_kept_by_who_has_it_until_it_runs_out_or_is_given_back(store: SqlStore) -> None:
    with store.timing() as timer:
        ours = Lease(name="leader", owner="a", until=NOON + MINUTE)
        assert timer.take_lease("leader", "a", NOON, NOON + MINUTE) == ours
        assert timer.take_lease("leader", "b", NOON + MINUTE - SECOND, NOON + DAY) == ours
        timer.give_lease_back("leader", "b")
        assert timer.take_lease("leader", "a", NOON, NOON + 2 * MINUTE).until == NOON + 2 * MINUTE
        assert timer.take_lease("leader", "b", NOON + 2 * MINUTE, NOON + 9 * MINUTE).owner == "b"
        assert timer.take_lease("leader", "a", NOON + 2 * MINUTE, NOON + DAY).owner == "b"
        timer.give_lease_back("leader", "b")
        assert timer.take_lease("leader", "a", NOON + HOUR, NOON + DAY).owner == "a"
    with store.reading() as catalog:
        assert catalog.leases() == (Lease(name="leader", owner="a", until=NOON + DAY),)


def test_a_hosts_place_is_one_requests_until_it_is_given_back_and_then_nobodys_for_a_while(store: SqlStore) -> None:
    def reserve(now: datetime) -> datetime | None:
        return timer.reserve_host(HOST, now, free_at=now + 3 * SECOND, busy_until=now + MINUTE)

    with store.timing() as timer:
        assert reserve(NOON) is None
        assert reserve(NOON) == reserve(NOON + 30 * SECOND) == NOON + MINUTE
        assert timer.reserve_host("rooks.example", NOON, free_at=NOON, busy_until=NOON) is None
        timer.release_host(HOST, busy_until=NOON + MINUTE, free_at=NOON + 5 * SECOND)
        assert reserve(NOON + 2 * SECOND) == NOON + 5 * SECOND
        assert reserve(NOON + 5 * SECOND) is None
        assert reserve(NOON + 5 * SECOND + MINUTE) is None  # whoever had it never gave it back
        timer.release_host("never.example", busy_until=NOON, free_at=NOON)
    with store.reading() as catalog:
        pigeons, rooks = catalog.host_paces()
        assert (pigeons.host, rooks) == (HOST, HostPace(host="rooks.example", free_at=NOON, busy_until=NOON))


def test_a_host_that_wants_to_be_left_alone_is_until_then_and_never_less(store: SqlStore) -> None:
    with store.timing() as timer:
        for until in (NOON + HOUR, NOON + 2 * HOUR, NOON + MINUTE):
            timer.forbid_host(HOST, until)
        assert timer.reserve_host(HOST, NOON, free_at=NOON, busy_until=NOON) == NOON + 2 * HOUR
        assert timer.reserve_host(HOST, NOON + HOUR, free_at=NOON, busy_until=NOON) == NOON + 2 * HOUR
        assert timer.reserve_host(HOST, NOON + 2 * HOUR, free_at=NOON, busy_until=NOON) is None


def test_a_place_that_ran_out_is_not_given_back_for_who_has_it_now_and_no_pause_is_shortened(store: SqlStore) -> None:
    def reserve(now: datetime) -> datetime | None:
        return timer.reserve_host(HOST, now, free_at=now + 60 * SECOND, busy_until=now + 45 * SECOND)

    with store.timing() as timer:
        assert reserve(NOON) is None
        begun = NOON + 2 * MINUTE
        assert reserve(begun) is None
        timer.release_host(HOST, busy_until=NOON + 45 * SECOND, free_at=begun + SECOND)
        assert reserve(begun + 5 * SECOND) == begun + 60 * SECOND
        timer.release_host(HOST, busy_until=begun + 45 * SECOND, free_at=begun + 3 * SECOND)
        assert reserve(begun + 59 * SECOND) == begun + 60 * SECOND
        assert reserve(begun + 60 * SECOND) is None


def test_a_clock_that_was_wrong_once_stops_a_host_for_nobody(store: SqlStore) -> None:
    def reserve(now: datetime) -> datetime | None:
        return timer.reserve_host(HOST, now, free_at=now + MINUTE, busy_until=now + MINUTE)

    wrong = NOON + 365 * DAY
    with store.timing() as timer:
        assert reserve(wrong) is None
        timer.forbid_host(HOST, wrong + DAY)
        assert reserve(NOON) is None
        assert reserve(NOON) == NOON + MINUTE
        timer.forbid_host(HOST, NOON + DAY)
        assert reserve(NOON + 2 * MINUTE) == NOON + DAY
        assert reserve(NOON + DAY) is None


def test_a_host_that_was_never_asked_is_free_as_soon_as_it_need_not_be_left_alone(store: SqlStore) -> None:
    with store.timing() as timer:
        timer.forbid_host(HOST, NOON + HOUR)
    with store.reading() as catalog:
        (pace,) = catalog.host_paces()
    assert pace.free_at < NOON
    assert pace.forbidden_until == NOON + HOUR


def test_what_is_timed_in_a_block_that_fails_is_not_kept(store: SqlStore) -> None:
    def broken_off(timer: SqlTiming) -> None:
        timer.ensure_job(JOB, NOON)
        timer.forbid_host(HOST, NOON)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), store.timing() as timer:
        broken_off(timer)
    with store.reading() as catalog:
        assert [*catalog.jobs(), *catalog.host_paces()] == []


def work(store: SqlStore, owner: str, ticks: int, together: Any) -> list[int]:
    """Try at every tick, at the same time as the others, to do the job; the ticks at which it was done."""
    done = []
    for tick in range(ticks):
        now = NOON + tick * MINUTE
        together.wait(PATIENCE)
        with store.timing() as timer:
            mine = claim(timer, owner, now)
        if mine is not None:
            done.append(tick)
            together.wait(PATIENCE)  # nobody gets it while it is being done
            with store.timing() as timer:
                assert timer.end_job(JOB, owner, now, next_due_at=now + MINUTE)
        else:
            together.wait(PATIENCE)
    return done


@pytest.mark.parametrize("ticks", [100, pytest.param(1000, marks=pytest.mark.slow)])
def test_of_three_that_try_at_once_one_does_the_job_at_every_tick(store: SqlStore, ticks: int) -> None:
    made(store)
    together = Barrier(3)
    with ThreadPoolExecutor(3) as threads:
        done = list(threads.map(lambda owner: work(store, owner, ticks, together), "abc"))
    assert Counter(tick for each in done for tick in each) == dict.fromkeys(range(ticks), 1)
    assert (job(store).runs, job(store).owner, job(store).failures) == (ticks, None, 0)


def work_apart(url: str, owner: str, ticks: int, together: Any, done: Any) -> None:
    with closing(open_store(url, busy_seconds=PATIENCE)) as store:
        done.put(work(store, owner, ticks, together))


@pytest.mark.slow
def test_of_three_processes_one_does_the_job_at_every_tick(lasting_url: str) -> None:
    with closing(open_store(lasting_url)) as opened:
        made(opened)
    ticks, context = 1000, multiprocessing.get_context("spawn")
    together, done = context.Barrier(3), context.Queue()
    others = [context.Process(target=work_apart, args=(lasting_url, each, ticks, together, done)) for each in "abc"]
    for each in others:
        each.start()
    ran = [done.get(timeout=10 * PATIENCE) for _ in others]
    for each in others:
        each.join(PATIENCE)
    assert Counter(tick for each in ran for tick in each) == dict.fromkeys(range(ticks), 1)


def test_of_many_that_try_at_once_one_has_the_place_and_one_the_lease(store: SqlStore) -> None:
    together = Barrier(4)

    def attempt(owner: str) -> list[tuple[bool, str]]:
        got = []
        for hour in range(20):
            now = NOON + hour * HOUR
            together.wait(PATIENCE)
            with store.timing() as timer:
                free = timer.reserve_host(HOST, now, free_at=now + MINUTE, busy_until=now + MINUTE) is None
                got.append((free, timer.take_lease("leader", owner, now, now + MINUTE).owner))
        return got

    with ThreadPoolExecutor(4) as threads:
        every = list(zip(*threads.map(attempt, "abcd"), strict=True))
    assert [sum(free for free, _ in each) for each in every] == [1] * 20
    assert [len({leader for _, leader in each}) for each in every] == [1] * 20


@pytest.fixture
def server(emptied_url: str) -> Iterator[SqlStore]:
    """A store on PostgreSQL that waits for nobody longer than a moment."""
    with closing(open_store(emptied_url, busy_seconds=0.2)) as opened:
        yield opened


def test_on_a_server_a_timer_waits_for_no_writer_of_the_catalog(server: SqlStore) -> None:
    made(server)
    with server.writing() as catalog:
        catalog.record(SOURCE, page(), listing("One"))
        assert claimed(server, "a", NOON)
        with server.timing() as timer:
            assert timer.take_lease("leader", "a", NOON, NOON + HOUR).owner == "a"
            assert timer.reserve_host(HOST, NOON, free_at=NOON, busy_until=NOON) is None
            assert timer.end_job(JOB, "a", NOON, next_due_at=NOON + HOUR)
