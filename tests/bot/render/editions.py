"""Editions for the tests of mail: an ordinary day, a quiet one, a full one, and ones made of hostile text."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from bs4 import BeautifulSoup

from bot.channels.types import Letter
from bot.core.digest import DigestItem, ProfileMatch
from bot.core.edition import Edition, EditionProfile, Nearest
from bot.core.matching.types import Match
from bot.core.rising import Rising
from bot.links import Links, Signer
from bot.render.mail import mail_letter
from store.outbox import Delivery, DeliveryKind, Note, SourceDay
from store.readers import Address, Reader, Way
from store.records import ChangeKind, FieldChange, PageRecord, Paper, Revision
from store.watch import SourceVerdict, VerdictKind
from tests.bot.render.digests import ORDINARY, chosen, hostile, matched, paper, reason

NOW = datetime(2026, 11, 1, 7, 0, tzinfo=UTC)
"""A Sunday, eight in the morning in Berlin."""
HOST = "papers.example.org"
LINKS = Links("https://papers.example.org", Signer(["0123456789abcdef" * 2]))
ADA = Reader(name="Ada", created_at=NOW - timedelta(days=90), timezone="Europe/Berlin", number=7)
ADAS_MAIL = Address(reader=7, way=Way.MAIL, target="ada@example.org", created_at=NOW, confirmed_at=NOW, number=9)
POST = EditionProfile(3, "post", 40.0, 2)
SOURCES = (
    SourceDay(name="huggingface", title="Hugging Face", pages=3, papers=38, new=12, last_news=NOW),
    SourceDay(name="arxiv-cs.CL", title="arXiv cs.CL", pages=1, papers=0, new=0, last_news=NOW - timedelta(days=2)),
    SourceDay(name="journal", title="", pages=0, papers=0, new=0, last_news=NOW - timedelta(days=40)),
    SourceDay(name="blog", title="A Blog", pages=1, papers=0, new=0, last_news=None),
)


def delivery(kind: DeliveryKind = DeliveryKind.DIGEST, slot: str = "digest 2026-11-01T08:00", **more: Any) -> Delivery:
    """A message to Ada, composed now."""
    facts: dict[str, Any] = {"since": NOW - timedelta(days=1), "number": 77, **more}
    return Delivery(reader=7, address=9, kind=kind, slot=slot, created_at=NOW, not_before=NOW, **facts)


def edition(*items: DigestItem, **more: Any) -> Edition:
    """A message of these papers to Ada; ``more`` are the fields that are not as on an ordinary day."""
    ordinary: dict[str, Any] = {
        "delivery": delivery(),
        "reader": ADA,
        "address": ADAS_MAIL,
        "day": date(2026, 11, 1),
        "items": items,
        "hidden": 0,
        "profiles": (POST, EditionProfile(4, "robots", 45.5, 0)),
        "sources": SOURCES,
        "new_papers": 412,
    }
    return Edition(**ordinary | more)


def at(way: Way, shown: Edition) -> Edition:
    """The same message at another kind of address."""
    return replace(shown, address=replace(shown.address, way=way, target=f"{way.value}:target"))


def revision(*changes: tuple[str, str, str]) -> Revision:
    """That a paper changed: field, before, after."""
    page = PageRecord(
        source="arxiv",
        address="",
        fingerprint="0" * 64,
        kind="arxiv",
        listing_date=None,
        observed_at=NOW,
        entry_count=1,
    )
    listed = tuple(FieldChange(field=field, before=before, after=after) for field, before, after in changes)
    return Revision(
        number=17, paper_key="title:pigeons", title="Pigeons", kind=ChangeKind.REVISED, page=page, changes=listed
    )


def revised(*changes: tuple[str, str, str]) -> DigestItem:
    """A paper that is told of because it changed."""
    return replace(chosen(paper("Pigeons Sort Letters")), revision=revision(*changes))


def in_greek(shown: Edition) -> Edition:
    """The same message with papers whose words have no Latin letter, each answering two profiles."""
    papers = (
        replace(each.paper, title="Περιστέρια", abstract="Γράμματα. " * 50, authors=("Άλφα",) * 9, organization="Ωμέγα")
        for each in shown.items
    )
    items = (
        replace(each, paper=paper, matches=(each.matches[0], matched("robots", reason("robots", 20.0))))
        for each, paper in zip(shown.items, papers, strict=True)
    )
    rising = tuple(replace(each, paper=replace(each.paper, title="Φάλαινες")) for each in shown.rising)
    return replace(shown, items=tuple(items), rising=rising)


def many(count: int, abstract: str, title: str = "Paper", **facts: Any) -> tuple[DigestItem, ...]:
    """So many papers with links and this abstract."""
    return tuple(
        DigestItem(
            Paper(
                key=f"arxiv:2511.{number:05}",
                arxiv_id=f"2511.{number:05}",
                title=f"{title} {number}",
                abstract=abstract,
                authors=("Ada One", "Ben Two", "Cy Three", "Di Four", "Ed Five"),
                urls=(f"https://huggingface.co/papers/2511.{number:05}",),
                github_url=f"https://github.com/example/paper-{number}",
                published="2026-10-31",
                **facts,
            ),
            (ProfileMatch("post", Match(round(90 - number / 10, 1), (reason("letters", 61.4), reason("loft", 12.0)))),),
        )
        for number in range(count)
    )


ORDINARY_MAIL = edition(*ORDINARY.items, revised(("title", "Pigeons", ""), ("version", "1", "2")), hidden=12)
LATE = replace(ORDINARY_MAIL, delivery=delivery(since=NOW - timedelta(days=3), note=Note.LATE))
INSTANT = edition(ORDINARY.items[0], delivery=delivery(DeliveryKind.INSTANT, "instant arxiv:2305.18290"), sources=())
NEAREST = (Nearest("reward models", 50.0, "Nearly About Rewards", 41.0), Nearest("robots", 45.5, "Robot Pigeons", 31.0))
QUIET_MAIL = edition(delivery=delivery(DeliveryKind.QUIET, "quiet 2026-11-01T08:00"), nearest=NEAREST)
QUIET_WEEK = edition(
    delivery=delivery(DeliveryKind.QUIET, "week 2026-W44", since=NOW - timedelta(days=7)),
    new_papers=2104,
    nearest=NEAREST[:1],
)
NO_PAPERS = replace(QUIET_MAIL, new_papers=0, nearest=())


def hostile_edition(text: str, kind: DeliveryKind = DeliveryKind.DIGEST) -> Edition:
    """A message in which every word anybody could choose is ``text``."""
    items = tuple(
        replace(each, revision=revision(("title", text, text), ("version", text, text), (text, text, text)))
        for each in hostile(text).items
    )
    return edition(
        *(items if kind is not DeliveryKind.QUIET else ()),
        reader=replace(ADA, name=text, language=text, timezone=text),
        delivery=delivery(kind, text),
        profiles=(EditionProfile(3, text, 40.0, 1), EditionProfile(5, text + text, 40.0, 1)),
        sources=(SourceDay(name=text, title=text, pages=1, papers=1, new=1, last_news=NOW),) * 3,
        verdicts=(_hostile_verdict(text),),
        nearest=(Nearest(text, 40.0, text, 39.9),),
        rising=(Rising(paper(text, urls=(text, "https://papers.example/?q=" + text)), 10**9, 10**9, 10**9),),
        hidden=3,
    )


FULL = edition(*many(500, "𝕒𝕓𝕤𝕥𝕣𝕒𝕔𝕥 " * 2222 + "𝕖𝕟", "𝕋𝕚𝕥𝕝𝕖 " * 60), hidden=100)
"""Five hundred papers with abstracts of 20,000 characters of four bytes each."""
RISING = (
    Rising(paper("Whales Sing at Dusk", arxiv_id="2610.01234"), 42, 3, 24),
    Rising(paper("On Moths"), 0, 1, 1),
)
WITH_RISING = replace(ORDINARY_MAIL, rising=RISING)
QUIET_BUT_RISING = replace(QUIET_MAIL, rising=RISING)
EVERY_KIND = (ORDINARY_MAIL, LATE, INSTANT, QUIET_MAIL, QUIET_WEEK, NO_PAPERS, WITH_RISING, QUIET_BUT_RISING)


def flowing(text: str) -> str:
    """On one line."""
    return " ".join(text.split())


def parts(letter: Letter) -> tuple[str, str]:
    """Both parts as running text."""
    return flowing(letter.text), flowing(BeautifulSoup(letter.html, "lxml").get_text(" ", strip=True))


def said(shown: Edition) -> tuple[str, str]:
    """Both parts of the mail of a message, as running text."""
    return parts(mail_letter(shown, LINKS, HOST))


def _hostile_verdict(text: str) -> SourceVerdict:
    names = ("papers", "usual", "day", "said", "at", "weekday")
    return SourceVerdict(
        source=text,
        kind=VerdictKind.PARTIAL,
        said=text,
        since=NOW,
        judged_at=NOW,
        numbers=(("why", "day"), *((name, text) for name in names)),
    )
