"""What each keyword did for a paper, and what more of it would have done."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.matching.explanation import Explanation, KeywordAccount, explain
from bot.core.matching.language import parse_profile
from bot.core.matching.scoring import AnalysedPaper, score
from bot.core.matching.statistics import Statistics
from bot.core.matching.types import Field, Form, Role
from tests.bot.matching.papers import analysed

NOTHING_COUNTED = Statistics()
SURVEY = analysed("A Survey of Reward Models", "We tell of models of reward.", published="2025-03-01")


def explained(keywords: str, paper: AnalysedPaper = SURVEY) -> Explanation:
    return explain(parse_profile(f"x: {keywords}"), paper, NOTHING_COUNTED)


def accounts(keywords: str, paper: AnalysedPaper = SURVEY) -> dict[str, KeywordAccount]:
    return {account.keyword: account for account in explained(keywords, paper).keywords}


def found_in(account: KeywordAccount) -> tuple[Field, tuple[str, ...]] | None:
    return (account.reason.field, account.reason.words) if account.reason else None


def test_the_points_of_the_keywords_add_up_to_the_score() -> None:
    told = explained("reward model, survey, pigeon")
    assert sum(account.points for account in told.keywords) == pytest.approx(told.match.score)
    assert [account.points for account in told.keywords if account.reason is None] == [0.0]


def test_an_excluding_keyword_is_accounted_for_with_its_place_and_words() -> None:
    kept_out = explained("reward model, -survey, -pigeon")
    assert (kept_out.match.excluded_by, kept_out.told) == ("-survey", False)
    _, survey, pigeon = kept_out.keywords
    assert survey.reason is not None
    assert (survey.reason.keyword, survey.reason.points, found_in(survey)) == (
        "-survey",
        0.0,
        (Field.TITLE, ("Survey",)),
    )
    assert [SURVEY.paper.title[place.start : place.end] for place in survey.reason.places] == ["Survey"]
    assert pigeon.reason is None


def test_every_exclusion_that_is_in_a_paper_is_accounted_for() -> None:
    told = accounts("pigeon, -survey, -(reward OR cow), -reward pigeon")
    assert [keyword for keyword, account in told.items() if account.reason] == ["-survey", "-(reward OR cow)"]


def test_what_a_kept_out_paper_has_of_the_others_is_shown_without_points() -> None:
    told = explained("reward model, -survey")
    assert [account.points for account in told.keywords] == [0.0, 0.0]
    assert found_in(told.keywords[0]) == (Field.TITLE, ("Reward Models", "models", "reward"))


def test_something_required_is_not_found_where_only_some_of_its_words_are() -> None:
    told = accounts("reward, +reward pigeon")
    assert told["+reward pigeon"].reason is None
    assert told["reward"].reason is not None


def test_something_required_that_only_narrows_down_is_found_without_points() -> None:
    year = accounts("reward model, +year:2025")["+year:2025"]
    assert (year.role, year.points) == (Role.REQUIRED, 0.0)
    assert year.reason is not None
    assert year.reason.form is Form.FACT


def test_a_share_too_small_to_be_a_tenth_of_a_point_is_still_found() -> None:
    assert found_in(accounts("reward^100, survey^0.01")["survey^0.01"]) == (Field.TITLE, ("Survey",))


def test_what_it_would_have_made_in_abstract_or_title_is_what_such_a_paper_makes() -> None:
    profile = parse_profile("x: reward, pigeon")
    pigeon = accounts("reward, pigeon")["pigeon"]
    with_title = analysed(f"pigeon. {SURVEY.paper.title}", SURVEY.paper.abstract)
    assert pigeon.in_title == score(profile, with_title, NOTHING_COUNTED).score
    assert 0 < explained("reward, pigeon").match.score < pigeon.in_abstract <= pigeon.in_title


words = st.lists(
    st.sampled_from(["reward", "survey", "pigeon", "RAG", "reward model", "-cow", "+model", "-reward pigeon"]),
    min_size=1,
    max_size=5,
    unique=True,
).filter(lambda chosen: any(not word.startswith("-") for word in chosen))
texts = st.lists(st.sampled_from(["reward", "models", "survey", "pigeons", "RAGs", "cow", "."]), max_size=8).map(
    " ".join
)


@given(words, texts, texts)
def test_an_account_never_contradicts_the_match(chosen: list[str], title: str, abstract: str) -> None:
    told = explained(", ".join(chosen), analysed(title, abstract))
    assert sum(account.points for account in told.keywords) == pytest.approx(told.match.score)
    for account in told.keywords:
        assert account.points == (account.reason.points if account.reason else 0.0)
        assert account.reason is None or account.reason.keyword == account.keyword
        assert min(account.in_abstract, account.in_title) >= told.match.score
    by_keyword = {account.keyword: account.reason for account in told.keywords}
    assert told.match.excluded_by is None or by_keyword[told.match.excluded_by]
    assert told.match.lacks is None or by_keyword[told.match.lacks] is None
