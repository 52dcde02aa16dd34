"""The stored profiles, ready to be asked about new papers: who wants to hear of them, and when.

A few profiles are scored one by one; many by reverse search (:mod:`bot.core.matching.index`), with the same numbers.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from bot.app.feedback import read_stored_profile, stored_feedback
from bot.app.news import Earlier, News, came_in_time, from_its_sources
from bot.core.matching.language import ProfileSyntaxError
from bot.core.matching.scoring import AnalysedPaper, score
from bot.core.matching.statistics import Statistics
from bot.core.matching.types import Profile
from bot.core.timing import BadTiming, due_at, zone
from store.api import Reading
from store.outbox import NEW, Promise, StoredMatch
from store.profiles import StoredProfile
from store.readers import Reader, Timing

if TYPE_CHECKING:
    from bot.core.matching.index import ProfileIndex

FEW = 200
"""Up to so many profiles are scored one by one: numpy alone takes longer to import."""


MOST_MATCHES = 1_000_000
"""So many profiles may match one paper."""


class Told(NamedTuple):
    """What some news came to. :ivar matches: and :ivar promises: ready to be written."""

    matches: tuple[StoredMatch, ...]
    promises: tuple[Promise, ...]


class _Standing(NamedTuple):
    """A profile with what is needed to promise its matches."""

    stored: StoredProfile
    reader: Reader
    addresses: tuple[int, ...]


class _Scoring(NamedTuple):
    """With what papers are scored. :ivar learned: the profiles of which something was said, by number."""

    learned: Mapping[int, Profile]
    statistics: Statistics

    def reaches(self, stored: StoredProfile, paper: AnalysedPaper) -> bool:
        """Whether a paper reaches a profile's threshold."""
        profile = self.learned.get(stored.number) or read_stored_profile(stored)
        return 0 < score(profile, paper, self.statistics).score >= profile.threshold


