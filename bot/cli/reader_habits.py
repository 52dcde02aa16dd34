"""What the commands about readers share of habits: where someone lives, when not to send, what ends a digest."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import TypeAlias

import click

from bot.app.reader_rules import UNCHANGED, Unchanged
from bot.cli.reader_options import with_options
from bot.core.rising import MAX_RISING
from bot.core.timing import parse_quiet
from store.readers import QuietDay, QuietHours

_Command: TypeAlias = Callable[..., object]

NO_QUIET_HOURS = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """What was said of habits; ``None`` where nothing was.

    :ivar quiet_hours: as typed. :ivar trending: at most so many trending papers end a digest.
    """

    timezone: str | None
    language: str | None
    quiet_hours: str | None
    quiet_day: QuietDay | None
    trending: int | None

    def hours(self) -> QuietHours | None:
        """Quiet hours as typed, or none.

        :raises bot.core.timing.BadTiming: they cannot be understood.
        """
        written = self.quiet_hours or NO_QUIET_HOURS
        return None if written.strip().lower() == NO_QUIET_HOURS else parse_quiet(written)

    def changed_hours(self) -> QuietHours | Unchanged | None:
        """The same, where those that nothing was said of stay.

        :raises bot.core.timing.BadTiming: they cannot be understood.
        """
        return self.hours() if self.quiet_hours else UNCHANGED


def habits_options(command: _Command) -> _Command:
    """``--timezone``, ``--language``, ``--quiet-hours``, ``--quiet-day`` and ``--trending``; what was said comes as
    ``habits``.
    """
    options = (
        click.option("--timezone", metavar="ZONE", help="Theirs, as Europe/Berlin."),
        click.option("--language", metavar="TAG", help="Theirs, as en or pt-BR."),
        click.option("--quiet-hours", metavar="FROM-TO", help="Send nothing then: 22:00-07:00, or none."),
        click.option(
            "--quiet-day",
            type=click.Choice([each.value for each in QuietDay]),
            help="What comes when nothing matched: nothing, one line, or a weekly sign of life.",
        ),
        click.option(
            "--trending",
            type=click.IntRange(0, MAX_RISING),
            metavar="COUNT",
            help=f"End digests with so many papers that gain upvotes fast, matched or not: 0 to {MAX_RISING}.",
        ),
    )

    @wraps(command)  # with the options that it has already
    def gathered(
        *,
        timezone: str | None,
        language: str | None,
        quiet_hours: str | None,
        quiet_day: str | None,
        trending: int | None,
        **others: object,
    ) -> object:
        habits = Habits(
            timezone=timezone,
            language=language,
            quiet_hours=quiet_hours,
            quiet_day=QuietDay(quiet_day) if quiet_day else None,
            trending=trending,
        )
        return command(habits=habits, **others)

    return with_options(options, gathered)
