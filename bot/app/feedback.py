"""What readers say of papers, words and names: kept, listed, taken back, and put to use in their profiles.

Who judges what was learned is :mod:`bot.core.matching.learning`; what is kept is only what was said.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.app.feedback_rules import FeedbackRefused, term_to_follow, term_to_mute
from bot.app.statistics import StoredStatistics
from bot.app.stored_keywords import understand
from bot.core.matching.language import MAX_KEYWORDS, print_keyword
from bot.core.matching.learning import (
    Lesson,
    Signal,
    judgements,
    lessons,
    said_keywords,
    teach,
    with_learning,
)
from bot.core.matching.scoring import analyse, score
from bot.core.matching.statistics import Statistics
from bot.core.matching.thresholds import Suggestion, suggest_threshold
from bot.core.matching.types import Keyword, Profile, Term
from bot.core.said import said
from store.api import CatalogReader, FeedbackReader, Reading, Store
from store.profiles import JUDGEMENTS, Feedback, FeedbackKind, GivenFeedback, StoredProfile
from store.records import Paper

__all__ = [
    "MAX_JUDGED",
    "MAX_SCORED",
    "FeedbackRefused",
    "LearnedProfile",
    "SavedPaper",
    "follow",
    "judge",
    "look_at",
    "mute",
    "profile_to_store",
    "read_stored_profile",
    "reading_list",
    "stored_feedback",
    "undo",
    "with_feedback",
]

MAX_JUDGED = 200
"""A profile learns from so many of the judgements made last."""

MAX_SCORED = 30
"""A threshold is suggested from so many of the papers judged last."""


@dataclass(frozen=True, slots=True)
class LearnedProfile:
    """A profile with everything that reactions make of it.

    :ivar profile: as it counts, with what was said and learned.
    :ivar lessons: what was learned, most points first.
    :ivar said: what was muted and followed, by number.
    :ivar unused: the numbers of those among them that cannot be understood.
    :ivar judged: what was said of papers, by number.
    :ivar suggestion: a better threshold, if one is known. It is never applied by itself.
    """

    profile: Profile
    lessons: tuple[Lesson, ...]
    said: tuple[Feedback, ...]
    unused: frozenset[int]
    judged: tuple[Feedback, ...]
    suggestion: Suggestion | None


@dataclass(frozen=True, slots=True)
class SavedPaper:
    """An entry of the reading list. The paper is ``None`` if the catalog does not know it any more."""

    feedback: Feedback
    paper: Paper | None


def read_stored_profile(stored: StoredProfile) -> Profile:
    """A profile out of the store, as it counts: without what cannot be understood (see :mod:`bot.app.stored_keywords`),
    so perhaps without any keyword.
    """
    return Profile(stored.name, understand(stored.keywords).usable, stored.threshold, stored.top)


def profile_to_store(profile: Profile) -> StoredProfile:
    """A profile as the store keeps it; what was learned is not kept, it follows from what was said."""
    keywords = tuple(map(print_keyword, profile.keywords))
    return StoredProfile(name=profile.name, keywords=keywords, threshold=profile.threshold, top=profile.top)


def judge(
    store: Store, profile: Profile, kind: FeedbackKind, paper: Paper, at: datetime, reader: int = 0
) -> GivenFeedback:
    """Like, dislike, save or hide a paper.

    :param at: aware.
    :param reader: whose profile it is; 0 for one that lives in a file.
    """
    given = Feedback(profile=profile.name, kind=kind, subject=paper.key, title=paper.title, at=at, reader=reader)
    with store.writing() as catalog:
        return catalog.give_feedback(given)


def mute(store: Store, profile: Profile, word: str, at: datetime, reader: int = 0) -> GivenFeedback:
    """Tell of no paper that has this word or phrase.

    :raises FeedbackRefused: the profile asks for it or for something that has it in it, nearly every paper has it, or
        it is more than a word or phrase.
    :raises bot.core.matching.language.ProfileSyntaxError: it cannot be understood.
    """
    return _say(store, profile, FeedbackKind.MUTE, term_to_mute(profile, word), at, reader)


def follow(store: Store, profile: Profile, name: str, at: datetime, reader: int = 0) -> GivenFeedback:
    """Look for the papers of an author too, or, with ``org:`` before the name, of an organisation.

    :raises FeedbackRefused: the profile asks for them already.
    :raises bot.core.matching.language.ProfileSyntaxError: there is no name in it, or it is too long.
    """
    return _say(store, profile, FeedbackKind.FOLLOW, term_to_follow(profile, name), at, reader)


def undo(store: Store, number: int, reader: int | None = None) -> Feedback:
    """Take back what was said.

    :param reader: only if that reader said it; ``None`` for whoever did.
    :raises store.errors.NotFound: nothing was said under that number.
    :raises store.errors.AlreadyUndone: it was taken back before.
    """
    with store.writing() as catalog:
        return catalog.undo_feedback(number, reader)


def stored_feedback(catalog: Reading, profile: Profile, statistics: Statistics, reader: int = 0) -> Profile:
    """The profile with what its reader's reactions add to it; the very same profile if there are none.

    :param statistics: of the known papers.
    """
    return with_learning(profile, _signals(catalog, _standing(catalog, profile.name, reader)), statistics)


def with_feedback(catalog: Reading, profiles: Sequence[Profile], statistics: Statistics) -> tuple[Profile, ...]:
    """The profiles, in this order, as they count: :func:`stored_feedback` for those of which something was said."""
    named = catalog.profiles_with_feedback()
    return tuple(stored_feedback(catalog, each, statistics) if (0, each.name) in named else each for each in profiles)


def look_at(store: Store, profile: Profile, kept: StoredStatistics, reader: int = 0) -> LearnedProfile:
    """Everything that was said for the profile, what it teaches, and a threshold to consider.

    :param kept: the statistics of this store; for several looks the same, for they are costly to work out.
    """
    with store.reading() as catalog:
        statistics = kept.present(catalog)
        standing = _standing(catalog, profile.name, reader)
        signals = _signals(catalog, standing)
    effective = {number for number, _ in said_keywords(profile, signals)}
    unused = frozenset(each.number for each in signals if each.kind not in JUDGEMENTS and each.sought is None)
    return LearnedProfile(
        profile=with_learning(profile, signals, statistics),
        lessons=lessons(profile, signals, statistics),
        said=tuple(each for each in standing if each.number in effective | unused),
        unused=unused,
        judged=tuple(each for each in standing if each.kind in JUDGEMENTS),
        suggestion=_suggestion(profile, signals, statistics),
    )


def reading_list(store: Store, profile: str | None = None, reader: int | None = None) -> tuple[SavedPaper, ...]:
    """What was saved, the last first (what was taken back and then restored, as of its first day).

    :param profile: only for this one; ``None`` for all.
    :param reader: only by this one; ``None`` for all.
    """
    with store.reading() as catalog:
        saved = [each for each in catalog.feedback(profile, reader=reader) if each.kind is FeedbackKind.SAVE]
        papers = catalog.called({each.subject for each in saved})
    latest_first = sorted(saved, key=lambda each: (each.at, each.number), reverse=True)
    return tuple(SavedPaper(each, papers.get(each.subject)) for each in latest_first)


def _say(store: Store, profile: Profile, kind: FeedbackKind, term: Term, at: datetime, reader: int) -> GivenFeedback:
    given = Feedback(profile=profile.name, kind=kind, subject=print_keyword(Keyword(term)), at=at, reader=reader)
    with store.writing() as catalog:
        before = [each for each in catalog.feedback(profile.name, reader=reader) if each.kind not in JUDGEMENTS]
        known = any(each.kind is kind and each.subject == given.subject for each in before)
        if not known and len(profile.keywords) + len(before) >= MAX_KEYWORDS:
            hint = said("Take some back: paperround feedback undo NUMBER")
            raise FeedbackRefused(
                said(
                    "'%(profile)s' has %(most)s keywords with what was said. %(hint)s",
                    profile=profile.name,
                    most=MAX_KEYWORDS,
                    hint=hint,
                )
            )
        return catalog.give_feedback(given)


def _standing(catalog: FeedbackReader, profile: str, reader: int) -> tuple[Feedback, ...]:
    """What was said and stands, by number; of papers the last :data:`MAX_JUDGED`."""
    standing = catalog.feedback(profile, reader=reader)
    judged = [each.number for each in standing if each.kind in JUDGEMENTS][-MAX_JUDGED:]
    first = judged[0] if judged else 0
    return tuple(each for each in standing if each.kind not in JUDGEMENTS or each.number >= first)


def _signals(catalog: CatalogReader, standing: Sequence[Feedback]) -> list[Signal]:
    found = catalog.called({each.subject for each in standing if each.kind in JUDGEMENTS})
    papers = {paper.key: analyse(paper) for paper in found.values()}
    signals = []
    for each in standing:
        if each.kind in JUDGEMENTS:
            paper = papers[found[each.subject].key] if each.subject in found else None
            signals.append(Signal(each.number, each.kind, each.title, paper))
        else:
            terms = [keyword.sought for keyword in understand([each.subject]).keywords]
            sought = next((term for term in terms if isinstance(term, Term)), None)
            signals.append(Signal(each.number, each.kind, sought=sought))
    return signals


def _suggestion(profile: Profile, signals: Sequence[Signal], statistics: Statistics) -> Suggestion | None:
    """From how each paper scores with what the others taught: judged by itself, everything liked would score high."""
    judged = judgements(signals, statistics)
    told = with_learning(profile, [signal for signal in signals if not signal.paper], statistics)
    scored = []
    for one in judged[-MAX_SCORED:]:
        taught = teach(told.keywords, [other for other in judged if other is not one], statistics)
        changed = replace(told, learned=tuple(lesson.adjustment for lesson in taught))
        scored.append((score(changed, one.paper, statistics).score, one.wanted))
    return suggest_threshold(scored, profile.threshold)
