"""Looks at sources as they are printed: on any width, and whatever a page put into its messages."""

from datetime import UTC, datetime
from io import StringIO

import pytest
from rich.console import Console

from bot.app.watching.alerts import Told
from bot.app.watching.fetching import Fetched
from bot.app.watching.source import SourceReport
from bot.render.watching_terminal import print_fetched, print_told
from store.watch import Look, LookResult, SourceVerdict, VerdictKind

NOW = datetime(2026, 11, 18, 15, 0, tzinfo=UTC)


def look(result: LookResult, said: str = "", **more: int) -> Look:
    return Look(
        source="meadow", run="run", day="2026-11-18", begun_at=NOW, ended_at=NOW, result=result, said=said, **more
    )


def verdict(kind: VerdictKind, said: str) -> SourceVerdict:
    return SourceVerdict(source="meadow", kind=kind, said=said, since=NOW, judged_at=NOW)


def printed(*sources: SourceReport, width: int = 80) -> str:
    out = StringIO()
    print_fetched(Fetched(run="run", sources=sources), Console(file=out, width=width, color_system=None))
    return out.getvalue()


@pytest.mark.parametrize("width", [20, 40, 60, 80, 120])
def test_no_line_is_wider_than_the_console(width) -> None:
    failed = look(LookResult.FAILED, "Nobody answered, though they were asked three times within half a minute.")
    well = SourceReport(
        "meadow", (look(LookResult.NEWS, entries=1204, new=3), failed), verdict(VerdictKind.FRESH, "So.")
    )
    told = printed(well, SourceReport("a-source-with-a-rather-long-name", skipped="another looks at it"), width=width)
    assert max(map(len, told.splitlines())) <= width
    assert "1,204" in told


def test_what_the_verdict_says_already_is_not_said_twice() -> None:
    said = "Nobody answered."
    failed = look(LookResult.FAILED, said)
    assert printed(SourceReport("meadow", (failed,), verdict(VerdictKind.FAILED, f"Failed: {said}"))).count(said) == 1
    assert printed(SourceReport("meadow", (failed,), verdict(VerdictKind.FRESH, "Fresh."))).count(said) == 1


def test_what_should_be_known_of_a_look_that_was_understood_is_said_unless_the_verdict_says_it() -> None:
    said = "3 days lie too far back"
    found = look(LookResult.NEWS, said, pages=1)
    stale = verdict(VerdictKind.WAITING, f"Waiting. {said}")
    assert printed(SourceReport("meadow", (found,), stale, remarks=(said,))).count(said) == 1
    assert printed(SourceReport("meadow", (found,), verdict(VerdictKind.FRESH, "Fresh."), remarks=(said,))).count(said)
    assert said not in printed(SourceReport("saved", (found,), verdict(VerdictKind.FRESH, "Fresh.")))


def test_a_message_cannot_write_to_the_terminal() -> None:
    told = printed(SourceReport("meadow", (look(LookResult.CHANGED, "\x1b[31mred [bold]bold\x07"),)))
    assert "\x1b" not in told
    assert "\x07" not in told
    assert "[bold]" in told


def test_the_operator_is_mentioned_only_if_there_was_something_to_tell() -> None:
    out = StringIO()
    screen = Console(file=out, width=80, color_system=None)
    print_told(None, screen)
    print_told(Told(), screen)
    assert out.getvalue() == ""
    print_told(Told(begun=1, ended=2), screen)
    print_told(Told(failure="no server."), screen)
    assert out.getvalue().splitlines() == [
        "The operator was told of 1 trouble that began and 2 that ended.",
        "The operator could not be told: no server.",
    ]
