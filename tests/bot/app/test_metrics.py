"""What is counted is what is stored, in a format Prometheus reads, and names no reader."""

import asyncio
from collections.abc import Iterator
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.app.delivery_round import deliver_round
from bot.app.metrics import metrics_of
from bot.app.outcomes import Policy
from bot.app.process_counts import LEASE_STEALS, MATCHING
from bot.channels.types import Later
from bot.core.watch.types import Watched
from scrapers.kinds.types import WatchedSource
from store.api import Reading, Store
from store.errors import DatabaseError
from store.readers import Bounce, BounceKind, Way
from store.watch import Incident, Look, LookResult, PutAside, SourceVerdict, VerdictKind
from tests.bot.app.delivery_world import Postbox, World
from tests.store.emptied import emptied

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
MEADOW = Watched(source=WatchedSource(name="meadow", kind="feed"))

Values = dict[tuple[str, ...], float]


@pytest.fixture
def store() -> Iterator[Store]:
    with emptied() as opened:
        yield opened


def counted(store: Store, now: datetime = NOON) -> dict[str, Values]:
    """The values of every metric, by the texts of its labels in the order of the labels' names."""
    text = metrics_of(store, [MEADOW], lambda: now)().decode()
    return {
        family.name: {
            tuple(text for _, text in sorted(sample.labels.items())): sample.value for sample in family.samples
        }
        for family in text_string_to_metric_families(text)
    }


def test_looks_are_counted_by_source_and_result_over_a_day(store: Store) -> None:
    with store.writing() as catalog:
        for ago, result, new in ((1, LookResult.NEWS, 3), (2, LookResult.NEWS, 1), (3, LookResult.FAILED, 0)):
            at = NOON - timedelta(hours=ago)
            facts: dict[str, Any] = {"source": "meadow", "run": "r", "day": None, "begun_at": at, "ended_at": at}
            catalog.add_look(Look(**facts, result=result, entries=10 * new, new=new, promised=2 * new))
        old = NOON - timedelta(days=2)
        catalog.add_look(
            Look(source="meadow", run="r", day=None, begun_at=old, ended_at=old, result=LookResult.NEWS, new=90)
        )
    found = counted(store)
    assert found["paperround_looks_24h"] == {("failed", "meadow"): 1, ("news", "meadow"): 2}
    assert found["paperround_new_papers_24h"] == {("meadow",): 4}
    assert found["paperround_entries_24h"] == {("meadow",): 40}
    assert found["paperround_promised_24h"] == {("meadow",): 8}
    last = (NOON - timedelta(hours=1)).timestamp()
    assert found["paperround_last_success_timestamp_seconds"] == {("meadow",): last}


def test_of_all_verdicts_one_is_true(store: Store) -> None:
    with store.writing() as catalog:
        verdict = SourceVerdict(source="meadow", kind=VerdictKind.STALLED, said="…", since=NOON, judged_at=NOON)
        catalog.keep_verdict(verdict)
    verdicts = counted(store)["paperround_source_verdict"]
    assert len(verdicts) == len(VerdictKind)
    assert [labels for labels, value in verdicts.items() if value] == [("meadow", "stalled")]


def test_trouble_jobs_and_hosts_are_told(store: Store) -> None:
    with store.writing() as catalog:
        catalog.open_incident(Incident(subject="source meadow", kind="failed", said="…", began_at=NOON))
        page: dict[str, Any] = {
            "source": "meadow",
            "run": "r",
            "day": None,
            "address": "a",
            "media_type": "",
            "said": "…",
        }
        catalog.put_page_aside(PutAside(**page, received_at=NOON, result=LookResult.CHANGED, size=1, body=b"x"))
    with store.timing() as timing:
        timing.ensure_job("fetch meadow", NOON - timedelta(seconds=90))
        timing.ensure_job("deliver", NOON + timedelta(seconds=90))
        timing.take_lease("leader", "me", NOON, NOON + timedelta(seconds=20))
        timing.forbid_host("meadow.example", NOON + timedelta(seconds=60))
    found = counted(store)
    assert found["paperround_incidents_open"] == {("failed",): 1}
    assert found["paperround_pages_put_aside"] == {("changed", "meadow"): 1}
    assert found["paperround_job_late_seconds"] == {("deliver",): 0, ("fetch meadow",): 90}
    assert found["paperround_lease_held"] == {("leader",): 1}
    assert found["paperround_host_forbidden_seconds"] == {("meadow.example",): 60}


