"""Makes ``bot/data/background.tsv``: how common words are, before a catalog has papers of its own.

``python docs/make_background.py WORDS`` where WORDS is the list ``frequency_dictionary_en_82_765.txt`` of the package
symspellpy (6.10.1; any version carries the same list): ``pip install symspellpy`` anywhere and pass the file's path.
The table has to be made again when folding, stems or the pages in ``seeds/`` change; the tests say so.

Two columns are made, and blended when they are read (see ``bot/core/matching/background.py`` for how, and why):

* ``papers``: in how many of the papers on the pages in ``seeds/`` a stem occurs, title or abstract. Only counts are
  kept of them.
* ``general``: in what share of general English texts as long as those it would occur. The list gives how often each
  word was printed. A word that is a share p of all the words printed is in 1 - (1 - p)^n of the texts of n words, if
  words fall independently. They do not, they come in bursts (Church and Gale 1995, "Poisson mixtures"), so this is
  somewhat too much for words with a meaning; which makes them less telling, the harmless side to err on. n is the mean
  length of the papers' titles and abstracts together.

Stems whose share, blended, is not above that of unknown ones are left out: they would say nothing.

Sources and licences: the list is the intersection of the Google Books Ngram data (http://books.google.com/ngrams,
Creative Commons Attribution 3.0) with SCOWL, Spell Checker Oriented Word Lists (http://wordlist.aspell.net, free for
any use with its notice); it was made for SymSpell by Wolf Garbe and is distributed with symspellpy (both MIT).
"""

import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from bot.core.matching.background import COLUMNS, PAPERS
from bot.core.matching.folding import fold
from scrapers.dumps import PageFiles
from scrapers.parsers import parse

ROOT = Path(__file__).resolve().parent.parent
SEEDS = ROOT / "seeds"
TABLE = ROOT / "bot" / "data" / "background.tsv"
DIGITS = 4
"""Significant digits of a share."""

_HEADER = """\
# How common words are, before a catalog has papers of its own. Made by docs/make_background.py, which says how.
# papers: how many of the papers on the pages in seeds/ contain the stem.
# general: the share of general English texts of {length} words that would contain it, from how often words are printed:
#   the frequency list of symspellpy 6.10.1 (MIT), made by Wolf Garbe from the Google Books Ngram data
#   (http://books.google.com/ngrams, CC BY 3.0; changed: cut to the words of SCOWL, counted by stem, turned into shares)
#   and from SCOWL (http://wordlist.aspell.net, Copyright 2000-2019 by Kevin Atkinson).
"""


class Papers(NamedTuple):
    """What the pages teach.

    :ivar number: how many papers.
    :ivar length: their mean number of words, title and abstract together, rounded.
    :ivar stems: per stem, in how many of them it occurs.
    :ivar words: per stem and word form, how often it occurs.
    """

    number: int
    length: int
    stems: Counter[str]
    words: Counter[tuple[str, str]]


class English(NamedTuple):
    """What the word list teaches.

    :ivar shares: per stem, its share of all words printed.
    :ivar words: per stem and word form, how often it was printed.
    """

    shares: dict[str, float]
    words: Counter[tuple[str, str]]


def main(arguments: list[str]) -> None:
    """:raises SystemExit: the list is not there."""
    if len(arguments) != 1 or not Path(arguments[0]).is_file():
        sys.exit("Usage: python docs/make_background.py WORDS\nWORDS: frequency_dictionary_en_82_765.txt of symspellpy")
    text = make(Path(arguments[0]))
    TABLE.write_text(text, encoding="utf-8", newline="\n")
    print(f"{TABLE.relative_to(ROOT)}: {len(text.splitlines()):,} lines, {len(text.encode()):,} bytes")


def make(word_list: Path) -> str:
    """The table, as text."""
    papers = count_papers()
    return write(papers, count_english(word_list.read_text(encoding="utf-8-sig").splitlines()))


def count_papers() -> Papers:
    """The papers on the pages in ``seeds/``, each title once."""
    entries = [entry for page in PageFiles([SEEDS], captured=None).pages() for entry in parse(page).entries]
    abstracts = {entry.title: entry.abstract for entry in entries}
    stems: Counter[str] = Counter()
    words: Counter[tuple[str, str]] = Counter()
    for title, abstract in abstracts.items():
        tokens = [(token.stem, token.word) for token in (*fold(title), *fold(abstract))]
        stems.update({stem for stem, _ in tokens})
        words.update(tokens)
    return Papers(len(abstracts), round(words.total() / len(abstracts)), stems, words)


def count_english(lines: Iterable[str]) -> English:
    """:param lines: a word, a space, and how often it was printed."""
    words: Counter[tuple[str, str]] = Counter()
    for line in lines:
        word, _, printed = line.rpartition(" ")
        for token in fold(word):
            words[token.stem, token.word] += int(printed)
    total = words.total()
    stems: Counter[str] = Counter()
    for (stem, _), times in words.items():
        stems[stem] += times
    return English({stem: times / total for stem, times in stems.items()}, words)


def write(papers: Papers, english: English) -> str:
    """The table, as text: the stems in alphabetical order."""
    general = {stem: 1 - (1 - share) ** papers.length for stem, share in english.shares.items()}
    most_forms = _commonest(papers.words) | _commonest(english.words)
    rows: list[Sequence[object]] = [(PAPERS, papers.number), COLUMNS]
    for stem in sorted(papers.stems.keys() | general.keys()):
        counted, share = papers.stems[stem], float(f"{general.get(stem, 0):.{DIGITS}g}")
        if counted / papers.number + share > 2 / papers.number:
            rows.append((stem, most_forms[stem], counted, f"{min(share, 1 - 0.1**DIGITS):.{DIGITS}g}"))
    return _HEADER.format(length=papers.length) + "".join("\t".join(map(str, row)) + "\n" for row in rows)


def _commonest(words: Counter[tuple[str, str]]) -> dict[str, str]:
    """Per stem, its commonest word form; of equally common ones the first in the alphabet."""
    ranked = sorted(words.items(), key=lambda counted: (counted[1], *(-ord(c) for c in counted[0][1])))
    return {stem: word for (stem, word), _ in ranked}


if __name__ == "__main__":
    main(sys.argv[1:])
