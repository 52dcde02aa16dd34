"""A part that crashes is begun again and disturbs no other; one that cannot be kept running ends the process."""

from collections.abc import Iterator
from itertools import count
from threading import Event

import pytest

from bot.timer.supervising import Crashes, Part, supervise


def waits(stop: Event) -> None:
    stop.wait()


class Fragile:
    """Crashes so many times, then goes on; or ends without having been told to."""

    def __init__(self, crashes: int, *, quietly: bool = False) -> None:
        self.left = crashes
        self.begun = 0
        self.quietly = quietly

    def __call__(self, stop: Event) -> None:
        self.begun += 1
        if self.left:
            self.left -= 1
            if self.quietly:
                return
            raise ZeroDivisionError("by nothing")
        stop.set()


def clock(step: float) -> Iterator[float]:
    return count(0.0, step)


def test_told_to_stop_all_parts_end_and_all_is_well() -> None:
    stop = Event()
    stop.set()
    assert supervise([Part("worker", waits), Part("pages", waits)], stop)


@pytest.mark.parametrize("quietly", [False, True])
def test_a_part_that_crashed_is_begun_again_and_the_other_never_noticed(
    caplog: pytest.LogCaptureFixture, quietly: bool
) -> None:
    fragile, stop, there = Fragile(2, quietly=quietly), Event(), Event()
    waited: list[float] = []
    begun: list[str] = []

    def steady(event: Event) -> None:
        begun.append("worker")
        there.set()
        event.wait()

    def after_the_other(event: Event) -> None:
        there.wait()
        fragile(event)

    parts = [Part("pages", after_the_other), Part("worker", steady)]
    assert supervise(parts, stop, seconds=lambda: 0.0, wait=lambda _, seconds: waited.append(seconds))
    assert (fragile.begun, begun, waited) == (3, ["worker"], [1.0, 2.0])
    assert "pages" in caplog.text
    assert "worker" not in caplog.text


def test_three_crashes_within_a_minute_end_the_process(caplog: pytest.LogCaptureFixture) -> None:
    fragile, stop = Fragile(100), Event()
    moments = clock(10.0)
    parts = [Part("pages", fragile), Part("worker", waits)]
    assert not supervise(parts, stop, seconds=lambda: next(moments), wait=lambda *_: None)
    assert fragile.begun == 3
    assert "crashed 3 times within a minute" in caplog.text


def test_a_crash_now_and_then_ends_nothing() -> None:
    crashes = Crashes()
    assert [crashes.wait_after(moment) for moment in (0, 100, 131, 165, 220, 270, 271)] == [1, 1, 2, 2, 2, 2, None]


def test_a_part_that_does_not_end_is_left_behind_and_said_so(caplog: pytest.LogCaptureFixture) -> None:
    stop, never, began = Event(), Event(), Event()

    def deaf(_: Event) -> None:
        began.set()
        never.wait()

    def ends_it(event: Event) -> None:
        began.wait()
        event.set()

    assert not supervise([Part("deaf", deaf), Part("other", ends_it)], stop, ending=0.05)
    assert "deaf does not come to its end" in caplog.text
    never.set()
