"""The smallest pieces of what readers write."""

from enum import Enum
from typing import NamedTuple


class Kind(Enum):
    """What a token is."""

    WORD = "word"
    PHRASE = "phrase"
    FIELD = "field"
    AND = "AND"
    OR = "OR"
    NOT = "NOT"
    SIGN = "sign"
    OPEN = "("
    CLOSE = ")"
    CARET = "^"
    STAR = "*"
    COLON = ":"
    COMMA = ","
    LINE_END = "line end"
    END = "end"


class Token(NamedTuple):
    """Characters ``start`` to before ``end`` of what was written.

    :ivar text: of a word its letters, with its star; of a phrase what stands between the quotes; of a field its name
        as typed; of a sign ``+`` or ``-``; of a caret what stands behind it.
    """

    kind: Kind
    start: int
    end: int
    text: str = ""


class Value(NamedTuple):
    """What stands behind the colon of a field that takes no words, dashes written as ``-``."""

    text: str
    start: int
    end: int


OPERATORS = (Kind.AND, Kind.OR, Kind.NOT)
SEPARATORS = (Kind.COMMA, Kind.LINE_END, Kind.END)
"""What ends one keyword of a list."""

UNITS = (Kind.WORD, Kind.PHRASE, Kind.FIELD, Kind.OPEN)
"""What begins something to look for."""
