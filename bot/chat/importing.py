"""Profiles out of a file: what would come is shown first, then it is chosen what becomes of those that are there."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePath
from typing import Any

from bot.app.new_profiles import require_room
from bot.app.readers import import_profiles
from bot.channels.types import Button, ChatMessage
from bot.chat.profile_screens import list_screen
from bot.chat.profile_values import most_profiles, profiles_of
from bot.chat.questions import ask, standing, unask
from bot.chat.screens import leaving
from bot.chat.showing import in_rows, screen, shown
from bot.chat.types import Answer, AnswerHandler, TapHandler, Turn, Wrong
from bot.core.chat.taps import Tap, tap
from bot.core.matching.types import Profile
from bot.profile_file import MAX_BYTES, ProfileFileError, read_told_profiles
from bot.profile_telling import Telling
from bot.render.chat.markup import bold, escaped
from bot.render.language import Language
from bot.render.presentation import name_of

Read = Sequence[tuple[Profile, Telling]]
"""The profiles of a file, each with what the file says of when it is told."""

FILE = "si"
"""The topic of the question for a file, and what buttons about files begin with."""
_READ = "si read"
"""The topic under which a file waits for it to be said what shall become of it. Nothing that is written answers it."""
_MOST_NAMED = 10
_PASTED = "profiles"


def import_command(turn: Turn, written: str) -> Answer:
    """``/import``; below a file, or with the text of one behind it, that is read at once."""
    turn.known()
    if turn.message.file is not None or written:
        return _take(turn, written)
    ask(turn, FILE)
    language = turn.language
    lines = (
        bold(language.gettext("Send me a file of profiles.")),
        escaped(language.gettext("TOML as /export makes it, or JSON, of at most 1 MB. Its text will do, too.")),
    )
    return shown(turn, screen(*lines, rows=leaving(language, tap("fl", 0))))


def _answered(turn: Turn, text: str, _body: Mapping[str, Any]) -> Answer:
    return _take(turn, text)


def _take(turn: Turn, text: str) -> Answer:
    """Read what was sent, and ask what shall become of it."""
    name, body = _PASTED, text.encode("utf-8", "surrogatepass")
    if turn.message.file is not None:
        file_id, name, size = turn.message.file
        if size > MAX_BYTES:
            raise Wrong(turn.language.gettext("That file is larger than 1 MB. Split it."))
        body = turn.desk.telegram.file(file_id, MAX_BYTES)
    found = _read(turn.language, name, body)
    ask(turn, _READ, name=name, text=body.decode("utf-8-sig"))
    return shown(turn, _plan_screen(turn, found))


def _read(language: Language, name: str, body: bytes) -> Read:
    """:raises Wrong: nothing in it can be used."""
    try:
        return read_told_profiles(Path(PurePath(name).name or _PASTED), body)
    except ProfileFileError as error:
        raise Wrong(language.translated(error)) from error


def _plan_screen(turn: Turn, found: Read) -> ChatMessage:
    language = turn.language
    known = {each.name for each in profiles_of(turn)}
    fresh = [profile.name for profile, _ in found if profile.name not in known]
    there = [profile.name for profile, _ in found if profile.name in known]
    lines = [bold(language.ngettext("%(count)s profile in it", "%(count)s profiles in it", len(found)))]
    if fresh:
        lines.append(escaped(language.gettext("New: %(names)s", names=_names(language, fresh))))
    if there:
        lines.append(escaped(language.gettext("There already: %(names)s", names=_names(language, there))))
    buttons = []
    if fresh:
        count = len(fresh)
        label = language.ngettext("Add %(count)s new one", "Add %(count)s new ones", count)
        buttons.append(Button(label, tap("sia")))
    if there:
        label = language.gettext("Add the new, replace the others") if fresh else language.gettext("Replace them")
        buttons.append(Button(label, tap("sir")))
    return screen(*lines, rows=(*in_rows(buttons, 1), *leaving(language)))


def _names(language: Language, names: Sequence[str]) -> str:
    shown_names = [f"“{name_of(each)}”" for each in names[:_MOST_NAMED]]
    if len(names) > _MOST_NAMED:
        shown_names.append(language.ngettext("%(count)s more", "%(count)s more", len(names) - _MOST_NAMED))
    return language.list(shown_names)


def _add(turn: Turn, _tapped: Tap) -> Answer:
    return _keep(turn, replacing=False)


def _replace(turn: Turn, _tapped: Tap) -> Answer:
    return _keep(turn, replacing=True)


def _keep(turn: Turn, *, replacing: bool) -> Answer:
    reader, _, _ = turn.known()
    found, known = _waiting(turn), profiles_of(turn)
    names = {each.name for each in known}
    wanted = [each for each in found if replacing or each[0].name not in names]
    require_room(known, most_profiles(turn), sum(profile.name not in names for profile, _ in wanted))
    kept = import_profiles(turn.desk.store, reader.number, wanted, turn.now, replacing=replacing, timing=None)
    unask(turn)
    said = turn.language.ngettext("%(count)s profile is there now.", "%(count)s profiles are there now.", len(kept))
    return shown(turn, list_screen(turn), said)


def _waiting(turn: Turn) -> Read:
    """What was sent last and waits.

    :raises Wrong: nothing does.
    """
    question = standing(turn)
    reader, _, _ = turn.known()
    if question is None or question.topic != _READ or question.reader != reader.number:
        raise Wrong(turn.language.gettext("That file is not kept any more. Send it again: /import"))
    body = json.loads(question.body)
    return _read(turn.language, str(body["name"]), str(body["text"]).encode())


TAPS: Mapping[str, TapHandler] = {"sia": _add, "sir": _replace}
ANSWERS: Mapping[str, AnswerHandler] = {FILE: _answered}
