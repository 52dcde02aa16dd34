"""The pages that :mod:`tests.faults.site_world` serves, made of papers, and what may stand in their place."""

import json
import random
import re
from datetime import UTC, date, datetime, time
from typing import NamedTuple
from xml.sax.saxutils import escape

from tests.scrapers.hostile_site import Reply
from tests.scrapers.page_builders import PAGES

_SYLLABLES = ("ba", "ce", "di", "fo", "gu", "ha", "ke", "li", "mo", "nu")
_WORDS = (
    *("meadow", "season", "letter", "colour", "weight", "office", "sailor", "harbour", "storm", "winter", "signal"),
    *("feather", "keeper", "island", "market", "bridge", "garden", "mirror", "copper", "window", "ladder", "thread"),
    *("basket", "river", "candle", "button", "pepper", "planet", "valley", "engine", "anchor", "violin"),
)
_RSS = (
    '<?xml version="1.0" encoding="UTF-8"?><rss xmlns:arxiv="http://arxiv.org/schemas/atom" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" version="2.0"><channel><title>{title}</title><link>{link}</link>'
    "<pubDate>{date}</pubDate>{items}</channel></rss>"
)


TITLE = re.compile(r"\b[A-Z][a-z]+: Pigeons and the [A-Z][a-z]+ [A-Z][a-z]+ [A-Z][a-z]+")
"""What every title looks like, and nothing else."""


class Paper(NamedTuple):
    """A paper. :ivar name: an arXiv identifier or a DOI. :ivar at: from when it stands on the list in question."""

    name: str
    at: datetime

    @property
    def title(self) -> str:
        """Unlike that of any other: its first word spells the digits of the name."""
        spelled = "".join(_SYLLABLES[int(sign)] for sign in self.name if sign.isdigit()).capitalize()
        return f"{spelled}: Pigeons and the {' '.join(random.Random(self.name).sample(_WORDS, 3)).title()}"

    @property
    def abstract(self) -> str:
        """What it is about."""
        return f"Of {self.title} we report: {' '.join(random.Random(self.name).choices(_WORDS, k=40))}."


REST = 1800
"""Seconds for which a site that is asked too often wants to be left alone."""

ANSWERS = {
    "away": Reply(hang_up=True),
    "500": Reply(status=500, body=b"Something went wrong."),
    "403": Reply(status=403, body=b"Not you."),
    "429": Reply(status=429, headers={"RateLimit": f'"api";r=0;t={REST}'}),
    "503": Reply(status=503, headers={"Retry-After": f"{REST}"}),
    "challenge": Reply(status=202, body=(PAGES / "challenge.html").read_bytes(), headers={"Content-Type": "text/html"}),
}
"""What a site says instead of its pages."""


def begins(day: date) -> datetime:
    """Midnight, UTC."""
    return datetime.combine(day, time(0), UTC)


def item(paper: Paper, day: date) -> dict[str, object]:
    """A paper as the interface of Hugging Face gives it."""
    return {
        "paper": {
            "id": paper.name,
            "title": paper.title,
            "summary": paper.abstract,
            "authors": [{"name": "A. Author", "hidden": False}],
            "publishedAt": f"{day.isoformat()}T00:00:00.000Z",
            "submittedOnDailyAt": f"{day.isoformat()}T10:00:00.000Z",
            "upvotes": 3,
        },
        "numComments": 1,
    }


def announcement(paper: Paper) -> str:
    """A paper as arXiv announces it."""
    return (
        f"<item><title>{escape(paper.title)}</title><link>https://arxiv.org/abs/{paper.name}</link>"
        f"<description>arXiv:{paper.name}v1 Announce Type: new \nAbstract: {escape(paper.abstract)}</description>"
        f'<guid isPermaLink="false">oai:arXiv.org:{paper.name}v1</guid><category>cs.CL</category>'
        f"<pubDate>{_stamp(paper.at.date())}</pubDate><arxiv:announce_type>new</arxiv:announce_type>"
        "<dc:creator>A. Author</dc:creator></item>"
    )


def article(paper: Paper) -> str:
    """A paper as a journal lists it."""
    return (
        f"<item><title>{escape(paper.title)}</title><link>https://doi.org/{paper.name}</link>"
        f"<guid>https://doi.org/{paper.name}</guid><pubDate>{_stamp(paper.at.date())}</pubDate>"
        f"<description>{escape(paper.abstract)}</description></item>"
    )


def feed(title: str, link: str, day: date, items: str) -> Reply:
    """An RSS feed. :param items: as :func:`announcement` and :func:`article` make them."""
    return as_reply(_RSS.format(title=title, link=link, date=_stamp(day), items=items), "application/rss+xml")


def _stamp(day: date) -> str:
    return f"{begins(day):%a, %d %b %Y} 00:00:00 -0500"


def as_json(data: object) -> Reply:
    """An answer of an interface."""
    return as_reply(json.dumps(data), "application/json")


def as_reply(text: str, media_type: str) -> Reply:
    """A page, compressed, with its version."""
    return Reply(body=text.encode(), headers={"Content-Type": f"{media_type}; charset=utf-8"}, etag=True, gzip=True)
