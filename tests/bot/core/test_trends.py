"""How fast papers gain upvotes and comments."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.trends import velocities
from store.watch import CountPoint

NOW = datetime(2026, 11, 18, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
WINDOW = timedelta(days=2)


def point(
    paper: str, hours_ago: float, upvotes: int | None, comments: int | None = None, source: str = "hf"
) -> CountPoint:
    return CountPoint(paper=paper, source=source, at=NOW - hours_ago * HOUR, upvotes=upvotes, comments=comments)


def seen(*counts: tuple[float, int | None]) -> list[CountPoint]:
    return [point("2611.00001", hours_ago, upvotes) for hours_ago, upvotes in counts]


@pytest.mark.parametrize(
    ("counts", "gained", "per_day"),
    [
        ([(24, 10), (0, 34)], 24, 24),
        ([(12, 10), (0, 34)], 24, 48),
        ([(36, 100), (12, 112)], 12, 12),
        ([(30, 5), (20, None), (6, 29)], 24, 24),
        ([(90, 0), (24, 40), (0, 41)], 1, 1),  # what came before the window is not reckoned
        ([(24, 10), (18, 40), (12, 10), (6, 40), (0, 40)], 30, 30),  # what comes back is not gained twice
        ([(24, 10), (12, 4), (0, 13)], 3, 3),
        ([(24, 100), (1, 90), (0, 101)], 1, 1),
    ],
)
def test_a_paper_gains_from_its_first_count_in_the_window_on(counts, gained, per_day) -> None:
    (trend,) = velocities(seen(*counts), NOW, WINDOW)
    assert trend.upvotes_gained == gained
    assert trend.upvotes_per_day == pytest.approx(per_day)
    assert trend.upvotes == counts[-1][1]


@pytest.mark.parametrize(
    "counts",
    [
        [(3, 250)],  # seen once: it did not come from nothing
        [(0.9, 10), (0.1, 300)],  # too close together
        [(24, 300), (0, 12)],  # it lost
        [(24, 7), (0, 7)],
        [(24, None), (0, 50)],
        [(90, 0), (80, 50)],
        [(1, 0), (-5, 50)],  # from the future
    ],
)
def test_what_was_not_seen_to_gain_has_no_velocity(counts) -> None:
    assert velocities(seen(*counts), NOW, WINDOW) == ()


def test_the_fastest_in_upvotes_comes_first_then_the_fastest_in_comments() -> None:
    points = [
        *(point("slow", 24, 10, 0), point("slow", 0, 12, 90)),
        *(point("fast", 2, 10, 0), point("fast", 0, 16, 1)),
        *(point("talked of", 24, 10, 0), point("talked of", 0, 12, 99)),
        *(point("only talked of", 24, None, 0), point("only talked of", 0, None, 5)),
    ]
    trends = velocities(points[::-1], NOW, WINDOW)
    assert [trend.paper for trend in trends] == ["fast", "talked of", "slow", "only talked of"]
    assert [round(trend.upvotes_per_day) for trend in trends] == [72, 2, 2, 0]
    assert [round(trend.comments_per_day) for trend in trends] == [12, 99, 90, 5]
    assert trends[-1].upvotes is None
    assert (trends[0].since, trends[0].until) == (NOW - 2 * HOUR, NOW)


def test_of_several_sources_the_one_that_saw_it_gain_most_speaks() -> None:
    points = [
        *(point("p", 24, 10), point("p", 0, 20)),
        *(point("p", 24, 300, source="mirror"), point("p", 0, 302, source="mirror")),
    ]
    (trend,) = velocities(points, NOW, WINDOW)
    assert (trend.upvotes, trend.upvotes_gained) == (20, 10)


@given(
    st.lists(
        st.builds(
            CountPoint,
            paper=st.sampled_from(["a", "b", "c"]),
            source=st.sampled_from(["hf", "mirror"]),
            at=st.integers(-3000, 60).map(lambda minutes: NOW + timedelta(minutes=minutes)),
            upvotes=st.none() | st.integers(0, 500),
            comments=st.none() | st.integers(0, 50),
        ),
        max_size=30,
    )
)
def test_nothing_is_lost_by_gaining_and_the_order_of_sightings_does_not_matter(points) -> None:
    trends = velocities(points, NOW, WINDOW)
    assert [trend.upvotes_per_day for trend in trends] == sorted(
        (trend.upvotes_per_day for trend in trends), reverse=True
    )
    for trend in trends:
        assert trend.upvotes_gained >= 0
        assert trend.comments_gained >= 0
        assert trend.upvotes_gained + trend.comments_gained > 0
        assert NOW - WINDOW <= trend.since <= trend.until - HOUR <= NOW
    moments = [(each.paper, each.source, each.at) for each in points]
    if len(set(moments)) == len(moments):
        assert velocities(points[::-1], NOW, WINDOW) == trends
