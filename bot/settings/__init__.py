"""Settings: read once, in a door, and passed down. File, then secrets folder, then environment, then options.

``paperround.toml`` (``--config``, ``PAPERROUND_CONFIG``, else in the working folder, else in the user's configuration
folder); over that a folder with one file for each secret (``PAPERROUND_SECRETS_DIR``); over that the environment
(``PAPERROUND_<NAME>``, or ``PAPERROUND_<NAME>_FILE`` naming a file that holds the value); over that what a command is
given. The sources that are watched (``[[sources]]``) stand in the file alone. A file with a secret in it that everyone
on the machine may read is refused.
"""

from bot.settings.loading import default_journal, explain_settings, load_settings
from bot.settings.sources import CONFIG_NAME, PREFIX
from bot.settings.types import DATABASE_NAME, ExplainedSetting, MailFrom, Operator, Secret, Settings, SettingsError

__all__ = [
    "CONFIG_NAME",
    "DATABASE_NAME",
    "PREFIX",
    "ExplainedSetting",
    "MailFrom",
    "Operator",
    "Secret",
    "Settings",
    "SettingsError",
    "default_journal",
    "explain_settings",
    "load_settings",
]
