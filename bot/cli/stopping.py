"""A command that is told to end: what it began is brought to an end first."""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager

TERMINATED = 128 + signal.SIGTERM
"""The exit code of a process that was told to end, as shells give it."""


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
