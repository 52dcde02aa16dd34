"""What readers write, understood: keywords, searches and profiles. The reference is ``docs/language.md``.

A profile is ``name: keyword, keyword, -keyword, min:40, top:10``, a search the same without the name. Keywords are
separated by commas or line ends. A keyword combines words, ``"exact phrases"`` and ``prefix*`` by ``AND``, ``OR``,
``NOT`` and parentheses, with fields before them (``title:``); before it stands a minus to exclude or a plus to
require, behind it a weight (``^2``). Between quotes nothing has a special meaning. What is written is only ever
compared word by word; it never becomes a regular expression. Reading takes linear time.
"""

from typing import NamedTuple

from bot.core.matching.grammar import MAX_KEYWORD, MAX_TERMS
from bot.core.matching.keyword_syntax import (
    MAX_WEIGHT,
    MIN_WEIGHT,
    number_in_normal_form,
    print_expression,
    print_keyword,
)
from bot.core.matching.lexer import MAX_NESTING
from bot.core.matching.listing import Item, ListParser, Setting
from bot.core.matching.syntax import ProfileSyntaxError, quoted
from bot.core.matching.tokens import Kind
from bot.core.matching.types import DEFAULT_THRESHOLD, Expression, Keyword, Profile
from bot.core.said import said

__all__ = [
    "MAX_KEYWORD",
    "MAX_KEYWORDS",
    "MAX_NAME",
    "MAX_NESTING",
    "MAX_TERMS",
    "MAX_WEIGHT",
    "MIN_WEIGHT",
    "ProfileSyntaxError",
    "Query",
    "conflict_with",
    "parse_keyword",
    "parse_keywords",
    "parse_profile",
    "parse_query",
    "print_expression",
    "print_keyword",
    "print_profile",
]

MAX_KEYWORDS = 200
"""A profile has at most so many keywords."""

MAX_NAME = 100
"""A profile's name has at most so many characters."""


class Query(NamedTuple):
    """What a search asks for.

    :ivar keywords: each once, in order; at least one that is not excluded.
    :ivar threshold: score (0–100) from which a paper is shown, ``None`` if nothing was said of it.
    :ivar top: at most so many papers, ``None`` for all.
    """

    keywords: tuple[Keyword, ...]
    threshold: float | None = None
    top: int | None = None


def parse_profile(text: str) -> Profile:
    """The profile written ``name: keyword, keyword, …``; the usual threshold and no cap unless it names them.

    :raises ProfileSyntaxError: it cannot be understood, or no paper could ever match it.
    """
    name, colon, _ = text.replace("：", ":").partition(":")
    if not colon:
        hint = said("Write the name, a colon and the keywords: 'mine: reward model, -survey'.")
        raise ProfileSyntaxError(text, len(text), said("A profile begins with its name and a colon."), hint)
    if not name.strip():
        raise ProfileSyntaxError(text, 0, said("The profile has no name."), said("Write one before the colon."))
    if len(name.strip()) > MAX_NAME:
        hint = said("Shorten it.")
        raise ProfileSyntaxError(
            text, MAX_NAME, said("A profile's name has at most %(most)s characters.", most=MAX_NAME), hint
        )
    query = _query(
        text, len(name) + 1, said("The profile has no keywords."), said("Write at least one behind the colon.")
    )
    threshold = DEFAULT_THRESHOLD if query.threshold is None else query.threshold
    return Profile(" ".join(name.split()), query.keywords, threshold, query.top)


def parse_query(text: str) -> Query:
    """A search: keywords as in a profile, without a name.

    :raises ProfileSyntaxError: it cannot be understood, or no paper could ever match it.
    """
    return _query(text, 0, said("There is nothing to look for."), said("Write at least one word."))


def parse_keywords(text: str) -> tuple[Keyword, ...]:
    """Keywords separated by commas or line ends, in order, each once. Empty items are no mistake.

    :raises ProfileSyntaxError: one of them cannot be understood, two contradict each other, there are more than
        :data:`MAX_KEYWORDS`, or there is a ``min:`` or ``top:`` among them.
    """
    listing = _Listing(text, 0)
    return tuple(listing.keywords.values())


