"""Explanations for the tests of rendering: of papers told of, missed, kept out, and of hostile text."""

from dataclasses import replace

from bot.core.matching.explanation import Explanation, KeywordAccount
from bot.core.matching.types import Field, Form, Keyword, Match, Place, Profile, Reason, Role, Term
from store.records import Paper
from tests.bot.render.digests import places

TITLE = "Direct Letter Optimization: Your Pigeon Is Secretly a Postman"
ABSTRACT = (
    "Sorting letters by hand is slow. Pigeons learn a model of reward quickly, e.g. from grains. "
    "We call the method Direct Letter Optimization (DLO). Nothing of interest is said here. "
    "DLO needs only a weak teacher, and three post offices use it."
)
PAPER = Paper(key="arxiv:2305.18290", title=TITLE, abstract=ABSTRACT)

_DLO = Reason(
    "DLO",
    Field.TITLE,
    16.0,
    ("Direct Letter Optimization", "DLO"),
    Form.ACRONYM,
    (*places(TITLE, "Direct Letter Optimization"), *places(ABSTRACT, "DLO", field=Field.ABSTRACT)),
)
_REWARD = Reason(
    "reward model",
    Field.ABSTRACT,
    7.3,
    ("model", "reward"),
    Form.NEAR,
    places(ABSTRACT, "model", "reward", field=Field.ABSTRACT),
)
_WEAK = Reason(
    "weak-to-strong",
    Field.ABSTRACT,
    4.0,
    ("weak",),
    Form.SCATTERED,
    places(ABSTRACT, "weak", field=Field.ABSTRACT),
)
_SURVEY = Reason("-survey", Field.TITLE, 0, places=places(TITLE, "Postman"))
_LIKED = Reason("pigeons", Field.ABSTRACT, 3.0, ("Pigeons",), learned="you liked “Pigeons Learn to Count”")
_HID = Reason("post office", Field.ABSTRACT, -4.0, ("post offices",), learned="you hid “Queues in Post Offices”")

_PROFILE = Profile("post", tuple(Keyword(Term(word)) for word in ("DLO", "reward model", "weak-to-strong")), 40)


def account(
    keyword: str,
    reason: Reason | None = None,
    in_abstract: float = 26.3,
    in_title: float = 26.3,
    role: Role = Role.WANTED,
) -> KeywordAccount:
    """What a keyword did; its points are its reason's."""
    return KeywordAccount(keyword, role, reason.points if reason else 0.0, reason, in_abstract, in_title)


_ACCOUNTS = (
    account("DLO", _DLO),
    account("reward model", _REWARD, 29.9, 38.4),
    account("weak-to-strong", _WEAK, 31.2, 41.0),
    account("reward hacking", None, 44.1, 62.5),
    account("-survey", None, role=Role.EXCLUDED),
)
MISSED = Explanation(_PROFILE, PAPER, Match(26.3, (_DLO, _REWARD, _WEAK, _LIKED, _HID)), _ACCOUNTS)
TOLD = replace(MISSED, profile=replace(_PROFILE, threshold=20))
KEPT_OUT = replace(
    MISSED,
    match=Match(0.0, (), "-survey"),
    keywords=(account("DLO", _DLO, 0, 0), account("-survey", _SURVEY, 0, 0, Role.EXCLUDED)),
)
LACKING = replace(
    MISSED,
    match=Match(0.0, (), None, "+RLHF"),
    keywords=(account("DLO", _DLO, 0, 0), account("+RLHF", None, 31.0, 45.0, Role.REQUIRED)),
)
NOTHING = replace(MISSED, match=Match(0.0), keywords=(account("owls", None, 12.0, 31.0), account("bats", None, 9, 30)))


def hostile_explanation(text: str) -> Explanation:
    """One in which every word anybody could choose is ``text``."""
    everywhere = tuple(Place(field, at, at + 3) for field in (Field.TITLE, Field.ABSTRACT) for at in range(-2, 900, 5))
    reasons = tuple(
        Reason(text, Field.ABSTRACT, points, (text, text[:3]), form, everywhere, learned)
        for points, form, learned in ((9.0, Form.SCATTERED, None), (8.0, Form.ACRONYM, None), (-4.0, Form.NEAR, text))
    )
    return Explanation(
        replace(_PROFILE, name=text),
        Paper(key="title:x", title=text, abstract=f"{text}. " * 9),
        Match(13.0, reasons),
        tuple(account(text, reason, 44.1, 100.0, role) for reason in (reasons[0], None) for role in Role),
    )
