"""How times are taken: the best and the median of several runs, after one to warm up."""

import statistics
import sys
import time
from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar

_Result = TypeVar("_Result")


class Seconds(NamedTuple):
    """What several runs took."""

    best: float
    median: float


class Spent:
    """Asks whether a budget of seconds is used up; starts when it is made."""

    def __init__(self, seconds: float) -> None:
        self._end = time.perf_counter() + seconds

    def __bool__(self) -> bool:
        return time.perf_counter() >= self._end


def once(work: Callable[[], _Result]) -> tuple[float, _Result]:
    """The seconds it took, and what came of it."""
    started = time.perf_counter()
    result = work()
    return time.perf_counter() - started, result


def repeated(work: Callable[[], object], *, turns: int = 3, before: Callable[[], object] | None = None) -> Seconds:
    """Time ``work`` so many times.

    :param before: done before each turn, not timed.
    """
    taken = []
    for _ in range(turns):
        if before:
            before()
        taken.append(once(work)[0])
    return Seconds(min(taken), statistics.median(taken))


def forget_words() -> None:
    """Empty every cache of the matching code, as in a process that has just begun."""
    for name, module in list(sys.modules.items()):
        if name.startswith("bot.core.matching"):
            for value in list(vars(module).values()):
                clear: Any = getattr(value, "cache_clear", None)
                if clear:
                    clear()
