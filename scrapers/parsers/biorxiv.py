"""Answers of the API of bioRxiv and medRxiv, ``/details/…/json``. Pure.

Source: api.biorxiv.org and its answers. Each item is one version of a preprint; numbers may be texts. A day on which
nothing was posted says "no posts found".
"""

import re

from scrapers.dates import day_of_timestamp
from scrapers.errors import LayoutChanged
from scrapers.ids import parse_doi
from scrapers.parsers.decoding import decode
from scrapers.parsers.huggingface_json import common_day
from scrapers.parsers.huggingface_paper import Unreadable
from scrapers.parsers.json_lists import JsonObject, count_at, list_at, listed_items, read_each, text_at
from scrapers.parsers.skips import SkippedBlocks, excerpt
from scrapers.parsers.withdrawal import says_withdrawn
from scrapers.text import MAX_ABSTRACT, MAX_NAME, MAX_NAMES, MAX_TITLE, clean_text, clean_texts, clean_url
from scrapers.types import Entry, Listing, Page, PageKind

_ITEM = re.compile(r"\{\s*+\"(?:doi|title)\"\s*+:")
_NOTHING = re.compile(r"no (?:posts|articles|papers|results) found", re.IGNORECASE)
_HOSTS = {"biorxiv": "www.biorxiv.org", "medrxiv": "www.medrxiv.org"}
_WITHDRAWN = re.compile(r"withdrawn\b\s*+:?", re.IGNORECASE)
_LONGEST_VERSION = 1_000
_MAX_AUTHORS = 200_000


def parse(page: Page) -> Listing:
    """The preprints of an answer. It says itself when there are none.

    :raises scrapers.errors.Refused: it is nested deeper, or longer, than any list of papers.
    :raises scrapers.errors.LayoutChanged: it is no such answer, an error, or not one preprint could be read.
    """
    skipped = SkippedBlocks()
    answer, items = listed_items(decode(page), "collection", _ITEM, skipped, page.address)
    if not items and not len(skipped):
        _check_says_empty(answer, page.address)
    entries = read_each(items or (), _entry, skipped, page.address)
    return Listing(PageKind.BIORXIV, entries, skipped.named(), common_day(entries))


def _check_says_empty(answer: JsonObject, address: str) -> None:
    """:raises scrapers.errors.LayoutChanged: the answer has no papers and does not say that there are none."""
    messages = [message for message in list_at(answer, "messages") if isinstance(message, dict)]
    said = text_at(messages[0], "status") if messages else ""
    if _NOTHING.search(said) or (said.lower() == "ok" and count_at(messages[0], "count") == 0):
        return
    what = (
        f"the API answered {excerpt(said)}"
        if said
        else "an answer without papers, which does not say that there are none"
    )
    raise LayoutChanged(address, f"{what}.", "Check the address, or try later.")


def _entry(item: JsonObject, rank: int) -> Entry:
    doi = parse_doi(text_at(item, "doi"))
    title = clean_text(text_at(item, "title"), MAX_TITLE)
    if doi is None:
        raise Unreadable("it has no DOI")
    if not title:
        raise Unreadable("it has no title")
    version = count_at(item, "version")
    version = version if version and version < _LONGEST_VERSION else None
    posted = day_of_timestamp(text_at(item, "date"))
    abstract = clean_text(text_at(item, "abstract"), MAX_ABSTRACT)
    authors = _authors(text_at(item, "authors"))
    category = clean_text(text_at(item, "category"), MAX_NAME)
    return Entry(
        rank=rank,
        title=title,
        abstract=abstract,
        doi=doi,
        version=version,
        url=_url(text_at(item, "server"), doi, version),
        authors=authors,
        author_count=len(authors) or None,
        organization=clean_text(text_at(item, "author_corresponding_institution"), MAX_NAME) or None,
        published=posted if version in {1, None} else None,
        updated=posted,
        listed=posted,
        categories=(category,) if category else (),
        primary_category=category or None,
        journal_ref=_journal(text_at(item, "published")),
        withdrawn=says_withdrawn("", abstract) or bool(_WITHDRAWN.match(title)),
    )


def _url(server: str, doi: str, version: int | None) -> str | None:
    host = _HOSTS.get(server.strip().lower())
    if host is None:
        return clean_url(f"https://doi.org/{doi}")
    return clean_url(f"https://{host}/content/{doi}" + (f"v{version}" if version else ""))


def _authors(stated: str) -> tuple[str, ...]:
    """``Lovelace, A.; Turing, A. M.``: given names first, as the feeds have them."""
    names = (name.partition(",") for name in stated[:_MAX_AUTHORS].split(";"))
    return clean_texts((f"{given.strip()} {surname}" for surname, _, given in names), MAX_NAME, MAX_NAMES)


def _journal(stated: str) -> str | None:
    """Where it was published since: a DOI; ``NA`` says nowhere yet."""
    doi = parse_doi(stated)
    return f"doi:{doi}" if doi else None
