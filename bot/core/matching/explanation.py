"""Why a paper scored as it did, and what would have made it score more."""

from dataclasses import dataclass, replace

from bot.core.matching.analysis import AnalysedPaper, analyse
from bot.core.matching.answers import contains, is_present
from bot.core.matching.language import print_keyword
from bot.core.matching.plan import plan_of
from bot.core.matching.scoring import score
from bot.core.matching.statistics import Statistics
from bot.core.matching.types import AnyOf, Expression, Field, Keyword, Match, Profile, Reason, Role, terms_of
from store.records import Paper


@dataclass(frozen=True, slots=True)
class KeywordAccount:
    """What one keyword did for a paper.

    :ivar keyword: as typed, in normal form.
    :ivar points: its share of the score, 0–100, to a tenth; 0 if it was not found, or found but without effect: it
        excludes, only narrows down, or something else keeps the paper out.
    :ivar reason: where it was found, with the same points; ``None`` if it was not, or not as fully as is required.
    :ivar in_abstract: the score the paper would have if the keyword stood in its abstract once, as it is now otherwise.
    :ivar in_title: likewise in its title. Both are the score as it is for what is excluded.
    """

    keyword: str
    role: Role
    points: float
    reason: Reason | None
    in_abstract: float
    in_title: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """A match with everything one needs to see why.

    :ivar keywords: in the order of the profile.
    """

    profile: Profile
    paper: Paper
    match: Match
    keywords: tuple[KeywordAccount, ...]

    @property
    def told(self) -> bool:
        """Whether the paper reaches the profile's threshold."""
        return self.match.score > 0 and self.match.score >= self.profile.threshold


def explain(profile: Profile, paper: AnalysedPaper, statistics: Statistics) -> Explanation:
    """The match of a paper, and for each keyword what it did and what more of it would have done."""
    match = score(profile, paper, statistics)
    wishes = {wish.keyword: wish.sought for wish in plan_of(profile).wishes}
    typed = {reason.keyword: reason for reason in match.reasons if reason.learned is None}
    accounts = []
    for keyword in profile.keywords:
        written = print_keyword(keyword)
        reason = typed.get(written) or _found(keyword, wishes.get(keyword, keyword.sought), paper, statistics)
        in_abstract, in_title = _supposed(keyword, profile, paper, statistics, match.score)
        points = reason.points if reason else 0.0
        accounts.append(KeywordAccount(written, keyword.role, points, reason, in_abstract, in_title))
    return Explanation(profile, paper.paper, match, tuple(accounts))


def _found(keyword: Keyword, sought: Expression, paper: AnalysedPaper, statistics: Statistics) -> Reason | None:
    """Where a keyword is that made no points, as it would be found if it stood alone in a profile."""
    if keyword.excluded and not contains(sought, paper, statistics):
        return None
    if keyword.role is Role.REQUIRED and not is_present(keyword.sought, paper, statistics):
        return None
    alone = score(Profile("", (Keyword(sought),)), paper, statistics)
    return replace(alone.reasons[0], keyword=print_keyword(keyword), points=0.0) if alone.reasons else None


def _supposed(
    keyword: Keyword, profile: Profile, paper: AnalysedPaper, statistics: Statistics, now: float
) -> tuple[float, float]:
    """The scores with the keyword's words in the abstract, and in the title; never less than now."""
    one = keyword.sought.parts[0] if isinstance(keyword.sought, AnyOf) else keyword.sought
    terms = [term for term in terms_of(one) if term.field in (None, Field.TITLE, Field.ABSTRACT)]
    if keyword.role is Role.EXCLUDED or not terms:
        return now, now
    words = ". ".join(term.text.replace("*", "") for term in terms)
    with_abstract = replace(paper.paper, abstract=f"{words}. {paper.paper.abstract}")
    with_title = replace(paper.paper, title=f"{words}. {paper.paper.title}")
    in_abstract, in_title = (score(profile, analyse(each), statistics).score for each in (with_abstract, with_title))
    return max(now, in_abstract), max(now, in_title)
