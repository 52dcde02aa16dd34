"""The words of profiles: new profiles, other words, one more or one less, another name."""

from collections.abc import Mapping
from typing import Any
from zlib import crc32

from bot.app.new_profiles import add_profile
from bot.channels.types import Button, ChatMessage
from bot.chat.profile_screens import profile_screen
from bot.chat.profile_values import keep, most_profiles, profile_numbered
from bot.chat.questions import ask
from bot.chat.screens import leaving, paged
from bot.chat.showing import screen, shown
from bot.chat.trial import trial_screen
from bot.chat.types import Answer, AnswerHandler, Say, SendFile, TapHandler, Turn, Wrong
from bot.core.chat.taps import Tap, tap
from bot.core.matching.language import MAX_NAME, Query, parse_keywords, parse_query
from bot.core.matching.types import Profile
from bot.render.chat.markup import bold, code, escaped, size_of
from bot.render.presentation import name_of
from store.profiles import StoredProfile

MAX_COPIED = 3_000
"""How long words may be that stand in a message to be copied, in units of UTF-16; longer ones come as a file."""


def add_words(turn: Turn, text: str) -> Answer:
    """Make a profile of words; ask for them if there are none."""
    if not text.strip():
        return ask_for_words(turn)
    reader, _, _ = turn.known()
    return added(turn, reader.number, parse_query(text))


def added(turn: Turn, reader: int, query: Query) -> Answer:
    """Make a profile of what somebody wants to read about, and show how it was understood.

    :param reader: whose, by number.
    """
    stored = add_profile(turn.desk.store, reader, query, turn.now, most=most_profiles(turn))
    return shown(turn, trial_screen(turn, stored, turn.language.gettext("✓ This is what I look for now:")))


def ask_for_words(turn: Turn) -> Answer:
    """Ask what a new profile is to look for."""
    turn.known()
    language = turn.language
    ask(turn, "fa")
    lines = (
        bold(language.gettext("What do you want to read about?")),
        escaped(
            language.gettext("Write a few words, with commas between them. A minus keeps papers out. For example:")
        ),
        code("reward model, RLHF, -survey"),
    )
    return shown(turn, screen(*lines, rows=leaving(language, tap("fl", 0))))


def show_words(turn: Turn, stored: StoredProfile) -> Answer:
    """A profile's words to be copied and changed; the next text takes their place."""
    language = turn.language
    ask(turn, "fe", profile=stored.number)
    written = ", ".join(stored.keywords)
    rows = (
        (
            Button(language.gettext("＋ Add words"), tap("fd", stored.number)),
            Button(language.gettext("－ Remove one"), tap("fr", stored.number, 0)),
        ),
        *leaving(language, tap("f", stored.number)),
    )
    heading = bold(language.gettext("The words of “%(name)s”", name=name_of(stored.name)))
    asked = language.gettext("Copy them, change them, and send them back: they take the place of these.")
    if size_of(code(written)).units <= MAX_COPIED:
        return shown(turn, screen(heading, code(written), "", escaped(asked), rows=rows))
    body = "\n".join(stored.keywords).encode("utf-8", "backslashreplace")
    return [*shown(turn, screen(heading, escaped(asked), rows=rows)), SendFile("words.txt", body)]


def _add_answered(turn: Turn, text: str, _body: Mapping[str, Any]) -> Answer:
    reader, _, _ = turn.known()
    return added(turn, reader.number, parse_query(text))


def _words_answered(turn: Turn, text: str, body: Mapping[str, Any]) -> Answer:
    return _with_words(turn, profile_numbered(turn, int(body["profile"])), parse_query(text))


def _more_answered(turn: Turn, text: str, body: Mapping[str, Any]) -> Answer:
    stored = profile_numbered(turn, int(body["profile"]))
    parse_keywords(text)  # a mistake is to be pointed out in what was sent
    return _with_words(turn, stored, parse_query(", ".join((*stored.keywords, text))))


def _with_words(turn: Turn, stored: StoredProfile, query: Query) -> Answer:
    threshold = stored.threshold if query.threshold is None else query.threshold
    top = stored.top if query.top is None else query.top
    kept = keep(turn, stored, Profile(stored.name, query.keywords, threshold, top))
    return [Say(trial_screen(turn, kept, turn.language.gettext("✓ Changed. This is what I look for now:")))]


