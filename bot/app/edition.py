"""From a stored delivery to what it tells: everything is read, explained and put in order, nothing left to decide."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

from bot.app.explaining import Explainer
from bot.app.feedback import read_stored_profile
from bot.app.told_verdicts import told_verdicts, with_troubled
from bot.app.trends import RisingNow
from bot.core.digest import DigestItem, ProfileMatch
from bot.core.edition import Edition, EditionProfile, Nearest
from bot.core.gathering import PAGE
from bot.core.matching.scoring import score
from bot.core.timing import zone
from store.api import Reading
from store.chats import Chat
from store.errors import NotFound
from store.outbox import NEW, Delivery, DeliveryKind, Promise, SourceDay, StoredMatch
from store.profiles import StoredProfile
from store.readers import Address, Reader, Way
from store.records import Paper, Revision

MAX_NEAREST = 400
"""Of more new papers only the last so many are looked at for what came nearest."""

NOTICE = "notice "
"""The slots of what the operator tells begin so; then comes its number."""

_PROFILES_AT_ONCE = 100


class Editions:
    """Makes editions. What one reader's needed serves the next, so one object serves a whole run."""

    def __init__(self, explainer: Explainer) -> None:
        """:param explainer: shared with whoever composes."""
        self.explainer = self._explainer = explainer
        self._trends = RisingNow()
        self._sources: dict[tuple[datetime | None, datetime, str], tuple[SourceDay, ...]] = {}

    def edition(
        self,
        catalog: Reading,
        delivery: Delivery,
        promises: Sequence[Promise],
        *,
        everything: bool = False,
    ) -> Edition:
        """What a delivery tells.

        :param promises: what was gathered into it.
        :param everything: also what is beyond the profiles' caps.
        :raises store.errors.NotFound: its reader or address is no more.
        """
        self._explainer.begin(catalog)
        reader, address = catalog.reader(delivery.reader), catalog.address(delivery.address)
        profiles = {
            profile.number: profile
            for profile in catalog.profiles_of(reader.number)
            if not profile.addresses or address.number in profile.addresses
        }
        wanted = [each for each in promises if everything or each.shown]
        items, versions = self._items(catalog, reader, wanted, profiles)
        verdicts = told_verdicts(catalog, delivery)
        sources = with_troubled(self._source_days(catalog, delivery), verdicts)
        return Edition(
            delivery=delivery,
            reader=reader,
            address=address,
            day=delivery.created_at.astimezone(zone(reader.timezone)).date(),
            items=items,
            hidden=len({each.paper for each in promises} - {each.paper for each in wanted}),
            profiles=tuple(_profile(each, items) for each in profiles.values()),
            sources=sources,
            new_papers=sum(source.new for source in sources),
            nearest=self._nearest(catalog, delivery, profiles.values()) if delivery.kind is DeliveryKind.QUIET else (),
            statistics=versions,
            verdicts=verdicts,
            rising=self._trends.rising(catalog, reader, delivery, promises),
            chat=_chat(catalog, address),
            notice=_notice(catalog, delivery),
        )

    def items_of(
        self, catalog: Reading, matches: Sequence[StoredMatch], profiles: Mapping[int, StoredProfile]
    ) -> tuple[DigestItem, ...]:
        """Papers with the reasons of these matches, the best first; papers that are known no more are left out.

        Each paper once: as new, or else as the latest revision of it that matched; the reasons of a profile are those
        of its latest match.
        """
        papers = catalog.called({match.paper for match in matches})
        found: dict[str, dict[int, StoredMatch]] = {}
        news: dict[str, set[str]] = {}
        for match in sorted(matches, key=_latest_last):
            if match.profile in profiles and match.paper in papers:
                key = papers[match.paper].key
                found.setdefault(key, {})[match.profile] = match
                news.setdefault(key, set()).add(match.news)
        items = [
            DigestItem(
                (paper := papers[next(iter(its.values())).paper]),
                tuple(self._answers(catalog, paper, its.values(), profiles)),
                _revision(catalog, paper, news[key]),
            )
            for key, its in found.items()
        ]
        return tuple(sorted(items, key=lambda item: (-item.score, item.paper.key)))

    def _answers(
        self,
        catalog: Reading,
        paper: Paper,
        matches: Iterable[StoredMatch],
        profiles: Mapping[int, StoredProfile],
    ) -> list[ProfileMatch]:
        """Why a paper matched, the profile it answers best first."""
        answers = []
        for match in matches:
            stored = profiles[match.profile]
            profile = self._explainer.profile(catalog, stored, match.statistics)
            answers.append(ProfileMatch(stored.name, self._explainer.explain(catalog, match, profile, paper)))
        return sorted(answers, key=lambda each: (-each.match.score, each.profile))

    def _items(
        self, catalog: Reading, reader: Reader, promises: Sequence[Promise], profiles: Mapping[int, StoredProfile]
    ) -> tuple[tuple[DigestItem, ...], tuple[str, ...]]:
        keys = {promise.paper for promise in promises}
        if not keys:
            return (), ()
        wanted = {(promise.paper, promise.news) for promise in promises}
        limit = len(keys) * _PROFILES_AT_ONCE
        matches = [
            match
            for match in catalog.matches(reader=reader.number, papers=keys, limit=limit)
            if (match.paper, match.news) in wanted
        ]
        versions = dict.fromkeys(match.statistics for match in matches)
        return self.items_of(catalog, matches, profiles), tuple(versions)

    def _source_days(self, catalog: Reading, delivery: Delivery) -> tuple[SourceDay, ...]:
        # A replayed page is a day of its own, whatever the time.
        page = delivery.slot.removeprefix(PAGE) if delivery.slot.startswith(PAGE) else ""
        span = (delivery.since, delivery.created_at, page)
        if span not in self._sources:
            if len(self._sources) > MAX_NEAREST:
                self._sources.clear()
            since, until = span[:2]
            self._sources[span] = tuple(catalog.page_day(page) if page else catalog.source_days(since, until))
        return self._sources[span]

    def _nearest(self, catalog: Reading, delivery: Delivery, profiles: Iterable[StoredProfile]) -> tuple[Nearest, ...]:
        papers = catalog.recorded(delivery.since, delivery.created_at)[-MAX_NEAREST:]
        if not papers:
            return ()
        statistics = self._explainer.statistics.present(catalog)
        found = []
        for stored in profiles:
            profile = read_stored_profile(stored)
            scored = [(score(profile, self._explainer.analysed(paper), statistics).score, paper) for paper in papers]
            missed = [(points, paper) for points, paper in scored if 0 < points < profile.threshold]
            if missed:
                points, paper = max(missed, key=lambda each: (each[0], each[1].key))
                found.append(Nearest(stored.name, stored.threshold, paper.title, points))
        return tuple(sorted(found, key=lambda near: (near.score - near.threshold, near.score), reverse=True))


