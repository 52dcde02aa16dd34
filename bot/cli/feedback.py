"""``paperround feedback``: say what you think of papers, see what was learned from it, take it back."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import click

from bot.app.feedback import (
    FeedbackRefused,
    follow,
    judge,
    look_at,
    mute,
    reading_list,
    undo,
)
from bot.app.statistics import StoredStatistics
from bot.cli.chosen import named_paper
from bot.cli.common import (
    Misuse,
    WordsCommand,
    console,
    database_option,
    examples,
    json_option,
    moment,
    now_option,
    opened,
    print_json,
)
from bot.cli.whose import Meant, meant_profile, reader_number, reader_option
from bot.core.matching.types import Profile
from bot.render.feedback import feedback_report, given_report, learned_report, saved_report
from bot.wiring import background
from store.api import Store
from store.profiles import FeedbackKind, GivenFeedback

_Command = TypeVar("_Command", bound=Callable[..., Any])

_MEANT = """PROFILE is the name of a profile in the file, or of a reader's in the database. PAPER is an identifier, an
arXiv id or DOI, a link with one, or words of the title."""


class _Saying(NamedTuple):
    """A command that says something.

    :ivar subject: what its second argument is called.
    :ivar examples: of its second argument, as typed.
    """

    kind: FeedbackKind
    short: str
    help: str
    subject: str
    examples: tuple[str, ...]
    say: Callable[[Store, Profile, str, datetime, int], GivenFeedback]


def _profile_options(command: _Command) -> _Command:
    """``--profiles FILE``, ``--reader NAME`` and ``--database URL``."""
    profiles = click.option(
        "--profiles", type=click.Path(path_type=Path), metavar="FILE", help="Default: the settings' profiles."
    )
    return profiles(reader_option(database_option(command)))


@click.group(
    "feedback",
    short_help="Like, dislike, save, hide, mute, follow; see and undo what was learned.",
    epilog=examples(
        'paperround feedback like "reward models" 2406.02900',
        "paperround feedback save birds 2406.02900 --reader ada",
        'paperround feedback mute "reward models" diffusion',
        'paperround feedback list "reward models"',
        "paperround feedback undo 3",
    ),
)
def feedback_commands() -> None:
    """Say what you think of papers, words and names; see what was learned from it; take it back.

    What you say belongs to one profile. It only ever adds a few points for or against a paper, listed in words.
    """


def _judging(kind: FeedbackKind, short: str) -> _Saying:
    def say(store: Store, profile: Profile, name: str, at: datetime, reader: int) -> GivenFeedback:
        with store.reading() as catalog:
            paper = named_paper(catalog, name)
        return judge(store, profile, kind, paper, at, reader)

    return _Saying(kind, short, _MEANT, "paper", ("2406.02900", '"scaling laws for reward"'), say)


_SAYINGS = (
    _judging(FeedbackKind.LIKE, "More like this paper."),
    _judging(FeedbackKind.DISLIKE, "Less like this paper."),
    _judging(FeedbackKind.SAVE, "Put a paper on the reading list; more like it."),
    _judging(FeedbackKind.HIDE, "Take a paper off the reading list; less like it."),
    _Saying(
        FeedbackKind.MUTE,
        "Tell of no paper that has a word.",
        "WORD is a word or a phrase; it counts as if the profile excluded it.",
        "word",
        ("diffusion", "'\"image generation\"'"),
        mute,
    ),
    _Saying(
        FeedbackKind.FOLLOW,
        "Look for the papers of an author or organisation.",
        "NAME is that of an author, or org:NAME; it counts as if the profile asked for it.",
        "name",
        ('"Rafael Rafailov"', '"org:Stanford University"'),
        follow,
    ),
)


def _add(saying: _Saying) -> None:
    @feedback_commands.command(
        saying.kind.value,
        cls=WordsCommand,
        short_help=saying.short,
        help=f"{saying.short}\n\n{saying.help}",
        epilog=examples(*(f'paperround feedback {saying.kind} "reward models" {each}' for each in saying.examples)),
    )
    @click.argument("profile")
    @click.argument("subject", metavar=saying.subject.upper())
    @_profile_options
    @now_option
    @json_option
    @click.pass_context
    def command(
        ctx: click.Context,
        *,
        profile: str,
        subject: str,
        profiles: Path | None,
        reader: str | None,
        database: str | None,
        now: datetime | None,
        as_json: bool,
    ) -> None:
        with opened(ctx, database) as store:
            meant = _meant(ctx, store, profile, profiles, reader)
            try:
                given = saying.say(store, meant.profile, subject, moment(now), meant.reader)
            except FeedbackRefused as error:
                raise Misuse(str(error)) from error
        _print_given(given, as_json=as_json)


for _each in _SAYINGS:
    _add(_each)


@feedback_commands.command(
    "list",
    short_help="What was said and learned, with its causes.",
    epilog=examples('paperround feedback list "reward models"'),
)
@click.argument("profile")
@_profile_options
@json_option
@click.pass_context
def list_feedback(
    ctx: click.Context,
    *,
    profile: str,
    profiles: Path | None,
    reader: str | None,
    database: str | None,
    as_json: bool,
) -> None:
    """What was said for a profile and what was learned from it: each term with its points and its cause.

    The numbers are what "paperround feedback undo" takes. If a better threshold is known, it is named.
    """
    with opened(ctx, database) as store:
        meant = _meant(ctx, store, profile, profiles, reader)
        learned = look_at(store, meant.profile, StoredStatistics(background()), meant.reader)
    if as_json:
        print_json(learned_report(learned))
        return
    from bot.render.feedback_terminal import print_learned  # noqa: PLC0415 - not for --json

    print_learned(learned, console())


@feedback_commands.command("undo", short_help="Take back what was said.", epilog=examples("paperround feedback undo 3"))
@click.argument("number", type=click.IntRange(1, 2**31))
@click.option("--reader", metavar="NAME", help="Only if this reader said it.")
@database_option
@json_option
@click.pass_context
def undo_feedback(ctx: click.Context, *, number: int, reader: str | None, database: str | None, as_json: bool) -> None:
    """Take back what was said: everything is as if it had not been said.

    NUMBER is that of "paperround feedback list". What it had replaced stays taken back.
    """
    with opened(ctx, database) as store:
        undone = undo(store, number, reader_number(store, reader))
    if as_json:
        print_json(feedback_report(undone))
        return
    from bot.render.feedback_terminal import print_undone  # noqa: PLC0415 - not for --json

    print_undone(undone, console())


@feedback_commands.command(
    "saved", short_help="The reading list.", epilog=examples('paperround feedback saved "reward models"')
)
@click.argument("profile", required=False)
@click.option("--reader", metavar="NAME", help="Only what this reader saved.")
@database_option
@json_option
@click.pass_context
def list_saved(
    ctx: click.Context, *, profile: str | None, reader: str | None, database: str | None, as_json: bool
) -> None:
    """The reading list, the paper saved last first; with PROFILE, only what was saved for it."""
    with opened(ctx, database) as store:
        name = None if profile is None else " ".join(profile.split())
        saved = reading_list(store, name, reader_number(store, reader))
    if as_json:
        print_json([saved_report(each) for each in saved])
        return
    from bot.render.feedback_terminal import print_saved  # noqa: PLC0415 - not for --json

    print_saved(saved, console())


def _meant(ctx: click.Context, store: Store, name: str, file: Path | None, reader: str | None) -> Meant:
    with store.reading() as catalog:
        return meant_profile(ctx, catalog, name, file, reader)


def _print_given(given: GivenFeedback, *, as_json: bool) -> None:
    if as_json:
        print_json(given_report(given))
        return
    from bot.render.feedback_terminal import print_given  # noqa: PLC0415 - not for --json

    print_given(given, console())
