"""Finds what is to be done about something that was written or tapped, does it, and says in the reader's language what
cannot be done.
"""

import html
import json
import re
from collections.abc import Callable
from contextlib import suppress

from bot.app.feedback import FeedbackRefused
from bot.app.reader_rules import ReaderRefused
from bot.app.signup import SignUpRefused
from bot.channels.telegram.types import Message, Tapped
from bot.channels.types import DeliveryError, Later, Unusable
from bot.chat.help import suggestion
from bot.chat.places import located
from bot.chat.questions import answered, asked_now, standing, unask
from bot.chat.registry import ANSWERS, ANYONES, CHANGING, COMMANDS, LINKING, TAPS
from bot.chat.replying import footed
from bot.chat.showing import screen
from bot.chat.start import first_profile
from bot.chat.turns import may_change, may_manage
from bot.chat.types import Answer, Command, NoAnswer, NotKnown, Say, Toast, Turn, Wrong
from bot.chat.understanding import paper_named, understood
from bot.core.chat.taps import OldTap, read_tap
from bot.core.matching.syntax import ProfileSyntaxError
from bot.core.timing import BadTiming
from bot.render.chat.markup import escaped, message
from bot.render.language import Language
from bot.render.presentation import name_of
from bot.render.words import shorten
from store.chats import ChatKind, Question
from store.errors import AlreadyUndone, NotFound

MAX_TITLE = 60
"""Characters of a chat's title above the chat."""
LONG_TOAST = 80
"""A toast longer than this stays until it is closed."""

_COMMAND = re.compile(r"/([A-Za-z0-9_]{1,32})(?:@([A-Za-z0-9_]+))?(?=\s|$)\s*(.*)", re.DOTALL)

_REFUSALS = (Wrong, ReaderRefused, SignUpRefused, BadTiming, FeedbackRefused, DeliveryError)
"""What says for itself, to people, why something cannot be done."""


def answer_to(turn: Turn) -> Answer:
    """What is to be said and done about it; nothing if it was not meant for us."""
    if isinstance(turn.incoming, Message) and turn.incoming.room.kind is ChatKind.CHANNEL:
        return ()  # what is posted there is for its readers
    if isinstance(turn.incoming, Tapped):
        return _with_hint(turn, _guarded(turn, _tapped))
    if isinstance(turn.incoming, Message) and not turn.incoming.is_edit:
        return _with_hint(turn, _guarded(turn, _written))
    return ()


def _with_hint(turn: Turn, answer: Answer) -> Answer:
    """In a group only replies are for us, and with Telegram's privacy mode only they are heard; whoever was asked
    something just now is told so.
    """
    question = asked_now(turn) if answer and turn.incoming.room.kind.is_group else None
    if question is None or question.topic not in ANSWERS:
        return answer
    return footed(answer, turn.language.gettext("↩️ Answer by replying to this message."))


def _guarded(turn: Turn, act: Callable[[Turn], Answer]) -> Answer:
    """What it answers; and if it cannot, why."""
    words = turn.language
    try:
        return act(turn)
    except ProfileSyntaxError as error:
        return _syntax_mistake(turn, error)
    except (Later, Unusable):  # nothing was done yet, and it can be another time
        raise
    except _REFUSALS as error:
        return _said(turn, words.translated(error))
    except OldTap:
        return _said(turn, words.gettext("This button is of an older message and does nothing any more. Try /help."))
    except NotKnown:
        return _said(turn, words.gettext("We have not met yet. Send /start, and we begin."))
    except (NotFound, AlreadyUndone):
        return _said(turn, words.gettext("That is not there any more."))


def _tapped(turn: Turn) -> Answer:
    tap = read_tap(turn.tapped.data)
    handler = TAPS.get(tap.verb)
    if handler is None:
        raise OldTap(tap.verb)
    if tap.reader and turn.reader is not None and tap.reader != turn.reader.number and tap.verb not in ANYONES:
        return [Toast(_about_another(turn, tap.reader), alert=True)]
    if tap.verb in CHANGING and not may_change(turn):
        return _said(turn, _for_administrators(turn.language))
    return handler(turn, tap)


