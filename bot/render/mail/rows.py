"""A message as its templates see it: everything in words, every link made, nothing left to decide."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple
from zoneinfo import ZoneInfo

from bot.core.digest import DigestItem
from bot.core.edition import Edition
from bot.links import Links
from bot.render.language import Language
from bot.render.links import Link
from bot.render.mail.papers import Pieces
from bot.render.mail.wording import Wording
from bot.render.presentation import name_of
from bot.render.reasons import why_of
from bot.render.trends import RisingWords, rising_words
from bot.render.words import shorten
from store.profiles import FeedbackKind
from store.records import Paper

SHOWN_WANTS = 5
"""How many of the profiles that a paper answers are named."""


class Want(NamedTuple):
    """A profile that a paper answers.

    :ivar whose: ``for post``.
    :ivar why: ``Why: letters (title, 31)``; it names the profile where a paper answers several.
    :ivar line: both in one line of plain text.
    """

    score: str
    whose: str
    why: str
    line: str


class Row(NamedTuple):
    """One paper of a message.

    :ivar wants: the best one first.
    :ivar feedback: where something is said of it; empty if there are no pages.
    :ivar mute: where a word is muted in the profile it answers best.
    """

    paper: Paper
    head: Pieces
    links: Pieces
    wants: tuple[Want, ...]
    feedback: tuple[Link, ...]
    mute: Link | None
    abstract: Pieces = Pieces("", "")


class ShortRow(NamedTuple):
    """One paper of a message for a chat. :ivar lead: the beginning of the abstract."""

    title: str
    page: str | None
    wants: tuple[Want, ...]
    lead: str


@dataclass(frozen=True, slots=True)
class EditionWords:
    """A message in words.

    :ivar preheader: what mail programs show beside the subject.
    :ivar note: why it covers more than its day; else empty.
    :ivar quiet: why there is nothing; empty if there is something.
    :ivar more: how many papers are not shown; empty for none. :ivar view: where they are, if there are pages.
    :ivar rising: papers that gain upvotes fast. :ivar sources: what they did.
    :ivar mutes: where words are muted, for each profile that has a paper here.
    :ivar ways: to the message in a browser, to the settings, to unsubscribe; empty if there are no pages.
    :ivar because: why the reader gets this.
    """

    language: str
    subject: str
    preheader: str
    heading: str
    tally: str
    note: str
    papers: tuple[Row, ...] | tuple[ShortRow, ...]
    quiet: tuple[str, ...]
    more: str
    view: str | None
    rising: tuple[RisingWords, ...]
    sources: tuple[str, ...]
    mutes: tuple[Link, ...]
    ways: tuple[Link, ...]
    because: tuple[str, ...]


def wants_of(chosen: DigestItem, language: Language, most: int = SHOWN_WANTS, limit: int = 0) -> tuple[Want, ...]:
    """What a paper was chosen for: the profiles it answers best.

    :param most: so many of them. :param limit: how much of the reasons is said, in characters; 0 for all.
    """
    found = []
    for place, why in enumerate(why_of(answer, language) for answer in chosen.matches[:most]):
        reasons = shorten(why.reasons, limit) if limit else why.reasons
        filled = {"profile": why.profile, "score": why.score, "reasons": reasons}
        if len(chosen.matches) == 1:
            why_said = language.gettext("Why: %(reasons)s", **filled)
        else:
            why_said = language.gettext("Why for %(profile)s: %(reasons)s", **filled)
        # The score of the best one stands beside the title.
        if place:
            line = language.gettext("For %(profile)s (%(score)s): %(reasons)s", **filled)
        else:
            line = language.gettext("For %(profile)s: %(reasons)s", **filled)
        found.append(Want(why.score, language.gettext("for %(profile)s", **filled), why_said, line))
    return tuple(found)


def edition_words(
    edition: Edition,
    links: Links | None,
    wording: Wording,
    papers: tuple[Row, ...] | tuple[ShortRow, ...],
) -> EditionWords:
    """A message in words, around the papers it has room for.

    :param papers: the first ones of the edition; the others are counted.
    """
    ways = ways_of(edition, links, wording.language) if links else ()
    return EditionWords(
        language=wording.language.tag,
        subject=wording.subject(edition),
        preheader=wording.preheader(edition),
        heading=wording.heading(edition),
        tally=wording.tally(edition),
        note=wording.note(edition),
        papers=papers,
        quiet=wording.quiet(edition),
        more=wording.more(edition.hidden + len(edition.items) - len(papers), on_page=bool(links)),
        view=ways[0].address if ways else None,
        rising=rising_words(edition.rising, wording.language),
        sources=wording.sources(edition, zone_of(edition)),
        mutes=tuple(dict.fromkeys(row.mute for row in papers if isinstance(row, Row) and row.mute)),
        ways=ways,
        because=wording.because(edition, on_page=bool(links)),
    )


def ways_of(edition: Edition, links: Links, language: Language) -> tuple[Link, ...]:
    """Where the message is seen in a browser, where everything is set, and where it is stopped."""
    _ = language.gettext
    return (
        Link(_("View in browser"), links.view(edition.reader, edition.delivery.number)),
        Link(_("Settings"), links.settings(edition.reader)),
        Link(_("Unsubscribe"), links.unsubscribe(edition.reader, edition.address.number)),
    )


def feedback_of(edition: Edition, links: Links, language: Language) -> Iterator[tuple[tuple[Link, ...], Link | None]]:
    """For each paper where something is said of it, and where a word is muted: in the profile that it answers best."""
    _ = language.gettext
    said = (
        (_("Save"), FeedbackKind.SAVE),
        (_("More like this"), FeedbackKind.LIKE),
        (_("Less like this"), FeedbackKind.DISLIKE),
    )
    reader = edition.reader
    numbers = {profile.name: profile.number for profile in edition.profiles}
    mutes: dict[str, Link] = {}
    for chosen in edition.items:
        name = next((answer.profile for answer in chosen.matches if answer.profile in numbers), None)
        if name is None:
            yield (), None
            continue
        number, key = numbers[name], chosen.paper.key
        if name not in mutes:  # its page asks which word
            mutes[name] = Link(name_of(name), links.feedback(reader, number, FeedbackKind.MUTE, ""))
        yield tuple(Link(label, links.feedback(reader, number, kind, key)) for label, kind in said), mutes[name]


def zone_of(edition: Edition) -> ZoneInfo:
    """The reader's time zone; UTC if this machine does not know it."""
    try:
        return ZoneInfo(edition.reader.timezone)
    except (KeyError, ValueError, OSError):  # no such zone; no name of one; a folder of that name
        return ZoneInfo("UTC")
