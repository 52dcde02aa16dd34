"""What people would use instead, each asked the same boolean questions over the same stems of the same papers.

Preparing (loading, compiling, indexing) is not timed. None of them says which papers match, ranks them or explains:
each counts the matching pairs, the least that answers the question.
"""

import re
import sqlite3
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from typing import NamedTuple

import numpy as np
from scipy import sparse  # type: ignore[import-untyped]

from benchmarks.reverse.workload import Question
from bot.core.matching.analysis import AnalysedPaper

Counting = Callable[[], int]
"""Counts the pairs of profile and paper that match."""


def text_of(paper: AnalysedPaper) -> str:
    """All its stems in the order of its words."""
    return " ".join(token.stem for text in paper.texts for token in text.tokens)


@contextmanager
def regular_expressions(questions: Iterable[Question], papers: Sequence[AnalysedPaper]) -> Iterator[Counting]:
    """One expression, compiled, for each part of a question, tried on one paper after the other."""
    texts = [text_of(paper) for paper in papers]
    compiled = [tuple(map(_alternation, question[1:])) for question in questions]

    def count() -> int:
        found = 0
        for any_of, also, never in compiled:
            for text in texts:
                if (
                    any_of
                    and any_of.search(text)
                    and (also is None or also.search(text))
                    and (never is None or not never.search(text))
                ):
                    found += 1
        return found

    yield count


@contextmanager
def sqlite_fts5(questions: Iterable[Question], papers: Sequence[AnalysedPaper]) -> Iterator[Counting]:
    """The papers in a full-text table in memory, all queries asked in one statement."""
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("CREATE VIRTUAL TABLE papers USING fts5 (stems, detail = none, columnsize = 0)")
        connection.executemany("INSERT INTO papers VALUES (?)", ((text_of(paper),) for paper in papers))
        connection.execute("INSERT INTO papers (papers) VALUES ('optimize')")
        connection.execute("CREATE TABLE profiles (query TEXT)")
        connection.executemany("INSERT INTO profiles VALUES (?)", ((_fts5(question),) for question in questions))

        def count() -> int:
            # CROSS JOIN fixes the order: for each profile, look into the index of the papers.
            statement = "SELECT count(*) FROM profiles CROSS JOIN papers ON papers MATCH profiles.query"
            (found,) = connection.execute(statement).fetchone()
            return int(found)

        yield count


class _Product(NamedTuple):
    """Questions of one kind as sparse matrices, profiles × words, one for each part."""

    any_of: sparse.csr_array
    also: sparse.csr_array | None
    never: sparse.csr_array | None


@contextmanager
def scipy_sparse(questions: Iterable[Question], papers: Sequence[AnalysedPaper]) -> Iterator[Counting]:
    """Profiles × words times words × papers: how many words each pair has in common."""
    words: dict[str, int] = {}
    rows: dict[tuple[bool, bool], tuple[_Rows, _Rows, _Rows]] = {}
    for question in questions:
        kind = bool(question.also), bool(question.never)
        parts = rows.setdefault(kind, (_Rows(words), _Rows(words), _Rows(words)))
        for part, asked in zip(parts, question[1:], strict=True):
            part.add(asked)
    products = [
        _Product(any_of.matrix(), also.matrix() if has_also else None, never.matrix() if has_never else None)
        for (has_also, has_never), (any_of, also, never) in rows.items()
    ]
    rows.clear()
    day = _Rows(words)
    for paper in papers:
        day.add([stem for stem in paper.terms if stem in words])
    matrix = day.matrix().T.tocsr()

    def count() -> int:
        return sum(_matching(product, matrix) for product in products)

    yield count


class _Rows:
    """Rows of words, gathered into a sparse matrix of ones."""

    def __init__(self, words: dict[str, int]) -> None:
        self._words = words
        self._columns = array("i")
        self._ends = array("i", (0,))

    def add(self, asked: Iterable[str]) -> None:
        for word in asked:
            self._columns.append(self._words.setdefault(word, len(self._words)))
        self._ends.append(len(self._columns))

    def matrix(self) -> sparse.csr_array:
        columns, ends = np.frombuffer(self._columns, np.intc), np.frombuffer(self._ends, np.intc)
        ones = np.ones(len(columns), dtype=np.int32)
        return sparse.csr_array((ones, columns, ends), shape=(len(ends) - 1, max(self._words.values(), default=0) + 1))


def _matching(product: _Product, papers: sparse.csr_array) -> int:
    common = product.any_of @ papers
    if product.also is not None:
        common = common.multiply(product.also @ papers)
    found = int(common.nnz)
    if product.never is not None:
        found -= int(common.multiply(product.never @ papers).nnz)
    return found


def _alternation(words: Sequence[str]) -> re.Pattern[str] | None:
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, words))})\b") if words else None


def _fts5(question: Question) -> str:
    parts = [" OR ".join(f'"{word}"' for word in part) for part in question[1:]]
    query = f"({parts[0]})"
    if question.also:
        query += f" AND ({parts[1]})"
    if question.never:
        query += f" NOT ({parts[2]})"
    return query
