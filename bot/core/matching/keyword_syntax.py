"""One keyword as written ⇄ :class:`Keyword`: ``-title:"foo bar"``, ``title:foo*^3``."""

import re
from difflib import get_close_matches
from typing import NamedTuple

from bot.core.matching.folding import fold
from bot.core.matching.syntax import ProfileSyntaxError, quoted
from bot.core.matching.types import Field, Form, Keyword

MAX_KEYWORD = 100
"""A keyword has at most so many characters, as written."""

MIN_WEIGHT, MAX_WEIGHT = 0.01, 100.0

QUOTES = '"“”„'
"""What opens and closes an exact phrase."""

_MIN_PREFIX = 2
_FIELD = re.compile(r"([^\W\d_]+)\s*:\s*")
_NUMBER = re.compile(r"[0-9]{1,20}(?:\.[0-9]{1,20})?")
_QUOTE = re.compile(f"[{QUOTES}]")
_FIELDS = ", ".join(f"{field}:" for field in Field)
# What people write for a field before they look it up.
_ALSO_CALLED = {
    "authors": Field.AUTHOR,
    "by": Field.AUTHOR,
    "from": Field.ORGANIZATION,
    "organisation": Field.ORGANIZATION,
    "organization": Field.ORGANIZATION,
    "summary": Field.ABSTRACT,
}


class Written(NamedTuple):
    """A keyword within what was written, without white space around.

    :ivar whole: everything that was written, for messages.
    :ivar start: where the keyword begins in it.
    :ivar end: where it ends; later than ``start``.
    """

    whole: str
    start: int
    end: int

    def mistake(self, position: int, what: str, hint: str = "") -> ProfileSyntaxError:
        """What is wrong at that place of the whole."""
        return ProfileSyntaxError(self.whole, position, what, hint)

    def past_space(self, position: int) -> int:
        """The first place from there that holds no white space, at most ``end``."""
        rest = self.whole[position : self.end]
        return position + len(rest) - len(rest.lstrip())


class _Body(NamedTuple):
    """What is sought, and what stood behind it."""

    text: str
    form: Form
    weight: float


def read_keyword(written: Written) -> Keyword:
    """The keyword written there.

    :raises ProfileSyntaxError: it cannot be understood.
    """
    whole, start, end = written
    if end - start > MAX_KEYWORD:
        hint = "Shorten it, or separate its parts by commas."
        raise written.mistake(start + MAX_KEYWORD, f"A keyword has at most {MAX_KEYWORD} characters.", hint)
    excluded = whole[start] == "-"
    begin = written.past_space(start + 1) if excluded else start
    if begin == end:
        raise written.mistake(start, "A minus alone excludes nothing.", "Write what to exclude behind it: -survey.")
    field, begin = _read_field(written, begin)
    if whole[begin] == "-":
        hint = "Write one minus, before the field if there is one: -title:survey."
        raise written.mistake(begin, "A minus is out of place here.", hint)
    body = _read_quoted(written, begin) if whole[begin] in QUOTES else _read_bare(written, begin)
    if excluded and body.weight != 1:
        hint = "A paper that contains it is never told of; leave the weight out."
        raise written.mistake(whole.rindex("^", begin, end), "What is excluded has no weight.", hint)
    return Keyword(body.text, body.form, field, excluded, body.weight)


def print_keyword(keyword: Keyword) -> str:
    """A keyword in normal form: :func:`~bot.core.matching.language.parse_keyword` makes the same of it again.

    This holds for every keyword that can be written.
    """
    body = f'"{keyword.text}"' if keyword.form is Form.EXACT else keyword.text
    weight = f"^{float(keyword.weight)}".removesuffix(".0")
    return "".join(
        (
            "-" if keyword.excluded else "",
            f"{keyword.field}:" if keyword.field else "",
            body,
            "*" if keyword.form is Form.PREFIX else "",
            "" if keyword.weight == 1 else weight,
        )
    )


