"""What a text says its acronyms stand for, and which words an acronym may stand for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.matching.acronyms import LONGEST, MAX_CANDIDATES, SHORTEST, Definition, definitions, spells
from bot.core.matching.folding import fold

PIECES = st.sampled_from(
    [
        "(",
        ")",
        "（",
        " ",
        "-",
        ". ",
        ", ",
        "DPO",
        "LLMs",
        "T2I",
        "direct",
        "Large",
        "model",
        "of",
        "to",
        "模型",
        "é",
        "\u0301",
    ]
)
TEXTS = st.text(max_size=80) | st.lists(PIECES, max_size=60).map("".join)


def found(text: str) -> list[tuple[str, str]]:
    return [(definition.short, definition.printed_long) for definition in definitions(text)]


@pytest.mark.parametrize(
    ("text", "short", "long"),
    [
        ("We study Direct Preference Optimization (DPO) here.", "dpo", "Direct Preference Optimization"),
        ("Large Language Models (LLMs) are", "llm", "Large Language Models"),
        ("aligning large-language models (LLMs)", "llm", "large-language models"),
        ("we use DPO (Direct Preference Optimization) here", "dpo", "Direct Preference Optimization"),
        ("LLMs (large language models) are", "llm", "large language models"),
        ("such as Proximal Policy Optimization (PPO)", "ppo", "Proximal Policy Optimization"),
        ("Reinforcement Learning from Human Feedback (RLHF)", "rlhf", "Reinforcement Learning from Human Feedback"),
        ("employs a mixture of experts (MoE) to", "moe", "mixture of experts"),
        ("prompting with chain-of-thought (CoT)", "cot", "chain-of-thought"),
        ("Low-rank adaptation (LoRA) updates", "lora", "Low-rank adaptation"),
        ("and Sequence Likelihood Calibration (SLiC)", "slic", "Sequence Likelihood Calibration"),
        ("field of Automatic Machine Learning (AutoML)", "automl", "Automatic Machine Learning"),
        ("success of REPresentation Alignment (REPA)", "repa", "REPresentation Alignment"),
        ("both Parameter-Efficient Fine-Tuning (PEFT)", "peft", "Parameter-Efficient Fine-Tuning"),
        ("Rejection Sampling Finetuning (RSFT)", "rsft", "Rejection Sampling Finetuning"),
        ("Multimodal Large Language Models (MLLMs)", "mllm", "Multimodal Large Language Models"),
        ("Large Multi-modal Models (LMMs)", "lmm", "Large Multi-modal Models"),
        ("many tasks via in-context learning (ICL)", "icl", "in-context learning"),
        ("progress of text-to-image (T2I) models", "t2i", "text-to-image"),
        ("caption by image to text (I2T) models", "i2t", "image to text"),
        ("propose Flip-Flop Consistency (F^2C)", "f2c", "Flip-Flop Consistency"),
        ("the World Wide Web Consortium (W3C)", "w3c", "World Wide Web Consortium"),
        ("Generative Pre-trained Transformer 4 (GPT-4)", "gpt4", "Generative Pre-trained Transformer 4"),
        ("helpful, honest, harmless (HHH) assistants", "hhh", "helpful, honest, harmless"),
        ("visual question answering (VQA,)", "vqa", "visual question answering"),
        ("retrieval-augmented generation (RAG; Lewis et al., 2020)", "rag", "retrieval-augmented generation"),
        ("retrieval-augmented generation (or RAG, for short)", "rag", "retrieval-augmented generation"),
        ('the "reward model" ("RM") is', "rm", "reward model"),
        ("our framework, NoLA (No Labels Attached),", "nola", "No Labels Attached"),
        ("large language model（LLM）很", "llm", "large language model"),
        ("Évaluation des modèles (EdM)", "edm", "Évaluation des modèles"),
        ("hypertext (HTXT)", "htxt", "hypertext"),
    ],
)
def test_a_definition_is_found(text: str, short: str, long: str) -> None:
    assert found(text) == [(short, long)]


@pytest.mark.parametrize(
    ("text", "because"),
    [
        ("alignment approaches (e.g., RLHF and DPO)", "an example"),
        ("paradigms (DPA, DPO, and SFT)", "a list"),
        ("reinforcement learning (RLHF)", "no word for H and F"),
        ("Policy Optimization (PPO)", "no word for the first P"),
        ("value functions (Gabriel, 2020; Ji et al., 2024)", "a citation"),
        ("DPO (Rafailov et al., 2023)", "a citation after an acronym"),
        ("CUT (LLaMA2-13b)", "a setting"),
        ("of the (OT)", "function words alone"),
        ("such as of (SAO)", "function words alone"),
        ("a novel metric (AV-Align)", "a name of its own"),
        ("comparable to GPT-3.5-turbo (ChatGPT)", "a name of its own"),
        ("we train on the data. Only proximal optimization (DPO)", "the first word is in another sentence"),
        ("direct preference (see below) optimization (DPO)", "a bracket between"),
        ("natural language processing tasks (NLP)", "a word more than there are letters"),
        ("large language model (llm)", "nobody types it in capitals"),
        ("multiple choice (a)", "too short"),
        ("alignment by ranking of great numbers of other examples (ABRGNOOE1)", "too long"),
        ("the DPO method (DM) of DPO (DPO)", "itself"),
        ("direct preference optimization (DPO", "the bracket is not closed"),
        ("direct preference optimization ()", "nothing in it"),
        ("", "nothing at all"),
    ],
)
def test_no_definition_is_found_where_there_is_none(text: str, because: str) -> None:
    assert [short for short, _ in found(text) if short != "dm"] == [], because


def test_a_definition_has_the_stems_and_both_forms_as_printed() -> None:
    [definition] = definitions("the rise of Large Language Models (LLMs).")
    assert definition == Definition("llm", ("larg", "languag", "model"), "LLMs", "Large Language Models")


def test_long_forms_that_differ_in_inflection_and_hyphens_have_equal_stems() -> None:
    text = "Supervised fine-tuning (SFT), supervised fine tuned (SFT), Supervised Fine-Tuning (SFT)"
    assert found(text) == [("sft", "Supervised fine-tuning")]


def test_two_meanings_in_one_text_are_both_told() -> None:
    text = "direct policy alignment (DPA) and directional preference alignment (DPA)"
    assert [short for short, _ in found(text)] == ["dpa", "dpa"]


@pytest.mark.parametrize(
    ("short", "words"),
    [
        ("rag", "retrieval augmented generation"),
        ("rag", "retrieval-augmented generation"),
        ("RAG", "Retrieval Augmented Generation"),
        ("moe", "mixture of experts"),
        ("peft", "parameter efficient finetuning"),
        ("peft", "parameter efficient fine tuning"),
        ("peft", "parameter-efficient fine-tuning"),
        ("rlhf", "reinforcement learning from human feedback"),
        ("llm", "large language model"),
        ("LLMs", "large language models"),
        ("lmm", "large multi-modal models"),
        ("t2i", "text to image"),
        ("qos", "quality of service"),
        ("icl", "in-context learning"),
        ("ид", "искусственные данные"),
    ],
)
def test_an_acronym_may_stand_for_words_it_is_made_of(short: str, words: str) -> None:
    assert spells(short, words.split())


@pytest.mark.parametrize(
    ("short", "words"),
    [
        ("rm", "random matter of x"),
        ("rm", "reinforcement"),
        ("rml", "reinforcement learning"),
        ("rl", "learning reinforcement"),
        ("rag", "retrieval augmented"),
        ("rag", "retrieval of augmented large generation"),
        ("llm", "language model"),
        ("lora", "low-rank adaptation"),
        ("ft", "finetuning"),
        ("ot", "of the"),
        ("to", "the of"),
        ("a", "alignment"),
        ("", ""),
        ("", "large language model"),
        ("llm", ""),
        ("llm", "- — ..."),
        ("abcdefghi", "a b c d e f g h i"),
    ],
)
def test_an_acronym_stands_for_no_other_words(short: str, words: str) -> None:
    assert not spells(short, words.split())


@given(st.lists(st.text(alphabet="bcqxz", min_size=2, max_size=9), min_size=SHORTEST, max_size=LONGEST))
def test_initials_spell_their_words(words: list[str]) -> None:
    assert spells("".join(word[0] for word in words), words)


@given(TEXTS)
def test_every_definition_stands_in_its_text(text: str) -> None:
    for definition in definitions(text):
        assert definition.printed_short in text
        assert definition.printed_long in text
        assert SHORTEST <= len(definition.short) <= LONGEST
        assert definition.long == tuple(token.stem for token in fold(definition.printed_long))
        assert definition.long


@given(TEXTS)
def test_no_short_form_and_meaning_is_told_twice(text: str) -> None:
    senses = [(definition.short, definition.long) for definition in definitions(f"{text} {text}")]
    assert len(senses) == len(set(senses))


@given(st.text(max_size=20), st.lists(st.text(max_size=20), max_size=30))
def test_any_words_can_be_asked_about(short: str, words: list[str]) -> None:
    assert spells(short, words) in (True, False)


@pytest.mark.parametrize(
    "text",
    [
        "(" * 100_000,
        "(AB" * 30_000,
        "(AB)" * 30_000,
        "a b (AB) " * 10_000,
        "aa " * 50 + "(AAAAAAAA) " * 10_000,
        "a" * 100_000 + " (AB)",
        "a-" * 50_000 + "(AB)",
        "\u0301" * 100_000 + "(AB)",
        "模" * 100_000 + "（AB）",
        "A2222222 (A2222222) " * 5_000,
    ],
    ids=lambda text: text[:8].encode("unicode_escape").decode(),
)
def test_a_hostile_text_gives_no_more_than_its_bound(text: str) -> None:
    assert len(definitions(text)) <= MAX_CANDIDATES


def test_of_too_many_brackets_only_the_first_are_looked_at() -> None:
    brackets = "(see) " * MAX_CANDIDATES
    assert found(f"reward model (RM) {brackets}") == [("rm", "reward model")]
    assert found(f"{brackets} reward model (RM)") == []
