r"""Text → tokens that can be compared: what is only spelled differently becomes equal.

* Unicode: compatibility forms (NFKC, Unicode Standard Annex 15), case, accents and invisible characters.
* Inflection and British or American spelling (:mod:`bot.core.matching.spelling`), plural acronyms (``LLMs``).
* LaTeX residue: ``CM^3`` is ``cm3``, ``B\'ezier`` is ``bezier``, ``\%`` is nothing, ``scriptsizeFLaws`` is ``flaws``.
* Web addresses are cut out. Hyphens and slashes separate: ``text-to-image`` is three words.
* Chinese and Japanese do not separate words: each character is a token, so that a phrase of them can be found.
* The end of a sentence leaves a hole in the positions, so that no phrase is found across it.

* ``C++`` and ``C#`` are no ``c``.

Everything takes time linear in the text. What stands between two spaces is looked at once and remembered: texts repeat
it so often that most of a text is read from memory.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from bot.core.matching.spelling import stem


class Token(NamedTuple):
    """One word of a text.

    :ivar stem: what is compared, for instance ``tune``.
    :ivar word: folded but with its ending, for instance ``tuning``.
    :ivar position: rises by one from word to word and by two over the end of a sentence; from 0.
    :ivar start: where it begins in the text, in characters.
    :ivar end: where it ends; ``text[start:end]`` is the word as printed.
    """

    stem: str
    word: str
    position: int
    start: int
    end: int


MAX_WORD = 256
"""Of a longer printed word only so many characters are looked at. No keyword is that long."""

MAX_ACRONYM = 5
"""Words of 2 to 5 capitals are acronyms: ``RAG``, ``LLM``, but not ``ALIGNMENT``."""

# Invisible: soft hyphen, zero-width characters and direction marks, variation selectors. Accents: U+0300 to U+036F.
_INVISIBLE = "\u00ad\u034f\u061c\u180b-\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff"
_ACCENTS = "\u0300-\u036f"
# Marks that are part of a word in other scripts. The Indic blocks are taken whole, their two full stops left out.
_MARKS = (
    "\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06dc"
    "\u06df-\u06e4\u0900-\u0963\u0966-\u096f\u0971-\u0df3\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc"
    "\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
)
_CJK = (
    "\u3005-\u3007\u3041-\u3096\u309b-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\uff66-\uff9d\U00020000-\U000323af"
)
_CHARACTER = rf"[{_CJK}][\u3099\u309a\uff9e\uff9f]*"  # kana with their voicing marks
_FORMATTING = "scriptsize|footnotesize|textbf|textit|textsc|texttt|textrm|mathcal|mathbf|mathbb|mathrm|boldsymbol|emph"

# What may stand within a word and is dropped from it: an apostrophe; a LaTeX accent; a power after a letter; an index
# of one letter; a font. The alternatives of these expressions begin with a character or a class wherever they can:
# Python skips such a one without a try.
_JOINER = (
    r"(?=['’ʼ\\$^_])(?:['’ʼ]|\\['\"`^~=.]\{?|(?<=[A-Za-z])\$?\^\{?|_\{?(?=[A-Za-z0-9](?![A-Za-z0-9]))"
    r"|\\(?:" + _FORMATTING + r")\{)"
)
_BESIDE_WORDS = (
    r"[Hh][Tt][Tt][Pp][Ss]?://[!-~]*|[Ww][Ww][Ww]\.[!-~]+|git(?:hub|lab)\.(?:com|io)/[!-~]*"
    r"|huggingface\.co/[!-~]*|arxiv\.org/[!-~]*|\\(?:" + _FORMATTING + r")(?![A-Za-z])"
    r"|[.!?;]\Z(?<!\bvs\.)(?P<sentence_end>)"
)
_ANY = rf"(?:[^\W_{_CJK}]|[{_ACCENTS}{_INVISIBLE}{_MARKS}])+"
_SIGNED = r"\b[A-Za-z](?:\+\+|#)(?![^\W\d]|[+#])"  # C++, C#, F#; not PointNet++, which readers know as PointNet
_ASCII_TOKEN = re.compile(rf"{_BESIDE_WORDS}|(?P<word>{_SIGNED}|[A-Za-z0-9]+(?:{_JOINER}[A-Za-z0-9]+)*)")
_TOKEN = re.compile(rf"{_BESIDE_WORDS}|[。！？]()|(?P<word>{_SIGNED}|{_CHARACTER}|{_ANY}(?:{_JOINER}{_ANY})*)")
_PIECE = re.compile(rf"{_CHARACTER}|{_ANY}")
_DROPPED = re.compile(f"[{_ACCENTS}{_INVISIBLE}]+")
_POSSESSIVE = re.compile(r"['’ʼ][sS]$")
_FONT = re.compile(rf"\\(?:{_FORMATTING})\{{|^(?:{_FORMATTING})(?=[A-Z])")
_NOT_ALPHANUMERIC = re.compile(rf"[^\w{_MARKS}\u3099\u309a]|_")
_CHUNK = re.compile(r"\S+")
_LONGEST_KEPT = 48
"""Longer stretches between spaces are cut anew each time: they hardly come twice."""


class Columns(NamedTuple):
    """The words of a text by property, in order: item ``i`` of each belongs to the word number ``i``.

    :ivar stems: :attr:`Token.stem` of each.
    :ivar words: :attr:`Token.word` of each.
    :ivar positions: :attr:`Token.position` of each.
    """

    stems: list[str]
    words: list[str]
    positions: list[int]


class _Chunk(NamedTuple):
    """What stands between two spaces. No word, address or end of a sentence reaches over a space.

    :ivar positions: of each word, from 0 at the first.
    :ivar length: how many positions it takes, with the holes that sentences leave at their end.
    :ivar spans: start and end of each word, in characters from the start of the chunk.
    """

    stems: tuple[str, ...]
    words: tuple[str, ...]
    positions: tuple[int, ...]
    length: int
    spans: tuple[tuple[int, int], ...]


def fold(text: str) -> tuple[Token, ...]:
    """The words of a text, in order."""
    stems, words, positions = fold_columns(text)
    return tuple(
        Token(stem, word, position, start, end)
        for stem, word, position, (start, end) in zip(stems, words, positions, spans(text), strict=True)
    )


def fold_columns(text: str) -> Columns:
    """The words of a text as :func:`fold` gives them, but several times as fast, and without where they stand."""
    stems: list[str] = []
    words: list[str] = []
    positions: list[int] = []
    position = 0
    for chunk_stems, chunk_words, chunk_positions, length, _ in _chunks(text.split()):
        stems += chunk_stems
        words += chunk_words
        if length == 1 == len(chunk_positions):
            positions.append(position)
        else:
            positions += [position + offset for offset in chunk_positions]
        position += length
    return Columns(stems, words, positions)


def spans(text: str) -> list[tuple[int, int]]:
    """Start and end in the text, in characters, of each word that :func:`fold_columns` gives."""
    found: list[tuple[int, int]] = []
    stretches = list(_CHUNK.finditer(text))
    for stretch, chunk in zip(stretches, _chunks([stretch[0] for stretch in stretches]), strict=True):
        offset = stretch.start()
        found += [(offset + start, offset + end) for start, end in chunk.spans]
    return found


def stem_of(word: str) -> str:
    """The stem of a word as :func:`fold` would give it; the empty string if there is no word in it."""
    forms = _forms(word)
    return forms[0][1] if forms else ""


def is_acronym(printed: str) -> bool:
    """Whether a word is typed as an acronym: 2 to 5 capitals and digits, at least two capitals, perhaps a plural s."""
    core = printed[:-1] if _is_plural_acronym(printed) else printed
    return len(core) <= MAX_ACRONYM and core.isascii() and core.isalnum() and core.isupper() and has_capitals(core)


def has_capitals(printed: str) -> bool:
    """Whether at least two letters of a printed word are capitals, as in ``RAG``, ``LoRA`` and ``MoE``."""
    return sum(map(str.isupper, printed)) > 1


def _is_plural_acronym(printed: str) -> bool:
    return printed[-1:] == "s" and (printed[-2:-1].isupper() or printed[-2:-1].isdigit()) and has_capitals(printed)


def _bounded(printed: str) -> str:
    return _DROPPED.sub("", printed)[:MAX_WORD]


def _chunks(printed: Sequence[str]) -> Iterable[_Chunk]:
    if max(map(len, printed), default=0) <= _LONGEST_KEPT:
        return map(_known, printed)
    return (_known(chunk) if len(chunk) <= _LONGEST_KEPT else _cut(chunk) for chunk in printed)


def _cut(chunk: str) -> _Chunk:
    stems: list[str] = []
    words: list[str] = []
    positions: list[int] = []
    places: list[tuple[int, int]] = []
    position = 0
    for found in (_ASCII_TOKEN if chunk.isascii() else _TOKEN).finditer(chunk):
        if found.lastgroup == "word":
            printed = found[0]
            for word, stemmed in _forms(printed if len(printed) <= MAX_WORD else _bounded(printed)):
                stems.append(stemmed)
                words.append(word)
                positions.append(position)
                places.append(found.span())
                position += 1
        elif found.lastindex:
            position += 1
    return _Chunk(tuple(stems), tuple(words), tuple(positions), position, tuple(places))


_known = lru_cache(maxsize=1 << 16)(_cut)


@lru_cache(maxsize=1 << 16)
def _forms(printed: str) -> tuple[tuple[str, str], ...]:
    """Word and stem of each word in a printed one: usually one, none if it is made of marks alone."""
    if printed.isascii() and printed.isalnum() and printed.islower():
        return ((printed, stem(printed)),)  # an ordinary word, in half the time
    if "+" in printed or "#" in printed:
        return ((printed.lower(), printed.lower()),)
    bare = _NOT_ALPHANUMERIC.sub("", _FONT.sub("", _POSSESSIVE.sub("", printed)))
    if _is_plural_acronym(bare):
        bare = bare[:-1]
    lowered = bare.lower() if bare.isascii() else _normalised(bare)
    words = _PIECE.findall(lowered)
    if is_acronym(bare):
        return tuple((word, word) for word in words)
    return tuple((word, stem(word)) for word in words)


def _normalised(printed: str) -> str:
    composed = unicodedata.normalize("NFKC", printed).casefold()
    bare = _DROPPED.sub("", unicodedata.normalize("NFKD", composed))
    return _NOT_ALPHANUMERIC.sub("", unicodedata.normalize("NFC", bare))
