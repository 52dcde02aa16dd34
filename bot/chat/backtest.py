"""A profile tried on the papers of the last days, as a chat shows it, with buttons for the threshold."""

from bot.app.backtest import NoDays, run_backtest
from bot.channels.types import Button, Keyboard
from bot.chat.showing import choice, in_rows
from bot.chat.types import Turn
from bot.core.backtest import Backtest, RankedPaper
from bot.core.chat.taps import tap
from bot.core.matching.keyword_syntax import number_in_normal_form
from bot.core.matching.types import Profile
from bot.render.chat.markup import bold, escaped
from bot.render.chat.papers import title_link
from bot.render.language import Language
from bot.render.presentation import name_of
from bot.render.words import shorten

DAYS = 14
"""A profile is tried on the papers of so many days, up to the newest."""

THRESHOLDS = (30.0, 40.0, 50.0, 60.0, 70.0, 80.0)
"""What can be chosen with a tap."""

SET_THRESHOLD = "fhs"
"""The verb that sets a profile's threshold: which profile, by number, and to what."""

_TITLE, _WORD = 150, 60
_MOST_UNHEARD = 5


def tried(turn: Turn, profile: Profile, days: int = DAYS) -> Backtest:
    """What a profile would have brought in the last days; of all papers where none has a date."""
    reader = turn.reader.number if turn.reader else 0
    with turn.desk.store.reading() as catalog:
        try:
            return run_backtest(catalog, profile, turn.desk.background, reader=reader, days=days)
        except NoDays:
            return run_backtest(catalog, profile, turn.desk.background, reader=reader)


def backtest_lines(turn: Turn, profile: Profile, days: int = DAYS) -> tuple[str, ...]:
    """What a profile would have brought in the last days, as lines of HTML; the best papers as examples."""
    return told(turn.language, tried(turn, profile, days), days)


def told(language: Language, test: Backtest, days: int = DAYS) -> tuple[str, ...]:
    """As :func:`backtest_lines`, of a back-test that was made."""
    if not test.papers:
        return _nothing_read(language, test)
    lines = [_summary(language, test, days), *_reaching(language, test)]
    unheard = sorted(test.unheard)[:_MOST_UNHEARD]
    if unheard:
        words = ", ".join(f"“{escaped(shorten(name_of(word), _WORD))}”" for word in unheard)
        lines.append(language.gettext("Not found in any paper so far: %(words)s", words=words))
    if test.best:
        lines += ["", bold(language.gettext("The best of them:")), *(_example(language, each) for each in test.best)]
    elif test.nearest:
        nearest = test.nearest[0]
        title = title_link(nearest.paper, language, _TITLE)
        score = language.number(nearest.match.score)
        lines += ["", language.gettext("Nearest: %(title)s with %(score)s.", title=title, score=score)]
    return tuple(lines)


def threshold_rows(profile: int, current: float, data: str = SET_THRESHOLD) -> Keyboard:
    """Buttons to choose a threshold.

    :param profile: which, by number. :param current: its threshold. :param data: the verb behind the buttons.
    """
    return in_rows([_threshold(profile, each, current, data) for each in THRESHOLDS], 6)


def _threshold(profile: int, threshold: float, current: float, verb: str) -> Button:
    label = number_in_normal_form(threshold)
    return choice(label, tap(verb, profile, label), current=threshold == current)


def _nothing_read(language: Language, test: Backtest) -> tuple[str, ...]:
    if test.left_out:
        return (language.gettext("No paper of the last days is known, so there is nothing to try it on."),)
    return (
        language.gettext("No papers have been read yet, so there is nothing to try it on."),
        language.gettext("As soon as the first ones are read, those that match come to you."),
    )


def _summary(language: Language, test: Backtest, days: int) -> str:
    """``In the last 14 days: 23 of 412 papers, about 1.6 a day.``"""
    matched = bold(language.number(test.matched))
    found = language.ngettext(
        "%(matched)s of %(count)s paper", "%(matched)s of %(count)s papers", test.papers, matched=matched
    )
    # Of all these days, not only of those on which papers came: that is what people would count.
    rate = round(test.matched / days, 1)
    if not test.days:
        return language.gettext("Of the papers known here, these would have come: %(found)s.", found=found)
    if not rate:
        return language.ngettext(
            "In the last %(count)s day: %(found)s.", "In the last %(count)s days: %(found)s.", days, found=found
        )
    return language.ngettext(
        "In the last %(count)s day: %(found)s, about %(rate)s a day.",
        "In the last %(count)s days: %(found)s, about %(rate)s a day.",
        days,
        found=found,
        rate=language.number(rate),
    )


def _reaching(language: Language, test: Backtest) -> tuple[str, ...]:
    """``Threshold 40 → 61, 50 → 23, 60 → 9``, the present one bold; advice, if none of them finds anything."""
    shown = [row for row in test.reached if row.threshold in (*THRESHOLDS, test.profile.threshold)]
    if not any(row.papers for row in shown):
        return (language.gettext("Few words find more. Put commas between them: protein folding, drug discovery"),)
    rows = [f"{language.number(row.threshold)} → {language.number(row.papers)}" for row in shown]
    marked = [
        bold(text) if row.threshold == test.profile.threshold else text for text, row in zip(rows, shown, strict=True)
    ]
    return (language.gettext("Threshold and how many reach it: %(rows)s", rows=", ".join(marked)),)


def _example(language: Language, ranked: RankedPaper) -> str:
    return f"• {title_link(ranked.paper, language, _TITLE)} · {language.number(ranked.match.score)}"
