"""What answers a keyword and what does not, as a table."""

from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.core.matching.answers import contains
from bot.core.matching.folding import fold
from bot.core.matching.language import parse_keyword
from bot.core.matching.types import Field, Term
from tests.bot.matching.papers import NOTHING_COUNTED, analysed, match

# keyword, text, because
FOUND = [
    ("fine-tuning", "We finetune it", "hyphenated is joined"),
    ("fine-tuning", "We fine tune it", "hyphenated is spaced"),
    ("finetuning", "We fine-tune it", "joined is hyphenated"),
    ("finetuning", "Fine tuning it", "joined is spaced"),
    ("fine tuning", "Finetuned", "spaced is joined"),
    ("text-to-image", "Text to Image", "a chain of hyphens is spaced"),
    ("text to image", "text-to-image", "and the other way round"),
    ("texttoimage", "textToImage", "a name written in one word"),
    ("parameter efficient finetuning", "Parameter-Efficient Fine-Tuning", "both at once"),
    ("point-cloud", "pointcloud", "joined"),
    ("reranking", "re-ranking", "a short part joined by a hyphen"),
    ("over-optimisation", "reward overoptimization", "joined and American"),
    ("over-optimisation", "reward over optimization", "spaced and American"),
    ("GPT-4", "GPT4", "letters and digits joined"),
    ("gpt4", "GPT-4", "letters and digits parted"),
    ("GPT4", "GPT-4", "also typed in capitals"),
    ("3-D scene", "3D scenes", "a dimension"),
    ("3D", "in 3-D", "a dimension parted"),
    ("vision/language", "vision-language", "a slash is a hyphen"),
    ("vision-language", "Vision–Language", "a dash is a hyphen"),
    ("vision-language", "Vision--Language", "and so are two"),
    ("behavioural economics", "Behavioral economics", "American spelling"),
    ("modelling", "reward models", "inflection"),
    ("RAG", "RAG", "the acronym"),
    ("RAG", "RAGs", "its plural"),
    ("RAGs", "RAG", "a plural typed"),
    ("LLM", "an llm", "it could not be spoken, so it is one in small letters too"),
    ("LLMs", "llms", "plural in small letters"),
    ("rag", "RAG", "small letters find both"),
    ("aids", "AIDS", "small letters find the acronym that looks like a plural"),
    ("MoEs", "an MoE", "mixed case is a word"),
    ("LORA", "LoRA", "an acronym with a small letter in print"),
    ("AI ALIGNMENT", "AI alignment", "capitals throughout say nothing"),
    ("GAN AI", "gan ai", "capitals throughout say nothing"),
    ("hallucinat*", "hallucinations", "a prefix"),
    ("prompt tun*", "prompt tuning", "a phrase with a prefix"),
    ("prompt tun*", "prompt-tuned", "a phrase with a prefix and a hyphen"),
    ("fine-tun*", "finetuned", "a joined prefix"),
    ('"reward model"', "Reward modelling", "an exact phrase may be inflected"),
    ('"fine-tuning"', "finetuning", "and joined"),
    ("naïve Bayes", "Naive Bayes", "accents"),
    ("CM3", "CM^3: calibrated", "a power"),
    ("CM3", "$CM^3$", "a power in dollars"),
    ('"CM^3"', "CM^3", "quoted, a power"),
    ("flaws", "scriptsizeFLaws", "a size left from LaTeX"),
    ("F1", "F_1", "an index"),
    ("强化学习", "深度强化学习的方法", "Chinese words are not separated"),
    ("BERT模型", "用BERT 模型", "mixed scripts"),
    ("ガン", "ｶﾞﾝ", "half-width kana"),
    ('"(a+)+$"', "an a there", "signs are no pattern: only the word counts"),
    ("learning to learn", "Learning to learn", "a phrase that repeats a word"),
    ("state of the art", "State-of-the-Art", "function words in a phrase"),
]

NOT_FOUND = [
    ("rag", "storage", "not within a word"),
    ("ai", "said", "not within a word"),
    ("cat", "category", "not at the beginning of a word"),
    ("former", "transformer", "not at the end of a word"),
    ("RAG", "ragged", "an acronym has no forms"),
    ("RAG", "a rag and a brush", "a word is no acronym"),
    ("RAG", "Rag", "one capital is the beginning of a sentence"),
    ("AIDS", "an aid", "an acronym has no singular"),
    ("aid", "AIDS", "nor has the one in print"),
    ("IT", "It is it", "an acronym is no pronoun"),
    ('"reward model"', "model of reward", "exact is in this order"),
    ('"reward model"', "reward of the model", "exact is side by side"),
    ('"reward model"', "a reward. Models follow", "not across the end of a sentence"),
    ("reranking", "re ranking", "a short part is only joined by a hyphen"),
    ("therapist", "the rapist", "a function word is only joined by a hyphen"),
    ("notable", "no table", "a short part is only joined by a hyphen"),
    ("text-to-image", "an image of text", "hyphenated words mean little apart"),
    ("over-optimisation", "optimization over time", "hyphenated words mean little apart"),
    ("learning to learn", "learning", "half of a phrase is not all of it"),
    ("diffusion model", "a language model", "only the common word"),
    ("hallucinat*", "allucinations", "a prefix begins the word"),
    ("model", "see https://model.org/model", "an address is no text"),
    ("强化学习", "强化了学习", "a phrase is side by side"),
    ("が", "か", "voiced kana are other letters"),
    ("C", "AB^2", "nothing alike"),
]


