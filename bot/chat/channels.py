"""Groups and channels looked after from the private chat: what is said here is then for them."""

from bot.app.chats import manage, open_chat
from bot.app.operating import number_in
from bot.channels.types import Button, ChatMessage, DeliveryError
from bot.chat.screens import leaving, paged
from bot.chat.showing import screen, shown
from bot.chat.start import begun, chat_of_room
from bot.chat.turns import may_manage
from bot.chat.types import Answer, Command, Edit, Part, Say, Turn, Wrong
from bot.core.chat.taps import Tap, tap
from bot.render.chat.markup import bold, escaped
from bot.render.language import marked
from bot.render.presentation import name_of
from store.chats import Chat, ChatKind

MANAGE = "gm"
"""The verb that manages a chat from here, by number; 0 for the private chat itself."""
LIST = "gl"
"""The verb of the list of chats that can be managed: its page."""


def channel(turn: Turn, text: str) -> Answer:
    """Choose what to look after: a name leads to it at once, else there is a list."""
    _require_private(turn)
    if turn.own is None:
        turn, _ = begun(turn)
    if text.lower() == "off":
        return [Say(_own_again(turn))]
    if text:
        return [Say(_managed(turn, _number_meant(turn, text)))]
    return [Say(_list_screen(turn, 0))]


def offer(turn: Turn, number: int, title: str) -> ChatMessage:
    """Somebody may want to look after this chat from here."""
    words = turn.language
    said = words.gettext("I can post in %(title)s. Shall we set it up?", title=name_of(title))
    button = Button(words.gettext("Look after it from here"), tap(MANAGE, number))
    return screen(escaped(said), rows=((button,), *leaving(words)))


def _list(turn: Turn, said: Tap) -> Answer:
    _require_private(turn)
    return shown(turn, _list_screen(turn, said.number(0)))


def _manage(turn: Turn, said: Tap) -> Answer:
    _require_private(turn)
    if turn.own is None:
        turn, _ = begun(turn)
    number = said.number(0)
    return [Edit(_managed(turn, number) if number else _own_again(turn))]


def _own_again(turn: Turn) -> ChatMessage:
    words = turn.language
    manage(turn.desk.store, turn.incoming.room.number, None)
    return screen(escaped(words.gettext("Back to your own papers.")), rows=leaving(words, tap(LIST, 0)))


def _managed(turn: Turn, number: int) -> ChatMessage:
    words = turn.language
    with turn.desk.store.reading() as catalog:
        chat = catalog.chat(number)
    if chat is None or not may_manage(turn.desk, number, turn.incoming.person.number):
        raise Wrong(_not_theirs(turn))
    manage(turn.desk.store, turn.incoming.room.number, number)
    lines = (
        words.gettext("From now on, what you tell me here is for %(title)s.", title=name_of(chat.title)),
        words.gettext("What it looks for: /add, /profiles · when: /schedule · all else: /settings"),
    )
    back = Button(words.gettext("Back to my own papers"), tap(MANAGE, 0))
    return screen(*map(escaped, lines), rows=((back,), *leaving(words, tap(LIST, 0))))


def _list_screen(turn: Turn, page: int) -> ChatMessage:
    words, person = turn.language, turn.incoming.person.number
    with turn.desk.store.reading() as catalog:
        here = catalog.chat(turn.incoming.room.number)
        linked = [each for each in catalog.chats() if each.kind is not ChatKind.PRIVATE and each.linked_by == person]
    managing = here.managing if here is not None else None
    chats = [each for each in linked if may_manage(turn.desk, each.chat, person)]
    buttons = [Button(_label(each, managing), tap(MANAGE, each.chat)) for each in chats]
    lines = [bold(words.gettext("📣 Your groups and channels"))]
    if not chats:
        lines.append(escaped(words.gettext("There are none yet that I know.")))
    lines.append(
        escaped(
            words.gettext(
                "To add one, make me an administrator of it (@%(bot)s), or send /channel and its @name.",
                bot=turn.desk.me.username,
            )
        )
    )
    back = ((Button(words.gettext("Back to my own papers"), tap(MANAGE, 0)),),) if managing is not None else ()
    return screen(*lines, rows=(*paged(buttons, page, lambda other: tap(LIST, other)), *back, *leaving(words)))


def _label(chat: Chat, managing: int | None) -> str:
    title = name_of(chat.title) or str(chat.chat)
    return f"✓ {title}" if chat.chat == managing else title


def _number_meant(turn: Turn, text: str) -> int:
    """The chat that is meant by ``@name`` or a number; it is made known if we are in it.

    :raises Wrong: there is none that they and we administrate. What else there is concerns nobody.
    """
    number = number_in(text)
    wanted = f"@{text.removeprefix('https://t.me/').lstrip('@')}" if number is None else number
    try:
        room = turn.desk.telegram.room(wanted)
    except DeliveryError as error:
        raise Wrong(_not_theirs(turn)) from error
    if room.kind is ChatKind.PRIVATE or not may_manage(turn.desk, room.number, turn.incoming.person.number):
        raise Wrong(_not_theirs(turn))
    open_chat(turn.desk.store, chat_of_room(turn, room), turn.now, turn.language.tag)
    return room.number


def _not_theirs(turn: Turn) -> str:
    return turn.language.gettext("I know no such group or channel where you and I are administrators.")


def _require_private(turn: Turn) -> None:
    if turn.incoming.room.kind is not ChatKind.PRIVATE:
        raise Wrong(turn.language.gettext("That works in a private chat with me only."))


PART = Part(
    commands=(
        Command(
            name="channel",
            about=marked("Look after a group or channel from here"),
            handler=channel,
            example="@name",
            in_groups=False,
        ),
    ),
    taps={MANAGE: _manage, LIST: _list},
    anyones=frozenset({MANAGE, LIST}),
)