def _more(turn: Turn, tapped: Tap) -> Answer:
    stored, language = profile_numbered(turn, tapped.number(0)), turn.language
    ask(turn, "fd", profile=stored.number)
    asked = language.gettext("What shall “%(name)s” look for too? Send the words.", name=name_of(stored.name))
    return shown(turn, screen(escaped(asked), rows=leaving(language, tap("fe", stored.number))))


def _fewer(turn: Turn, tapped: Tap) -> Answer:
    stored = profile_numbered(turn, tapped.number(0))
    return shown(turn, _fewer_screen(turn, stored, tapped.number(1)))


def _fewer_screen(turn: Turn, stored: StoredProfile, page: int) -> ChatMessage:
    language = turn.language
    buttons = [Button(f"－ {name_of(each)}", tap("frk", stored.number, page, _sign(each))) for each in stored.keywords]
    rows = (
        *paged(buttons, page, lambda to: tap("fr", stored.number, to)),
        *leaving(language, tap("fe", stored.number)),
    )
    return screen(escaped(language.gettext("Which of the words shall go?")), rows=rows)


def _one_fewer(turn: Turn, tapped: Tap) -> Answer:
    stored, sign = profile_numbered(turn, tapped.number(0)), tapped.text(2)
    left = [each for each in stored.keywords if _sign(each) != sign]
    if not left:
        raise Wrong(turn.language.gettext("That is the last one. Remove the whole profile instead."))
    if len(left) == len(stored.keywords):
        gone = turn.language.gettext("That is gone already.")
        return shown(turn, _fewer_screen(turn, stored, tapped.number(1)), gone)
    query = parse_query(", ".join(left))
    kept = keep(turn, stored, Profile(stored.name, query.keywords, stored.threshold, stored.top))
    return shown(turn, _fewer_screen(turn, kept, tapped.number(1)), turn.language.gettext("Removed."))


def _sign(keyword: str) -> str:
    """A keyword in so few characters that it fits behind a button."""
    return f"{crc32(keyword.encode('utf-8', 'backslashreplace')):08x}"


def _rename(turn: Turn, tapped: Tap) -> Answer:
    stored, language = profile_numbered(turn, tapped.number(0)), turn.language
    ask(turn, "fn", profile=stored.number)
    asked = language.gettext("How shall “%(name)s” be called? Send the new name.", name=name_of(stored.name))
    return shown(turn, screen(escaped(asked), rows=leaving(language, tap("f", stored.number))))


def _name_answered(turn: Turn, text: str, body: Mapping[str, Any]) -> Answer:
    stored, name = profile_numbered(turn, int(body["profile"])), " ".join(text.split())
    if not name or len(name) > MAX_NAME or not name.isprintable():
        most = turn.language.number(MAX_NAME)
        raise Wrong(turn.language.gettext("A name is a line of at most %(most)s characters. Send another.", most=most))
    kept = rename(turn, stored, name)
    return [Say(profile_screen(turn, kept, escaped(turn.language.gettext("✓ Renamed."))))]


def rename(turn: Turn, stored: StoredProfile, name: str) -> StoredProfile:
    """Call a profile something else.

    :raises bot.app.reader_rules.ReaderRefused: another is called so.
    """
    query = parse_query(", ".join(stored.keywords))
    return keep(turn, stored, Profile(name, query.keywords, stored.threshold, stored.top))


def _ask_for_words(turn: Turn, _tapped: Tap) -> Answer:
    return ask_for_words(turn)


def _show_words(turn: Turn, tapped: Tap) -> Answer:
    return show_words(turn, profile_numbered(turn, tapped.number(0)))


TAPS: Mapping[str, TapHandler] = {
    "fa": _ask_for_words,
    "fe": _show_words,
    "fd": _more,
    "fr": _fewer,
    "frk": _one_fewer,
    "fn": _rename,
}
ANSWERS: Mapping[str, AnswerHandler] = {
    "fa": _add_answered,
    "fe": _words_answered,
    "fd": _more_answered,
    "fn": _name_answered,
}
