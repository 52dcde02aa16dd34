"""The small parts of the index: columns, numbered texts, joins, and how specific each feature is."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.matching.language import parse_keyword
from bot.core.matching.reverse.clues import Shape
from bot.core.matching.reverse.columns import Strings, Table
from bot.core.matching.reverse.features import NOTHING, Aspect, Features, Node
from bot.core.matching.reverse.lookup import Lookup, Pairs, spread
from bot.core.matching.reverse.weights import weigh
from bot.core.matching.specificity import specificity
from bot.core.matching.types import Expression, Not
from tests.bot.matching import hostile_papers as hostile
from tests.bot.matching.papers import NOTHING_COUNTED, analysed

numbers = st.integers(-5, 9)


@given(st.lists(st.tuples(numbers, st.integers())), st.lists(numbers))
def test_a_join_meets_every_value_of_every_key_asked_for_in_order(there, asked) -> None:
    keys = np.array([key for key, _ in there], np.int32)
    positions = np.arange(len(there))
    met, [which, doubled] = Lookup(keys, positions, 2 * positions).join(np.array(asked, np.int64))
    expected = [
        (place, number) for place, wanted in enumerate(asked) for number, (key, _) in enumerate(there) if key == wanted
    ]
    assert list(zip(met.tolist(), which.tolist(), strict=True)) == expected
    assert doubled.tolist() == [2 * number for _, number in expected]
    assert len(Lookup(keys)) == len(there)


@given(st.lists(st.tuples(st.integers(0, 1000), st.integers(0, 6))))
def test_spreading_counts_up_from_each_start(runs) -> None:
    starts, counts = (np.array([run[which] for run in runs], np.int64) for which in (0, 1))
    assert spread(starts, counts).tolist() == [start + step for start, count in runs for step in range(count)]


@given(st.lists(st.tuples(st.integers(0, 2**31 - 1), st.integers(0, 2))))
def test_distinct_pairs_are_each_there_once_in_order(pairs) -> None:
    features, papers = (np.array([pair[which] for pair in pairs], np.int32) for which in (0, 1))
    found = Pairs(features, papers).distinct(3)
    assert list(zip(found.features.tolist(), found.papers.tolist(), strict=True)) == sorted(set(pairs))


rows = st.lists(st.tuples(st.integers(-(2**31), 2**31 - 1), st.integers(0, 2**16 - 1), st.integers(0, 255)))


@given(rows, rows)
def test_a_table_grows_and_its_columns_are_what_was_added(before, after) -> None:
    table = Table({"leaf": "i", "words": "H", "kind": "B"})
    added: list[tuple[int, int, int]] = []
    for row in (*before, None, *after):
        if row is None:
            assert table.view("leaf").tolist() == [each[0] for each in added]
        else:
            table.add(*row)
            added.append(row)
    assert len(table) == len(added)
    assert table.nbytes == 7 * len(added)
    columns = [table.view(name) for name in ("leaf", "words", "kind")]
    assert [column.dtype for column in columns] == [np.int32, np.uint16, np.uint8]
    assert list(zip(*(column.tolist() for column in columns), strict=True)) == added


def test_one_value_of_a_table_can_be_changed_in_place() -> None:
    table = Table({"owner": "i", "tenths": "h"})
    table.add(1, -3)
    table.add(2, 4)
    view = table.view("tenths")
    table.set("tenths", 0, 7)
    assert view.tolist() == [7, 4]
    assert table.get("tenths", 0) == 7
    assert table.view("owner").tolist() == [1, 2]


def test_a_table_refuses_rows_of_another_length() -> None:
    with pytest.raises(ValueError, match="zip"):
        Table({"owner": "i", "tenths": "h"}).add(1, 2, 3)


@given(rows)
def test_a_table_comes_back_from_its_state_which_is_a_copy(found) -> None:
    table, other = (Table({"leaf": "i", "words": "H", "kind": "B"}) for _ in range(2))
    for row in found:
        table.add(*row)
    state = table.state()
    table.add(1, 2, 3)
    other.add(9, 9, 9)
    other.restore(state)
    assert len(other) == len(found)
    assert [other.view(name).tolist() for name in state] == [column.tolist() for column in state.values()]
    other.add(1, 2, 3)
    assert [other.view(name).tolist() for name in state] == [table.view(name).tolist() for name in state]


@pytest.mark.parametrize(
    ("state", "error", "said"),
    [
        ({"leaf": np.arange(2, dtype=np.int32)}, KeyError, "words"),
        ({"leaf": np.arange(2, dtype=np.int32), "words": np.arange(3, dtype=np.uint16)}, ValueError, "length"),
        ({"leaf": np.arange(2, dtype=np.int64), "words": np.arange(2, dtype=np.uint16)}, ValueError, "leaf"),
    ],
)
def test_a_table_refuses_what_does_not_fit(state, error, said: str) -> None:
    table = Table({"leaf": "i", "words": "H"})
    table.add(1, 2)
    with pytest.raises(error, match=said):
        table.restore(state)
    assert table.view("words").tolist() == [2]


@given(st.lists(st.text(max_size=3)), st.lists(st.text(max_size=3)))
def test_texts_are_numbered_in_order_each_once(known, asked) -> None:
    strings = Strings()
    given_out = [strings.number(text) for text in known]
    different = list(dict.fromkeys(known))
    assert given_out == [different.index(text) for text in known]
    assert list(strings.texts) == different
    assert len(strings) == len(different)
    assert strings.numbers(asked) == [different.index(text) if text in different else -1 for text in asked]
    assert Strings(strings.texts).numbers(known) == given_out


def test_a_feature_is_there_once_however_it_is_asked_for() -> None:
    features = Features()
    first = features.number(Aspect.DEGREE, parse_keyword("zebra AND (gnu OR lynx)").sought)
    count = len(features)
    assert features.number(Aspect.DEGREE, parse_keyword("(zebra) AND (gnu OR lynx)").sought) == first
    assert len(features) == count
    assert features.number(Aspect.CONTAINED, parse_keyword("zebra").sought) != NOTHING
    assert len(features) == count + 1


@pytest.mark.parametrize(
    ("written", "nodes"),
    [
        ("zebra", []),
        ("a OR b OR c", [Node.GREATEST, Node.GREATEST]),
        ("a AND b AND NOT c", [Node.LEAST, Node.UNLESS]),
        ("(a OR b) AND NOT (c AND d)", [Node.GREATEST, Node.LEAST, Node.UNLESS]),
    ],
)
def test_expressions_become_trees_whose_levels_rise(written: str, nodes: list[Node]) -> None:
    features = Features()
    features.number(Aspect.DEGREE, parse_keyword(written).sought)
    table = features.nodes
    kinds = table.view("node")
    assert kinds[kinds != Node.LEAF].tolist() == nodes
    for number in np.flatnonzero(kinds != Node.LEAF).tolist():
        arms = [table.get("level", table.get(side, number)) for side in ("left", "right")]
        assert table.get("level", number) == 1 + max(arms)


def test_a_not_alone_is_no_feature() -> None:
    with pytest.raises(TypeError, match="NOT alone"):
        Features().number(Aspect.DEGREE, Not(parse_keyword("zebra").sought))


@pytest.mark.parametrize(
    ("written", "shape"),
    [
        ("zebra", Shape.WORD),
        ("title:zebra", Shape.WORD),
        ("reward model", Shape.PAIR),
        ("large language model", Shape.PHRASE),
        ('"reward model"', Shape.NOTHING),
        ("author:okafor", Shape.NOTHING),
        ("year:2024", Shape.NOTHING),
        ("zeb*", Shape.NOTHING),
    ],
)
def test_what_of_a_term_is_computed_in_bulk(written: str, shape: Shape) -> None:
    features = Features()
    features.number(Aspect.DEGREE, parse_keyword(written).sought)
    assert features.clues.leaves.view("shape").tolist() == [shape]


@given(st.lists(hostile.keywords, min_size=1, max_size=6), hostile.statistics)
def test_every_expression_is_as_specific_as_the_scorer_says(keywords, known) -> None:
    features = Features()
    asked: dict[int, Expression] = {
        features.number(Aspect.DEGREE, keyword.sought): keyword.sought for keyword in keywords
    }
    present = [features.number(Aspect.CONTAINED, keyword.sought) for keyword in keywords]
    weights = weigh(features, known)
    assert weights.version == known.version
    assert weights.features == len(features) == len(weights.specificity)
    expected = {number: specificity(sought, known) for number, sought in asked.items()}
    assert {number: int(weights.specificity[number]) for number in asked} == expected
    assert not weights.specificity[present].any()
    assert weights.specificity[NOTHING] == 0


def test_what_papers_count_changes_how_specific_a_feature_is() -> None:
    features = Features()
    zebra = features.number(Aspect.DEGREE, parse_keyword("zebra").sought)
    known = type(NOTHING_COUNTED)()
    for _ in range(30):
        known.count(analysed("Zebra"))
    assert weigh(features, known).specificity[zebra] < weigh(features, NOTHING_COUNTED).specificity[zebra]
