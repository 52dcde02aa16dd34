"""``paperround profile``, complete: what the modules of its commands add to the group."""

from bot.cli.backtest import backtest_command
from bot.cli.reader_profile_files import profile_commands

__all__ = ["profile_commands"]

profile_commands.add_command(backtest_command)
