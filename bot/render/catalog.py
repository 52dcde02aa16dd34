"""What the catalog remembers, on a terminal or in a pipe, never wider than the console."""

from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from bot.render.links import MAX_ADDRESS
from bot.render.presentation import (
    MAX_ABSTRACT,
    authors_in_words,
    counted,
    counts_in_words,
    date_in_words,
    links_of,
    name_of,
    number,
    title_of,
)
from bot.render.terminal import print_line
from bot.render.words import printable, shorten
from store.records import FieldChange, MergeRecord, PageRecord, Paper, PaperHistory, Revision

MAX_VALUE = 160
"""The longest value of a changed field that is shown, in characters; ``--json`` gives it whole."""
MAX_ROW = 120
"""The longest title in a row of a table, in characters."""


def print_papers(papers: Sequence[Paper], total: int, console: Console) -> None:
    """The papers, one below the other, and how many there are in all."""
    if not papers:
        print_line(
            Text("No papers yet. Fill the catalog with: paperround fetch, or paperround replay PATH --database FILE"),
            console,
        )
        return
    for paper in papers:
        print_line(Text(title_of(paper.title), "bold"), console)
        print_line(Text(_facts(paper), "dim"), console, 2)
    print_line(Text(f"{len(papers):,} of {counted(total, 'paper')}, the last recorded first.", "bold"), console)


def print_history(history: PaperHistory, console: Console) -> None:
    """One paper with all that is remembered of it."""
    paper = history.paper
    print_line(Text(title_of(paper.title), "bold"), console)
    if paper.withdrawn:
        print_line(Text("WITHDRAWN", "bold red"), console, 2)
    for label, value in (
        ("key", paper.key),
        ("also", ", ".join(name for name in history.identifiers if name != paper.key)),
        ("authors", authors_in_words(paper)),
        ("from", name_of(paper.organization or "")),
        ("published", date_in_words(paper.published) if paper.published else ""),
        ("version", str(paper.version or "")),
        ("listed", date_in_words(paper.listed) if paper.listed else ""),
        ("categories", ", ".join(paper.categories)),
        ("note", paper.note or ""),
        ("journal", paper.journal_ref or ""),
        ("in short", paper.ai_summary or ""),
        ("keywords", ", ".join(paper.ai_keywords)),
        ("put up by", paper.submitted_by or ""),
        ("counts", counts_in_words(paper)),
        ("told by", ", ".join(paper.sources)),
        *(("link", link.address) for link in links_of(paper)),
    ):
        if value:
            first = Text(f"{label:>10}  ", "dim")
            print_line(Text(shorten(printable(value), MAX_ADDRESS)), console, len(first), first=first)
    if paper.abstract:
        console.print()
        print_line(Text(shorten(printable(paper.abstract), MAX_ABSTRACT)), console, 2)
    _heading("Seen on", console)
    for sighting in history.sightings:
        print_line(Text(f"{_page(sighting.page)}, place {sighting.rank}"), console, 2)
    _heading("What changed", console)
    for revision in history.revisions:
        _print_change(revision, console)
    if history.merges:
        _heading("Taken for one with", console)
        for merge in history.merges:
            _print_merge(merge, console)


def print_changes(revisions: Sequence[Revision], console: Console) -> None:
    """Changes, each with its paper, its page and what was there before."""
    if not revisions:
        print_line(Text("Nothing has changed yet."), console)
    for revision in revisions:
        print_line(Text(title_of(revision.title), "bold"), console)
        _print_change(revision, console)


def print_merges(merges: Sequence[MergeRecord], console: Console) -> None:
    """Merges with their numbers, and how to take one back."""
    if not merges:
        print_line(Text("Nothing was taken for one paper without sharing an identifier."), console)
        return
    for merge in merges:
        print_line(Text(title_of(merge.paper_title), "bold"), console)
        _print_merge(merge, console)
    print_line(Text("Wrong? Part them for good with: paperround papers unmerge NUMBER", "dim"), console)


def print_ranking(
    profile: str, threshold: float, rows: Sequence[tuple[float, str]], total: int, console: Console
) -> None:
    """The best papers of a profile; those below its threshold are dim.

    :param rows: score and title, the best first.
    :param total: how many papers scored at all.
    """
    print_line(Text.assemble((name_of(profile), "bold"), (f"  {counted(total, 'paper')} scored", "dim")), console)
    for score, title in rows:
        style = "" if score >= threshold else "dim"
        print_line(Text(title_of(title, MAX_ROW), style), console, 7, first=Text(f"{number(score):>5}  ", "bold cyan"))
    console.print()


def print_skipped(page: str, skipped: Sequence[tuple[str, str]], console: Console) -> None:
    """The blocks of a page that could not be read: where and why."""
    for where, why in skipped:
        print_line(Text.assemble((f"{name_of(page)}: {where}: ", "yellow"), why), console)


def _heading(words: str, console: Console) -> None:
    console.print()
    print_line(Text(words, "bold cyan"), console)


def _facts(paper: Paper) -> str:
    date = date_in_words(paper.published) if paper.published else ""
    return " · ".join(part for part in (paper.key, authors_in_words(paper), date, counts_in_words(paper)) if part)


def _page(page: PageRecord) -> str:
    day = page.observed_at.date().isoformat() if page.observed_at else page.listing_date
    return f"{name_of(page.address)} ({name_of(page.source)}" + (f", {date_in_words(day)})" if day else ")")


def _print_change(revision: Revision, console: Console) -> None:
    print_line(Text.assemble((revision.kind.value, "green"), f" · {_page(revision.page)}"), console, 2)
    for change in revision.changes:
        print_line(Text(_change(change), "dim"), console, 4)


def _change(change: FieldChange) -> str:
    field, before, after = change.field.replace("_", " "), change.before, change.after
    if not before:
        return f"{field}: {title_of(after, MAX_VALUE)}"
    # Long texts mostly begin alike: what is shown begins shortly before they part.
    pairs = enumerate(zip(before, after, strict=False))
    same = next((place for place, (old, new) in pairs if old != new), min(len(before), len(after)))
    if same > MAX_VALUE // 2:
        before, after = (f"…{text[same - MAX_VALUE // 4 :]}" for text in (before, after))
    return f"{field}: {title_of(before, MAX_VALUE)} → {title_of(after, MAX_VALUE)}"


def _print_merge(record: MergeRecord, console: Console) -> None:
    state = " (taken back)" if record.undone else ""
    print_line(Text(f"{record.number}{state}: {title_of(record.merge.title, MAX_ROW)}"), console, 2)
    print_line(Text(record.merge.reason, "dim"), console, 4)