def _chat(catalog: Reading, address: Address) -> Chat | None:
    """The chat that an address is of, or in which it is a topic."""
    number = address.target.partition("/")[0]
    known = address.way is Way.CHAT and number.removeprefix("-").isdecimal()
    return catalog.chat(int(number)) if known else None


def _notice(catalog: Reading, delivery: Delivery) -> str:
    number = delivery.slot.removeprefix(NOTICE)
    told = catalog.notice(int(number)) if delivery.kind is DeliveryKind.NOTICE and number.isdecimal() else None
    return told.text if told else ""


def _profile(stored: StoredProfile, items: Sequence[DigestItem]) -> EditionProfile:
    shown = sum(any(match.profile == stored.name for match in item.matches) for item in items)
    return EditionProfile(stored.number, stored.name, stored.threshold, shown)


def _latest_last(match: StoredMatch) -> int:
    return 0 if match.news == NEW else _revision_number(match.news)


def _revision_number(news: str) -> int:
    return int(news.rpartition(" ")[2])


def _revision(catalog: Reading, paper: Paper, news: Collection[str]) -> Revision | None:
    """The latest of these revisions; ``None`` if the paper is new."""
    if NEW in news:
        return None
    number = max(map(_revision_number, news))
    try:
        revisions = catalog.history(paper.key).revisions
    except NotFound:
        return None
    return next((revision for revision in revisions if revision.number == number), None)
