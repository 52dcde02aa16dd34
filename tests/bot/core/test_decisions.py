"""What does an entry mean to the catalog? One entry, one kind; what is the same thing said again is no news."""

import pytest

from bot.core.decisions import Deliberation
from scrapers.types import PageKind
from store.records import ChangeKind, Counts
from tests.support import ABSTRACT, OTHER_ABSTRACT, decide, stored


def kinds(decisions) -> list[str]:
    return [decision.kind.value for decision in decisions]


def test_what_nobody_ever_told_of_is_new(say) -> None:
    [decision] = decide([], say())
    assert decision.kind is ChangeKind.NEW
    assert decision.slot < 0


def test_the_same_paper_twice_on_a_page_is_new_once(say) -> None:
    first, second = decide([], say(), say())
    assert kinds([first, second]) == ["new", "known"]
    assert first.slot == second.slot


def test_the_same_words_again_are_known(say) -> None:
    assert kinds(decide([stored(1, say())], say())) == ["known"]


def test_a_year_that_was_left_out_is_no_change_in_either_order(say) -> None:
    without, full = say(published="--07-25", author_count=6), say(published="2025-07-25", author_count=6)
    assert kinds(decide([stored(1, full)], without)) == ["known"]
    [decision] = decide([stored(1, without)], full)
    assert decision.kind is ChangeKind.KNOWN
    assert decision.paper.published == "2025-07-25"


def test_counts_that_moved_are_neither_new_nor_revised(say) -> None:
    known = stored(1, say(), counts=Counts(comments=2))
    decision = Deliberation([known]).decide(say(), rank=1, counts=Counts(comments=5))
    assert decision.kind is ChangeKind.MOVED
    assert decision.paper.counts.comments == 5


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"published": "2025-07-25"}, "published"),
        ({"organization": "Post Office"}, "organization"),
        ({"github_url": "https://github.com/p/q"}, "github_url"),
        ({"arxiv_id": "2507.00001"}, "arxiv_id"),
        ({"doi": "10.1/x"}, "doi"),
        ({"ai_summary": "Pigeons sort."}, "ai_summary"),
        ({"author_count": 4}, "author_count"),
    ],
)
def test_a_fact_that_arrives_enriches(say, facts, field: str) -> None:
    [decision] = decide([stored(1, say())], say(**facts))
    assert decision.kind is ChangeKind.ENRICHED
    assert field in [change.field for change in decision.changes]
    assert decision.changes[0].before == ""


def test_changed_words_of_one_source_revise(say) -> None:
    edited = ABSTRACT.replace("three post offices", "four post offices")
    [decision] = decide([stored(1, say())], say(abstract=edited))
    assert decision.kind is ChangeKind.REVISED
    assert [(c.field, c.after) for c in decision.changes] == [("abstract", edited)]


def test_another_source_words_it_differently_and_that_is_no_revision(say) -> None:
    edited = ABSTRACT.replace("three post offices", "3 post offices")
    archive = say(abstract=edited, source="arxiv", kind=PageKind.ARXIV_API, arxiv_id="2507.00001")
    [decision] = decide([stored(1, say(arxiv_id="2507.00001"))], archive)
    assert decision.kind in (ChangeKind.KNOWN, ChangeKind.ENRICHED)


def test_a_revision_another_source_told_of_before_is_no_news(say) -> None:
    edited = ABSTRACT.replace("three post offices", "four post offices")
    names = {"arxiv_id": "2507.00001"}
    told = [say(**names), say(source="b", **names), say(abstract=edited, source="b", **names)]
    assert kinds(decide([stored(1, *told)], say(abstract=edited, **names))) == ["known"]


def test_spelling_is_no_revision(say) -> None:
    assert kinds(decide([stored(1, say())], say("Pigeons sort letters, by colour and weight"))) == ["known"]


