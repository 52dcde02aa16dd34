"""What is only spelled differently becomes equal, and nothing else does."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.matching.folding import MAX_WORD, fold, fold_columns, is_acronym, spans

TYPOGRAPHIC = (
    "LLMs naïve ﬁne-tuning B\\'ezier CM^3 $\\alpha$ \\%"
    " 强化学习 a\u0301\u0316 \u200b ﷺ ㈠x ½ ﬄ ſ İ ŉ ǰ ＲＡＧ ’s. x^2_i"
)
TEXTS = st.text(max_size=80) | st.text(alphabet=sorted(set(TYPOGRAPHIC)), max_size=60)


def stems(text: str) -> list[str]:
    return [token.stem for token in fold(text)]


def words(text: str) -> list[str]:
    return [token.word for token in fold(text)]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("models", "model"),
        ("aligned", "alignment"),
        ("tuning", "tuned"),
        ("analyses", "analysis"),
        ("hypotheses", "hypothesis"),
        ("diagnosis", "diagnoses"),
        ("optimisation", "optimization"),
        ("optimised", "optimizing"),
        ("generalisable", "generalizable"),
        ("criticise", "criticize"),
        ("individualised", "individualized"),
        ("organisational", "organizational"),
        ("analyse", "analyzed"),
        ("behavioural", "behavioral"),
        ("colour", "color"),
        ("neighbours", "neighbor"),
        ("modelling", "modeling"),
        ("labelled", "labeled"),
        ("distil", "distill"),
        ("centred", "centered"),
        ("centre", "center"),
        ("fibres", "fiber"),
        ("catalogue", "catalogs"),
        ("defence", "defense"),
        ("judgement", "judgments"),
        ("anaemia", "anemia"),
        ("paediatric", "pediatric"),
        ("haemoglobin", "hemoglobin"),
        ("oestrogen", "estrogen"),
        ("programme", "program"),
        ("artefacts", "artifact"),
        ("LLMs", "LLM"),
        ("llms", "LLM"),
        ("MoEs", "moe"),
        ("naïve", "naive"),
        ("cafe\u0301", "café"),
        ("ﬁne", "fine"),
        ("ＲＡＧ", "RAG"),
        ("Straße", "STRASSE"),
        ("align\u00adment", "alignment"),
        ("align\u200bment", "alignment"),
        ("a\u0301\u0323l\u0302ign", "align"),
        ("Plato's", "Plato"),
        ("don’t", "don't"),
        ("CM^3", "cm3"),
        ("MoE$^{2}$", "MoE2"),
        ("F_1", "F1"),
        ("B\\'ezier", "Bézier"),
        ("Evo\\textbf{Lved}", "evolved"),
        ("scriptsizeFLaws", "flaws"),
        ("\\textbf{flaws}", "flaws"),
        ("63\\%", "63%"),
        ("$\\alpha$", "alpha"),
        ("\uff76\uff9e", "ガ"),
    ],
)
def test_spellings_of_one_word_are_equal(one: str, other: str) -> None:
    assert len(fold(one)) == 1
    assert stems(one) == stems(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("rag", "storage"),
        ("ai", "said"),
        ("cat", "category"),
        ("size", "sise"),
        ("hour", "hor"),
        ("four", "for"),
        ("genre", "genera"),
        ("AIDS", "aid"),
        ("noise", "noir"),
        ("universe", "unit"),
        ("gpt4", "gpt"),
        ("が", "か"),
    ],
)
def test_different_words_stay_different(one: str, other: str) -> None:
    assert stems(one) != stems(other)


@pytest.mark.parametrize(
    ("one", "other"), [("supervised", "supervision"), ("precise", "precision"), ("revised", "revision")]
)
def test_a_british_rule_does_not_part_a_word_from_its_noun(one: str, other: str) -> None:
    assert stems(one) == stems(other)


@pytest.mark.parametrize(
    "family",
    [
        "honest honestly honesty", "modest modesty", "difficult difficulty difficulties", "safe safely safety",
        "uncertain uncertainty uncertainties", "verify verifier verifies verification", "classified classifications",
        "quantify quantification", "accurate accuracy", "private privacy", "adequate adequacy", "sparse sparsity",
        "dense density densities", "scarce scarcity", "diverse diversity", "stable stability stabilise stabilization",
        "economy economic", "autonomous autonomy", "taxonomies taxonomic", "geometry geometric",
        "symmetric symmetries", "hierarchy hierarchies hierarchical", "cryptography cryptographic",
        "strategic strategies", "explain explanation", "deceive deceiving deception deceptive", "perceived perception",
        "embed embeds embedded embeddings", "dependent dependence", "practise practice practising",
        "archaeology archeology", "learnt learned", "alias aliases", "corpora corpus", "matrices matrix",
        "indices index indexes", "criteria criterion", "vertices vertex", "children child", "gpus gpu GPUs",
        "vlas VLA", "rnas RNA", "personal personalised", "c++ C++", "C# c#", "generalise generalisation generalizable",
    ],
)  # fmt: skip
def test_words_that_a_stemmer_alone_would_part_are_equal(family: str) -> None:
    assert len(set(stems(family))) == 1


@pytest.mark.parametrize(
    "words_apart",
    [
        "universe university", "police policy", "organ organization", "general generation", "general generalization",
        "generalization generation", "community communication", "novel novelty", "certain certainty", "part party",
        "proper property", "able ability", "primate primacy", "legate legacy", "import important", "real reality",
        "inform informal", "experiment experience", "person personal personality", "latent latency", "agent agency",
        "current currency", "category categorical", "specific specification", "special species", "test testy",
        "starch star", "hi his", "ga gas", "do dos", "thu thus", "plu plus", "c c++ c#", "base basis",
        "quanta quantity", "optima optics",
    ],
)  # fmt: skip
def test_words_of_different_meaning_stay_apart(words_apart: str) -> None:
    assert len(set(stems(words_apart))) == len(words_apart.split())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("C++/C# and F#.", ["c++", "c#", "and", "f#"]),
        ("C++17-style objective-C++", ["c++", "17", "style", "objective", "c++"]),
        ("PointNet++ a#b (a+)", ["pointnet", "a", "b", "a"]),
        ("text-to-image/video", ["text", "to", "image", "video"]),
        ("gpt-4o in 3D", ["gpt", "4o", "in", "3d"]),
        ("see https://github.com/some/model.git. Next", ["see", "next"]),
        ("see www.example.org/model, next", ["see", "next"]),
        ("at github.com/some/model next", ["at", "next"]),
        ("max_len", ["max", "len"]),
        ("强化学习 BERT模型", ["强", "化", "学", "习", "bert", "模", "型"]),
        ("Обучение моделей", ["обучение", "моделеи"]),
        ("हिन्दी भाषा", ["हिन्दी", "भाषा"]),
        ("(a+)+$", ["a"]),
        ("\u0301\u200b", []),
        ("", []),
    ],
)
def test_a_text_is_cut_into_these_words(text: str, expected: list[str]) -> None:
    assert words(text) == expected


def test_the_end_of_a_sentence_leaves_a_hole_but_an_abbreviation_does_not() -> None:
    positions = [token.position for token in fold("one two. Three! four vs. five 3.5 六。七")]
    assert positions == [0, 1, 3, 5, 6, 7, 8, 9, 10, 12]


@pytest.mark.parametrize(
    ("printed", "acronym"),
    [("RAG", True), ("LLMs", True), ("GPT4", True), ("AI", True), ("ALIGNMENT", False), ("MoE", False), ("A", False),
     ("3D", False), ("rag", False), ("強化", False), ("", False)],
)  # fmt: skip
def test_two_to_five_capitals_make_an_acronym(printed: str, acronym: bool) -> None:
    assert is_acronym(printed) is acronym


@given(TEXTS)
def test_folding_what_was_folded_changes_nothing(text: str) -> None:
    once = words(text)
    assert words(" ".join(once)) == once


@given(TEXTS)
def test_tokens_stand_in_order_within_the_text_and_hold_something(text: str) -> None:
    tokens = fold(text)
    for token in tokens:
        assert 0 <= token.start < token.end <= len(text)
        assert token.word
        assert token.stem
    for left, right in pairwise(tokens):
        assert left.position < right.position
        assert left.end <= right.start or (left.start, left.end) == (right.start, right.end)


@given(TEXTS | st.text(alphabet="aB.!? \t\n\x1c\x85\u00a0\u2028\u3000。vs+#/é" + "\u200b", max_size=120))
def test_columns_and_tokens_are_the_same_words(text: str) -> None:
    stems, words, positions = fold_columns(text)
    columns = zip(stems, words, positions, spans(text), strict=True)
    assert [(*facts, *span) for *facts, span in columns] == [tuple(token) for token in fold(text)]


@given(st.text(alphabet="ab. \n", max_size=40))
def test_what_is_long_is_cut_like_what_is_short(text: str) -> None:
    filler = "-" * 100  # longer than what is remembered, and no word
    expected = [(token.word, token.position) for token in fold(text)]
    assert [(token.word, token.position) for token in fold(filler + text)] == expected


@given(TEXTS, TEXTS)
def test_two_texts_on_two_lines_fold_as_each_alone(one: str, other: str) -> None:
    assert words(f"{one}\n\n{other}") == words(one) + words(other)


@given(st.text(alphabet="abcdefghijklmnopqrstuvwxyz", min_size=1, max_size=30))
def test_case_makes_no_difference_to_an_ordinary_word(word: str) -> None:
    assert words(word) == words(word.capitalize()) == words(word.upper())


@pytest.mark.parametrize("times", [100_000, pytest.param(600_000, marks=pytest.mark.slow)])
@pytest.mark.parametrize(
    ("hostile", "count"),
    [
        ("(", 0),
        ("(a+)+$ ", 1),
        ("\u0301\u0316", 0),
        ("\u200b", 0),
        ("http://", 0),
        ("\\textbf{", 0),
        ("强", 1),
        ("c++", 1),
        (".", 0),
        (". ", 0),
        ("a.é强", 3),
    ],
)
def test_endless_hostile_text_has_so_many_words(hostile: str, count: int, times: int) -> None:
    assert len(fold(hostile * times)) == count * times


@pytest.mark.parametrize("hostile", ["a\u0301\u0316", "a^", "a", "аbв\u200dг"])
def test_endless_hostile_text_can_be_one_word(hostile: str) -> None:
    assert len(fold(hostile * 200_000)) == 1


def test_of_an_endless_word_only_its_beginning_is_kept() -> None:
    [token] = fold("b" * 1_000_000)
    assert token.word == "b" * MAX_WORD
    assert (token.start, token.end) == (0, 1_000_000)
