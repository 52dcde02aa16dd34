"""What is said of a source: one sentence for each verdict and its reason. Pure.

A verdict is kept as its kind and its numbers, so that the sentence can be said in another language, too: each number by
its name, and under ``why`` the reason, which with the kind names the sentence.
"""

from collections.abc import Callable, Mapping
from typing import Final, NamedTuple

from store.watch import VerdictKind

WHY = "why"
"""The name of the reason among the numbers."""

NOTE = "note"
"""Under this name: what the last look was that is no trouble yet; :data:`NOTES` has its sentence."""

TITLE = "title"
"""Under this name: what the source is called for readers. It may be in trouble before its first page says so."""

UNWATCHED = "unwatched"
"""Under this name: that the source is watched no more, so that nobody knows whether it is still so."""

OLD_DAY = "old day"
"""The note on a day that has been in trouble for so long that it must not hide how the source is today."""

OTHER_DAY = "other day"
"""The note on a day that is over, should have papers, and was answered with another day: nothing is known of it."""

BESIDES = "besides"
"""The note on what else is wrong, with another day for instance."""

TOO_FAR = "too far"
"""The note that something was listed while nobody understood the source, and is not asked for by itself any more."""


class Sentence(NamedTuple):
    """A sentence with the names of numbers in braces. :ivar one: the same if ``papers`` is 1."""

    many: str
    one: str = ""


SENTENCES: Final[Mapping[tuple[VerdictKind, str], Sentence]] = {
    (VerdictKind.FRESH, "day"): Sentence(
        "Fresh: {papers} papers for {day}, usually about {usual}.",
        "Fresh: one paper for {day}, usually about {usual}.",
    ),
    (VerdictKind.FRESH, "first days"): Sentence("Fresh: {papers} papers for {day}.", "Fresh: one paper for {day}."),
    (VerdictKind.FRESH, "news"): Sentence("Fresh: the last new papers came {at}, usually some come every {gap}."),
    (VerdictKind.FRESH, "first news"): Sentence("Fresh: the last new papers came {at}."),
    (VerdictKind.WAITING, "never"): Sentence("Waiting: it was never looked at."),
    (VerdictKind.WAITING, "later"): Sentence("Waiting: the host asks to be left alone for a while."),
    (VerdictKind.WAITING, "day"): Sentence(
        "Waiting: {papers} papers for {day} so far, usually about {usual}.",
        "Waiting: one paper for {day} so far, usually about {usual}.",
    ),
    (VerdictKind.WAITING, "nothing"): Sentence("Waiting: nothing for {day} yet."),
    (VerdictKind.WAITING, "gap"): Sentence("Waiting: no new paper since {at}, usually some come every {gap}."),
    (VerdictKind.WAITING, "news"): Sentence("Waiting: no new paper since {at}."),
    (VerdictKind.WAITING, "first news"): Sentence("Waiting: it brought no new paper yet."),
    (VerdictKind.QUIET, "weekday"): Sentence("Quiet: it is {weekday}."),
    (VerdictKind.QUIET, "holiday"): Sentence("Quiet: {day} is a holiday."),
    (VerdictKind.QUIET, "empty day"): Sentence("Quiet: {day} is over, and its page says that there was nothing."),
    (VerdictKind.QUIET, "empty"): Sentence("Quiet: the page says that there is nothing."),
    (VerdictKind.PARTIAL, "day"): Sentence(
        "Partial: {papers} papers for {day}, usually about {usual}.",
        "Partial: one paper for {day}, usually about {usual}.",
    ),
    (VerdictKind.PARTIAL, "aside"): Sentence(
        "Partial: the last page has only {papers} papers. {said}",
        "Partial: the last page has only one paper. {said}",
    ),
    (VerdictKind.STALLED, "news"): Sentence("Stalled: it answers, but no new paper since {at}, usually every {gap}."),
    (VerdictKind.STALLED, "other day"): Sentence("Stalled: for {day} it goes on answering with another day. {said}"),
    (VerdictKind.STALLED, "days"): Sentence("Stalled: it answers, but nothing for {days} expected days up to {day}."),
    (VerdictKind.FAILED, "answers"): Sentence(
        "Failed: no usable answer since {at} (runs in a row: {failures}). {said}"
    ),
    (VerdictKind.FAILED, "day"): Sentence(
        "Failed: no usable answer for {day} since {at} (runs in a row: {failures}). {said}"
    ),
    (VerdictKind.BLOCKED, "host"): Sentence("Blocked: since {at} the host refuses this program. {said}"),
    (VerdictKind.BLOCKED, "later"): Sentence("Blocked: since {at} the host asks to be left alone. {said}"),
    (VerdictKind.CHANGED, "page"): Sentence("Changed layout: since {at} the page cannot be understood. {said}"),
}
"""What is said, by kind and reason."""

NOTES: Final[Mapping[str, str]] = {
    "failed": "The last look failed: {note_said}",
    "some failed": "Not all of it could be had: {note_said}",
    OLD_DAY: "A day before it is still not well. {note_said}",
    OTHER_DAY: "{note_said}",
    BESIDES: "Besides: {note_said}",
    TOO_FAR: "{note_said}",
}
"""What is added, by note."""

Translate = Callable[[str, str, int], str]
"""As :func:`gettext.ngettext`: the sentence for one, the sentence for many, and how many."""


def english(one: str, many: str, count: int) -> str:
    """The sentence as it stands."""
    return one if count == 1 else many


def sentence(kind: VerdictKind, numbers: Mapping[str, str], translate: Translate = english) -> str | None:
    """What is said of a source; ``None`` if no sentence is known for that reason (an older record).

    :param numbers: of the verdict, by name.
    """
    found = SENTENCES.get((kind, numbers.get(WHY, "")))
    if found is None:
        return None
    papers = numbers.get("papers", "")
    count = int(papers) if papers.isdecimal() else 0
    parts = [translate(found.one or found.many, found.many, count)]
    if note := NOTES.get(numbers.get(NOTE, "")):
        parts.append(translate(note, note, count))
    try:
        return " ".join(parts).format_map(numbers).strip()
    except KeyError:  # a number that an older version did not keep
        return None
