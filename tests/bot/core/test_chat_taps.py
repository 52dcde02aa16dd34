"""What stands behind a button is short, is read as it was written, and is refused if it is not ours."""

import pytest

from bot.core.chat.taps import MAX_BYTES, MAX_NUMBER, OldTap, Tap, about, read_tap, tap


def test_what_was_written_is_read() -> None:
    assert read_tap(tap("pk", "d12", 3, "like")) == Tap("pk", ("d12", "3", "like"))
    assert read_tap(tap("x")) == Tap("x")


@pytest.mark.parametrize(
    "data", ["", "1", "1:", "2:pk:d12", "like", ":pk", "1.:x", "1.0:x", "1.x:x", "1.-5:x", f"1.{10**20}:x"]
)
def test_what_is_not_ours_is_an_old_button(data: str) -> None:
    with pytest.raises(OldTap):
        read_tap(data)


@pytest.mark.parametrize("values", [("a:b",), ("x" * 64,), ("ä" * 32,)], ids=["colon", "long", "bytes"])
def test_what_telegram_would_not_take_is_not_written(values: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="button"):
        tap("pk", *values)


def test_a_button_says_whom_its_message_is_about_once() -> None:
    marked = about(tap("sns", 1), 42)
    assert marked == "1.42:sns:1"
    assert read_tap(marked) == Tap("sns", ("1",), 42)
    assert about(marked, 43) == marked


def test_a_list_says_itself_whose_it_is_and_a_full_button_has_no_room() -> None:
    for data in (tap("pk", "d12", 3, "like"), tap("pg", "s4", 0), tap("bg", "x" * (MAX_BYTES - 5))):
        assert about(data, 42) == data


def test_values_are_numbers_that_can_be_stored() -> None:
    assert Tap("g", (str(-MAX_NUMBER),)).number(0) == -MAX_NUMBER
    for value in ("", "one", "1.5", str(MAX_NUMBER + 1), f"-{10**40}"):
        with pytest.raises(OldTap):
            Tap("g", (value,)).number(0)
    with pytest.raises(OldTap):
        Tap("g").number(0)
    with pytest.raises(OldTap):
        Tap("g").text(0)
