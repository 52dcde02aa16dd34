"""Feedback on the way through store and profile: what was said comes back as what was learned, and goes again."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from bot.app.feedback import (
    MAX_JUDGED,
    FeedbackRefused,
    follow,
    judge,
    look_at,
    mute,
    profile_to_store,
    read_stored_profile,
    reading_list,
    stored_feedback,
    undo,
    with_feedback,
)
from bot.app.statistics import StoredStatistics, catalog_statistics
from bot.core.matching.background import Background
from bot.core.matching.language import MAX_KEYWORDS, ProfileSyntaxError, parse_profile
from bot.core.matching.scoring import analyse, score
from bot.core.matching.statistics import PRIOR_SHARE, Statistics
from bot.core.matching.types import Field, Keyword, Profile, Role, Term
from store.errors import AlreadyUndone, NotFound
from store.profiles import Feedback, FeedbackKind
from store.records import Paper
from store.sql import SqlStore
from tests.store.builders import SOURCE, decision, page, paper, statement
from tests.store.emptied import emptied

LIKE, DISLIKE, SAVE, HIDE, MUTE, FOLLOW = FeedbackKind
BACKGROUND = Background(PRIOR_SHARE)
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
MINE = parse_profile("birds: pigeon, rook, -survey")
TITLES = {
    "arxiv:1": "Pigeons Sort Letters by Colour",
    "arxiv:2": "Colour Vision of Pigeons",
    "arxiv:3": "Pigeons at Sea",
    "arxiv:4": "A Pigeon's Sense of Direction at Sea",
    "arxiv:5": "Navigation without Birds",
    "arxiv:6": "Colour without Birds",
}


@pytest.fixture
def store() -> Iterator[SqlStore]:
    """A catalog with a few papers about pigeons, and some more."""
    told = [*TITLES.items(), *((f"arxiv:x{n}", f"Something Else, Number {n}") for n in range(40))]
    with emptied() as opened:
        with opened.writing() as catalog:
            decisions = []
            for rank, (key, title) in enumerate(told, start=1):
                said = statement(title, key, f"doi:{key}")
                decisions.append(decision(said, slot=-rank, rank=rank, paper=paper(said, urls=(f"https://x/{key}",))))
            catalog.record(SOURCE, page(), decisions)
        yield opened


def known(store: SqlStore, key: str) -> Paper:
    with store.reading() as catalog:
        return catalog.called([key])[key]


def say(store: SqlStore, kind: FeedbackKind, key: str, profile: Profile = MINE) -> int:
    return judge(store, profile, kind, known(store, key), NOON).feedback.number


def statistics(store: SqlStore) -> Statistics:
    with store.reading() as catalog:
        return catalog_statistics(catalog, BACKGROUND)


def as_it_counts(store: SqlStore, counted: Statistics, profile: Profile = MINE) -> Profile:
    with store.reading() as catalog:
        learned = stored_feedback(catalog, profile, counted)
        assert with_feedback(catalog, [profile], counted) == (learned,)
        return learned


def test_a_profile_of_which_nothing_was_said_is_the_very_same(store: SqlStore) -> None:
    say(store, LIKE, "arxiv:1", parse_profile("other: pigeon"))
    assert as_it_counts(store, statistics(store)) is MINE


def test_a_like_makes_papers_of_the_kind_better_and_undoing_it_leaves_no_trace(store: SqlStore) -> None:
    counted = statistics(store)
    alike = analyse(known(store, "arxiv:2"))
    number = say(store, LIKE, "arxiv:1")
    changed = as_it_counts(store, counted)
    assert "colour" in {adjustment.sought.text for adjustment in changed.learned}
    assert score(changed, alike, counted).score > score(MINE, alike, counted).score
    undo(store, number)
    assert as_it_counts(store, counted) is MINE
    with pytest.raises(AlreadyUndone):
        undo(store, number)
    with pytest.raises(NotFound):
        undo(store, number + 1)


def test_a_paper_is_found_again_when_its_key_has_changed(store: SqlStore) -> None:
    judge(store, MINE, LIKE, paper(statement("As It Was Called", "doi:arxiv:1")), NOON)
    (lesson, *_) = look_at(store, MINE, StoredStatistics(BACKGROUND)).lessons
    assert 'you liked "As It Was Called"' in lesson.adjustment.cause


def test_a_paper_that_is_gone_teaches_nothing_and_stays_listed(store: SqlStore) -> None:
    judge(store, MINE, SAVE, paper(statement("Gone", "arxiv:gone")), NOON)
    seen = look_at(store, MINE, StoredStatistics(BACKGROUND))
    assert (seen.lessons, [each.title for each in seen.judged]) == ((), ["Gone"])
    assert [(each.feedback.title, each.paper) for each in reading_list(store)] == [("Gone", None)]


@pytest.mark.parametrize(
    ("keywords", "muted", "says"),
    [
        ("RLHF, reward model", "reward", "part of 'reward model'"),
        ("RLHF, +reward model", "models", "part of '+reward model'"),
        ('"preference optimization"', "preferences", "part of"),
        ("DPO OR reward model", "title:reward", "part of 'DPO OR reward model'"),
        ("author:Askell", "Askell", "part of"),
        ("abstract:(reward model)", "reward", "part of"),
        ("pigeon", "the", "nearly every paper"),
        ("pigeon", '"of the"', "nearly every paper"),
    ],
)
def test_what_would_silence_the_profile_cannot_be_muted(store: SqlStore, keywords, muted, says) -> None:
    with pytest.raises(FeedbackRefused) as caught:
        mute(store, parse_profile(f"mine: {keywords}"), muted, NOON)
    assert says in str(caught.value)


@pytest.mark.parametrize(
    ("keywords", "muted"),
    [("reward model", "reward hacking"), ("abstract:reward", "title:reward"), ("a, -reward model", "reward")],
)
def test_what_the_profile_does_not_ask_for_can_be_muted(store: SqlStore, keywords, muted) -> None:
    assert mute(store, parse_profile(f"mine: {keywords}"), muted, NOON).feedback.subject == muted


def test_muting_and_following_change_what_is_found(store: SqlStore) -> None:
    counted = statistics(store)
    muted = mute(store, MINE, "sea", NOON).feedback
    assert follow(store, MINE, "Ada Dove", NOON).feedback.subject == 'author:"Ada Dove"'
    assert follow(store, MINE, 'ORG: Loft  "AI"', NOON).feedback.subject == 'org:"Loft AI"'
    changed = as_it_counts(store, counted)
    assert changed.keywords[len(MINE.keywords) :] == (
        Keyword(Term("sea"), Role.EXCLUDED),
        Keyword(Term("Ada Dove", exact=True, field=Field.AUTHOR)),
        Keyword(Term("Loft AI", exact=True, field=Field.ORGANIZATION)),
    )
    assert score(changed, analyse(known(store, "arxiv:3")), counted).excluded_by == "-sea"
    undo(store, muted.number)
    changed = as_it_counts(store, counted)
    assert score(changed, analyse(known(store, "arxiv:3")), counted).score > 0
    assert mute(store, MINE, "sea", NOON).repeated is False
    assert mute(store, MINE, "sea", NOON).repeated is True


@pytest.mark.parametrize(
    ("word", "message"),
    [
        ("pigeon", "'pigeon' is a keyword of 'birds'. Change it"),
        ("Pigeons", "'pigeon' is a keyword of 'birds'. Change it"),
        ("surveys", "'-survey' is a keyword of 'birds'. It is excluded already"),
        ("a OR b", "more than a word or phrase"),
        ("-sea", "more than a word or phrase"),
        ("+sea", "more than a word or phrase"),
        ("sea^2", "more than a word or phrase"),
    ],
)
def test_what_cannot_be_muted_is_refused_with_the_reason(store: SqlStore, word: str, message: str) -> None:
    with pytest.raises(FeedbackRefused) as refused:
        mute(store, MINE, word, NOON)
    assert message in str(refused.value)
    assert look_at(store, MINE, StoredStatistics(BACKGROUND)).said == ()


@pytest.mark.parametrize("name", ["", " ", "org:", "«»", "author:"])
def test_a_name_has_letters(store: SqlStore, name: str) -> None:
    with pytest.raises(FeedbackRefused, match="There is no name"):
        follow(store, MINE, name, NOON)


@pytest.mark.parametrize("written", ['"a', "a, b", "", "x" * 101, "titel:x"])
def test_what_cannot_be_understood_is_pointed_at(store: SqlStore, written: str) -> None:
    with pytest.raises(ProfileSyntaxError):
        mute(store, MINE, written, NOON)


def test_a_name_is_as_long_as_a_keyword_may_be(store: SqlStore) -> None:
    with pytest.raises(ProfileSyntaxError):
        follow(store, MINE, "x" * 1000, NOON)


def test_keywords_and_what_was_said_have_one_limit(store: SqlStore) -> None:
    full = Profile("full", tuple(Keyword(Term(f"word{n}")) for n in range(MAX_KEYWORDS - 1)))
    mute(store, full, "sea", NOON)
    with pytest.raises(FeedbackRefused, match=f"'full' has {MAX_KEYWORDS} keywords"):
        mute(store, full, "air", NOON)
    assert mute(store, full, "sea", NOON).repeated


def test_everything_can_be_looked_at(store: SqlStore) -> None:
    for kind, key in ((LIKE, "arxiv:1"), (LIKE, "arxiv:2"), (DISLIKE, "arxiv:3"), (SAVE, "arxiv:4"), (LIKE, "arxiv:4")):
        say(store, kind, key)
    mute(store, MINE, "navigation", NOON)
    seen = look_at(store, MINE, StoredStatistics(BACKGROUND))
    assert [(each.number, each.kind) for each in seen.judged] == [
        (1, LIKE),
        (2, LIKE),
        (3, DISLIKE),
        (4, SAVE),
        (5, LIKE),
    ]
    assert [(each.number, each.subject) for each in seen.said] == [(6, "navigation")]
    words = {lesson.adjustment.sought.text: lesson.numbers for lesson in seen.lessons}
    assert words["colour"] == (1, 2)
    assert seen.profile == as_it_counts(store, statistics(store))
    assert look_at(store, parse_profile("birds: pigeon, navigation"), StoredStatistics(BACKGROUND)).said == ()


def test_a_threshold_is_suggested_from_five_papers_on(store: SqlStore) -> None:
    for kind, key in ((LIKE, "arxiv:1"), (LIKE, "arxiv:2"), (DISLIKE, "arxiv:5"), (HIDE, "arxiv:6")):
        say(store, kind, key)
    strict = parse_profile("birds: pigeon, rook, min:100")
    assert look_at(store, strict, StoredStatistics(BACKGROUND)).suggestion is None
    say(store, LIKE, "arxiv:3")
    suggestion = look_at(store, strict, StoredStatistics(BACKGROUND)).suggestion
    assert suggestion is not None
    assert (suggestion.liked, suggestion.kept, suggestion.ignored, suggestion.dropped) == (3, 3, 2, 2)


def test_the_reading_list_has_the_last_first_and_hiding_takes_off_it(store: SqlStore) -> None:
    other = parse_profile("other: pigeon")
    say(store, SAVE, "arxiv:1")
    say(store, SAVE, "arxiv:2")
    say(store, SAVE, "arxiv:1", other)
    assert [(each.feedback.profile, each.paper and each.paper.key) for each in reading_list(store)] == [
        ("other", "arxiv:1"),
        ("birds", "arxiv:2"),
        ("birds", "arxiv:1"),
    ]
    say(store, HIDE, "arxiv:1")
    assert [each.feedback.subject for each in reading_list(store, "birds")] == ["arxiv:2"]
    assert reading_list(store, "nobody's") == ()


def test_a_profile_learns_from_the_last_judgements_and_from_all_that_was_muted(store: SqlStore) -> None:
    mute(store, MINE, "sea", NOON)
    say(store, LIKE, "arxiv:1")
    with store.writing() as catalog:
        for number in range(MAX_JUDGED):
            gone = paper(statement("Gone", f"arxiv:gone-{number}"))
            catalog.give_feedback(judged(gone))
    seen = look_at(store, MINE, StoredStatistics(BACKGROUND))
    assert (len(seen.judged), seen.lessons, len(seen.said)) == (MAX_JUDGED, (), 1)


def judged(about: Paper) -> Feedback:
    return Feedback(profile="birds", kind=LIKE, subject=about.key, title=about.title, at=NOON)


@pytest.mark.parametrize(
    "written",
    [
        "a: pigeon",
        'a: +"exact phrase"^2.5, title:(x OR y), -zz*, min:61.5, top:3',
        "a: 鸽子, NOT_AN_OPERATOR, x AND NOT y",
    ],
)
def test_a_profile_comes_back_from_the_store_as_it_went_in(store: SqlStore, written: str) -> None:
    profile = parse_profile(written)
    with store.writing() as catalog:
        catalog.save_profile(profile_to_store(profile))
        assert read_stored_profile(catalog.profile("a")) == profile
