"""What stands behind a button is short, is read as it was written, and is refused if it is not ours."""

import pytest

from bot.core.chat.taps import MAX_NUMBER, OldTap, Tap, read_tap, tap


def test_what_was_written_is_read() -> None:
    assert read_tap(tap("pk", "d12", 3, "like")) == Tap("pk", ("d12", "3", "like"))
    assert read_tap(tap("x")) == Tap("x")


@pytest.mark.parametrize("data", ["", "1", "1:", "2:pk:d12", "like", ":pk"])
def test_what_is_not_ours_is_an_old_button(data: str) -> None:
    with pytest.raises(OldTap):
        read_tap(data)


@pytest.mark.parametrize("values", [("a:b",), ("x" * 64,), ("ä" * 32,)], ids=["colon", "long", "bytes"])
def test_what_telegram_would_not_take_is_not_written(values: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="button"):
        tap("pk", *values)


def test_values_are_numbers_that_can_be_stored() -> None:
    assert Tap("g", (str(-MAX_NUMBER),)).number(0) == -MAX_NUMBER
    for value in ("", "one", "1.5", str(MAX_NUMBER + 1), f"-{10**40}"):
        with pytest.raises(OldTap):
            Tap("g", (value,)).number(0)
    with pytest.raises(OldTap):
        Tap("g").number(0)
    with pytest.raises(OldTap):
        Tap("g").text(0)
