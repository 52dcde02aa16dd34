"""The commands about profiles: all of them, a new one, other words, none any more, from which score on."""

from collections.abc import Mapping

from bot.channels.types import ChatMessage
from bot.chat.profile_choices import READING, removing_screen
from bot.chat.profile_choices import TAPS as CHOOSING
from bot.chat.profile_screens import choose_screen, list_screen
from bot.chat.profile_values import is_called, profile_called, profiles_of
from bot.chat.profile_words import ANSWERS, add_words, added, show_words
from bot.chat.profile_words import TAPS as WORDS
from bot.chat.sheets import sheet_numbered
from bot.chat.showing import shown
from bot.chat.trial import set_threshold, trial_screen
from bot.chat.types import Answer, Command, Part, TapHandler, Turn, Wrong
from bot.core.chat.taps import Tap, tap
from bot.core.matching.language import parse_query
from bot.render.language import marked

_EDIT, _REMOVE, _THRESHOLD = "fe", "fx", "fh"


def _profiles(turn: Turn, _written: str) -> Answer:
    return shown(turn, list_screen(turn))


def _edit(turn: Turn, written: str) -> Answer:
    stored = profile_called(turn, written)
    return shown(turn, _which(turn, _EDIT)) if stored is None else show_words(turn, stored)


def _remove(turn: Turn, written: str) -> Answer:
    known = profiles_of(turn)
    stored = profile_called(turn, written) if written or not known else None
    return shown(turn, _which(turn, _REMOVE) if stored is None else removing_screen(turn, stored))


def _threshold(turn: Turn, written: str) -> Answer:
    """``/threshold``, ``/threshold 60``, ``/threshold my papers``, ``/threshold my papers 60``."""
    name, _, last = written.rpartition(" ")
    number = last if last.replace(",", ".").replace(".", "", 1).isdigit() else ""
    if any(is_called(each, written) for each in profiles_of(turn)):
        number = ""  # it is how a profile is called: "my papers 2"
    stored = profile_called(turn, name if number else written)
    if stored is None and number:
        raise Wrong(turn.language.gettext("Which profile? Write /threshold, its name, and the number."))
    if stored is None:
        return shown(turn, _which(turn, _THRESHOLD))
    if not number:
        return shown(turn, trial_screen(turn, stored))
    kept = set_threshold(turn, stored, number)
    score = turn.language.number(kept.threshold)
    return shown(turn, trial_screen(turn, kept, turn.language.gettext("✓ From %(score)s points on.", score=score)))


def _which(turn: Turn, verb: str, page: int = 0) -> ChatMessage:
    """Which profile is meant; the verb is what is done with it."""
    questions = {
        _EDIT: turn.language.gettext("Which profile do you want to change?"),
        _REMOVE: turn.language.gettext("Which profile shall go?"),
        _THRESHOLD: turn.language.gettext("The threshold of which profile?"),
    }
    return choose_screen(turn, questions[verb], lambda number: tap(verb, number), page, f"{verb}l")


def _turned(verb: str) -> TapHandler:
    """Shows another page of the profiles to choose from."""
    return lambda turn, tapped: shown(turn, _which(turn, verb, tapped.number(0)))


def _kept_search(turn: Turn, tapped: Tap) -> Answer:
    """A search becomes a profile."""
    reader, _, _ = turn.known()
    return added(turn, reader.number, parse_query(sheet_numbered(turn, tapped.number(0)).query))


_TURNED: Mapping[str, TapHandler] = {f"{verb}l": _turned(verb) for verb in (_EDIT, _REMOVE, _THRESHOLD)}
_TAPS = {**CHOOSING, **WORDS, **_TURNED, "fk": _kept_search}

PART = Part(
    commands=(
        Command(name="profiles", about=marked("What you look for, to see and change"), handler=_profiles),
        Command(
            name="add",
            about=marked("Look for something new"),
            example="reward model, RLHF, -survey",
            handler=add_words,
            changes=True,
        ),
        Command(
            name="edit", about=marked("Change the words of a profile"), example="NAME", handler=_edit, changes=True
        ),
        Command(name="remove", about=marked("Remove a profile"), example="NAME", handler=_remove, changes=True),
        Command(
            name="threshold",
            about=marked("From how many points on you are told"),
            example="NAME 60",
            handler=_threshold,
            changes=True,
        ),
    ),
    taps=_TAPS,
    answers=ANSWERS,
    changing=frozenset(_TAPS).union(ANSWERS) - READING,
)
