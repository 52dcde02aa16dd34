"""How a command ends that somebody breaks off: with a word on what was kept."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any

import click


class BrokenOff(click.ClickException):
    """Whoever started it had enough of it. The message says what was kept."""

    exit_code = 128 + signal.SIGINT

    def __init__(self, said: str = "Broken off. What was done until then stays.") -> None:
        """:param said: whole sentences."""
        super().__init__(said)

    def show(self, file: IO[Any] | None = None) -> None:
        """On a line of its own: the terminal shows ``^C`` where it stands."""
        click.echo(f"\n{self.message}", file=file, err=file is None)


@contextmanager
def broken_off(said: str) -> Iterator[None]:
    """Say this where Ctrl+C ends the block.

    :raises BrokenOff: it did.
    """
    try:
        yield
    except (KeyboardInterrupt, click.Abort):
        raise BrokenOff(said) from None
