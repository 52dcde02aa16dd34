"""Which paper is it? Folding, names, and when two look-alikes are one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.identity import contradict, fingerprints, fold, identifiers, resemblance, strength, title_identifier
from scrapers.types import Entry
from tests.support import ABSTRACT, OTHER_ABSTRACT


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Text-to-Image Alignment", "text to image  alignment"),
        ("Naïve Bayes, Revisited", "Naive Bayes: revisited"),
        ("ﬁne-tuning", "fine tuning"),
        ("Was ist Straße?", "was ist STRASSE"),
        ("A_B", "a b"),
    ],
)
def test_spelling_that_says_the_same_folds_to_the_same(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_titles_of_symbols_alone_stay_different() -> None:
    assert fold("!!!") != fold("???")
    assert title_identifier("!!!", "") != title_identifier("???", "")


@given(st.text(max_size=200))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


def test_an_entry_is_named_by_all_it_says_the_strongest_name_first() -> None:
    entry = Entry(rank=1, title="Short Title", arxiv_id="2503.02130", doi="10.1000/ABC", native_id="guid-7")
    names = identifiers(entry, "journal")
    assert names[:3] == ("arxiv:2503.02130", "doi:10.1000/abc", "journal#guid-7")
    assert names[3].startswith("title:short-title-")
    assert [strength(name) for name in names] == [0, 1, 2, 3]


def test_a_name_made_from_a_title_says_the_same_whatever_the_spelling() -> None:
    assert title_identifier("Text-to-Image", ABSTRACT) == title_identifier("text to image", ABSTRACT.upper())


def test_two_papers_of_one_title_have_two_names() -> None:
    assert title_identifier("Attention", ABSTRACT) != title_identifier("Attention", OTHER_ABSTRACT)


def test_a_huge_native_id_becomes_a_short_name() -> None:
    assert len(identifiers(Entry(rank=1, title="T", native_id="x" * 5000), "feed")[0]) < 100


@pytest.mark.parametrize(
    ("names", "others", "different"),
    [
        ({"arxiv:1"}, {"arxiv:2"}, True),
        ({"arxiv:1", "doi:a"}, {"arxiv:1", "doi:b"}, False),
        ({"doi:a"}, {"doi:b"}, True),
        ({"arxiv:1"}, {"doi:b"}, False),
        ({"title:x"}, {"title:y"}, False),
    ],
)
def test_two_archive_numbers_are_two_papers_and_a_preprint_may_have_a_journal_doi(
    names: set[str], others: set[str], different: bool
) -> None:
    assert contradict(names, others) is different


TITLE = "Pigeons Sort Letters by Colour and Weight"
EDITED = ABSTRACT.replace("three post offices", "four post offices")


@pytest.mark.parametrize(
    ("title", "abstract", "same", "because"),
    [
        (TITLE, EDITED, True, "one word of the abstract was edited"),
        (TITLE.upper(), ABSTRACT, True, "case is spelling"),
        ("Pigeons Sort Letters by Color and Weight", ABSTRACT, True, "one letter of the title"),
        ("Sorting of Letters by Pigeons: Colour and Weight", ABSTRACT, True, "retitled, the abstract is the same"),
        (TITLE, OTHER_ABSTRACT, False, "one title, two abstracts: two papers"),
        ("On Meadows and Lattices", OTHER_ABSTRACT, False, "nothing in common"),
        ("Completely Different Words About Whales", ABSTRACT, False, "an abstract under a title of other words"),
        (TITLE, "", True, "a page without abstracts, a title that stands for itself"),
        ("Pigeons", "", False, "a title too short to stand for itself"),
    ],
)
def test_look_alikes_are_one_paper_only_with_the_abstract_as_witness(
    say, title: str, abstract: str, same: bool, because: str
) -> None:
    assert resemblance(title, abstract, say(TITLE, ABSTRACT)).same is same, because


def test_part_one_and_part_two_are_two_papers(say) -> None:
    series = "Sorting Letters With Pigeons in Post Offices, Part {}"
    followup = ABSTRACT.replace("three post offices", "four post offices").replace("two seasons", "six seasons")
    assert not resemblance(series.format(2), followup.replace("fewer", "more"), say(series.format(1), ABSTRACT)).same


@given(st.integers(0, len(TITLE) - 1), st.sampled_from("abcxyz "))
def test_papers_that_resemble_each_other_share_a_fingerprint(position: int, letter: str) -> None:
    typo = TITLE[:position] + letter + TITLE[position + 1 :]
    assert set(fingerprints(TITLE, ABSTRACT)) & set(fingerprints(typo, ABSTRACT))


def test_fingerprints_fit_a_signed_64_bit_column() -> None:
    assert all(0 <= number < 2**63 for number in fingerprints(TITLE, ABSTRACT))
