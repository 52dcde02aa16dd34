"""``paperround db``: the catalog's database itself."""

from dataclasses import asdict
from pathlib import Path

import click

from bot.cli.common import Failure, database_option, database_url, examples, json_option, print_json
from bot.cli.keeping import place_url


@click.group(
    "db",
    short_help="Upgrade, check or back up the catalog's database.",
    epilog=examples("paperround db check", "paperround db backup paperround-2026-11-01.backup"),
)
def database_commands() -> None:
    """Upgrade, check or back up the catalog's database."""


@database_commands.command("upgrade")
@database_option
@click.pass_context
def upgrade_database(ctx: click.Context, *, database: str | None) -> None:
    """Bring the database's schema to this version. Doing it twice is harmless; back up first."""
    from store.sql import upgrade  # noqa: PLC0415 - half a second only those who upgrade pay

    report = upgrade(place_url(ctx, database))
    if report.before == report.after:
        click.echo(f"Nothing to do: the schema is at {report.after}.")
    else:
        click.echo(f"Upgraded from {report.before or 'nothing'} to {report.after}.")


@database_commands.command("check")
@database_option
@json_option
@click.pass_context
def check_database(ctx: click.Context, *, database: str | None, as_json: bool) -> None:
    """Check schema and integrity, and count what is there. Exit code 1 if anything is wrong."""
    from store.sql import check  # noqa: PLC0415 - as above

    report = check(database_url(ctx, database))
    if as_json:
        print_json(asdict(report))
    else:
        click.echo(f"Schema {report.found or 'none'}, this version needs {report.expected}.")
        for table, rows in report.counts.items():
            click.echo(f"{rows:>10,}  {table}")
        for finding in report.findings:
            click.echo(f"WRONG: {finding}")
        if not report.findings:
            click.echo("Everything is as it should be.")
    if report.findings:
        ctx.exit(Failure.exit_code)


@database_commands.command(
    "backup",
    short_help="Back the database up while it is in use.",
    epilog=examples(
        "paperround db backup paperround-2026-11-01.backup", 'paperround db backup "$(date +%F).backup" --json'
    ),
)
@click.argument("file", type=click.Path(path_type=Path))
@database_option
@json_option
@click.pass_context
def backup_database(ctx: click.Context, *, file: Path, database: str | None, as_json: bool) -> None:
    """Write the database, as it is at one moment, to FILE, while others go on using it. FILE must not exist yet.

    SQLite: FILE is a database itself. PostgreSQL: pg_dump must be installed; it makes FILE, and pg_restore makes a
    database of it again. Only you may read FILE, for it names your readers. Keep the journal of what was sent too:
    "paperround settings" shows where it is.
    """
    from store.sql import backup  # noqa: PLC0415 - as above

    report = backup(database_url(ctx, database), file)
    if as_json:
        print_json({**asdict(report), "path": str(report.path)})
        return
    click.echo(f"Backed up to {report.path}: {report.size:,} bytes, schema {report.revision}.")
    if report.kind == "postgresql":
        click.echo("Restore it with pg_restore.")
