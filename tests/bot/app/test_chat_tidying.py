"""Whatever was said in chats is forgotten once nobody can need it any more, by the job that tidies (G3)."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta

import pytest

from bot.app.chat_tidying import KEPT_SHEETS, KEPT_UPDATES
from bot.timer.types import Outcome
from bot.timer.upkeep import TIDIED_EVERY, tidy_job
from store.sql import SqlStore
from store.watch import Job
from tests.store.builders import NOON
from tests.store.emptied import emptied
from tests.store.readership import a_sheet, an_update, enrol

MINUTE = timedelta(minutes=1)


@pytest.fixture
def store() -> Iterator[SqlStore]:
    with emptied() as opened:
        yield opened


@pytest.mark.parametrize(
    ("age", "said"),
    [
        (KEPT_UPDATES - MINUTE, ""),
        (KEPT_UPDATES + MINUTE, "1 updates"),
        (KEPT_SHEETS + MINUTE, "1 updates, 1 sheets"),
    ],
    ids=["young", "old", "very old"],
)
def test_the_job_that_tidies_says_what_it_forgot_of_chats(store: SqlStore, age: timedelta, said: str) -> None:
    enrol(store)
    with store.writing() as catalog:
        catalog.save_sheet(a_sheet())
    with store.receiving() as inbox:
        inbox.keep_update(an_update())
        inbox.settle_update(1, 1, NOON)
    now = NOON + age

    async def tidied() -> Outcome:
        return await tidy_job(store, lambda: now, NOON).run(Job(name="tidy", due_at=NOON))

    outcome = asyncio.run(tidied())
    assert (outcome.said, outcome.next_due_at) == (said, now + TIDIED_EVERY)
    with store.reading() as after:
        assert (after.sheet(1) is None) == ("sheets" in said)
