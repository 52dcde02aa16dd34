"""Which threshold would have told a reader of what was liked and spared what was not."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from bot.core.matching.types import DEFAULT_THRESHOLD

FEWEST = 5
"""From fewer judged papers no threshold is suggested."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A threshold to consider. Nothing applies it but a person.

    :ivar current: the threshold as it is.
    :ivar threshold: the better one, 0–100, to a tenth.
    :ivar liked: how many papers were liked, of which it keeps ``kept``.
    :ivar ignored: how many were not, of which it drops ``dropped``.
    """

    current: float
    threshold: float
    liked: int
    kept: int
    ignored: int
    dropped: int

    def __str__(self) -> str:
        """``40 → 46: keeps 9 of 10 you liked, drops 6 of 8 you did not``"""
        return (
            f"{self.current:g} → {self.threshold:g}: keeps {self.kept:,} of {self.liked:,} you liked, "
            f"drops {self.dropped:,} of {self.ignored:,} you did not"
        )


def suggest_threshold(scored: Sequence[tuple[float, bool]], current: float = DEFAULT_THRESHOLD) -> Suggestion | None:
    """The threshold that best tells the liked papers from the others, if it beats ``current``.

    Best is where the share of the liked papers that it keeps and the share of the others that it drops make the most
    together (Youden 1950, "Index for rating diagnostic tests"): so it does not matter how many of either were judged.
    It stands in the middle of the gap between two scores; of equally good gaps the widest is taken, for a threshold
    close to a score is an accident. A paper without any points is told of at no threshold.

    :param scored: score (0–100) and whether it was liked, of each judged paper; takes time quadratic in their number.
    :return: ``None`` if too few were judged, all in the same way, or nothing would be gained.
    """
    liked = sum(1 for _, good in scored if good)
    if len(scored) < FEWEST or not 0 < liked < len(scored):
        return None
    cuts = _cuts({score for score, _ in scored if score > 0})
    if not cuts:
        return None
    _, _, threshold = max((_index(scored, cut, liked), width, cut) for cut, width in cuts)
    if _index(scored, threshold, liked) <= _index(scored, current, liked):
        return None
    kept = sum(1 for score, good in scored if good and _told(score, threshold))
    dropped = sum(1 for score, good in scored if not good and not _told(score, threshold))
    return Suggestion(current, threshold, liked, kept, len(scored) - liked, dropped)


def _cuts(scores: Iterable[float]) -> list[tuple[float, float]]:
    """A threshold in each gap, and how wide the gap is; and one that just lets everything through."""
    rising = sorted(scores)
    cuts = [(float(math.floor(score)), 0.0) for score in rising[:1]]
    for below, above in pairwise(rising):
        whole = float(round((below + above) / 2))
        cuts.append((whole if below < whole <= above else above, above - below))
    return cuts


def _told(score: float, threshold: float) -> bool:
    return 0 < score >= threshold


def _index(scored: Sequence[tuple[float, bool]], threshold: float, liked: int) -> Fraction:
    told = [good for score, good in scored if _told(score, threshold)]
    kept = sum(told)
    return Fraction(kept, liked) - Fraction(len(told) - kept, len(scored) - liked)
