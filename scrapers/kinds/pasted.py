"""What people paste: addresses without their scheme, with capitals and umlauts, and lists of categories. Pure."""

import re
from collections.abc import Collection
from urllib.parse import quote, urlsplit, urlunsplit

_CATEGORY = re.compile(
    r"(?:cs|math|stat|eess|econ|q-bio|q-fin|astro-ph|nlin)(?:\.[a-z]{2})?|"
    r"(?:cond-mat|physics)(?:\.[a-z]{2,6}(?:-[a-z]{2,4})?)?|"
    r"hep-(?:th|ph|ex|lat)|gr-qc|quant-ph|math-ph|nucl-(?:th|ex)",
    re.IGNORECASE,
)
_WORDS = ("cond-mat.", "physics.")
"""The archives whose groups are words (``cond-mat.str-el``); in the others they are two capitals (``cs.CL``)."""

_HOST_AND_PATH = re.compile(
    r"(?P<host>[^\s/?#@:]+\.[^\s/?#@:.]{2,})(?::[0-9]{1,5})?(?P<path>/[^\s/][^\s]*)?/?(?:\?\S*)?"
)
_KEPT = "%/:=&?~+!$,;'@()*[]"
"""What stays as it is in a path or a query beside letters and digits (RFC 3986, section 2.2)."""


def categories_in(text: str) -> tuple[str, ...]:
    """Categories of arXiv as they are written there, each once, from ``cs.cl, CS.LG``; empty if one of them is none.

    Whole archives (``math``) are categories, too.
    """
    words = re.split(r"[\s,+]+", text.strip(" ,\t\n"))
    return tuple(dict.fromkeys(map(_category, words))) if all(map(_CATEGORY.fullmatch, words)) else ()


def _category(word: str) -> str:
    small = word.lower()
    archive, dot, group = small.partition(".")
    return small if small.startswith(_WORDS) else f"{archive}{dot}{group.upper()}"


def with_scheme(text: str, hosts: Collection[str]) -> str:
    """The address with ``https://`` before it if it has none but begins with a host: one of those that are known, or
    any with a path behind it; all else as it is.

    :param hosts: those that are known, without ``www.``
    """
    found = _HOST_AND_PATH.fullmatch(text)
    if found is None or not (found["path"] or found["host"].lower().removeprefix("www.") in hosts):
        return text
    return f"https://{text}"


def written_out(address: str) -> str:
    """The address in ASCII, scheme and host in small letters (RFC 3986, section 6.2.2; RFC 3490); as it is where that
    cannot be done.
    """
    try:
        parts = urlsplit(address)
        where = parts.netloc.lower()
        host, colon, port = where.partition(":") if not where.startswith("[") else (where, "", "")
        host = host if host.isascii() else host.encode("idna").decode()
        path, query = (quote(text, safe=_KEPT) for text in (parts.path, parts.query))
        return urlunsplit((parts.scheme.lower(), f"{host}{colon}{port}", path, query, parts.fragment))
    except ValueError:  # no address; no name of a host
        return address
