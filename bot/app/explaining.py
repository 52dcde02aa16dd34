"""Why a stored profile matched a paper: scored again with the very statistics it was scored with then."""

from bot.app.feedback import read_stored_profile, stored_feedback
from bot.app.statistics import StoredStatistics
from bot.core.matching.background import Background
from bot.core.matching.scoring import AnalysedPaper, analyse, score
from bot.core.matching.types import Match, Profile
from store.api import Reading
from store.outbox import StoredMatch
from store.profiles import StoredProfile
from store.records import Paper

MAX_PAPERS = 4096
"""So many analysed papers are held at a time."""


class Explainer:
    """Scores stored matches again. What it worked out for one reader serves the next; one for a process."""

    def __init__(self, background: Background) -> None:
        """:param background: what is believed of words before any paper was counted."""
        self.statistics = StoredStatistics(background)
        self._analysed: dict[str, AnalysedPaper] = {}
        self._with_feedback: frozenset[tuple[int, str]] = frozenset()

    def begin(self, catalog: Reading) -> None:
        """To be called at the beginning of every block: readers may have said something since the last."""
        self._with_feedback = catalog.profiles_with_feedback()

    def profile(self, catalog: Reading, stored: StoredProfile, version: str) -> Profile:
        """A stored profile as it counts, with what its reader said.

        :param version: that of the statistics.
        """
        profile = read_stored_profile(stored)
        if (stored.reader, stored.name) not in self._with_feedback:
            return profile
        return stored_feedback(catalog, profile, self.statistics.version(catalog, version), stored.reader)

    def explain(self, catalog: Reading, match: StoredMatch, profile: Profile, paper: Paper) -> Match:
        """The match with its reasons.

        :param profile: as :meth:`profile` gives it.
        """
        return score(profile, self.analysed(paper), self.statistics.version(catalog, match.statistics))

    def holds(self, catalog: Reading, match: StoredMatch, stored: StoredProfile, paper: Paper | None) -> bool:
        """Whether a match still holds. It does unless the profile was changed since, or its reader said something of
        papers: what becomes of the paper's own words later takes nothing back.

        :param paper: ``None`` if the catalog does not know it any more.
        """
        if paper is None:
            return False
        edited = stored.changed_at is not None and stored.changed_at > match.at
        if not edited and (stored.reader, stored.name) not in self._with_feedback:
            return True
        profile = self.profile(catalog, stored, match.statistics)
        return 0 < self.explain(catalog, match, profile, paper).score >= profile.threshold

    def analysed(self, paper: Paper) -> AnalysedPaper:
        """The paper, analysed; once for all readers."""
        known = self._analysed.get(paper.key)
        if known is None or known.paper != paper:
            if len(self._analysed) >= MAX_PAPERS:
                self._analysed.clear()
            known = self._analysed[paper.key] = analyse(paper)
        return known
