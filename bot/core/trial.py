"""One paper tried against a profile: its match, and what is in it whether or not that was allowed to count. Pure."""

from dataclasses import dataclass, replace
from typing import NamedTuple

from bot.core.matching.answers import contains, find_answer, is_present
from bot.core.matching.language import print_keyword
from bot.core.matching.plan import narrowing, plan_of
from bot.core.matching.scoring import AnalysedPaper, score
from bot.core.matching.statistics import Statistics
from bot.core.matching.types import Expression, Form, Match, Profile
from store.records import Paper


@dataclass(frozen=True, slots=True)
class DatedPaper:
    """A paper and the day on which a reader would have been told of it; ``None`` where no page gave one."""

    analysed: AnalysedPaper
    day: str | None


class Outcome(NamedTuple):
    """What came of one paper.

    :ivar found: the keywords that are in it, whatever became of it, and whether not only as scattered words.
    :ivar kept_out_by: every exclusion that is in it.
    :ivar spared: an exclusion kept it out that would have reached the threshold.
    """

    paper: Paper
    day: str | None
    match: Match
    found: dict[str, bool]
    kept_out_by: tuple[str, ...]
    spared: bool


class Questions(NamedTuple):
    """What has to be asked of every paper because of a profile.

    :ivar sparing: the profile without its exclusions.
    :ivar wishes: what each keyword looks for, by the keyword as typed.
    :ivar required: what may not be missing, and
    :ivar excluded: what may not be there, likewise.
    :ivar facts: what narrows down without a sign, likewise.
    :ivar plain: the reasons of a match name everything in the paper: no weight makes a part too small to be shown.
    """

    profile: Profile
    sparing: Profile
    wishes: dict[str, Expression]
    required: dict[str, Expression]
    excluded: dict[str, Expression]
    facts: dict[str, Expression]
    plain: bool

    @classmethod
    def of(cls, profile: Profile) -> "Questions":
        """The questions of this profile."""
        plan = plan_of(profile)
        return cls(
            profile=profile,
            sparing=replace(profile, keywords=tuple(each for each in profile.keywords if not each.excluded)),
            wishes={print_keyword(wish.keyword): wish.sought for wish in plan.wishes},
            required={print_keyword(keyword): keyword.sought for keyword in plan.required},
            excluded={print_keyword(keyword): keyword.sought for keyword in plan.excluded},
            facts={print_keyword(keyword): keyword.sought for keyword in narrowing(profile.keywords)},
            plain=len({wish.keyword.weight for wish in plan.wishes}) == 1 and not profile.learned,
        )


def tried(questions: Questions, dated: DatedPaper, statistics: Statistics) -> Outcome:
    """What comes of one paper."""
    paper = dated.analysed
    match = score(questions.profile, paper, statistics)
    stopped = match.excluded_by is not None or match.lacks is not None
    found = {reason.keyword: reason.form is not Form.SCATTERED for reason in match.reasons if reason.learned is None}
    for keyword, sought in questions.wishes.items() if stopped or not questions.plain else ():
        answer = None if keyword in found else find_answer(sought, paper, statistics)
        if answer:
            found[keyword] = answer[1][0].form is not Form.SCATTERED
    for keyword, sought in (*questions.required.items(), *questions.facts.items()):
        # Scattered words are not enough for what is required.
        if is_present(sought, paper, statistics):
            found[keyword] = True
        else:
            found.pop(keyword, None)
    kept_out_by: tuple[str, ...] = ()
    spared = False
    if match.excluded_by is not None:
        each = questions.excluded.items()
        kept_out_by = tuple(keyword for keyword, sought in each if contains(sought, paper, statistics))
        spared = reaches(score(questions.sparing, paper, statistics), questions.profile.threshold)
    return Outcome(paper.paper, dated.day, match, found, kept_out_by, spared)


def reaches(match: Match, threshold: float) -> bool:
    """Whether a reader with this threshold is told of the paper."""
    return 0 < match.score >= threshold
