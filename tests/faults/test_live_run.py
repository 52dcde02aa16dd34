"""``paperround run``, killed and begun anew at random, with the sites, the mail server and the clock all going on.

A real process watches three sites that grow, and mails what is new to a real mail server; its clock runs hundreds of
times faster than the one on the wall. Again and again the operating system kills it, wherever it happens to be. In the
end every paper that was ever listed is recorded, every reader was told of each, and no more is told twice than was in
flight when somebody was killed.

The normal run squeezes an hour into ten seconds; the slow one half a day into a minute and a half, on both databases,
or a week into so many seconds as LIVE_WEEK_SECONDS says (3600: the hour of a simulated week).
"""

import os
import re
import signal
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from bot.core.backoff import MAX_LEASES
from store.sql import check
from tests.faults.live_world import MINUTE, Runner, Span, World
from tests.faults.site_pages import TITLE
from tests.faults.site_world import HOUR

AFTER = 10 * MINUTE
"""So long after the last paper the process goes on at least."""
SETTLED = 2.0
"""Seconds on the wall that the last process has to come to itself."""
PATIENCE = 60.0
"""Seconds on the wall within which all must be told after that."""
WEEK = timedelta(days=7)

AN_HOUR = Span(HOUR - 2 * AFTER, 360, (0.8, 2.2), papers=120, kills=MAX_LEASES - 1)
HALF_A_DAY = Span(12 * HOUR, 480, (3.0, 9.0), papers=100)


def long_span() -> Span:
    """Half a day in a minute and a half, or a week in as long as was wished."""
    seconds = os.environ.get("LIVE_WEEK_SECONDS")
    return Span(WEEK, WEEK.total_seconds() / float(seconds), (2.0, 60.0), papers=40) if seconds else HALF_A_DAY


@contextmanager
def running(folder: Path) -> Iterator[Runner]:
    """A process whose forks run."""
    runner = Runner(folder / "log")
    try:
        yield runner
    finally:
        runner.close()


def live(world: World, runner: Runner) -> None:
    """Kill and begin anew until the sites grow no more; then let one process tell everything, and end it well."""
    while world.clock() < world.end and world.kills < world.span.kills:
        process = runner.start(world.command)
        world.talk()
        time.sleep(world.chance.uniform(*world.span.lives))
        world.talk()
        os.kill(process, signal.SIGKILL)
        assert runner.end()["killed"]
        world.kills += 1
        world.disturb_mail()
        world.disturb_telegram()
    process = runner.start(world.command)
    first, last = time.monotonic() + SETTLED, time.monotonic() + PATIENCE
    while (
        time.monotonic() < first
        or world.clock() < world.end + AFTER
        or world.recorded() != world.listed()
        or world.waiting("ada")
        or world.waiting("cid")
        or world.unsent()
        or world.unheard()
        or len(world.answers()) < world.asked
    ):
        if time.monotonic() > last:
            os.kill(process, signal.SIGUSR1)
            time.sleep(1)
            os.kill(process, signal.SIGKILL)
            log = (world.folder / "log").read_text()
            missing = world.listed() - world.recorded()
            pytest.fail(f"{missing}, {world.waiting('ada')}, {world.unsent()}\n{log[-20_000:]}")
        time.sleep(0.3)
    os.kill(process, signal.SIGTERM)
    assert runner.end() == {"killed": False, "code": 0}, (world.folder / "log").read_text()


def assert_nothing_is_lost(world: World) -> None:
    assert world.recorded() == world.listed()
    assert world.unsent() == []
    assert check(world.url).findings == ()
    for reader in ("ada", "ben"):
        assert world.delivered(reader) + world.waiting(reader) == Counter(world.listed()), reader
        shown = Counter(title for letter in world.letters(reader) for title in set(re.findall(TITLE, letter)))
        assert set(shown.values()) <= {1}, reader
    # Letters to those who want to hear at once show all that they tell of, up to so many.
    told = {title for letter in world.letters("ada") for title in re.findall(TITLE, letter)}
    assert told | world.counted("ada") == world.listed()
    assert told.isdisjoint(world.counted("ada"))
    assert world.repeats <= world.kills
    assert_chats_have_all_of_it(world)


def assert_chats_have_all_of_it(world: World) -> None:
    for reader in ("cid", "dot"):
        assert world.delivered(reader) + world.waiting(reader) == Counter(world.listed()), reader
        assert world.messages(reader) >= world.sent(reader) > 0, reader
    repeated = sum(world.messages(reader) - world.sent(reader) for reader in ("cid", "dot"))
    assert repeated <= world.kills + world.doubts
    answers = world.answers()
    assert len(answers) == world.asked
    # Chats are answered beside each other: somebody who is killed may have been at one answer in each.
    assert sum(answers.values()) - world.asked <= len(world.people) * world.kills + world.doubts
    assert world.telegram.breaches == []


def assert_it_survives(span: Span, url: str, folder: Path) -> None:
    with running(folder) as runner, World(url, folder, span) as world:
        live(world, runner)
        assert world.kills >= 2
        assert_nothing_is_lost(world)


def test_an_hour_in_ten_seconds_with_kills_loses_nothing_and_repeats_at_most_one_message_a_kill(
    file_url: str, tmp_path: Path
) -> None:
    assert_it_survives(AN_HOUR, file_url, tmp_path)


@pytest.mark.slow
def test_half_a_day_with_many_kills_does_so_on_both_databases(lasting_url: str, tmp_path: Path) -> None:
    assert_it_survives(long_span(), lasting_url, tmp_path)
