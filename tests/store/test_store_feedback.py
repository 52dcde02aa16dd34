"""What every store promises of readers' reactions, whichever database is underneath."""

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert

from store.errors import AlreadyUndone, Conflict, NotFound, NotStorable
from store.profiles import JUDGEMENTS, REPLACED, Feedback, FeedbackKind, GivenFeedback, StoredProfile
from store.sql import SqlStore, open_store
from store.sql.faults import translated
from store.sql.tables import feedback
from tests.store.builders import NOON, SOURCE, decision, listing, page, statement

LIKE, DISLIKE, SAVE, HIDE, MUTE, FOLLOW = FeedbackKind
BESIDE = ("profile", "subject", "title", "at", "undone", "reader")


def reaction(kind: FeedbackKind = LIKE, subject: str = "arxiv:1", profile: str = "pigeons", **facts: Any) -> Feedback:
    return Feedback(**{"profile": profile, "kind": kind, "subject": subject, "at": NOON, **facts})


def give(store: SqlStore, *reactions: Feedback) -> list[GivenFeedback]:
    with store.writing() as catalog:
        return [catalog.give_feedback(each) for each in reactions]


def standing(store: SqlStore, profile: str | None = None) -> list[tuple[int, FeedbackKind, str]]:
    with store.reading() as catalog:
        return [(each.number, each.kind, each.subject) for each in catalog.feedback(profile)]


def test_a_store_without_feedback_has_none(store: SqlStore) -> None:
    with store.writing() as catalog:
        assert catalog.feedback() == catalog.feedback("pigeons", undone=True) == catalog.feedback("a NUL \0") == ()
        assert catalog.profiles_with_feedback() == frozenset()
        for number in (0, 1, -1, 2**70):
            with pytest.raises(NotFound, match=f"There is no feedback {number}"):
                catalog.undo_feedback(number)


@pytest.mark.parametrize("kind", FeedbackKind)
def test_every_field_comes_back_as_it_went_in(store: SqlStore, kind: FeedbackKind) -> None:
    at = datetime(2025, 7, 25, 1, 2, 3, 4, tzinfo=timezone(timedelta(hours=5, minutes=30)))
    said = reaction(kind, "ä𝔘 “x” %_\\'\n", "a “b”", title='T "ä𝔘"\n', at=at, number=99, undone=True)
    (given,) = give(store, said)
    assert given == GivenFeedback(feedback=replace(said, number=1, undone=False))
    with store.reading() as catalog:
        assert catalog.feedback() == catalog.feedback("a “b”") == (given.feedback,)
        assert catalog.feedback()[0].at.utcoffset() == timedelta(0)
        assert catalog.profiles_with_feedback() == {(0, "a “b”")}


def test_the_same_said_twice_is_said_once(store: SqlStore) -> None:
    first, second = give(store, reaction(title="As it was"), reaction(title="As it is", at=NOON + timedelta(days=1)))
    assert second == GivenFeedback(feedback=first.feedback, repeated=True)
    assert standing(store) == [(1, LIKE, "arxiv:1")]


def test_other_profiles_subjects_and_kinds_are_other_reactions(store: SqlStore) -> None:
    give(store, reaction(), reaction(subject="arxiv:2"), reaction(profile="rooks"), reaction(SAVE), reaction(MUTE))
    assert standing(store, "rooks") == [(3, LIKE, "arxiv:1")]
    assert standing(store) == [
        (1, LIKE, "arxiv:1"),
        (2, LIKE, "arxiv:2"),
        (3, LIKE, "arxiv:1"),
        (4, SAVE, "arxiv:1"),
        (5, MUTE, "arxiv:1"),
    ]
    with store.reading() as catalog:
        assert catalog.profiles_with_feedback() == {(0, "pigeons"), (0, "rooks")}


@pytest.mark.parametrize(
    ("before", "after", "replaced"),
    [
        ((LIKE,), DISLIKE, (1,)),
        ((DISLIKE,), LIKE, (1,)),
        ((HIDE,), LIKE, (1,)),
        ((LIKE, SAVE), HIDE, (1, 2)),
        ((HIDE,), SAVE, (1,)),
        ((LIKE,), SAVE, ()),
        ((SAVE,), DISLIKE, ()),
        ((LIKE, DISLIKE), LIKE, (2,)),
    ],
)
def test_a_reaction_takes_back_what_it_contradicts(
    store: SqlStore, before: tuple[FeedbackKind, ...], after: FeedbackKind, replaced: tuple[int, ...]
) -> None:
    give(store, *map(reaction, before))
    (given,) = give(store, reaction(after))
    assert given == GivenFeedback(feedback=reaction(after, number=len(before) + 1), replaced=replaced)
    with store.reading() as catalog:
        everything = catalog.feedback("pigeons", undone=True)
    assert [each.number for each in everything] == list(range(1, len(before) + 2))
    assert {each.number for each in everything if each.undone} >= set(replaced)


