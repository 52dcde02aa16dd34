"""The same boolean questions to every engine, as long as it can bear them; the counts must be equal."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import NamedTuple

from psycopg import OperationalError

from benchmarks.reverse import others
from benchmarks.reverse.apart import apart
from benchmarks.reverse.ours import Matched
from benchmarks.reverse.papers import day_of, real_statistics
from benchmarks.reverse.postgres import Postgres, postgres
from benchmarks.reverse.timing import Seconds, once, repeated
from benchmarks.reverse.vocabulary import Vocabulary, plain_words
from benchmarks.reverse.workload import Workload
from bot.core.matching.analysis import AnalysedPaper, analyse
from bot.core.matching.index import ProfileIndex


class Way(NamedTuple):
    """How PostgreSQL is asked.

    :ivar gin: it is made to use the GIN index; else the planner does what it does by itself.
    """

    gin: bool
    answer: Callable[[Postgres], int]


IN_POSTGRES = {
    "PostgreSQL, default plan": Way(False, Postgres.count),
    "PostgreSQL, default plan, ts_rank": Way(False, Postgres.ranked),
    "PostgreSQL, made to use GIN": Way(True, Postgres.count),
    "PostgreSQL, made to use GIN, ts_rank": Way(True, Postgres.ranked),
    "PostgreSQL, made to use GIN, ts_rank, kept": Way(True, Postgres.written),
}
IN_PROCESS = {
    "scipy.sparse": others.scipy_sparse,
    "SQLite FTS5": others.sqlite_fts5,
    "compiled regular expressions": others.regular_expressions,
}
ENGINES = (*IN_POSTGRES, *IN_PROCESS)


class Outcome(NamedTuple):
    """What one engine made of a day.

    :ivar matches: how many pairs it counted.
    :ivar plan: of PostgreSQL: what it does.
    """

    engine: str
    profiles: int
    papers: int
    seconds: Seconds
    matches: int
    plan: str = ""


_SLOWEST = Outcome("compiled regular expressions", 1_000, 50, Seconds(0.7, 0.7), 0)
"""What is known beforehand, so that a run that begins with many profiles does not wait for it."""


@dataclass(slots=True)
class Budget:
    """Knows which engine can bear which size: one that is expected to take longer than allowed is not asked.

    :ivar allowed: seconds for one answer.
    """

    allowed: float
    _known: list[Outcome] = field(default_factory=lambda: [_SLOWEST])

    def turns(self, engine: str, profiles: int, papers: int, wanted: int) -> int:
        """How often to ask: 0 if it would take too long, 1 if it would be long."""
        expected = min(
            (
                outcome.seconds.best * profiles / outcome.profiles * max(1.0, papers / outcome.papers)
                for outcome in self._known
                if outcome.engine == engine
            ),
            default=0.0,
        )
        if expected > self.allowed:
            return 0
        return 1 if expected > self.allowed / 10 else wanted

    def learn(self, outcome: Outcome) -> None:
        """Remember how long it took."""
        self._known.append(outcome)


class Comparison(NamedTuple):
    """Every engine on one day.

    :ivar ours: one for each kernel.
    """

    profiles: int
    papers: int
    ours: tuple[Matched, ...]
    others: tuple[Outcome, ...]

    def ours_of(self, kernel: str) -> float:
        """Seconds of the best run with that kernel."""
        return next(matched.seconds.best for matched in self.ours if matched.kernel == kernel)

    def others_of(self, engine: str) -> float | None:
        """Seconds of the best run of that engine; ``None`` if it was not asked."""
        return next((outcome.seconds.best for outcome in self.others if outcome.engine == engine), None)

    @property
    def plans(self) -> dict[str, str]:
        """What PostgreSQL does, by engine."""
        return {outcome.engine: outcome.plan for outcome in self.others if outcome.plan}

    @property
    def matches(self) -> int:
        """How many pairs ours found."""
        return self.ours[0].matches

    @property
    def counts(self) -> dict[str, int]:
        """How many pairs each found."""
        mine = {f"ours, {matched.kernel}": matched.matches for matched in self.ours}
        return mine | {outcome.engine: outcome.matches for outcome in self.others}

    @property
    def agree(self) -> bool:
        """Whether all found as many."""
        return len(set(self.counts.values())) == 1


def postgres_is_there() -> bool:
    """Whether the server can be reached; a line is printed if not."""
    try:
        with postgres():
            return True
    except OperationalError as error:
        print(f"\nPostgreSQL is left out: {error}")
        return False


def time_others(
    workload: Workload, profiles: int, papers: int, budget: Budget, turns: int, *, postgres: bool
) -> Iterator[Outcome]:
    """Every engine that can bear it.

    :param postgres: whether PostgreSQL is among them.
    """
    asked = {engine: budget.turns(engine, profiles, papers, turns) for engine in ENGINES}
    together = {engine: asked[engine] for engine in IN_POSTGRES if asked[engine] and postgres}
    outcomes = apart(_in_postgres, workload, profiles, papers, together) if together else []
    for engine in IN_PROCESS:
        if asked[engine]:
            outcomes.append(apart(_in_process, engine, workload, profiles, papers, asked[engine]))
    for outcome in outcomes:
        budget.learn(outcome)
        yield outcome


def _in_postgres(workload: Workload, profiles: int, papers: int, turns: dict[str, int]) -> list[Outcome]:
    day = [analyse(paper) for paper in day_of(papers)]
    outcomes = []
    with postgres() as database:
        database.load(workload.questions(profiles), day)
        for engine, count in turns.items():
            way = IN_POSTGRES[engine]
            plan = database.plan(gin=way.gin)
            outcome = _timed(engine, profiles, papers, partial(way.answer, database), count)
            outcomes.append(outcome._replace(plan=plan))
    return outcomes


def _in_process(engine: str, workload: Workload, profiles: int, papers: int, turns: int) -> Outcome:
    day = [analyse(paper) for paper in day_of(papers)]
    with IN_PROCESS[engine](workload.questions(profiles), day) as answer:
        return _timed(engine, profiles, papers, answer, turns)


def _timed(engine: str, profiles: int, papers: int, answer: Callable[[], int], turns: int) -> Outcome:
    first, matches = once(answer)
    if turns == 1:
        return Outcome(engine, profiles, papers, Seconds(first, first), matches)
    return Outcome(engine, profiles, papers, repeated(answer, turns=turns), matches)


def comparable_vocabulary(vocabulary: Vocabulary, papers: Sequence[AnalysedPaper]) -> tuple[Vocabulary, int]:
    """The words that mean the same to every engine, and how many were left out.

    A word is left out if the index finds it in other papers than those that contain its stem: because it reads two
    words as one, an acronym as what it stands for, or a name.
    """
    candidates = plain_words(papers)
    index = ProfileIndex.build((number, (word,), 0.0, None) for number, word in enumerate(candidates, 1))
    matches = index.match(papers, real_statistics(), kernel="numpy", minimum=0)
    found: dict[int, set[int]] = {}
    for number, paper in zip(matches.numbers.tolist(), matches.papers.tolist(), strict=True):
        found.setdefault(number, set()).add(paper)
    kept = [
        word
        for number, word in enumerate(candidates, 1)
        if found.get(number, set()) == {place for place, paper in enumerate(papers) if word in paper.terms}
    ]
    return vocabulary.limited_to(kept), len(candidates) - len(kept)
