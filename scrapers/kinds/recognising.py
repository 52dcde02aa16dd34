"""What an address is that somebody copied from a browser, or a category, or a folder: a source to watch. Pure."""

import re
from collections.abc import Callable, Mapping
from urllib.parse import parse_qsl, unquote, urlsplit

from scrapers.errors import SourceConfigError
from scrapers.ids import parse_arxiv_id
from scrapers.kinds.arxiv_api import CATEGORY
from scrapers.kinds.checking import without_user
from scrapers.kinds.pasted import categories_in, with_scheme, written_out
from scrapers.kinds.registry import KINDS
from scrapers.kinds.types import ParameterValue, WatchedSource
from scrapers.text import MAX_NAME, MAX_URL, clean_text, clean_url

_LONGEST_NAME = 64
_LISTED = re.compile(r"/list/(?P<category>[A-Za-z.-]{2,20})(?:/(?:recent|new|current|pastweek))?/?")
_PERIOD = re.compile(r"/papers/(?P<period>date|week|month)/[0-9W-]{4,10}/?")
_COLLECTION = re.compile(r"/collection/(?P<subject>[a-z0-9-]{2,60})/?")
_FEED = re.compile(r"(?:\.(?:xml|rss|atom2?|rdf)|/(?:feed|rss|atom))/?$", re.IGNORECASE)
_QUERY_ALONE = re.compile(r"cat:(?P<category>[A-Za-z.*-]{2,20})")

_Query = Mapping[str, str]


def recognise(address: str) -> WatchedSource:
    """The source behind an address of the web, an arXiv category (``cs.CL``), or the path of a folder.

    Whatever else the web has is taken for a feed: see :func:`remark_on`; not so pages of hosts that are known, unless
    they look like one. ``https://`` may be left out, and several categories be named. A folder is told by a slash, a
    dot or a tilde at its beginning or a slash at its end; whether it is there is not looked at.

    :return: with a name, a kind, and parameters that the kind accepts.
    :raises scrapers.errors.SourceConfigError: it is none of these.
    """
    address = address.strip()
    if address.startswith(("/", "./", "../", "~")):
        return _folder(address)
    if categories := categories_in(address):
        return _arxiv(categories)
    address = with_scheme(address, _HOSTS)
    if address.endswith("/") and "://" not in address:
        return _folder(address)
    address = written_out(address) if "@" not in address.partition("://")[2].partition("/")[0] else address
    if clean_url(address) is None or not address.isascii():
        raise _no_address(address)
    if parse_arxiv_id(address):
        # Visiting the page of a paper asks Hugging Face to index it.
        raise SourceConfigError(
            clean_text(address, MAX_NAME), "this is the page of one paper.", "Give the address of a list of papers."
        )
    parts = urlsplit(address)
    host = (parts.hostname or "").removeprefix("www.")
    query = dict(parse_qsl(parts.query))
    known = _HOSTS.get(host)
    source = known(unquote(parts.path), query) if known else None
    if source is None and host in _INSTEAD and not _FEED.search(parts.path):
        what = "this page has no list that can be watched."
        raise SourceConfigError(clean_text(address, MAX_NAME), what, _INSTEAD[host])
    source = source or WatchedSource(name=_name("feed", host), kind="feed", address=address.split("#")[0])
    KINDS[source.kind].check(source)
    return source


def _no_address(address: str) -> SourceConfigError:
    shown = clean_text(without_user(address), MAX_NAME) or "the address"
    if "@" in address and clean_url(without_user(address).replace("…@", "")):
        what = "it names a user or a password, which would stand in logs."
        return SourceConfigError(shown, what, "Give the address without: what needs one is not watched.")
    if len(address) > MAX_URL:
        return SourceConfigError(shown, f"it is longer than {MAX_URL:,} characters.", "Give a shorter one.")
    what = "this is no address that can be watched."
    given = "Give an http:// or https:// address, an arXiv category such as cs.CL, or a folder such as ./pages."
    return SourceConfigError(shown, what, given)


def remark_on(source: WatchedSource) -> str:
    """What people should know of a source that was recognised; empty if there is nothing to say."""
    if source.kind != "feed":
        return ""
    return "Nothing special is known of this address. It is taken for a feed; check that it can be read."


def _hugging_face(path: str, query: _Query) -> WatchedSource | None:
    title = "Hugging Face Papers"
    path = path.rstrip("/")
    path = path if _PERIOD.fullmatch(path) else path.lower()
    searched = query.get("q", "").strip() if path in {"/papers", "/api/papers/search"} else ""
    if searched:
        return WatchedSource(
            name=_name("huggingface", searched),
            kind="huggingface-search",
            title=f"{title}: {clean_text(searched, MAX_NAME)}",
            parameters={"query": searched},
        )
    matched = _PERIOD.fullmatch(path)
    if matched:
        period = matched["period"].replace("date", "day")
    elif path == "/papers/trending" or (path == "/api/daily_papers" and query.get("sort") == "trending"):
        period = "trending"
    elif path in {"/papers", "/api/daily_papers"}:
        period = next((key for key in ("week", "month") if key in query), "day")
    else:
        return None
    daily = period == "day"
    return WatchedSource(
        name="huggingface" if daily else f"huggingface-{period}",
        kind="huggingface-daily",
        title=title if daily else f"{title}, {period}",
        homepage="https://huggingface.co/papers",
        parameters={} if daily else {"period": period},
    )


def _arxiv_site(path: str, query: _Query) -> WatchedSource | None:
    del query
    listed = _LISTED.fullmatch(path)
    return _arxiv((listed["category"],)) if listed and CATEGORY.fullmatch(listed["category"]) else None


