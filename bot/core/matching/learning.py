"""What a reader's reactions teach: terms that make papers a little better or worse, each with its cause.

Rocchio's formula (1971, "Relevance feedback in information retrieval"; Salton and Buckley 1990, "Improving retrieval
performance by relevance feedback"): the centroid of the papers the reader wants, minus a share of the centroid of those
the reader does not want. A paper's vector has a value from 0 to 1 for each of its words (saturated mentions times
inverse document frequency), for its authors and for its organisation.

Three things keep what is learned small and readable. The centroids are smoothed, as if some papers without any of these
words had been judged before: one like moves little, five alike much more. Only the few strongest terms count. And they
are words as printed, authors and organisations, never a model nobody can read.

Nothing is kept: what is learned follows from the reactions that stand, whatever their order. Without any there is
nothing learned, and what is undone leaves no trace. Muting and following are not learned but said: they are keywords.
"""

import math
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

from bot.core.matching.analysis import AnalysedPaper
from bot.core.matching.features import Feature, covered_by, features_of, telling, terms_of
from bot.core.matching.folding import fold
from bot.core.matching.statistics import Statistics
from bot.core.matching.types import Adjustment, Expression, Keyword, Profile, Role, Term
from bot.core.said import Said, said
from store.profiles import FeedbackKind

MAX_POINTS = 10.0
"""No term moves a score further; the smoothing sees to it that none does."""

SMOOTHING = 5.0
"""As if so many papers without any of the words had been judged: after so many likes a shared word has half of all."""

UNWANTED_SHARE = 0.5
"""What a paper counts that is not wanted, beside one that is. Salton and Buckley took a third of it; but then a single
dislike would do nothing."""

MAX_RAISED, MAX_LOWERED = 12, 8
"""At most so many terms count for a paper, and so many against it."""

TERMS_A_PAPER = 3
"""And not more than so many for each paper that was judged: one like teaches three words."""

LEAST_POINTS = 0.3
"""What would move a score less is not worth a line in the list."""

MAX_TITLE = 70
"""Of a longer title only so many characters are shown in a cause."""


_VERDICTS = frozenset((FeedbackKind.LIKE, FeedbackKind.DISLIKE, FeedbackKind.HIDE))
_WANTED = frozenset((FeedbackKind.LIKE, FeedbackKind.SAVE))
_CAUSES: Final[Mapping[FeedbackKind, Callable[[str], Said]]] = {
    FeedbackKind.LIKE: lambda title: said('you liked "%(title)s"', title=title),
    FeedbackKind.SAVE: lambda title: said('you saved "%(title)s"', title=title),
    FeedbackKind.DISLIKE: lambda title: said('you disliked "%(title)s"', title=title),
    FeedbackKind.HIDE: lambda title: said('you hid "%(title)s"', title=title),
}


@dataclass(frozen=True, slots=True)
class Signal:
    """A reaction that stands.

    :ivar number: under which it can be taken back; no two signals share one.
    :ivar title: of the paper, for the cause.
    :ivar paper: what was judged; ``None`` if it is not known any more, or if a word or name was meant.
    :ivar sought: the word that was muted or the name that is followed.
    """

    number: int
    kind: FeedbackKind
    title: str = ""
    paper: AnalysedPaper | None = None
    sought: Term | None = None


class Lesson(NamedTuple):
    """An adjustment, and the numbers of the reactions it comes from, rising."""

    adjustment: Adjustment
    numbers: tuple[int, ...]


class Judgement(NamedTuple):
    """A paper with all that was said of it.

    :ivar kind: the verdict.
    :ivar numbers: of the reactions that say the same as the verdict, rising.
    """

    paper: AnalysedPaper
    title: str
    kind: FeedbackKind
    numbers: tuple[int, ...]
    features: Mapping[Feature, float]

    @property
    def wanted(self) -> bool:
        """Whether more of this kind is wanted, or less."""
        return self.kind in _WANTED


def learn(profile: Profile, signals: Sequence[Signal], statistics: Statistics) -> tuple[Adjustment, ...]:
    """What the reactions teach for this profile, most points first; nothing if there are none.

    :param signals: in any order.
    :param statistics: of the known papers, those that were judged among them.
    """
    return tuple(lesson.adjustment for lesson in lessons(profile, signals, statistics))


def with_learning(profile: Profile, signals: Sequence[Signal], statistics: Statistics) -> Profile:
    """The profile with what the reactions add: keywords for what is muted and followed, and what is learned."""
    said = tuple(keyword for _, keyword in said_keywords(profile, signals))
    learned = learn(profile, signals, statistics)
    return replace(profile, keywords=(*profile.keywords, *said), learned=learned) if said or learned else profile


