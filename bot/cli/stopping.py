"""A command that is told to end: what it began is brought to an end first."""

import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

TERMINATED = 128 + signal.SIGTERM
"""The exit code of a process that was told to end, as shells give it."""

FORCED = 128 + signal.SIGINT
"""The exit code of a process that was told twice."""


_ONE = 0.5
"""Seconds within which two signals are one: a shell, or ``timeout``, may tell the process and its group."""


@contextmanager
def stopped_by_sigterm() -> Iterator[None]:
    """While the block lasts, SIGTERM calls off what runs as Ctrl-C does; the exit code then says which of them it was.
    Only in the main thread, as all signals.
    """
    told: list[int] = []

    def stop(number: int, _frame: object) -> None:
        told.append(number)
        signal.raise_signal(signal.SIGINT)

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    except KeyboardInterrupt:
        if told:
            sys.exit(TERMINATED)
        raise
    finally:
        signal.signal(signal.SIGTERM, before)


@contextmanager
def told_to_stop() -> Iterator[Event]:
    """While the block lasts, SIGTERM and Ctrl+C alike set the event that is given, and nothing else happens; whoever
    waits for it brings all to an end. Ctrl+C a second time, after half a second or more, ends the process at once,
    whatever is going on; leases then run out by themselves. Only in the main thread, as all signals.
    """
    stop = Event()
    told_at: dict[int, float] = {}

    def tell(number: int, _frame: object) -> None:
        before, now = told_at.get(number, -_ONE), time.monotonic()
        if number == signal.SIGINT and told_at and now - before > _ONE:
            os._exit(FORCED)
        told_at[number] = now
        # By another thread: this one may be within the event's own lock, waiting for it.
        Thread(target=stop.set, daemon=True).start()

    before = {number: signal.signal(number, tell) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