def _read_field(written: Written, begin: int) -> tuple[Field | None, int]:
    """The field named there, if one is, and where what is sought begins."""
    found = _FIELD.match(written.whole, begin, written.end)
    if not found:
        return None, begin
    name = found[1].casefold()
    if name not in set(Field):
        near = [_ALSO_CALLED[name]] if name in _ALSO_CALLED else get_close_matches(name, list(Field), 1, 0.5)
        meant = f"Did you mean {near[0]}:?" if near else f"Fields are {_FIELDS}."
        hint = f"{meant} If the colon belongs to the words, put them in quotes."
        raise written.mistake(begin, f"There is no field {quoted(found[1] + ':')}.", hint)
    if found.end() == written.end:
        raise written.mistake(written.end, f"Nothing stands after {name}:.", f"Write what to look for: {name}:word.")
    return Field(name), found.end()


def _read_quoted(written: Written, begin: int) -> _Body:
    close = _QUOTE.search(written.whole, begin + 1, written.end)
    if not close:
        raise written.mistake(begin, "This quotation mark is never closed.", "Close it behind the phrase.")
    behind = written.past_space(close.end())
    if behind < written.end and written.whole[behind] == "*":
        raise written.mistake(behind, "An exact phrase takes no star.", "Leave out the quotes or the star.")
    if behind < written.end and written.whole[behind] != "^":
        raise written.mistake(behind, "Something stands behind the closing quote.", "Separate keywords by commas.")
    weight = _read_weight(written, behind) if behind < written.end else 1.0
    return _Body(_checked(written, begin + 1, close.start()), Form.EXACT, weight)


def _read_bare(written: Written, begin: int) -> _Body:
    whole, _, end = written
    caret = whole.rfind("^", begin, end)
    weight = _read_weight(written, caret) if caret >= 0 else 1.0
    stop = caret if caret >= 0 else end
    stop = begin + len(whole[begin:stop].rstrip())
    form = Form.PHRASE
    if whole[begin:stop].endswith("*"):
        stop -= 1
        form = Form.PREFIX
        _check_prefix(written, begin, stop)
    _refuse_marks(written, begin, stop)
    return _Body(_checked(written, begin, stop), form, weight)


def _read_weight(written: Written, caret: int) -> float:
    begin = written.past_space(caret + 1)
    number = written.whole[begin : written.end]
    if not _NUMBER.fullmatch(number) or not MIN_WEIGHT <= float(number) <= MAX_WEIGHT:
        hint = f"Write a number from {MIN_WEIGHT:g} to {MAX_WEIGHT:g}, as in word^2; in quotes ^ is a plain sign."
        raise written.mistake(begin if number else caret, f"{quoted(number)} is no weight.", hint)
    return float(number)


def _check_prefix(written: Written, begin: int, star: int) -> None:
    words = written.whole[begin:star].split()
    if not words:
        raise written.mistake(star, "A star alone matches nothing.", "Write the beginning of a word before it: neur*.")
    if not written.whole[star - 1].isalnum():
        raise written.mistake(star, "The star does not follow a word.", "Write it right behind the beginning: neur*.")
    if sum(map(str.isalnum, words[-1])) < _MIN_PREFIX:
        hint = f"Write at least {_MIN_PREFIX} letters before the star."
        raise written.mistake(star, "So many words begin like this.", hint)


def _refuse_marks(written: Written, begin: int, stop: int) -> None:
    """Refuse what has a meaning elsewhere, so that nothing is quietly taken otherwise than it was meant."""
    for position in range(begin, stop):
        character = written.whole[position]
        if character == "*":
            raise written.mistake(position, "A star can only stand at the end.", "In quotes it is a plain sign.")
        if character in QUOTES:
            hint = "Separate keywords by commas, or quote the whole phrase."
            raise written.mistake(position, "A quotation mark stands within a keyword.", hint)
        if character == ":":
            hint = f"A colon belongs behind a field ({_FIELDS}); in quotes it is a plain sign."
            raise written.mistake(position, "This colon follows no field.", hint)
        if character == "^":
            raise written.mistake(position, "There is one weight too many.", "In quotes ^ is a plain sign.")


def _checked(written: Written, begin: int, stop: int) -> str:
    text = written.whole[begin:stop]
    if not fold(text):
        hint = "A keyword needs a letter or a digit."
        raise written.mistake(begin, f"There is no word to look for in {quoted(text)}.", hint)
    return " ".join(text.split())
