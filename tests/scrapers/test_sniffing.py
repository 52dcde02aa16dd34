"""A page is what its content says; what is no listing is named for people."""

import codecs
import gzip

import pytest

from scrapers.errors import LayoutChanged, Refused, ScrapeError
from scrapers.parsers import PARSERS, default_source, parse, sniff
from scrapers.types import PageKind
from tests.scrapers.page_builders import HEADER, PAGES, fixture_page, page

DUMP = (PAGES / "dump_with_meta.txt").read_text()
FEED = '<rss version="2.0"><channel><title>t</title><item><title>Café</title></item></channel></rss>'


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("dump_with_meta.txt", PageKind.DUMP),
        ("dump_plain.txt", PageKind.DUMP),
        ("dump_empty_day.txt", PageKind.DUMP),
        ("daily.json", PageKind.HUGGINGFACE_JSON),
        ("paper.json", PageKind.HUGGINGFACE_JSON),
        ("biorxiv.json", PageKind.BIORXIV),
        ("biorxiv_empty.json", PageKind.BIORXIV),
        ("openreview.json", PageKind.OPENREVIEW),
        ("cards.html", PageKind.HUGGINGFACE_HTML),
        ("daily.html", PageKind.HUGGINGFACE_HTML),
        ("arxiv_api.xml", PageKind.ARXIV_API),
        ("arxiv_rss.xml", PageKind.ARXIV_RSS),
        ("arxiv_atom.xml", PageKind.ARXIV_RSS),
        ("arxiv_rss_weekend.xml", PageKind.ARXIV_RSS),
        ("preprints.rdf", PageKind.FEED),
        ("blog_atom.xml", PageKind.FEED),
        ("journal_rss.xml", PageKind.FEED),
    ],
)
def test_a_page_is_told_by_its_content(name: str, kind: PageKind) -> None:
    assert sniff(fixture_page(name)) is kind
    assert parse(fixture_page(name)).kind is kind


@pytest.mark.parametrize(
    ("body", "error", "told"),
    [
        (b"", Refused, "empty"),
        (b" \r\n\t\n", Refused, "white space"),
        (b"%PDF-1.7 ...", Refused, "a PDF document"),
        (b"PK\x03\x04....", Refused, "ZIP"),
        (gzip.compress(b"x", mtime=0), Refused, "gzip"),
        (b"\x89PNG\r\n\x1a\n", Refused, "a PNG picture"),
        (b"SQLite format 3\x00", Refused, "an SQLite database"),
        (b"abc\x00def", Refused, "NUL byte at offset 3"),
        (HEADER.encode() + b"caf\xe9", Refused, rf"UTF-8 text, but the byte at offset {len(HEADER) + 3} \(0xE9\)"),
        (codecs.BOM_UTF16_LE + b"a", Refused, "UTF-16"),
        (b"Dear diary,\n\nnothing happened today.", LayoutChanged, 'plain text .* begins "Dear diary'),
        (b"[a bracket] is no JSON", LayoutChanged, "plain text"),
        (b"<html><title>Login</title><p>Who are you?</p></html>", LayoutChanged, 'titled "Login" without a list'),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", LayoutChanged, 'root element "svg"'),
        (b"<?xml version='1.0'?><!-- cut", LayoutChanged, "stops before its first element"),
        (b'{"error": "Not found"}', LayoutChanged, 'error: "Not found"'),
        (b'{"a": 1, "b": 2}', LayoutChanged, r"its keys: a, b\)"),
        (b"[1, 2]", LayoutChanged, "not one of its papers"),
        (b'{"id": "2503.02130", "title": ', LayoutChanged, "broken or cut"),
    ],
)
def test_what_is_no_listing_is_named(body: bytes, error: type[ScrapeError], told: str) -> None:
    with pytest.raises(error, match=told) as caught:
        parse(page(body))
    assert str(caught.value).startswith("page: ")


def test_a_challenge_for_robots_is_no_empty_day() -> None:
    with pytest.raises(Refused, match=r'titled "Just a moment\.\.\." that is a challenge for robots \(Cloudflare\)'):
        parse(fixture_page("challenge.html"))


def test_a_page_too_large_is_refused_by_the_parser_too() -> None:
    with pytest.raises(Refused, match="5,000,001 bytes"):
        parse(page(b"x" * 5_000_001))


@pytest.mark.parametrize(
    "body",
    [
        DUMP.encode("utf-8-sig"),
        DUMP.encode("utf-16"),
        codecs.BOM_UTF16_BE + DUMP.encode("utf-16-be"),
        DUMP.encode("utf-32"),
        DUMP.replace("\n", "\r\n").encode(),
        DUMP.replace("\n", "\r").encode(),
        DUMP.replace("\n", "  \t\n").encode(),
    ],
)
def test_encodings_and_line_ends_do_not_matter(body: bytes) -> None:
    assert parse(page(body)) == parse(page(DUMP))


@pytest.mark.parametrize(
    "body",
    [
        ("<?xml version='1.0' encoding='iso-8859-1'?>" + FEED).encode("latin-1"),
        ("<?xml version='1.0' encoding='utf-16'?>" + FEED).encode("utf-16"),
        ("<?xml version='1.0' encoding='nonsense'?>" + FEED).encode(),
        FEED.replace("é", "&eacute;").encode(),
        FEED.replace("é", "&#233;").encode(),
    ],
)
def test_declared_character_sets_are_honoured(body: bytes) -> None:
    assert parse(page(body)).entries[0].title == "Café"


def test_the_character_set_a_page_was_sent_with_is_a_hint() -> None:
    body = FEED.encode("windows-1252")
    assert parse(page(body, media_type="text/xml; charset=Windows-1252")).entries[0].title == "Café"
    with pytest.raises(Refused, match="UTF-8"):
        parse(page(body, media_type="text/xml; charset=unicode_escape"))


def test_every_kind_has_its_parser_and_its_default_source() -> None:
    assert set(PARSERS) == set(PageKind)
    names = {kind: default_source(kind).name for kind in PageKind}
    assert set(names.values()) == {"huggingface", "arxiv", "biorxiv", "openreview", "feed"}
    assert {default_source(kind).kind for kind in PageKind} == {kind.value for kind in PageKind}
