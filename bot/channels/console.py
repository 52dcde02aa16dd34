"""The way out to the terminal or log of the process that sends."""

from typing import TextIO

from bot.channels.types import Later, Letter
from store.readers import Way

_LINE = "─" * 78


class ConsoleChannel:
    """Writes the plain text. A :class:`bot.channels.types.Channel`."""

    way = Way.CONSOLE

    def __init__(self, stream: TextIO) -> None:
        """:param stream: standard output, mostly. It is not closed."""
        self._stream = stream

    async def send(self, target: str, letter: Letter) -> None:  # noqa: ARG002 - there is one console
        """Write a message, with its subject and a line before it.

        :raises Later: the stream takes nothing.
        """
        try:
            self._stream.write(f"{_LINE}\n{_inert(letter.subject)}\n\n{_inert(letter.text.rstrip())}\n")
            self._stream.flush()
        except (OSError, ValueError) as error:  # a closed stream is a ValueError
            raise Later(f"The console takes nothing: {error}.") from error

    async def close(self) -> None:
        """Nothing to let go of."""


def _inert(text: str) -> str:
    """What a terminal would obey, it shall not see."""
    return "".join(each if each.isprintable() or each == "\n" else " " for each in text)
