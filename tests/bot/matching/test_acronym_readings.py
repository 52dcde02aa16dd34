"""What an acronym is taken for: in the papers counted, in a list of keywords, and in one paper."""

import pytest

from bot.core.matching.scoring import score
from bot.core.matching.statistics import Statistics
from bot.core.matching.types import Form, Match
from tests.bot.matching.papers import NOTHING_COUNTED, analysed, match, profile

DEFINED = "We study direct preference optimization (DPO)."
OTHERWISE = "The data protection officer (DPO) agrees."


def known(*abstracts: str) -> Statistics:
    """Statistics of these papers, their definitions too."""
    statistics = Statistics()
    for abstract in abstracts:
        statistics.count(analysed(abstract=abstract))
    return statistics


TWICE = known(DEFINED, DEFINED)


@pytest.mark.parametrize(
    ("asked", "title"),
    [
        ("DPO", "Direct preference optimization"),
        ("DPO", "Direct preference optimisation"),
        ("DPO", "Direct-preference optimizing"),
        ("dpo", "Direct preference optimization"),
        ("direct preference optimization", "DPO"),
        ("direct preference optimization", "Learning by DPO"),
        ("online DPO", "Online direct preference optimization"),
        ("online direct preference optimization", "Online DPO"),
        ("title:DPO", "Direct preference optimization"),
    ],
)
def test_what_two_papers_define_is_one_thing_with_its_acronym(asked: str, title: str) -> None:
    assert match(asked, title, statistics=TWICE).score == 100.0
    assert match(asked, title, statistics=NOTHING_COUNTED).score < 100.0
    assert match(f"other, -{asked}", title, "other", statistics=TWICE).excluded_by == f"-{asked}"


def test_in_quotes_words_are_those_words_alone() -> None:
    assert match('"direct preference optimization"', "DPO", statistics=TWICE) == Match(0.0)
    assert match('"DPO"', "Direct preference optimization", statistics=TWICE) == Match(0.0)


@pytest.mark.parametrize(
    ("statistics", "because"),
    [
        (known(DEFINED), "one paper is not enough"),
        (known(DEFINED, DEFINED, OTHERWISE, OTHERWISE), "papers disagree"),
        (known(OTHERWISE, OTHERWISE), "papers say something else"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_not_certain_is_not_taken_for_it(statistics: Statistics, because: str) -> None:
    assert match("DPO", "Direct preference optimization", statistics=statistics) == Match(0.0), because
    assert match("direct preference optimization", "The DPO", statistics=statistics) == Match(0.0), because


def test_what_most_papers_say_is_taken_for_certain() -> None:
    statistics = known(*[DEFINED] * 3, OTHERWISE)
    assert match("DPO", "Direct preference optimization", statistics=statistics).score == 100.0


@pytest.mark.parametrize("asked", ["direct preference optimization", "+direct preference optimization"])
def test_a_paper_that_defines_the_acronym_otherwise_is_believed(asked: str) -> None:
    assert match(asked, "The DPO", OTHERWISE, statistics=TWICE).score == 0.0
    assert match(asked, "The DPO", DEFINED, statistics=TWICE).score == 100.0
    assert match("other, -direct preference optimization", "Other", OTHERWISE, statistics=TWICE).score == 100.0


def test_the_acronym_itself_is_still_found_in_such_a_paper() -> None:
    assert match("DPO", "The DPO", OTHERWISE, statistics=TWICE).score == 100.0


def test_an_acronym_is_printed_in_capitals_whatever_it_stands_for() -> None:
    statistics = known(*["Retrieval-augmented generation (RAG) helps."] * 2)
    assert match("retrieval-augmented generation", "RAG", statistics=statistics).score == 100.0
    assert match("retrieval-augmented generation", "A rag", statistics=statistics) == Match(0.0)
    assert match("retrieval-augmented generation", "Storage", statistics=statistics) == Match(0.0)


def test_a_word_that_can_be_spoken_is_no_acronym_in_small_letters() -> None:
    statistics = known(*["Retrieval-augmented generation (RAG) helps."] * 2)
    assert match("rag", "Retrieval-augmented generation", statistics=statistics) == Match(0.0)
    assert match("RAG", "Retrieval-augmented generation", statistics=statistics).score == 100.0


def test_a_reason_says_that_it_was_the_acronym() -> None:
    [learned] = match("direct preference optimization", "About DPO", statistics=TWICE).reasons
    assert (learned.form, learned.words) == (Form.ACRONYM, ("DPO",))
    [plain] = match("DPO", "About DPO", statistics=TWICE).reasons
    assert plain.form is Form.TOGETHER
    [spelled] = match("DPO", "Direct preference optimization", statistics=TWICE).reasons
    assert (spelled.form, spelled.words) == (Form.ACRONYM, ("Direct preference optimization",))


def test_a_list_that_holds_both_needs_no_papers() -> None:
    both = profile("PPO", "proximal policy optimization")
    for title in ("PPO", "Proximal policy optimization"):
        assert score(both, analysed(title), NOTHING_COUNTED).score == 100.0
    assert score(both, analysed("Proximal things"), NOTHING_COUNTED).score < 50.0


def test_what_was_learned_makes_a_keyword_no_more_and_no_less_specific() -> None:
    asked = "DPO, zebra"
    statistics = known(DEFINED, DEFINED, *["Other things"] * 8)
    untaught = Statistics(statistics.documents, statistics.frequencies)
    assert match(asked, "Zebra", statistics=statistics).score == match(asked, "Zebra", statistics=untaught).score
