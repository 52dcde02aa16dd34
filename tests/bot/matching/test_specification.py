"""What a reader is told of, and what not, because …: the specification of matching in examples.

Each line is a profile, the title of a paper, whether its reader is told of it, and the reason. A profile has the usual
threshold unless it says otherwise. A paper has no abstract, authors and so on but where the line names them.
"""

from dataclasses import dataclass, field, replace
from typing import Any

import pytest

from bot.core.matching.language import parse_profile
from bot.core.matching.scoring import score
from bot.core.matching.statistics import Statistics
from bot.core.matching.types import Adjustment, Term
from tests.bot.matching.papers import analysed


@dataclass(frozen=True)
class Case:
    """One line of the specification."""

    asked: str
    title: str
    told: bool
    because: str
    abstract: str = ""
    learned: tuple[Adjustment, ...] = ()
    facts: dict[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        return f"{self.asked} {'finds' if self.told else 'does not find'} {self.title}: {self.because}"


def told(asked: str, title: str, because: str, *, abstract: str = "", **facts: Any) -> Case:
    return Case(asked, title, True, because, abstract, facts=facts)


def silent(asked: str, title: str, because: str, *, abstract: str = "", **facts: Any) -> Case:
    return Case(asked, title, False, because, abstract, facts=facts)


def _known() -> Statistics:
    """The papers counted before: what is common, and which acronyms are certain."""
    statistics = Statistics()
    for abstract in (
        *["We train a language model on data."] * 40,
        *["Retrieval-augmented generation (RAG) helps."] * 3,
        *["Direct preference optimization (DPO) works."] * 3,
        *["A convolutional neural network (CNN) sees."] * 2,
        *["Cable News Network (CNN) tells."] * 2,
        "A diffusion of zebras",
    ):
        statistics.count(analysed(abstract=abstract))
    return statistics


KNOWN = _known()
FILLER = "so on and so forth, as has been said many a time before, at some length. "

WORD_BOUNDARIES = [
    silent("rag", "Storage systems", "a word is found whole, never within another"),
    silent("ai", "What the witness said", "a short one neither"),
    silent("cat", "A category of errors", "nor at the beginning of another"),
    silent("former", "Transformers", "nor at its end"),
    told("transformer", "Transformers: a study", "signs are no part of a word"),
    told("C++", "Parsing C++ with care", "except where they are its name"),
    silent("C++", "Vitamin C", "and then they are needed"),
]
INFLECTION = [
    told("reward model", "Reward models", "number makes no difference"),
    told("merge", "Merging what was merged", "nor does tense"),
    told("policy", "Policies", "nor does a plural that is spelled otherwise"),
    told("matrix", "Sparse matrices", "or one from Latin"),
    silent("adapters", "Other things", "a derived word is a weak hint only", abstract="An adaptation of a film."),
    told("min:10, adapters", "Other things", "but it is one", abstract="An adaptation of a film."),
    silent("annotators", "Other things", "who annotates is not what is annotated", abstract="Annotated films."),
    silent("experience", "Experiments", "different words may begin alike"),
    silent("general", "Generalization", "also where one comes from the other"),
]
SPELLING = [
    told("behavioural economics", "Behavioral Economics", "British finds American"),
    told("tokenization", "Tokenisation", "and American finds British"),
    told("modelling", "Modeling", "with one l or two"),
    told("fine-tuning", "Finetuning", "hyphens may be left out"),
    told("finetuning", "Fine-Tuning", "or put in"),
    told("text to image", "Text-to-Image", "or stand for spaces"),
    told("GPT4", "GPT-4", "also between letters and digits"),
    silent("text-to-image", "An image of a text", "what is joined means little apart"),
    told("naive bayes", "Naïve Bayes", "accents may be left out"),
    told("Erdős", "Erdos numbers", "by either side"),
    told("CM3", "CM^3: calibrated", "what LaTeX leaves behind is read over"),
    told("flaws", "scriptsizeFLaws", "sizes too"),
    silent("arxiv", "Zebras", "an address is no text", abstract="See https://arxiv.org/abs/1 and arxiv.org/abs/2."),
]
ACRONYMS = [
    told("RAG", "A survey of RAG", "capitals find the acronym"),
    told("RAG", "RAGs compared", "and its plural"),
    silent("RAG", "A rag and a brush", "not the word of everyday life"),
    silent("RAG", "Storage", "nor a part of one"),
    told("rag", "A survey of RAG", "small letters find both"),
    told("llm", "LLMs", "what cannot be spoken is an acronym in small letters too"),
    silent("IT", "It is what it is", "a pronoun is no acronym"),
    told("DPO", "Direct preference optimization", "papers counted before say what it stands for"),
    told("direct preference optimization", "DPO again", "and the other way round"),
    silent("DPO", "Data protection officers", "and nothing else"),
    silent(
        "direct preference optimization",
        "The DPO",
        "a paper that defines it otherwise does not mean this",
        abstract="Every data protection officer (DPO) knows.",
    ),
    silent("convolutional neural network", "CNN", "an acronym of which papers disagree stands for nothing"),
    told("PPO, proximal policy optimization", "Proximal Policy Optimization", "a reader's own list says it as well"),
    told("PPO, proximal policy optimization, zebra, yak", "PPO", "and both then count for either"),
    told("AI ALIGNMENT", "AI alignment", "capitals throughout say nothing"),
]
PHRASES = [
    told("reward hacking", "On reward hacking", "side by side is best"),
    told("reward hacking", "Hacking the learned reward", "near together is good"),
    told('"reward hacking"', "Reward hacking", "an exact phrase is side by side"),
    silent('"reward hacking"', "Hacking the reward", "or not there"),
    silent('"reward hacking"', "A reward. Hacking", "the end of a sentence parts words"),
    silent("reward hacking", "Rewards", "half of a phrase is not the phrase"),
    silent("diffusion model", "A language model", "least of all the common half"),
    silent(
        "striped zebra",
        "Other things",
        "scattered words in an abstract are a weak hint",
        abstract=f"Something striped {FILLER}{FILLER} and a zebra.",
    ),
    told("state of the art", "State-of-the-art methods", "small words are part of a phrase"),
    silent("state of the art", "The king of the hill", "but say nothing alone"),
]
HOW_MUCH = [
    silent("zebra", "Other things", "one mention in passing is not enough", abstract="Unlike a zebra."),
    told("zebra", "Other things", "two show that it matters", abstract="A zebra is no horse. Zebras kick."),
    told("zebra", "The zebra", "the title always does"),
    told("zebra, yak, lynx, puma, okapi, tapir", "A tapir", "keywords are alternatives"),
    told("zebra, yak", "Other things", "several in the abstract add up", abstract="A zebra meets a yak. Yaks flee."),
    silent("zebra, model", "A model", "a common word beside a rare one says little"),
    told("zebra, model", "A zebra", "and the rare one much"),
    told("zebra^0.1, model^10", "A model", "unless it is given more weight"),
    told("min:40, zebra", "Other things", "a lower threshold hears of more", abstract="Unlike a zebra."),
    silent("min:95, zebra, yak", "A zebra", "a higher one of less"),
    told("min:95, zebra, yak", "A zebra and a yak", "everything asked for in the title makes 100"),
]
OPERATORS = [
    told("zebra AND yak", "A zebra and a yak", "AND wants both"),
    silent("zebra AND yak", "A zebra", "one is nothing"),
    told("zebra OR yak", "A yak", "OR wants either"),
    told("zebra yak OR lynx tapir", "A lynx, a tapir", "and binds less than what stands side by side"),
    told("zebra AND NOT yak", "A zebra", "NOT wants it absent"),
    silent("zebra AND NOT yak", "A zebra and a yak", "anywhere"),
    told("(zebra OR yak) AND lynx", "Yak and lynx", "parentheses group"),
    silent("(zebra OR yak) AND lynx", "Yak and zebra", "what is outside still counts"),
    silent("zebra AND NOT (yak OR lynx)", "Zebra and lynx", "NOT before parentheses excludes each"),
    told('"and" zebra', "And a zebra", "small letters and quotes make words of them"),
]
NARROWING = [
    told("zebra, +yak", "A zebra and a yak", "a plus requires"),
    silent("zebra, +yak", "A zebra", "without it there is no news"),
    told("zebra, -yak", "A zebra", "a minus excludes"),
    silent("zebra, -yak", "A zebra and yaks", "in all forms of the word"),
    silent("zebra, -fine-tuning", "Zebra", "and in all its spellings", abstract="It was finetuned."),
    told("zebra, -fine tuning", "Zebra", "but a phrase only side by side", abstract="A fine day for tuning."),
    told("zebra, -rag", "Zebra", "and never a part of a word", abstract="Storage of data."),
    told("+category:cs.CL", "Anything", "a filter alone lets through all it fits", categories=("cs.CL",)),
    silent("+category:cs.CL", "Anything", "and nothing else", categories=("cs.CV",)),
    silent("zebra, +category:cs.CL", "Anything", "beside a wish it only narrows", categories=("cs.CL",)),
    silent("zebra, category:cs.CL", "Zebra", "with or without a plus", categories=("cs.CV",)),
    told("zebra, category:cs.CL, category:cs.CV", "Zebra", "and one of several will do", categories=("cs.CV",)),
    told("zebra, +category:cs", "Zebra", "a category has subcategories", categories=("cs.CL",)),
    silent("zebra, +category:math", "Zebra", "but is no part of a name", categories=("math-ph",)),
]
FIELDS = [
    told("title:zebra", "Zebra", "a field says where to look"),
    silent("title:zebra", "Other", "and nowhere else", abstract="Zebra, zebra, zebra."),
    told("min:40, abstract:zebra", "Other", "one may look in the abstract alone", abstract="A zebra."),
    told("author:okafor", "Other", "for a person", authors=("Ada Okafor",)),
    told('author:"Okafor"', "Other", "by one part of the name", authors=("Ada Okafor",)),
    silent("author:oka", "Other", "but a whole one", authors=("Ada Okafor",)),
    told("author:Lindstrom", "Other", "with or without accents", authors=("Ada Lindström",)),
    silent("AI", "Other", "an acronym is no first name", authors=("Ai Tanaka",)),
    told("org:deep mind", "Other", "for an organisation, in one word or two", organization="DeepMind"),
    told("source:arxiv", "Other", "for the page it stood on", sources=("arxiv-cs",)),
    silent("arxiv", "Other", "which is not what a paper is about", sources=("arxiv-cs",)),
    told("year:2023-2024", "Other", "for a time", published="2024-02-03"),
    silent("zebra, +year:2025-", "Zebra", "with an open end", published="2024-02-03"),
    silent("zebra, +year:-2023", "Zebra", "on either side", published="2024-02-03"),
    told("title:(zebra OR yak)", "A yak", "for several things at once"),
]
PREFIXES = [
    told("hallucinat*", "Hallucination", "a star lets a word go on"),
    silent("hallucinat*", "Nothing", "it begins there", abstract="Unhallucinated, unhallucinating."),
    told("prompt tun*", "Prompt tuning", "also within a phrase"),
    silent('"hallucinat*"', "Hallucination", "but not in quotes"),
    told("zebra, -surve*", "Zebra", "and it excludes no less", abstract="To serve."),
    silent("zebra, -surve*", "Zebra", "and it excludes no less", abstract="Surveys."),
]
SCRIPTS = [
    told("强化学习", "深度强化学习的方法", "Chinese words are not separated"),
    silent("强化学习", "强化了学习", "their characters stand side by side"),
    told("言語モデル", "大規模言語モデルの評価", "nor are Japanese ones"),
    told("تعلم", "طرق تعلم الآلة", "Arabic is read from the right, and found"),
    told("למידה", "על למידה עמוקה", "and so is Hebrew"),
    told("обучение", "Глубокое Обучение", "capitals are small ones in every alphabet"),
    told("ガン", "ｶﾞﾝ", "half as wide is the same"),
    told("zebra", "ze\u00adbra", "what cannot be seen is not there"),
    silent("zebra", "zеbrа", "letters that only look alike are others"),
]
LIKED = (Adjustment(Term("yak"), 10.0, "you liked it"),)
DISLIKED = (Adjustment(Term("yak"), -10.0, "you disliked it"),)
LEARNED = [
    replace(silent("zebra", "Yaks", "what was typed decides", abstract="Zebra."), learned=DISLIKED),
    replace(told("zebra", "Yaks", "but what was liked tips the scale", abstract="Zebra."), learned=LIKED),
    replace(silent("zebra", "Yaks", "and finds nothing by itself"), learned=LIKED),
    replace(told("zebra", "A zebra and a yak", "what is disliked does not outweigh the title"), learned=DISLIKED),
    replace(silent("min:95, zebra", "A zebra and a yak", "but counts against it"), learned=DISLIKED),
]
SECTIONS = {
    name.lower().replace("_", " "): cases
    for name, cases in list(globals().items())
    if name.isupper() and isinstance(cases, list)
}


CASES = [pytest.param(case, id=f"{name}: {case}") for name, cases in SECTIONS.items() for case in cases]


@pytest.mark.parametrize("case", CASES)
def test_a_reader_is_told_of_what_was_asked_for_and_of_nothing_else(case: Case) -> None:
    profile = replace(parse_profile(f"tested: {case.asked}"), learned=case.learned)
    found = score(profile, analysed(case.title, case.abstract, **case.facts), KNOWN)
    assert (found.score > 0 and found.score >= profile.threshold) is case.told, found


def test_the_specification_is_long_enough_to_be_one() -> None:
    assert sum(map(len, SECTIONS.values())) >= 60
