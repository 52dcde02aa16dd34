"""What the doctor finds of sources, and of the clock by their answers."""

from datetime import timedelta
from email.utils import format_datetime

import pytest

from bot.core.watch.types import Watched
from bot.doctor.types import State
from scrapers.kinds.types import WatchedSource
from tests.bot.doctor.doctor_world import FEED, World
from tests.scrapers.hostile_site import Reply

OK, WARNING, FAILED = State.OK, State.WARNING, State.FAILED


@pytest.mark.parametrize(
    ("how", "state", "said", "cure"),
    [
        ({"status": 403}, FAILED, "403", "contact"),
        ({"status": 429, "headers": {"Retry-After": "3600"}}, WARNING, "13:00", "before then"),
        ({"status": 404}, FAILED, "404", "address"),
        ({"status": 503}, FAILED, "503", "asked again"),
        (
            {"body": b"<html><body><p>Welcome to our new site, it is so new.</p></body></html>"},
            FAILED,
            "",
            "source record",
        ),
    ],
)
def test_a_source_that_does_not_answer_well_is_told_with_what_to_do(world, how, state, said, cure):
    world.says(how.pop("body", b"no"), **how)
    ((found, told, todo),) = world.of("source ours")
    assert found is state
    assert world.site.url("/feed") in told
    assert said in told
    assert cure in todo


def test_a_private_address_that_nobody_allowed_is_told_with_the_setting_that_allows_it(world: World) -> None:
    world.settings["fetch_allow"] = ()
    ((state, _, cure),) = world.of("source ours")
    assert state is FAILED
    assert "PAPERROUND_FETCH_ALLOW" in cure
    assert world.site.requests == []


def test_sources_that_are_not_enabled_are_left_alone_and_none_at_all_is_a_failure(world: World) -> None:
    world.sources = (Watched(source=world.source("ours").source, enabled=False),)
    ((state, _, cure),) = world.of("sources")
    assert (state, "paperround init" in cure) == (FAILED, True)
    assert world.site.requests == []


def test_a_watched_folder_is_looked_into(world: World) -> None:
    folder = world.folder / "incoming"
    world.sources = (Watched(source=WatchedSource(name="dumps", kind="dump", address=str(folder))),)
    ((state, _, cure),) = world.of("source dumps")
    assert (state, cure) == (FAILED, f"Run: mkdir -p {folder}")
    folder.mkdir()
    ((state, said, _),) = world.of("source dumps")
    assert (state, said) == (OK, f"{folder} is watched; it is empty.")


@pytest.mark.parametrize(
    ("minutes", "state", "said"),
    [(1, OK, "agrees"), (-1, OK, "agrees"), (5, WARNING, "5 minutes slow"), (-11, FAILED, "11 minutes fast")],
)
def test_the_clock_is_compared_with_that_of_hosts_that_answer(
    world: World, minutes: int, state: State, said: str
) -> None:
    world.site.route("/feed", lambda _: reply_at(world, minutes))
    ((found, told, _),) = world.of("clock")
    assert found is state
    assert said in told


def reply_at(world: World, minutes: int) -> Reply:
    told = format_datetime(world.now + timedelta(minutes=minutes), usegmt=True)
    return Reply(body=FEED, headers={"Content-Type": "application/rss+xml", "Date": told})
