"""Which words differ in number, tense or person alone, and which are derived from each other."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.matching.inflection import uninflected
from tests.bot.matching.papers import match

INFLECTED = [
    ("model", "models modelled modelling modeled modeling"),
    ("policy", "policies"),
    ("merge", "merges merged merging"),
    ("process", "processes processed processing"),
    ("analysis", "analyses"),
    ("hypothesis", "hypotheses"),
    ("bias", "biases biased biasing"),
    ("focus", "focuses focused focusing"),
    ("series", "series"),
    ("species", "species"),
    ("lens", "lens"),
    ("use", "uses used using"),
    ("age", "ages aged aging ageing"),
    ("need", "needs needed needing"),
    ("speed", "speeds speeding"),
    ("agree", "agrees agreed agreeing"),
    ("exceed", "exceeds exceeded exceeding"),
    ("see", "sees seeing"),
    ("string", "strings"),
    ("thing", "things"),
    ("learn", "learns learned learning learnt"),
    ("embed", "embeds embedded embedding embeddings"),
    ("spell", "spells spelled spelling"),
    ("distil", "distill distills distilled distilling"),
    ("control", "controls controlled controlling"),
    ("call", "calls called calling"),
    ("staff", "staffed"),
    ("pass", "passes passed passing"),
    ("plan", "plans planned planning"),
    ("add", "adds added adding"),
    ("tune", "tunes tuned tuning"),
    ("cache", "caches cached caching"),
    ("hash", "hashes hashed hashing"),
    ("box", "boxes boxed"),
    ("apply", "applies applied applying"),
    ("try", "tries tried trying"),
    ("play", "plays played playing"),
    ("tie", "ties tied tying"),
    ("lie", "lies lied lying"),
    ("movie", "movies"),
    ("hero", "heroes"),
    ("class", "classes"),
    ("loss", "losses"),
    ("virus", "viruses"),
    ("matrix", "matrices"),
    ("index", "indices indexes indexing"),
    ("child", "children"),
    ("optimise", "optimize optimises optimized optimizing"),
    ("centre", "center centers centred centering"),
]
DERIVED = [
    ("adapter", "adaptation"),
    ("adapter", "adaptive"),
    ("annotator", "annotated"),
    ("annotate", "annotation"),
    ("honest", "honesty"),
    ("generalize", "generalization"),
    ("generator", "generation"),
    ("generative", "generate"),
    ("retrieval", "retrieve"),
    ("verification", "verifier"),
    ("encoder", "encoding"),
    ("learner", "learning"),
    ("optimizer", "optimal"),
    ("robust", "robustness"),
    ("safe", "safety"),
    ("user", "use"),
    ("evaluation", "evaluate"),
    ("physics", "physical"),
]
PAIRS = [(word, other) for word, others in INFLECTED for other in others.split()]


@pytest.mark.parametrize(("word", "other"), PAIRS)
def test_inflected_forms_are_one_word(word: str, other: str) -> None:
    assert uninflected(word) == uninflected(other)


@pytest.mark.parametrize(("word", "other"), DERIVED)
def test_derived_words_are_others(word: str, other: str) -> None:
    assert uninflected(word) != uninflected(other)


@pytest.mark.parametrize("word", ["red", "bed", "king", "ring", "bring", "being", "gas", "bus", "its", "a", "", "强"])
def test_what_only_looks_like_an_ending_stays(word: str) -> None:
    assert uninflected(word) == word


@given(st.text(max_size=30) | st.from_regex(r"[a-z]{0,6}(?:s|es|ies|ed|eed|ing|ying|ll|y|e)", fullmatch=True))
def test_every_word_has_a_form_no_longer_than_its_spelling(word: str) -> None:
    assert len(uninflected(word)) <= len(word) + len("ding")  # "embed" is spelled "embedding"
    assert bool(uninflected(word)) is bool(word)


@pytest.mark.parametrize(("word", "other"), [("adapters", "adaptation"), ("annotators", "annotated")])
def test_a_derived_word_counts_as_part_of_a_mention(word: str, other: str) -> None:
    derived, same = match(word, "Other", f"An {other}.").score, match(word, "Other", f"Some {word}.").score
    assert 0 < derived < same / 2
    assert match(word, f"On {other}").score < 100.0


def test_the_word_itself_beside_a_derived_one_counts_in_full() -> None:
    assert match("adapters", "Adaptation by an adapter").score == 100.0
    assert match("prompt adapters", "Prompt adaptation").score < match("prompt adapters", "Adapters for a prompt").score


def test_one_derived_word_makes_the_whole_phrase_a_derived_one_side_by_side_and_near_together() -> None:
    for same, derived in (
        ("Prompt adapters", "Prompt adaptation"),
        ("Adapters for a prompt", "Adaptation of a prompt"),
    ):
        assert match("prompt adapters", same).score > match("prompt adapters", derived).score


def test_a_prefix_has_no_derived_words() -> None:
    assert match("adapt*", "Adaptation").score == 100.0


def test_what_is_derived_still_excludes_and_is_still_there() -> None:
    assert match("zebra, -adapters", "Zebra", "adaptation").excluded_by == "-adapters"
    assert match("zebra, +adapters", "Zebra", "adaptation").lacks is None
