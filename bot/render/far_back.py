"""What is said of looking far back, before it begins and when it is done. Pure."""

from collections.abc import Iterator
from datetime import date

from bot.app.watching.far_back import FarBack
from bot.core.watch.days import MOST_DAYS
from bot.render.presentation import counted, name_of


def far_back_lines(name: str, far: FarBack, wished: date, *, tell: bool, tell_all: bool) -> Iterator[str]:
    """What it takes, and who will be told, a sentence each.

    :param name: the source's. :param wished: since when it was to be looked at.
    :param tell: whether readers are told of what matches. :param tell_all: however old it is.
    """
    source = name_of(name)
    if far.begins > wished:
        yield f"{source}: {wished} is more than {MOST_DAYS} days back; it begins with {far.begins}."
    if far.listings is None:
        yield f"{source}: asked for what it lists since {far.begins}, which may take many pages."
    else:
        yield f"{source}: {counted(far.listings, 'listing')} since {far.begins}, which takes {_minutes(far.seconds)}."
    if tell and tell_all:
        yield f"{source}: readers are told of all papers that match, however old they are (--tell-all)."
    elif tell:
        yield f"{source}: papers from before {far.told_from} are only recorded, nobody is told. Else: --tell-all"


def untold_line(name: str, before: date) -> str:
    """That nobody was told of what is that old."""
    return f"{name_of(name)}: papers from before {before} were only recorded; nobody was told of them."


def _minutes(seconds: float) -> str:
    return f"about {counted(round(seconds / 60), 'minute')}" if seconds >= 90 else "a minute or two"  # noqa: PLR2004