def said_keywords(profile: Profile, signals: Iterable[Signal]) -> tuple[tuple[int, Keyword], ...]:
    """The keywords that muting and following stand for, by the number of the reaction.

    What the reader typed comes first: a word that stands in the profile is not muted, a name not looked for twice.
    """
    typed = {meaning_of(keyword.sought) for keyword in profile.keywords}
    roles = {FeedbackKind.MUTE: Role.EXCLUDED, FeedbackKind.FOLLOW: Role.WANTED}
    standing = sorted((signal for signal in signals if signal.kind in roles), key=lambda signal: signal.number)
    return tuple(
        (signal.number, Keyword(signal.sought, roles[signal.kind]))
        for signal in standing
        if signal.sought and meaning_of(signal.sought) not in typed
    )


def meaning_of(sought: Expression) -> Hashable:
    """What is equal for terms that are only spelled differently."""
    if isinstance(sought, Term):
        return sought.field, sought.text.endswith("*"), tuple(token.stem for token in fold(sought.text))
    return sought


def lessons(profile: Profile, signals: Sequence[Signal], statistics: Statistics) -> tuple[Lesson, ...]:
    """:func:`learn`, each with the reactions it comes from."""
    typed = [*profile.keywords, *(keyword for _, keyword in said_keywords(profile, signals))]
    return teach(typed, judgements(signals, statistics), statistics)


def teach(typed: Iterable[Keyword], judged: Sequence[Judgement], statistics: Statistics) -> tuple[Lesson, ...]:
    """What some judgements teach.

    :param typed: what the reader asked for or excluded.
    """
    wanted = [each for each in judged if each.wanted]
    unwanted = [each for each in judged if not each.wanted]
    points = _points(wanted, unwanted)
    raised = _strongest(1, wanted, points, typed, statistics)[:MAX_RAISED]
    lowered = _strongest(-1, unwanted, points, typed, statistics)[:MAX_LOWERED]
    terms = terms_of((*raised, *lowered), (each.paper for each in judged))
    learned = [
        _lesson(feature, terms[feature], points[feature], papers)
        for papers, features in ((wanted, raised), (unwanted, lowered))
        for feature in features
    ]
    return tuple(sorted(learned, key=lambda lesson: (-lesson.adjustment.points, lesson.adjustment.sought.text)))


def _strongest(
    sign: int,
    papers: Sequence[Judgement],
    points: Mapping[Feature, float],
    typed: Iterable[Keyword],
    statistics: Statistics,
) -> list[Feature]:
    """What these papers have in common that has points of that sign, most points first."""
    strong = {
        feature
        for feature in telling([each.features for each in papers], statistics)
        if sign * points[feature] >= LEAST_POINTS
    }
    ranked = sorted(
        strong - covered_by(typed, strong), key=lambda each: (-sign * points[each], each.text, str(each.field))
    )
    return ranked[: TERMS_A_PAPER * len(papers)]


def judgements(signals: Iterable[Signal], statistics: Statistics) -> list[Judgement]:
    """Each paper that was judged, once, in the order in which it was first judged.

    The last verdict counts. Saving is one only where there is no other.
    """
    told: defaultdict[str, list[Signal]] = defaultdict(list)
    papers: dict[str, AnalysedPaper] = {}
    for signal in sorted(signals, key=lambda signal: signal.number):
        if signal.paper and signal.kind in _CAUSES:
            told[signal.paper.paper.key].append(signal)
            papers[signal.paper.paper.key] = signal.paper
    judged = []
    for key, signs in told.items():
        paper = papers[key]
        last = next((each for each in reversed(signs) if each.kind in _VERDICTS), signs[-1])
        same = tuple(each.number for each in signs if (each.kind in _WANTED) == (last.kind in _WANTED))
        title = last.title or paper.paper.title
        judged.append(Judgement(paper, title, last.kind, same, features_of(paper, statistics)))
    return judged


def _points(wanted: Sequence[Judgement], unwanted: Sequence[Judgement]) -> dict[Feature, float]:
    """Rocchio's formula; to a tenth of a point."""
    shares = ((wanted, 1.0), (unwanted, -UNWANTED_SHARE))
    parts: defaultdict[Feature, list[float]] = defaultdict(list)
    for papers, share in shares:
        for judged in papers:
            for feature, value in judged.features.items():
                parts[feature].append(share * value / (len(papers) + SMOOTHING))
    return {feature: round(MAX_POINTS * math.fsum(values), 1) for feature, values in parts.items()}


def _lesson(feature: Feature, term: Term, points: float, papers: Sequence[Judgement]) -> Lesson:
    taught = [judged for judged in papers if feature in judged.features]
    best = max(taught, key=lambda judged: (judged.features[feature], -judged.numbers[0]))
    cause = _CAUSES[best.kind](_shortened(best.title))
    if len(taught) > 1:
        cause = said("%(cause)s and %(count)s more", cause=cause, count=len(taught) - 1)
    numbers = tuple(sorted(number for judged in taught for number in judged.numbers))
    return Lesson(Adjustment(term, points, cause), numbers)


def _shortened(title: str) -> str:
    line = " ".join(title.split())
    if len(line) <= MAX_TITLE:
        return line
    return (
        line[: line.rfind(" ", MAX_TITLE // 2, MAX_TITLE) if " " in line[MAX_TITLE // 2 : MAX_TITLE] else MAX_TITLE]
        + " …"
    )
