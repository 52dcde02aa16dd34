"""The parts of a process that runs for long, each in a thread of its own, so that none waits for another.

A part that crashes is begun again, ever later. One that crashes again and again takes the process with it: whoever
started that can see it, and begin anew.
"""

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from threading import Event, Thread

MOST_CRASHES = 3
"""So many crashes of one part …"""
WITHIN = 60.0
"""… in so many seconds end the process."""
FIRST_WAIT = 1.0
"""Seconds before a part is begun again; each time twice as long."""
ENDING = 15.0
"""Seconds that all parts have to come to their end, once they were told to."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Part:
    """Something that goes on until it is told to stop.

    :ivar name: as in the log. :ivar run: goes on until the event is set, and returns soon after that.
    """

    name: str
    run: Callable[[Event], None]


@dataclass(slots=True)
class Crashes:
    """The crashes of a part within the last minute, in seconds of whichever clock."""

    times: list[float] = field(default_factory=list)

    def wait_after(self, now: float) -> float | None:
        """Seconds after which to begin again after one more crash; ``None``: not at all."""
        self.times = [*(each for each in self.times if now - each < WITHIN), now]
        return None if len(self.times) >= MOST_CRASHES else FIRST_WAIT * 2 ** (len(self.times) - 1)


def supervise(
    parts: Sequence[Part],
    stop: Event,
    *,
    seconds: Callable[[], float] = time.monotonic,
    wait: Callable[[Event, float], object] = Event.wait,
    ending: float = ENDING,
) -> bool:
    """Run all parts until told to stop, or until one cannot be kept running.

    :param stop: set by whoever wants all of it to end; set here if a part cannot be kept running.
    :param seconds: a clock that only goes forward. :param wait: waits so many seconds, or until the event is set.
    :param ending: seconds that parts have to come to their end.
    :return: whether all went well.
    """
    failed: list[str] = []
    threads = [
        # As daemons: a part that does not come to its end must not keep the process from it.
        Thread(target=_keep_running, args=(part, stop, failed, seconds, wait), name=part.name, daemon=True)
        for part in parts
    ]
    for thread in threads:
        thread.start()
    stop.wait()
    _log.info("Ending: what is begun is finished first.")
    last = time.monotonic() + ending
    for thread in threads:
        thread.join(max(0.0, last - time.monotonic()))
        if thread.is_alive():
            _log.error("%s does not come to its end; it is left to itself.", thread.name)
            failed.append(thread.name)
    return not failed


def _keep_running(
    part: Part,
    stop: Event,
    failed: list[str],
    seconds: Callable[[], float],
    wait: Callable[[Event, float], object],
) -> None:
    crashes = Crashes()
    while not stop.is_set():
        try:
            part.run(stop)
        except (Exception, SystemExit):  # noqa: BLE001 - logged, and begun again; uvicorn exits when it cannot start
            _log.exception("%s crashed", part.name)
        else:
            if stop.is_set():
                return
            _log.error("%s came to its end, though nobody told it to", part.name)
        pause = crashes.wait_after(seconds())
        if pause is None:
            _log.critical("%s crashed %d times within a minute: all of it ends", part.name, MOST_CRASHES)
            failed.append(part.name)
            stop.set()
        else:
            _log.warning("%s is begun again in %g seconds", part.name, pause)
            wait(stop, pause)
