"""How many mails may leave."""

from itertools import accumulate, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.quota import HOUR, MailQuota, Window


def most_within(times: list[float], seconds: float) -> int:
    """How many of these lie in the fullest stretch of that length."""
    return max(sum(1 for each in times if begin <= each < begin + seconds) for begin in times)


@given(
    steps=st.lists(st.floats(0, 900), min_size=1, max_size=80),
    per_second=st.sampled_from([0.2, 1, 3.7, 14]),
    per_hour=st.integers(1, 30),
)
def test_no_second_and_no_hour_has_more_than_its_quota_wherever_it_begins(steps, per_second, per_hour):
    quota, sent = MailQuota(per_second, per_hour), []
    now = 0.0
    for step in steps:
        now += step if step > 450 else step / 10_000  # bursts and pauses
        now += quota.wait(now) * (1 + 1e-9)
        assert quota.wait(now) < 1e-6
        quota.note(now)
        sent.append(now)
    assert most_within(sent, HOUR * (1 - 1e-6)) <= per_hour
    if per_second >= 1:
        assert most_within(sent, 1 - 1e-6) <= int(per_second)
    else:
        assert all(later - earlier >= 1 / per_second - 1e-6 for earlier, later in pairwise(sent))


def test_the_whole_quota_can_be_used():
    quota = MailQuota(2, 4)
    waits: list[float] = []
    for _ in range(5):
        waits.append(quota.wait(sum(waits)))
        quota.note(sum(waits))
    assert list(accumulate(waits)) == [0, 0, 1, 1, HOUR]


def test_a_clock_that_went_back_blocks_for_one_length_at_most():
    window = Window(1, 60)
    window.note(1_000_000)
    assert window.wait(5) == 60


def test_what_an_earlier_process_sent_counts():
    quota = MailQuota(10, 3)
    for at in (-3000.0, -2000.0, -1000.0):
        quota.note(at)
    assert quota.wait(0) == 600


@pytest.mark.parametrize(("per_second", "per_hour"), [(0, 1), (-1, 1), (float("nan"), 1), (1, 0)])
def test_a_quota_of_nothing_is_refused(per_second, per_hour):
    with pytest.raises(ValueError, match="quota"):
        MailQuota(per_second, per_hour)
