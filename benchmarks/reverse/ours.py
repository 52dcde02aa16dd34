"""The index of this project: built, saved, loaded, changed and asked, each in a process of its own.

A process that only builds, or only loads and matches, shows what memory that takes.
"""

import importlib.util
import statistics
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.reverse.apart import peak_memory
from benchmarks.reverse.papers import day_of, real_statistics, statistics_of
from benchmarks.reverse.timing import Seconds, forget_words, once, repeated
from benchmarks.reverse.workload import Stored, Workload, as_profile
from bot.core.matching.analysis import AnalysedPaper, analyse
from bot.core.matching.index import ProfileIndex
from bot.core.matching.language import parse_keywords
from bot.core.matching.types import Profile
from bot.index_file import load_index, save_index
from store.profiles import StoredProfile
from store.sql import open_store

KERNELS = ("numpy", "numba") if importlib.util.find_spec("numba") else ("numpy",)
_FILE = "profiles.npz"
CHANGES = 1_000
"""So many profiles are added, and removed, one by one."""


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be measured.

    :ivar plain: ask boolean questions over single words instead of the whole language.
    :ivar folder: where the index is kept between two processes.
    """

    workload: Workload
    plain: bool
    profiles: int
    days: tuple[int, ...]
    folder: str
    turns: int = 3


@dataclass(frozen=True, slots=True)
class Built:
    """Making an index of profiles.

    :ivar drawing: seconds it takes to draw the profiles alone; contained in ``seconds``.
    :ivar size: bytes of the arrays as saved.
    :ivar peak: bytes of memory the process had at most.
    """

    profiles: int
    seconds: float
    drawing: float
    saving: float
    size: int
    peak: int


@dataclass(frozen=True, slots=True)
class Matched:
    """Matching a day.

    :ivar all_scores: every positive score is written, else those that reach the profile's threshold.
    :ivar seconds: until the caller has all matches, in blocks of some thousand profiles.
    :ivar matches: how many.
    :ivar joining: seconds it takes besides to put the blocks together into one column each, for who wants that.
    :ivar writing: seconds it takes to allocate and fill arrays of the size of the blocks.
    """

    profiles: int
    papers: int
    kernel: str
    all_scores: bool
    seconds: Seconds
    matches: int
    joining: float
    writing: float


@dataclass(frozen=True, slots=True)
class Memory:
    """What a process needs that loads the saved index and matches all days with one kernel, each after the other.

    :ivar loaded: bytes it had at most until the index was there.
    :ivar told: until all days were matched with the thresholds of the profiles.
    :ivar all_scores: until they were matched once more for every positive score.
    """

    kernel: str
    loaded: int
    told: int
    all_scores: int


@dataclass(frozen=True, slots=True)
class Asked:
    """An index that was loaded.

    :ivar first_call: per kernel, seconds of the first match, with compilation if there is one.
    :ivar preparing: once a day, when its papers were counted: working out anew how much each keyword says.
    :ivar adding: microseconds for one profile: median, worst.
    :ivar removing: the same.
    """

    profiles: int
    loading: Seconds
    first_call: dict[str, float]
    preparing: Seconds
    matched: tuple[Matched, ...]
    adding: tuple[float, float]
    removing: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Analysed:
    """Folding the texts of a day.

    :ivar cold: in a process that has just begun.
    :ivar warm: with the words of that day remembered.
    """

    papers: int
    characters: int
    cold: Seconds
    warm: Seconds


def analyse_day(size: int, turns: int) -> Analysed:
    """Time the analysis of a day's papers."""
    papers = day_of(size)

    def work() -> list[AnalysedPaper]:
        return [analyse(paper) for paper in papers]

    work()
    cold = repeated(work, turns=turns, before=forget_words)
    characters = sum(len(paper.title) + len(paper.abstract) for paper in papers)
    return Analysed(size, characters, cold, repeated(work, turns=turns))


def build(task: Task) -> Built:
    """Build an index of the workload's profiles and save it."""
    drawing = once(lambda: sum(1 for _ in _profiles(task)))[0]
    seconds, index = once(lambda: ProfileIndex.build(_profiles(task)))
    index.prepare(real_statistics())
    path = Path(task.folder, _FILE)
    saving = once(lambda: save_index(index, path))[0]
    return Built(task.profiles, seconds, drawing, saving, path.stat().st_size, peak_memory())


