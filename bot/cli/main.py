"""``paperround``: the root of the command and what holds for all of it."""

import io
import sys
from pathlib import Path

import click

from bot import __version__
from bot.cli.backtest import backtest_command
from bot.cli.common import examples, expected_failures
from bot.cli.database import database_commands
from bot.cli.feedback import feedback_commands
from bot.cli.match import match_command
from bot.cli.papers import papers_commands
from bot.cli.profiles import profile_commands
from bot.cli.replay import replay_command
from bot.cli.search import search_command
from bot.cli.why import why_command


class Root(click.Group):
    """The command group in which every expected failure becomes a message."""

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; expected failures end with a message and exit code 1 or 2."""
        with expected_failures():
            return super().invoke(ctx)


@click.group(
    cls=Root,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog=examples(
        "paperround replay seeds --profiles seeds/profiles.toml",
        'paperround replay seeds --profile "mine: preference optimization, -diffusion"',
        "paperround replay seeds --database catalog.db && paperround papers list --database catalog.db",
    ),
)
@click.version_option(__version__, prog_name="paperround", message="%(prog)s %(version)s")
@click.option(
    "--config",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Settings. Default: PAPERROUND_CONFIG, else paperround.toml here or in the user's configuration folder.",
)
def root(config: Path | None) -> None:
    """Tell readers about the few new papers that match what they said they care about."""


root.add_command(replay_command)
root.add_command(match_command)
root.add_command(search_command)
root.add_command(why_command)
root.add_command(feedback_commands)
root.add_command(papers_commands)
profile_commands.add_command(backtest_command)
root.add_command(profile_commands)
root.add_command(database_commands)


def main() -> None:
    """The door. Output is UTF-8 with plain line ends whatever the locale, so the same input gives the same bytes."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")
    try:
        root(prog_name="paperround")
    except OSError as error:  # help and version are printed before any command could catch it
        sys.exit(f"Error: {error.strerror or error}")


if __name__ == "__main__":
    main()
