"""Papers that become one, and one that becomes two again, on every database."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from store.errors import AlreadyUndone, NotFound
from store.records import ChangeKind, Counts, Decision, KnownPaper, Merge, Paper, PaperHistory, Split
from store.sql import SqlStore
from tests.store.builders import SOURCE, decision, listing, merging, page, paper, statement


def record(store: SqlStore, *decisions: Decision, name: str) -> None:
    with store.writing() as catalog:
        catalog.record(SOURCE, page(name), decisions)


def history(store: SqlStore, key: str) -> PaperHistory:
    with store.reading() as catalog:
        return catalog.history(key)


def known(store: SqlStore, *names: str, fingerprints: Sequence[int] = ()) -> Sequence[KnownPaper]:
    with store.writing() as catalog:
        return catalog.known(names, fingerprints)


def undo(store: SqlStore, number: int, *, statements: Sequence[int], departing: Paper) -> None:
    with store.writing() as catalog:
        _, whole, names = catalog.merge(number)
        split = Split(
            number=number,
            paper_id=whole.paper_id,
            remaining=replace(whole.paper, note="remaining"),
            departing=departing,
            identifiers=tuple(names),
            statements=tuple(statements),
            fingerprints=(501, 502),
            remaining_fingerprints=(601,),
        )
        catalog.split(split)


@pytest.fixture
def look_alike(store: SqlStore) -> SqlStore:
    """Paper 1, with which a look-alike that was never a paper of its own was merged; paper 2 is another."""
    record(store, *listing("One", "Other"), name="one")
    said = statement("Onne", "arxiv:1", "title:onne")
    record(
        store,
        decision(
            said,
            slot=1,
            kind=ChangeKind.ENRICHED,
            identifiers=said.identifiers,
            fingerprints=(77,),
            merges=merging("arxiv:1"),
            paper=paper(said, note="merged"),
        ),
        name="two",
    )
    return store


@pytest.fixture
def swallowed(store: SqlStore) -> SqlStore:
    """Papers 1, 2 and 3, of which 2 was then swallowed by 1 because a later entry named both."""
    record(store, *listing("One", "Two", "Three"), name="one")
    record(store, decision(known(store, "title:two")[0].statements[0], slot=2, counts=Counts(upvotes=5)), name="two")
    said = statement("One", "title:one", "title:two", note="names both")
    record(
        store,
        decision(
            said,
            slot=1,
            kind=ChangeKind.ENRICHED,
            merges=merging("title:two", absorbed=2),
            paper=paper(said, note="merged"),
            fingerprints=(88,),
        ),
        name="three",
    )
    return store


def test_a_merge_with_a_look_alike_is_remembered_with_its_reason(look_alike: SqlStore) -> None:
    with look_alike.reading() as catalog:
        (record,) = catalog.merges()
    assert (record.number, record.paper_key, record.paper_title, record.undone) == (1, "arxiv:1", "Onne", False)
    assert record.merge == Merge(identifier="arxiv:1", title="The Other Title", reason="title 97 % alike")
    assert history(look_alike, "title:onne").merges == (record,)


def test_all_names_of_the_look_alike_lead_here_because_of_the_merge(look_alike: SqlStore) -> None:
    with look_alike.writing() as catalog:
        _, whole, names = catalog.merge(1)
    assert names == {"arxiv:1", "title:onne"}
    assert whole == known(look_alike, "title:one")[0]


def test_names_learned_later_through_such_a_name_share_its_cause(look_alike: SqlStore) -> None:
    said = statement("Onne", "arxiv:1", "doi:1", "title:onne")
    record(look_alike, decision(said, slot=1, kind=ChangeKind.ENRICHED, identifiers=("doi:1",)), name="three")
    with look_alike.writing() as catalog:
        assert catalog.merge(1)[2] == {"arxiv:1", "doi:1", "title:onne"}


def test_a_swallowed_paper_lives_on_in_its_heir(swallowed: SqlStore) -> None:
    with swallowed.reading() as catalog:
        assert [each.key for each in catalog.papers()] == ["title:three", "title:one"]
        (merged,) = catalog.merges()
        assert (merged.merge.absorbed, merged.paper_key) == (2, "title:one")
    whole = history(swallowed, "title:one")
    assert whole.paper.note == "merged"
    assert whole.identifiers == ("title:one", "title:two")
    assert [(each.sequence, each.title) for each in whole.statements] == [(1, "One"), (2, "Two"), (4, "One")]
    assert [(each.page.fingerprint, each.counts.upvotes) for each in whole.sightings] == [
        ("fingerprint of one", None),
        ("fingerprint of one", None),
        ("fingerprint of two", 5),
        ("fingerprint of three", None),
    ]
    assert [each.kind.value for each in whole.revisions] == ["new", "new", "enriched"]
    assert {each.paper_key for each in whole.revisions} == {"title:one"}
    assert [each.paper_id for each in known(swallowed, fingerprints=[2, 1002])] == [1]
    assert known(swallowed, "title:two")[0].paper_id == 1


def test_only_the_names_of_the_swallowed_paper_are_owed_to_the_merge(swallowed: SqlStore) -> None:
    with swallowed.writing() as catalog:
        assert catalog.merge(1)[2] == {"title:two"}


def test_the_same_words_of_two_papers_become_one_statement(store: SqlStore) -> None:
    said = statement("Same")
    record(
        store,
        decision(said, slot=-1),
        decision(said, slot=-2, rank=2, identifiers=("x",), paper=paper(said, key="x")),
        name="one",
    )
    assert [len(each.statements) for each in known(store, "title:same", "x")] == [1, 1]
    both = statement("Same", "x", "title:same")
    record(
        store,
        decision(both, slot=1, kind=ChangeKind.ENRICHED, merges=merging("x", absorbed=2), fingerprints=(1,)),
        name="two",
    )
    whole = history(store, "x")
    assert whole.paper.key == "x"
    assert [each.identifiers for each in whole.statements] == [("title:same",), ("x", "title:same")]
    assert len(whole.sightings) == 3


def test_a_paper_can_be_swallowed_on_the_page_that_also_tells_of_it(store: SqlStore) -> None:
    record(store, *listing("One", "Two"), name="one")
    news = statement("Two", "title:two", "doi:2", note="news")
    both = statement("One", "title:one", "title:two")
    record(
        store,
        decision(news, slot=2, rank=1, kind=ChangeKind.ENRICHED, identifiers=("doi:2",), fingerprints=(9,)),
        decision(both, slot=1, rank=2, kind=ChangeKind.ENRICHED, merges=merging("title:two", absorbed=2)),
        name="two",
    )
    whole = history(store, "doi:2")
    assert whole.identifiers == ("doi:2", "title:one", "title:two")
    assert [each.note for each in whole.statements] == [None, None, "news", None]
    assert [each.paper_id for each in known(store, fingerprints=[9])] == [1]
    with store.writing() as catalog:
        assert catalog.merge(1)[2] == {"doi:2", "title:two"}


def test_taking_a_merge_back_gives_each_paper_its_own_again(swallowed: SqlStore) -> None:
    undo(swallowed, 1, statements=[2], departing=paper(statement("Two")))
    one, two = history(swallowed, "title:one"), history(swallowed, "title:two")
    assert one.paper.note == "remaining"
    assert (one.identifiers, two.identifiers) == (("title:one",), ("title:two",))
    assert ([s.sequence for s in one.statements], [s.sequence for s in two.statements]) == ([1, 4], [2])
    assert [each.page.fingerprint for each in two.sightings] == ["fingerprint of one", "fingerprint of two"]
    assert [each.kind.value for each in one.revisions] == ["new", "enriched"]
    assert [each.kind.value for each in two.revisions] == ["new"]
    first, second = known(swallowed, "title:one", "title:two")
    assert first.apart == {second.paper_id}
    assert second.apart == {first.paper_id}
    assert [each.paper_id for each in known(swallowed, fingerprints=[501])] == [second.paper_id]
    assert [each.paper_id for each in known(swallowed, fingerprints=[601])] == [first.paper_id]
    assert known(swallowed, fingerprints=[1, 2, 88]) == ()
    assert [each.undone for each in one.merges] == [True]
    with swallowed.writing() as catalog:
        merged, _, names = catalog.merge(1)
    assert merged.undone
    assert names == frozenset()


def test_the_number_of_a_swallowed_paper_is_never_given_again(swallowed: SqlStore) -> None:
    undo(swallowed, 1, statements=[2], departing=paper(statement("Two")))
    assert known(swallowed, "title:two")[0].paper_id == 4


def test_the_paper_that_stays_can_lose_its_key_to_the_one_that_leaves(look_alike: SqlStore) -> None:
    with look_alike.writing() as catalog:
        _, whole, names = catalog.merge(1)
        departing = whole.paper
        remaining = paper(statement("One"))
        catalog.split(
            Split(
                number=1,
                paper_id=1,
                remaining=remaining,
                departing=departing,
                identifiers=tuple(sorted(names)),
                statements=(3,),
                fingerprints=(),
                remaining_fingerprints=(),
            )
        )
    assert history(look_alike, "title:one").paper == remaining
    assert history(look_alike, "arxiv:1").paper == departing


def test_a_merge_is_taken_back_once(swallowed: SqlStore) -> None:
    undo(swallowed, 1, statements=[2], departing=paper(statement("Two")))
    with pytest.raises(AlreadyUndone, match="Merge 1"):
        undo(swallowed, 1, statements=[2], departing=paper(statement("Two again")))
    with swallowed.reading() as catalog:
        assert catalog.paper_count() == 3


def test_there_is_no_merge_of_an_unknown_number(store: SqlStore) -> None:
    with store.writing() as catalog, pytest.raises(NotFound, match="merge 12"):
        catalog.merge(12)


def test_a_merge_that_came_along_with_a_swallowed_paper_leaves_with_it(look_alike: SqlStore) -> None:
    both = statement("Other", "title:other", "title:one")
    record(
        look_alike,
        decision(both, slot=2, kind=ChangeKind.ENRICHED, merges=merging("arxiv:1", absorbed=1)),
        name="three",
    )
    with look_alike.writing() as catalog:
        assert catalog.merge(1)[2] == {"arxiv:1", "title:onne"}
        assert catalog.merge(2)[2] == {"arxiv:1", "title:onne", "title:one"}
        assert catalog.merge(1)[1].paper_id == catalog.merge(2)[1].paper_id == 2
    undo(look_alike, 2, statements=[1, 3], departing=paper(statement("One")))
    with look_alike.writing() as catalog:
        first, whole, names = catalog.merge(1)
    assert (first.paper_key, first.undone) == ("title:one", False)
    assert names == {"arxiv:1", "title:onne"}
    assert whole.identifiers == {"arxiv:1", "title:onne", "title:one"}
    undo(look_alike, 1, statements=[3], departing=paper(statement("Onne", "arxiv:1")))
    assert [each.identifiers for each in known(look_alike, "title:one", "title:other", "arxiv:1")] == [
        {"title:other"},
        {"title:one"},
        {"arxiv:1", "title:onne"},
    ]


def test_papers_kept_apart_from_the_whole_stay_apart_from_its_heirs_and_parts(swallowed: SqlStore) -> None:
    undo(swallowed, 1, statements=[2], departing=paper(statement("Two")))
    both = statement("Three", "title:three", "title:two")
    two = known(swallowed, "title:two")[0].paper_id
    record(
        swallowed,
        decision(both, slot=3, kind=ChangeKind.ENRICHED, merges=merging("title:two", absorbed=two)),
        name="four",
    )
    one, three = known(swallowed, "title:one", "title:two")
    assert [set(each.apart) for each in (one, three)] == [{3}, {1}]
    undo(swallowed, 2, statements=[2], departing=paper(statement("Two")))
    one, three, two_again = known(swallowed, "title:one", "title:two", "title:three")
    assert [set(each.apart) for each in (one, three, two_again)] == [{3, 5}, {1, 5}, {1, 3}]
