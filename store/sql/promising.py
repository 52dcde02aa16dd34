"""Keeping matches and promises, many at a time, each only once.

What is one paper is known from its names: a promise that was made when the paper had another key is found all the same.
Most papers are new, and nothing is kept of them; then that is asked and no more.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from operator import attrgetter

from sqlalchemy import Connection, Table, bindparam, exists, select, text, update

from store.outbox import Promise, StoredMatch
from store.sql.bulk import Numbers, insert_values, one_of, pairs
from store.sql.lookup import owners
from store.sql.tables import DROPPED, identifiers, matches, promises

CHUNK = 20_000
"""How many matches or promises are written at a time."""

_Key = tuple[int, str, str]


@dataclass(frozen=True, slots=True)
class _Kind:
    """Matches or promises.

    :ivar whose: the column that, with paper and news, says which two are the same.
    :ivar columns: which are written; the fields have the same names.
    """

    name: str
    table: Table
    whose: str
    columns: tuple[str, ...]


_MATCHES = _Kind("match", matches, "profile", ("reader", "profile", "paper", "news", "score", "statistics", "at"))
_PROMISES = _Kind(
    "promise", promises, "address", ("reader", "address", "paper", "news", "due_at", "at", "shown", "dropped")
)


class Promising:
    """One call of :meth:`store.api.OutboxWriter.promise`."""

    def __init__(self, connection: Connection) -> None:
        """Nothing is asked yet."""
        self._connection = connection
        self._numbers = Numbers(connection)
        self._one: dict[str, str] = {}  # of every name of the papers met so far, the one that stands for all
        self._all: dict[str, set[str]] = {}  # and by that one, all

    def write(self, matched: Iterable[StoredMatch], promised: Iterable[Promise], *, renew: bool = False) -> int:
        """Write those that are not kept yet.

        :param renew: promises that were dropped wait again.

        :return: how many promises that were.
        """
        self._write(_MATCHES, matched)
        if renew:
            asked = tuple(promised)
            count = self._renew(asked) + self._write(_PROMISES, asked)
        else:
            count = self._write(_PROMISES, promised)
        self._numbers.save()
        return count

    def _write(self, kind: _Kind, brought: Iterable[StoredMatch] | Iterable[Promise]) -> int:
        key_of, fields_of = attrgetter(kind.whose, "paper", "news"), attrgetter(*kind.columns)
        waiting = iter(brought)
        written = 0
        while chunk := list(islice(waiting, CHUNK)):
            keys: list[_Key] = list(map(key_of, chunk))
            self._learn({paper for _, paper, _ in keys} - self._one.keys())
            taken = self._taken(kind, keys)
            rows = []
            for each, (whose, paper, news) in zip(chunk, keys, strict=True):
                key = (whose, self._one[paper], news)
                if key not in taken:
                    taken.add(key)
                    rows.append((self._numbers.take(kind.name), *fields_of(each)))
            insert_values(self._connection, kind.table, ("number", *kind.columns), rows)
            written += len(rows)
        return written

    def _renew(self, promised: Sequence[Promise]) -> int:
        """Those of them that were dropped wait again, under whichever name they were made."""
        self._learn({each.paper for each in promised} - self._one.keys())
        wanted = {(each.address, self._one[each.paper], each.news): each for each in promised}
        names = {name for _, one, _ in wanted for name in self._all[one]}
        columns = (promises.c.number, promises.c.address, promises.c.paper, promises.c.news)
        dropped = select(*columns).where(text(DROPPED), one_of(self._connection, promises.c.paper, names))
        rows = [
            {"renewed": number, "due": each.due_at, "made": each.at}
            for number, address, paper, news in self._connection.execute(dropped)
            if (each := wanted.get((address, self._one[paper], news)))
        ]
        if rows:
            again = update(promises).where(promises.c.number == bindparam("renewed"))
            moved = again.values(dropped="", due_at=bindparam("due"), at=bindparam("made"))
            self._connection.execute(moved, rows)
        return len(rows)

    def _learn(self, papers: Collection[str]) -> None:
        """All names of these papers."""
        if not papers:
            return
        led = owners(self._connection, papers)
        query = select(identifiers.c.paper_id, identifiers.c.identifier)
        rows = self._connection.execute(query.where(one_of(self._connection, identifiers.c.paper_id, led.values())))
        called: defaultdict[int, set[str]] = defaultdict(set)
        for number, name in rows:
            called[number].add(name)
        for paper in papers:
            names = called[led[paper]] if paper in led else {paper}
            one = min(names)
            self._all[one] = names
            self._one.update(dict.fromkeys(names, one))

    def _taken(self, kind: _Kind, keys: Sequence[_Key]) -> set[_Key]:
        """Which of these are kept already, by the name that stands for all of the paper's."""
        columns = kind.table.c
        met = {self._one[paper] for _, paper, _ in keys}
        asked = pairs(self._connection, list(enumerate(name for one in met for name in self._all[one])))
        kept = exists().where(columns.paper == asked.c.other)
        told = set(self._connection.scalars(select(asked.c.other).where(kept)))
        if not told:
            return set()
        sought = {(whose, name) for whose, paper, _ in keys for name in self._all[self._one[paper]] & told}
        each = pairs(self._connection, list(sought))
        same = (columns[kind.whose] == each.c.one) & (columns.paper == each.c.other)
        rows = self._connection.execute(select(columns[kind.whose], columns.paper, columns.news).join(each, same))
        return {(whose, self._one[paper], news) for whose, paper, news in rows}
