"""Taking along and handing on: everything that is kept, as files; profiles, by a link or as a file."""

import json
import secrets
from collections.abc import Mapping

from bot.app.privacy import export_reader
from bot.app.sharing import Shared, share_profile, shared_profiles, stop_sharing
from bot.channels.types import Button, ChatMessage
from bot.chat.importing import ANSWERS, import_command
from bot.chat.importing import TAPS as IMPORTING
from bot.chat.profile_screens import choose_screen
from bot.chat.profile_values import profile_called, profile_numbered, profiles_of
from bot.chat.screens import leaving, paged
from bot.chat.showing import screen, shown
from bot.chat.types import Answer, Command, Part, SendFile, TapHandler, Turn
from bot.core.chat.taps import Tap, tap
from bot.render.chat.markup import bold, code, escaped
from bot.render.language import marked
from bot.render.presentation import name_of
from bot.render.profile_toml import profiles_toml
from store.chats import ChatKind
from store.profiles import StoredProfile

TOKEN_BYTES = 16
"""A link to a profile holds so many random bytes: 128 bits."""

PAYLOAD = "p-"
"""What the text behind the link to a profile begins with; its token follows."""


def _export(turn: Turn, _written: str) -> Answer:
    """All that is kept as JSON, and the profiles as TOML."""
    (reader, chat, _), language = turn.known(), turn.language
    rows = json.dumps(export_reader(turn.desk.store, reader.number), ensure_ascii=False, indent=2)
    caption = language.gettext("Everything that is kept about you.")
    if chat.kind is not ChatKind.PRIVATE:
        caption = language.gettext("Everything that is kept about %(chat)s.", chat=name_of(chat.title))
    everything = SendFile("paperround.json", rows.encode("utf-8", "backslashreplace"), caption)
    profiles = profiles_of(turn)
    if not profiles:
        return [everything]
    toml = profiles_toml(profiles).encode("utf-8", "backslashreplace")
    said = language.gettext("Your profiles. With /import they can be read again, here or elsewhere.")
    return [everything, SendFile("profiles.toml", toml, said)]


def _share(turn: Turn, written: str) -> Answer:
    """``/share``, ``/share my papers``."""
    stored = profile_called(turn, written)
    if stored is None:
        return shown(turn, _which(turn, 0))
    return _shared(turn, stored)


def _which(turn: Turn, page: int) -> ChatMessage:
    made = choose_screen(turn, turn.language.gettext("Which profile?"), lambda number: tap("fp", number), page, "fpw")
    known = shared_profiles(turn.desk.store, turn.known()[0].number)
    if not known:
        return made
    shared = Button(turn.language.gettext("What I share"), tap("fpl", 0))
    *rows, last = made.keyboard
    return ChatMessage(html=made.html, plain=made.plain, keyboard=(*rows, (shared,), last))


def _shared(turn: Turn, stored: StoredProfile) -> Answer:
    token = secrets.token_urlsafe(TOKEN_BYTES)
    share = share_profile(turn.desk.store, stored.reader, stored.number, token, turn.now)
    language, name = turn.language, name_of(stored.name)
    lines = (
        bold(language.gettext("Whoever has this link can take over what “%(name)s” looks for:", name=name)),
        code(f"https://t.me/{turn.desk.me.username}?start={PAYLOAD}{share.token}"),
        escaped(language.gettext("They see its words and its threshold, but not who you are.")),
    )
    rows = (
        (Button(language.gettext("Stop sharing it"), tap("fps", share.token)),),
        (Button(language.gettext("All I share"), tap("fpl", 0)),),
        *leaving(language, tap("f", stored.number)),
    )
    return shown(turn, screen(*lines, rows=rows))


def _shared_list(turn: Turn, page: int) -> ChatMessage:
    reader, _, _ = turn.known()
    language, known = turn.language, shared_profiles(turn.desk.store, reader.number)
    said = language.gettext("What you share. Tap one to stop.") if known else language.gettext("You share nothing.")
    rows = paged([_stop_button(turn, each) for each in known], page, lambda to: tap("fpl", to))
    return screen(escaped(said), rows=(*rows, *leaving(language, tap("fl", 0))))


def _stop_button(turn: Turn, shared: Shared) -> Button:
    name, day = name_of(shared.profile.name), turn.language.short_date(shared.share.at.date())
    return Button(turn.language.gettext("Stop: %(name)s (%(day)s)", name=name, day=day), tap("fps", shared.share.token))


def _share_tapped(turn: Turn, tapped: Tap) -> Answer:
    return _shared(turn, profile_numbered(turn, tapped.number(0)))


def _turned(turn: Turn, tapped: Tap) -> Answer:
    return shown(turn, _which(turn, tapped.number(0)))


def _listed(turn: Turn, tapped: Tap) -> Answer:
    return shown(turn, _shared_list(turn, tapped.number(0)))


def _stop(turn: Turn, tapped: Tap) -> Answer:
    reader, _, _ = turn.known()
    stopped = stop_sharing(turn.desk.store, reader.number, tapped.text(0))
    _ = turn.language.gettext
    said = _("The link does not work any more.") if stopped else _("That is not shared any more.")
    return shown(turn, _shared_list(turn, 0), said)


_TAPS: Mapping[str, TapHandler] = {
    "fp": _share_tapped,
    "fpw": _turned,
    "fpl": _listed,
    "fps": _stop,
    **IMPORTING,
}

PART = Part(
    commands=(
        Command(
            name="export",
            about=marked("Everything that is kept, as files"),
            handler=_export,
            in_groups=False,  # mail addresses are among it
            changes=True,
        ),
        Command(name="import", about=marked("Profiles from a file"), handler=import_command, changes=True),
        Command(
            name="share",
            about=marked("A profile as a link for others"),
            example="NAME",
            handler=_share,
            changes=True,
        ),
    ),
    taps=_TAPS,
    answers=ANSWERS,
    linking=frozenset(ANSWERS),
    changing=frozenset((*_TAPS, *ANSWERS)),
)
