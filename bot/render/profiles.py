"""What a profile asks for, on a terminal or in a pipe, never wider than the console, and in words."""

import re
from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.core.matching.folding import fold, is_acronym
from bot.core.matching.keyword_syntax import number_in_normal_form, print_keyword
from bot.core.matching.muting import is_empty
from bot.core.matching.plan import narrowing
from bot.core.matching.types import AllOf, AnyOf, Expression, Field, Keyword, Not, Profile, Role, Term, terms_of
from bot.render.presentation import counted, name_of, number
from bot.render.terminal import print_line
from bot.render.words import printable, shorten

MAX_MEANING = 1000
"""A keyword's meaning is printed in at most so many characters."""

_ROLES = {Role.WANTED: "", Role.REQUIRED: "required: ", Role.EXCLUDED: "never a paper with "}
_HYPHEN = re.compile(r"\w[-‐‑–]\w")
# How near the words of a phrase must stand for the keyword to do what it is for.
_NEARNESS = {
    Role.WANTED: "best side by side",
    Role.REQUIRED: "side by side or near together",
    Role.EXCLUDED: "side by side",
}
_IN_FIELD = {Field.TITLE: " in the title", Field.ABSTRACT: " in the abstract", Field.KEYWORDS: " among its keywords"}
_CALLED = {
    Field.AUTHOR: "an author called ",
    Field.ORGANIZATION: "an organisation called ",
    Field.SOURCE: "the source ",
}


def print_profiles(profiles: Sequence[Profile], console: Console) -> None:
    """Each profile in a line or two."""
    for profile in profiles:
        limits = f"from {number(profile.threshold)}" + (f", at most {profile.top}" if profile.top else "")
        print_line(Text.assemble((name_of(profile.name), "bold"), (f"  {limits}", "dim")), console)
        keywords = ", ".join(printable(print_keyword(keyword)) for keyword in profile.keywords)
        print_line(Text(keywords), console, 2)


def print_profile(profile: Profile, console: Console) -> None:
    """A profile as it was understood, keyword by keyword, in words."""
    limits = f"told of from {number(profile.threshold)} points"
    most = f", at most {counted(profile.top, 'paper')} a digest" if profile.top else ""
    print_line(Text.assemble((name_of(profile.name), "bold"), f": {limits}{most}"), console)
    table = Table(box=None, pad_edge=False, header_style="dim", padding=(0, 2, 0, 0))
    table.add_column("keyword", overflow="fold", max_width=max(10, console.width // 3))
    table.add_column("means", overflow="fold")
    narrowed = narrowing(profile.keywords)
    for keyword in profile.keywords:
        written = shorten(printable(print_keyword(keyword)), MAX_MEANING)
        table.add_row(Text(written), Text(shorten(meaning(keyword, narrowed.get(keyword)), MAX_MEANING)))
    console.print(table)
    print_common_words(profile, console)


def print_common_words(profile: Profile, console: Console) -> None:
    """Which of its keywords nearly every paper has, if any: they find too much, or nothing that was meant."""
    for keyword in profile.keywords:
        if all(map(is_empty, terms_of(keyword.sought))):
            hint = "is in nearly every paper: it hardly tells one from another."
            print_line(Text(f"“{name_of(print_keyword(keyword))}” {hint}", "yellow"), console)


def meaning(keyword: Keyword, narrowed: Expression | None = None) -> str:
    """What a keyword finds or keeps out, in words, on one line: ``never a paper with “survey” in the title``.

    :param narrowed: what :func:`~bot.core.matching.narrowing.narrowing` says a paper needs because of it.
    """
    if narrowed:
        return f"only papers with {_in_words(narrowed, Role.REQUIRED)}"
    weight = f"; counts {number_in_normal_form(keyword.weight)} times" if keyword.weight != 1 else ""
    return f"{_ROLES[keyword.role]}{_in_words(keyword.sought, keyword.role)}{weight}"


def _in_words(sought: Expression, role: Role) -> str:
    if isinstance(sought, Term):
        return _term_in_words(sought, role)
    if isinstance(sought, Not):
        return f"not {_enclosed(sought.part, Role.EXCLUDED)}"
    together = " and " if isinstance(sought, AllOf) else " or "
    return together.join(_enclosed(part, role) for part in sought.parts)


def _enclosed(part: Expression, role: Role) -> str:
    return f"({_in_words(part, role)})" if isinstance(part, AllOf | AnyOf) else _in_words(part, role)


def _term_in_words(term: Term, role: Role) -> str:
    if term.field is Field.YEAR:
        return _years_in_words(printable(term.text))
    if term.field is Field.CATEGORY:
        return f"the category {printable(term.text)}"
    if term.field in _CALLED:
        return f"{_CALLED[term.field]}{_quoted(term)}"
    return f"{_words_in_words(term, role)}{_IN_FIELD[term.field] if term.field else ''}"


def _years_in_words(years: str) -> str:
    first, dash, last = years.partition("-")
    if not dash:
        return f"the year {first}"
    if first and last:
        return f"a year from {first} to {last}"
    return f"a year from {first} on" if first else f"a year up to {last}"


def _words_in_words(term: Term, role: Role) -> str:
    words = term.text.split()
    if term.exact:
        return f"exactly {_quoted(term)}"
    # What is excluded is only found side by side anyway.
    joined = role is not Role.EXCLUDED and any(map(_is_joined, words))
    if len(words) > 1:
        return f"{_quoted(term)} ({_NEARNESS[role]}{', joined words never apart' if joined else ''})"
    if joined:
        return f"{_quoted(term)} (its parts belong together)"
    if words[0].endswith("*"):
        return f"words that begin with {_quoted(term)}"
    return f"the acronym {printable(words[0])}" if is_acronym(words[0]) else _quoted(term)


def _is_joined(word: str) -> bool:
    """Whether hyphens join it of several words."""
    return _HYPHEN.search(word) is not None and len(fold(word)) > 1


def _quoted(term: Term) -> str:
    """The words of a term; where a word may go on, an ellipsis stands for the star."""
    text = printable(term.text)
    return f"“{text}”" if term.exact else f"“{' '.join(_open_ended(word) for word in text.split())}”"


def _open_ended(word: str) -> str:
    return f"{word[:-1]}…" if word.endswith("*") else word
