"""Reverse search: how long it takes to match a day's papers against all standing profiles, and beside what.

Ours answers in full: every matching pair with its score. The others count the pairs that answer the same boolean
questions over the same stems; the counts must be equal, or this ends with exit code 1. See ``benchmarks/reverse/``
for the workload, the others and what is timed.

    python benchmarks/reverse_search.py [--quick | --smoke] [--sizes 1000,…,1000000] [--days 50,300] [--budget 60]

The PostgreSQL server is that of PAPERROUND_TEST_POSTGRES; a database is made on it and dropped again.
"""

import argparse
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.reverse import tables
from benchmarks.reverse.apart import apart
from benchmarks.reverse.claims import Measured, claims
from benchmarks.reverse.comparable import (
    Budget,
    Comparison,
    comparable_vocabulary,
    postgres_is_there,
    time_others,
)
from benchmarks.reverse.mixture import any_answer, hot, mixed
from benchmarks.reverse.ours import KERNELS, Task, analyse_day, ask, build, build_from_database, remember
from benchmarks.reverse.papers import day_of
from benchmarks.reverse.report import print_claims, print_machine
from benchmarks.reverse.vocabulary import vocabulary
from benchmarks.reverse.workload import Workload
from bot.core.matching.analysis import analyse


class Plan(NamedTuple):
    """What is run.

    :ivar sizes: numbers of profiles, smallest first.
    :ivar days: numbers of papers, smallest first.
    :ivar budget: seconds another engine may take for one answer.
    """

    sizes: tuple[int, ...]
    days: tuple[int, ...]
    budget: float
    turns: int
    postgres: bool


FULL = Plan((1_000, 10_000, 100_000, 1_000_000), (50, 300), 60.0, 3, postgres=True)
QUICK = Plan((1_000, 50_000), (50, 300), 2.0, 3, postgres=True)
SMOKE = Plan((300,), (10,), 1.0, 1, postgres=False)


def plan_of(arguments: list[str] | None) -> Plan:
    """What the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    length = parser.add_mutually_exclusive_group()
    length.add_argument("--quick", action="store_true", help="about a minute, up to 50,000 profiles")
    length.add_argument("--smoke", action="store_true", help="seconds, no PostgreSQL: only shows that everything runs")
    parser.add_argument("--sizes", help="numbers of profiles, separated by commas, smallest first")
    parser.add_argument("--days", help="numbers of papers, separated by commas, smallest first")
    parser.add_argument("--budget", type=float, help="seconds another engine may take for one answer")
    options = parser.parse_args(arguments)
    plan = QUICK if options.quick else SMOKE if options.smoke else FULL
    return plan._replace(
        sizes=_numbers(options.sizes) or plan.sizes,
        days=_numbers(options.days) or plan.days,
        budget=options.budget or plan.budget,
    )


def main(arguments: list[str] | None = None) -> int:
    """Measure and print; 1 if engines disagree."""
    plan = plan_of(arguments)
    print_machine()
    papers = [analyse(paper) for paper in day_of(plan.days[-1])]
    analysed = {size: apart(analyse_day, size, plan.turns) for size in plan.days}
    tables.print_analysis(analysed)
    words = vocabulary()
    whole = [measure(mixed(words, papers), plan, size, plain=False) for size in plan.sizes]
    whole += [measure(hot(words, papers), plan, plan.sizes[-1], plain=False)]
    tables.print_matching(whole, analysed)
    tables.print_index(whole)
    tables.print_memory(whole, plan.days)
    plain, left_out = comparable_vocabulary(words, papers)
    tables.print_vocabulary(len(plain.words), left_out)
    compared = compare(mixed(plain, papers, any_answer), plan)
    for days in plan.days:
        tables.print_comparison(compared, days)
    print_claims(claims(whole, compared, analysed))
    return 0 if all(comparison.agree for comparison in compared) else 1


def measure(workload: Workload, plan: Plan, size: int, *, plain: bool) -> Measured:
    """Build an index and match every day."""
    with tempfile.TemporaryDirectory() as folder:
        task = Task(workload, plain, size, plan.days, folder, plan.turns)
        built = apart(build, task)
        stored = None if plain or workload.name == "hot" else apart(build_from_database, task)
        memory = () if plain else tuple(apart(remember, task, kernel) for kernel in KERNELS)
        return Measured(workload.name, size, built, stored, apart(ask, task), memory)


def compare(workload: Workload, plan: Plan) -> list[Comparison]:
    """Every engine at every size it can bear, beside ours."""
    budget = Budget(plan.budget)
    postgres = plan.postgres and postgres_is_there()
    found = []
    for size in plan.sizes:
        ours = measure(workload, plan, size, plain=True).asked
        for days in plan.days:
            outcomes = tuple(time_others(workload, size, days, budget, plan.turns, postgres=postgres))
            found.append(Comparison(size, days, tuple(m for m in ours.matched if m.papers == days), outcomes))
    return found


def _numbers(written: str | None) -> tuple[int, ...]:
    return tuple(int(number) for number in written.split(",")) if written else ()


if __name__ == "__main__":
    sys.exit(main())
