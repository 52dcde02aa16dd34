"""Profiles of the whole language, and papers that have something of them, for property tests."""

from hypothesis import strategies as st

from bot.core.matching.combining import all_of, any_of, negated
from bot.core.matching.types import Adjustment, Expression, Field, Keyword, Not, Profile, Role, Term
from tests.bot.matching import language_texts
from tests.bot.matching.papers import analysed, counted

WORDS = [
    "reward",
    "model",
    "zebra",
    "fine-tuning",
    "RAG",
    "of",
    "language model",
    "optimisation",
    "3D",
    "pigeon",
    "DPO",
]
PRINTED = [*WORDS, "rags", "finetuned", "models", "optimizer", "optimize", "dpo", "direct preference optimization", "."]
AUTHORS = ["Ada Okafor", "Ai Tanaka", "Zebra Reward"]
TEXT_FIELDS = [None, None, None, Field.TITLE, Field.ABSTRACT]

texts = st.lists(st.sampled_from(PRINTED), max_size=14).map(" ".join)
papers = st.builds(
    lambda title, abstract, authors, year, categories: analysed(
        title, abstract, authors=tuple(authors), published=year, categories=tuple(categories), sources=("arxiv",)
    ),
    texts,
    texts,
    st.lists(st.sampled_from(AUTHORS), max_size=2),
    st.sampled_from(["", "2023-05-01", "2024"]),
    st.lists(st.sampled_from(["cs.CL", "stat.ML"]), max_size=2),
)
statistics = st.lists(texts, max_size=6).map(counted)

phrases = st.lists(st.sampled_from([*WORDS, "direct preference optimization"]), min_size=1, max_size=3).map(" ".join)
words_sought = st.builds(Term, phrases, st.booleans(), st.sampled_from(TEXT_FIELDS))
beginnings = st.sampled_from(["zeb*", "model*", "reward mod*", "fine-tun*"])
facts = st.sampled_from(
    [
        Term("okafor", field=Field.AUTHOR),
        Term("arxiv", field=Field.SOURCE),
        Term("cs", field=Field.CATEGORY),
        Term("2024", field=Field.YEAR),
    ]
)
terms = words_sought | st.builds(Term, beginnings, st.just(False), st.sampled_from(TEXT_FIELDS)) | facts


def _combined(parts: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
    several = st.lists(parts, min_size=2, max_size=3)
    alternatives = several.map(
        lambda found: any_of([part for part in found if not isinstance(part, Not)] or [Term("a")])
    )
    return alternatives | several.map(all_of) | parts.map(negated)


expressions: st.SearchStrategy[Expression] = st.recursive(terms, _combined, max_leaves=5)
positive_expressions = st.recursive(
    terms, lambda parts: st.lists(parts, min_size=2, max_size=3).map(any_of) | st.lists(parts, min_size=2).map(all_of)
)
weights = st.sampled_from([0.01, 0.25, 0.5, 1.0, 2.0, 3.7, 50.0])


def _keyword(sought: Expression, role: Role, weight: float) -> Keyword:
    if isinstance(sought, Not):
        return Keyword(sought.part, Role.EXCLUDED)
    return Keyword(sought, role, 1.0 if role is Role.EXCLUDED else weight)


roles = st.sampled_from([Role.WANTED] * 6 + [Role.REQUIRED, Role.EXCLUDED])
keywords = st.builds(_keyword, expressions, roles, weights) | language_texts.keywords()
"""All that can be written: half of it in words of which the papers are made, so that it is often found."""

wanted = st.builds(Keyword, positive_expressions, st.just(Role.WANTED), weights)
plain = st.builds(Keyword, words_sought, st.just(Role.WANTED), weights)
adjustments = st.builds(
    Adjustment, terms, st.integers(-100, 100).filter(bool).map(lambda tenths: tenths / 10), st.just("you liked it")
)


def profiles(
    of: st.SearchStrategy[Keyword] = keywords, learned: st.SearchStrategy[Adjustment] = adjustments
) -> st.SearchStrategy[Profile]:
    """Profiles of one to six such keywords, with what was learned."""
    return st.builds(
        lambda found, learned: Profile("tested", tuple(found), learned=tuple(learned)),
        st.lists(of, min_size=1, max_size=6),
        st.lists(learned, max_size=4),
    )
