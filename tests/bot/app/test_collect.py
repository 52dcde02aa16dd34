"""From a page to the catalog, where one listing tells of one paper under several names."""

from bot.app.collect import collect
from scrapers.types import Entry, Listing, Page, PageKind, Source
from tests.store.emptied import emptied
from tests.support import ABSTRACT, OTHER_ABSTRACT

SOURCE = Source("hf", "huggingface-json")
TITLE = "Pigeons Sort Letters by Colour and Weight"
BY_TITLE = Entry(rank=1, title=TITLE, abstract=ABSTRACT)
BY_NUMBER = Entry(rank=2, title="Pigeons, Letters", abstract=OTHER_ABSTRACT, arxiv_id="2507.00001")
BY_BOTH = Entry(rank=3, title=TITLE, abstract=ABSTRACT, arxiv_id="2507.00001")


def page(name: str) -> Page:
    return Page(SOURCE, name, name.encode())


def test_entries_that_a_third_one_shows_to_be_one_paper_are_one_and_told_once() -> None:
    listing = Listing(PageKind.HUGGINGFACE_JSON, (BY_TITLE, BY_NUMBER, BY_BOTH))
    with emptied() as store:
        first = collect(store, page("first"), listing)
        assert first.summary.new == len(first.new_papers) == 1
        again = collect(store, page("again"), listing)
        assert again.summary.known == 3
        with store.reading() as catalog:
            assert [paper.key for paper in catalog.papers()] == ["arxiv:2507.00001"]
            assert len(catalog.history("arxiv:2507.00001").sightings) == 6
            assert list(catalog.merges()) == []


def test_a_stored_paper_takes_in_what_the_listing_brought_before_it_was_recognised() -> None:
    with emptied() as store:
        collect(store, page("first"), Listing(PageKind.HUGGINGFACE_JSON, (BY_NUMBER,)))
        later = collect(store, page("second"), Listing(PageKind.HUGGINGFACE_JSON, (BY_TITLE, BY_BOTH)))
        assert later.new_papers == ()
        with store.reading() as catalog:
            assert catalog.paper_count() == 1


def test_two_stored_papers_that_an_entry_names_become_one_and_say_why() -> None:
    with emptied() as store:
        for number, entry in enumerate((BY_TITLE, BY_NUMBER, BY_BOTH)):
            collect(store, page(str(number)), Listing(PageKind.HUGGINGFACE_JSON, (entry,)))
        with store.reading() as catalog:
            assert catalog.paper_count() == 1
            [merge] = catalog.merges()
            assert merge.merge.reason.startswith("one entry goes by both arxiv:2507.00001 and title:")
