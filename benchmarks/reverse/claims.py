"""What is claimed of the reverse search, with targets."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from benchmarks.reverse.comparable import IN_POSTGRES, Comparison
from benchmarks.reverse.ours import Analysed, Asked, Built, Memory
from benchmarks.reverse.report import Claim, at_least, at_most

SIZE = 1_000_000
"""The claims about time and memory are about so many profiles."""

_SECONDS = {(50, "numpy"): 0.6, (50, "numba"): 0.15, (300, "numpy"): 2.5, (300, "numba"): 0.5}
_RATIOS = {(50, "numpy"): 25.0, (50, "numba"): 100.0, (300, "numba"): 150.0}
_GIGABYTE = 1e9
_LINEAR = 1.5
"""A profile among the most may cost so many times what it costs among a tenth of them."""


class Measured(NamedTuple):
    """An index of so many profiles.

    :ivar stored: seconds and peak memory of building it from a database, if that was done.
    :ivar memory: one for each kernel, if that was measured.
    """

    workload: str
    profiles: int
    built: Built
    stored: tuple[float, int] | None
    asked: Asked
    memory: tuple[Memory, ...]


def claims(
    whole: Sequence[Measured], compared: Sequence[Comparison], analysed: Mapping[int, Analysed]
) -> tuple[Claim, ...]:
    """All that the sizes that were run can say."""
    usual = [each for each in whole if each.workload == "mixed"]
    largest = [each for each in usual if each.profiles == SIZE]
    found = [claim for each in largest for claim in (*_times(each, analysed), *_index(each))]
    found += [claim for comparison in compared if comparison.profiles == SIZE for claim in _ratios(comparison)]
    found += _linear(usual)
    equal = sum(comparison.agree for comparison in compared)
    found.append(
        Claim(
            "every engine finds the same number of pairs",
            f"{len(compared)} of {len(compared)}",
            f"{equal}",
            equal == len(compared),
        )
    )
    return tuple(found)


def _times(each: Measured, analysed: Mapping[int, Analysed]) -> Iterator[Claim]:
    for run in each.asked.matched:
        limit = _SECONDS.get((run.papers, run.kernel))
        if limit:
            pairs = "every positive score" if run.all_scores else "what is told"
            what = f"{run.profiles:,} × {run.papers}, {run.kernel}, {pairs}, with analysis"
            together = run.seconds.best + analysed[run.papers].cold.best
            yield at_most(what, limit, together, "s")
            yield at_most(f"{what} and new word statistics", limit, together + each.asked.preparing.best, "s")


def _index(each: Measured) -> Iterator[Claim]:
    for memory in each.memory:
        what = f"memory to load and match {SIZE:,} profiles, {memory.kernel}"
        yield at_most(f"{what}, what is told", 1.0, memory.told / _GIGABYTE, "GB")
        yield at_most(f"{what}, every positive score", 1.0, memory.all_scores / _GIGABYTE, "GB")
    if each.stored:
        yield at_most(f"building {SIZE:,} profiles from the database", 60.0, each.stored[0], "s")
        yield at_most("memory to build them", 1.0, each.stored[1] / _GIGABYTE, "GB")
    yield at_most("loading them from saved arrays", 1.0, each.asked.loading.best, "s")
    yield at_most("adding one", 50.0, each.asked.adding[0], "µs")
    yield at_most("removing one", 50.0, each.asked.removing[0], "µs")


def _ratios(comparison: Comparison) -> Iterator[Claim]:
    for (papers, kernel), least in _RATIOS.items():
        ours = comparison.ours_of(kernel) if papers == comparison.papers else None
        for engine in IN_POSTGRES:
            theirs = comparison.others_of(engine)
            if ours and theirs:
                what = f"{SIZE:,} × {papers}, {kernel}, beside {engine}"
                yield at_least(what, least, theirs / ours, "×")


def _linear(usual: Sequence[Measured]) -> Iterator[Claim]:
    """The cost of a profile does not grow with their number."""
    if len(usual) > 1:
        few, many = usual[-2], usual[-1]
        for before, after in zip(few.asked.matched, many.asked.matched, strict=True):
            if not before.all_scores:
                grown = (after.seconds.best / after.profiles) / (before.seconds.best / before.profiles)
                sizes = f"{many.profiles:,} beside one among {few.profiles:,}"
                what = f"cost of a profile among {sizes}, × {after.papers}, {after.kernel}"
                yield at_most(what, _LINEAR, grown, "×")
