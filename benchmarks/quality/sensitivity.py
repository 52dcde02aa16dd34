"""The scorer with each of its numbers about halved and about doubled: do they stand on a plateau, or was a peak picked?

Not here: what names and the keywords of a page count, which no collection of titles and abstracts can judge; and the
numbers that only set a scale (a mention, a full degree).
"""

from benchmarks.quality.ablation import blended, counting
from benchmarks.quality.changes import Change, Variant, constant, mentions, run_variant
from benchmarks.quality.collection import Collection
from benchmarks.quality.metrics import leave_one_out, mean
from bot.core.matching import degrees, specificity
from bot.core.matching.statistics import Statistics


def _number(name: str, *, most: int | None = None) -> tuple[Variant, ...]:
    """Halved and doubled.

    :param most: that it can be.
    """
    now = getattr(degrees, name)
    values = (now // 2, 2 * now if most is None else min(most, 2 * now))
    return tuple(Variant(f"{name} {now} → {value}", (constant(name, value),)) for value in values)


def _phrases(percent: int) -> Variant:
    both = (constant("NEAR_PERCENT", percent), constant("SCATTERED_PERCENT", percent))
    return Variant(f"both, {degrees.NEAR_PERCENT} → {percent}", both)


def _for_everything(tenths: int) -> Variant:
    shares = (constant("FOR_EVERYTHING", tenths), constant("AT_MOST_FOR_AVERAGE", degrees.MOST_TENTHS - tenths))
    return Variant(f"FOR_EVERYTHING {degrees.FOR_EVERYTHING:g} → {tenths}, the rest for the average", shares)


def _certain(name: str, value: float) -> Variant:
    return Variant(f"{name} {getattr(specificity, name)} → {value:g}", (Change("specificity", name, value),))


def _odds(general: float) -> Variant:
    return Variant(
        f"odds of general English 0.5 → {general:g}", counting=counting(lambda: Statistics(background=blended(general)))
    )


_TITLE, _HALF = degrees.TITLE, degrees.HALF

SENSITIVITY = (
    Variant("everything as it is"),
    *(Variant(f"TITLE {_TITLE} → {value}", mentions(title=value)) for value in (_TITLE // 2, 2 * _TITLE)),
    *(Variant(f"HALF {_HALF} → {value}", mentions(half=value)) for value in (_HALF // 2, 2 * _HALF)),
    *_number("NEAR_PERCENT", most=100),
    *_number("SCATTERED_PERCENT", most=100),
    _phrases(35),
    _phrases(50),
    _phrases(100),
    *_number("DERIVED_PERCENT", most=100),
    *_number("NEAR_SLACK"),
    *_number("LEAST_DEGREE"),
    _for_everything(100),
    _for_everything(400),
    _certain("CERTAIN_SHARE", 0.3),
    _certain("CERTAIN_SHARE", 1),
    _certain("CERTAIN_PAPERS", 1),
    _certain("CERTAIN_PAPERS", 4),
    _odds(0.25),
    _odds(0.75),
)

CANDIDATES = (35, 50, 70, 100)
"""For what a mention near together, and a scattered phrase at most, counts: about half, as first set, as it is, all."""


def chosen_by_others(collection: Collection) -> str:
    """F1 if the one number that was set after looking at figures had been chosen with the threshold, left-one-out."""
    runs = {percent: run_variant(_phrases(percent), collection) for percent in CANDIDATES}
    chosen = leave_one_out([*runs.values()], collection.judged)
    return (
        f"With this percentage, too, chosen for each profile by the F1 of the others (from {_listed(CANDIDATES)}), "
        f"F1 is {mean([alerts.f1 for alerts in chosen.values()]):.3f}."
    )


def _listed(numbers: tuple[int, ...]) -> str:
    return f"{', '.join(map(str, numbers[:-1]))} and {numbers[-1]}"
