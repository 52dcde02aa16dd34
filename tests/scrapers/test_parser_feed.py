"""Any RSS, Atom or RDF feed."""

import pytest

from scrapers.errors import LayoutChanged, Refused
from scrapers.parsers import parse
from scrapers.types import Entry
from tests.scrapers.page_builders import fixture_page, page

RSS = '<rss version="2.0"><channel><title>t</title>{}</channel></rss>'


def test_a_preprint_server_in_rdf_is_read() -> None:
    assert parse(fixture_page("preprints.rdf")).entries == (
        Entry(
            rank=1,
            title="Sleep in Drosophila that read",
            abstract="Flies read H2O. Then they sleep & dream.",
            doi="10.1101/2024.01.02.573456",
            version=2,
            url="https://www.biorxiv.org/content/10.1101/2024.01.02.573456v2?rss=1",
            authors=("A. Example", "C. D. Muster"),
            author_count=2,
            published="2024-01-02",
            updated="2024-01-03",
        ),
    )


def test_an_atom_feed_is_read() -> None:
    assert parse(fixture_page("blog_atom.xml")).entries == (
        Entry(
            rank=1,
            title="Café talk one",
            abstract="Tea, then 1 < 2.",
            native_id="tag:room.example,2025:/1",
            url="https://room.example/1",
            authors=("Ada Example", "Chi Muster"),
            author_count=2,
            published="2025-03-05",
            updated="2025-03-06",
            pdf_url="https://room.example/1.pdf",
            categories=("reading",),
        ),
        Entry(
            rank=2,
            title="A Paper Elsewhere",
            arxiv_id="2503.02130",
            version=2,
            url="https://room.example/2",
            updated="2025-03-06",
        ),
    )


def test_an_rss_feed_is_read() -> None:
    listing = parse(fixture_page("journal_rss.xml"))
    assert listing.entries == (
        Entry(
            rank=1,
            title="Dim & Dimmer: p < q",
            abstract="Only the content says it.",
            native_id="lamps-17",
            url="https://lamps.example/17",
            authors=("Ada Example",),
            author_count=1,
            published="2024-01-01",
            thumbnail_url="https://lamps.example/17.png",
            journal_ref="Journal of Lamps 7",
        ),
        Entry(
            rank=2,
            title="Bright",
            abstract="A lamp.",
            doi="10.5555/lamps.18",
            url="https://lamps.example/18",
            published="2024-01-02",
        ),
    )
    assert [(skipped.where, skipped.why) for skipped in listing.skipped] == [("entry 3: lamps-19", "it has no title")]


def test_a_feed_without_entries_is_an_empty_day() -> None:
    listing = parse(page(RSS.format("")))
    assert (listing.entries, listing.skipped) == ((), ())


def test_a_feed_of_nameless_entries_is_no_empty_day() -> None:
    with pytest.raises(LayoutChanged, match="not one entry of the feed has a title"):
        parse(page(RSS.format("<item><link>https://example.org/</link></item>")))


@pytest.mark.parametrize(
    "body",
    [
        RSS.format("<item><title>x</item>"),
        RSS.format("<item><title>x</title>")[:-5],
        RSS.format("<item><title>&nosuch;</title></item>"),
        RSS.format("<item><title>x\x0b</title></item>"),
        '<rss version="2.0"><channel><undeclared:x/></channel></rss>',
    ],
)
def test_broken_xml_is_refused_whole(body: str) -> None:
    with pytest.raises(LayoutChanged, match="broken or cut"):
        parse(page(body))


def test_markup_in_a_summary_becomes_text() -> None:
    body = RSS.format(
        "<item><title>x</title><description>&lt;p&gt;One&lt;br/&gt;two.&lt;/p&gt;&lt;!-- no --&gt;"
        "&lt;script&gt;alert(1)&lt;/script&gt;&lt;p&gt;p&amp;lt;q&lt;/p&gt;</description></item>"
    )
    assert parse(page(body)).entries[0].abstract == "One two. p<q"


def test_mathematics_is_no_markup() -> None:
    body = RSS.format("<item><title>x</title><description>if p&lt;q and r&gt;s then &amp;amp;</description></item>")
    assert parse(page(body)).entries[0].abstract == "if p<q and r>s then &"


def test_an_entry_with_thousands_of_categories_is_refused() -> None:
    many = "".join(f"<category>{at}</category>" for at in range(1_000))
    with pytest.raises(Refused, match="thousands of parts"):
        parse(page(RSS.format(f"<item><title>x</title>{many}</item>")))
