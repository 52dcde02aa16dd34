"""PostgreSQL: the profiles' queries in one table, the papers of the day in another with a GIN index, and a join.

GIN indexes the texts, not the queries: a reverse search asks each stored query of the index of the day's papers. The
tables are unlogged and analysed, and both cores work. Left to itself the planner takes a day for too small to be worth
an index, and compares every pair; shown a dearer comparison, it asks the index, which may be faster or slower. Both
plans are timed.
"""

import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import psycopg

from benchmarks.reverse.workload import Question
from bot.core.matching.analysis import AnalysedPaper

ADDRESS = os.environ.get("PAPERROUND_TEST_POSTGRES", "postgresql://postgres@127.0.0.1:5432/test")

_TUNING = (
    "SET work_mem = '256MB'",
    "SET jit = off",
    "SET max_parallel_workers_per_gather = 2",
    "SET parallel_setup_cost = 0",
    "SET parallel_tuple_cost = 0",
    "SET min_parallel_table_scan_size = 0",
)
_GIN, _OWN = "SET cpu_operator_cost = 10", "RESET cpu_operator_cost"
_COUNT = "SELECT count(*) FROM profiles p JOIN papers d ON d.stems @@ p.query"
_WRITTEN = """
CREATE UNLOGGED TABLE matches AS SELECT p.number AS profile, d.number AS paper, ts_rank(d.stems, p.query) AS rank
FROM profiles p JOIN papers d ON d.stems @@ p.query
"""
_RANKED = "SELECT count(*), sum(ts_rank(d.stems, p.query)) FROM profiles p JOIN papers d ON d.stems @@ p.query"


class Postgres:
    """A database of profiles, made for the benchmark."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self._connection = connection

    def load(self, questions: Iterable[Question], papers: Sequence[AnalysedPaper]) -> None:
        """Replace what is there by these profiles and papers."""
        run = self._connection.execute
        run("DROP TABLE IF EXISTS profiles, papers, matches")
        run("CREATE UNLOGGED TABLE profiles (number integer, query tsquery) WITH (parallel_workers = 2)")
        run("CREATE UNLOGGED TABLE papers (number integer, stems tsvector)")
        with self._connection.cursor() as cursor:
            with cursor.copy("COPY profiles FROM STDIN") as copy:
                for question in questions:
                    copy.write_row((question.number, _tsquery(question)))
            rows = ((number, list(paper.terms)) for number, paper in enumerate(papers))
            cursor.executemany("INSERT INTO papers SELECT %s, array_to_tsvector(%s::text[])", rows)
        run("CREATE INDEX ON papers USING gin (stems) WITH (fastupdate = off)")
        run("VACUUM ANALYZE profiles")
        run("VACUUM ANALYZE papers")

    def plan(self, *, gin: bool) -> str:
        """Choose how the questions are answered, and say how that is.

        :param gin: make the planner use the index; else it does what it does by itself.
        :raises RuntimeError: it cannot be made to, or does not work on both cores.
        """
        self._connection.execute(_GIN if gin else _OWN)
        lines = "\n".join(row[0] for row in self._connection.execute(f"EXPLAIN {_COUNT}"))
        indexed = "Bitmap Index Scan" in lines
        if "Workers Planned" not in lines or (gin and not indexed):
            raise RuntimeError(f"PostgreSQL does not use its index, or not both cores:\n{lines}")
        return "asks the index of the day's papers" if indexed else "compares every pair"

    def count(self) -> int:
        """How many pairs match."""
        (found,) = self._row(_COUNT)
        return int(found)

    def ranked(self) -> int:
        """The same, and every match ranked by ``ts_rank``."""
        found, _ = self._row(_RANKED)
        return int(found)

    def written(self) -> int:
        """The same, and every match with its rank written into a table, so that somebody could be told."""
        self._connection.execute("DROP TABLE IF EXISTS matches")
        return self._connection.execute(_WRITTEN).rowcount

    def _row(self, statement: str) -> tuple[Any, ...]:
        row = self._connection.execute(statement).fetchone()
        if row is None:
            raise RuntimeError("PostgreSQL gave no answer to a count.")
        return tuple(row)


@contextmanager
def postgres() -> Iterator[Postgres]:
    """A new database on the server of PAPERROUND_TEST_POSTGRES, dropped afterwards.

    :raises psycopg.OperationalError: the server cannot be reached.
    """
    name = f"paperround_benchmark_{uuid4().hex}"
    with psycopg.connect(ADDRESS, autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name}")
        try:
            with psycopg.connect(ADDRESS, dbname=name, autocommit=True) as connection:
                for statement in _TUNING:
                    connection.execute(statement)
                yield Postgres(connection)
        finally:
            admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _tsquery(question: Question) -> str:
    """Stems are plain words: nothing needs to be quoted."""
    query = f"({' | '.join(question.any_of)})"
    if question.also:
        query += f" & ({' | '.join(question.also)})"
    return query + "".join(f" & !{word}" for word in question.never)
