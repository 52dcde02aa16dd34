"""arXiv's query API and its daily announcements, as RSS and as Atom."""

import pytest

from scrapers.errors import LayoutChanged
from scrapers.parsers import parse
from scrapers.parsers.names import author_names, comma_separated
from scrapers.parsers.withdrawal import says_withdrawn
from scrapers.types import Entry
from tests.scrapers.page_builders import PAGES, fixture_page, page


def test_all_that_the_query_api_says_is_kept() -> None:
    listing = parse(fixture_page("arxiv_api.xml"))
    assert listing.skipped == ()
    assert listing.listing_date is None
    assert listing.entries == (
        Entry(
            rank=1,
            title="Lamps, and Other Sources of Light",
            abstract="For a lamp of power $p < q$ we show that it shines.",
            arxiv_id="2606.00001",
            version=3,
            doi="10.1234/lamp.5",
            url="https://arxiv.org/abs/2606.00001",
            authors=("Ada Example", "Chi Muster"),
            author_count=2,
            organization="Acme Laboratory",
            published="2026-06-01",
            updated="2026-06-11",
            pdf_url="https://arxiv.org/pdf/2606.00001v3",
            categories=("cs.CL", "cs.LG"),
            primary_category="cs.CL",
            note="12 pages, accepted at LAMP 2026",
            journal_ref="Journal of Lamps 3 (2026) 14",
        ),
        Entry(
            rank=2,
            title="An Old Lamp",
            abstract="It went out.",
            arxiv_id="hep-th/9901001",
            version=2,
            url="https://arxiv.org/abs/hep-th/9901001",
            authors=("Ben Sample",),
            author_count=1,
            published="1999-01-01",
            updated="2001-01-02",
            note="This paper has been withdrawn by the author",
            withdrawn=True,
        ),
    )


def test_an_error_of_the_query_api_is_told_and_no_paper() -> None:
    with pytest.raises(LayoutChanged, match="arXiv answered with an error: incorrect id format for nonsense"):
        parse(fixture_page("arxiv_api_error.xml"))


def test_an_entry_without_an_identifier_is_named() -> None:
    body = (PAGES / "arxiv_api.xml").read_text().replace("abs/2606.00001v3</id>", "abs/26</id>")
    listing = parse(page(body))
    assert [entry.rank for entry in listing.entries] == [2]
    assert listing.skipped[0].where == 'entry 1: "Lamps, and Other Sources of Light"'


def test_all_that_an_announcement_says_is_kept() -> None:
    listing = parse(fixture_page("arxiv_rss.xml"))
    assert listing.skipped == ()
    assert listing.listing_date == "2024-02-01"
    assert listing.entries == (
        Entry(
            rank=1,
            title="Lamps for Beginners",
            abstract="A lamp is switched on where $a < b$.",
            arxiv_id="2401.17268",
            version=1,
            url="https://arxiv.org/abs/2401.17268",
            authors=("Ada Example", "Sammy Muster, Jr.", "Ben Sample (Acme, Paris)"),
            author_count=3,
            listed="2024-02-01",
            categories=("cs.CL", "cs.AI"),
            primary_category="cs.CL",
            announce_type="new",
        ),
        Entry(
            rank=2,
            title="Lamps, Revised",
            abstract="It shines again.",
            arxiv_id="2301.00001",
            version=4,
            doi="10.1234/lamp.6",
            url="https://arxiv.org/abs/2301.00001",
            authors=("Chi Muster",),
            author_count=1,
            listed="2024-02-01",
            categories=("math.CO",),
            primary_category="math.CO",
            journal_ref="Journal of Lamps 4 (2024) 1",
            announce_type="replace-cross",
        ),
    )


def test_the_atom_flavour_says_the_same() -> None:
    listing = parse(fixture_page("arxiv_atom.xml"))
    (entry,) = listing.entries
    assert (entry.arxiv_id, entry.version, entry.announce_type) == ("2401.17268", 1, "cross")
    assert (entry.listed, listing.listing_date) == ("2024-02-01", "2024-02-01")
    assert entry.abstract == "A lamp is switched on."
    assert entry.authors == ("Ada Example", "Ben Sample")
    assert entry.categories == ("cs.CL",)


def test_a_weekend_is_an_empty_day() -> None:
    listing = parse(fixture_page("arxiv_rss_weekend.xml"))
    assert (listing.entries, listing.skipped, listing.listing_date) == ((), (), "2024-02-03")


def test_an_error_feed_is_no_empty_day() -> None:
    with pytest.raises(LayoutChanged, match=r'Feed error for query "cs\.XX"\. Bad or no archive name'):
        parse(fixture_page("arxiv_rss_error.xml"))


@pytest.mark.parametrize(
    ("note", "abstract", "withdrawn"),
    [
        ("This paper has been withdrawn by the author", "", True),
        ("Withdrawn due to an error in Lemma 3", "", True),
        ("paper withdrawn", "", True),
        ("12 pages; withdrawn from LAMP 2025", "", False),
        ("not withdrawn, only moved", "", False),
        ("12 pages", "", False),
        ("", "This paper has been withdrawn by the authors.", True),
        ("", "We study money that has been withdrawn.", False),
    ],
)
def test_a_withdrawal_is_a_version_that_says_so(note: str, abstract: str, withdrawn: bool) -> None:
    assert says_withdrawn(note, abstract) is withdrawn


@pytest.mark.parametrize(
    ("stated", "names"),
    [
        (["Example, A., Muster, C. D."], ("A. Example", "C. D. Muster")),
        (["Ada Example, Chi Muster"], ("Ada Example", "Chi Muster")),
        (["Ada Example; Chi Muster"], ("Ada Example", "Chi Muster")),
        (["Example, Ada"], ("Example, Ada",)),
        (["Plato"], ("Plato",)),
        (["Example, Ada", "Muster, Chi"], ("Example, Ada", "Muster, Chi")),
        ([" "], ()),
    ],
)
def test_several_names_in_one_string_are_told_apart(stated: list[str], names: tuple[str, ...]) -> None:
    assert author_names(stated) == names


def test_a_comma_inside_brackets_divides_no_names() -> None:
    assert comma_separated("A (X, Y), B, Jr., C )(, D") == ("A (X, Y)", "B, Jr.", "C )(, D")
