"""When, and of what, the profiles of a file are told: what counts once a reader has them.

::

    told = "mon,thu 18:30"       # or "daily 09:30", or "at once"
    at_once_from = 85            # with a digest: from this score on at once
    sources = ["hf-daily"]       # only papers of these; [] for all
    revisions = true             # revisions of papers too

What a file does not say stays as it is.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from bot.core.said import said, sentence_of
from bot.core.timing import BadTiming, parse_weekly, print_weekly
from store.readers import Timing

TELLING_KEYS = ("told", "at_once_from", "sources", "revisions")
AT_ONCE = "at once"

_MAX_SCORE = 100


class BadTelling(ValueError):
    """What stands under a key cannot be used. The message says why and what would do.

    :ivar key: that key.
    """

    def __init__(self, key: str, what: str) -> None:
        """:param what: the message."""
        super().__init__(what)
        self.key = key


@dataclass(frozen=True, slots=True)
class Telling:
    """When and of what a profile is told. :ivar sources: by name, empty for all. What is ``None`` was not said."""

    timing: Timing | None = None
    sources: tuple[str, ...] | None = None
    revisions: bool | None = None


def read_telling(entry: Mapping[str, Any]) -> Telling:
    """What the entry of a file says of it; other keys are passed over.

    :raises BadTelling: it cannot be understood.
    """
    revisions, sources = entry.get("revisions"), entry.get("sources")
    if not isinstance(revisions, bool | None):
        raise BadTelling("revisions", said("true or false is expected."))
    if sources is not None and not (isinstance(sources, list) and all(isinstance(each, str) for each in sources)):
        raise BadTelling("sources", said('a list of names is expected, ["...", "..."], or [] for all.'))
    return Telling(_timing(entry), None if sources is None else tuple(sources), revisions)


def timing_as_written(timing: Timing) -> str:
    """``daily 09:30``, ``mon,thu 18:30`` or ``at once``, without the score from which papers come at once."""
    return AT_ONCE if timing.minute is None else print_weekly(timing.minute, timing.weekdays)


def _timing(entry: Mapping[str, Any]) -> Timing | None:
    told, score = entry.get("told"), entry.get("at_once_from")
    if told is None:
        if score is not None:
            raise BadTelling("at_once_from", said('it goes with a digest: write told = "daily 08:00" too.'))
        return None
    if not isinstance(told, str):
        raise BadTelling("told", said('a text in quotes is expected, such as "daily 08:00".'))
    try:
        timing = Timing(minute=None) if " ".join(told.split()).lower() == AT_ONCE else parse_weekly(told)
    except BadTiming as error:
        raise BadTelling("told", sentence_of(error)) from error
    return timing if score is None else replace(timing, instant_from=_score(score, timing))


def _score(score: object, timing: Timing) -> float:
    if timing.minute is None:
        raise BadTelling("at_once_from", said("every match is told at once already; leave it out."))
    if isinstance(score, bool) or not isinstance(score, int | float) or not 0 <= score <= _MAX_SCORE:
        raise BadTelling("at_once_from", said("a number from 0 to %(most)s is expected.", most=_MAX_SCORE))
    return float(score)
