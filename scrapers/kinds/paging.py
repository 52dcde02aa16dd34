"""From one page of a listing to the next, with a sure end: the counter in the address only ever grows. Pure."""

import re
from datetime import date
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from scrapers.errors import BadAnswer
from scrapers.exchange import Answer, Request
from scrapers.kinds.calendars import full_day
from scrapers.types import Listing

MAX_PAGES = 51
"""So many pages of a day's listing at most; one more than are asked for at once, so that who asks knows of it."""
MOST_BACK = 1_000
"""So many pages back of the newest."""

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


def counted_up(address: str, name: str, step: int, most: int = MAX_PAGES) -> str | None:
    """The address of the next page; ``None`` behind the last that may be asked for.

    :param step: by how much the counter grows from page to page. :param most: of how many pages.
    """
    following = counter_in(address, name) + step
    if following // step >= most:
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


def more_behind(asked: Request, listing: Listing, counter: str, size: int, total: int | None) -> bool:
    """Whether there are more papers behind a page, by the answer's own count, else by whether the page is full: a
    server may leave papers out of a page, and the next one has its own all the same.

    :param counter: the parameter that counts papers. :param size: how many papers a page was asked for.
    :param total: how many there are in all by the answer's word; ``None`` if it does not say.
    :raises scrapers.errors.BadAnswer: the page is empty where by that word there are papers.
    """
    if total is None:
        return listed_on(listing) >= size
    before = counter_in(asked.address, counter)
    if before < total and not listed_on(listing):
        raise BadAnswer(
            asked.address,
            f"it says that there are {total:,} papers and lists none from {before + 1:,} on.",
            "The next look asks again.",
        )
    return before + size < total


def reaches_before(listing: Listing, day: date) -> bool:
    """Whether all that a page of the newest lists was first published before the day: no later page can have more.

    Entries that do not say when they were published say nothing.
    """
    published = [stated for stated in (full_day(entry.published) for entry in listing.entries) if stated]
    return bool(published) and max(published) < day
