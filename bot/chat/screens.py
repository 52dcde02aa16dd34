"""What screens with buttons have in common: rows, pages of eight, back and close. Pure."""

from collections.abc import Callable, Sequence

from bot.channels.types import Button, Keyboard
from bot.core.chat.taps import tap
from bot.render.chat.turning import CLOSE, NOTHING, turning
from bot.render.language import Language

__all__ = ["CLOSE", "NOTHING", "ROWS", "leaving", "paged", "pages_of", "turning"]

ROWS = 8
"""So many entries of a list stand on one page."""


def pages_of(count: int) -> int:
    """How many pages a list of so many entries has; at least one."""
    return max(1, -(-count // ROWS))


def paged(buttons: Sequence[Button], page: int, turn: Callable[[int], str]) -> Keyboard:
    """The entries of one page, one in a row, with a row to turn pages if there is more than one.

    :param page: from 0; the last one if there are fewer by now. :param turn: what the button to a page says.
    """
    pages = pages_of(len(buttons))
    page = min(max(page, 0), pages - 1)
    rows = tuple((button,) for button in buttons[page * ROWS : (page + 1) * ROWS])
    return (*rows, *turning(page, pages, turn))


def leaving(language: Language, back: str = "") -> Keyboard:
    """The last row of every screen: back, and close.

    :param back: what the button back says; empty for none.
    """
    close = Button(language.gettext("✕ Close"), tap(CLOSE))
    return ((Button(language.gettext("‹ Back"), back), close),) if back else ((close,),)