def parse_keyword(text: str) -> Keyword:
    """One keyword.

    :raises ProfileSyntaxError: it cannot be understood, or there are several, or none.
    """
    parser = ListParser(text)
    item = parser.next_item()
    if not item:
        raise ProfileSyntaxError(text, 0, said("There is no keyword."), said("Write what to look for."))
    keyword = _no_setting(text, item)
    # Empty lines and commas behind it are nothing more.
    while parser.lexer.token.kind in (Kind.LINE_END, Kind.COMMA) and not parser.lexer.signs:
        parser.lexer.advance()
    if parser.lexer.token.kind is not Kind.END or parser.lexer.signs:
        hint = said("If a comma, plus or minus belongs to it, put it in quotes.")
        raise ProfileSyntaxError(text, parser.lexer.token.start, said("Only one keyword can stand here."), hint)
    return keyword


def conflict_with(other: Keyword, keyword: Keyword) -> str | None:
    """Why two keywords that seek the same cannot stand in one list, and what to do; ``None`` if they are equal."""
    if other == keyword:
        return None
    named = quoted(print_expression(keyword.sought))
    if other.excluded != keyword.excluded:
        return said("%(written)s is both wanted and excluded. Remove one of them.", written=named)
    return said("%(written)s is in the list twice, with different signs or weights. Keep one of them.", written=named)


def print_profile(profile: Profile) -> str:
    """A profile on one line: ``name: a, b, -c, min:60, top:10``. :func:`parse_profile` makes the same of it again,
    unless a colon is part of its name; what was learned is not printed.
    """
    items = [print_keyword(keyword) for keyword in profile.keywords]
    if profile.threshold != DEFAULT_THRESHOLD:
        items.append(f"min:{number_in_normal_form(profile.threshold)}")
    if profile.top is not None:
        items.append(f"top:{profile.top}")
    return f"{profile.name}: {', '.join(items)}"


class _Listing:
    """A list of keywords and settings as it was read.

    :ivar keywords: each once, by what it seeks.
    :ivar first: where the first one begins.
    """

    def __init__(self, text: str, start: int, *, settings: bool = False) -> None:
        """:param settings: whether ``min:`` and ``top:`` may stand there."""
        self.text = text
        self.keywords: dict[Expression, Keyword] = {}
        self.settings: dict[str, float] = {}
        self.first = start
        self._count = 0
        parser = ListParser(text, start)
        while item := parser.next_item():
            if settings and isinstance(item.meant, Setting):
                self._add_setting(item.start, item.meant)
            else:
                self._add(item.start, _no_setting(text, item))

    def _add(self, start: int, keyword: Keyword) -> None:
        if self._count == MAX_KEYWORDS:
            hint = said("Remove some, or make a second profile.")
            raise ProfileSyntaxError(
                self.text, start, said("A profile has at most %(most)s keywords.", most=MAX_KEYWORDS), hint
            )
        self._count += 1
        other = self.keywords.setdefault(keyword.sought, keyword)
        conflict = conflict_with(other, keyword)
        if conflict:
            raise ProfileSyntaxError(self.text, start, conflict)
        self.first = start if self._count == 1 else self.first

    def _add_setting(self, start: int, setting: Setting) -> None:
        if setting.name in self.settings:
            what = said("%(name)s: is said twice.", name=setting.name)
            raise ProfileSyntaxError(self.text, start, what, said("Keep one of them."))
        self.settings[setting.name] = setting.number


def _query(text: str, start: int, nothing: str, hint: str) -> Query:
    listing = _Listing(text, start, settings=True)
    keywords = tuple(listing.keywords.values())
    if not keywords:
        raise ProfileSyntaxError(text, len(text), nothing, hint)
    if all(keyword.excluded for keyword in keywords):
        what = said("With exclusions alone no paper can match.")
        bullets = all(line.lstrip().startswith("- ") for line in text[start:].splitlines() if line.strip())
        hint = said("Add what should be found.")
        if bullets:
            hint = said("Add what should be found. If the dashes are bullets, leave them out.")
        raise ProfileSyntaxError(text, listing.first, what, hint)
    top = listing.settings.get("top")
    return Query(keywords, listing.settings.get("min"), None if top is None else int(top))


def _no_setting(text: str, item: Item) -> Keyword:
    if isinstance(item.meant, Keyword):
        return item.meant
    key = "threshold" if item.meant.name == "min" else "top"
    hint = said(
        "In a file of profiles it is a key of its own: %(key)s = %(number)s",
        key=key,
        number=number_in_normal_form(item.meant.number),
    )
    what = said(
        "%(setting)s: belongs to a profile or search as a whole, not among its keywords.", setting=item.meant.name
    )
    raise ProfileSyntaxError(text, item.start, what, hint)
