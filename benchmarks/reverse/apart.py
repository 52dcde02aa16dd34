"""Work done in a process of its own, so that its memory is its own and nothing is warm."""

import resource
import sys
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import ParamSpec, TypeVar

_Parameters = ParamSpec("_Parameters")
_Result = TypeVar("_Result")


def apart(work: Callable[_Parameters, _Result], *given: _Parameters.args, **named: _Parameters.kwargs) -> _Result:
    """Do it in a new process."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(work, *given, **named).result()


def peak_memory() -> int:
    """The most memory this process had, in bytes. Linux counts it anew for each program that is started."""
    status = Path("/proc/self/status")
    if not status.exists():
        largest = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return largest if sys.platform == "darwin" else largest * 1024
    (line,) = (line for line in status.read_text().splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) * 1024
