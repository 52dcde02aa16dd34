"""One paper as the Hugging Face API gives it: an item of a daily list, of a search answer, or a paper alone. Pure.

Source: the answers of huggingface.co/api/daily_papers, /api/papers/search and /api/papers/{id}. The outer
``publishedAt`` is not used: its meaning changed over the years. Absent keys and nulls both mean "not said".
"""

import re
from typing import TypeGuard

from scrapers.dates import day_of_timestamp
from scrapers.ids import parse_arxiv_id
from scrapers.text import (
    MAX_ABSTRACT,
    MAX_LABELS,
    MAX_NAME,
    MAX_NAMES,
    MAX_TITLE,
    clean_text,
    clean_texts,
    clean_url,
    parse_count,
)
from scrapers.types import Entry

PAPER_URL = "https://huggingface.co/papers/"

_NATIVE_ID = re.compile(r"(?=[^A-Za-z]{0,99}[A-Za-z])[A-Za-z0-9._-]{1,100}")

JsonObject = dict[str, object]


class Unreadable(Exception):
    """An item that is no paper; the message says why."""


def read_paper(item: object, rank: int, listed: str | None = None) -> Entry:
    """The paper an item tells of.

    :param item: a decoded JSON value. :param rank: its place on the page, from 1.
    :param listed: the day of the list it stands on, for items that do not say it themselves.
    :raises Unreadable: it is not an object, or has no usable identifier or title.
    """
    if not _is_object(item):
        raise Unreadable("a paper should stand here as a JSON object")
    inner = item.get("paper")
    paper = inner if _is_object(inner) else item
    arxiv_id, version, native_id = _identifier(paper.get("id"))
    authors, author_count = _authors(paper)
    organization = _object(item, "organization") or _object(paper, "organization")
    submitter = _object(item, "submittedBy") or _object(paper, "submittedOnDailyBy")
    return Entry(
        rank=rank,
        title=_title(paper, item),
        abstract=clean_text(_text(paper, "summary") or _text(item, "summary"), MAX_ABSTRACT),
        arxiv_id=arxiv_id,
        version=version,
        native_id=native_id,
        url=PAPER_URL + (arxiv_id or native_id or ""),
        authors=authors,
        author_count=author_count,
        organization=_name(organization, "fullname", "name"),
        organization_handle=_name(organization, "name"),
        published=day_of_timestamp(_text(paper, "publishedAt")),
        listed=day_of_timestamp(_text(paper, "submittedOnDailyAt")) or listed,
        upvotes=_count(paper, "upvotes"),
        comments=_count(item, "numComments"),
        github_url=clean_url(_text(paper, "githubRepo")),
        github_stars=_count(paper, "githubStars"),
        project_url=clean_url(_text(paper, "projectPage")),
        thumbnail_url=clean_url(_text(item, "thumbnail")),
        media_urls=_urls(_list(item, "mediaUrls") or _list(paper, "mediaUrls")),
        ai_summary=clean_text(_text(paper, "ai_summary"), MAX_ABSTRACT) or None,
        ai_keywords=clean_texts(_strings(_list(paper, "ai_keywords")), MAX_NAME, MAX_LABELS),
        submitted_by=_name(submitter, "fullname", "name", "user"),
    )


def _identifier(stated: object) -> tuple[str | None, int | None, str | None]:
    """The arXiv identifier and version, or otherwise the site's own name for the paper."""
    if isinstance(stated, int | float):
        raise Unreadable(f"its id is the number {str(stated)[:40]}, not a string: a zero at its end may be lost")
    if not isinstance(stated, str) or not stated.strip():
        raise Unreadable("it has no id")
    arxiv = parse_arxiv_id(stated)
    if arxiv:
        return *arxiv, None
    if not _NATIVE_ID.fullmatch(stated):
        raise Unreadable(f'its id "{clean_text(stated, 40)}" is no arXiv identifier')
    return None, None, stated


def _title(paper: JsonObject, item: JsonObject) -> str:
    title = clean_text(_text(paper, "title") or _text(item, "title"), MAX_TITLE)
    if not title:
        raise Unreadable("it has no title")
    return title


def _authors(paper: JsonObject) -> tuple[tuple[str, ...], int | None]:
    """The names that may be shown, and how many authors there are, hidden ones included."""
    authors = [author for author in _list(paper, "authors") if _is_object(author)]
    shown = (_text(author, "name") for author in authors if author.get("hidden") is not True)
    return clean_texts(shown, MAX_NAME, MAX_NAMES), len(authors) or None


def _is_object(value: object) -> TypeGuard[JsonObject]:
    return isinstance(value, dict)


def _object(value: JsonObject, key: str) -> JsonObject | None:
    found = value.get(key)
    return found if _is_object(found) else None


def _list(value: JsonObject, key: str) -> list[object]:
    found = value.get(key)
    return found if isinstance(found, list) else []


def _text(value: JsonObject, key: str) -> str:
    found = value.get(key)
    return found if isinstance(found, str) else ""


def _strings(values: list[object]) -> list[str]:
    return [value for value in values if isinstance(value, str)]


def _urls(values: list[object]) -> tuple[str, ...]:
    cleaned = (clean_url(value) for value in _strings(values))
    return tuple(url for url in cleaned if url)[:MAX_LABELS]


def _name(value: JsonObject | None, *keys: str) -> str | None:
    """The first of the keys that holds a name."""
    names = (clean_text(_text(value, key), MAX_NAME) for key in keys) if value else iter(())
    return next((name for name in names if name), None)


def _count(value: JsonObject, key: str) -> int | None:
    found = value.get(key)
    if isinstance(found, str):
        return parse_count(found)
    whole = isinstance(found, int) and not isinstance(found, bool)
    return found if whole and isinstance(found, int) and 0 <= found < 2**63 else None
