"""How much finding something says, and what keywords are worth beside each other."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.matching.language import parse_keyword
from bot.core.matching.specificity import is_gauged, specificity, worths
from bot.core.matching.statistics import Statistics
from tests.bot.matching.papers import counted

KNOWN = counted(["zebra", "zebra yak", "zebra pigeon", "zebra", "zebra model of yaks"])


def worth_of(*written: str, statistics: Statistics = KNOWN) -> tuple[int, ...]:
    keywords = [parse_keyword(each) for each in written]
    return worths([(keyword.weight, keyword.sought) for keyword in keywords], statistics)


def of(written: str) -> int:
    return specificity(parse_keyword(written).sought, KNOWN)


def test_a_keyword_is_worth_its_weight_times_its_specificity() -> None:
    assert worth_of("zebra", "yak^2.5", "pigeon^0.01") == (100 * of("zebra"), 250 * of("yak"), of("pigeon"))


@pytest.mark.parametrize(
    ("written", "gauged"),
    [
        ("zebra", True),
        ("zebras", True),
        ("zebra yak", True),
        ("model of yaks", True),
        ("zeb*", False),
        ("yak*", True),
        ("zebrra", False),
        ("zebra zebrra", False),
        ("zebrra OR yak", True),
        ("zebrra AND yak", False),
        ("author:yak", False),
        ("category:cs", False),
    ],
)
def test_what_no_paper_has_and_what_is_not_counted_is_not_gauged(written: str, gauged: bool) -> None:
    assert is_gauged(parse_keyword(written).sought, KNOWN) is gauged


@pytest.mark.parametrize("other", ["zebrra", "author:yak", "org:yak", "zebra zebrra", "zebrra AND yak"])
def test_what_is_not_gauged_is_as_specific_as_the_others_are_on_average(other: str) -> None:
    assert worth_of("zebra", "pigeon", f"{other}^2") == (
        100 * of("zebra"),
        100 * of("pigeon"),
        200 * ((of("zebra") + of("pigeon")) * 100 // 200),
    )


def test_where_nothing_is_gauged_all_count_by_themselves() -> None:
    assert worth_of("zebrra", "pigeom") == (100 * of("zebrra"), 100 * of("pigeom"))


@given(st.permutations(["zebra", "yak^3", "pigeon^0.5", "unseen", "author:lee"]))
def test_the_order_makes_no_difference(written: list[str]) -> None:
    expected = dict(zip(sorted(written), worth_of(*sorted(written)), strict=True))
    assert dict(zip(written, worth_of(*written), strict=True)) == expected
