"""Why a paper was told of or not, in words and as plain values for JSON. Pure."""

from collections.abc import Collection, Iterable, Sequence

from bot.core.matching.explanation import Explanation, KeywordAccount
from bot.core.matching.types import Match, Profile, Reason, Role
from bot.render.language import SPEAKING_ENGLISH, Language
from bot.render.presentation import name_of, number
from bot.render.reasons import label_of
from store.records import Paper


def verdict(explanation: Explanation, language: Language = SPEAKING_ENGLISH) -> str:
    """In one sentence: ``Told of: 62.3, from 40.``, ``Never: it contains -survey (title).``"""
    match, threshold = explanation.match, explanation.profile.threshold
    if match.excluded_by is not None:
        return _never(match.excluded_by, explanation, language)
    if match.lacks is not None:
        return language.gettext("Not told of: it lacks %(keyword)s.", keyword=name_of(match.lacks))
    score, needed = number(match.score, language), number(threshold, language)
    if explanation.told:
        return language.gettext("Told of: %(score)s, from %(threshold)s.", score=score, threshold=needed)
    if not any(each.reason for each in _wanted(explanation)):
        return language.gettext("Not told of: none of its keywords was found.")
    if not threshold:
        return language.gettext("Not told of: %(score)s, needs more than 0.", score=score)
    return language.gettext("Not told of: %(score)s, needs %(threshold)s.", score=score, threshold=needed)


def _never(excluded_by: str, explanation: Explanation, language: Language) -> str:
    reason = next((each.reason for each in explanation.keywords if each.keyword == excluded_by), None)
    keyword = name_of(excluded_by)
    if reason is None:
        return language.gettext("Never: it contains %(keyword)s.", keyword=keyword)
    place = label_of(reason, language).place
    return language.gettext("Never: it contains %(keyword)s (%(place)s).", keyword=keyword, place=place)


def remedy(explanation: Explanation, unheard: Collection[str] = (), language: Language = SPEAKING_ENGLISH) -> str:
    """What would have been enough: ``“reward hacking” in the abstract would have made 44.1.``

    Empty for a paper that is told of, and for one that an exclusion keeps out whatever else it says.

    :param unheard: keywords in normal form that are only named if no other would have been enough.
    """
    if explanation.told or explanation.match.excluded_by is not None:
        return ""
    wanted = _wanted(explanation)
    heard = [each for each in wanted if each.keyword not in unheard]
    enough = _enough(heard, explanation, language) or _enough(wanted, explanation, language)
    if enough or not wanted:  # of a profile none of whose keywords is understood any more, nothing would have been
        return enough
    in_title = max(heard or wanted, key=lambda each: each.in_title)
    if in_title.in_title <= explanation.match.score:
        return language.gettext("No keyword alone would have been enough.")
    return language.gettext(
        "No keyword alone would have been enough. At best, “%(keyword)s” in the title would have made %(score)s.",
        keyword=name_of(in_title.keyword),
        score=number(in_title.in_title, language),
    )


def _enough(accounts: Sequence[KeywordAccount], explanation: Explanation, language: Language) -> str:
    """The best of the keywords in the abstract, else in the title, if that would have been enough, else empty."""
    for where in ("abstract", "title"):
        scores = [(each.in_abstract if where == "abstract" else each.in_title, each) for each in accounts]
        score, best = max(scores, key=lambda scored: scored[0], default=(0.0, None))
        if best and suffices(score, explanation):
            keyword, made = name_of(best.keyword), number(score, language)
            if where == "title":
                return language.gettext(
                    "“%(keyword)s” in the title would have made %(score)s.", keyword=keyword, score=made
                )
            return language.gettext(
                "“%(keyword)s” in the abstract would have made %(score)s.", keyword=keyword, score=made
            )
    return ""


def suffices(score: float, explanation: Explanation) -> bool:
    """Whether a paper of that score would be told of."""
    return score > 0 and score >= explanation.profile.threshold


def learned_of(match: Match) -> tuple[Reason, ...]:
    """What of a match was not typed but learned."""
    return tuple(reason for reason in match.reasons if reason.learned is not None)


def reasons_of(explanation: Explanation) -> tuple[Reason, ...]:
    """Everything that was found, also of a paper without a score: what excludes it, what would have counted."""
    found = (each.reason for each in explanation.keywords)
    return (*(reason for reason in found if reason), *learned_of(explanation.match))


def explanation_report(explanation: Explanation) -> dict[str, object]:
    """An explanation as plain values; whatever is not found or not known is ``null``."""
    match = explanation.match
    return {
        "profile": explanation.profile.name,
        "key": explanation.paper.key,
        "title": explanation.paper.title,
        "score": match.score,
        "threshold": explanation.profile.threshold,
        "told": explanation.told,
        "verdict": verdict(explanation),
        "remedy": remedy(explanation) or None,
        "excluded_by": match.excluded_by,
        "lacks": match.lacks,
        "keywords": [
            {
                "keyword": each.keyword,
                "role": each.role.value,
                "points": each.points,
                "found": reason_report(each.reason) if each.reason else None,
                "in_abstract": each.in_abstract,
                "in_title": each.in_title,
            }
            for each in explanation.keywords
        ],
        "learned": [reason_report(reason) for reason in learned_of(match)],
    }


def ranking_report(profile: Profile, rows: Iterable[tuple[Paper, Match]]) -> dict[str, object]:
    """The papers of a profile with their reasons as plain values.

    :param rows: the best first.
    """
    return {
        "profile": profile.name,
        "threshold": profile.threshold,
        "papers": [
            {
                "key": paper.key,
                "title": paper.title,
                "score": match.score,
                "reasons": [reason_report(reason) for reason in match.reasons],
            }
            for paper, match in rows
        ],
    }


def reason_report(reason: Reason) -> dict[str, object]:
    """A reason as plain values; places count the characters (Unicode code points) of title or abstract from 0."""
    return {
        "keyword": reason.keyword,
        "field": reason.field.value,
        "points": reason.points,
        "form": reason.form.value,
        "words": list(reason.words),
        "places": [{"field": place.field.value, "start": place.start, "end": place.end} for place in reason.places],
        "learned": reason.learned,
    }


def _wanted(explanation: Explanation) -> Sequence[KeywordAccount]:
    return [each for each in explanation.keywords if each.role is not Role.EXCLUDED]
