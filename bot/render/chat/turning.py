"""The row of buttons that turns pages, and the verbs that every message knows. Pure."""

from collections.abc import Callable

from bot.channels.types import Button, Keyboard
from bot.core.chat.taps import tap

CLOSE = "x"
"""The verb that takes a message away."""
NOTHING = "n"
"""The verb of a button that only shows something."""


def turning(page: int, pages: int, turn: Callable[[int], str]) -> Keyboard:
    """``‹ 2/5 ›``; no row for one page.

    :param page: from 0. :param turn: what the button to a page says.
    """
    if pages < 2:  # noqa: PLR2004 - there is nowhere to turn to
        return ()
    before = Button("‹", turn(page - 1)) if page else Button(" ", tap(NOTHING))
    after = Button("›", turn(page + 1)) if page < pages - 1 else Button(" ", tap(NOTHING))
    return ((before, Button(f"{page + 1}/{pages}", tap(NOTHING)), after),)
