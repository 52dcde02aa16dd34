"""Editions in a chat: digests, what is told at once, quiet days, what the operator tells. Pure."""

import html
import re
from collections.abc import Iterator
from dataclasses import replace

from bot.channels.types import ChatMessage
from bot.core.edition import Edition
from bot.core.rising import Rising
from bot.render.chat.cards import card
from bot.render.chat.fitting import in_blocks, kept
from bot.render.chat.looks import Look
from bot.render.chat.markup import bold, escaped, foreign, italic, linked, message, size_of, unlinked
from bot.render.chat.pages import ListView, channel_message, list_page
from bot.render.chat.papers import title_of
from bot.render.links import pages_of
from bot.render.mail.verdicts import troubles
from bot.render.mail.wording import Wording
from bot.render.trends import gain_in_words
from bot.render.words import blanked, printable, shorten
from store.outbox import DeliveryKind

MAX_TROUBLES = 5
"""A message names at most so many sources that are in trouble."""
RISING_TITLE = 90
"""How much of a rising paper's title is shown, in characters."""
MAX_SUBJECT = 80
"""How much of what the operator tells its subject has, in characters."""
_NOTICE = 4_000
"""How much of what the operator tells is shown, in characters."""
_LESSER_NOTICE = 2_000
"""How much of it always fits, if nothing in it is a link."""
_QUIET = 3_900
"""How long a message of a quiet day may be, in units of UTF-16."""


def context_of(edition: Edition) -> str:
    """How buttons call the papers of an edition."""
    return f"d{edition.delivery.number}"


def edition_message(edition: Edition, look: Look) -> ChatMessage:
    """The message that brings an edition to a chat."""
    if edition.delivery.kind is DeliveryKind.NOTICE:
        return notice_message(edition, look)
    if not edition.items:
        return quiet_message(edition, look)
    if not look.personal:
        return _to_channel(edition, look)
    if edition.delivery.kind is DeliveryKind.INSTANT:
        return instant_card(edition, look)
    return list_page(digest_view(edition, look), 0, look)


def subject_of(edition: Edition, look: Look) -> str:
    """What is inside, in one line of plain text."""
    if edition.delivery.kind is DeliveryKind.NOTICE:
        return shorten(printable(edition.notice), MAX_SUBJECT)
    return _wording(look).subject(edition)


def digest_view(edition: Edition, look: Look) -> ListView:
    """The papers of an edition as a list; the order is theirs."""
    footer, several = _footer(edition, look, edition.hidden), len(edition.profiles) > 1
    return ListView(context_of(edition), _heading(edition, look), edition.items, footer, named=several)


def is_card(edition: Edition) -> bool:
    """Whether an edition is told as a single card, without a list around it."""
    return edition.delivery.kind is DeliveryKind.INSTANT and len(edition.items) == 1 and not edition.hidden


def instant_card(edition: Edition, look: Look) -> ChatMessage:
    """What is told at once: one paper as a card, several as a list."""
    if not is_card(edition):
        return list_page(digest_view(edition, look), 0, look)
    note = _wording(look).note(edition)
    heading = (italic(note),) if note else ()
    footer = tuple(_troubles(edition, look))
    return card(edition.items[0], context_of(edition), 0, look, heading=heading, footer=footer)


def quiet_message(edition: Edition, look: Look, instead: tuple[str, ...] = ()) -> ChatMessage:
    """That there was nothing, and why. It makes no sound: nobody need hear of nothing.

    :param instead: lines of HTML in place of the day and of how many papers came on it.
    """
    words = _wording(look)
    sentences = tuple(map(foreign, words.quiet(edition)))
    head = (*instead, *sentences[1:]) if instead else (bold(words.heading(edition)), *sentences)
    lines = kept(in_blocks(head, _troubles(edition, look), _rising(edition, look)), _QUIET)
    return message("\n".join(lines), silent=True)


def notice_message(edition: Edition, look: Look) -> ChatMessage:
    """What the operator tells, with its paragraphs."""
    lines = (" ".join(blanked(line).split()) for line in edition.notice.splitlines())
    text = re.sub("\n{3,}", "\n\n", "\n".join(lines)).strip()
    shown = html.escape(shorten(text, _NOTICE))
    return message(shown if size_of(shown).fits else unlinked(shorten(text, _LESSER_NOTICE)), silent=look.silent)


def _to_channel(edition: Edition, look: Look) -> ChatMessage:
    words = _wording(look)
    view = replace(digest_view(edition, look), footer=_footer(edition, look, 0))

    def more(left_out: int) -> str:
        return escaped(words.more(edition.hidden + left_out, on_page=False))

    return channel_message(view, look, more)


def _wording(look: Look) -> Wording:
    return Wording(look.language.words, look.language.tag)


def _heading(edition: Edition, look: Look) -> tuple[str, ...]:
    words = _wording(look)
    said = (bold(words.heading(edition)), escaped(words.tally(edition)), italic(words.note(edition)))
    return tuple(filter(None, said))


def _footer(edition: Edition, look: Look, hidden: int) -> tuple[str, ...]:
    more = escaped(_wording(look).more(hidden, on_page=False))
    return in_blocks((more,), _troubles(edition, look), _rising(edition, look))


def _troubles(edition: Edition, look: Look) -> Iterator[str]:
    """What is wrong with the sources that are in trouble."""
    broken = {verdict.source for verdict in troubles(edition)}
    sources = tuple(source for source in edition.sources if source.name in broken)
    said = _wording(look).sources(replace(edition, sources=sources), look.zone)
    for sentence in said[:MAX_TROUBLES]:
        yield f"⚠ {foreign(sentence)}"


def _rising(edition: Edition, look: Look) -> Iterator[str]:
    for place, each in enumerate(edition.rising):
        # Its name stands there only if there is room for one of them.
        name = "" if place else f"{bold(look.language.gettext('Rising now'))}\n"
        yield name + _riser(each, look)


def _riser(rising: Rising, look: Look) -> str:
    page = next((link.address for link in pages_of(rising.paper)), "")
    title = linked(title_of(rising.paper.title, look.language, RISING_TITLE), page)
    return f"{title} · {escaped(gain_in_words(rising, look.language))}"
