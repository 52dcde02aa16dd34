"""What do we know of a paper? A pure function of all that was said of it.

Sources disagree in spelling, lag behind each other, and leave things out. Of each source only its current statement
speaks for the text. The newest version goes before older ones; a source that *changed* its words knows something new
and goes before those that did not; otherwise the more trusted source goes first. So the result does not depend on who
told us first, unless a source really changed its mind and gave no date.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise
from typing import TypeVar

from bot.core.identity import abstract_changed, is_cut, strength, words_changed
from store.records import Counts, Paper, Statement

_Value = TypeVar("_Value")
_LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class _Voice:
    """What one source says in one form (its dumps and its data are two voices), the current statement last.

    :ivar changed: when and as which it last changed its words; smallest if it never did.
    :ivar outdated: it speaks of an older version than another voice does.
    """

    statements: tuple[Statement, ...]
    changed: tuple[datetime, int]
    outdated: bool

    @property
    def current(self) -> Statement:
        return self.statements[-1]

    @property
    def weight(self) -> tuple[bool, tuple[datetime, int], int, str, str, str]:
        current = self.current
        spelling = (current.authority, current.title, current.abstract, current.source)
        return (not self.outdated, self.changed, *spelling)


def consolidate(statements: Sequence[Statement], counts: Counts | None = None) -> Paper:
    """The paper as these statements, taken together, describe it.

    :param statements: at least one, in order of arrival.
    :param counts: the newest counts, if any are known.
    """
    voices = _voices(statements)
    ranked = [voice.current for voice in voices]
    ranked += [older for voice in voices for older in reversed(voice.statements[:-1])]
    names = {name for statement in statements for name in statement.identifiers}
    versions = [s.version for s in statements if s.version is not None]
    return Paper(
        key=_key(statements),
        title=ranked[0].title,
        abstract=_abstract(ranked),
        arxiv_id=_named(names, "arxiv:"),
        doi=_named(names, "doi:"),
        version=max(versions) if versions else None,
        withdrawn=any(voice.current.withdrawn for voice in voices if not voice.outdated),
        authors=_first(ranked, lambda s: s.authors) or (),
        author_count=_author_count(ranked),
        organization=_first(ranked, lambda s: s.organization),
        organization_handle=_first(ranked, lambda s: s.organization_handle),
        published=earliest(s.published for s in statements),
        updated=max((s.updated for s in statements if s.updated and is_full(s.updated)), default=None),
        listed=earliest(s.listed for s in statements),
        github_url=_first(ranked, lambda s: s.github_url),
        project_url=_first(ranked, lambda s: s.project_url),
        pdf_url=_first(ranked, lambda s: s.pdf_url),
        thumbnail_url=_first(ranked, lambda s: s.thumbnail_url),
        media_urls=_first(ranked, lambda s: s.media_urls) or (),
        categories=tuple(dict.fromkeys(c for s in ranked for c in s.categories)),
        primary_category=_first(ranked, lambda s: s.primary_category),
        ai_summary=_first(ranked, lambda s: s.ai_summary),
        ai_keywords=_first(ranked, lambda s: s.ai_keywords) or (),
        note=_first(ranked, lambda s: s.note),
        journal_ref=_first(ranked, lambda s: s.journal_ref),
        submitted_by=_first(ranked, lambda s: s.submitted_by),
        urls=_urls(voices),
        sources=tuple(sorted({s.source for s in statements})),
        counts=counts or Counts(),
    )


def _voices(statements: Sequence[Statement]) -> list[_Voice]:
    """All voices, the one to be believed first first."""
    told: dict[tuple[str, int], list[tuple[int, Statement]]] = {}
    for index, statement in enumerate(statements):
        told.setdefault(voice_of(statement), []).append((index, statement))
    newest = max((s.version for s in statements if s.version is not None), default=0)
    voices = []
    for said in told.values():
        said.sort(key=lambda pair: (pair[1].version or 0, pair[1].observed_at or _LONG_AGO, pair[0]))
        changed = (_LONG_AGO, -1)
        for (_, earlier), (index, later) in pairwise(said):
            if words_changed(earlier.title, later.title) or abstract_changed(earlier.abstract, later.abstract):
                changed = (later.observed_at or _LONG_AGO, index)
        current = said[-1][1]
        outdated = current.version is not None and current.version < newest
        voices.append(_Voice(tuple(statement for _, statement in said), changed, outdated))
    return sorted(voices, key=lambda voice: voice.weight, reverse=True)


def voice_of(statement: Statement) -> tuple[str, int]:
    """Whose voice a statement is: the source's name, and the form it speaks in (as its authority tells)."""
    return (statement.source, statement.authority)


def _abstract(ranked: Sequence[Statement]) -> str:
    """The first abstract there is, or the longest of which it is only the beginning."""
    first = _first(ranked, lambda s: s.abstract) or ""
    return max(
        (s.abstract for s in ranked if is_cut(first, s.abstract)), key=lambda text: (len(text), text), default=first
    )


def _key(statements: Sequence[Statement]) -> str:
    """The strongest name; of several equally strong ones the first that was given, so that it does not change."""
    names = dict.fromkeys(name for statement in statements for name in statement.identifiers)
    return min(names, key=strength)


def _first(ranked: Sequence[Statement], field: Callable[[Statement], _Value | None]) -> _Value | None:
    """The field's value in the first statement that has one."""
    return next((value for statement in ranked if (value := field(statement))), None)


def _author_count(ranked: Sequence[Statement]) -> int | None:
    """Whoever names the authors knows best how many there are (some may be hidden, so the names alone do not tell)."""
    named = _first(ranked, lambda s: (s.author_count or len(s.authors)) if s.authors else None)
    return named or _first(ranked, lambda s: s.author_count)


def _named(names: set[str], scheme: str) -> str | None:
    return min((name.removeprefix(scheme) for name in names if name.startswith(scheme)), default=None)


def _urls(voices: Sequence[_Voice]) -> tuple[str, ...]:
    pages = {v.current.source: _first(tuple(reversed(v.statements)), lambda s: s.url) for v in voices}
    return tuple(dict.fromkeys(url for _, url in sorted(pages.items()) if url))


def is_full(day: str | None) -> bool:
    """Does the date have its year?"""
    return day is not None and not day.startswith("--")


def earliest(days: Iterable[str | None]) -> str | None:
    """The first of several dates. One with a year goes before any without: the year was merely left out there."""
    told = {day for day in days if day}
    return min((day for day in told if is_full(day)), default=min(told, default=None))


def newest_counts(known: Counts, told: Counts) -> Counts:
    """The counts after another reading.

    The later reading wins. Of two readings of one time, or without a time, the larger number wins, for upvotes and
    comments hardly ever shrink, and so the order in which such pages are read does not matter.
    """
    choose = _larger if known.observed_at == told.observed_at else _either
    later, earlier = told, known
    if (told.observed_at or _LONG_AGO) < (known.observed_at or _LONG_AGO):
        later, earlier = known, told
    return Counts(
        upvotes=choose(later.upvotes, earlier.upvotes),
        comments=choose(later.comments, earlier.comments),
        github_stars=choose(later.github_stars, earlier.github_stars),
        observed_at=later.observed_at,
    )


def _larger(first: int | None, second: int | None) -> int | None:
    return max((number for number in (first, second) if number is not None), default=None)


def _either(first: int | None, second: int | None) -> int | None:
    return second if first is None else first
