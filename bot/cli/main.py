"""``paperround``: the root of the command and what holds for all of it."""

import io
import sys
from importlib import import_module
from pathlib import Path
from types import MappingProxyType

import click

from bot import __version__
from bot.cli.broken_off import BrokenOff
from bot.cli.common import examples, expected_failures, redact

COMMANDS = MappingProxyType(
    {
        "init": "bot.cli.init:init_command",
        "doctor": "bot.cli.doctor:doctor_command",
        "status": "bot.cli.status:status_command",
        "source": "bot.cli.source:source_commands",
        "replay": "bot.cli.replay:replay_command",
        "fetch": "bot.cli.fetch:fetch_command",
        "once": "bot.cli.once:once_command",
        "run": "bot.cli.run:run_command",
        "deliver": "bot.cli.deliver:deliver_command",
        "delivery": "bot.cli.deliveries:delivery_commands",
        "digest": "bot.cli.digest:digest_commands",
        "reader": "bot.cli.readers:reader_commands",
        "profile": "bot.cli.profile:profile_commands",
        "feedback": "bot.cli.feedback:feedback_commands",
        "match": "bot.cli.match:match_command",
        "search": "bot.cli.search:search_command",
        "why": "bot.cli.why:why_command",
        "papers": "bot.cli.papers:papers_commands",
        "web": "bot.cli.web:web_command",
        "test-mail": "bot.cli.test_mail:test_mail_command",
        "test-telegram": "bot.cli.test_telegram:test_telegram_command",
        "bounce": "bot.cli.bounce:bounce_commands",
        "settings": "bot.cli.settings:settings_command",
        "db": "bot.cli.database:database_commands",
    }
)
"""Every command and where it is. Only the one that is asked for is imported: all of them take several tenths of a
second.
"""


class Root(click.Group):
    """The command group in which every expected failure becomes a message."""

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; expected failures end with a message and exit code 1 or 2."""
        redact(())  # a command that asks for no setting reads addresses out of the database all the same
        try:
            with expected_failures():
                return super().invoke(ctx)
        except KeyboardInterrupt:
            raise BrokenOff from None

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - the signature is click's
        """The names of all commands, what one does first being first."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - likewise
        """The command of that name."""
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(import_module(module), name)
        return command


@click.group(
    cls=Root,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog=examples(
        "paperround init",
        "paperround fetch",
        "paperround run",
        'paperround replay seeds --profile "mine: reward model, -diffusion"',
        "paperround reader add ada --mail ada@example.org --daily 08:00",
        'paperround profile add ada "mine: reward model, -diffusion"',
        "paperround deliver",
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
