"""The benchmark of quality: its measures are the standard ones, it changes what it says, and it leaves no trace."""

import json
import math
import subprocess
import sys

import pytest

from benchmarks.quality import document, metrics, systems
from benchmarks.quality.ablation import ABLATION, blended
from benchmarks.quality.changes import Change, changed, constant, mentions, run_variant
from benchmarks.quality.collection import CollectionError, load
from benchmarks.quality.example import worked_example
from benchmarks.quality.sensitivity import SENSITIVITY
from bot.core.matching import degrees, evidence, folding
from bot.wiring import background
from tests.conftest import ROOT

MATCHING = ROOT / "docs" / "matching.md"
PROFILES = [
    {"id": "rewards", "keywords": ["reward modelling", "RLHF", "-images"]},
    {"id": "retrieval", "keywords": ["RAG", "retriev*"]},
    {"id": "nothing", "keywords": ["electroencephalography"]},
]
PAPERS = [
    {"title": "Reward models that last", "abs": "We train reward models for RLHF."},
    {"title": "A study of feedback", "abs": "A reward is given to a model."},
    {"title": "Reward models for images", "abs": "Pictures are scored."},
    {"title": "Retrieval-augmented generation", "abstract": "RAG retrieves passages."},
    {"title": "Storage of fragments", "abs": "Disks."},
]
JUDGED = {
    "rewards": {"Reward models that last": 3, "A study of feedback": 1},
    "retrieval": {"Retrieval-augmented generation": 2},
}


@pytest.fixture
def folder(tmp_path):
    for name, content in (("profiles", PROFILES), ("docs", PAPERS), ("qrels", JUDGED)):
        (tmp_path / f"{name}.json").write_text(json.dumps(content), encoding="utf-8")
    return tmp_path