class Readership:
    """Everyone who may have to be told. Reads the store again only when a reader, profile or address has changed."""

    def __init__(self, only: int | None = None) -> None:
        """Knowing nobody yet.

        :param only: the number of the one profile to ask; ``None`` for all.
        """
        self._only = only
        self._version: int | None = None
        self._standing: dict[int, _Standing] = {}
        self._learning: frozenset[int] = frozenset()
        self._index: ProfileIndex | None = None

    def told(self, catalog: Reading, news: Sequence[News], statistics: Statistics, at: datetime) -> Told:
        """Who is to be told of what.

        :param at: when the papers were recorded, aware.
        """
        self._read_again(catalog)
        learned = self._learned(catalog, statistics)
        fresh = [each for each in news if each.news == NEW]
        revised = [each for each in news if each.news != NEW]
        found = list(self._matches(fresh, learned, statistics, at))
        matches = [
            *self._first(catalog, fresh, found, _Scoring(learned, statistics)),
            *self._revised(revised, learned, statistics, at),
        ]
        return Told(tuple(matches), tuple(self._promises(matches, at)))

    def _read_again(self, catalog: Reading) -> None:
        version = catalog.readership_version()
        if version == self._version:
            return
        readers = {reader.number: reader for reader in catalog.readers()}
        addresses: dict[int, list[int]] = {}
        for address in catalog.addresses():
            if address.is_open:
                addresses.setdefault(address.reader, []).append(address.number)
        with_feedback = catalog.profiles_with_feedback()
        self._standing, learning = {}, set()
        for stored in catalog.profiles():
            reader = readers.get(stored.reader)
            if reader is None or reader.paused or self._only not in (None, stored.number):
                continue
            chosen = addresses.get(reader.number, [])
            told = tuple(number for number in chosen if not stored.addresses or number in stored.addresses)
            self._standing[stored.number] = _Standing(stored, reader, told)
            if (stored.reader, stored.name) in with_feedback:
                learning.add(stored.number)
        self._learning = frozenset(learning)
        self._index = None
        self._version = version

    def _learned(self, catalog: Reading, statistics: Statistics) -> dict[int, Profile]:
        """The profiles of which something was said, as they count with these statistics, without their caps."""
        learned = {}
        for number in self._learning:
            stored = self._standing[number].stored
            profile = stored_feedback(catalog, read_stored_profile(stored), statistics, stored.reader)
            learned[number] = replace(profile, top=None)
        return learned

    def _first(
        self, catalog: Reading, news: Sequence[News], found: list[StoredMatch], scoring: _Scoring
    ) -> Iterator[StoredMatch]:
        """Those that are the first of profile and paper. Who was matched before was told, or was not to be; and what
        would have matched before this page too does so because the profile is a new one, or another.
        """
        earlier = Earlier(news)
        asked = {match.paper for match in found} & earlier.keys
        before = catalog.matches(papers=asked, limit=len(asked) * MOST_MATCHES) if asked else ()
        matched = {(match.profile, match.paper) for match in before if match.news == NEW}
        for match in found:
            if match.paper not in asked:
                yield match
            elif (match.profile, match.paper) not in matched:
                stored, paper = self._standing[match.profile].stored, earlier.paper(match.paper)
                if not (from_its_sources(stored, paper.paper) and scoring.reaches(stored, paper)):
                    yield match

    def _matches(
        self, news: Sequence[News], learned: dict[int, Profile], statistics: Statistics, at: datetime
    ) -> Iterator[StoredMatch]:
        if not news or not self._standing:
            return
        few = len(self._standing) <= FEW
        found = self._one_by_one if few else self._by_index
        for number, place, points in found([each.analysed for each in news], learned, statistics):
            standing = self._standing[number]
            if came_in_time(standing.stored, news[place], at):
                yield _match(standing, news[place], points, statistics, at)

    def _one_by_one(
        self, papers: Sequence[AnalysedPaper], learned: dict[int, Profile], statistics: Statistics
    ) -> Iterator[tuple[int, int, float]]:
        for number, standing in self._standing.items():
            profile = learned.get(number) or read_stored_profile(standing.stored)
            for place, analysed in enumerate(papers):
                points = score(profile, analysed, statistics).score
                if 0 < points >= profile.threshold:
                    yield number, place, points

    def _by_index(
        self, papers: Sequence[AnalysedPaper], learned: dict[int, Profile], statistics: Statistics
    ) -> Iterator[tuple[int, int, float]]:
        if self._index is None:
            from bot.core.matching.index import ProfileIndex  # noqa: PLC0415 - numpy, for many profiles alone

            self._index = ProfileIndex()
            for number, standing in self._standing.items():
                try:
                    self._index.add_lines(number, standing.stored.keywords, standing.stored.threshold, None)
                except ProfileSyntaxError:  # a line that is not understood any more: the others count
                    self._index.add(number, replace(read_stored_profile(standing.stored), top=None))
        for number, profile in learned.items():
            self._index.add(number, profile)
        found = self._index.match(papers, statistics)
        yield from zip(found.numbers.tolist(), found.papers.tolist(), found.scores.tolist(), strict=True)

    def _revised(
        self, news: Sequence[News], learned: dict[int, Profile], statistics: Statistics, at: datetime
    ) -> Iterator[StoredMatch]:
        asked = [standing for standing in self._standing.values() if standing.stored.revisions] if news else []
        for standing in asked:
            profile = learned.get(standing.stored.number) or read_stored_profile(standing.stored)
            for each in news:
                points = score(profile, each.analysed, statistics).score
                if 0 < points >= profile.threshold and from_its_sources(standing.stored, each.analysed.paper):
                    yield _match(standing, each, points, statistics, at)

    def _promises(self, matches: Iterable[StoredMatch], at: datetime) -> Iterator[Promise]:
        """One for each address, paper and piece of news: due when the first of the matching profiles wants it."""
        moments: dict[tuple[int, bool, Timing], datetime] = {}
        due: dict[tuple[int, str, str], datetime] = {}
        owners: dict[tuple[int, str, str], int] = {}
        for match in matches:
            standing = self._standing[match.profile]
            moment = _moment(standing, match.score, at, moments)
            for address in standing.addresses:
                key = (address, match.paper, match.news)
                if key not in due or moment < due[key]:
                    due[key] = moment
                    owners[key] = match.reader
        for key, moment in due.items():
            address, paper, news = key
            yield Promise(reader=owners[key], address=address, paper=paper, news=news, due_at=moment, at=at)


def _moment(
    standing: _Standing, points: float, at: datetime, known: dict[tuple[int, bool, Timing], datetime]
) -> datetime:
    timing, reader = standing.stored.timing, standing.reader
    question = (reader.number, timing.instant_from is not None and points >= timing.instant_from, timing)
    if question not in known:
        known[question] = due_at(timing, _place(reader), reader.quiet_hours, points, at)
    return known[question]


def _place(reader: Reader) -> ZoneInfo:
    """The reader's time zone. Where it is not known any more their promises are kept all the same; whoever gathers them
    will say what is wrong.
    """
    try:
        return zone(reader.timezone)
    except BadTiming:
        return zone("UTC")


def _match(standing: _Standing, told: News, points: float, statistics: Statistics, at: datetime) -> StoredMatch:
    return StoredMatch(
        reader=standing.reader.number,
        profile=standing.stored.number,
        paper=told.analysed.paper.key,
        news=told.news,
        score=points,
        statistics=statistics.version,
        at=at,
    )
