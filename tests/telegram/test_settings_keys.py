"""Buttons for times say the whole timing they lead to, within what Telegram takes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.timing_keys import instant_rows, timing_of, timing_rows
from bot.core.chat.taps import MAX_BYTES, OldTap, read_tap, tap
from bot.render.language import SPEAKING_ENGLISH
from store.readers import Timing

NUMBER = 2**31

timings = st.one_of(
    st.just(Timing(minute=None)),
    st.builds(
        Timing,
        minute=st.integers(0, 24 * 60 - 1),
        weekdays=st.sets(st.integers(0, 6), min_size=1).map(lambda days: tuple(sorted(days))),
        instant_from=st.one_of(st.none(), st.sampled_from([60.0, 72.5, 99.99, 100.0])),
    ),
)


@given(timings)
def test_each_button_leads_to_a_timing_and_one_is_ticked(timing: Timing) -> None:
    rows = (
        *timing_rows(SPEAKING_ENGLISH, timing, "fts", NUMBER),
        *instant_rows(SPEAKING_ENGLISH, timing, "fts", NUMBER),
    )
    for button in (each for row in rows for each in row):
        assert len(button.data.encode()) <= MAX_BYTES
        said = read_tap(button.data)
        assert said.number(0) == NUMBER
        leads = timing_of(said, 1)
        assert leads.minute is None or leads.weekdays
        others = {"Once a week"}.union(["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"])
        if button.text.startswith("✓ ") and button.text.removeprefix("✓ ") not in others:
            assert leads == timing


@pytest.mark.parametrize(
    "values",
    [
        pytest.param(("", 480, "-"), id="no day"),
        pytest.param(("7", 480, "-"), id="no weekday"),
        pytest.param(("0", 1440, "-"), id="too late"),
        pytest.param(("0", "x", "-"), id="no number"),
        pytest.param(("0", 480, "101"), id="too high"),
        pytest.param(("0", 480, "nan"), id="not a number"),
        pytest.param(("0", 480), id="cut short"),
    ],
)
def test_what_is_no_timing_is_an_old_button(values) -> None:
    with pytest.raises(OldTap):
        timing_of(read_tap(tap("sds", *values)), 0)