def test_nobody_is_late_where_sources_are_fetched_by_hand_and_he_who_died_is_for_a_day(store: Store) -> None:
    def late(after: timedelta) -> Values:
        found = counted(store, NOON + after)
        assert ("fetch meadow",) in found["paperround_job_runs"]
        return found["paperround_job_late_seconds"]

    with store.timing() as timing:
        for name in ("fetch meadow", "fetch switched off", "fetch forgotten"):
            timing.ensure_job(name, NOON)
    assert late(timedelta(days=9)) == {}
    with store.timing() as timing:
        timing.take_lease("leader", "me", NOON, NOON + timedelta(seconds=20))
        timing.claim_job("fetch meadow", "me", NOON, lease=timedelta(seconds=30), even_if_early=False)
    assert late(timedelta(seconds=10)) == {("fetch meadow",): 0}, "nobody looks at the others"
    assert late(timedelta(seconds=90)) == {("fetch meadow",): 90}, "whoever was at it is dead"
    assert late(timedelta(days=2)) == {}
    with store.timing() as timing:
        timing.give_lease_back("leader", "me")
    assert late(timedelta(seconds=90)) == {}


def test_messages_are_counted_by_way_and_state_and_what_is_due_by_how_long_and_nobody_is_named(store: Store) -> None:
    world = World(store)
    world.reader("ada", "pigeon")
    world.read("Pigeons sort letters")
    waiting = counted(store, world.now + timedelta(hours=2, minutes=15))
    due = {age for (age, way), count in waiting["paperround_outbox_due"].items() if way == "mail" and count}
    assert due == {"0", "60", "600"}
    assert not any(waiting["paperround_delivery_oldest_seconds"].values()), "none is made yet"
    world.now += timedelta(hours=3)
    sending = {Way.MAIL: Postbox().outlet()}
    done = deliver_round(store, world.explainer, sending, clock=lambda: world.now, policy=Policy(owner="me"))
    assert len(asyncio.run(done).sent.attempts) == 1
    with store.writing() as catalog:
        (address,) = catalog.addresses()
        bounce = Bounce(reader=1, address=address.number, kind=BounceKind.HARD, said="550", at=world.now)
        catalog.record_bounce(bounce)
    text = metrics_of(store, [MEADOW], lambda: world.now)()
    assert b"ada" not in text
    after = counted(store, world.now)
    assert not any(after["paperround_outbox_due"].values())
    assert after["paperround_bounces_24h"] == {("hard",): 1}
    assert after["paperround_papers"] == {(): 1}
    assert after["paperround_deliveries"][("dead", "mail")] == 0
    assert after["paperround_deliveries"][("sent", "mail")] == 1
    assert set(after["paperround_delivery_oldest_seconds"].values()) == {0}
    assert after["paperround_sending_seconds"] == {(part,): 0.0 for part in ("0.5", "0.9", "0.99", "1")}


def test_of_messages_that_wait_the_age_of_the_oldest_is_told(store: Store) -> None:
    world = World(store)
    world.reader("ada", "pigeon")
    world.read("Pigeons sort letters")
    world.now += timedelta(hours=3)
    box = Postbox()
    box.troubles = [Later("greylisted")]
    broken = {Way.MAIL: box.outlet()}
    asyncio.run(deliver_round(store, world.explainer, broken, clock=lambda: world.now, policy=Policy(owner="me")))
    ages = counted(store, world.now + timedelta(minutes=7))["paperround_delivery_oldest_seconds"]
    assert {labels: age for labels, age in ages.items() if age} == {("pending", "mail"): 420}


def test_what_this_process_did_is_told_as_counted(store: Store) -> None:
    def told() -> dict[str, float]:
        text = metrics_of(store, [], lambda: NOON)().decode()
        families = {family.name: family for family in text_string_to_metric_families(text)}
        steals, matching = families["paperround_lease_steals"], families["paperround_match_seconds"]
        return {
            sample.name + sample.labels.get("le", ""): sample.value for sample in (*steals.samples, *matching.samples)
        }

    before = told()
    LEASE_STEALS.add(2)
    for seconds in (0.02, 0.3, 60):
        MATCHING.observe(seconds)
    more = {name: round(value - before[name], 9) for name, value in told().items()}
    bucket = "paperround_match_seconds_bucket"
    assert more == {
        "paperround_lease_steals_total": 2,
        **{bucket + bound: n for bound, n in zip(("0.01", "0.03", "0.1", "0.3"), (0, 1, 1, 2), strict=True)},
        **{bucket + bound: n for bound, n in zip(("1", "3", "10", "+Inf"), (2, 2, 2, 3), strict=True)},
        "paperround_match_seconds_count": 3,
        "paperround_match_seconds_sum": 60.32,
    }


class Away:
    """A database that cannot be used."""

    def reading(self) -> AbstractContextManager[Reading]:
        raise DatabaseError("it is gone")


def test_a_database_that_is_away_is_told_and_nothing_else_of_it() -> None:
    found = counted(Away())  # type: ignore[arg-type]
    assert found["paperround_database_up"] == {(): 0}
    assert "paperround_deliveries" not in found
    assert "paperround_build_info" in found
