"""RELIABILITY S5 by Telegram: a PostgreSQL server that cuts all sessions again and again while people ask and are told;
nothing is lost, and it all goes on by itself.
"""

import time
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from sqlalchemy.engine import make_url

from tests.faults.live_world import Runner
from tests.faults.telegram_home import Fast, Home, eventually
from tests.faults.telegram_sending import chatting, tell_all
from tests.faults.telegram_world import ActingStandIn

PEOPLE = 12
NEWS = "We move tomorrow."
BACK = 30.0
"""Seconds within which everything goes on again."""


@pytest.fixture
def cut(postgres: psycopg.Connection, postgres_url: str) -> tuple[str, Callable[[], object]]:
    """The address of a schema, and what terminates all sessions that came by this address."""
    name = f"doomed-{uuid4().hex}"
    url = make_url(postgres_url).update_query_dict({"application_name": name}).render_as_string(hide_password=False)
    terminate = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = %s"
    return url, lambda: postgres.execute(terminate, [name])


@pytest.mark.parametrize("cuts", [6, pytest.param(40, marks=pytest.mark.slow)])
def test_sessions_that_are_cut_while_people_ask_and_are_told_lose_nothing(
    cut: tuple[str, Callable[[], object]], postgres_url: str, tmp_path: Path, cuts: int
) -> None:
    url, terminate = cut
    fast = Fast(40)
    with (
        ActingStandIn(fast.clock) as telegram,
        chatting(postgres_url, telegram, fast.clock(), PEOPLE) as (
            store,
            people,
        ),
    ):
        home = Home(tmp_path, url, telegram)
        runner = Runner(tmp_path / "err")
        try:
            runner.start(fast.command(home))
            home.asks(people[0])
            home.url = postgres_url  # what we ask ourselves is not cut
            eventually(lambda: len(home.answers(*people)) == home.asked, tmp_path / "err")
            for number in range(cuts):
                tell_all(store, f"{NEWS} {number}.", fast.clock())
                for person in people:
                    home.asks(person)
                time.sleep(0.3)
                terminate()
            last = time.monotonic()
            eventually(lambda: len(home.answers(*people)) == home.asked, tmp_path / "err", BACK)
            # What may have arrived is tried again after ten minutes, a quarter of a minute here.
            eventually(lambda: not home.unsent() and not home.waiting(), tmp_path / "err", 90)
            assert time.monotonic() - last < 90
        finally:
            runner.close()
        for number in range(cuts):
            assert set(home.told(people, f"{NEWS} {number}.")) <= {1, 2}
        # A session is cut between two words: at most what was under way then is said again.
        assert sum(home.told(people, NEWS)) - cuts * PEOPLE <= cuts
        answers = home.answers(*people)
        assert len(answers) == home.asked
        assert max(answers.values()) <= 2
        assert telegram.breaches == []
