"""What concerns the bot rather than papers: language, privacy, version, being forgotten; and the buttons that every
message may have.
"""

from dataclasses import replace

from bot import __version__
from bot.app.privacy import forget_reader
from bot.app.readers import change_reader
from bot.channels.types import Button, ChatMessage, Keyboard
from bot.chat.places import SETTINGS
from bot.chat.questions import standing, unask
from bot.chat.screens import CLOSE, NOTHING, leaving
from bot.chat.showing import choice, in_rows, screen, shown
from bot.chat.types import Answer, Command, Edit, Part, Remove, Say, Toast, Turn
from bot.core.chat.taps import OldTap, Tap, tap
from bot.render.chat.markup import bold, escaped
from bot.render.language import language, languages, marked
from bot.render.presentation import name_of
from store.chats import ChatKind

LANGUAGE = "bl"
"""The verb of the list of languages; with a tag behind it, it sets one."""
FORGET = "bf"
"""The verb that forgets a reader, by number."""

_WIDTH = 2


def language_screen(turn: Turn, back: str = "") -> ChatMessage:
    """The languages there are, each in its own words. :param back: what the button back says; empty for none."""
    words = turn.language
    buttons = [choice(words.name(tag), tap(LANGUAGE, tag), current=tag == words.tag) for tag in languages()]
    title = bold(words.gettext("Which language shall I speak?"))
    return screen(title, rows=(*in_rows(buttons, _WIDTH), *leaving(words, back)))


def _languages(turn: Turn, _text: str) -> Answer:
    turn.known()
    return [Say(language_screen(turn))]


def _language(turn: Turn, said: Tap) -> Answer:
    reader, _, _ = turn.known()
    if not said.values:
        return shown(turn, language_screen(turn, tap(SETTINGS)))
    tag = said.text(0)
    if tag not in languages():
        raise OldTap(tag)
    if tag != reader.language:
        reader = change_reader(turn.desk.store, reader.number, turn.now, language=tag)
    turn = replace(turn, reader=reader, language=language(tag))
    toast = turn.language.gettext("From now on I speak %(language)s.", language=turn.language.name(tag))
    return [Toast(toast), *shown(turn, language_screen(turn, tap(SETTINGS)))]


def _privacy(turn: Turn, _text: str) -> Answer:
    _ = turn.language.gettext
    lines = (
        _("I keep the number and the name of this chat, what you told me to look for, and what you said of papers."),
        _("The number is %(number)s.", number=turn.incoming.room.number),
        _("What I told you is kept for 90 days, so that nothing comes twice."),
        _("What you write to me is erased as soon as it is answered. What you search for is kept for 90 days."),
        _("I do not track what you open or read, and I hand nothing on."),
        _("Take it with you: /export"),
        _("Have it all erased, at once and for good: /forget_me"),
    )
    rows = (*_page(turn), *leaving(turn.language))
    return [Say(screen(bold(_("Your data")), *(f"• {escaped(line)}" for line in lines), rows=rows))]


def _page(turn: Turn) -> Keyboard:
    """The way to the reader's page, where nobody else reads along. Telegram takes none but public addresses."""
    links = turn.desk.links
    in_private = turn.incoming.room.kind is ChatKind.PRIVATE
    if links is None or turn.reader is None or not in_private or not links.public_url.startswith("https://"):
        return ()
    return ((Button(turn.language.gettext("Your settings as a page"), url=links.settings(turn.reader)),),)


def _version(turn: Turn, _text: str) -> Answer:
    said = turn.language.gettext("This is Paperround %(version)s.", version=__version__)
    return [Say(screen(escaped(said)))]


def _forget(turn: Turn, _text: str) -> Answer:
    reader, _, _ = turn.known()
    words = turn.language
    question = words.gettext("Shall I forget everything?")
    if title := _shared_title(turn):
        question = words.gettext("Shall I forget everything about %(title)s?", title=title)
    what = words.gettext("Profiles, lists, settings and mail addresses are erased at once. It cannot be undone.")
    export = words.gettext("To keep a copy, take it first: /export")
    rows = (
        (Button(words.gettext("🗑 Yes, forget everything"), tap(FORGET, reader.number)),),
        (Button(words.gettext("No, keep it"), tap(CLOSE)),),
    )
    return [Say(screen(bold(question), escaped(what), escaped(export), rows=rows))]


def _forgotten(turn: Turn, said: Tap) -> Answer:
    if turn.reader is not None and turn.reader.number != said.number(0):
        raise OldTap(said.verb)
    if turn.reader is not None:
        forget_reader(turn.desk.store, turn.reader.number)
    if title := _shared_title(turn):
        told = turn.language.gettext(
            "✅ Everything about %(title)s is erased. Your own chat with me stays; /forget_me there erases it.",
            title=title,
        )
        return [Edit(screen(escaped(told)))]
    done = turn.language.gettext("✅ Everything is erased; nothing of it is kept. To begin anew: /start")
    return [Edit(screen(escaped(done)))]


def _shared_title(turn: Turn) -> str:
    """The title of the group or channel that is spoken for; empty if somebody speaks for themselves."""
    chat = turn.chat
    return "" if chat is None or chat.kind is ChatKind.PRIVATE else name_of(chat.title) or str(chat.chat)


def _cancel(turn: Turn, _text: str) -> Answer:
    if standing(turn) is None:
        return [Say(screen(escaped(turn.language.gettext("There is nothing to cancel."))))]
    unask(turn)
    return [Say(screen(escaped(turn.language.gettext("All right, it stays as it was."))))]


def _close(turn: Turn, _said: Tap) -> Answer:
    unask(turn)
    return [Remove()]


def _nothing(_turn: Turn, _said: Tap) -> Answer:
    return ()


PART = Part(
    commands=(
        Command(name="lang", about=marked("Choose the language"), handler=_languages, changes=True),
        Command(name="cancel", about=marked("End what I asked you"), handler=_cancel, listed=False),
        Command(name="privacy", about=marked("What is kept, and for how long"), handler=_privacy),
        Command(name="version", about=marked("Which version this is"), handler=_version, listed=False),
        Command(name="forget_me", about=marked("Erase everything about you"), handler=_forget, changes=True),
    ),
    taps={LANGUAGE: _language, FORGET: _forgotten, CLOSE: _close, NOTHING: _nothing},
    changing=frozenset({LANGUAGE, FORGET, CLOSE}),
    anyones=frozenset({FORGET, CLOSE, NOTHING}),
)
