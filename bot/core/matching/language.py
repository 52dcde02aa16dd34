"""What readers write, understood: keywords and profiles.

A profile is ``name: keyword, keyword, -keyword``. Keywords are separated by commas or line ends. A keyword is

* one word or several, best found together: ``reward model``;
* an exact phrase: ``"reward model"`` (typographic quotes will do);
* the beginning of a word: ``hallucinat*``;

before it a minus to exclude and a field to look in (``title:``, ``abstract:``, ``author:``, ``org:``, ``source:``),
behind it a weight: ``-title:"foo bar"``, ``title:foo*^3``. Between quotes nothing has a special meaning. What is
written is only ever compared word by word; it never becomes a regular expression. Reading takes linear time.
"""

import re
from collections.abc import Iterator

from bot.core.matching.keyword_syntax import MAX_KEYWORD, QUOTES, Written, print_keyword, read_keyword
from bot.core.matching.syntax import ProfileSyntaxError
from bot.core.matching.types import Keyword, Profile

__all__ = [
    "MAX_KEYWORD",
    "MAX_KEYWORDS",
    "MAX_NAME",
    "ProfileSyntaxError",
    "parse_keyword",
    "parse_keywords",
    "parse_profile",
    "print_keyword",
]

MAX_KEYWORDS = 200
"""A profile has at most so many keywords."""

MAX_NAME = 100
"""A profile's name has at most so many characters."""

_COMMAS = ",，"
_LINE_ENDS = "\n\r"
_MARK = re.compile(f"[{QUOTES}{_COMMAS}{_LINE_ENDS}]")


def parse_profile(text: str) -> Profile:
    """The profile written ``name: keyword, keyword, …``, with the usual threshold and without a cap.

    :raises ProfileSyntaxError: it cannot be understood, or no paper could ever match it.
    """
    name, colon, _ = text.partition(":")
    if not colon:
        hint = "Write the name, a colon and the keywords: 'mine: reward model, -survey'."
        raise ProfileSyntaxError(text, len(text), "A profile begins with its name and a colon.", hint)
    if not name.strip():
        raise ProfileSyntaxError(text, 0, "The profile has no name.", "Write one before the colon.")
    if len(name.strip()) > MAX_NAME:
        hint = "Shorten it."
        raise ProfileSyntaxError(text, MAX_NAME, f"A profile's name has at most {MAX_NAME} characters.", hint)
    keywords = tuple(_keywords(text, len(name) + 1))
    if not keywords:
        hint = "Write at least one behind the colon."
        raise ProfileSyntaxError(text, len(text), "The profile has no keywords.", hint)
    if all(keyword.excluded for keyword in keywords):
        place = text.index("-", len(name))
        raise ProfileSyntaxError(text, place, "With exclusions alone no paper can match.", "Add what should be found.")
    return Profile(" ".join(name.split()), keywords)


def parse_keywords(text: str) -> tuple[Keyword, ...]:
    """Keywords separated by commas or line ends, in order. Empty lines and a comma at the end of a line are no mistake.

    :raises ProfileSyntaxError: one of them cannot be understood, or there are more than :data:`MAX_KEYWORDS`.
    """
    return tuple(_keywords(text, 0))


def parse_keyword(text: str) -> Keyword:
    """One keyword.

    :raises ProfileSyntaxError: it cannot be understood, or there are several, or none.
    """
    parts = list(_split(text, 0))
    if not parts:
        raise ProfileSyntaxError(text, 0, "There is no keyword.", "Write what to look for.")
    if len(parts) > 1:
        hint = "If the comma belongs to it, put it in quotes."
        raise ProfileSyntaxError(text, parts[1].start, "Only one keyword can stand here.", hint)
    return read_keyword(parts[0])


def _keywords(text: str, start: int) -> Iterator[Keyword]:
    for count, written in enumerate(_split(text, start)):
        if count == MAX_KEYWORDS:
            hint = "Remove some, or make a second profile."
            raise ProfileSyntaxError(text, written.start, f"A profile has at most {MAX_KEYWORDS} keywords.", hint)
        yield read_keyword(written)


def _split(text: str, start: int) -> Iterator[Written]:
    """The keywords between the separators that stand outside quotes."""
    begin = start
    opened: int | None = None
    for mark in _MARK.finditer(text, start):
        place = mark.start()
        if mark[0] in QUOTES:
            opened = place if opened is None else None
        elif mark[0] in _LINE_ENDS or opened is None:
            _refuse_open_quote(text, opened)
            written = _written(text, begin, place)
            if written:
                yield written
            elif mark[0] in _COMMAS:
                raise ProfileSyntaxError(text, place, "No keyword stands before this comma.", "Remove the comma.")
            begin = place + 1
    _refuse_open_quote(text, opened)
    written = _written(text, begin, len(text))
    if written:
        yield written


def _written(text: str, begin: int, end: int) -> Written | None:
    part = text[begin:end]
    start = begin + len(part) - len(part.lstrip())
    return Written(text, start, start + len(part.strip())) if part.strip() else None


def _refuse_open_quote(text: str, opened: int | None) -> None:
    if opened is not None:
        raise ProfileSyntaxError(text, opened, "This quotation mark is never closed.", "Close it behind the phrase.")