@pytest.mark.parametrize(("keyword", "text", "because"), FOUND, ids=[f"{k}: {b}" for k, _, b in FOUND])
def test_it_is_found_in_full_in_the_title(keyword: str, text: str, because: str) -> None:
    assert match(keyword, title=text).score == 100.0


@pytest.mark.parametrize(("keyword", "text", "because"), FOUND, ids=[f"{k}: {b}" for k, _, b in FOUND])
def test_what_is_found_is_also_found_when_it_excludes(keyword: str, text: str, because: str) -> None:
    excluded = match(f"other, -{keyword}", title=text, abstract="other")
    assert (excluded.score, excluded.reasons) == (0.0, ())
    assert excluded.excluded_by == f"-{keyword}"


@pytest.mark.parametrize(("keyword", "text", "because"), NOT_FOUND, ids=[f"{k}: {b}" for k, _, b in NOT_FOUND])
def test_it_is_not_found(keyword: str, text: str, because: str) -> None:
    assert not contains(parse_keyword(keyword).sought, analysed(text, text), NOTHING_COUNTED)
    assert match(keyword, title=text, abstract=text).score < 20.0


@pytest.mark.parametrize(("keyword", "text", "because"), NOT_FOUND, ids=[f"{k}: {b}" for k, _, b in NOT_FOUND])
def test_what_is_not_found_does_not_exclude(keyword: str, text: str, because: str) -> None:
    kept = match(f"other, -{keyword}", title=text, abstract="other")
    assert kept.score > 0
    assert kept.excluded_by is None


FIELDS: dict[str, Any] = {
    "title": "striped zebras",
    "abstract": "giraffes",
    "authors": ("Ada Lindström-Okafor", "Fei-Fei Li"),
    "organization": "Example DeepLab",
    "organization_handle": "example-deep",
    "sources": ("huggingface", "arxiv-cs"),
}


@pytest.mark.parametrize(
    ("keyword", "field"),
    [
        ("title:zebra", Field.TITLE),
        ("abstract:giraffe", Field.ABSTRACT),
        ("zebra", Field.TITLE),
        ("giraffe", Field.ABSTRACT),
        ("author:lindstrom", Field.AUTHOR),
        ("author:Okafor Ada", Field.AUTHOR),
        ('author:"Fei-Fei Li"', Field.AUTHOR),
        ("author:Feifei Li", Field.AUTHOR),
        ("author:Linds*", Field.AUTHOR),
        ("Lindström", Field.AUTHOR),
        ("org:deeplab", Field.ORGANIZATION),
        ("org:ExampleDeepLab", Field.ORGANIZATION),
        ("org:example-deep", Field.ORGANIZATION),
        ("deeplab", Field.ORGANIZATION),
        ("source:arxiv", Field.SOURCE),
        ("source:HuggingFace", Field.SOURCE),
        ("source:hugging face", Field.SOURCE),
    ],
)
def test_a_keyword_looks_in_its_field(keyword: str, field: Field) -> None:
    found = match(keyword, **FIELDS)
    assert [reason.field for reason in found.reasons] == [field]
    assert match(f"striped, -{keyword}", **FIELDS).excluded_by == f"-{keyword}"


@pytest.mark.parametrize(
    "keyword",
    [
        "title:giraffe",
        "abstract:zebra",
        "abstract:lindstrom",
        "author:zebra",
        "author:Ada Li",
        'author:"Okafor Ada"',
        "author:Lind",
        "org:arxiv",
        "org:deep mind",
        "source:arx",
        "huggingface",
        "author:Fei Okafor",
    ],
)
def test_a_keyword_looks_nowhere_else(keyword: str) -> None:
    assert match(keyword, **FIELDS).score == 0.0
    assert match(f"striped, -{keyword}", **FIELDS).excluded_by is None


def test_an_acronym_is_no_first_name_unless_the_reader_says_so() -> None:
    assert match("AI", title="Zebras", authors=("Ai Tanaka",)).score == 0.0
    assert match("author:Ai", title="Zebras", authors=("Ai Tanaka",)).score == 100.0


def test_the_words_shown_are_those_printed_each_once_in_order() -> None:
    [reason] = match("reward model", "Reward modelling", "Reward models and reward-model. Reward Models.").reasons
    assert reason.words == ("Reward modelling", "Reward models", "reward-model")
    [near] = match("reward model", "Zebras", "A reward in one of our models, or more models").reasons
    assert near.words == ("reward", "models")
    [scattered] = match("reward model", "Models", "A reward. And again a reward for zebras").reasons
    assert scattered.words == ("Models", "reward")
    [name] = match("author:okafor", **FIELDS).reasons
    assert name.words == ("Ada Lindström-Okafor",)


def test_a_text_beyond_all_honest_length_is_not_looked_at_to_its_end() -> None:
    assert match("zebra", "t", "word " * 4_000 + "zebra").score == 0.0
    assert match("zebra", "t", "word " * 3_000 + "zebra").score > 0.0


@given(st.text(alphabet="fine -tug/_^$\\{}'’é3DRAG强", max_size=40))
def test_any_text_is_found_in_itself(text: str) -> None:
    assume(fold(text))
    assert contains(Term(text, exact=True), analysed(text), NOTHING_COUNTED)
    assert contains(Term(text), analysed(abstract=f"Before. {text} (after)"), NOTHING_COUNTED)
