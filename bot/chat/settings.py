"""All settings on one screen: each button shows its value, and a tap changes it."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from bot.app.chat_looks import change_chat
from bot.app.readers import change_reader
from bot.channels.types import Button, ChatMessage, Keyboard
from bot.chat.mail import mail_addresses
from bot.chat.places import WHERE
from bot.chat.profile_values import profiles_of
from bot.chat.questions import ask, unask
from bot.chat.screens import leaving
from bot.chat.showing import choice, in_rows, screen, shown
from bot.chat.types import Answer, Command, Part, Say, Turn, Wrong
from bot.core.chat.taps import OldTap, Tap, tap
from bot.core.rising import MAX_RISING
from bot.render.chat.markup import block, bold, code, escaped
from bot.render.chat.template import BadTemplate, check_template
from bot.render.language import Language, marked
from bot.render.words import shorten
from store.chats import Chat, Layout
from store.readers import QuietDay, Reader

TRENDING = (0, 3, 5, 10)
"""So many trending papers may end a digest, to be chosen with a tap."""

_LAYOUTS = {Layout.COMPACT: marked("short"), Layout.FULL: marked("with abstract")}
_QUIET_DAYS = {
    QuietDay.NOTHING: marked("silent"),
    QuietDay.LINE: marked("one line"),
    QuietDay.WEEKLY: marked("a sign of life each week"),
}
_LABEL = 40
_Value = TypeVar("_Value", Layout, QuietDay)
_EXAMPLE = "{score} <b>{title}</b>\n<i>{authors}</i>"


def settings_screen(turn: Turn) -> ChatMessage:
    """Everything that can be set, with its value."""
    reader, chat, _ = turn.known()
    _ = turn.language.gettext
    lines = [bold(_("Settings")), escaped(_("Tap what you want to change."))]
    state = _state(turn.language, reader, turn)
    return screen(*lines, *((escaped(state),) if state else ()), rows=_rows(turn, reader, chat))


def _rows(turn: Turn, reader: Reader, chat: Chat) -> Keyboard:
    language, _ = turn.language, turn.language.gettext
    profiles = language.number(len(profiles_of(turn)))
    quiet_day = _(_QUIET_DAYS[reader.quiet_day])
    mails = mail_addresses(turn)
    mail = _("none") if not mails else _short(language.list([each.target for each in mails[:2]]))
    # What address the administrator of a group reads is none of its members' business.
    with_mail = (mails or turn.desk.can_mail) and not turn.incoming.room.kind.is_group
    mail_row = ((Button(_("Mail: %(addresses)s", addresses=mail), tap("sm")),),) if with_mail else ()
    trending = language.number(reader.trending) if reader.trending else _("none")
    return (
        (Button(_("Profiles: %(count)s", count=profiles), tap("fl", 0)),),
        (Button(_("Told: %(timing)s", timing=_short(language.timing(reader.default_timing))), tap("sd")),),
        (Button(_("Time zone: %(zone)s", zone=language.zone_name(reader.timezone)), tap(WHERE)),),
        (Button(_("Quiet hours: %(hours)s", hours=language.quiet(reader.quiet_hours)), tap("sq")),),
        (Button(_("Day without papers: %(what)s", what=quiet_day), tap("sy")),),
        (
            Button(_("Trending: %(count)s", count=trending), tap("st")),
            Button(_("Sound: %(state)s", state=_("off") if chat.silent else _("on")), tap("sns", int(not chat.silent))),
        ),
        (
            Button(_("Papers: %(layout)s", layout=_(_LAYOUTS[chat.layout])), tap("sl")),
            Button(_("Template: %(state)s", state=_("own") if chat.template else _("none")), tap("se")),
        ),
        (
            Button(_("Language: %(name)s", name=language.name(language.tag)), tap("bl")),
            Button(_("Pause…"), tap("sp")),
        ),
        *mail_row,
        *leaving(language),
    )


def _state(language: Language, reader: Reader, turn: Turn) -> str:
    """Why nothing comes at present; empty if something does."""
    if reader.paused:
        return language.gettext("You have paused: nothing comes until /resume.")
    if reader.snoozed_until is not None and reader.snoozed_until > turn.now:
        until = language.moment(reader.snoozed_until, reader.timezone, turn.now)
        return language.gettext("You snooze: nothing comes before %(until)s.", until=until)
    return ""


def _short(text: str) -> str:
    return shorten(text, _LABEL)


def _settings(turn: Turn, _written: str) -> Answer:
    return shown(turn, settings_screen(turn))


def _opened(turn: Turn, _tapped: Tap) -> Answer:
    unask(turn)
    return shown(turn, settings_screen(turn))


def _layout(turn: Turn, tapped: Tap) -> Answer:
    """Choose how much is said of a paper; with a value, it is chosen."""
    _, chat, _ = turn.known()
    if tapped.values:
        chat = change_chat(turn.desk.store, chat.chat, layout=_one_of(Layout, tapped))
    _ = turn.language.gettext
    buttons = [choice(_(said), tap("sl", each), current=chat.layout is each) for each, said in _LAYOUTS.items()]
    return _choices(turn, _("How much of each paper do you want to see?"), in_rows(buttons, 1))


def _sound(turn: Turn, tapped: Tap) -> Answer:
    _, chat, _ = turn.known()
    silent = bool(tapped.number(0))
    changed = change_chat(turn.desk.store, chat.chat, silent=silent)
    _ = turn.language.gettext
    toast = _("Messages come without a sound.") if silent else _("Messages come with a sound.")
    return shown(turn, settings_screen(replace(turn, chat=changed)), toast)


def _quiet_day(turn: Turn, tapped: Tap) -> Answer:
    """Choose what is said on a day without papers; with a value, it is chosen."""
    reader, _, _ = turn.known()
    if tapped.values:
        wanted = _one_of(QuietDay, tapped)
        reader = change_reader(turn.desk.store, reader.number, turn.now, quiet_day=wanted)
    _ = turn.language.gettext
    buttons = [choice(_(said), tap("sy", each), current=reader.quiet_day is each) for each, said in _QUIET_DAYS.items()]
    return _choices(turn, _("What do you want to hear on a day without papers for you?"), in_rows(buttons, 1))


def _trending(turn: Turn, tapped: Tap) -> Answer:
    """Choose how many trending papers end a digest; with a value, it is chosen."""
    reader, _, _ = turn.known()
    if tapped.values:
        count = tapped.number(0)
        if not 0 <= count <= MAX_RISING:
            raise OldTap(tapped.verb)
        reader = change_reader(turn.desk.store, reader.number, turn.now, trending=count)
    language = turn.language
    buttons = [choice(language.number(each), tap("st", each), current=reader.trending == each) for each in TRENDING]
    asked = language.gettext("How many trending papers may end a digest, whether they match or not?")
    return _choices(turn, asked, in_rows(buttons, 4))


def _template(turn: Turn, _tapped: Tap) -> Answer:
    """How a paper is written, for the bold: asked for as text."""
    _, chat, _ = turn.known()
    language = turn.language
    ask(turn, "se")
    drop = ((Button(language.gettext("Use none"), tap("ses")),),) if chat.template else ()
    lines = [
        bold(language.gettext("How shall a paper look?")),
        escaped(language.gettext("Send a template: text with the tags <b> <i> <u> <s> <code> <blockquote>, and with")),
        code("{title} {link} {score} {why} {authors} {abstract} {date} {sources} {profile}"),
        "",
        escaped(language.gettext("For example:")),
        block(_EXAMPLE),
    ]
    if chat.template:
        lines += [
            "",
            escaped(language.gettext("Yours at present:")),
            block(chat.template),
        ]
    return shown(turn, screen(*lines, rows=(*drop, *leaving(language, tap("s")))))


def _template_answered(turn: Turn, text: str, _body: Mapping[str, Any]) -> Answer:
    _, chat, _ = turn.known()
    try:
        check_template(text)
    except BadTemplate as error:
        raise Wrong(turn.language.translated(error)) from error
    changed = change_chat(turn.desk.store, chat.chat, template=text)
    said = Say(screen(escaped(turn.language.gettext("✓ Papers are written by your template from now on."))))
    return [said, Say(settings_screen(replace(turn, chat=changed)))]


def _no_template(turn: Turn, _tapped: Tap) -> Answer:
    _, chat, _ = turn.known()
    unask(turn)
    changed = change_chat(turn.desk.store, chat.chat, template="")
    return shown(turn, settings_screen(replace(turn, chat=changed)), turn.language.gettext("No template any more."))


def _choices(turn: Turn, asked: str, rows: Keyboard) -> Answer:
    return shown(turn, screen(escaped(asked), rows=(*rows, *leaving(turn.language, tap("s")))))


def _one_of(kind: Callable[[str], _Value], tapped: Tap) -> _Value:
    try:
        return kind(tapped.text(0))
    except ValueError as error:
        raise OldTap(tapped.verb) from error


_CHANGING = {
    "sl": _layout,
    "sns": _sound,
    "sy": _quiet_day,
    "st": _trending,
    "se": _template,
    "ses": _no_template,
}

PART = Part(
    commands=(Command(name="settings", about=marked("Everything you can set"), handler=_settings),),
    taps={"s": _opened, **_CHANGING},
    answers={"se": _template_answered},
    changing=frozenset((*_CHANGING, "se")),
)
