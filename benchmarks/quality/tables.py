"""The figures as tables in Markdown, for the terminal and for ``docs/matching.md``."""

from collections.abc import Iterable, Mapping, Sequence

from benchmarks.quality.collection import Collection
from benchmarks.quality.figures import Figures
from benchmarks.quality.metrics import relevant
from benchmarks.quality.systems import Run


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Columns as wide as they must be; the first is text, the others are figures."""
    lines = [tuple(heads), *map(tuple, rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    ruler = [f":{'-' * (widths[0] - 1)}", *(f"{'-' * (width - 1)}:" for width in widths[1:])]
    padded = [
        [line[0].ljust(widths[0]), *(cell.rjust(width) for cell, width in zip(line[1:], widths[1:], strict=True))]
        for line in lines
    ]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (padded[0], ruler, *padded[1:]))


def systems_table(measured: Mapping[str, Figures]) -> str:
    """One row of each system."""
    heads = ("", "nDCG@10", "MAP", "F1 at one threshold", "F1 at 50", "alerts where nothing is relevant")
    rows = [(name, *_means(each), _default(each), f"{each.false_alarms}") for name, each in measured.items()]
    return table(heads, rows)


def intervals_table(ours: Figures, others: Mapping[str, Figures]) -> str:
    """The 95 % bootstrap intervals of our figures, and of what they are above others."""
    rows = [("Paperround", *map(_span, ours.intervals().values()))]
    for name, figures in others.items():
        gains = ours.gains(figures)
        rows.append((f"Paperround, less {name}", *(_span(gains[figure], "+") for figure in ours.intervals())))
    return table(("", *ours.intervals()), rows)


def profiles_table(figures: Figures, collection: Collection) -> str:
    """One row of each profile, and the means."""
    rows = []
    for name, alerts in figures.chosen.items():
        ranked = (f"{figures.ndcg[name]:.3f}", f"{figures.precision[name]:.3f}") if name in figures.ndcg else ("–", "–")
        told = (f"{alerts.threshold:g}", f"{alerts.told}", f"{alerts.hits}", f"{alerts.f1:.2f}")
        rows.append((name, f"{relevant(collection.judged[name])}", *ranked, *told))
    told_in_all = sum(alerts.told for alerts in figures.chosen.values())
    hits = sum(alerts.hits for alerts in figures.chosen.values())
    wanted = sum(alerts.wanted for alerts in figures.chosen.values())
    ndcg, precision, f1 = _means(figures)
    rows.append(("mean, or sum", f"{wanted}", ndcg, precision, "", f"{told_in_all}", f"{hits}", f1))
    heads = ("profile", "relevant", "nDCG@10", "average precision", "threshold", "told", "of them relevant", "F1")
    return table(heads, rows)


def variants_table(measured: Mapping[str, tuple[Run, Figures]]) -> str:
    """One row of each variant, with what it is above or below the first one."""
    (usual, base), *_ = measured.values()
    rows = []
    for what, (run, figures) in measured.items():
        changed = ("", "", "")
        if run != usual:
            gains = figures.gains(base)
            changed = (f"{_different(run, usual)}", _span(gains["nDCG@10"], "+"), _span(gains["F1"], "+"))
        rows.append((what, *_means(figures), _default(figures), *changed))
    heads = ("", "nDCG@10", "MAP", "F1", "F1 at 50", "scores changed", "nDCG@10 ±", "F1 ±")
    return table(heads, rows)


def alarms_note(measured: Mapping[str, tuple[Run, Figures]]) -> str:
    """Which variants tell of papers where nothing is relevant."""
    loud = [f"{what} ({figures.false_alarms})" for what, (_, figures) in measured.items() if figures.false_alarms]
    return f"Alerts where nothing is relevant: {'; '.join(loud) if loud else 'none in any row'}."


def _means(figures: Figures) -> tuple[str, str, str]:
    return f"{figures.mean_ndcg:.3f}", f"{figures.mean_precision:.3f}", f"{figures.mean_f1:.3f}"


def _default(figures: Figures) -> str:
    return "–" if figures.default_f1 is None else f"{figures.default_f1:.3f}"


def _span(ends: tuple[float, float], sign: str = "-") -> str:
    low, high = (f"{end:{sign}.3f}".replace("-", "−") for end in ends)
    return f"{low} to {high}"


def _different(run: Run, usual: Run) -> int:
    return sum(
        scores.get(title, 0.0) != usual[name].get(title, 0.0)
        for name, scores in run.items()
        for title in scores.keys() | usual[name].keys()
    )
