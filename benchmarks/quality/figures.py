"""The figures of a run: of each profile, and their means."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from benchmarks.quality.collection import Collection
from benchmarks.quality.metrics import (
    Alerts,
    alerts_at,
    average_precision,
    interval,
    leave_one_out,
    mean,
    ndcg,
    relevant,
)
from benchmarks.quality.systems import Run


@dataclass(frozen=True, slots=True)
class Figures:
    """How good a run is. Of each: by profile; rankings only of those for which something is relevant.

    :ivar ndcg: nDCG@10.
    :ivar precision: average precision; its mean is MAP.
    :ivar chosen: what is told at the threshold that is best for the other profiles.
    :ivar default: what is told at the profile's own threshold: 50, unless it says otherwise. ``None``
        for a run on another scale.
    """

    ndcg: Mapping[str, float]
    precision: Mapping[str, float]
    chosen: Mapping[str, Alerts]
    default: Mapping[str, Alerts] | None

    @property
    def mean_ndcg(self) -> float:
        """Mean nDCG@10."""
        return mean(self.ndcg.values())

    @property
    def mean_precision(self) -> float:
        """MAP."""
        return mean(self.precision.values())

    @property
    def mean_f1(self) -> float:
        """Mean F1 at one threshold for all, left-one-out."""
        return mean([alerts.f1 for alerts in self.chosen.values()])

    @property
    def default_f1(self) -> float | None:
        """Mean F1 at the default threshold."""
        return mean([alerts.f1 for alerts in self.default.values()]) if self.default else None

    @property
    def false_alarms(self) -> int:
        """How many papers were told of to profiles for which nothing is relevant."""
        return sum(alerts.told for alerts in self.chosen.values() if not alerts.wanted)

    def intervals(self) -> dict[str, tuple[float, float]]:
        """The 95 % bootstrap intervals of the means, by figure."""
        return {
            "nDCG@10": interval([*self.ndcg.values()]),
            "MAP": interval([*self.precision.values()]),
            "F1": interval([alerts.f1 for alerts in self.chosen.values()]),
        }

    def gains(self, other: "Figures") -> dict[str, tuple[float, float]]:
        """The 95 % bootstrap intervals of the differences to another run, profile by profile, by figure."""
        ndcg = [value - other.ndcg[name] for name, value in self.ndcg.items()]
        f1 = [alerts.f1 - other.chosen[name].f1 for name, alerts in self.chosen.items()]
        precision = [value - other.precision[name] for name, value in self.precision.items()]
        return {"nDCG@10": interval(ndcg), "MAP": interval(precision), "F1": interval(f1)}

    def summary(self) -> dict[str, Any]:
        """For programs."""
        return {
            "nDCG@10": self.mean_ndcg,
            "MAP": self.mean_precision,
            "F1": self.mean_f1,
            "F1 at the default threshold": self.default_f1,
            "alerts on profiles with nothing to find": self.false_alarms,
            "intervals": self.intervals(),
        }


def measure(run: Run, collection: Collection, *, own_scale: bool = False) -> Figures:
    """The figures of a run.

    :param own_scale: its scores do not go from 0 to 100.
    """
    judged = collection.judged
    answerable = [name for name in run if relevant(judged[name])]
    default = {each.name: alerts_at(each.threshold, run[each.name], judged[each.name]) for each in collection.profiles}
    return Figures(
        {name: ndcg(run[name], judged[name]) for name in answerable},
        {name: average_precision(run[name], judged[name]) for name in answerable},
        leave_one_out([run], judged),
        None if own_scale else default,
    )