def test_a_new_version_and_a_withdrawal_are_revisions(say) -> None:
    names = {"arxiv_id": "2507.00001", "source": "arxiv", "kind": PageKind.ARXIV_API}
    known = stored(1, say(version=1, **names))
    [second] = decide([known], say(version=2, **names))
    assert second.kind is ChangeKind.REVISED
    assert [(c.field, c.before, c.after) for c in second.changes] == [("version", "1", "2")]
    [gone] = decide([known], say(version=2, withdrawn=True, **names))
    assert "withdrawn" in [change.field for change in gone.changes]
    assert gone.paper.withdrawn


def test_an_older_version_that_comes_late_is_known(say) -> None:
    names = {"arxiv_id": "2507.00001", "source": "arxiv", "kind": PageKind.ARXIV_API}
    assert kinds(decide([stored(1, say(version=2, **names))], say(version=1, **names))) == ["known"]


def test_a_paper_known_by_title_that_gets_its_number_stays_one_paper(say) -> None:
    dump = stored(7, say())
    [decision] = decide([dump], say(source="arxiv", kind=PageKind.ARXIV_API, arxiv_id="2507.00001", version=1))
    assert decision.slot == 7
    assert decision.kind is ChangeKind.ENRICHED
    assert decision.paper.key == "arxiv:2507.00001"
    assert decision.merges == ()


def test_the_same_title_with_another_abstract_is_another_paper(say) -> None:
    [decision] = decide([stored(1, say())], say(abstract=OTHER_ABSTRACT))
    assert decision.kind is ChangeKind.NEW
    assert decision.paper.key != stored(1, say()).paper.key


def test_a_near_duplicate_title_merges_and_says_why(say) -> None:
    [decision] = decide([stored(1, say())], say("Pigeons Sort Letters by Color and Weight"))
    assert decision.slot == 1
    [merge] = decision.merges
    assert "alike" in merge.reason
    assert merge.absorbed is None


def test_two_archive_numbers_never_merge_even_with_the_same_words(say) -> None:
    [decision] = decide([stored(1, say(arxiv_id="2507.00001"))], say(arxiv_id="2507.00002"))
    assert decision.kind is ChangeKind.NEW
    assert all(not name.startswith("title:") for name in decision.identifiers)


def test_an_entry_that_names_two_stored_papers_makes_them_one(say) -> None:
    archive = stored(2, say("Pigeons, Letters", "", source="arxiv", kind=PageKind.ARXIV_API, arxiv_id="2507.00001"))
    dump = stored(1, say())
    [decision] = decide([dump, archive], say(arxiv_id="2507.00001"))
    assert decision.slot == 2
    assert [merge.absorbed for merge in decision.merges] == [1]
    assert set(decision.paper.sources) == {"arxiv", "hf"}


def test_what_a_person_parted_stays_apart(say) -> None:
    archive = stored(2, say("Pigeons, Letters", "", source="a", arxiv_id="2507.00001"), apart=frozenset({1}))
    dump = stored(1, say(), apart=frozenset({2}))
    [decision] = decide([dump, archive], say(arxiv_id="2507.00001"))
    assert decision.merges == ()


def test_only_strangers_are_searched_for_by_likeness(say) -> None:
    deliberation = Deliberation([stored(1, say())])
    stranger = say("Something Else Entirely", OTHER_ABSTRACT)
    assert deliberation.unrecognised([say(), stranger]) == [stranger]


def test_an_abstract_that_was_cut_is_the_same_paper_and_its_rest_arrives(say) -> None:
    cut = say(abstract=ABSTRACT[: len(ABSTRACT) // 2])
    [decision] = decide([stored(1, cut)], say())
    assert decision.kind is ChangeKind.ENRICHED
    assert decision.paper.abstract == ABSTRACT
    [again] = decide([stored(1, say())], cut)
    assert again.kind is ChangeKind.KNOWN
    assert again.paper.abstract == ABSTRACT
