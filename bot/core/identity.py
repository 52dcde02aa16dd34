"""Which paper is it? The only bridge from what a page says (Entry) to what we know (Paper).

A paper goes by its arXiv id without version, else its DOI, else what its source calls it, else its folded title
together with its folded abstract (two papers may share a title). Where no identifier is shared, titles and abstracts
are compared (:func:`resemblance`). The measures were taken on the 200 papers of the page dumps: the abstracts of two
different papers are at most 0.21 alike word by word, their titles at most 0.76 letter by letter; edited versions lie
far above.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b, sha256

from rapidfuzz import fuzz
from rapidfuzz.distance import Indel

from scrapers.types import Entry
from store.records import Statement

SAME_TITLE_ABSTRACT = 0.5
"""Titles equal: from this likeness of the abstracts (0–1) it is one paper, edited; below, two papers of one name."""

NEAR_TITLE = 95.0
"""Titles this alike (0–100, normalised insertions and deletions) are one if the abstract bears witness."""

NEAR_TITLE_ABSTRACT = 0.8
"""That witness (0–1)."""

RETITLED_ABSTRACT = 0.95
"""The abstract alone is witness enough from here (0–1), if the titles share something."""

RETITLED_TITLE = 50.0
"""That something (0–100)."""

DISTINCTIVE_WORDS = 4
"""So many words of a title stand for themselves where one page has no abstract."""

TITLE_EDGE, ABSTRACT_EDGE = 32, 10
"""How many letters of a title's and words of an abstract's beginning and end look-alikes are searched by."""

_WORD = re.compile(r"[^\W_]+")
_MAX_NATIVE_ID = 200
_SLUG = 60


@lru_cache(maxsize=8192)  # names, fingerprints and comparisons ask for the same texts again and again
def fold(text: str) -> str:
    """Letters and digits in lower case without accents, words parted by one space; what identity is judged on.

    A text of symbols alone folds to itself, so that two such titles stay two.
    """
    plain = text
    if not text.isascii():
        decomposed = unicodedata.normalize("NFKD", text)
        plain = "".join(c for c in decomposed if not unicodedata.combining(c))
    plain = plain.casefold()
    words = " ".join(_WORD.findall(plain))
    return words or " ".join(plain.split())


def title_identifier(title: str, abstract: str) -> str:
    """The name of a paper that has no other: ``title:grammar-aligned-decoding-1f3a9c02``.

    The digits are of the folded title and abstract, so the name depends on the words alone, not on what else is known.
    """
    folded = fold(title)
    digest = sha256(f"{folded}\0{fold(abstract)}".encode()).hexdigest()[:8]
    slug = "-".join(folded.split())
    if len(slug) > _SLUG:
        slug = slug[:_SLUG].rpartition("-")[0] or slug[:_SLUG]
    return f"title:{slug}-{digest}"


def identifiers(entry: Entry, source: str) -> tuple[str, ...]:
    """Every name the entry gives its paper, strongest first; always at least the one made from its title.

    :param source: the name of the source whose entry it is.
    """
    names = []
    if entry.arxiv_id:
        names.append(f"arxiv:{entry.arxiv_id}")
    if entry.doi:
        names.append(f"doi:{entry.doi.casefold()}")
    if entry.native_id:
        native = entry.native_id
        if len(native) > _MAX_NATIVE_ID:
            native = sha256(native.encode()).hexdigest()
        names.append(f"{source}#{native}")
    names.append(title_identifier(entry.title, entry.abstract))
    return tuple(names)


def is_telling(title: str, abstract: str) -> bool:
    """Can a paper be recognised by these words alone? Not by "Editorial" without an abstract."""
    return bool(abstract) or len(fold(title).split()) >= DISTINCTIVE_WORDS


def words_changed(old: str, new: str) -> bool:
    """Do two abstracts or titles differ in words, not merely in spelling? What is not said changes nothing."""
    return bool(old) and bool(new) and fold(old) != fold(new)


def abstract_changed(old: str, new: str) -> bool:
    """The same for abstracts, of which one may be only the beginning of the other."""
    return words_changed(old, new) and not is_cut(old, new) and not is_cut(new, old)


def strength(identifier: str) -> int:
    """0 for an arXiv id, 1 for a DOI, 2 for a source's own id, 3 for a title: smaller is stronger."""
    for rank, scheme in ((0, "arxiv:"), (1, "doi:"), (3, "title:")):
        if identifier.startswith(scheme):
            return rank
    return 2


