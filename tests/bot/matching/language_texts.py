"""Everything that can be written in the language, for property tests."""

from hypothesis import strategies as st

from bot.core.matching.combining import all_of, all_terms, any_of, contradiction, negated
from bot.core.matching.folding import fold
from bot.core.matching.language import MAX_KEYWORD, MAX_TERMS, MAX_WEIGHT, MIN_WEIGHT
from bot.core.matching.lexer import is_bare
from bot.core.matching.types import AllOf, AnyOf, Expression, Field, Keyword, Not, Role, Term

WORDS = [
    "reward",
    "RAG",
    "C++",
    "text-to-image",
    "hallucinat*",
    "強化",
    "تعلم",
    "and",
    "Or",
    "min",
    "title",
    "F1's",
    "naïve*",
]
QUOTED = [*WORDS, "AND", "(", ")", "^2", "-x", ":", ",", "*", "+", "x;y", "；"]
WORD_FIELDS = [None, Field.TITLE, Field.ABSTRACT, Field.KEYWORDS, Field.AUTHOR, Field.ORGANIZATION, Field.SOURCE]

noise = st.text(max_size=8).map(lambda text: "".join(text.split()))
bare_texts = (
    st.lists(st.sampled_from(WORDS) | noise, min_size=1, max_size=4)
    .map(" ".join)
    .filter(lambda text: len(text) <= MAX_KEYWORD and is_bare(text) and bool(fold(text)))
)
exact_texts = (
    st.lists(st.sampled_from(QUOTED) | noise, min_size=1, max_size=4)
    .map(lambda words: " ".join("".join(c for c in " ".join(words) if c.isprintable() and c not in QUOTES).split()))
    .filter(lambda text: 0 < len(text) <= MAX_KEYWORD and bool(fold(text)))
)
QUOTES = '"“”„‟＂«»《》「」『』'
years = st.sampled_from(["1900", "2024", "2023-2025", "2024-", "-2024"])
categories = st.sampled_from(["cs.CL", "cs", "astro-ph.GA", "cond-mat.mes-hall"])
terms = st.one_of(
    st.builds(Term, bare_texts, st.just(False), st.sampled_from(WORD_FIELDS)),
    st.builds(Term, exact_texts, st.just(True), st.sampled_from(WORD_FIELDS)),
    st.builds(lambda text: Term(text, False, Field.YEAR), years),
    st.builds(lambda text: Term(text, False, Field.CATEGORY), categories),
)


def _combined(inner: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
    parts = st.lists(inner, min_size=1, max_size=4)
    plain = parts.map(lambda found: any_of([part for part in found if not isinstance(part, Not)] or [Term("a")]))
    return plain | parts.map(all_of) | inner.map(negated)


expressions: st.SearchStrategy[Expression] = st.recursive(terms, _combined, max_leaves=8).filter(
    lambda sought: len(list(all_terms(sought))) <= MAX_TERMS and not _contradicts(sought)
)


def _contradicts(sought: Expression) -> bool:
    if isinstance(sought, Term):
        return False
    parts = (sought.part,) if isinstance(sought, Not) else sought.parts
    return contradiction(sought) is not None or any(map(_contradicts, parts))


@st.composite
def keywords(draw: st.DrawFn) -> Keyword:
    """Every keyword that can be written."""
    sought = draw(expressions)
    if isinstance(sought, Not):
        return Keyword(sought.part, Role.EXCLUDED)
    role = draw(st.sampled_from(Role))
    weight = draw(st.just(1.0) | st.floats(MIN_WEIGHT, MAX_WEIGHT))
    return Keyword(sought, role, 1.0 if role is Role.EXCLUDED else round(weight, 2))


def is_well_formed(sought: Expression) -> bool:
    """Whether it is as :mod:`bot.core.matching.types` promises."""
    if isinstance(sought, Term):
        return True
    if isinstance(sought, Not):
        return not isinstance(sought.part, Not) and is_well_formed(sought.part)
    if len(sought.parts) < 2 or not all(map(is_well_formed, sought.parts)):
        return False
    if isinstance(sought, AnyOf):
        return not any(isinstance(part, Not | AnyOf) for part in sought.parts)
    return not any(isinstance(part, AllOf) for part in sought.parts) and not all(
        isinstance(part, Not) for part in sought.parts
    )


LANGUAGE = 'ab:-+*^",;“”()2 title:\nyear:min:ANDORNOT«»，（）：–|!.\u200b\u3000'
"""Signs of which random texts are more like the language than like noise."""
PIECES = [
    "a",
    "b c",
    '"d e"',
    "AND",
    "OR",
    "NOT",
    "(",
    ")",
    "-",
    "+",
    "title:",
    "year:",
    "2024",
    "-2025",
    "^2",
    "*",
    ",",
]
PIECES += [
    "\n",
    "min:",
    "top:",
    "5",
    "hall*",
    ":",
    '"',
    "author:",
    "category:",
    "cs.CL",
    "x:",
    ".",
    "模型",
    "，",
    "（",
    "）",
]
written_texts = (
    st.text(max_size=60)
    | st.text(alphabet=LANGUAGE, max_size=60)
    | st.lists(st.sampled_from(PIECES), max_size=16).map(" ".join)
    | st.lists(st.sampled_from(PIECES), max_size=16).map("".join)
)
