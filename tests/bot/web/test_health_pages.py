"""Machines learn whether all is well, seldom enough to trouble nobody; only those with the token see numbers."""

from datetime import timedelta
from typing import Any, cast

import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.core.watch.types import FetchTiming, Watched
from bot.web.health_pages import KEPT
from bot.web.safety import SAFE_HEADERS
from scrapers.kinds.types import WatchedSource
from store.watch import Look, LookResult
from tests.bot.web.site_world import Visitor, World

KEY = "0123456789abcdef"
MEADOW = Watched(source=WatchedSource(name="meadow", kind="feed"), timing=FetchTiming(every=timedelta(hours=1)))


class Counting:
    """A store that counts how often it is asked."""

    def __init__(self, store: Any) -> None:
        self._store = store
        self.asked = 0

    def __getattr__(self, name: str) -> Any:
        self.asked += name in ("reading", "timing")
        return getattr(self._store, name)


def looked(world: World) -> None:
    with world.store.writing() as catalog:
        look: dict[str, Any] = {
            "source": "meadow",
            "run": "r",
            "day": None,
            "begun_at": world.now,
            "ended_at": world.now,
        }
        catalog.add_look(Look(**look, result=LookResult.NEWS))


def test_readyz_is_503_with_the_reason_until_all_is_well(world: World) -> None:
    with Visitor(world.app(sources=[MEADOW])) as somebody:
        before = somebody.get("/readyz")
        looked(world)
        world.now += KEPT
        after = somebody.get("/readyz")
        health = somebody.get("/healthz")
    assert before.status == 503
    assert "FAIL  source meadow: was never looked at with success\n" in before.text
    assert (after.status, after.text.count("ok  ")) == (200, 3)
    assert (health.status, health.text) == (200, "ok\n")
    for name, value in SAFE_HEADERS.items():
        assert before.headers[name] == value


def test_readyz_notices_a_full_disk(world: World) -> None:
    with Visitor(world.app(room=lambda: 0)) as somebody:
        assert somebody.get("/readyz").status == 503


def test_the_database_is_asked_once_however_many_want_to_know(world: World) -> None:
    world.store = store = cast("Any", Counting(world.store))
    with Visitor(world.app(metrics_token=KEY)) as somebody:
        for page in ("/readyz", "/metrics"):
            asked = []
            for _ in range(20):
                somebody.get(page, headers={"Authorization": f"Bearer {KEY}"})
                asked.append(store.asked)
            assert len(set(asked)) == 1
            world.now += KEPT
            somebody.get(page, headers={"Authorization": f"Bearer {KEY}"})
            assert store.asked > asked[0]


@pytest.mark.parametrize(
    "said",
    [
        None,
        "",
        "Bearer",
        "Bearer wrong",
        f"Bearer {KEY}x",
        f"Bearer {KEY[:-1]}",
        f"Basic {KEY}",
        KEY,
        "Bearer schlüssel",
    ],
)
def test_without_the_token_there_is_no_page_of_metrics(world: World, said: str | None) -> None:
    headers = {} if said is None else {"Authorization": said.encode()}
    with Visitor(world.app(metrics_token=KEY)) as somebody:
        closed, nothing = somebody.get("/metrics", headers=headers), somebody.get("/nothing", headers=headers)
    assert (closed.status, closed.text) == (404, nothing.text)


def test_without_a_token_set_there_are_no_metrics_for_anybody(world: World) -> None:
    with Visitor(world.app()) as somebody:
        for said in (f"Bearer {KEY}", "Bearer ", "Bearer None"):
            assert somebody.get("/metrics", headers={"Authorization": said}).status == 404


def test_with_the_token_there_are_numbers_and_no_names(world: World) -> None:
    with Visitor(world.app(metrics_token=KEY, sources=[MEADOW])) as somebody:
        answer = somebody.get("/metrics", headers={"Authorization": f"bearer {KEY}"})
    assert answer.status == 200
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    assert answer.headers["cache-control"] == "no-store"
    families = {family.name for family in text_string_to_metric_families(answer.text)}
    assert {"paperround_deliveries", "paperround_source_enabled", "process_resident_memory_bytes"} <= families
    assert "ada" not in answer.text.lower()
