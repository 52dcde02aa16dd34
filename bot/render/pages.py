"""Digests as plain text and as pages, from the templates in ``bot/templates``. No clock and no locale is read here."""

from collections.abc import Sequence
from functools import cache, partial
from pathlib import Path
from urllib.parse import urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from bot import __version__
from bot.core.digest import Digest
from bot.render import sentences
from bot.render.columns import width_of, wrap
from bot.render.presentation import number, title_of
from bot.render.views import view_of

TEXT_WIDTH = 78
"""Columns of plain text: what RFC 5322, section 2.1.1, asks of a line of mail."""
MIN_TEXT_WIDTH = 20
PREVIEW = 3
"""How many titles of a day the index names."""


def render_text(digest: Digest, width: int = TEXT_WIDTH) -> str:
    """The digest as plain text without control codes, ending with a line feed.

    :param width: columns, at least 20; only web addresses may be longer.
    :raises ValueError: it is narrower than that.
    """
    if width < MIN_TEXT_WIDTH:
        raise ValueError(f"Plain text needs at least {MIN_TEXT_WIDTH} columns, not {width}.")
    template = _environment().get_template("digest.txt")
    return template.render(**_words(digest), wrap=partial(wrap, width=width), width_of=width_of)


def render_html(digest: Digest) -> str:
    """The digest as a page that stands alone: no script, nothing loaded from anywhere."""
    return _environment().get_template("digest.html").render(**_words(digest), version=__version__)


def render_index(digests: Sequence[Digest], hrefs: Sequence[str]) -> str:
    """A page that lists several days, in the order given.

    :param hrefs: where each digest's page is, relative to the index.
    :raises ValueError: there are more or fewer of them than digests, or one is not relative.
    """
    for href in hrefs:
        parts = urlsplit(href)
        if parts.scheme or parts.netloc or not href or href.startswith(("/", "\\")):
            raise ValueError(f"{href!r} is not relative to the index. Give the name of the digest's file.")
    days = [
        {
            "href": href,
            "heading": sentences.heading(digest),
            "tally": sentences.tally(digest),
            "page_read": sentences.page_read(digest.page),
            "best": [(number(chosen.score), title_of(chosen.paper.title)) for chosen in digest.items[:PREVIEW]],
            "hidden": max(0, len(digest.items) - PREVIEW),
        }
        for digest, href in zip(digests, hrefs, strict=True)
    ]
    return _environment().get_template("index.html").render(days=days, version=__version__)


def _words(digest: Digest) -> dict[str, object]:
    return {
        "heading": sentences.heading(digest),
        "tally": sentences.tally(digest),
        "notices": sentences.notices(digest),
        "page_read": sentences.page_read(digest.page),
        "scored_with": sentences.scored_with(digest),
        "papers": [view_of(chosen) for chosen in digest.items],
    }


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(Path(__file__).parent.parent / "templates", encoding="utf-8"),
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
