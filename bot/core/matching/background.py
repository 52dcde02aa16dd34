"""How common words are taken to be before a catalog has papers of its own: the shipped table, blended.

Nothing is known of the catalog to come. Two texts are known that it may resemble: papers on machine learning (those
the table was made from, a narrow choice) and English in general. So each is given even odds, and a word's share is the
mean of its shares in both. Whichever of them the catalog resembles, no share is then less than half of what it should
be, and no inverse document frequency more than log 2 = 0.69 too high: a common word is never taken for a telling one.
The mean of the logarithms, the other way to pool opinions (Genest and Zidek 1986, "Combining probability
distributions"), would let the text that never saw a word decide: general English knows no "transformer".

Of a word that neither knows it can be said that it is rarer than one in as many papers as were counted, not how much
rarer. It is taken for that common, so that a misspelling does not outweigh all the words a reader spelled right.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

COLUMNS = ("stem", "word", "papers", "general")
"""What a row of the table gives: the stem; its commonest word form, for those who read the table; in how many of the
papers it occurs; and in what share of general texts as long as theirs."""

PAPERS = "papers"
"""The first row gives after this word how many papers were counted."""

VERSION_DIGITS = 12
"""Of a SHA-256 so many hexadecimal digits are shown: enough to tell billions of versions apart."""


@dataclass(frozen=True)
class Background:
    """The share of papers believed to contain each stem.

    :ivar unknown: that of a stem which is not in ``shares``, above 0, below 1.
    :ivar shares: per stem, above 0, below 1.
    """

    unknown: float
    shares: Mapping[str, float] = field(default_factory=dict)

    def share(self, stem: str) -> float:
        """The share of papers believed to contain the stem, above 0, below 1."""
        return self.shares.get(stem, self.unknown)

    @cached_property
    def version(self) -> str:
        """Twelve hexadecimal digits, equal for equal beliefs."""
        return fingerprint([self.unknown, sorted(self.shares.items())])


def fingerprint(content: object) -> str:
    """Twelve hexadecimal digits of a SHA-256 over the content written as JSON.

    :param content: numbers, text and lists of them, in an order that is always the same.
    """
    written = json.dumps(content, ensure_ascii=True, allow_nan=False, separators=(",", ":"))
    return hashlib.sha256(written.encode("ascii")).hexdigest()[:VERSION_DIGITS]


def parse_background(text: str) -> Background:
    """The background a table describes, blended as this module says.

    The table is lines of tab-separated values. Those that begin with ``#`` and empty ones say nothing, the first of the
    others gives the number of papers, the second the columns.

    :raises ValueError: it is no such table; the message names the line.
    """
    lines = [(number, line) for number, line in enumerate(text.splitlines(), 1) if line and line[0] != "#"]
    number, line = 1, ""
    try:
        number, line = lines[0]
        papers = _papers(line)
        number, line = lines[1]
        _check_columns(line)
        shares = {}
        for number, line in lines[2:]:  # noqa: B007 - the message below names the line
            stem, _, counted, general = line.split("\t")
            shares[stem] = max(1 / papers, _blended(int(counted) / papers, float(general)))
    except (ValueError, IndexError) as error:
        raise ValueError(f"The background table cannot be understood in line {number}: {line[:80]!r}.") from error
    return Background(1 / papers, shares)


def _papers(line: str) -> int:
    name, _, counted = line.partition("\t")
    papers = int(counted)
    if name != PAPERS or papers <= 1:
        raise ValueError(line)
    return papers


def _check_columns(line: str) -> None:
    if tuple(line.split("\t")) != COLUMNS:
        raise ValueError(line)


def _blended(in_papers: float, in_general: float) -> float:
    """The share in an even mixture of both; no word is certain to be in every paper, so general texts say below 1."""
    if not (0 <= in_papers <= 1 and 0 <= in_general < 1):
        raise ValueError(in_papers, in_general)
    return (in_papers + in_general) / 2
