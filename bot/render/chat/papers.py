"""Papers as a chat shows them: an entry of a list, and all there is to say of one. Pure. What comes out is HTML."""

import unicodedata
from dataclasses import replace

from bot.core.digest import DigestItem
from bot.render.chat.fitting import Shape
from bot.render.chat.looks import Look
from bot.render.chat.markup import bold, can_link, escaped, foreign, linked, quote
from bot.render.chat.template import BadTemplate, fill
from bot.render.language import Language
from bot.render.links import pages_of
from bot.render.mail.changes import change_in_words
from bot.render.mail.rows import SHOWN_WANTS, wants_of
from bot.render.presentation import authors_in_words, counts_in_words, date_in_words, links_of, name_of, number
from bot.render.reasons import why_of
from bot.render.words import printable, shorten
from store.chats import Layout
from store.records import Paper

LIST_WANTS = 2
"""How many profiles an entry of a list names."""
COMPACT_REASONS = 2
"""How many reasons a profile had, the strongest ones, are named in the compact layout."""
CARD_LINKS = 6
"""How many ways on from a paper a card has."""
_ADDRESS = 40
"""How much of an address is shown, in characters."""


def entry(item: DigestItem, place: int | None, look: Look, shape: Shape, *, named: bool = True) -> str:
    """A paper of a list: as its reader's template says, or else as their layout does.

    :param place: its number in the list, from 1; ``None`` if nobody need name it.
    :param named: whether it says for which profiles it is.
    """
    mark = f"<b>{place}.</b> " if place else ""
    if look.template:
        try:
            return mark + fill(look.template, _values(item, look.language, shape))
        except BadTemplate:  # an older version took it
            pass
    full = look.layout is Layout.FULL
    wants = _wants(item if full else _briefly(item), look.language, LIST_WANTS, shape.why, named=named)
    facts = _facts(item.paper, look.language, shape.facts) if full or not wants else ""
    return mark + _lines(
        title_link(item.paper, look.language, shape.title),
        _warning(item, look.language, shape.facts),
        facts,
        *wants,
        _abstract(item.paper, shape.abstract) if full else "",
    )


def whole(item: DigestItem, look: Look, shape: Shape) -> str:
    """All there is to say of a paper."""
    return "\n\n".join(
        filter(
            None,
            (
                _lines(
                    bold_title(item.paper, look.language, shape.title),
                    _warning(item, look.language, shape.facts),
                    _facts(item.paper, look.language, shape.facts),
                ),
                _lines(*_wants(item, look.language, SHOWN_WANTS, shape.why)),
                _abstract(item.paper, shape.abstract),
                _ways_on(item.paper),
            ),
        )
    )


def title_of(title: str, language: Language, limit: int) -> str:
    """A title as HTML; never empty, nor invisible.

    :param limit: in characters.
    """
    clean = shorten(printable(title), limit)
    seen = any(unicodedata.category(char)[0] not in "CMZ" for char in clean)
    return foreign(clean) if seen else escaped(language.gettext("(no title)"))


def title_link(paper: Paper, language: Language, limit: int) -> str:
    """A paper's title, leading to its page if it has one."""
    return linked(title_of(paper.title, language, limit), _page(paper))


def bold_title(paper: Paper, language: Language, limit: int) -> str:
    """The same in bold."""
    return f"<b>{title_link(paper, language, limit)}</b>"


def _page(paper: Paper) -> str:
    """Where it is to be read; empty if nowhere."""
    return next((link.address for link in pages_of(paper) if can_link(link.address)), "")


def _ways_on(paper: Paper) -> str:
    links = [link for link in links_of(paper) if can_link(link.address)]
    return " · ".join(linked(foreign(link.label), link.address) for link in links[:CARD_LINKS])


def _warning(item: DigestItem, language: Language, limit: int) -> str:
    """That it was withdrawn, or what changed, where that is the news."""
    change = change_in_words(item.revision, language) if item.revision else ""
    return _lines(
        bold(language.gettext("Withdrawn")) if item.paper.withdrawn else "",
        f"<i>{foreign(shorten(change, limit))}</i>" if change and limit else "",
    )


def _facts(paper: Paper, language: Language, limit: int) -> str:
    """Who wrote it, where, when, and what others think of it."""
    organization = name_of(paper.organization or paper.organization_handle or "")
    facts = (authors_in_words(paper, language), organization, _date(paper, language), counts_in_words(paper, language))
    said = " · ".join(filter(None, facts)) if limit else ""
    return f"<i>{foreign(shorten(said, limit))}</i>" if said else ""


def _date(paper: Paper, language: Language) -> str:
    date = paper.published or paper.updated or paper.listed
    return date_in_words(date, language) if date else ""


def _wants(item: DigestItem, language: Language, most: int, limit: int, *, named: bool = True) -> tuple[str, ...]:
    """Which profiles asked for it and why, the best first; only its score if there is no room for more."""
    wants = wants_of(item, language, most, limit)
    if not limit:
        return tuple(bold(want.score) for want in wants[:1])
    if not named:
        reasons = (shorten(why_of(answer, language).reasons, limit) for answer in item.matches[:1])
        return tuple(f"{bold(want.score)} · {foreign(why)}" for want, why in zip(wants, reasons, strict=False))
    # The others name their scores themselves.
    first = (f"{bold(want.score)} · {foreign(want.line)}" for want in wants[:1])
    return (*first, *(foreign(want.line) for want in wants[1:]))


def _briefly(item: DigestItem) -> DigestItem:
    """A paper with the strongest of its reasons alone."""
    answers = (
        replace(answer, match=replace(answer.match, reasons=answer.match.reasons[:COMPACT_REASONS]))
        for answer in item.matches
    )
    return replace(item, matches=tuple(answers))


def _abstract(paper: Paper, limit: int) -> str:
    text = printable(paper.abstract) if limit else ""
    return quote(foreign(shorten(text, limit), links=True), folded=True) if text else ""


def _values(item: DigestItem, language: Language, shape: Shape) -> dict[str, tuple[str, str]]:
    """What fills the fields of a template: as HTML, and the same without links."""
    paper, best = item.paper, next(iter(wants_of(item, language, 1, max(shape.why, 1))), None)
    title, page = title_of(paper.title, language, shape.title), _page(paper)
    address = escaped(shorten(page.removeprefix("https://"), _ADDRESS))
    answer = next(iter(item.matches), None)
    plain = {
        "score": escaped(number(answer.match.score, language)) if answer else "",
        "why": foreign(best.why) if best and shape.why else "",
        "authors": _short(authors_in_words(paper, language), shape.facts),
        "abstract": _short(printable(paper.abstract), shape.abstract, links=True),
        "date": foreign(_date(paper, language)),
        "sources": _short(language.separated(tuple(map(name_of, paper.sources))), shape.facts),
        "profile": _short(name_of(answer.profile) if answer else "", max(shape.facts // 4, 10)),
    }
    linking = {"title": (linked(title, page), title), "link": (linked(address, page), address)}
    return linking | {name: (value, value) for name, value in plain.items()}


def _short(text: str, limit: int, *, links: bool = False) -> str:
    return foreign(shorten(text, limit), links=links) if text and limit else ""


def _lines(*lines: str) -> str:
    return "\n".join(filter(None, lines))
