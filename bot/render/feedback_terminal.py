"""What was said and learned, on a terminal or in a pipe, never wider than the console."""

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.app.feedback import LearnedProfile, SavedPaper
from bot.core.matching.keyword_syntax import print_keyword
from bot.core.matching.learning import Lesson
from bot.core.matching.types import Keyword
from bot.render.presentation import counted, date_in_words, name_of, number, title_of
from bot.render.terminal import print_line
from store.profiles import Feedback, FeedbackKind, GivenFeedback

SHOWN_NUMBERS = 5
"""At most so many numbers are named beside what was learned; ``--json`` gives all."""
MAX_CAUSE = 120
MAX_ROW = 120

_DONE = {
    FeedbackKind.LIKE: "liked",
    FeedbackKind.DISLIKE: "disliked",
    FeedbackKind.SAVE: "saved",
    FeedbackKind.HIDE: "hidden",
    FeedbackKind.MUTE: "muted",
    FeedbackKind.FOLLOW: "followed",
}


def print_given(given: GivenFeedback, console: Console) -> None:
    """What became of something that was said just now, and how to take it back."""
    said = given.feedback
    subject, profile = _subject(said), name_of(said.profile)
    if given.repeated:
        print_line(Text(f"Already {_DONE[said.kind]} for {profile} ({said.number}): {subject}"), console)
        return
    print_line(Text.assemble((_DONE[said.kind].capitalize(), "bold"), f" for {profile}: {subject}"), console)
    if given.replaced:
        print_line(Text(f"It takes the place of {_numbers(given.replaced)}."), console)
    print_line(Text(f"Take it back with: paperround feedback undo {said.number}", "dim"), console)


def print_undone(feedback: Feedback, console: Console) -> None:
    """What was taken back."""
    line = f"No longer {_DONE[feedback.kind]} for {name_of(feedback.profile)}: {_subject(feedback)}"
    print_line(Text(line), console)


def print_learned(learned: LearnedProfile, console: Console) -> None:
    """What was learned and said, line by line with the numbers to take it back."""
    name = name_of(learned.profile.name)
    if not learned.judged and not learned.said:
        print_line(Text.assemble((name, "bold"), ": nothing was said of it yet, so nothing was learned."), console)
        return
    print_line(Text.assemble((name, "bold"), f": {_origin(learned)}"), console)
    if learned.lessons:
        console.print(_table(learned.lessons))
    for each in (*learned.said, *learned.judged):
        words = Text.assemble((_DONE[each.kind], "green"), f" {_subject(each)} ", (date_in_words(_day(each)), "dim"))
        print_line(words, console, 7, first=Text(f"{each.number:>5}  ", "bold cyan"))
    if learned.suggestion:
        print_line(Text.assemble(("Threshold ", "bold"), f"{learned.suggestion}."), console)
        print_line(Text("Nothing changes unless you change it where the profile is written.", "dim"), console)
    print_line(Text("Take something back with: paperround feedback undo NUMBER", "dim"), console)


def print_saved(saved: Sequence[SavedPaper], console: Console) -> None:
    """The reading list."""
    if not saved:
        print_line(Text("Nothing is saved. Save a paper with: paperround feedback save PROFILE PAPER"), console)
    for each in saved:
        said, paper = each.feedback, each.paper
        title = title_of(paper.title if paper else said.title, MAX_ROW)
        print_line(Text(title, "bold"), console, 7, first=Text(f"{said.number:>5}  ", "bold cyan"))
        key = name_of(paper.key if paper else said.subject)
        print_line(Text(f"{key} · {name_of(said.profile)} · {date_in_words(_day(said))}", "dim"), console, 7)
        for address in paper.urls[:1] if paper else ():
            print_line(Text(address, "dim"), console, 7)


def _origin(learned: LearnedProfile) -> str:
    if learned.lessons:
        return f"learned from {counted(len({each.subject for each in learned.judged}), 'paper')}"
    if learned.judged:
        return "nothing learned yet; what you judged has no telling words in common"
    return "nothing learned; no paper was judged"


def _table(lessons: Sequence[Lesson]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim", padding=(0, 2, 0, 0))
    table.add_column("points", justify="right")
    table.add_column("learned", overflow="fold")
    table.add_column("because", overflow="fold")
    table.add_column("undo", overflow="fold")
    for adjustment, numbers in lessons:
        points = f"{'+' if adjustment.points > 0 else '−'}{number(abs(adjustment.points))}"
        term = name_of(print_keyword(Keyword(adjustment.sought)))
        cause = title_of(adjustment.cause, MAX_CAUSE)
        style = "green" if adjustment.points > 0 else "red"
        table.add_row(Text(points, style), Text(term), Text(cause), Text(_numbers(numbers), "dim"))
    return table


def _numbers(numbers: Sequence[int]) -> str:
    more = ", …" if len(numbers) > SHOWN_NUMBERS else ""
    return ", ".join(map(str, numbers[:SHOWN_NUMBERS])) + more


def _subject(feedback: Feedback) -> str:
    return f"“{title_of(feedback.title, MAX_ROW)}”" if feedback.title else name_of(feedback.subject)


def _day(feedback: Feedback) -> str:
    return feedback.at.date().isoformat()