def build_from_database(task: Task) -> tuple[float, int]:
    """Seconds to build the index from profiles kept in a database, and the most memory it took, in bytes."""
    with tempfile.TemporaryDirectory() as folder, closing(open_store(f"sqlite:///{folder}/catalog.db")) as store:
        with store.writing() as writer:
            writer.save_profiles(
                StoredProfile(name=f"profile {number}", keywords=keywords, threshold=least, top=top)
                for number, keywords, least, top in _profiles(task)
            )

        def work() -> None:
            with store.reading() as reader:
                ProfileIndex.build((kept.number, kept.keywords, kept.threshold, kept.top) for kept in reader.profiles())

        return once(work)[0], peak_memory()


def ask(task: Task) -> Asked:
    """Load the saved index, match days with every kernel, then change it."""
    path = Path(task.folder, _FILE)
    loading = repeated(lambda: load_index(path), turns=task.turns)
    index = load_index(path)
    days = [[analyse(paper) for paper in day_of(size)] for size in task.days]
    corpus = real_statistics()
    first_call = {kernel: once(partial(index.match, days[0], corpus, kernel=kernel))[0] for kernel in KERNELS}
    matched = tuple(
        _match(index, day, kernel, all_scores=all_scores, task=task)
        for all_scores in ((True,) if task.plain else (False, True))
        for day in days
        for kernel in KERNELS
    )
    preparing = repeated(
        lambda: index.prepare(corpus), turns=task.turns, before=partial(index.prepare, statistics_of(days[0]))
    )
    adding, removing = _change(index, task)
    return Asked(task.profiles, loading, first_call, preparing, matched, adding, removing)


def remember(task: Task, kernel: str) -> Memory:
    """Load the saved index and match days, letting go of each day's matches before the next."""
    index = load_index(Path(task.folder, _FILE))
    corpus = real_statistics()
    loaded = peak_memory()
    peaks = []
    for minimum in (None, 0.0):
        for size in task.days:
            index.match([analyse(paper) for paper in day_of(size)], corpus, kernel=kernel, minimum=minimum)
        peaks.append(peak_memory())
    return Memory(kernel, loaded, *peaks)


def _profiles(task: Task) -> Iterator[Stored]:
    if task.plain:
        return map(as_profile, task.workload.questions(task.profiles))
    return task.workload.profiles(task.profiles)


def _match(index: ProfileIndex, day: Sequence[AnalysedPaper], kernel: str, *, all_scores: bool, task: Task) -> Matched:
    corpus = real_statistics()
    minimum = 0.0 if all_scores else None
    seconds = repeated(lambda: index.match(day, corpus, kernel=kernel, minimum=minimum), turns=task.turns)
    matches = index.match(day, corpus, kernel=kernel, minimum=minimum)
    arrays = [column for block in matches.blocks() for column in (block.counts, block.papers, block.tenths)]
    writing = repeated(lambda: _fill(arrays), turns=task.turns)
    joining = once(lambda: (matches.numbers, matches.papers, matches.tenths))[0]
    return Matched(task.profiles, len(day), kernel, all_scores, seconds, len(matches), joining, writing.best)


def _fill(arrays: Sequence[np.ndarray[Any, Any]]) -> None:
    filled = [np.empty_like(array) for array in arrays]
    for array in filled:
        array.fill(1)


def _change(index: ProfileIndex, task: Task) -> tuple[tuple[float, float], tuple[float, float]]:
    """Add profiles that were not there, and remove them again; microseconds, understanding the keywords apart."""
    fresh = replace(task, workload=replace(task.workload, seed=task.workload.seed + 1000), profiles=CHANGES)
    profiles = {
        task.profiles + number: Profile(f"{number}", parse_keywords("\n".join(keywords)), threshold, top)
        for number, keywords, threshold, top in _profiles(fresh)
    }
    adding = [once(partial(index.add, number, profile))[0] * 1e6 for number, profile in profiles.items()]
    removing = [once(partial(index.remove, number))[0] * 1e6 for number in profiles]
    return (statistics.median(adding), max(adding)), (statistics.median(removing), max(removing))
