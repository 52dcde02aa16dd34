"""Papers as lists in chats show them: each with why it answers the reader's profiles, or a query, if it does."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import NamedTuple

from bot.app.edition import Editions
from bot.app.explaining import Explainer
from bot.app.feedback import read_stored_profile, stored_feedback
from bot.app.news import from_its_sources
from bot.core.digest import DigestItem, ProfileMatch
from bot.core.edition import Edition
from bot.core.matching.analysis import AnalysedPaper
from bot.core.matching.scoring import score
from bot.core.matching.statistics import Statistics
from bot.core.matching.types import Profile
from store.api import Reading
from store.outbox import Delivery, DeliveryKind, StoredMatch
from store.profiles import JUDGEMENTS, Feedback, FeedbackKind, StoredProfile
from store.records import Paper

MATCHES_A_PAPER = 100
"""So many matches of one paper are looked at."""
LOOKED_BACK = 1_000
"""Among so many papers those are sought that would match now."""
LAST_DELIVERIES = 50
"""Among so many of the last messages one with papers is sought."""


class Asked(NamedTuple):
    """A profile. :ivar profile: as it counts, with what was said and learned."""

    stored: StoredProfile
    profile: Profile


def edition_told(catalog: Reading, explainer: Explainer, delivery: Delivery) -> Edition:
    """What a message told; without what was beyond the profiles' caps.

    :raises store.errors.NotFound: its reader or address is no more.
    """
    promises = catalog.promises_in([delivery.number]).get(delivery.number, ())
    return Editions(explainer).edition(catalog, delivery, promises)


def items_called(catalog: Reading, explainer: Explainer, reader: int, keys: Sequence[str]) -> tuple[DigestItem, ...]:
    """Papers in this order, each with why it matched the reader's profiles when it came, or would if it came now;
    unknown ones are left out.

    :param reader: by number. :param keys: identifiers, in full.
    """
    if not keys:
        return ()
    profiles = {profile.number: profile for profile in catalog.profiles_of(reader)}
    matches = catalog.matches(reader=reader, papers=keys, limit=MATCHES_A_PAPER * len(keys))
    explainer.begin(catalog)
    matched = Editions(explainer).items_of(catalog, matches, profiles)
    known = {item.paper.key for item in matched}
    others = [paper for paper in catalog.called(keys).values() if paper.key not in known]
    asked = asked_now(catalog, explainer, reader) if others else ()
    statistics = explainer.statistics.present(catalog)
    found = (item_now(asked, explainer.analysed(paper), statistics) for paper in others)
    return in_order(catalog, keys, (*matched, *found))


def asked_now(catalog: Reading, explainer: Explainer, reader: int) -> tuple[Asked, ...]:
    """A reader's profiles as they count now, with what was said. :param reader: by number."""
    statistics, said = explainer.statistics.present(catalog), catalog.profiles_with_feedback()
    found = []
    for stored in catalog.profiles_of(reader):
        profile = read_stored_profile(stored)
        if (reader, stored.name) in said:
            profile = stored_feedback(catalog, profile, statistics, reader)
        found.append(Asked(stored, profile))
    return tuple(found)


def item_now(asked: Sequence[Asked], paper: AnalysedPaper, statistics: Statistics) -> DigestItem:
    """A paper with why it would match if it came now; without reasons if it would not."""
    matches = [
        ProfileMatch(each.stored.name, match)
        for each in asked
        if from_its_sources(each.stored, paper.paper)
        if 0 < (match := score(each.profile, paper, statistics)).score >= each.profile.threshold
    ]
    return DigestItem(paper.paper, tuple(sorted(matches, key=lambda each: (-each.match.score, each.profile))))


def items_found(catalog: Reading, explainer: Explainer, query: Profile, keys: Sequence[str]) -> tuple[DigestItem, ...]:
    """Papers in this order, each with why it answers a query as words weigh now; unknown ones are left out."""
    statistics = explainer.statistics.present(catalog)
    papers = {paper.key: paper for paper in catalog.called(keys).values()}
    scored = ((paper, score(query, explainer.analysed(paper), statistics)) for paper in papers.values())
    answers = (DigestItem(paper, (ProfileMatch(query.name, match),)) for paper, match in scored if match.score > 0)
    return in_order(catalog, keys, answers)


def in_order(catalog: Reading, keys: Sequence[str], items: Iterable[DigestItem]) -> tuple[DigestItem, ...]:
    """The items of these papers in this order; unknown papers are left out. A paper that is not among them stands for
    itself, without reasons, and so does one that answers no profile any more.
    """
    known = {item.paper.key: _standing(item) for item in items}
    papers = catalog.called(keys)
    found = (papers[key] for key in keys if key in papers)
    return tuple(known.get(paper.key, DigestItem(paper, ())) for paper in found)


def last_digest(catalog: Reading, address: int) -> Delivery | None:
    """The last digest that was made for an address, by its number; ``None`` if there was none."""
    made = catalog.deliveries(address=address, limit=LAST_DELIVERIES)
    return next((each for each in made if each.kind is DeliveryKind.DIGEST), None)


def last_matched(catalog: Reading, explainer: Explainer, reader: int, most: int) -> tuple[str, ...]:
    """The papers that matched a reader's profiles last, the last first, each once, by key; at most so many. If they are
    fewer, those follow that would match now, among the :data:`LOOKED_BACK` papers recorded last.
    """
    theirs = {profile.number for profile in catalog.profiles_of(reader)}
    matches = catalog.matches(reader=reader, limit=MATCHES_A_PAPER * most)
    papers = catalog.called({match.paper for match in matches if match.profile in theirs})
    matched = (papers[match.paper].key for match in matches if match.profile in theirs and match.paper in papers)
    keys = dict.fromkeys(matched)
    if theirs and len(keys) < most:
        keys |= dict.fromkeys(_matching_now(catalog, explainer, reader, most))
    return tuple(keys)[:most]


def _matching_now(catalog: Reading, explainer: Explainer, reader: int, most: int) -> Iterator[str]:
    asked, statistics = asked_now(catalog, explainer, reader), explainer.statistics.present(catalog)
    papers = catalog.papers(limit=LOOKED_BACK)
    found = (item_now(asked, explainer.analysed(paper), statistics) for paper in papers)
    yield from islice((item.paper.key for item in found if item.matches), most)


def profile_meant(catalog: Reading, reader: int, paper: Paper) -> StoredProfile | None:
    """For which of a reader's profiles something is said of a paper: the one it answered best, else their first one;
    ``None`` if they have none.
    """
    profiles = {profile.number: profile for profile in catalog.profiles_of(reader)}
    matches = catalog.matches(reader=reader, papers=catalog.history(paper.key).identifiers, limit=MATCHES_A_PAPER)
    known = [match for match in matches if match.profile in profiles]
    best = max(known, key=_rank, default=None)
    return profiles[best.profile] if best else next(iter(profiles.values()), None)


def said_of(
    catalog: Reading, reader: int, paper: Paper, kinds: Collection[FeedbackKind] = JUDGEMENTS
) -> tuple[Feedback, ...]:
    """What a reader said of a paper and did not take back, under whichever of its names, by number."""
    names = set(catalog.history(paper.key).identifiers)
    return tuple(each for each in catalog.feedback(reader=reader) if each.kind in kinds and each.subject in names)


def _standing(item: DigestItem) -> DigestItem:
    return replace(item, matches=tuple(each for each in item.matches if each.match.score > 0))


def _rank(match: StoredMatch) -> tuple[float, int]:
    return match.score, -match.profile
