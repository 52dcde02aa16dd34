"""The first minute: who are you, what shall I look for, when shall I write; and coming back."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.app.chats import open_chat, reopen_chat, wake
from bot.app.new_profiles import add_profile
from bot.app.reader_rules import ReaderRefused
from bot.app.sharing import look_at_shared, take_shared
from bot.channels.telegram.types import Room
from bot.channels.types import Button, ChatMessage
from bot.chat.places import SET_ZONE, next_digest, zone_screen
from bot.chat.profile_screens import understood_lines
from bot.chat.profile_values import most_profiles
from bot.chat.questions import ask, standing, unask
from bot.chat.screens import leaving
from bot.chat.showing import in_rows, screen, shown
from bot.chat.trial import trial_screen
from bot.chat.types import Answer, Command, Part, Say, Turn, Wrong
from bot.core.chat.taps import OldTap, Tap, tap
from bot.core.matching.language import parse_query
from bot.core.matching.types import DEFAULT_THRESHOLD, Profile
from bot.render.chat.markup import bold, escaped
from bot.render.language import Language, language, marked
from bot.render.presentation import name_of
from bot.render.words import printable, shorten
from store.chats import Chat
from store.profiles import StoredProfile

EXAMPLES = ("language model, reasoning", "diffusion model, -survey", "robot learning")
"""Keywords to begin with, for those who want to see what happens."""

KEYWORDS = "bk"
"""The topic of the question what to look for."""
EXAMPLE, TAKE, BEGIN = "bx", "bp", "bg"
"""The verbs that begin with an example, by number, that take what is handed on, by its token, and that begin with words
of one's own, if any; the words may have colons, and are values then.
"""

_SHARED = "p-"
_FIRST_ZONE = "UTC"
_MOST_NAMED = 5
_MOST_WORDS = 40


def start(turn: Turn, payload: str) -> Answer:
    """Begin, or come back. Who comes back to us is written to here again, whatever chat they look after."""
    own_again = is_elsewhere(turn) and reopen_chat(turn.desk.store, turn.incoming.room.number, turn.now)
    turn, woken = begun(turn)
    answer = _started(turn, payload, woken=woken)
    if not own_again:
        return answer
    said = turn.language.gettext("👋 Welcome back! Your own papers come here again, too.")
    return [Say(screen(escaped(said)), to=turn.place), *answer]


def _started(turn: Turn, payload: str, *, woken: bool) -> Answer:
    reader, _, _ = turn.known()
    with turn.desk.store.reading() as catalog:
        profiles = catalog.profiles_of(reader.number)
    if payload.startswith(_SHARED):
        try:
            return _offer(turn, payload.removeprefix(_SHARED))
        except ReaderRefused as error:
            said = Say(screen(escaped(turn.language.translated(error))))
            return [said] if profiles else [said, Say(greeting(turn))]
    if not profiles:
        return [Say(greeting(turn))]
    back = Say(_welcome_back(turn, profiles, woken=woken))
    return [back, Say(zone_screen(turn))] if reader.timezone == _FIRST_ZONE else [back]


def begun(turn: Turn) -> tuple[Turn, bool]:
    """The turn of somebody who is known now, and to whom is written again; and whether that had been stopped."""
    if is_elsewhere(turn):
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
    elif is_elsewhere(turn):
        hello = words.gettext("👋 I watch the pages where new papers appear and post the right ones there.")
        what = words.gettext(
            "What shall I look for there? Send me a few words, separated by commas, or tap an example."
        )
    else:
        hello = _hello(words)
        what = words.gettext("What are you interested in? Send me a few words, separated by commas, or tap an example.")
    hint = words.gettext("A minus keeps something out: -survey")
    buttons = [Button(example, tap(EXAMPLE, number)) for number, example in enumerate(EXAMPLES)]
    return screen(escaped(hello), "", bold(what), escaped(hint), rows=in_rows(buttons, 1))


def first_words(turn: Turn, text: str) -> Answer:
    """Somebody who has not begun writes. Their words stand in the button: nothing is kept of them until they tap it."""
    words = turn.language
    try:
        parse_query(text)
        label = words.gettext("🔎 Look for “%(words)s”", words=shorten(name_of(text), _MOST_WORDS))
        begin = Button(label, tap(BEGIN, *printable(text).split(":")))
    except ValueError:  # they cannot be understood, or are too long for a button
        begin = Button(words.gettext("▶️ Start"), tap(BEGIN))
    what = words.gettext("Shall I begin? Nothing is kept of you until you tap.")
    return [Say(screen(escaped(_hello(words)), escaped(what), rows=((begin,), *leaving(words))))]


def _hello(words: Language) -> str:
    return words.gettext("👋 Hello! I watch the pages where new papers appear and tell you of the right ones.")


def is_elsewhere(turn: Turn) -> bool:
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
    asked = standing(turn)
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
    return first_profile(_met(turn), EXAMPLES[place])


def _begin(turn: Turn, said: Tap) -> Answer:
    return first_profile(_met(turn), ":".join(said.values)) if said.values else start(turn, "")


def _met(turn: Turn) -> Turn:
    """The turn of somebody who is known, if only from now on."""
    return begun(turn)[0] if turn.reader is None or turn.chat is None else turn


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
    taps={EXAMPLE: _example, TAKE: _take, BEGIN: _begin},
    answers={KEYWORDS: _told},
    changing=frozenset({EXAMPLE, TAKE, BEGIN, KEYWORDS}),
)
