"""Profiles and papers that are hard to match in bulk, for property tests of the index."""

from hypothesis import strategies as st

from bot.core.matching.combining import all_of, any_of, negated
from bot.core.matching.folding import fold
from bot.core.matching.language import MAX_KEYWORD, ProfileSyntaxError, parse_keyword, print_keyword
from bot.core.matching.lexer import is_bare
from bot.core.matching.statistics import Statistics
from bot.core.matching.types import DEFAULT_THRESHOLD, Expression, Keyword, Not, Profile, Role, Term
from tests.bot.matching import language_texts, profiles
from tests.bot.matching.papers import analysed

DEFINED = ["Direct Preference Optimization (DPO)", "retrieval-augmented generation (RAG)", "mixture of experts (MoE)"]
CONTRADICTED = ["Dull Pigeon Opera (DPO)", "Reward Aware Geese (RAG)", "Model of Everything (MoE)"]
PIECES = [
    *profiles.PRINTED,
    *language_texts.WORDS,
    *DEFINED,
    *CONTRADICTED,
    "MoE",
    "mixture of experts",
    "mixture-of-experts",
    "retrieval augmented generation",
    "RAGs",
    "fine-tuned",
    "fine tuning",
    "reward-model",
    "rewardmodel",
    "optimal",
    "optimality",
    "optimized",
    "over-optimization",
    "learning to learn",
    "of the",
    "the of",
    "3-D",
    "三 強化学習",
    "تعلم الآلة",
    "naïveté",
    "naive",
    "text to image",
    "Text-to-Image",
    "C",
    "F1’s",
    "?!",
    "—",
    ",",
    ". A",
]
texts = st.lists(st.sampled_from(PIECES) | language_texts.noise, max_size=16).map(" ".join)
papers = st.builds(
    lambda title, abstract, listed, authors, organization: analysed(
        title, abstract, ai_keywords=tuple(listed), authors=tuple(authors), organization=organization
    ),
    texts | st.just(""),
    texts,
    st.lists(st.sampled_from(PIECES), max_size=3),
    st.lists(st.sampled_from([*profiles.AUTHORS, "Reward Model", "C++ DPO", "強化 RAG", ""]), max_size=2),
    st.sampled_from([None, "", "Fine-Tuning Lab", "DPO", "naïveté of zebra"]),
)
"""Empty titles, repeated words, several scripts, acronyms that are contradicted, keywords of the page, names."""


def _counted(abstracts: list[str], doubled: bool) -> Statistics:
    statistics = Statistics()
    for abstract in abstracts * (1 + doubled):
        statistics.count(analysed(abstract=abstract))
    return statistics


statistics = st.builds(_counted, st.lists(st.sampled_from(DEFINED + CONTRADICTED) | texts, max_size=6), st.booleans())
"""Twice what defines an acronym leaves no doubt."""

beginnings = st.sampled_from(["zeb*", "model*", "reward mod*", "fine-tun*", "opti* model", "d*"])
typed = (
    st.lists(st.sampled_from(PIECES), min_size=1, max_size=3)
    .map(lambda pieces: " ".join("".join(sign for sign in " ".join(pieces) if sign not in '()?!—,.+*"').split()))
    .filter(lambda text: len(text) <= MAX_KEYWORD and is_bare(text) and bool(fold(text)))
)
terms = (
    st.builds(Term, typed, st.booleans(), st.sampled_from([None, *language_texts.WORD_FIELDS]))
    | st.builds(Term, beginnings, st.just(False), st.sampled_from(language_texts.WORD_FIELDS))
    | profiles.facts
)


def _combined(parts: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
    several = st.lists(parts, min_size=2, max_size=3)
    return (
        several.map(lambda found: any_of([part for part in found if not isinstance(part, Not)] or [Term("a")]))
        | several.map(all_of)
        | parts.map(negated)
    )


def _keyword(sought: Expression, role: Role, weight: float) -> Keyword:
    if isinstance(sought, Not):
        return Keyword(sought.part, Role.EXCLUDED)
    return Keyword(sought, role, 1.0 if role is Role.EXCLUDED else weight)


def _can_be_written(keyword: Keyword) -> bool:
    try:
        return parse_keyword(print_keyword(keyword)) == keyword
    except ProfileSyntaxError:  # what is wanted and excluded at once
        return False


keywords = language_texts.keywords() | st.builds(
    _keyword, st.recursive(terms, _combined, max_leaves=5), profiles.roles, profiles.weights
).filter(_can_be_written)
standing_profiles = st.builds(
    lambda found, threshold, top, learned: Profile("tested", tuple(found), threshold, top, tuple(learned)),
    st.lists(keywords, min_size=1, max_size=5),
    st.sampled_from([0.0, 20.0, 33.35, DEFAULT_THRESHOLD, 100.0]),
    st.sampled_from([None, None, 1, 3]),
    st.lists(profiles.adjustments, max_size=3),
)
