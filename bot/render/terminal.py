"""Digests and summaries on a terminal or in a pipe, never wider than the console.

Text of papers only ever enters as :class:`rich.text.Text`, so ``[bold]`` in a title is printed as it is written, and
cleaned of control characters before, so no escape sequence passes.
"""

from collections.abc import Sequence

from rich.console import Console
from rich.style import Style
from rich.table import Table
from rich.text import Text

from bot.core.digest import Digest, PageSummary
from bot.render import sentences
from bot.render.columns import width_of
from bot.render.presentation import counted, date_in_words, name_of
from bot.render.reasons import Why
from bot.render.views import PaperView, view_of
from bot.render.words import Run, blanked, ellipsis_after, split_lead

ABSTRACT_LINES = 3
MARGIN = 7
"""Columns left of a paper, where its score stands; where the console is narrow, the score has its own line."""
NARROW = 40
TABLE_WIDTH = 76
"""A summary stands in a table on consoles at least this wide, else in sentences."""
ROOMY = 90
"""From this width on its columns stand two spaces apart."""

_COUNTS = ("entries", "new", "revised", "enriched", "known", "skipped")


def print_digest(digest: Digest, console: Console) -> None:
    """The digest at a glance: each paper with its score, where it comes from, why it was chosen and how it begins."""
    print_line(Text.assemble(("Paperround", "bold cyan"), (f" · {sentences.heading(digest)}", "bold")), console)
    print_line(Text(sentences.tally(digest), "dim"), console)
    print_line(Text("─" * console.width, "dim"), console)
    for chosen in digest.items:
        console.print()
        _print_paper(view_of(chosen), console)
    said = sentences.notices(digest)
    if said:
        console.print()
    for notice in said:
        print_line(Text(notice), console)
    if digest.page.skipped:
        console.print()
        print_line(Text(f"Read: {sentences.page_read(digest.page)}.", "yellow"), console)
    console.print()
    print_line(Text(f"{sentences.scored_with(digest)}.", "dim"), console)


def print_summary(pages: Sequence[PageSummary], papers_total: int, console: Console) -> None:
    """What was read, page by page, and together.

    :param papers_total: how many papers are remembered now.
    """
    if console.width >= max(TABLE_WIDTH, _table_width(pages)):
        console.print(_table(pages, console.width))
    else:
        for page in pages:
            print_line(Text(f"{sentences.page_read(page)}."), console)
    remembered = f"{counted(papers_total, 'paper')} remembered"
    print_line(Text(f"{counted(len(pages), 'page')} read, {remembered}.", "bold"), console)


def _print_paper(view: PaperView, console: Console) -> None:
    title = text_of_runs(view.title, "bold", "bold underline")
    margin = MARGIN if console.width >= NARROW else 0
    if margin:
        print_line(title, console, margin, first=Text(f"{view.score:>5}  ", "bold cyan"))
    else:
        print_line(Text(view.score, "bold cyan"), console)
        print_line(title, console)
    facts = Text(" · ".join(view.facts), "dim")
    if view.withdrawn:
        facts = Text(" · ").join([Text("WITHDRAWN", "bold red"), *([facts] if view.facts else [])])
    for text in (facts, _abstract(view, (console.width - margin) * ABSTRACT_LINES)):
        if text:
            print_line(text, console, margin, most=ABSTRACT_LINES)
    for place, why in enumerate(view.whys):
        print_line(_why(why, best=place == 0), console, margin)
    for link in view.links:
        print_line(Text(link.address, Style(color="blue", underline=True, link=link.address)), console, margin)


def _why(why: Why, *, best: bool) -> Text:
    """Why the paper was chosen; the score only where it is not the one shown beside the title."""
    score = "" if best else f" ({why.score})"
    return Text.assemble((f"For {why.profile}{score}: ", "green"), (why.reasons, "dim"))


def _abstract(view: PaperView, limit: int) -> Text:
    """The abstract's beginning, marked; ``limit`` in characters, with room left for ragged lines."""
    whole = text_of_runs(view.abstract, "", "underline")
    lead, rest = split_lead(whole.plain, max(1, limit - 3 * limit // 40))
    return Text.assemble(whole[: len(lead)], ellipsis_after(lead)) if rest else whole


def text_of_runs(runs: Sequence[Run], style: str, marked: str) -> Text:
    """Marked text in these styles."""
    return Text.assemble(*((run.text, marked if run.marked else style) for run in runs))


def print_line(text: Text, console: Console, margin: int = 0, *, first: Text | None = None, most: int = 0) -> None:
    """Print wrapped text, without white space at the ends of lines and whatever it holds without control characters.

    :param margin: columns left of it; ``first`` stands there beside the first line.
    :param most: at most so many lines, the last one ending with an ellipsis if there were more; 0 for all.
    """
    room = max(1, console.width - margin)
    text = text.copy()
    text.plain = blanked(text.plain)
    lines = list(text.wrap(console, room, overflow="fold"))
    if most and len(lines) > most:
        lines = lines[:most]
        lines[-1].truncate(room - 1)
        lines[-1].append("…")
    for number, line in enumerate(lines):
        line.rstrip()
        before = first if first and number == 0 else Text(" " * margin if line.plain else "")
        console.print(Text.assemble(before, line), no_wrap=True, overflow="ignore", crop=False, soft_wrap=True)


def _table_width(pages: Sequence[PageSummary]) -> int:
    """Columns that a table without broken words takes."""
    words = [(name_of(page.page), name_of(page.kind), date_in_words(page.listing_date or "")) for page in pages]
    texts = sum(max(width_of(row[column]) for row in words) for column in range(3)) if words else 0
    return texts + sum(len(count) for count in _COUNTS) + 2 + len(_COUNTS)


def _table(pages: Sequence[PageSummary], width: int) -> Table:
    gap = 2 if width >= ROOMY else 1
    table = Table(box=None, pad_edge=False, padding=(0, gap, 0, 0), header_style="dim", footer_style="bold")
    table.show_footer = len(pages) > 1
    table.add_column("page", footer="together", overflow="fold", max_width=max(8, width - 52))
    table.add_column("kind", overflow="fold", min_width=4)
    table.add_column("date", no_wrap=True)
    for count in _COUNTS:
        total = sum(getattr(page, count) for page in pages)
        table.add_column(count, footer=f"{total:,}", justify="right", no_wrap=True)
    for page in pages:
        counts = (Text(f"{getattr(page, count):,}") for count in _COUNTS)
        date = date_in_words(page.listing_date or "")
        table.add_row(Text(name_of(page.page)), Text(name_of(page.kind)), Text(date), *counts)
    return table