def _about_another(turn: Turn, reader: int) -> str:
    """Whom a message is about, and how to change that: they speak for another reader now.

    :raises OldTap: it is about nobody that they may speak for.
    """
    words = turn.language
    if turn.own is not None and turn.own.number == reader:
        return words.gettext("This message is about your own papers. To get back to them: /channel")
    with turn.desk.store.reading() as catalog:
        chats = list(catalog.chats(reader))
    for chat in chats:
        if may_manage(turn.desk, chat.chat, turn.incoming.person.number):
            title = shorten(name_of(chat.title), MAX_TITLE)
            return words.gettext("This message is about %(title)s. To look after it: /channel", title=title)
    raise OldTap(str(reader))


def _written(turn: Turn) -> Answer:
    command = _COMMAND.match(turn.message.text.strip())
    if command is not None:
        name, meant, rest = command.groups()
        if meant is not None and meant.lower() != turn.desk.me.username.lower():
            return ()  # it is another bot's
        return _commanded(turn, name.lower(), rest.strip())
    question = _standing_question(turn)
    if question is not None and _is_answer(turn, question):
        with suppress(NoAnswer):
            return _answered(turn, question)
    if turn.incoming.room.kind.is_group:
        return _replied(turn)
    if turn.message.location is not None:
        return located(turn, turn.message.location)
    return understood(turn)


def _commanded(turn: Turn, name: str, rest: str) -> Answer:
    words, in_group = turn.language, turn.incoming.room.kind.is_group
    command = COMMANDS.get(name)
    if command is None or not _is_for(turn, command):
        return () if in_group else suggestion(turn, name, COMMANDS)
    if in_group and not command.in_groups:
        return _said(turn, words.gettext("That works in a private chat with me only."))
    if command.changes and not may_change(turn):
        return _said(turn, _for_administrators(words))
    if name != "cancel":
        unask(turn)
    return command.handler(turn, rest)


def _answered(turn: Turn, question: Question) -> Answer:
    """The answer to a question. If it will not do, the question stays."""
    if question.topic in CHANGING and not may_change(turn):
        return _said(turn, _for_administrators(turn.language))
    answer = ANSWERS[question.topic](turn, turn.message.text.strip(), json.loads(question.body))
    answered(turn, question)
    return answer


def _replied(turn: Turn) -> Answer:
    """In a group people talk to each other; but an administrator may reply to our question what to look for."""
    if not turn.message.reply_is_ours or turn.reader is None or turn.chat is None or not turn.message.text.strip():
        return ()
    with turn.desk.store.reading() as catalog:
        begun = bool(catalog.profiles_of(turn.reader.number))
    return () if begun or not may_change(turn) else first_profile(turn, turn.message.text)


def _is_answer(turn: Turn, question: Question) -> bool:
    """Whether what was written answers a question. In a group a reply to us does; elsewhere a link to a paper, and what
    others wrote, speak for themselves, unless such a thing was asked for.
    """
    said = turn.message
    if turn.incoming.room.kind.is_group:
        return said.reply_is_ours
    return question.topic in LINKING or not (said.forwarded or paper_named([*said.links, said.text]))


def _standing_question(turn: Turn) -> Question | None:
    """What was asked, unless it was for a reader for whom this person speaks no more."""
    question = standing(turn)
    if question is None:
        return None
    for_another = turn.reader is not None and question.reader not in {0, turn.reader.number}
    if for_another or question.topic not in ANSWERS:
        answered(turn, question)
        return None
    return question


def _is_for(turn: Turn, command: Command) -> bool:
    operator = turn.desk.rules.operator
    return not command.operator or (operator is not None and turn.incoming.person.number == operator)


def _for_administrators(words: Language) -> str:
    return words.gettext("Only administrators of this group can change that.")


def _said(turn: Turn, text: str) -> Answer:
    if isinstance(turn.incoming, Tapped):
        return [Toast(text, alert=len(text) > LONG_TOAST)]
    return [Say(message(escaped(text)), reply=turn.incoming.room.kind.is_group)]


def _syntax_mistake(turn: Turn, error: ProfileSyntaxError) -> Answer:
    """What is wrong, and the line with a caret below the place."""
    what = turn.language.translated(error)
    if isinstance(turn.incoming, Tapped):
        return _said(turn, what)
    excerpt = html.escape(str(error).partition("\n")[2])
    again = turn.language.gettext("Mend it and send it again.")
    return [Say(screen(escaped(what), f"<pre>{excerpt}</pre>", escaped(again)))]
