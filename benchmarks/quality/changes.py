"""The scorer with a part of it changed, from outside: it has no switches for this, and needs none.

Names of its modules are given another value for as long as a run takes, and everything it remembers is forgotten.
"""

import importlib
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from typing import NamedTuple

from benchmarks.quality.collection import Collection
from benchmarks.quality.systems import Counting, Run, counted, paperround
from benchmarks.reverse.timing import forget_words
from bot.core.matching import degrees
from bot.core.matching.types import Field, Profile

MATCHING = "bot.core.matching"


class Change(NamedTuple):
    """Another value for a name.

    :ivar module: of matching, in which the name stands.
    :ivar everywhere: also wherever it was imported from there, which is what the author of a module expects.
    """

    module: str
    name: str
    value: object
    everywhere: bool = True


class Variant(NamedTuple):
    """The scorer, but for something.

    :ivar what: in words, for a table.
    :ivar counting: how word statistics are made.
    :ivar without_exclusions: whether what profiles exclude is ignored.
    """

    what: str
    changes: Sequence[Change] = ()
    counting: Counting = counted
    without_exclusions: bool = False


@contextmanager
def changed(changes: Sequence[Change]) -> Iterator[None]:
    """What is done within sees the changed values."""
    with ExitStack() as undo:
        undo.callback(forget_words)
        for change in changes:
            undo.enter_context(_changed(change))
        forget_words()
        yield


@contextmanager
def _changed(change: Change) -> Iterator[None]:
    home = importlib.import_module(f"{MATCHING}.{change.module}")
    original = getattr(home, change.name)
    others = [module for name, module in sys.modules.items() if name.startswith(f"{MATCHING}.")]
    places = [module for module in others if change.everywhere and vars(module).get(change.name) is original] or [home]
    for module in places:
        setattr(module, change.name, change.value)
    try:
        yield
    finally:
        for module in places:
            setattr(module, change.name, original)


def run_variant(variant: Variant, collection: Collection) -> Run:
    """What the changed scorer makes of a collection."""
    if variant.without_exclusions:
        collection = replace(collection, profiles=tuple(map(_without_exclusions, collection.profiles)))
    with changed(variant.changes):
        return paperround(collection, variant.counting)


def _without_exclusions(profile: Profile) -> Profile:
    return replace(profile, keywords=tuple(keyword for keyword in profile.keywords if not keyword.excluded))


def constant(name: str, value: float) -> Change:
    """Another value for a number of :mod:`bot.core.matching.degrees` from which no other one follows."""
    return Change("degrees", name, value)


def mentions(title: int = degrees.TITLE, half: int = degrees.HALF, listed: int = degrees.LISTED) -> tuple[Change, ...]:
    """Other values for what mentions are worth, with the table of degrees that follows from them.

    :param title: in hundredths of a mention, as the others.
    """
    table = tuple(round(degrees.FULL * m / (m + half) * (title + half) / title) for m in range(title + 1))
    return (
        constant("TITLE", title),
        constant("HALF", half),
        Change("degrees", "UNITS", {Field.TITLE: title, Field.KEYWORDS: listed, Field.ABSTRACT: degrees.MENTION}),
        Change("degrees", "SATURATED", table),
    )
