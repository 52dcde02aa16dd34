"""Whatever a paper is called, it is shown as it is called, and nothing of it comes alive."""

import random
import re
from collections.abc import Iterable
from datetime import UTC, datetime

import pytest

from bot.app.replay import ReadPage
from bot.render.words import printable
from scrapers.types import Entry, Listing, Page, PageKind, Source
from tests.telegram.conversation import Seat
from tests.telegram.rooms import Posted
from tests.telegram.seeded import papers_come

A_SEARCH = 25
"""So many papers a search shows."""
PIECES = (
    "<b>",
    "</b>",
    "<",
    ">",
    "&",
    '"',
    "'",
    "&lt;",
    "&amp;lt;",
    "&#60;script&#62;",
    "<script>alert(1)</script>",
    '<a href="tg://user?id=1">',
    '<a href="https://evil.example/">x</a>',
    "</blockquote>",
    "<!--",
    "]]>",
    "%(count)s %s {0} {{ 7 * 7 }} {% raw %}",
    "[x](https://evil.example/)",
    "*_`~||",
    "/start",
    "@somebody #tag",
    " evil.com/x ",
    "𝔘𝔫𝔦𝔠𝔬𝔡𝔢",
    "👩‍👩‍👧‍👦🏴󠁧󠁢󠁥󠁮󠁧󠁿",
    "مرحبا",
    "\u202eevil\u202c",
    "\u2066x\u2069",
    "\u200b\u200d\ufeff",
    "a\u0301\u0302\u0303\u0304" * 5,
    "\x07\x1b[31m",
    "\r\n\t",
    "\u2028\u2029",
    "中文",
    "😀" * 40,
    "W" * 300,
    "x " * 2000,
)
INVISIBLE = re.compile(r"[\u2060\u2066-\u2069]")
COMMANDS = re.compile(r"(?<![\w@/.])@[A-Za-z]\w{4,}|(?<!\w)#\w+|(?<![\w/<])/[a-z]\w*")
LINKS = re.compile(r"https?://\S+|\b[\w-]+\.com\b\S*")
"""What Telegram makes something of by itself that can be tapped."""
LEADS = ("https://arxiv.org/", "https://doi.org/", "https://t.me/")


def titles(count: int) -> list[str]:
    """So many, always the same; each with a word by which its search finds it."""
    chance = random.Random(20261118)
    made = []
    for number in range(count):
        parts = chance.choices(PIECES, k=chance.randint(1, 6))
        parts.insert(chance.randint(0, len(parts)), f" quarkonium{word(number // A_SEARCH)} ")
        made.append(f"{number} {''.join(parts)}")
    return made


def word(number: int) -> str:
    """A number in letters."""
    return "".join("abcdefghij"[int(digit)] for digit in str(number)) + "x"


def listing(named: list[str]) -> ReadPage:
    """A page with papers of these titles, which are their abstracts and authors too."""
    entries = tuple(
        Entry(
            rank=rank,
            title=title,
            abstract=f"{title[:1500]} quarkonium",
            native_id=f"hostile-{rank}",
            arxiv_id=f"2611.{rank:05d}",
            authors=(title[:80], "Ada <b>Lovelace"),
            organization=title[:60],
        )
        for rank, title in enumerate(named, start=1)
    )
    page = Page(Source("hostile", "feed", "A <b>source</b> & more"), "hostile.xml", b"", "", datetime.now(UTC))
    return ReadPage(page, Listing(PageKind.FEED, entries))


def gone_through(seat: Seat, first: Posted, most: int = 1000) -> str:
    """What stands on all pages of a list of papers and on all its cards.

    :param most: so many are opened.
    """
    texts, known = [first.text], papers_behind([first])
    for number, tapped in enumerate(known):
        if number == most:
            break
        heard = seat.taps_data(tapped, first)
        check(heard.changed)
        texts += [each.text for each in heard.changed]
        known += [each for each in papers_behind(heard.changed) if each not in known]
    return INVISIBLE.sub("", "\n".join(texts))


def papers_behind(posts: Iterable[Posted]) -> list[str]:
    """The buttons that open a page or a card."""
    buttons = [button for each in posts for row in each.keyboard for button in row]
    return [each["callback_data"] for each in buttons if each.get("callback_data", "").startswith(("1:pg:", "1:po:"))]


def check(posts: Iterable[Posted]) -> None:
    """Nothing leads elsewhere than to a paper, and of a paper's words only addresses in its abstract can be tapped."""
    for posted in posts:
        coded = posted.text.encode("utf-16-le")
        for entity in posted.entities:
            assert entity.kind in ("bold", "italic", "code", "text_link", "blockquote", "expandable_blockquote")
            assert entity.kind != "text_link" or entity.url.startswith(LEADS), entity.url
            if "blockquote" in entity.kind:
                quoted = coded[2 * entity.offset : 2 * (entity.offset + entity.length)].decode("utf-16-le")
                assert COMMANDS.findall(LINKS.sub("", quoted)) == [], quoted
                coded = coded.replace(quoted.encode("utf-16-le"), b"\n\0" * entity.length)
        outside = coded.decode("utf-16-le")
        assert LINKS.findall(outside) + COMMANDS.findall(outside) == [], outside


@pytest.mark.parametrize("count", [50, pytest.param(1000, marks=pytest.mark.slow)])
def test_titles_come_through_digests_searches_and_cards_as_they_are(empty_world, count) -> None:
    world = empty_world
    ada = world.person("Ada")
    ada.says("/start")
    ada.says("/add quarkonium, " + ", ".join(f"quarkonium{word(each)}" for each in range(count // A_SEARCH)))
    named = titles(count)
    ada.says("/threshold quarkonium 0")
    assert papers_come(world.store, [listing(named)], world.clock()) > 0
    digest = world.wait_until(world.clock.now.replace(day=19, hour=9))
    gone_through(ada, digest.new[0], most=50)
    cards = 0
    for number in range(count // A_SEARCH):
        found = ada.says(f"/search quarkonium{word(number)}").new[0]
        check([found])
        shown = gone_through(ada, found)
        for title in named[number * A_SEARCH : (number + 1) * A_SEARCH]:
            assert INVISIBLE.sub("", printable(title))[:40].strip() in shown
            cards += 1
    assert cards == count
    assert world.telegram.breaches == []
    assert {asked.said for asked in world.telegram.served.calls if asked.code != 200} == set()
