"""How many messages may leave."""

from itertools import accumulate, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.quota import Window, per_second


def most_within(times: list[float], seconds: float) -> int:
    """How many of these lie in the fullest stretch of that length."""
    return max(sum(1 for each in times if begin <= each < begin + seconds) for begin in times)


@given(
    steps=st.lists(st.floats(0, 3), min_size=1, max_size=80),
    rate=st.sampled_from([0.2, 1, 3.7, 14]),
)
def test_no_second_has_more_than_its_quota_wherever_it_begins(steps, rate):
    quota, sent = per_second(rate), []
    now = 0.0
    for step in steps:
        now += step if step > 1.5 else step / 1000  # bursts and pauses
        now += quota.wait(now) * (1 + 1e-9)
        assert quota.wait(now) < 1e-6
        quota.note(now)
        sent.append(now)
    if rate >= 1:
        assert most_within(sent, 1 - 1e-6) <= int(rate)
    else:
        assert all(later - earlier >= 1 / rate - 1e-6 for earlier, later in pairwise(sent))


def test_the_whole_quota_can_be_used():
    quota = per_second(2)
    waits: list[float] = []
    for _ in range(5):
        waits.append(quota.wait(sum(waits)))
        quota.note(sum(waits))
    assert list(accumulate(waits)) == [0, 0, 1, 1, 2]


def test_a_clock_that_went_back_blocks_for_one_length_at_most():
    window = Window(1, 60)
    window.note(1_000_000)
    assert window.wait(5) == 60


@pytest.mark.parametrize("rate", [0, -1, float("nan")])
def test_a_quota_of_nothing_is_refused(rate):
    with pytest.raises(ValueError, match="quota"):
        per_second(rate)
