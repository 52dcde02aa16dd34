"""What changed? One entry beside what was known of its paper.

Four different things are kept apart: a *new* paper, *changed words* (a revision), facts that *arrived* (an enrichment)
and *counts* that moved. That another source words a paper differently, or leaves a year out, is none of them.
"""

from collections.abc import Sequence

from bot.core.consolidate import voice_of
from bot.core.identity import abstract_changed, fold, is_cut, words_changed
from store.records import ChangeKind, Counts, FieldChange, Paper, Statement

_ARRIVING = (
    "arxiv_id",
    "doi",
    "version",
    "abstract",
    "authors",
    "author_count",
    "organization",
    "published",
    "listed",
    "github_url",
    "project_url",
    "categories",
    "ai_summary",
    "ai_keywords",
    "note",
    "journal_ref",
)
"""Facts whose arrival is news. Addresses of pictures and of the sources' own pages are not."""

_WORDING = (("title", words_changed), ("abstract", abstract_changed), ("authors", words_changed))
"""Fields in which changed words are a revision, and what a change is there."""

_LINKS = ("github_url", "project_url")
"""Facts that arrive anew when they are replaced."""


def diff(
    before: Paper,
    told: Sequence[Statement],
    statement: Statement,
    after: Paper,
) -> tuple[ChangeKind, tuple[FieldChange, ...]]:
    """What a statement changes about a known paper.

    :param before: the paper as it was, consolidated from ``told``, with its counts.
    :param told: everything said of it before, in order of arrival.
    :param statement: what is said now.
    :param after: the paper consolidated from all of it, with the newest counts.
    :return: the kind, and the facts that changed (none for ``MOVED`` and ``KNOWN``).
    """
    revised = _revised(before, told, statement, after)
    touched = {change.field for change in revised}
    arrived = tuple(change for change in _arrived(before, after) if change.field not in touched)
    if revised:
        return ChangeKind.REVISED, revised + arrived
    if arrived:
        return ChangeKind.ENRICHED, arrived
    return (ChangeKind.MOVED if _moved(before.counts, after.counts) else ChangeKind.KNOWN), ()


def _revised(before: Paper, told: Sequence[Statement], statement: Statement, after: Paper) -> tuple[FieldChange, ...]:
    """What the paper now says differently, if it is news.

    The first time a source speaks, its wording is a variant, not a change; and a change that another source told of
    before is no news.
    """
    newer = statement.version is not None and before.version is not None and statement.version > before.version
    changes = []
    for field, changed in _WORDING:
        old, new = _text(getattr(before, field)), _text(getattr(after, field))
        told_before = [s for s in told if getattr(s, field)]
        is_news = newer or any(voice_of(s) == voice_of(statement) for s in told_before)
        if is_news and changed(old, new) and fold(new) not in {fold(_text(getattr(s, field))) for s in told_before}:
            changes.append(FieldChange(field=field, before=old, after=new))
    if _is_hiding(before, after):
        changes = [change for change in changes if change.field != "authors"]
    if newer:
        changes.append(FieldChange(field="version", before=str(before.version), after=str(statement.version)))
    if after.withdrawn != before.withdrawn:
        changes.append(FieldChange(field="withdrawn", before=_yes(before.withdrawn), after=_yes(after.withdrawn)))
    return tuple(changes)


def _is_hiding(before: Paper, after: Paper) -> bool:
    """Was an author only hidden or shown? Then one list is the other with gaps, and there are as many as before."""
    fewer, more = sorted((before.authors, after.authors), key=len)
    rest = iter(more)
    return before.author_count == after.author_count and all(name in rest for name in fewer)


def _yes(flag: bool) -> str:  # noqa: FBT001 - it is what is printed
    return "yes" if flag else "no"


def _arrived(before: Paper, after: Paper) -> tuple[FieldChange, ...]:
    changes = []
    for field in _ARRIVING:
        old, new = getattr(before, field), getattr(after, field)
        if not new or old == new or not _is_arrival(field, old, new):
            continue
        changes.append(FieldChange(field=field, before=_text(old), after=_text(new)))
    return tuple(changes)


def _is_arrival(field: str, old: object, new: object) -> bool:
    if field == "categories" and isinstance(old, tuple) and isinstance(new, tuple):
        return bool(set(new) - set(old))
    if field == "abstract" and is_cut(str(old), str(new)):
        return True  # the page before had only its beginning
    return not old or field in _LINKS


def _moved(before: Counts, after: Counts) -> bool:
    return (before.upvotes, before.comments, before.github_stars) != (
        after.upvotes,
        after.comments,
        after.github_stars,
    )


def _text(value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(str(part) for part in value)
    return "" if value is None else str(value)