def run(*arguments):
    command = [sys.executable, str(ROOT / "benchmarks" / "relevance.py"), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_gain_of_a_ranking_is_discounted_by_place_and_divided_by_the_best_there_is():
    gained = metrics.ndcg({"a": 3.0, "b": 2.0, "c": 1.0}, {"b": 3, "c": 1})
    assert gained == pytest.approx((7 / math.log2(3) + 1 / 2) / (7 + 1 / math.log2(3)))


def test_what_stands_behind_the_tenth_place_gains_nothing():
    scores = {f"{number}": 20.0 - number for number in range(11)}
    assert metrics.ndcg(scores, {"10": 3}) == 0


def test_average_precision_counts_relevant_papers_that_are_not_found():
    assert metrics.average_precision({"a": 3, "b": 2, "c": 1}, {"a": 2, "c": 3, "d": 2}) == pytest.approx(
        (1 + 2 / 3) / 3
    )


@pytest.mark.parametrize("measure", [metrics.ndcg, metrics.average_precision])
def test_equal_scores_are_judged_by_the_mean_over_all_their_orders(measure):
    grades = {"a": 3, "b": 2, "d": 2}
    orders = [("a", "b", "c"), ("a", "c", "b"), ("b", "a", "c"), ("b", "c", "a"), ("c", "a", "b"), ("c", "b", "a")]
    each = [measure({title: 3.0 - place for place, title in enumerate(order)}, grades) for order in orders]
    assert measure({"a": 1.0, "b": 1.0, "c": 1.0}, grades) == pytest.approx(sum(each) / len(each))


@pytest.mark.parametrize(
    ("scores", "grades", "f1"),
    [
        ({"a": 60, "b": 60}, {"a": 2, "c": 3}, 0.5),
        ({"a": 60}, {"a": 1}, 0.0),
        ({"a": 60}, {}, 0.0),
        ({"a": 40}, {}, 1.0),
        ({}, {"a": 2}, 0.0),
    ],
)
def test_f1_weighs_what_is_told_against_what_is_relevant(scores, grades, f1):
    assert metrics.alerts_at(50, scores, grades).f1 == f1


def test_a_profile_has_no_say_in_its_own_threshold():
    runs = {"one": {"a": 10, "b": 5}, "two": {"a": 80, "b": 70}, "three": {"a": 90, "b": 60}}
    judged = {"one": {"a": 2}, "two": {"a": 2}, "three": {"a": 2}}
    chosen = metrics.leave_one_out([runs], judged)
    assert {name: alerts.threshold for name, alerts in chosen.items()} == {"one": 80, "two": 10, "three": 10}
    assert chosen["one"].told == 0


def test_of_several_runs_the_one_that_is_best_for_the_others_is_taken():
    good = {"one": {"a": 9}, "two": {"a": 9}}
    bad = {"one": {"b": 9}, "two": {"b": 9}}
    judged = {"one": {"a": 2}, "two": {"a": 2}}
    assert [each.f1 for each in metrics.leave_one_out([bad, good], judged).values()] == [1, 1]


def test_the_interval_of_equal_values_is_that_value():
    assert metrics.interval([0.5, 0.5]) == (0.5, 0.5)


def test_the_baselines_know_whole_words_prefixes_stems_and_exclusions(folder):
    collection = load(folder)
    assert systems.whole_words(collection) == {
        "rewards": {"Reward models that last": 1},
        "retrieval": {"Retrieval-augmented generation": 3},
        "nothing": {},
    }
    stemmed = systems.bm25(collection)
    assert stemmed["rewards"].keys() == {"Reward models that last", "A study of feedback"}
    assert stemmed["retrieval"].keys() == {"Retrieval-augmented generation"}


def test_a_changed_number_is_seen_where_it_was_imported_and_put_back_afterwards():
    with changed([constant("NEAR_SLACK", 9), *mentions(half=100)]):
        assert (degrees.NEAR_SLACK, vars(evidence)["NEAR_SLACK"]) == (9, 9)
        assert degrees.saturated(100) == round(500 * 600 / 500)
    assert (degrees.NEAR_SLACK, vars(evidence)["NEAR_SLACK"]) == (5, 5)


def test_what_is_remembered_of_words_is_forgotten_with_every_change():
    usual = folding.fold("trained")[0].stem
    with changed([Change("spelling", "stem", str.upper)]):
        assert folding.fold("trained")[0].stem == "TRAINED"
    assert folding.fold("trained")[0].stem == usual


def test_the_table_of_degrees_made_for_other_values_is_the_scorer_s_own_for_its_values():
    table = next(change.value for change in mentions() if change.name == "SATURATED")
    assert table == degrees.SATURATED
    units = next(change.value for change in mentions() if change.name == "UNITS")
    assert units == degrees.UNITS


def test_the_table_of_words_blended_at_even_odds_is_the_shipped_one():
    assert blended(0.5).unknown == background().unknown
    assert blended(0.5).shares == pytest.approx(background().shares)


def test_every_variant_runs_and_leaves_the_scorer_as_it_was(folder):
    collection = load(folder)
    usual = systems.paperround(collection)
    for variant in (*ABLATION, *SENSITIVITY):
        assert run_variant(variant, collection).keys() == usual.keys(), variant.what
    assert systems.paperround(collection) == usual


def test_the_report_says_what_each_part_brings(folder):
    done = run(folder, "--ablation")
    assert done.returncode == 0, done.stderr
    for heading in ("systems", "intervals", "profiles", "ablation", "sensitivity", "nested"):
        assert f"{heading}\n\n" in done.stdout
    assert "Alerts where nothing is relevant: none in any row." in done.stdout


def test_programs_get_numbers(folder):
    done = run(folder, "--json")
    assert json.loads(done.stdout)["Paperround"]["nDCG@10"] == 1


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("docs.json", "[{}]", "not the form of a judged collection"),
        ("docs.json", "{}", "not the form of a judged collection"),
        ("docs.json", "[", "cannot be read"),
        ("qrels.json", '{"rewards": {"Another paper": 2}}', "no paper called 'Another paper'"),
    ],
)
def test_a_folder_without_a_judged_collection_is_refused_with_a_reason(folder, name, content, message):
    (folder / name).write_text(content, encoding="utf-8")
    with pytest.raises(CollectionError, match=message):
        load(folder)


def test_a_folder_that_is_not_there_is_a_usage_error(tmp_path):
    done = run(tmp_path / "missing")
    assert done.returncode == 2
    assert "missing" in done.stderr
    assert "Traceback" not in done.stderr


def test_tables_are_put_between_their_marks(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("before\n<!-- begin a -->\n\nold\n\n<!-- end a -->\nafter\n", encoding="utf-8")
    document.put({"a": r"new \1", "b": "unmarked"}, page)
    assert page.read_text(encoding="utf-8") == "before\n<!-- begin a -->\n\nnew \\1\n\n<!-- end a -->\nafter\n"


def test_the_worked_example_of_the_document_is_what_the_code_gives():
    assert document.part_of("example", MATCHING) == worked_example()