def contradict(names: Iterable[str], others: Iterable[str]) -> bool:
    """Do two sets of identifiers name two different papers? So if both hold an arXiv id and share none; without
    a common arXiv id, the same for DOIs (a preprint's and a journal's DOI differ, but then the arXiv ids agree).
    """
    left, right = set(names), set(others)
    for scheme in ("arxiv:", "doi:"):
        mine = {name for name in left if name.startswith(scheme)}
        theirs = {name for name in right if name.startswith(scheme)}
        if mine and theirs:
            return not mine & theirs
    return False


def fingerprints(title: str, abstract: str) -> tuple[int, ...]:
    """63-bit numbers, at least one of which two papers that resemble each other share.

    The whole title, its first and last letters, the abstract's first and last words: an edit in one place leaves
    the others as they were, so look-alikes are found by equality, in an index.
    """
    letters = fold(title).replace(" ", "")
    words = fold(abstract).split()
    parts = [f"t{letters}"]
    if len(letters) > TITLE_EDGE:
        parts += [f"h{letters[:TITLE_EDGE]}", f"e{letters[-TITLE_EDGE:]}"]
    if len(words) >= ABSTRACT_EDGE:
        parts += ["a" + " ".join(words[:ABSTRACT_EDGE]), "z" + " ".join(words[-ABSTRACT_EDGE:])]
    return tuple(sorted({_number(part) for part in parts}))


def _number(part: str) -> int:
    return int.from_bytes(blake2b(part.encode(), digest_size=8).digest()) >> 1


@dataclass(frozen=True, slots=True, order=True)
class Resemblance:
    """How alike two papers are, and whether that makes them one. Larger is more alike.

    :ivar title: 0–100.
    :ivar abstract: 0–1; ``None`` counted as 0 where one of them has no abstract.
    """

    same: bool
    title: float
    abstract: float
    reason: str


def resemblance(title: str, abstract: str, other: Statement) -> Resemblance:
    """Compare a title and an abstract with what was said of a known paper. Identifiers are not looked at."""
    mine, theirs = fold(title), fold(other.title)
    title_likeness = fuzz.ratio(mine, theirs)
    if not abstract or not other.abstract:
        same = mine == theirs and is_telling(title, "")
        return Resemblance(same, title_likeness, 0.0, "the same title; one page had no abstract")
    if is_cut(abstract, other.abstract) or is_cut(other.abstract, abstract):
        reason = f"title {title_likeness:.0f} % alike, one page had only the abstract's beginning"
        return Resemblance(_is_same(mine, theirs, title_likeness, 1.0), title_likeness, 1.0, reason)
    likeness = Indel.normalized_similarity(fold(abstract).split(), fold(other.abstract).split())
    return Resemblance(
        _is_same(mine, theirs, title_likeness, likeness),
        title_likeness,
        likeness,
        f"title {title_likeness:.0f} % alike, abstract {likeness * 100:.0f} % alike",
    )


def is_cut(text: str, whole: str) -> bool:
    """Is one text only the beginning of the other? Its last word may be cut in the middle.

    Pages are cut in saving and feeds shorten abstracts; neither makes another paper or a revision.
    """
    beginning, words = fold(text).split(), fold(whole).split()
    known = len(beginning) - 1
    return (
        ABSTRACT_EDGE <= known < len(words) - 1
        and beginning[:known] == words[:known]
        and words[known].startswith(beginning[known])
    )


def _is_same(mine: str, theirs: str, title: float, abstract: float) -> bool:
    if mine == theirs:
        return abstract >= SAME_TITLE_ABSTRACT
    if abstract >= RETITLED_ABSTRACT and title >= RETITLED_TITLE:
        return True
    # "Part 1" and "Part 2" are one letter apart and two papers.
    numbers_agree = re.findall(r"\d+", mine) == re.findall(r"\d+", theirs)
    return title >= NEAR_TITLE and abstract >= NEAR_TITLE_ABSTRACT and numbers_agree
