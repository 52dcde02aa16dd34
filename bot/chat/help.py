"""What can be done here: by what people want, and as a list of all commands."""

from collections.abc import Callable, Mapping
from difflib import get_close_matches

from bot.channels.types import Button, ChatMessage
from bot.chat.screens import leaving
from bot.chat.showing import screen, shown
from bot.chat.types import Answer, Command, Part, Say, Turn
from bot.core.chat.taps import Tap, tap
from bot.render.chat.markup import bold, code, escaped
from bot.render.language import marked

HELP = "bh"
"""The verb of this screen; with a value it shows all commands."""

_ALL = "all"
_NEAR = 0.5
_ALSO = {"stop": "pause", "unsubscribe": "pause", "time": "schedule", "settime": "schedule", "delete": "forget_me"}
"""What people write, and the command that does it."""

Commands = Callable[[], Mapping[str, Command]]
"""All commands there are, by name; asked when they are needed, for they are gathered from all modules."""


def help_part(commands: Commands) -> Part:
    """The commands and buttons of this module."""

    def helped(turn: Turn, _text: str) -> Answer:
        return [Say(_short(turn))]

    def tapped(turn: Turn, said: Tap) -> Answer:
        return shown(turn, _long(turn, commands()) if said.values else _short(turn))

    about = marked("What I can do")
    return Part(
        commands=(Command(name="help", about=about, handler=helped),), taps={HELP: tapped}, anyones=frozenset({HELP})
    )


def suggestion(turn: Turn, name: str, commands: Mapping[str, Command]) -> Answer:
    """What somebody may have meant by a command that there is not."""
    words = turn.language
    names = [each.name for each in open_to(turn, commands)]
    near = [_ALSO[name]] if name in _ALSO else get_close_matches(name, names, 1, _NEAR)
    if near:
        text = words.gettext("There is no /%(name)s. Did you mean /%(near)s?", name=name, near=near[0])
    else:
        text = words.gettext("There is no /%(name)s. What there is: /help", name=name)
    return [Say(screen(escaped(text)))]


def open_to(turn: Turn, commands: Mapping[str, Command]) -> list[Command]:
    """The commands in the menu that whoever speaks may use where they are."""
    is_operator = turn.incoming.person.number == turn.desk.rules.operator
    in_group = turn.incoming.room.kind.is_group
    return [
        each
        for each in commands.values()
        if each.listed and (is_operator or not each.operator) and (each.in_groups or not in_group)
    ]


def _short(turn: Turn) -> ChatMessage:
    _, in_group = turn.language.gettext, turn.incoming.room.kind.is_group
    lines = (
        _("📬 See papers now: /digest, /latest, /trending"),
        _("🔎 Look something up: /search, /why"),
        _("✏️ Change what I look for: /profiles, /add"),
        *(() if in_group else (_("🔖 What you kept: /saved"),)),
        _("🕗 Change when I write: /schedule, /quiet, /snooze"),
        _("⏸ Stop for a while, or for good: /pause, /forget_me"),
        *(() if in_group else (_("📧 Get it by mail too: /email"),)),
        *(() if in_group else (_("📣 Look after a group or channel: /channel"),)),
        _("⚙️ Everything else: /settings"),
    )
    alone = _("You can also just send me words to look for, or a link to a paper.")
    more = _("In a chat with me alone you can also send me words to look for, or a link to a paper.")
    button = Button(_("All commands"), tap(HELP, _ALL))
    return screen(
        bold(_("What would you like to do?")),
        *map(escaped, lines),
        "",
        escaped(more if in_group else alone),
        rows=((button,), *leaving(turn.language)),
    )


def _long(turn: Turn, commands: Mapping[str, Command]) -> ChatMessage:
    words = turn.language
    lines = [
        f"/{each.name} {code(each.example)} – {escaped(words.gettext(each.about))}".replace("  ", " ")
        for each in open_to(turn, commands)
    ]
    return screen(bold(words.gettext("All commands")), *lines, rows=leaving(words, tap(HELP)))
