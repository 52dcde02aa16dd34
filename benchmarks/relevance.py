"""How good the score is, on papers that people have judged: rankings, alerts, and what each part of it brings.

FOLDER holds a judged collection (``benchmarks/quality/collection.py`` says in what form); none is part of this
repository. Every paper is scored for every profile by the scorer itself, with the shipped background table and the
papers of the collection counted; beside it whole-word counts and BM25. Rankings are judged by nDCG@10 and MAP, alerts
by F1 at one threshold for all profiles, chosen for each by the others.

    python benchmarks/relevance.py FOLDER [--ablation] [--json] [--document docs/matching.md]
"""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.quality import systems, tables
from benchmarks.quality.ablation import ABLATION
from benchmarks.quality.changes import Variant, run_variant
from benchmarks.quality.collection import Collection, CollectionError, load
from benchmarks.quality.document import put
from benchmarks.quality.example import worked_example
from benchmarks.quality.figures import Figures, measure
from benchmarks.quality.sensitivity import SENSITIVITY, chosen_by_others

OURS = "Paperround"


def measure_systems(collection: Collection) -> dict[str, Figures]:
    """The scorer and what stands beside it."""
    return {
        "whole-word count": measure(systems.whole_words(collection), collection, own_scale=True),
        "BM25 / idf of the query": measure(systems.bm25(collection), collection, own_scale=True),
        OURS: measure(systems.paperround(collection), collection),
    }


def measure_variants(variants: Sequence[Variant], collection: Collection) -> dict[str, tuple[systems.Run, Figures]]:
    """The scorer with parts of it changed, the first one unchanged."""
    runs = {variant.what: run_variant(variant, collection) for variant in variants}
    return {what: (run, measure(run, collection)) for what, run in runs.items()}


def report(collection: Collection, *, ablation: bool) -> dict[str, str]:
    """Each part of the report in Markdown, by its name."""
    measured = measure_systems(collection)
    others = {name: figures for name, figures in measured.items() if name != OURS}
    parts = {
        "systems": tables.systems_table(measured),
        "intervals": tables.intervals_table(measured[OURS], others),
        "profiles": tables.profiles_table(measured[OURS], collection),
    }
    if ablation:
        for name, variants in (("ablation", ABLATION), ("sensitivity", SENSITIVITY)):
            each = measure_variants(variants, collection)
            parts[name] = f"{tables.variants_table(each)}\n\n{tables.alarms_note(each)}"
        parts["nested"] = chosen_by_others(collection)
    return parts


def for_programs(collection: Collection, *, ablation: bool) -> dict[str, object]:
    """The same figures as numbers."""
    found: dict[str, object] = {name: each.summary() for name, each in measure_systems(collection).items()}
    if ablation:
        for name, variants in (("ablation", ABLATION), ("sensitivity", SENSITIVITY)):
            measured = measure_variants(variants, collection)
            found[name] = {what: figures.summary() for what, (_, figures) in measured.items()}
    return found


def main(arguments: list[str] | None = None) -> int:
    """Measure and print; 2 if the folder holds no judged collection."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, metavar="FOLDER", help="the judged collection")
    parser.add_argument("--ablation", action="store_true", help="also with parts switched off and numbers changed")
    parser.add_argument("--json", action="store_true", help="for programs")
    parser.add_argument("--document", type=Path, metavar="FILE", help="put the tables there, between their marks")
    options = parser.parse_args(arguments)
    try:
        collection = load(options.folder)
    except CollectionError as error:
        print(error, file=sys.stderr)
        return 2
    if options.json:
        print(json.dumps(for_programs(collection, ablation=options.ablation), indent=1))
        return 0
    parts = report(collection, ablation=options.ablation)
    for name, text in parts.items():
        print(f"{name}\n\n{text}\n")
    if options.document:
        put({**parts, "example": worked_example()}, options.document)
    return 0


if __name__ == "__main__":
    sys.exit(main())
