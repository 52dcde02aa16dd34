"""Parsers that look at nothing before they build a tree, or worse: what the process that reads pages must survive."""

import os
import signal
from html.parser import HTMLParser

import lxml.html  # type: ignore[import-untyped]

from scrapers.errors import Refused
from scrapers.types import Entry, Listing, Page, PageKind


def tree(page: Page) -> Listing:
    """The tree lxml makes of HTML: quadratic in the attributes of one tag, as is."""
    lxml.html.fromstring(page.body)
    return _nothing()


def events(page: Page) -> Listing:
    """The standard library's parser: quadratic in comments that do not end."""
    reader = HTMLParser()
    reader.feed(page.body.decode())
    reader.close()
    return _nothing()


def told(page: Page) -> Listing:
    """Does what the page says; a page that says nothing of the kind has one paper, named after it."""
    what = page.body.decode()
    if what == "memory":
        _ = [bytearray(1 << 20) for _ in range(1 << 20)]
    if what == "sleep":
        signal.pause()
    while what == "spin":
        pass
    if what == "die":
        os.kill(os.getpid(), signal.SIGKILL)
    if what == "print":
        print("a library says something")  # noqa: T201 - that is the point
    if what == "nonsense":
        os.write(3, b"\x00\x00\x00\x02[]")  # the pipe to the parent is the first that was opened
    if what == "refuse":
        raise Refused(page.address, "there is nothing.")
    if what == "stumble":
        raise ZeroDivisionError("by nothing")
    if what == "secrets":
        what = " ".join(f"{name}={value}" for name, value in os.environ.items())
    return Listing(PageKind.FEED, (Entry(rank=1, title=what),))


def _nothing() -> Listing:
    return Listing(PageKind.FEED, ())
