"""Random profiles of the whole language, made of the words of the dumps; the same for the same seed."""

from collections.abc import Iterator, Sequence
from functools import cache
from random import Random

from bot.app.collect import collect
from bot.app.replay import read_pages
from bot.core.matching.analysis import AnalysedPaper, analyse
from bot.core.matching.language import ProfileSyntaxError, parse_query
from bot.core.matching.lexer import is_bare
from bot.core.matching.statistics import Statistics
from bot.core.matching.types import Adjustment, Field, Profile, Term
from bot.wiring import page_files, scratch_store
from tests.conftest import ROOT

_SPECIAL = """LLM; RAG; rag; DPO; direct preference optimization; retrieval augmented generation; large language models;
    RLHF; reinforcement learning from human feedback; finetuning; fine-tuning; fine tune; text-to-image; text to image;
    over-optimisation; adapters; honesty; mixture of experts; MoE; C++; 3D; GPT-4; learning to learn; state of the art;
    the model; of the; datasets; data set; rewardmodel; reward model; LM; RL; SFT; zebra; unicorn zebra; naïve; 模型;
    weak-to-strong generalization; a; is; LANGUAGE MODELS; self-play; in-context learning; pre-trained"""
SPECIAL = tuple(map(str.strip, _SPECIAL.split(";")))
"""Acronyms and what they stand for, words joined and parted, inflected, common, unknown, and of other scripts."""

FACTS = ("year:2024", "year:2020-", "category:cs.CL", "category:cs", "source:huggingface", "source:arxiv")
FIELDS = ("title", "abstract", "keywords", "author", "org")
MEANINGFUL = '"“”()*^:,;+&|!=<>[]{}\\/~#'


@cache
def dumps() -> tuple[AnalysedPaper, ...]:
    """The papers of the five dumps, by key."""
    store = scratch_store()
    for read in read_pages(page_files([ROOT / "seeds"], None)):
        collect(store, read.page, read.listing)
    with store.reading() as catalog:
        return tuple(sorted(map(analyse, catalog.papers()), key=lambda known: known.paper.key))


def statistics_of(papers: Sequence[AnalysedPaper]) -> Statistics:
    """What these papers teach."""
    statistics = Statistics()
    for paper in papers:
        statistics.count(paper)
    return statistics


def random_profiles(seed: int) -> Iterator[Profile]:
    """Profiles without end: every role, operator and field, weights, thresholds, and what was learned."""
    chance = Random(seed)
    while True:
        written = [_keyword(chance) for _ in range(chance.randint(1, 7))]
        try:
            keywords = parse_query(", ".join(written)).keywords
        except ProfileSyntaxError:  # exclusions alone, or a contradiction
            continue
        threshold, top = chance.choice((0.0, 20.0, 33.35, 50.0)), chance.choice((None, None, 1, 3))
        yield Profile("random", keywords, threshold, top, tuple(_learned(chance)))


def _keyword(chance: Random) -> str:
    sign = chance.choice(("", "", "", "", "", "", "+", "-"))
    weight = f"^{chance.choice((0.01, 0.5, 2, 3.25, 100))}" if sign != "-" and chance.random() < 0.2 else ""
    return f"{sign}{_expression(chance)}{weight}"


def _expression(chance: Random, depth: int = 0) -> str:
    kind = chance.random()
    if depth > 2 or kind < 0.7:
        return _term(chance)
    joined = "OR" if kind < 0.8 else "AND" if kind < 0.9 else "AND NOT"
    return f"({_expression(chance, depth + 1)} {joined} {_expression(chance, depth + 1)})"


def _term(chance: Random) -> str:
    if chance.random() < 0.03:
        return chance.choice(FACTS)
    text = _printed(chance) if chance.random() < 0.5 else chance.choice(SPECIAL)
    kind = chance.random()
    if kind < 0.15:
        text = f'"{text}"'
    elif kind < 0.3 and len(text) > 4 and text[-1].isalpha():
        text = f"{text[: chance.randint(4, len(text))].strip()}*"
    return f"{chance.choice(FIELDS)}:{text}" if chance.random() < 0.15 else text


def _printed(chance: Random) -> str:
    """Neighbouring words of some paper, or the name of one of its authors."""
    paper = chance.choice(dumps()).paper
    if paper.authors and chance.random() < 0.1:
        words, count = chance.choice(paper.authors).split(), 2
    else:
        words, count = f"{paper.title} {paper.abstract}".split(), chance.choice((1, 1, 1, 1, 2, 2, 2, 3, 4))
    first = chance.randrange(max(1, len(words) - count))
    hyphens = "" if chance.random() < 0.3 else "-"
    text = " ".join(words[first : first + count]).translate(dict.fromkeys(map(ord, MEANINGFUL + hyphens)))
    return text.strip() or "model"


def _learned(chance: Random) -> Iterator[Adjustment]:
    for _ in range(chance.randint(1, 12) if chance.random() < 0.2 else 0):
        text, points = _printed(chance), chance.randint(-100, 100) / 10
        if points and is_bare(text):
            field = Field.AUTHOR if chance.random() < 0.2 else None
            yield Adjustment(Term(text, exact=field is not None, field=field), points, "you liked it")
