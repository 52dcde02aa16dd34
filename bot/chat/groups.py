"""Topics of a group: each profile is told in the main room, or in the topic that is about it."""

from bot.app.chats import is_topic_of, tell_in_main_room, tell_in_topic
from bot.channels.types import Button, ChatMessage
from bot.chat.screens import leaving, paged
from bot.chat.showing import screen, shown
from bot.chat.types import Answer, Command, Part, Say, Toast, Turn, Wrong
from bot.core.chat.taps import Tap, tap
from bot.render.chat.markup import bold, escaped
from bot.render.language import marked
from bot.render.presentation import name_of
from store.profiles import StoredProfile

IN_TOPIC = "gt"
"""The verb that tells a profile, by number, in a topic, by number."""
IN_MAIN_ROOM = "gb"
"""The verb that tells a profile in the main room again; the topic of the screen stands behind it."""
TOPICS = "gp"
"""The verb of the screen of a topic: the topic and the page."""


def topic(turn: Turn, _text: str) -> Answer:
    """Choose what is told in this topic."""
    turn.known()
    here = turn.incoming.topic
    if here is None:
        raise Wrong(turn.language.gettext("Send /topic in the topic where a profile shall be told."))
    return [Say(_screen(turn, here, 0))]


def _show(turn: Turn, said: Tap) -> Answer:
    return shown(turn, _screen(turn, said.number(0), said.number(1)))


def _move(turn: Turn, said: Tap) -> Answer:
    reader, chat, _ = turn.known()
    profile, there = said.number(0), said.number(1)
    kept = tell_in_topic(turn.desk.store, reader.number, profile, chat.chat, there, turn.now)
    toast = turn.language.gettext("“%(name)s” is told in this topic now.", name=name_of(kept.name))
    return [Toast(toast), *shown(turn, _screen(turn, there, 0))]


def _move_back(turn: Turn, said: Tap) -> Answer:
    reader, chat, _ = turn.known()
    kept = tell_in_main_room(turn.desk.store, reader.number, said.number(0), chat.chat)
    toast = turn.language.gettext("“%(name)s” is told in the main room now.", name=name_of(kept.name))
    return [Toast(toast), *shown(turn, _screen(turn, said.number(1), 0))]


def _screen(turn: Turn, here: int, page: int) -> ChatMessage:
    """The group's profiles; those told in this topic are ticked. A tap moves one there, or back."""
    reader, chat, _ = turn.known()
    words = turn.language
    with turn.desk.store.reading() as catalog:
        profiles = catalog.profiles_of(reader.number)
        topics = {each.number: each.target for each in catalog.addresses(reader.number) if is_topic_of(each, chat.chat)}
    buttons = [_button(each, topics, f"{chat.chat}/{here}", here) for each in profiles]
    lines = [bold(words.gettext("🧵 What is told in this topic?"))]
    if profiles:
        lines.append(
            escaped(words.gettext("Tap a profile to tell it here; once more, and it goes back to the main room."))
        )
    else:
        lines.append(escaped(words.gettext("There is no profile yet. Make one with /add.")))
    return screen(*lines, rows=(*paged(buttons, page, lambda other: tap(TOPICS, here, other)), *leaving(words)))


def _button(profile: StoredProfile, topics: dict[int, str], place: str, here: int) -> Button:
    told_here = any(topics.get(number) == place for number in profile.addresses)
    elsewhere = not told_here and any(number in topics for number in profile.addresses)
    name = name_of(profile.name)
    if told_here:
        return Button(f"✓ {name}", tap(IN_MAIN_ROOM, profile.number, here))
    return Button(f"{name} · 🧵" if elsewhere else name, tap(IN_TOPIC, profile.number, here))


PART = Part(
    commands=(Command(name="topic", about=marked("Tell a profile in this topic"), handler=topic, changes=True),),
    taps={IN_TOPIC: _move, IN_MAIN_ROOM: _move_back, TOPICS: _show},
    changing=frozenset({IN_TOPIC, IN_MAIN_ROOM, TOPICS}),
)