def test_each_readers_reactions_are_their_own(store: SqlStore) -> None:
    give(store, reaction(), reaction(reader=1), reaction(DISLIKE, reader=2))
    with store.writing() as catalog:
        assert [each.number for each in catalog.feedback()] == [1]
        assert [each.number for each in catalog.feedback("pigeons", reader=2)] == [3]
        assert [each.number for each in catalog.feedback(reader=None)] == [1, 2, 3]
        assert catalog.profiles_with_feedback() == {(0, "pigeons"), (1, "pigeons"), (2, "pigeons")}
        with pytest.raises(NotFound, match="There is no feedback 2"):
            catalog.undo_feedback(2, reader=1 + 1)
        assert catalog.undo_feedback(2, reader=1).undone
        assert catalog.undo_feedback(3).reader == 2


def test_undo_marks_and_deletes_nothing(store: SqlStore) -> None:
    give(store, reaction(), reaction(MUTE, "rook"))
    with store.writing() as catalog:
        assert catalog.undo_feedback(1) == reaction(number=1, undone=True)
        with pytest.raises(AlreadyUndone, match="Feedback 1 was taken back before"):
            catalog.undo_feedback(1)
    assert standing(store) == [(2, MUTE, "rook")]
    with store.reading() as catalog:
        assert [each.number for each in catalog.feedback(undone=True)] == [1, 2]
    (again,) = give(store, reaction())
    assert (again.feedback.number, again.repeated) == (3, False)


def test_a_paper_is_the_same_under_each_of_its_names(store: SqlStore) -> None:
    with store.writing() as catalog:
        catalog.record(SOURCE, page(), [decision(statement("One", "arxiv:1", "doi:1"))])
    first, second, third = give(store, reaction(subject="doi:1"), reaction(), reaction(DISLIKE))
    assert (second.repeated, second.feedback) == (True, first.feedback)
    assert third.replaced == (1,)
    with store.reading() as catalog:
        found = catalog.called(["doi:1", "arxiv:1", "arxiv:2", "a NUL \0"])
    assert {name: paper.key for name, paper in found.items()} == {"doi:1": "arxiv:1", "arxiv:1": "arxiv:1"}


def test_a_word_is_no_paper_even_if_a_paper_is_called_so(store: SqlStore) -> None:
    with store.writing() as catalog:
        catalog.record(SOURCE, page(), [decision(statement("One", "arxiv:1", "doi:1"))])
    give(store, reaction(MUTE, "doi:1"))
    assert not give(store, reaction(MUTE, "arxiv:1"))[0].repeated


def test_feedback_outlives_the_profile_it_was_given_for(store: SqlStore) -> None:
    with store.writing() as catalog:
        catalog.save_profile(StoredProfile(name="pigeons", keywords=("pigeon",), threshold=40))
        catalog.give_feedback(reaction())
        catalog.remove_profile("pigeons")
    assert standing(store, "pigeons") == [(1, LIKE, "arxiv:1")]


@pytest.mark.parametrize(
    "unstorable",
    [
        {"at": NOON.replace(tzinfo=None)},
        {"subject": "a NUL \0"},
        {"title": "a NUL \0"},
        {"profile": "a NUL \0"},
        {"title": "half a pair \ud800"},
        {"subject": "half a pair \ud800"},
    ],
)
def test_what_no_database_can_hold_is_refused_and_nothing_is_written(
    store: SqlStore, unstorable: dict[str, Any]
) -> None:
    with pytest.raises(NotStorable):
        give(store, reaction(subject="arxiv:2"), reaction(**unstorable))
    assert standing(store) == []


@pytest.mark.parametrize("second", [reaction(), reaction(DISLIKE), reaction(HIDE)], ids=lambda each: each.kind)
def test_the_database_itself_keeps_contradictions_out(store: SqlStore, second: Feedback) -> None:
    rows = [
        {"number": number, "kind": said.kind.value, **{name: getattr(said, name) for name in BESIDE}}
        for number, said in enumerate((reaction(), replace(second, undone=True), second), start=1)
    ]
    with store.writing() as catalog, pytest.raises(Conflict), translated("it"):
        catalog._connection.execute(insert(feedback), rows)  # noqa: SLF001 - past the store's own care


kinds = st.sampled_from(FeedbackKind)
steps = st.one_of(
    st.tuples(kinds, st.sampled_from(("arxiv:1", "doi:1", "arxiv:2")), st.sampled_from(("a", "b"))),
    st.integers(1, 12),
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(steps, max_size=12))
def test_what_stands_never_contradicts_itself(said: list[tuple[FeedbackKind, str, str] | int]) -> None:
    store = open_store("sqlite://")
    with store.writing() as catalog:
        catalog.record(
            SOURCE, page(), [*listing("Two"), decision(statement("One", "arxiv:1", "doi:1"), slot=-9, rank=9)]
        )
        for step in said:
            if isinstance(step, int):
                try:
                    catalog.undo_feedback(step)
                except (NotFound, AlreadyUndone):
                    continue
            else:
                catalog.give_feedback(reaction(*step))
        stands = catalog.feedback()
        everything = catalog.feedback(undone=True)
    store.close()
    assert [each.number for each in everything] == list(range(1, len(everything) + 1))
    assert stands == tuple(each for each in everything if not each.undone)
    same = {"doi:1": "arxiv:1"}
    seen: set[tuple[str, str, FeedbackKind]] = set()
    for each in stands:
        subject = same.get(each.subject, each.subject) if each.kind in JUDGEMENTS else each.subject
        for kind in {each.kind, *REPLACED[each.kind]}:
            assert (each.profile, subject, kind) not in seen
        seen.add((each.profile, subject, each.kind))
