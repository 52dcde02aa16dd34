"""Why a paper was chosen, in words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.matching.types import Field, Form, Reason
from bot.render.reasons import MAX_CAUSE, SHOWN_REASONS, label_of
from bot.render.views import view_of
from bot.render.words import printable
from tests.bot.render.digests import ORDINARY, chosen, hostile_text
from tests.bot.render.digests import paper as a_paper
from tests.bot.render.digests import reason as a_reason


def test_reasons_are_put_in_words() -> None:
    first = view_of(ORDINARY.items[0])
    assert first.whys[0].reasons == "direct letter optimization (title, 51.3), DLO (abstract, 12.1)"
    assert first.score == "63.4"
    by_place = chosen(a_paper(), a_reason("Loft", 40.0, field=Field.ORGANIZATION))
    assert view_of(by_place).whys[0].reasons == "Loft (organisation, 40)"


def test_many_reasons_are_counted() -> None:
    reasons = [a_reason(f"word{n}", 1.0) for n in range(SHOWN_REASONS + 3)]
    assert view_of(chosen(a_paper(), *reasons)).whys[0].reasons.endswith(", word7 (title, 1), and 3 more")


def test_what_counts_against_a_paper_is_among_the_few_that_are_shown() -> None:
    reasons = [a_reason(f"word{n}", 1.0) for n in range(SHOWN_REASONS + 3)]
    why = view_of(chosen(a_paper(), *reasons, a_reason("loft", -4.0, learned="you hid “Lofts”"))).whys[0]
    assert why.reasons.endswith(", word6 (title, 1), −4 loft (you hid “Lofts”), and 4 more")


_FORMS = [
    (Form.TOGETHER, "reward model", ("Reward Models",), "abstract"),
    (Form.NEAR, "reward model", ("reward", "models"), "abstract, near each other"),
    (Form.ACRONYM, "RAG", ("retrieval-augmented generation",), "abstract, spelled out"),
    (Form.ACRONYM, "RAG", (), "abstract, spelled out"),
    (Form.ACRONYM, "direct preference optimization", ("DPO",), "abstract, as “DPO”"),
    (Form.ACRONYM, "large model", ("large  model", "LM"), "abstract, as “LM”"),
    (Form.ACRONYM, "DPO", ("DPO", "direct preference optimization"), "abstract, spelled out"),
    (Form.SCATTERED, "weak-to-strong", ("strong",), "abstract, only some of its words: “strong”"),
    (Form.SCATTERED, "weak strong", ("strong", "weak"), "abstract, its words apart"),
    (Form.SCATTERED, "+abstract:weak strong^2.5", ("strong", "weak"), "abstract, its words apart"),
    (Form.SCATTERED, "abstract:weak AND strong", ("strong", "weak"), "abstract, its words apart"),
    (Form.SCATTERED, "a b c d e", ("a", "b", "c d"), "abstract, only some of its words: “a”, “b”, “c d”"),
    (Form.SCATTERED, "a b c d e", ("a", "b", "c", "d"), "abstract, only some of its words: “a”, “b”, “c” …"),
]


@pytest.mark.parametrize(("form", "keyword", "words", "place"), _FORMS)
def test_the_form_is_said_where_it_is_not_the_plain_one(
    form: Form, keyword: str, words: tuple[str, ...], place: str
) -> None:
    label = label_of(a_reason(keyword, 12.0, *words, field=Field.ABSTRACT, form=form))
    assert str(label) == f"{keyword} ({place}, 12)"
    assert not label.learned


@pytest.mark.parametrize("field", Field)
def test_every_field_has_a_name_and_names_need_no_form(field: Field) -> None:
    form = Form.NAME if field in (Field.AUTHOR, Field.ORGANIZATION) else Form.FACT
    word = "organisation" if field is Field.ORGANIZATION else field.value
    assert str(label_of(a_reason("x", 20.0, "X", field=field, form=form))) == f"x ({word}, 20)"


@pytest.mark.parametrize(
    ("points", "words"),
    [(3.0, "+3 robots (you liked “Robot Pigeons”)"), (-4.5, "−4.5 robots (you liked “Robot Pigeons”)")],
)
def test_what_was_learned_says_from_what(points: float, words: str) -> None:
    label = label_of(a_reason("robots", points, learned="you liked “Robot Pigeons”"))
    assert str(label) == words
    assert label.learned
    assert label.against == (points < 0)


@given(hostile_text, st.sampled_from(Form), st.one_of(st.none(), hostile_text))
def test_a_reason_in_words_is_short_and_on_one_line(text: str, form: Form, learned: str | None) -> None:
    words = str(label_of(Reason(text * 9, Field.TITLE, 1.0, (text * 9,) * 9, form, (), learned)))
    assert len(words) < MAX_CAUSE + 140
    assert printable(words).split() == words.split()
    assert "\n" not in words
