"""A profile of a reader's as it was understood and tried, with buttons for its threshold."""

from bot.channels.types import Button, ChatMessage
from bot.chat.backtest import backtest_lines, threshold_rows
from bot.chat.profile_screens import understood_lines
from bot.chat.profile_values import as_it_counts, keep
from bot.chat.screens import leaving
from bot.chat.showing import screen
from bot.chat.types import Turn, Wrong
from bot.core.chat.taps import tap
from bot.render.chat.markup import bold, escaped
from bot.render.presentation import name_of
from store.profiles import StoredProfile

MAX_SCORE = 100


def trial_screen(turn: Turn, stored: StoredProfile, note: str = "") -> ChatMessage:
    """What a profile asks for, and what it would have brought in the last days.

    :param note: what was done, in the reader's language; empty for nothing.
    :raises Wrong: some of its words are not understood any more.
    """
    profile, language = as_it_counts(turn, stored), turn.language
    rows = (
        *threshold_rows(stored.number, stored.threshold),
        (
            Button(language.gettext("✏️ Words"), tap("fe", stored.number)),
            Button(language.gettext("Everything else"), tap("f", stored.number)),
        ),
        *leaving(language),
    )
    return screen(
        *((escaped(note), "") if note else ()),
        bold(name_of(stored.name)),
        *understood_lines(language, profile),
        "",
        *backtest_lines(turn, profile),
        "",
        escaped(language.gettext("From how many points on do you want to be told?")),
        rows=rows,
    )


def set_threshold(turn: Turn, stored: StoredProfile, written: str) -> StoredProfile:
    """Tell of papers from a score on.

    :param written: 0 to 100, with at most two decimals that count.
    :raises Wrong: it is no such number.
    """
    try:
        threshold = round(float(written.strip().replace(",", ".").removesuffix("%")), 2)
    except ValueError:
        threshold = -1.0
    if not 0 <= threshold <= MAX_SCORE:
        raise Wrong(turn.language.gettext("A threshold is a number from 0 to 100, such as 60."))
    return keep(turn, stored, threshold=abs(threshold))
