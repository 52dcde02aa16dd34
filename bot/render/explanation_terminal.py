"""Why a paper was told of or not, on a terminal or in a pipe, never wider than the console."""

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.core.digest import ProfileMatch
from bot.core.matching.explanation import Explanation, KeywordAccount
from bot.core.matching.types import Field, Match, Profile, Role
from bot.render.explanation import learned_of, reasons_of, remedy, suffices, verdict
from bot.render.presentation import counted, name_of, number, title_of
from bot.render.reasons import label_of, named, why_of
from bot.render.terminal import MARGIN, NARROW, print_line, text_of_runs
from bot.render.views import marked, marked_title
from bot.render.words import sentences_of
from store.records import Paper

TABLE_WIDTH = 60
"""Keywords stand in a table on consoles at least this wide, else in sentences; so do the papers of a ranking."""
SHOWN_SENTENCES = 6
SENTENCE_LINES = 8
"""A sentence takes at most so many lines; there are texts without any full stop."""
MAX_ROW = 120
"""The longest title in a ranking, in characters."""

_SCORES = 24
"""Columns of points and the two scores, with the space before them."""


def print_explanation(explanation: Explanation, console: Console) -> None:
    """What became of a paper and why: the verdict, every keyword's share, what was found, what would have sufficed."""
    match = explanation.match
    margin = MARGIN if console.width >= NARROW else 0
    title = text_of_runs(marked_title(explanation.paper.title, reasons_of(explanation)), "bold", "bold underline")
    if margin:
        print_line(title, console, margin, first=Text(f"{number(match.score):>5}  ", "bold cyan"))
    else:
        print_line(Text(number(match.score), "bold cyan"), console)
        print_line(title, console)
    colour = "green" if explanation.told else "red" if match.excluded_by is not None else "yellow"
    said = Text.assemble((f"For {name_of(explanation.profile.name)}", "bold"), " · ", (verdict(explanation), colour))
    print_line(said, console, margin)
    missing = remedy(explanation)
    if missing:
        print_line(Text(missing), console, margin)
    console.print()
    if console.width >= TABLE_WIDTH:
        console.print(_keywords(explanation, console.width))
    else:
        _print_keywords(explanation, console)
    _print_sentences(explanation, console)


def print_reasons(profile: Profile, rows: Sequence[tuple[Paper, Match]], total: int, console: Console) -> None:
    """The best papers of a profile with their reasons; those below its threshold are dim.

    :param rows: the best first.
    :param total: how many papers scored at all.
    """
    limits = f"  {counted(total, 'paper')} scored, told of from {number(profile.threshold)}"
    print_line(Text.assemble((name_of(profile.name), "bold"), (limits, "dim")), console)
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("score", justify="right", no_wrap=True)
    table.add_column("paper", overflow="fold", ratio=3)
    table.add_column("because of", overflow="fold", ratio=2)
    for paper, match in rows:
        style = "" if match.score >= profile.threshold else "dim"
        why = why_of(ProfileMatch(profile.name, match))
        labels = [*map(str, why.labels), *([f"and {why.hidden} more"] if why.hidden else [])]
        title = Text(title_of(paper.title, MAX_ROW), style)
        if console.width >= TABLE_WIDTH:
            table.add_row(Text(number(match.score), "bold cyan"), title, Text("\n".join(labels), style))
        else:
            print_line(title, console, MARGIN, first=Text(f"{number(match.score):>5}  ", "bold cyan"))
            for label in labels:
                print_line(Text(label, "dim"), console, MARGIN)
    if table.row_count:
        console.print(table)
    console.print()


def _keywords(explanation: Explanation, width: int) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    table.add_column("keyword", overflow="fold", max_width=max(12, (width - _SCORES) * 2 // 5))
    table.add_column("found", overflow="fold")
    table.add_column("points", justify="right", no_wrap=True)
    table.add_column("if in\nabstract", justify="right", no_wrap=True)
    table.add_column("if in\ntitle", justify="right", no_wrap=True)
    for account in explanation.keywords:
        table.add_row(Text(name_of(account.keyword)), _found(account), _points(account), *_scores(account, explanation))
    for reason in learned_of(explanation.match):
        label = label_of(reason)
        colour = "red" if reason.points < 0 else "green"
        table.add_row(Text(label.keyword), Text(f"learned: {label.place}", "dim"), Text(label.points, colour))
    return table


def _print_keywords(explanation: Explanation, console: Console) -> None:
    for account in explanation.keywords:
        parts = [_found(account), Text.assemble(_points(account), " points") if account.points else Text()]
        scores = _scores(account, explanation)
        if account.role is not Role.EXCLUDED:
            parts.append(Text.assemble(scores[0], " if in the abstract, ", scores[1], " if in the title"))
        said = Text("; ").join(part for part in parts if part)
        print_line(Text.assemble((name_of(account.keyword), "bold"), ": ", said), console)
    for reason in learned_of(explanation.match):
        print_line(Text(str(label_of(reason))), console)


def _found(account: KeywordAccount) -> Text:
    """Where and in which form, with the words."""
    if account.reason is None:
        return Text("not found", "yellow" if account.role is Role.REQUIRED else "dim")
    place, words = label_of(account.reason).place, named(account.reason.words)
    text = place if not words or words in place else f"{place}: {words}"
    return Text(text, "red" if account.role is Role.EXCLUDED else "")


def _points(account: KeywordAccount) -> Text:
    if account.role is Role.EXCLUDED:
        return Text("never" if account.reason else "", "red")
    return Text(number(account.points), "cyan" if account.points else "dim")


def _scores(account: KeywordAccount, explanation: Explanation) -> tuple[Text, Text]:
    """The scores it could have made: green where that would bring about what is not so, dim where nothing changes."""
    if account.role is Role.EXCLUDED:
        return Text(), Text()
    in_abstract, in_title = (
        Text(
            number(score),
            "dim"
            if score == explanation.match.score
            else "green"
            if suffices(score, explanation) and not explanation.told
            else "",
        )
        for score in (account.in_abstract, account.in_title)
    )
    return in_abstract, in_title


def _print_sentences(explanation: Explanation, console: Console) -> None:
    """The sentences of the abstract in which something was found."""
    abstract = marked(explanation.paper.abstract, Field.ABSTRACT, reasons_of(explanation))
    telling = [sentence for sentence in sentences_of(abstract) if any(run.marked for run in sentence)]
    if not telling:
        return
    console.print()
    print_line(Text("In the abstract", "dim"), console)
    for sentence in telling[:SHOWN_SENTENCES]:
        print_line(text_of_runs(sentence, "", "underline"), console, 2, most=SENTENCE_LINES)
    hidden = len(telling) - SHOWN_SENTENCES
    if hidden > 0:
        print_line(Text(f"and {counted(hidden, 'more sentence')}", "dim"), console, 2)
