"""From a stored delivery to what it tells: everything is read, explained and put in order, nothing left to decide."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from bot.app.explaining import Explainer
from bot.app.feedback import read_stored_profile
from bot.core.digest import DigestItem, ProfileMatch
from bot.core.edition import Edition, EditionProfile, Nearest
from bot.core.matching.scoring import score
from bot.core.timing import zone
from store.api import Reading
from store.errors import NotFound
from store.outbox import NEW, Delivery, DeliveryKind, Promise, SourceDay, StoredMatch
from store.profiles import StoredProfile
from store.readers import Reader
from store.records import Paper, Revision

MAX_NEAREST = 400
"""Of more new papers only the last so many are looked at for what came nearest."""

_PROFILES_AT_ONCE = 100


class Editions:
    """Makes editions. What one reader's needed serves the next, so one object serves a whole run."""

    def __init__(self, explainer: Explainer) -> None:
        """:param explainer: shared with whoever composes."""
        self._explainer = explainer
        self._sources: dict[tuple[datetime | None, datetime], tuple[SourceDay, ...]] = {}

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
        profiles = {profile.number: profile for profile in catalog.profiles_of(reader.number)}
        wanted = [each for each in promises if everything or each.shown]
        items, versions = self._items(catalog, reader, wanted, profiles)
        sources = self._source_days(catalog, delivery)
        quiet = delivery.kind is DeliveryKind.QUIET
        return Edition(
            delivery=delivery,
            reader=reader,
            address=address,
            day=delivery.created_at.astimezone(zone(reader.timezone)).date(),
            items=items,
            hidden=0 if everything else sum(not promise.shown for promise in promises),
            profiles=tuple(_profile(each, items) for each in profiles.values()),
            sources=sources,
            new_papers=sum(source.new for source in sources),
            nearest=self._nearest(catalog, delivery, profiles.values()) if quiet else (),
            statistics=versions,
        )

    def items_of(
        self, catalog: Reading, matches: Sequence[StoredMatch], profiles: Mapping[int, StoredProfile]
    ) -> tuple[DigestItem, ...]:
        """Papers with the reasons of these matches, the best first; papers that are known no more are left out."""
        papers = catalog.called({match.paper for match in matches})
        found: dict[tuple[str, str], list[ProfileMatch]] = {}
        for match in matches:
            stored = profiles.get(match.profile)
            if stored is None or match.paper not in papers:
                continue
            profile = self._explainer.profile(catalog, stored, match.statistics)
            explained = self._explainer.explain(catalog, match, profile, papers[match.paper])
            found.setdefault((match.paper, match.news), []).append(ProfileMatch(stored.name, explained))
        items = [
            DigestItem(
                papers[key],
                tuple(sorted(answers, key=lambda each: (-each.match.score, each.profile))),
                _revision(catalog, papers[key], news),
            )
            for (key, news), answers in found.items()
        ]
        return tuple(sorted(items, key=lambda item: (-item.score, item.paper.key)))

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
        span = (delivery.since, delivery.created_at)
        if span not in self._sources:
            if len(self._sources) > MAX_NEAREST:
                self._sources.clear()
            self._sources[span] = tuple(catalog.source_days(*span))
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


def _profile(stored: StoredProfile, items: Sequence[DigestItem]) -> EditionProfile:
    shown = sum(any(match.profile == stored.name for match in item.matches) for item in items)
    return EditionProfile(stored.number, stored.name, stored.threshold, shown)


def _revision(catalog: Reading, paper: Paper, news: str) -> Revision | None:
    if news == NEW:
        return None
    number = int(news.rpartition(" ")[2])
    try:
        revisions = catalog.history(paper.key).revisions
    except NotFound:
        return None
    return next((revision for revision in revisions if revision.number == number), None)
