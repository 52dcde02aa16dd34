"""From one page of a listing to the next, with a sure end: the counter in the address only ever grows. Pure."""

import re
from datetime import date
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from scrapers.exchange import Answer, Request
from scrapers.kinds.calendars import full_day
from scrapers.types import Listing

MAX_PAGES = 50
"""So many pages of one listing are asked for at most."""

_LINK = re.compile(r"<\s*([^<>\s]{1,2000})\s*>([^<>]{0,500})")
_NEXT = re.compile(r";\s*rel\s*=\s*\"?(?:[a-z -]{0,40}\s)?next\b", re.IGNORECASE)


def with_query(address: str, **parameters: str | int) -> str:
    """The address with these parameters, URL-encoded, in this order, before those it had."""
    parts = urlsplit(address)
    kept = [(key, value) for key, value in parse_qsl(parts.query, keep_blank_values=True) if key not in parameters]
    query = urlencode([*parameters.items(), *kept])
    return urlunsplit(parts._replace(query=query))


def counter_in(address: str, name: str) -> int:
    """The whole number that a parameter of the address is; 0 if it is none."""
    values = dict(parse_qsl(urlsplit(address).query))
    stated = values.get(name, "")
    return int(stated) if stated.isascii() and stated.isdigit() and len(stated) <= 9 else 0  # noqa: PLR2004 - enough


def counted_up(address: str, name: str, step: int) -> str | None:
    """The address of the next page; ``None`` behind the last that may be asked for.

    :param step: by how much the counter grows from page to page.
    """
    following = counter_in(address, name) + step
    if following // step >= MAX_PAGES:
        return None
    parts = urlsplit(address)
    pairs = [(key, value) for key, value in parse_qsl(parts.query, keep_blank_values=True) if key != name]
    return urlunsplit(parts._replace(query=urlencode([*pairs, (name, str(following))])))


def linked_next(asked: Request, answer: Answer) -> str | None:
    """The address behind ``Link: <…>; rel="next"`` (RFC 8288, section 3), if it is the same page of the same host."""
    for target, attributes in _LINK.findall(answer.headers.get("link", "")[:8_000]):
        if _NEXT.search(attributes):
            try:
                address = urljoin(asked.address, target)
                here, there = urlsplit(asked.address), urlsplit(address)
            except ValueError:  # brackets where none belong
                return None
            same = (here.scheme, here.netloc, here.path) == (there.scheme, there.netloc, there.path)
            return address if same else None
    return None


def listed_on(listing: Listing) -> int:
    """How many papers a page has, with those that could not be read."""
    return len(listing.entries) + len(listing.skipped)


def reaches_before(listing: Listing, day: date) -> bool:
    """Whether all that a page of the newest lists was first published before the day: no later page can have more.

    Entries that do not say when they were published say nothing.
    """
    published = [stated for stated in (full_day(entry.published) for entry in listing.entries) if stated]
    return bool(published) and max(published) < day
