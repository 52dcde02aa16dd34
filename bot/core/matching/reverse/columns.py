"""Growing columns of numbers, and text with a number each: what the index is made of."""

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Numbers: TypeAlias = NDArray[Any]

_TYPES = {"i": np.int32, "q": np.int64, "H": np.uint16, "h": np.int16, "B": np.uint8}


class Table:
    """Columns of equal length to which rows are added at the end."""

    def __init__(self, columns: Mapping[str, str]) -> None:
        """:param columns: by name, the type code of each as in :mod:`array`."""
        self._columns = {name: array(code) for name, code in columns.items()}
        self._any = next(iter(self._columns.values()))
        self._appends = tuple(column.append for column in self._columns.values())

    def __len__(self) -> int:
        return len(self._any)

    def add(self, *values: int) -> None:
        """One row, its values in the order of the columns."""
        for append, value in zip(self._appends, values, strict=True):
            append(value)

    def set(self, name: str, row: int, value: int) -> None:
        """Change one value in place."""
        self._columns[name][row] = value

    def get(self, name: str, row: int) -> int:
        """One value."""
        return int(self._columns[name][row])

    def rows_with(self, name: str, value: int) -> range:
        """The rows in which a column that never falls has this value."""
        column = self._columns[name]
        first = bisect_left(column, value)
        return range(first, bisect_left(column, value + 1, first))

    def view(self, name: str) -> Numbers:
        """A column as it is now, without a copy; it must be let go of before the table grows again."""
        column = self._columns[name]
        return np.frombuffer(column, dtype=_TYPES[column.typecode]) if column else np.empty(0, _TYPES[column.typecode])

    @property
    def nbytes(self) -> int:
        """Memory the rows take, in bytes."""
        return sum(len(column) * column.itemsize for column in self._columns.values())

    def state(self) -> dict[str, Numbers]:
        """A copy of all columns, by name."""
        return {name: self.view(name).copy() for name in self._columns}

    def restore(self, state: Mapping[str, Numbers]) -> None:
        """Take the place of all rows.

        :raises KeyError: a column is missing.
        :raises ValueError: the columns differ in length or type.
        """
        if len({len(state[name]) for name in self._columns}) != 1:
            raise ValueError("The columns of a table differ in length.")
        for name, column in self._columns.items():
            if state[name].dtype != _TYPES[column.typecode]:
                raise ValueError(f"The column {name} is of another type.")
            del column[:]
            column.frombytes(state[name].tobytes())


class Strings:
    """Text, each with a number from 0 on."""

    def __init__(self, texts: Iterable[str] = ()) -> None:
        """:param texts: in the order of their numbers."""
        self._texts = list(texts)
        self._numbers = {text: number for number, text in enumerate(self._texts)}

    def __len__(self) -> int:
        return len(self._texts)

    def number(self, text: str) -> int:
        """The number of a text, a new one if it has none yet."""
        known = self._numbers.get(text)
        if known is None:
            known = self._numbers[text] = len(self._texts)
            self._texts.append(text)
        return known

    def numbers(self, texts: Sequence[str]) -> list[int]:
        """The numbers of texts, −1 for those unknown."""
        get = self._numbers.get
        return [get(text, -1) for text in texts]

    @property
    def texts(self) -> Sequence[str]:
        """All texts by number."""
        return self._texts
