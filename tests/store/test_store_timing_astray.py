"""What a clock that was wrong wrote down must not keep anybody from anything for long."""

from datetime import datetime, timedelta

import pytest

from store.sql import SqlStore
from store.watch import LONGEST_LEASE, Job
from tests.store.builders import NOON
from tests.store.readership import DAY, MINUTE

JOB = "fetch pigeon-post"
SECOND = timedelta(seconds=1)


def claim(store: SqlStore, owner: str, now: datetime) -> Job | None:
    with store.timing() as timer:
        timer.ensure_job(JOB, NOON)
        return timer.claim_job(JOB, owner, now, lease=MINUTE, even_if_early=True)


@pytest.mark.parametrize(("ahead", "is_free"), [(LONGEST_LEASE, False), (LONGEST_LEASE + SECOND, True), (DAY, True)])
def test_a_job_that_is_taken_for_longer_than_any_lease_is_free(store: SqlStore, ahead: timedelta, is_free) -> None:
    assert claim(store, "a", NOON + ahead - MINUTE)
    assert (claim(store, "b", NOON) is not None) == is_free


def test_a_job_of_a_source_that_is_gone_goes_though_a_wrong_clock_has_it(store: SqlStore) -> None:
    assert claim(store, "a", NOON + DAY)
    with store.timing() as timer:
        timer.remove_jobs((), NOON)
    with store.reading() as catalog:
        assert not catalog.jobs()


@pytest.mark.parametrize(("ahead", "holder"), [(LONGEST_LEASE, "a"), (LONGEST_LEASE + SECOND, "b"), (DAY, "b")])
def test_a_lease_that_is_longer_than_any_is_free(store: SqlStore, ahead: timedelta, holder: str) -> None:
    with store.timing() as timer:
        timer.take_lease("leader", "a", NOON + ahead - MINUTE, NOON + ahead)
        assert timer.take_lease("leader", "b", NOON, NOON + MINUTE).owner == holder
