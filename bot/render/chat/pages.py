"""Lists of papers in a chat, five a page, so that every page is a message that Telegram takes. Pure."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from bot.channels.types import Button, ChatMessage, Keyboard
from bot.core.chat.taps import tap
from bot.core.digest import DigestItem
from bot.render.chat.fitting import CHANNEL, LIST, Shape, fitted, kept
from bot.render.chat.looks import Look
from bot.render.chat.markup import bold, message, plain_of, size_of
from bot.render.chat.papers import entry
from bot.render.chat.turning import turning
from bot.render.words import shorten

PER_PAGE = 5
"""So many papers stand on a page."""
MAX_IN_CHANNEL = 30
"""A message to a channel has at most so many."""

_HEADING = 600
"""How long what stands above the papers may be, in units of UTF-16."""
_NOTE = 100
"""How long a note below a paper may be, in units of UTF-16; a longer one is left out."""
_NAME = 120
"""How much there is of a list's name that is too long, in characters."""


@dataclass(frozen=True, slots=True)
class ListView:
    """A list of papers, as messages show it a page at a time.

    :ivar context: how its buttons call it: ``d12`` for the papers of delivery 12, ``s34`` for those of sheet 34.
    :ivar heading: lines of HTML above the papers, at least one; the first is the list's name and stands on every page,
        the others on the first one.
    :ivar items: the papers, in order. What says why is left out where a paper has no matches.
    :ivar footer: lines of HTML below the papers, on the first page.
    :ivar rows: further rows of buttons, on every page.
    :ivar notes: a line of HTML below each paper, in the same order; empty for none.
    :ivar named: whether it says for which profile a paper is: not where there is but one.
    """

    context: str
    heading: tuple[str, ...]
    items: tuple[DigestItem, ...]
    footer: tuple[str, ...] = ()
    rows: Keyboard = ()
    notes: tuple[str, ...] = ()
    named: bool = True


def page_count(view: ListView) -> int:
    """How many pages a list has; at least one."""
    return max(1, -(-len(view.items) // PER_PAGE))


def page_of(index: int) -> int:
    """On which page a paper stands. :param index: its place in the list, from 0; pages are counted from 0 too."""
    return index // PER_PAGE


def list_page(view: ListView, page: int, look: Look) -> ChatMessage:
    """A page of a list: its papers numbered, a button to open each, and a row to turn pages.

    Whatever the papers are, it is no longer than Telegram takes.

    :param page: from 0; the last one if there are fewer by now.
    """
    pages = page_count(view)
    page = min(max(page, 0), pages - 1)
    first = page * PER_PAGE
    shown = view.items[first : first + PER_PAGE]

    def render(look: Look, shape: Shape) -> str:
        papers = (
            "\n".join((entry(item, place, look, shape, named=view.named), *kept(view.notes[place - 1 : place], _NOTE)))
            for place, item in enumerate(shown, first + 1)
        )
        heading = _heading(view) if page == 0 else _heading(view)[:1]
        footer = kept(view.footer, shape.around) if page == 0 else ()
        return _joined(heading, papers, footer)

    turn = turning(page, pages, lambda to: tap("pg", view.context, to))
    keyboard = (*_numbers(view.context, first, len(shown)), *turn, *view.rows)
    return message(fitted(render, look, LIST), keyboard, silent=look.silent)


def channel_message(view: ListView, look: Look, more: Callable[[int], str]) -> ChatMessage:
    """As many papers of a list as fit into one message, for a channel, where nobody turns pages.

    :param more: a line of HTML that says how many more there are, empty for 0.
    """
    papers = [entry(item, None, look, CHANNEL, named=view.named) for item in view.items[:MAX_IN_CHANNEL]]
    while True:
        rest = more(len(view.items) - len(papers))
        footer = kept((rest, "", *view.footer) if rest else view.footer, CHANNEL.around)
        markup = _joined(_heading(view), papers, footer)
        if size_of(markup).fits or not papers:
            return message(markup, view.rows, silent=look.silent)
        papers.pop()


def _heading(view: ListView) -> tuple[str, ...]:
    """At least the list's name, or some of it."""
    return kept(view.heading, _HEADING) or tuple(bold(shorten(plain_of(line), _NAME)) for line in view.heading[:1])


def _joined(heading: tuple[str, ...], papers: Iterable[str], footer: tuple[str, ...]) -> str:
    return "\n\n".join(filter(None, ("\n".join(heading), *papers, "\n".join(footer).strip())))


def _numbers(context: str, first: int, count: int) -> Keyboard:
    """A button for each paper of a page."""
    row = tuple(Button(f"{index + 1}", tap("po", context, index)) for index in range(first, first + count))
    return (row,) if row else ()
