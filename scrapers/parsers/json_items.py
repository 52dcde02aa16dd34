"""Reading JSON that may be cut or damaged: the whole items of a list are kept, what is between them is named. Pure."""

import json
import re
from collections.abc import Iterator

from scrapers.errors import Refused
from scrapers.parsers.skips import SkippedBlocks, excerpt

MAX_DAMAGES = 20
"""How often reading resumes behind a damaged item. Each time costs at most one pass over the text."""
_LONGEST_NUMBER = 18

_BEHIND_END = re.compile(r"\]\s*+\Z")
_BETWEEN = re.compile(r"[\s,]*+")
# Quotation marks inside a JSON string are escaped, so this is never found in a title or an abstract.
_NEXT_ITEM = re.compile(r"\{\s*+\"(?:paper|id)\"\s*+:")
_LOOKS_LIKE = re.compile(r"\s*+(?:\[\s*+(?:[\[{\]\"0-9-]|null|true|false|$)|\{\s*+(?:[\"}]|$))")


def looks_like_json(text: str) -> bool:
    """Whether the text begins as a JSON array or object does. A title may begin with a bracket, too."""
    return _LOOKS_LIKE.match(text) is not None


def _number(digits: str) -> int | None:
    """A whole number of a size that means something."""
    return int(digits) if len(digits) <= _LONGEST_NUMBER else None


_DECODER = json.JSONDecoder(parse_int=_number)


def load_json(text: str, address: str) -> object:
    """The decoded value of a whole JSON text.

    :raises json.JSONDecodeError: it is broken or cut.
    :raises scrapers.errors.Refused: it is nested deeper than any listing.
    """
    try:
        value: object = _DECODER.decode(text)
    except RecursionError as error:
        raise Refused(address, "the JSON is nested far deeper than any list of papers.") from error
    return value


def whole_items(
    text: str,
    position: int,
    skipped: SkippedBlocks,
    *,
    nested: bool = False,
    begins: re.Pattern[str] = _NEXT_ITEM,
) -> Iterator[object]:
    """The items of a JSON list that is broken or cut, as far as they are whole.

    :param position: the first character behind the list's opening bracket.
    :param skipped: is told of what could not be read.
    :param nested: the list stands inside something else, so whatever follows its end is not its own.
    :param begins: what an item begins with; behind a damage, reading goes on at the next.
    """
    damages = 0
    while True:
        position = _behind_separators(text, position)
        if position == len(text):
            skipped.add("the end of the page", "the JSON stops before its list is closed: the page was cut")
            return
        if text[position] == "]" and (nested or _BEHIND_END.match(text, position)):
            return
        try:
            item, position = _DECODER.raw_decode(text, position)
        except (json.JSONDecodeError, RecursionError) as error:
            damages += 1
            reached = max(getattr(error, "pos", 0), position + 1)
            following = begins.search(text, reached) if damages < MAX_DAMAGES else None
            _name_damage(text, position, following, error, skipped)
            if following is None:
                return
            position = following.start()
        else:
            yield item


def _behind_separators(text: str, position: int) -> int:
    between = _BETWEEN.match(text, position)
    return between.end() if between else position


def _name_damage(
    text: str, position: int, following: re.Match[str] | None, error: Exception, skipped: SkippedBlocks
) -> None:
    what = error.msg if isinstance(error, json.JSONDecodeError) else "nested too deep"
    lost = "the next whole paper was read again" if following else "nothing behind it was read"
    skipped.add(
        f"from character {position:,}: {excerpt(text[position : position + 200])}",
        f"the JSON is broken or cut here ({what}); {lost}",
    )
