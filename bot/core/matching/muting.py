"""What must not be muted, because the profile could find nothing any more, or next to nothing."""

from bot.core.matching.analysis import analyse
from bot.core.matching.answers import contains
from bot.core.matching.folding import fold
from bot.core.matching.patterns import FUNCTION_WORDS
from bot.core.matching.statistics import Statistics
from bot.core.matching.types import FACT_FIELDS, TEXT_FIELDS, Field, Keyword, Profile, Term, terms_of
from store.records import Paper


def silenced(profile: Profile, muted: Term) -> Keyword | None:
    """The first keyword of the profile that asks for what has the muted term in it: ``reward model`` has ``reward``."""
    for keyword in profile.keywords:
        asked = () if keyword.excluded else terms_of(keyword.sought)
        if any(contains(muted, analyse(_answer_to(term)), Statistics()) for term in asked):
            return keyword
    return None


def is_empty(term: Term) -> bool:
    """Whether it is made of function words alone, which nearly every text has: ``the``."""
    in_text = term.field is None or term.field in TEXT_FIELDS
    return in_text and not term.text.endswith("*") and all(each.word in FUNCTION_WORDS for each in fold(term.text))


def _answer_to(term: Term) -> Paper:
    """A paper that has nothing but what is asked for, wherever that may stand."""
    text = term.text.replace("*", "")
    if term.field is Field.AUTHOR:
        return Paper(key="", title="", authors=(text,))
    if term.field is Field.ORGANIZATION:
        return Paper(key="", title="", organization=text)
    if term.field in FACT_FIELDS:
        return Paper(key="", title="")
    title, abstract = (text if term.field in (None, field) else "" for field in (Field.TITLE, Field.ABSTRACT))
    return Paper(key="", title=title, abstract=abstract, ai_keywords=(text,) if term.field is Field.KEYWORDS else ())
