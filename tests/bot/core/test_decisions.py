"""What does an entry mean to the catalog? One entry, one kind; what is the same thing said again is no news."""

import pytest

from bot.core.decisions import MAX_STATEMENTS, Deliberation
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
    assert deliberation.strangers([say(), stranger]) == [stranger]


def test_an_abstract_that_was_cut_is_the_same_paper_and_its_rest_arrives(say) -> None:
    cut = say(abstract=ABSTRACT[: len(ABSTRACT) // 2])
    [decision] = decide([stored(1, cut)], say())
    assert decision.kind is ChangeKind.ENRICHED
    assert decision.paper.abstract == ABSTRACT
    [again] = decide([stored(1, say())], cut)
    assert again.kind is ChangeKind.KNOWN
    assert again.paper.abstract == ABSTRACT


ARXIV = {"arxiv_id": "2507.00001", "source": "arxiv", "kind": PageKind.ARXIV_API}


def test_two_editorials_without_abstract_are_two_papers(say) -> None:
    first, second = (say("Editorial", "", source="journal", native_id=guid) for guid in ("a1", "a2"))
    assert kinds(decide([], first, second)) == ["new", "new"]
    assert kinds(decide([stored(1, first)], first)) == ["known"]


def test_a_page_without_abstracts_does_not_chain_two_papers_of_one_title_together(say) -> None:
    title = "A Great Survey of Many Things"
    one, two, bare = say(title), say(title, OTHER_ABSTRACT), say(title, "", source="cards")
    for order in ((one, two, bare), (one, bare, two), (bare, one, two)):
        assert kinds(decide([], *order)).count("new") == 2


def test_papers_of_one_listing_that_an_entry_shows_to_be_one_are_told_once(say) -> None:
    dump, archive = say(), say("Pigeons, Letters", "", **ARXIV)
    both = say(**ARXIV)
    deliberation = Deliberation([])
    decided = [deliberation.decide(s, rank=r, counts=Counts()) for r, s in enumerate((dump, archive, both), start=1)]
    settled = deliberation.settled(decided)
    assert kinds(settled)[:2] == ["new", "known"]
    assert len({decision.slot for decision in settled}) == 1
    assert settled[0].paper.key == "arxiv:2507.00001"


def test_a_paper_of_the_listing_that_turns_out_to_be_stored_is_not_new(say) -> None:
    known = stored(4, say("Pigeons, Letters", "", **ARXIV))
    deliberation = Deliberation([known])
    decided = [deliberation.decide(s, rank=r, counts=Counts()) for r, s in enumerate((say(), say(**ARXIV)), start=1)]
    settled = deliberation.settled(decided)
    assert [decision.slot for decision in settled] == [4, 4]
    assert "new" not in kinds(settled)


def test_a_withdrawal_is_told_once_and_lifted_by_the_next_version(say) -> None:
    told = [say(version=2, withdrawn=True, **ARXIV), say(version=3, **ARXIV)]
    assert not stored(1, *told).paper.withdrawn
    assert kinds(decide([stored(1, *told)], told[0])) == ["known"]


def test_an_older_page_read_late_does_not_revise_the_words(say) -> None:
    known = stored(1, say("A New Name for Old Pigeons", version=2, **ARXIV))
    [decision] = decide([known], say("Old Pigeons Under Another Title", version=1, **ARXIV))
    assert decision.kind is ChangeKind.KNOWN
    assert decision.paper.title == "A New Name for Old Pigeons"


def test_the_newest_version_has_the_word_whichever_channel_it_came_by(say) -> None:
    known = stored(1, say("Old Title of the Pigeons", version=1, **ARXIV))
    feed = say("New Title of the Pigeons", version=2, **(ARXIV | {"kind": PageKind.ARXIV_RSS}))
    [decision] = decide([known], feed)
    assert decision.paper.title == "New Title of the Pigeons"
    assert [change.field for change in decision.changes] == ["title", "version"]


def test_a_dump_and_the_data_of_one_site_spell_differently_and_that_is_no_revision(say) -> None:
    dump = say("CM^3: Fairy scriptsizeFLaws of Pigeons")
    data = say("CM$^3$: Fairy $\\scriptsize$FLaws of Pigeons", kind=PageKind.HUGGINGFACE_JSON)
    for first, second in ((dump, data), (data, dump)):
        [decision] = decide([stored(1, first)], second)
        assert decision.kind is ChangeKind.KNOWN
        assert decision.paper.title == data.title


def test_authors_added_are_a_revision_and_an_author_hidden_is_none(say) -> None:
    six = ("A One", "B Two", "C Three", "D Four", "E Five", "F Six")
    known = stored(1, say(authors=six, author_count=6))
    [more] = decide([known], say(authors=(*six, "G Seven", "H Eight"), author_count=8))
    assert [change.field for change in more.changes] == ["authors"]
    [hidden] = decide([known], say(authors=six[:5], author_count=6))
    assert hidden.kind is ChangeKind.KNOWN


def test_a_long_title_that_was_extended_is_a_revision(say) -> None:
    title = "How Twelve Trained Pigeons Sort Twelve Sorts of Letters in Twelve Very Busy Post Offices"
    [decision] = decide([stored(1, say(title))], say(f"{title} and Beyond"))
    assert [change.field for change in decision.changes] == ["title"]


def test_a_near_duplicate_with_a_cut_abstract_is_told_once(say) -> None:
    cut = say("Pigeons Sort Letters by Color and Weight", ABSTRACT[:120])
    assert kinds(decide([stored(1, say())], cut)) != ["new"]


def test_what_was_parted_from_a_swallowed_paper_stays_apart_from_its_heir(say) -> None:
    first = stored(1, say(source="s", native_id="a"), apart=frozenset({2}))
    second = stored(2, say("On Meadows", OTHER_ABSTRACT, doi="10.1/b"), apart=frozenset({1}))
    third = stored(3, say("Pigeons, Letters", "", **ARXIV))
    decisions = decide(
        [first, second, third],
        say("n4", "", **(ARXIV | {"source": "s", "native_id": "a"})),
        say("n5", "", doi="10.1/b", **ARXIV),
    )
    assert [merge.absorbed for merge in decisions[0].merges] == [1]
    assert decisions[1].merges == ()


def test_a_listing_that_says_a_thousand_things_of_one_paper_is_heard_fifty_times(say) -> None:
    statements = [say(f"Pigeon number {number} of the day", arxiv_id="2507.00001") for number in range(1000)]
    deliberation = Deliberation([])
    for rank, statement in enumerate(statements, start=1):
        decision = deliberation.decide(statement, rank=rank, counts=Counts())
    assert decision.statement == statements[MAX_STATEMENTS - 1]
