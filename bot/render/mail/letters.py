"""Letters of editions in one language: for mail, for what takes plain text, for chats, for a folder."""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache, partial
from gettext import NullTranslations
from itertools import repeat
from pathlib import Path

from jinja2 import Environment

from bot.channels.types import Letter
from bot.core.digest import DigestItem
from bot.core.edition import Edition
from bot.links import Links
from bot.render.columns import wrap
from bot.render.language import Language, environment
from bot.render.mail.fitting import MAX_PAPERS, Body, Shape, fitted
from bot.render.mail.identity import message_id
from bot.render.mail.papers import PaperPieces
from bot.render.mail.rows import EditionWords, Row, ShortRow, edition_words, feedback_of, wants_of
from bot.render.mail.wording import Wording
from bot.render.pages import TEXT_WIDTH
from bot.render.presentation import MAX_ABSTRACT, links_of, title_of
from bot.render.words import printable, shorten
from store.readers import Way

TEMPLATES = Path(__file__).parent.parent.parent / "templates" / "mail"
MAX_CHAT = 4_000
"""The longest message for a chat, in characters as UTF-16 counts them; Telegram takes 4,096."""
CHAT_TITLE, CHAT_LEAD, CHAT_REASONS = 200, 200, 200
"""How much such a message has of a title, of an abstract, and of why a profile asked for it, in characters."""
CHAT_WANTS, CHAT_SOURCES = 2, 5
"""How many profiles it names for a paper, and how many sources in all."""
MAX_CHAT_PAPERS = 40
CHATS = frozenset((Way.CHAT, Way.APPRISE))
"""Ways out that take short messages only."""

_WHOLE = Shape(10**9, MAX_ABSTRACT, rising=True)


class Letters:
    """Makes letters in one language. What it renders of a paper it keeps for other readers."""

    def __init__(self, words: NullTranslations, language: str) -> None:
        """:param language: what the letters say they are in, a BCP 47 tag."""
        self._language = Language(language, words)
        self._templates = templates(words)
        self._html = self._templates.get_template("digest.html")
        self._text = self._templates.get_template("digest.txt")
        self._short = self._templates.get_template("short.txt")
        self._wording = Wording(words, language)
        self._pieces = PaperPieces(self._templates, self._language)

    def mail(self, edition: Edition, links: Links | None, sender_host: str) -> Letter:
        """See :func:`bot.render.mail.mail_letter`."""
        rows = self._rows(edition, links, MAX_PAPERS)

        def render(shape: Shape) -> Body:
            words = self._words(edition, links, rows, shape)
            return Body(self._text.render(edition=words), self._html.render(edition=words))

        body = fitted(render, len(rows), rising=bool(edition.rising))
        return self._letter(edition, links, sender_host, body)

    def text(self, edition: Edition, links: Links | None, sender_host: str) -> Letter:
        """See :func:`bot.render.mail.text_letter`."""
        if edition.address.way in CHATS:
            text = self._chat(edition, links)
        else:
            text = self._text.render(edition=self._words(edition, links, self._rows(edition, links), _WHOLE))
        return self._letter(edition, links, sender_host, Body(text, ""))

    def page(self, edition: Edition, links: Links | None) -> str:
        """See :func:`bot.render.mail.file_page`."""
        return self._html.render(edition=self._words(edition, links, self._rows(edition, links), _WHOLE))

    def _letter(self, edition: Edition, links: Links | None, sender_host: str, body: Body) -> Letter:
        return Letter(
            kind=edition.delivery.kind,
            message_id=message_id(edition.delivery, edition.address, sender_host),
            date=edition.delivery.created_at,
            subject=self._wording.subject(edition),
            text=body.text,
            html=body.html,
            language=self._language.tag,
            unsubscribe=links.unsubscribe(edition.reader, edition.address.number) if links else None,
        )

    def _rows(self, edition: Edition, links: Links | None, most: int | None = None) -> list[Row]:
        """The papers without their abstracts, at most so many."""
        feedback = feedback_of(edition, links, self._language) if links else repeat(((), None))
        rows = []
        for chosen, (said, mute) in zip(edition.items[:most], feedback, strict=False):
            head, ways_on = self._pieces.about(chosen.paper, chosen.revision)
            rows.append(Row(chosen.paper, head, ways_on, wants_of(chosen, self._language), said, mute))
        return rows

    def _words(self, edition: Edition, links: Links | None, rows: Sequence[Row], shape: Shape) -> EditionWords:
        papers = tuple(
            row._replace(abstract=self._pieces.abstract(row.paper, shape.abstract)) for row in rows[: shape.papers]
        )
        words = edition_words(edition, links, self._wording, papers)
        return words if shape.rising else replace(words, rising=())

    def _chat(self, edition: Edition, links: Links | None) -> str:
        """As many whole papers as fit; where not all do, without those that rise."""
        rows = tuple(_short_row(chosen, self._language) for chosen in edition.items[:MAX_CHAT_PAPERS])
        while True:
            words = edition_words(edition, links, self._wording, rows)
            text = self._short.render(edition=replace(words, sources=words.sources[:CHAT_SOURCES]))
            if len(text.encode("utf-16-le")) <= 2 * MAX_CHAT or not (rows or edition.rising):
                return text
            rows = rows if edition.rising else rows[:-1]
            edition = replace(edition, rising=())


def _short_row(chosen: DigestItem, language: Language) -> ShortRow:
    links = links_of(chosen.paper)
    return ShortRow(
        title=title_of(chosen.paper.title, CHAT_TITLE, language),
        page=links[0].address if links else None,
        wants=wants_of(chosen, language, CHAT_WANTS, CHAT_REASONS),
        lead=shorten(printable(chosen.paper.abstract), CHAT_LEAD),
    )


@lru_cache(maxsize=32)
def templates(words: NullTranslations) -> Environment:
    """The mail's templates in a language, with ``wrap`` for plain text."""
    made = environment(TEMPLATES, words)
    made.globals["wrap"] = partial(wrap, width=TEXT_WIDTH)
    return made
