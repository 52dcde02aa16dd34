"""The way out to the terminal."""

import asyncio
import io

import pytest

from bot.channels.console import ConsoleChannel
from bot.channels.types import Later
from tests.bot.channels.short_letters import short_letter


def send(stream: io.StringIO, **facts: str) -> str:
    asyncio.run(ConsoleChannel(stream).send("", short_letter(**facts)))
    return stream.getvalue()


def test_subject_and_text_are_written_and_the_page_is_not() -> None:
    written = send(io.StringIO(), subject="3 papers", text="One.\nTwo.\n", html="<p>One.</p>")
    assert "\n3 papers\n\nOne.\nTwo.\n" in written
    assert "<p>" not in written


def test_a_terminal_has_nothing_to_obey() -> None:
    written = send(io.StringIO(), subject="\x1b[31mRed\r\a", text="a\x1b]0;title\x07b\u202ec\td")
    assert all(each.isprintable() or each == "\n" for each in written)


def test_a_stream_that_takes_nothing_is_for_later() -> None:
    stream = io.StringIO()
    stream.close()
    with pytest.raises(Later, match="takes nothing"):
        asyncio.run(ConsoleChannel(stream).send("", short_letter()))
