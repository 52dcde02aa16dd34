"""``paperround reader``: who is told, where, and when."""

from collections.abc import Sequence
from datetime import datetime

import click

from bot.app.reader_view import list_readers, view_reader
from bot.app.readers import add_reader, change_reader
from bot.cli.changing import refuse_nothing
from bot.cli.common import (
    console,
    database_option,
    examples,
    json_option,
    moment,
    now_option,
    opened,
    print_json,
)
from bot.cli.keeping import kept
from bot.cli.notes import print_untranslated, print_waiting
from bot.cli.reader_addresses import address_commands
from bot.cli.reader_habits import Habits, habits_options
from bot.cli.reader_options import (
    ChosenTiming,
    address_options,
    named_reader,
    owner_named,
    timing_options,
)
from bot.cli.reader_pauses import pause_command, print_heard_next, resume_command, snooze_command
from bot.cli.reader_privacy import export_command, forget_command, renew_links_command
from bot.render.readers import added_report, row_report, view_report
from store.readers import DAILY, QuietDay, Way


@click.group(
    "reader",
    short_help="Who is told, where, and when.",
    epilog=examples(
        "paperround reader add ada --mail ada@example.org --timezone Europe/Berlin --daily 8:00",
        'paperround profile add ada "birds: pigeon, rook, -survey"',
        "paperround reader show ada",
        "paperround reader snooze ada 2026-12-01",
    ),
)
def reader_commands() -> None:
    """Readers: people, groups and channels that are told of papers."""


@reader_commands.command(
    "add",
    short_help="Add a reader.",
    epilog=examples(
        "paperround reader add ada --mail ada@example.org --timezone Europe/Berlin --weekly 'mon 8:00'",
        "paperround reader add lab --chat -1001234567890 --daily 18:30 --at-once-from 85 --quiet-hours 22:00-07:00",
    ),
)
@click.argument("name")
@address_options
@timing_options
@habits_options
@database_option
@now_option
@json_option
@click.pass_context
def add_command(
    ctx: click.Context,
    *,
    name: str,
    targets: Sequence[tuple[Way, str]],
    confirmed: bool,
    timing: ChosenTiming,
    habits: Habits,
    database: str | None,
    now: datetime | None,
    as_json: bool,
) -> None:
    """Add a reader, with as many addresses as they like.

    A mail address gets one mail that asks whether it is theirs, and nothing else until they say so; with --confirmed
    it is believed. What is said of timing holds for the profiles they are given, unless those say otherwise. Without
    --timezone times are meant in UTC.
    """
    at = moment(now)
    with kept(ctx, database) as store, owner_named(store):
        added = add_reader(
            store,
            name,
            at,
            addresses=targets,
            timezone=habits.timezone or "UTC",
            language=habits.language or "en",
            timing=timing.timing(DAILY),
            quiet_hours=habits.hours(),
            quiet_day=habits.quiet_day or QuietDay.NOTHING,
            trending=habits.trending or 0,
            confirmed=confirmed,
        )
    if as_json:
        print_json(added_report(added.reader, added.addresses))
        return
    from bot.render.readers_terminal import print_added  # noqa: PLC0415 - not for --json

    print_added(added, at, console())
    print_waiting(ctx, added.addresses)
    print_untranslated(added.reader.language)


@reader_commands.command("list", short_help="All readers.", epilog=examples("paperround reader list --json"))
@database_option
@now_option
@json_option
@click.pass_context
def list_command(ctx: click.Context, *, database: str | None, now: datetime | None, as_json: bool) -> None:
    """All readers, with their addresses and when they hear next."""
    with opened(ctx, database) as store:
        rows = list_readers(store)
    if as_json:
        print_json([row_report(row) for row in rows])
        return
    from bot.render.readers_terminal import print_readers  # noqa: PLC0415 - not for --json

    print_readers(rows, moment(now), console())


@reader_commands.command(
    "show", short_help="Everything about one reader.", epilog=examples("paperround reader show ada")
)
@click.argument("name")
@database_option
@now_option
@json_option
@click.pass_context
def show_command(ctx: click.Context, *, name: str, database: str | None, now: datetime | None, as_json: bool) -> None:
    """A reader's addresses with their state, profiles with their timing, what waits for them, and what was sent last.

    Times are shown in the reader's own time zone.
    """
    with opened(ctx, database) as store:
        with store.reading() as catalog:
            number = named_reader(catalog, name).number
        view = view_reader(store, number)
    if as_json:
        print_json(view_report(view))
        return
    from bot.render.readers_terminal import print_reader  # noqa: PLC0415 - not for --json

    print_reader(view, moment(now), console())


@reader_commands.command(
    "change",
    short_help="Change when and how a reader is told.",
    epilog=examples(
        "paperround reader change ada --timezone America/New_York --quiet-hours 22:00-07:00",
        "paperround reader change ada --weekly 'mon,thu 18:30'",
        "paperround reader change ada --rename 'Ada L.' --quiet-hours none",
        "paperround reader change ada --trending 5",
    ),
)
@click.argument("name")
@click.option("--rename", metavar="NAME", help="Call them so from now on.")
@timing_options
@habits_options
@database_option
@now_option
@json_option
@click.pass_context
def change_command(
    ctx: click.Context,
    *,
    name: str,
    rename: str | None,
    timing: ChosenTiming,
    habits: Habits,
    database: str | None,
    now: datetime | None,
    as_json: bool,
) -> None:
    """Change what is named; everything else stays. Timing is that of all the reader's profiles, and of those to come;
    "paperround profile edit" changes that of one.
    """
    refuse_nothing(ctx)
    at = moment(now)
    with opened(ctx, database) as store:
        with store.reading() as catalog:
            reader = named_reader(catalog, name)
        changed = change_reader(
            store,
            reader.number,
            at,
            name=rename,
            timezone=habits.timezone,
            language=habits.language,
            quiet_hours=habits.changed_hours(),
            quiet_day=habits.quiet_day,
            timing=timing.timing(reader.default_timing),
            trending=habits.trending,
        )
    print_heard_next(changed, at, as_json=as_json)
    if habits.language and not as_json:
        print_untranslated(changed.language)


for _each in (
    pause_command,
    resume_command,
    snooze_command,
    address_commands,
    export_command,
    forget_command,
    renew_links_command,
):
    reader_commands.add_command(_each)
