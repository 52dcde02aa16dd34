"""Which papers rise: reckoned from the count nearest to the beginning, whoever counts how often."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.rising import Measure, counted_from, fastest, risen, trends_until
from store.records import Paper
from store.watch import CountPoint

NOW = datetime(2026, 11, 18, 8, 5, tzinfo=UTC)
HOUR = timedelta(hours=1)


def point(
    paper: str, hours_ago: float, upvotes: int | None, comments: int | None = None, source: str = "hf"
) -> CountPoint:
    return CountPoint(paper=paper, source=source, at=NOW - hours_ago * HOUR, upvotes=upvotes, comments=comments)


@pytest.mark.parametrize(
    ("counts", "gained", "hours"),
    [
        # Looked at once a day: yesterday's look lies a little before the day that ends now.
        ([(48.1, 1), (24.1, 10), (0.1, 52)], 42, 24),
        ([(25.5, 10), (0, 52)], 42, 26),
        # Every half hour: from the look nearest to a day ago, not from the earliest one that is known.
        ([(35, 0), (24.3, 8), (23.9, 10), (12, 30), (0, 52)], 42, 24),
        # New since this morning: from its first count, never from nothing.
        ([(6, 10), (3, 40), (0, 52)], 42, 6),
        # The last look is old: what was seen until then.
        ([(30, 10), (13, 52)], 42, 17),
        # What says nothing of upvotes is no count to begin with.
        ([(26, 10), (24, None), (0, 52)], 42, 26),
    ],
)
def test_a_paper_rises_from_the_count_nearest_to_a_day_ago(counts, gained: int, hours: int) -> None:
    (trend,) = trends_until([point("p", *count) for count in counts], NOW)
    told = risen(Paper(key="p", title="Pigeons"), trend)
    assert (told.upvotes, told.comments, told.hours) == (gained, 0, hours)


def test_each_source_has_a_count_of_its_own_to_begin_with() -> None:
    points = [
        *(point("p", 24.1, 10), point("p", 0, 20)),
        *(point("p", 36, 0, source="mirror"), point("p", 20, 10, source="mirror"), point("p", 0, 11, source="mirror")),
    ]
    (trend,) = trends_until(points, NOW)
    assert (trend.upvotes_gained, trend.since) == (10, NOW - 24.1 * HOUR)


def test_those_that_are_talked_of_most_are_asked_for_by_comments() -> None:
    points = [
        *(point("loved", 24, 10, 4), point("loved", 0, 90, 4)),
        *(point("talked of", 24, 10, 0), point("talked of", 0, 30, 9)),
        *(point("disputed", 24, None, 1), point("disputed", 0, None, 99)),
    ]
    trends = trends_until(points, NOW)
    assert [each.paper for each in fastest(trends, Measure.UPVOTES)] == ["loved", "talked of"]
    assert [each.paper for each in fastest(trends, Measure.COMMENTS)] == ["disputed", "talked of"]


@given(
    st.lists(
        st.builds(
            point,
            st.sampled_from("ab"),
            st.integers(-1, 60),
            st.none() | st.integers(0, 500),
            st.none() | st.integers(0, 50),
            st.sampled_from(["hf", "mirror"]),
        ),
        max_size=30,
    ),
    st.integers(1, 48).map(lambda hours: timedelta(hours=hours)),
)
def test_what_rose_was_counted_in_time_and_what_lies_further_back_does_not_matter(points, window) -> None:
    trends = trends_until(points, NOW, window)
    begin = counted_from(NOW, window)
    for trend in trends:
        assert begin <= trend.since <= trend.until - HOUR <= NOW
        assert trend.upvotes_gained + trend.comments_gained > 0
    assert trends_until([each for each in points if begin <= each.at <= NOW], NOW, window) == trends
