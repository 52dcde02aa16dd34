"""Settings as somebody writes them down."""

from pathlib import Path

from bot.settings import Settings, load_settings


def from_environment(folder: Path, **told: str) -> Settings:
    """The settings of these variables, named without ``PAPERROUND_`` and in small letters."""
    return load_settings({f"PAPERROUND_{name.upper()}": value for name, value in told.items()}, None, folder)


def from_toml(folder: Path, text: str) -> Settings:
    """The settings of a file that only its owner may read."""
    path = folder / "paperround.toml"
    path.write_text(text, encoding="utf-8")
    path.chmod(0o600)
    return load_settings({}, None, folder)