def _arxiv_feed(path: str, query: _Query) -> WatchedSource | None:
    del query
    folder, _, stated = path.strip("/").partition("/")
    categories = tuple(category for category in stated.split("+") if category)
    if folder not in {"rss", "atom"} or not categories or not all(map(CATEGORY.fullmatch, categories)):
        return None
    return _arxiv(categories)


def _arxiv_query(path: str, query: _Query) -> WatchedSource | None:
    searched = query.get("search_query", "").strip()
    if path.rstrip("/") != "/api/query" or not searched:
        return None
    alone = _QUERY_ALONE.fullmatch(searched)
    if alone and CATEGORY.fullmatch(alone["category"]):
        source = _arxiv((alone["category"],))
        return WatchedSource(
            name=source.name,
            kind="arxiv-api",
            title=source.title,
            homepage=source.homepage,
            parameters=source.parameters,
        )
    return WatchedSource(
        name=_name("arxiv", searched),
        kind="arxiv-api",
        title=f"arXiv: {clean_text(searched, MAX_NAME)}",
        homepage="https://arxiv.org/",
        parameters={"query": searched},
    )


def _arxiv(categories: tuple[str, ...]) -> WatchedSource:
    """The announcements of the day: one page has what the query API gives on many."""
    return WatchedSource(
        name=_name("arxiv", *categories),
        kind="arxiv-rss",
        title=f"arXiv {', '.join(categories)}",
        homepage=f"https://arxiv.org/list/{categories[0]}/recent",
        parameters={"categories": categories},
    )


def _preprints(server: str, title: str) -> Callable[[str, _Query], WatchedSource | None]:
    """What addresses of bioRxiv's or medRxiv's site mean."""

    def known(path: str, query: _Query) -> WatchedSource | None:
        collection = _COLLECTION.fullmatch(path)
        feed = path.startswith((f"/{server}_xml.php", "/details/"))
        if not (collection or feed or path in {"", "/", "/content/early/recent"}):
            return None
        which = path.split("/")[2] if path.startswith("/details/") else server
        subject = collection["subject"].replace("-", " ") if collection else query.get("subject", "").replace("_", " ")
        subject = "" if subject == "all" else subject
        parameters: dict[str, ParameterValue] = {} if which == "biorxiv" else {"server": which}
        return WatchedSource(
            name=_name(which, subject),
            kind="biorxiv",
            title=f"{'medRxiv' if which == 'medrxiv' else title} {subject}".strip(),
            homepage=f"https://www.{which}.org/",
            parameters=parameters | ({"category": subject} if subject else {}),
        )

    return known


def _openreview(path: str, query: _Query) -> WatchedSource | None:
    venue = query.get("id", "") if path.rstrip("/") in {"/group", "/submissions"} else query.get("content.venueid", "")
    venue = venue or query.get("venue", "")
    if not venue:
        return None
    return WatchedSource(
        name=_name("openreview", venue),
        kind="openreview",
        title=f"OpenReview {clean_text(venue, MAX_NAME)}",
        homepage=f"https://openreview.net/group?id={venue}",
        parameters={"venueid": venue},
    )


def _folder(path: str) -> WatchedSource:
    last = path.rstrip("/").rpartition("/")[2]
    source = WatchedSource(name=_name("folder", last.strip(".~")), kind="dump", title="", address=path)
    KINDS[source.kind].check(source)
    return source


def _name(*words: str) -> str:
    """A short name made of these words: ``arxiv-cs-cl``."""
    bare = re.sub(r"[^a-z0-9]+", "-", " ".join(words).lower())
    return bare.strip("-")[:_LONGEST_NAME].rstrip("-")


_HOSTS: Mapping[str, Callable[[str, _Query], WatchedSource | None]] = {
    "huggingface.co": _hugging_face,
    "hf.co": _hugging_face,
    "arxiv.org": lambda path, query: _arxiv_site(path, query) or _arxiv_feed(path, query),
    "rss.arxiv.org": _arxiv_feed,
    "export.arxiv.org": lambda path, query: _arxiv_query(path, query) or _arxiv_feed(path, query),
    "biorxiv.org": _preprints("biorxiv", "bioRxiv"),
    "medrxiv.org": _preprints("medrxiv", "medRxiv"),
    "connect.biorxiv.org": _preprints("biorxiv", "bioRxiv"),
    "connect.medrxiv.org": _preprints("medrxiv", "medRxiv"),
    "api.biorxiv.org": _preprints("biorxiv", "bioRxiv"),
    "api.medrxiv.org": _preprints("medrxiv", "medRxiv"),
    "openreview.net": _openreview,
    "api2.openreview.net": _openreview,
}

_ARXIV = (
    "Give a category (cs.CL) or its page, https://arxiv.org/list/cs.CL/recent. A search is watched by kind = "
    '"arxiv-api" with query = "…" in paperround.toml.'
)
_INSTEAD: Mapping[str, str] = {
    "huggingface.co": "Give https://huggingface.co/papers, or a search there: https://huggingface.co/papers?q=…",
    "arxiv.org": _ARXIV,
    "export.arxiv.org": _ARXIV,
    "biorxiv.org": "Give a collection, as https://www.biorxiv.org/collection/neuroscience, or https://www.biorxiv.org/",
    "medrxiv.org": "Give https://www.medrxiv.org/, or the page of a collection there.",
    "openreview.net": "Give a venue's page, as https://openreview.net/group?id=ICLR.cc/2026/Conference",
}
"""What would do, where a page that is no feed will not."""
