"""Pages built to do harm are refused, or read, but never hang, crash, or read a file."""

from pathlib import Path

import pytest

from scrapers.errors import LayoutChanged, Refused, ScrapeError
from scrapers.parsers import parse
from scrapers.types import MAX_PAGE_BYTES
from tests.scrapers.page_builders import HEADER, page

PAPERS = '<html><body data-target="DailyPapers">'
ITEM = "<item><title>{}</title></item>"
RSS = '<rss version="2.0"><channel><title>t</title>{}</channel></rss>'
SENTINEL = "the-sentinel-was-read"


def attributes(value: str) -> str:
    return " ".join(f"a{at}{value}" for at in range(300_000))


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(f"{PAPERS}<b {attributes('')}>", id="300k attributes in HTML"),
        pytest.param(PAPERS + f"<b {attributes('=<')}>".replace("=<", "='<'"), id="300k attributes that hold tags"),
        pytest.param(f"<rss {attributes('=')}/>".replace("=", "=''"), id="300k attributes in XML"),
        pytest.param(PAPERS + "<!--" * 200_000, id="200k comments begun"),
        pytest.param(PAPERS + "<!---->" * 200_000, id="200k comments"),
        pytest.param(PAPERS + "<div>" * 100_000, id="100k tags deep"),
        pytest.param("<rss>" + "<a>" * 100_000, id="100k elements deep"),
        pytest.param("<rss>" + "<a/>" * 300_000 + "</rss>", id="300k elements"),
        pytest.param("[" * 1_000_000, id="a million brackets"),
        pytest.param('[{"paper":' * 400_000, id="400k papers within one another"),
        pytest.param("[" + "1," * 2_000_000 + "1]", id="2 million items"),
        pytest.param('{"messages": [' * 200_000, id="200k messages within one another"),
        pytest.param('{"collection": [' + "[]," * 1_000_000 + "1]}", id="a million items of a collection"),
        pytest.param('{"notes": [' + '{"id":' * 500_000, id="500k notes within one another"),
        pytest.param('{"notes": [' + '{"id":1},' * 500_000 + "1]}", id="500k notes"),
        pytest.param(HEADER + "a\n\n" * 1_500_000, id="1.5 million blocks"),
        pytest.param(RSS.format(ITEM.format("x") * 40_000), id="40k entries"),
        pytest.param(RSS.format(ITEM.format("&amp;" * 400_000)), id="400k references"),
        pytest.param(RSS.format("<item>" + "<x/>" * 10_000 + "</item>"), id="10k parts of an entry"),
        pytest.param(
            RSS.format(f"<item><title>x</title><description>{'&lt;p>' * 5_000}</description></item>"),
            id="a summary 5k tags deep",
        ),
    ],
)
def test_known_killers_are_refused_before_a_tree_is_built(body: str) -> None:
    with pytest.raises(Refused):
        parse(page(body[:MAX_PAGE_BYTES]))


@pytest.mark.parametrize(
    "body",
    [
        pytest.param("\n" * MAX_PAGE_BYTES, id="blank lines"),
        pytest.param("a\n\n" * (MAX_PAGE_BYTES // 3), id="short lines"),
        pytest.param("<?" * 2_000_000, id="instructions"),
        pytest.param("<!DOCTYPE " * 400_000, id="document types"),
        pytest.param('<a "' * 1_000_000, id="open quotes"),
        pytest.param(PAPERS + "<script>" * 500_000, id="open scripts"),
        pytest.param(HEADER + "a" * 4_000_000, id="one long line"),
        pytest.param(HEADER + "·\n\n" * 500_000, id="dots"),
        pytest.param(HEADER + "a\n·\nJan 1\n" * 200_000, id="meta lines in one block"),
        pytest.param("[" + '{"paper":' * 300_000, id="papers begun"),
        pytest.param('{"collection": [{"doi": "' + "9" * 4_000_000, id="a DOI without end"),
        pytest.param('{"notes": [' + '{"id": x},' * 400_000, id="broken notes"),
        pytest.param('["' + "\\u0000" * 500_000, id="escapes"),
        pytest.param('[{"id": ' + "9" * 1_000_000 + "}]", id="a number of a million digits"),
        pytest.param(PAPERS + '<h3><a href="/papers/2503.00001">' * 200, id="headings within one another"),
    ],
)
def test_what_wears_on_a_parser_is_answered_with_a_reason(body: str) -> None:
    with pytest.raises(ScrapeError):
        parse(page(body[:MAX_PAGE_BYTES]))


def test_a_tower_of_marks_is_read_in_good_time() -> None:
    text = HEADER + "A Title\n\nAn abstract" + "\u0301\u0323" * 500_000 + "."
    (entry,) = parse(page(text)).entries
    assert len(entry.abstract) < 100


@pytest.mark.parametrize(
    "declaration",
    [
        '<!DOCTYPE x [<!ENTITY e SYSTEM "{uri}">]>',
        '<!DOCTYPE x [<!ENTITY % p SYSTEM "{uri}"> %p;]>',
        '<!DOCTYPE x SYSTEM "{uri}" [<!ENTITY e "{sentinel}">]>',
        '<!DOCTYPE x [<!ENTITY a "{sentinel}"><!ENTITY e "&a;&a;&a;&a;">]>',
        "<!doctype x [<!ELEMENT x ANY>]>",
        '<!-- <rss> --><!DOCTYPE x [<!ENTITY e SYSTEM "{uri}">]>',
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_no_declaration_is_ever_expanded(declaration: str, encoding: str, tmp_path: Path) -> None:
    secret = tmp_path / "sentinel.txt"
    secret.write_text(SENTINEL)
    prolog = declaration.format(uri=secret.as_uri(), sentinel=SENTINEL)
    body = f"<?xml version='1.0' encoding='{encoding}'?>{prolog}" + RSS.format(ITEM.format("a &e; b"))
    with pytest.raises(Refused, match="nothing of it was expanded") as caught:
        parse(page(body.encode(encoding)))
    assert SENTINEL not in str(caught.value)


@pytest.mark.parametrize("root", ["rss.arxiv.org", "arxiv.org/api/", "example.org"])
def test_no_external_document_type_is_ever_read(root: str, tmp_path: Path) -> None:
    outside = tmp_path / "outside.dtd"
    outside.write_text(f'<!ENTITY e "{SENTINEL}">')
    head = f'<?xml version="1.0"?><!DOCTYPE rss SYSTEM "{outside.as_uri()}">'
    feed = RSS.format(f"<link>http://{root}/</link>" + ITEM.format("a &e; b"))
    with pytest.raises(LayoutChanged) as caught:
        parse(page(head + feed))
    assert SENTINEL not in str(caught.value)
    included = RSS.format(
        ITEM.format(f'<x:include xmlns:x="http://www.w3.org/2001/XInclude" href="{outside.as_uri()}"/>y')
    )
    assert SENTINEL not in repr(parse(page(head + included)))


def test_messages_show_a_hostile_page_harmlessly() -> None:
    with pytest.raises(LayoutChanged) as caught:
        parse(page("\x1b[31mred\u202e " + "x" * 5_000))
    assert "\x1b" not in str(caught.value)
    assert "\u202e" not in str(caught.value)
    assert len(str(caught.value)) < 600
