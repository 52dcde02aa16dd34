"""The tables of the benchmark."""

from collections.abc import Mapping, Sequence

from benchmarks.reverse.claims import Measured
from benchmarks.reverse.comparable import ENGINES, Comparison
from benchmarks.reverse.ours import KERNELS, Analysed, Matched
from benchmarks.reverse.report import MEGABYTE, megabytes, print_table, seconds

_INDEX_HEADS = ",build,from database,save,load,prepare,saved,peak building,add µs,remove µs"


def print_analysis(analysed: Mapping[int, Analysed]) -> None:
    """Folding the day's texts."""
    rows = [
        (
            f"{size} papers",
            *(seconds(value) for value in (*each.cold, *each.warm)),
            f"{each.characters / each.cold.best / MEGABYTE:.1f}",
        )
        for size, each in analysed.items()
    ]
    heads = ("", "cold, best", "median", "warm, best", "median", "cold MB/s")
    print_table("Analysing the papers of a day (seconds; once, however many profiles there are)", heads, rows)


def print_matching(measured: Sequence[Measured], analysed: Mapping[int, Analysed]) -> None:
    """Ours over the whole language, from the smallest number of profiles to the largest."""
    rows = [_matched(each.workload, run, analysed[run.papers]) for each in measured for run in each.asked.matched]
    heads = ("", "pairs", "written", "of all", "best", "median", "+ analysis", "ns/profile", "limit", "joining")
    notes = (
        "told: scores that reach the profile's threshold; all: every positive score.",
        "limit: the share of the best time that it takes to allocate and fill arrays of that size.",
        "joining: seconds besides, for who wants all matches in one column each instead of in blocks.",
    )
    print_table("Matching, whole language, full scores (seconds)", heads, rows, notes)


def _matched(workload: str, run: Matched, analysed: Analysed) -> tuple[str, ...]:
    return (
        f"{workload} {run.profiles:,} × {run.papers}, {run.kernel}",
        "all" if run.all_scores else "told",
        f"{run.matches:,}",
        f"{run.matches / run.profiles / run.papers:.1%}",
        seconds(run.seconds.best),
        seconds(run.seconds.median),
        seconds(run.seconds.best + analysed.cold.best),
        f"{run.seconds.best / run.profiles * 1e9:,.0f}",
        f"{run.writing / run.seconds.best:.1%}",
        seconds(run.joining),
    )


def print_index(measured: Sequence[Measured]) -> None:
    """Making, keeping and changing the index."""
    rows = [
        (
            f"{each.workload} {each.profiles:,}",
            seconds(each.built.seconds - each.built.drawing),
            seconds(each.stored[0] if each.stored else None),
            seconds(each.built.saving),
            seconds(each.asked.loading.best),
            seconds(each.asked.preparing.best),
            megabytes(each.built.size),
            megabytes(each.built.peak),
            f"{each.asked.adding[0]:.1f}",
            f"{each.asked.removing[0]:.1f}",
            *(seconds(each.asked.first_call[kernel]) for kernel in KERNELS),
        )
        for each in measured
    ]
    heads = [*_INDEX_HEADS.split(","), *(f"first {kernel}" for kernel in KERNELS)]
    notes = (
        "build: from profiles as text, without making them up. Peak: resident memory of the process.",
        "add, remove: median of 1,000, one by one, keywords already understood. first: the first match of a process.",
        "prepare: once a day, when its papers were counted: how much each keyword says is worked out anew.",
    )
    print_table("The index (seconds)", heads, rows, notes)


def print_memory(measured: Sequence[Measured], days: Sequence[int]) -> None:
    """What it takes to keep an index and match with it."""
    rows = [
        (
            f"{each.workload} {each.profiles:,}, {memory.kernel}",
            *(megabytes(value) for value in (memory.loaded, memory.told, memory.all_scores)),
        )
        for each in measured
        for memory in each.memory
    ]
    sizes = " and then ".join(map(str, days))
    notes = (
        f"The most resident memory of a process that loads the saved index and matches {sizes} papers, the matches",
        "let go of in between: for what is told, and then for every positive score.",
    )
    print_table("Memory", ("", "loaded", "told", "all"), rows, notes)


def print_vocabulary(kept: int, left_out: int) -> None:
    """Which words the comparison is made with."""
    print(f"\nThe comparison is made with {kept:,} stems of the papers and as many made-up words.")
    print(
        f"Left out are {left_out:,} stems that the scorer also finds in other spellings, as acronyms, or as two words."
    )


def print_comparison(compared: Sequence[Comparison], days: int) -> None:
    """Every engine on one day: seconds, and how many times as long as ours."""
    chosen = [comparison for comparison in compared if comparison.papers == days]
    heads = ["", *(f"{comparison.profiles:,}" for comparison in chosen)]
    rows = [["pairs that match", *(f"{c.matches:,}" for c in chosen)]]
    rows += [[f"ours, {kernel}", *(seconds(c.ours_of(kernel)) for c in chosen)] for kernel in KERNELS]
    for engine in ENGINES:
        times = [comparison.others_of(engine) for comparison in chosen]
        if any(times):
            rows.append([engine, *map(seconds, times)])
            for kernel in KERNELS:
                ratios = [f"{t / c.ours_of(kernel):,.1f} ×" if t else "–" for t, c in zip(times, chosen, strict=True)]
                rows.append([f"  beside {kernel}", *ratios])
    notes = ["Ours scores and writes every pair; the others count, unless ts_rank (scores) or kept (writes) is said."]
    notes += sorted({f"{engine}: {plan}." for c in chosen for engine, plan in c.plans.items()})
    notes += [f"NOT EQUAL at {c.profiles:,}: {c.counts}" for c in chosen if not c.agree]
    if all(c.agree for c in chosen):
        notes.append("All engines found the same number of pairs.")
    print_table(
        f"The same boolean questions over {days} papers (best seconds, by number of profiles)", heads, rows, notes
    )
