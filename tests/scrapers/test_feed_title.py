"""What feeds call themselves."""

import pytest

from scrapers.parsers.feed_title import feed_title
from scrapers.types import Page, Source

RSS = '<?xml version="1.0"?><rss version="2.0"><channel><item><title>A paper</title></item>{}</channel></rss>'
RDF = (
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">'
    "<channel>{}</channel><item><title>A paper</title></item></rdf:RDF>"
)
ATOM = '<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>A paper</title></entry>{}</feed>'


@pytest.mark.parametrize("feed", [RSS, RDF, ATOM])
@pytest.mark.parametrize(
    ("written", "title"),
    [
        ("<title>Our Lab</title>", "Our Lab"),
        ("<title> Our\n  &amp;lt;b&gt;Lab </title>", "Our <b>Lab"),
        ("<title>Our &lt;b&gt;Lab&lt;/b&gt; \u202e\u0007</title>".replace("\u0007", ""), "Our Lab"),
        ("<title></title>", ""),
        ("", ""),
    ],
)
def test_a_feed_says_what_it_is_called_whatever_its_papers_are_called(feed, written, title) -> None:
    assert feed_title(_page(feed.format(written))) == title


@pytest.mark.parametrize(
    "body",
    ["", "{}", "<html><title>x</title></html>", "<rss><channel><title>x", '<!DOCTYPE x [<!ENTITY a "b">]><rss/>'],
)
def test_what_is_no_feed_has_no_title(body) -> None:
    assert feed_title(_page(body)) == ""


def _page(body: str) -> Page:
    return Page(Source("lab", "feed"), "https://example.org/feed.xml", body.encode(), "application/rss+xml")
