"""The arithmetic of the score, in whole numbers, so that every way of computing it gives the same.

How fully a keyword is answered is a *degree* from 0 to 1000. It comes from *mentions*, in hundredths: those of title
and abstract are added, weighted by field, before they are saturated, as in BM25F (Robertson and Zaragoza 2009, "The
Probabilistic Relevance Framework: BM25 and Beyond", section 3.6). Saturation makes the first mention count most.

Each number below is a choice by reason, checked for what happens around it in ``docs/matching.md``; none was fitted.
"""

from collections.abc import Iterable, Sequence

from bot.core.matching.types import Field

FULL = 1000
"""The degree of a full answer."""

MENTION = 100
"""One mention in the abstract. All that follows is in the same unit."""

TITLE = 5 * MENTION
"""A title is worth so many mentions, and a full answer, however often the keyword stands in it."""

HALF = 2 * MENTION
"""The k1 of BM25: so many mentions make half of what endless ones would make."""

LISTED = 2 * MENTION
"""What it counts to be among the keywords a page gives the paper."""

NAMED = 2 * MENTION
"""What it counts, for a term without a field, to be found in the name of an author or organisation."""

NEAR_PERCENT = 70
"""What a mention counts whose words are near together but not side by side (Tao and Zhai 2007, "An exploration of
proximity measures in information retrieval")."""

DERIVED_PERCENT = 20
"""What a mention counts that has the stem in common alone (:mod:`bot.core.matching.inflection`): in the title as much
as the word itself would once in the abstract."""

NEAR_SLACK = 5
"""Words are near together if at most so many others stand between them."""

SCATTERED_PERCENT = NEAR_PERCENT
"""What a phrase counts at most whose words all occur, but nowhere near together."""

LEAST_DEGREE = 20
"""Scattered words that answer less of their phrase are no evidence: "model" says nothing of a diffusion model."""

UNITS = {Field.TITLE: TITLE, Field.KEYWORDS: LISTED, Field.ABSTRACT: MENTION}

SATURATED = tuple(round(FULL * mentions / (mentions + HALF) * (TITLE + HALF) / TITLE) for mentions in range(TITLE + 1))
"""The degree of 0, 1, 2 … hundredths of a mention; more than in a title make no more."""

AT_MOST_FOR_AVERAGE = 800.0
"""In tenths of a point: what one wish of average worth makes, and several no more."""

FOR_EVERYTHING = 200.0
"""In tenths of a point: what is left for everything that was asked for."""

ROUNDING = 0.5 + 1e-7
"""To the nearest, and halves up, though the last bit of a fraction may be lost."""


def saturated(mentions: int) -> int:
    """The degree that so many hundredths of a mention make."""
    return SATURATED[min(mentions, TITLE)]


def derived_percent(derived: bool) -> int:  # noqa: FBT001 - a fact about a place, not a switch
    """What a mention counts, 0–100, that is one of a derived word or is not."""
    return DERIVED_PERCENT if derived else 100


def counted(field: Field, percents: Iterable[int]) -> int:
    """What the mentions in one text are worth together: in an abstract they add up, else the best one counts.

    :param percents: what each counts, 0–100.
    :return: in hundredths of a mention.
    """
    unit = UNITS[field]
    worths = [unit * percent // 100 for percent in percents]
    return sum(worths) if field is Field.ABSTRACT else max(worths, default=0)


def scattered(shares: Sequence[int], degrees: Sequence[int]) -> int:
    """The degree of a phrase whose words stand apart.

    Each counts by its share of the phrase's specificity, and the sum is multiplied by the share that was found at all:
    so a phrase of which only the common words occur is hardly answered.

    :param shares: the specificity of each group of words, above 0.
    :param degrees: how fully each is answered.
    """
    total = sum(shares)
    covered = sum(share for share, degree in zip(shares, degrees, strict=True) if degree)
    answered = sum(share * degree for share, degree in zip(shares, degrees, strict=True))
    degree = SCATTERED_PERCENT * covered * answered // (100 * total * total)
    return degree if degree >= LEAST_DEGREE else 0


def tenths(answered: int, total: int, wishes: int) -> int:
    """The score in tenths of a point, 0–1000.

    Wishes are alternatives: nobody expects all of ten in one paper. So four fifths of the score are for one wish of the
    worth they have on average, or as much as that in several; and one fifth is for the share of everything that was
    asked for. It follows that their order never matters, that doubling all weights changes nothing, and that a further
    wish which is answered in full never lowers the score: with A the worth of n wishes and E of it found (E ≤ A), one
    more of worth a that is found makes (n + 1)(E + a) / (A + a) of n E / A, and (E + a) / (A + a) ≥ E / A.

    :param answered: the sum of worth times degree.
    :param total: the sum of all worths, above 0.
    :param wishes: how many there are.
    """
    one = 1.0 / (float(FULL) * total)
    for_average, for_everything = AT_MOST_FOR_AVERAGE * wishes * one, FOR_EVERYTHING * one
    return int(min(AT_MOST_FOR_AVERAGE, for_average * answered) + for_everything * answered + ROUNDING)


def nudge(points: float, degree: int) -> int:
    """What something learned adds, in tenths of a point.

    :param points: for a full answer, −10 to 10.
    """
    full = round(10 * points)
    size = (abs(full) * degree + FULL // 2) // FULL
    return size if full > 0 else -size


MOST_LEARNED = 200
"""In tenths of a point: all that was learned together moves a score by no more, up or down."""

MOST_TENTHS = 1000
"""A score of 100 in tenths of a point."""
