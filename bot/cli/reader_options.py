"""What the commands about readers share: who is meant, when they want to hear, and where."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import wraps
from itertools import islice
from typing import TypeAlias

import click

from bot.app.reader_rules import AddressTaken, shown_target
from bot.cli.common import Misuse, finite
from bot.core.matching.syntax import quoted
from bot.core.timing import parse_time, parse_weekly
from bot.render.typed import argument
from store.api import ReadershipReader, Reading, Store
from store.errors import NotFound
from store.profiles import StoredProfile
from store.readers import EVERY_DAY, Address, QuietDay, Reader, Timing, Way

_Command: TypeAlias = Callable[..., object]

MAX_LOOKED_AT = 20_000
"""Among so many readers one is sought whose name is nearly the one that was typed."""
MAX_NAMED = 10
"""At most so many names are listed in a message."""
_SAID_OF_QUIET_DAYS = frozenset(day.value for day in QuietDay if day is not QuietDay.NOTHING)

_NUMBER = re.compile(r"[1-9][0-9]{0,17}")


@dataclass(frozen=True, slots=True, kw_only=True)
class ChosenTiming:
    """What was said of timing, if anything.

    :ivar instant: every match at once. :ivar daily: ``8:00``. :ivar weekly: ``mon 8:00``.
    :ivar at_once_from: with a digest: matches from this score on at once.
    """

    instant: bool
    daily: str | None
    weekly: str | None
    at_once_from: float | None

    def timing(self, present: Timing) -> Timing | None:
        """What that makes of the present timing; ``None`` if nothing was said.

        :raises Misuse: two of them exclude each other.
        :raises bot.core.timing.BadTiming: a time cannot be understood.
        """
        if self.instant + bool(self.daily) + bool(self.weekly) > 1:
            raise Misuse("--instant, --daily and --weekly exclude each other: name one of them.")
        if self.instant and self.at_once_from is not None:
            raise Misuse("--instant tells every match at once; --at-once-from goes with a digest, so leave one out.")
        if self.instant:
            return Timing(minute=None)
        if self.weekly:
            chosen = parse_weekly(self.weekly)
        elif self.daily:
            chosen = Timing(minute=parse_time(self.daily), weekdays=EVERY_DAY)
        elif self.at_once_from is None:
            return None
        elif present.minute is None:
            raise Misuse("Every match is told at once now; name the digest too: --daily 8:00 or --weekly 'mon 8:00'.")
        else:
            chosen = present
        return chosen if self.at_once_from is None else replace(chosen, instant_from=self.at_once_from)


def timing_options(command: _Command) -> _Command:
    """``--instant``, ``--daily``, ``--weekly`` and ``--at-once-from``; what was said comes as ``timing``."""
    options = (
        click.option("--instant", is_flag=True, help="Tell every match at once."),
        click.option("--daily", metavar="HH:MM", help="A digest every day at this time of the reader's."),
        click.option("--weekly", metavar="'DAYS HH:MM'", help="A digest on these days: 'mon 8:00', 'mon,thu 18:30'."),
        click.option(
            "--at-once-from",
            type=click.FloatRange(0, 100),
            callback=finite,
            metavar="SCORE",
            help="With a digest: tell matches from this score on at once.",
        ),
    )

    @wraps(command)  # with the options that it has already
    def gathered(
        *, instant: bool, daily: str | None, weekly: str | None, at_once_from: float | None, **others: object
    ) -> object:
        if instant and others.get("quiet_day") in _SAID_OF_QUIET_DAYS:
            raise Misuse("--quiet-day is for those who have a digest; with --instant no day is expected to bring one.")
        timing = ChosenTiming(instant=instant, daily=daily, weekly=weekly, at_once_from=at_once_from)
        return command(timing=timing, **others)

    return with_options(options, gathered)


def address_options(command: _Command) -> _Command:
    """``--mail``, ``--chat``, ``--apprise``, ``--folder`` and ``--console``; what was said comes as ``targets``."""
    options = (
        click.option(
            "--mail", multiple=True, metavar="ADDRESS", help="A mail address. May be repeated, as the others."
        ),
        click.option("--chat", multiple=True, metavar="ID", help="A Telegram chat: its number; 42/5 for topic 5."),
        click.option("--apprise", multiple=True, metavar="URL", help="A notification URL of Apprise."),
        click.option("--folder", multiple=True, metavar="DIR", help="A folder in which every digest becomes files."),
        click.option("--console", "terminal", is_flag=True, help="The terminal or log of whatever sends."),
        click.option("--confirmed", is_flag=True, help="The mail addresses are theirs: do not ask."),
    )

    @wraps(command)  # with the options that it has already
    def gathered(
        *,
        mail: Sequence[str],
        chat: Sequence[str],
        apprise: Sequence[str],
        folder: Sequence[str],
        terminal: bool,
        **others: object,
    ) -> object:
        named = {Way.MAIL: mail, Way.CHAT: chat, Way.APPRISE: apprise, Way.FILE: folder}
        targets = [(way, target) for way, each in named.items() for target in each]
        return command(targets=targets + [(Way.CONSOLE, "")] * terminal, **others)

    return with_options(options, gathered)


@contextmanager
def owner_named(store: Store) -> Iterator[None]:
    """The operator may know whose an address is that cannot be taken; others are not told.

    :raises Misuse: in place of :class:`bot.app.reader_rules.AddressTaken`.
    """
    try:
        yield
    except AddressTaken as error:
        with store.reading() as catalog:
            owner = catalog.reader(error.reader)
        raise Misuse(f"{error} This one is that of {quoted(owner.name)}.") from error


def named_reader(catalog: ReadershipReader, name: str) -> Reader:
    """The reader of that name, else of that number.

    :raises Misuse: there is none.
    """
    clean = " ".join(name.split())
    try:
        return catalog.reader_called(clean)
    except NotFound as error:
        numbered = _numbered(catalog, clean)
        if numbered:
            return numbered
        known = [reader.name for reader in islice(catalog.readers(), MAX_LOOKED_AT)]
        add = f"Add one with: paperround reader add {argument(clean)}"
        raise Misuse(f"No reader is called {quoted(clean)}.{_meant(clean, known)} {add}") from error


def _numbered(catalog: ReadershipReader, number: str) -> Reader | None:
    if not _NUMBER.fullmatch(number):
        return None
    try:
        return catalog.reader(int(number))
    except NotFound:
        return None


def named_profile(catalog: Reading, reader: Reader, name: str) -> StoredProfile:
    """The reader's profile of that name.

    :raises Misuse: there is none.
    """
    clean = " ".join(name.split())
    profiles = catalog.profiles_of(reader.number)
    for profile in profiles:
        if profile.name == clean:
            return profile
    names = [profile.name for profile in profiles]
    there = f" There are: {', '.join(map(quoted, names[:MAX_NAMED]))}." if names else ""
    raise Misuse(f"{quoted(reader.name)} has no profile called {quoted(clean)}.{_meant(clean, names)}{there}")


def named_addresses(catalog: Reading, reader: Reader, named: Iterable[str]) -> tuple[int, ...]:
    """The numbers of the reader's addresses that are meant.

    :param named: numbers, or targets as typed or shown.
    :raises Misuse: one of them is not the reader's.
    """
    theirs = list(catalog.addresses(reader.number))
    return tuple(_named_address(theirs, reader, each).number for each in named)


def named_address(catalog: Reading, reader: Reader, named: str) -> Address:
    """The one of the reader's addresses that is meant.

    :param named: its number, or its target as typed or shown.
    :raises Misuse: it is none of the reader's.
    """
    return _named_address(list(catalog.addresses(reader.number)), reader, named)


def _named_address(theirs: Sequence[Address], reader: Reader, named: str) -> Address:
    wanted = named.strip().casefold()
    for each in theirs:
        shown = shown_target(each.way, each.target).casefold()
        typed = each.way.value if each.way is Way.CONSOLE else each.target.casefold()
        if wanted in (str(each.number), typed, shown):
            return each
    known = ", ".join(f"{each.number} ({shown_target(each.way, each.target)[:80]})" for each in theirs[:MAX_NAMED])
    there = f"There are: {known}." if theirs else "There is none yet."
    raise Misuse(f"{quoted(reader.name)} has no such address. {there}")


def _meant(name: str, known: Sequence[str]) -> str:
    near = get_close_matches(name[:100], known, 1, 0.6)
    return f" Did you mean {quoted(near[0])}?" if near else ""


def with_options(options: Sequence[Callable[[_Command], _Command]], inner: _Command) -> _Command:
    """A command behind these options, which are shown in this order."""
    for option in reversed(options):
        inner = option(inner)
    return inner
