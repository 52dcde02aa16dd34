"""What is to be typed: names as arguments of a command that a message suggests. Pure."""

from shlex import quote

from bot.render.presentation import MAX_NAME
from bot.render.words import printable


def argument(name: str, placeholder: str = "NAME") -> str:
    """A name as a shell takes it, in quotes if need be.

    :return: the placeholder where nobody would type the name: it is long, begins with a minus, or has signs that
        cannot be printed.
    """
    typed = 0 < len(name) <= MAX_NAME and printable(name) == name and not name.startswith("-")
    return quote(name) if typed else placeholder
