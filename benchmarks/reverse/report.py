"""How figures are printed: tables, and claims with their targets."""

import os
import platform
from collections.abc import Iterable, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import NamedTuple

MEGABYTE = 1e6
_LIBRARIES = ("numpy", "numba", "scipy", "pystemmer", "psycopg")

_WHOLE = 100
"""From here on figures are printed without decimals."""


class Claim(NamedTuple):
    """What is to be reached.

    :ivar target: a limit in words, as ``≤ 0.6 s``.
    :ivar measured: in words.
    """

    what: str
    target: str
    measured: str
    holds: bool


def at_most(what: str, limit: float, measured: float, unit: str) -> Claim:
    """A claim that something is no larger than a limit."""
    return Claim(what, f"≤ {limit:g} {unit}", f"{_figures(measured)} {unit}", measured <= limit)


def at_least(what: str, limit: float, measured: float, unit: str) -> Claim:
    """A claim that something is no smaller than a limit."""
    return Claim(what, f"≥ {limit:g} {unit}", f"{_figures(measured)} {unit}", measured >= limit)


def seconds(value: float | None) -> str:
    """A time for a table; a dash if there is none."""
    if value is None:
        return "–"
    return f"{value:.4f}" if value < 1 else f"{value:.2f}"


def megabytes(value: float) -> str:
    """Bytes for a table."""
    return f"{value / MEGABYTE:,.0f} MB"


def print_machine() -> None:
    """On what this was measured."""
    model = "unknown processor"
    described = Path("/proc/cpuinfo")
    if described.exists():
        names = [line for line in described.read_text().splitlines() if line.startswith("model name")]
        model = names[0].partition(":")[2].strip() if names else model
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores ({model}), load {os.getloadavg()[0]:.1f}")
    print(", ".join(f"{name} {found}" for name in _LIBRARIES if (found := _version(name))))


def print_table(title: str, heads: Sequence[str], rows: Iterable[Sequence[str]], notes: Sequence[str] = ()) -> None:
    """Columns as wide as they must be; the first is text, the others are figures."""
    lines = [tuple(heads), *map(tuple, rows)]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    print(f"\n{title}")
    for line in lines:
        cells = [
            line[0].ljust(widths[0]),
            *(cell.rjust(width) for cell, width in zip(line[1:], widths[1:], strict=True)),
        ]
        print("  " + "  ".join(cells).rstrip())
    for note in notes:
        print(f"  {note}")
    print(end="", flush=True)


def print_claims(claims: Sequence[Claim]) -> None:
    """Each claim, its target, and what was measured."""
    rows = [(claim.what, claim.target, claim.measured, "yes" if claim.holds else "NO") for claim in claims]
    print_table("Claims", ("", "target", "measured", "reached"), rows)


def _figures(value: float) -> str:
    return f"{value:,.0f}" if value >= _WHOLE else f"{value:.3g}"


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""
