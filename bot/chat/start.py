"""The first minute: who are you, what shall I look for, when shall I write; and coming back."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.app.chats import open_chat, reopen_chat, wake
from bot.app.new_profiles import add_profile
from bot.app.sharing import look_at_shared, take_shared
from bot.channels.telegram.types import Room
from bot.channels.types import Button, ChatMessage
from bot.chat.places import SET_ZONE, next_digest, zone_screen
from bot.chat.profile_screens import understood_lines
from bot.chat.profile_values import most_profiles
from bot.chat.questions import ask, unask
from bot.chat.screens import leaving
from bot.chat.showing import in_rows, screen, shown
from bot.chat.trial import trial_screen
from bot.chat.types import Answer, Command, Part, Say, Turn, Wrong
from bot.core.chat.taps import OldTap, Tap, tap
from bot.core.matching.language import parse_query
from bot.core.matching.types import DEFAULT_THRESHOLD, Profile
from bot.render.chat.markup import bold, escaped
from bot.render.language import language, marked
from bot.render.presentation import name_of
from bot.render.words import printable
from store.chats import Chat
from store.profiles import StoredProfile

EXAMPLES = ("language model, reasoning", "diffusion model, -survey", "robot learning")
"""Keywords to begin with, for those who want to see what happens."""

KEYWORDS = "bk"
"""The topic of the question what to look for."""
EXAMPLE, TAKE = "bx", "bp"
"""The verbs that begin with an example, by number, and that take what is handed on, by its token."""

_SHARED = "p-"
_FIRST_ZONE = "UTC"
_MOST_NAMED = 5


def start(turn: Turn, payload: str) -> Answer:
    """Begin, or come back."""
    turn, woken = begun(turn)
    if payload.startswith(_SHARED):
        return _offer(turn, payload.removeprefix(_SHARED))
    reader, _, _ = turn.known()
    with turn.desk.store.reading() as catalog:
        profiles = catalog.profiles_of(reader.number)
    if not profiles:
        return [Say(greeting(turn))]
    back = Say(_welcome_back(turn, profiles, woken=woken))
    return [back, Say(zone_screen(turn))] if reader.timezone == _FIRST_ZONE else [back]


def begun(turn: Turn) -> tuple[Turn, bool]:
    """The turn of somebody who is known now, and to whom is written again; and whether that had been stopped."""
    if _is_elsewhere(turn):
        reader, chat, _ = turn.known()
        stopped = reopen_chat(turn.desk.store, chat.chat, turn.now)
    else:
        opened = open_chat(
            turn.desk.store, chat_of_room(turn, turn.incoming.room), turn.now, turn.incoming.person.language
        )
        reader, stopped = opened.reader, bool(opened.was_stopped)
        own = reader if turn.incoming.room.number > 0 else turn.own
        turn = replace(turn, chat=opened.chat, address=opened.address, own=own)
        reopen_chat(turn.desk.store, opened.chat.chat, turn.now)
    woken = wake(turn.desk.store, reader.number, turn.now)
    with turn.desk.store.reading() as catalog:
        reader = catalog.reader(reader.number)
    return replace(turn, reader=reader, language=language(reader.language)), woken or stopped


def greeting(turn: Turn) -> ChatMessage:
    """Hello, and what shall I look for?"""
    words, in_group = turn.language, turn.incoming.room.kind.is_group
    ask(turn, KEYWORDS)
    if in_group:
        hello = words.gettext(
            "👋 Hello! I watch the pages where new papers appear and tell this group of the right ones."
        )
        what = words.gettext("What shall I look for? An administrator taps an example or replies with a few words.")
    elif _is_elsewhere(turn):
        hello = words.gettext("👋 I watch the pages where new papers appear and post the right ones there.")
        what = words.gettext(
            "What shall I look for there? Send me a few words, separated by commas, or tap an example."
        )
    else:
        hello = words.gettext("👋 Hello! I watch the pages where new papers appear and tell you of the right ones.")
        what = words.gettext("What are you interested in? Send me a few words, separated by commas, or tap an example.")
    hint = words.gettext("A minus keeps something out: -survey")
    buttons = [Button(example, tap(EXAMPLE, number)) for number, example in enumerate(EXAMPLES)]
    return screen(escaped(hello), "", bold(what), escaped(hint), rows=in_rows(buttons, 1))


def _is_elsewhere(turn: Turn) -> bool:
    """Whether they speak for a chat that they look after from here."""
    return turn.chat is not None and turn.chat.chat != turn.incoming.room.number


def first_profile(turn: Turn, text: str) -> Answer:
    """Look for that from now on: the profile as understood, what it would have brought, and where they live.

    :raises bot.core.matching.syntax.ProfileSyntaxError: it cannot be understood.
    """
    reader, _, _ = turn.known()
    kept = add_profile(turn.desk.store, reader.number, parse_query(text), turn.now, most=most_profiles(turn))
    return _introduced(turn, kept)


def _introduced(turn: Turn, kept: StoredProfile) -> Answer:
    """A new profile as understood and tried; and where they live, if that was not said. A second tap asks no more."""
    reader, _, _ = turn.known()
    with turn.desk.store.reading() as catalog:
        reader = catalog.reader(reader.number)
        asked = catalog.question(turn.place.chat, turn.incoming.person.number)
    turn = replace(turn, reader=reader)
    first = shown(turn, trial_screen(turn, kept, turn.language.gettext("📌 Got it. This is what I look for now:")))
    if reader.timezone != _FIRST_ZONE:
        unask(turn)
        return first
    if asked is not None and asked.topic == SET_ZONE:
        return first
    return [*first, Say(zone_screen(turn))]


def _welcome_back(turn: Turn, profiles: Sequence[StoredProfile], *, woken: bool) -> ChatMessage:
    reader, _, _ = turn.known()
    words = turn.language
    names = [f"“{name_of(each.name)}”" for each in profiles[:_MOST_NAMED]]
    if len(profiles) > _MOST_NAMED:
        more = len(profiles) - _MOST_NAMED
        names.append(words.ngettext("%(count)s more", "%(count)s more", more))
    hello = words.gettext("👋 Welcome back! I write to you again.") if woken else words.gettext("👋 Welcome back!")
    return screen(
        bold(hello),
        escaped(words.gettext("I look for %(profiles)s.", profiles=words.list(names))),
        escaped(next_digest(words, reader, turn)),
        "",
        escaped(words.gettext("See papers now: /digest · look for more: /add · change: /profiles · all else: /help")),
        rows=leaving(words),
    )


def _offer(turn: Turn, token: str) -> Answer:
    """Somebody followed the link to a profile that is handed on."""
    query = look_at_shared(turn.desk.store, token)
    words = turn.language
    threshold = DEFAULT_THRESHOLD if query.threshold is None else query.threshold
    lines = understood_lines(words, Profile("", query.keywords, threshold, query.top))
    take = Button(words.gettext("✅ Take it"), tap(TAKE, token))
    heading = bold(words.gettext("Somebody shares what they look for. Shall I look for it for you too?"))
    return [Say(screen(heading, "", *lines, rows=((take,), *leaving(words))))]


def _take(turn: Turn, said: Tap) -> Answer:
    reader, _, _ = turn.known()
    kept = take_shared(turn.desk.store, reader.number, said.text(0), turn.now, most=most_profiles(turn))
    return _introduced(turn, kept)


def _example(turn: Turn, said: Tap) -> Answer:
    place = said.number(0)
    if not 0 <= place < len(EXAMPLES):
        raise OldTap(said.verb)
    if turn.reader is None:
        turn, _ = begun(turn)
    return first_profile(turn, EXAMPLES[place])


def _told(turn: Turn, text: str, _body: Mapping[str, Any]) -> Answer:
    if not text:
        raise Wrong(
            turn.language.gettext("Please write a few words to look for, such as: %(example)s", example=EXAMPLES[1])
        )
    return first_profile(turn, text)


def chat_of_room(turn: Turn, room: Room) -> Chat:
    """A chat as Telegram tells it, to be made known by whoever speaks."""
    person = turn.incoming.person
    return Chat(
        chat=room.number,
        reader=0,
        kind=room.kind,
        title=printable(room.title or person.name),
        username=room.username,
        created_at=turn.now,
        linked_by=person.number or None,
    )


PART = Part(
    commands=(Command(name="start", about=marked("Begin, or come back"), handler=start, changes=True),),
    taps={EXAMPLE: _example, TAKE: _take},
    answers={KEYWORDS: _told},
    changing=frozenset({EXAMPLE, TAKE, KEYWORDS}),
)
