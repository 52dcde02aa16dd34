"""One thing that happened, answered: who may, who speaks, what is said, and what Telegram makes of it."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bot.app.chats import move_chat, stop_chat
from bot.channels.telegram.types import Entered, Entry, Incoming, Place, Tapped, Telegram
from bot.channels.telegram.types import Moved as HasMoved
from bot.channels.types import DeliveryError, Gone, Later, Moved, Refused, Unusable
from bot.chat.access import MOST_WAITING, Access, Doorkeeper, is_banned, is_fresh, is_talk
from bot.chat.asking import in_thread
from bot.chat.dispatch import answer_to
from bot.chat.entering import entered
from bot.chat.replying import Replying, headed, marked, moved, to_moved
from bot.chat.turns import end_managing, spoken_for, turn_of
from bot.chat.types import Answer, Desk, Say, Toast
from bot.render.chat.markup import escaped, message
from bot.render.language import Language, language
from store.chats import ChatKind
from store.errors import DatabaseError

MAX_LEFT = 1000
"""Of so many answers it is remembered what is still to be said of them; others are decided again."""

_log = logging.getLogger(__name__)


class Conversation:
    """Answers what happens in all chats. Belongs to one event loop."""

    def __init__(self, desk: Desk, telegram: Telegram, clock: Callable[[], datetime]) -> None:
        """:param desk: what all turns share. :param telegram: the way out. :param clock: gives now, aware, UTC."""
        self._desk = desk
        self._clock = clock
        self._replying = Replying(telegram)
        self._doorkeeper = Doorkeeper(desk.rules)
        self._left: dict[int, Answer] = {}

    async def answer(self, incoming: Incoming, attempt: int) -> None:
        """Answer something that happened.

        :param attempt: how often that was tried, this time included.
        :raises bot.channels.types.Later: not all was said; what is left can be said another time.
        :raises bot.channels.types.Unusable: likewise, for the token is of no use.
        :raises bot.channels.types.DeliveryError: it may have been said, or never will be.
        """
        if isinstance(incoming, HasMoved):
            await in_thread(move_chat, self._desk.store, incoming.old, incoming.new, self._clock())
            return
        if incoming.update in self._left:
            await self._say(incoming, self._left.pop(incoming.update), attempt)
            return
        access = await in_thread(self._look, incoming)
        if access is Access.SILENCE:
            if isinstance(incoming, Tapped):
                await self._acknowledge(incoming, ())
            return
        if access is not Access.GRANTED:
            await self._say(incoming, _refusal(access, incoming), attempt)
            return
        decided = await in_thread(self._decide, incoming)
        await self._say(incoming, decided.answer, attempt)
        if decided.ended:
            await in_thread(end_managing, self._desk, incoming.room)

    def _look(self, incoming: Incoming) -> Access:
        """Whether it is answered at all. When more waits than is reasonable, what came last is not."""
        now, chat = self._clock(), incoming.room.number
        if is_talk(incoming):
            return Access.SILENCE
        with self._desk.store.reading() as catalog:
            banned, known = is_banned(catalog, incoming), catalog.chat(chat)
        if isinstance(incoming, Entered):  # nobody wrote anything; and that we are out concerns us alone
            admitted = incoming.now is Entry.OUT or (self._doorkeeper.admits(incoming) and not banned)
            return Access.GRANTED if admitted else Access.SILENCE
        access = self._doorkeeper.look(incoming, known, banned=banned, now=now)
        is_private = incoming.room.kind is ChatKind.PRIVATE  # in a group most is said to others
        if access is Access.GRANTED and is_private and is_fresh(incoming, now) and self._drop_flood(incoming, now):
            return Access.TOO_FAST
        return access

    def _drop_flood(self, incoming: Incoming, now: datetime) -> bool:
        bot, chat = self._desk.me.number, incoming.room.number
        with self._desk.store.receiving() as inbox:
            if inbox.count_waiting(bot, chat) <= MOST_WAITING:
                return False
            dropped = inbox.drop_updates(bot, chat, incoming.update, now)
        _log.warning("A chat wanted too much at a time: %d updates were dropped.", dropped)
        return dropped > 0

    def _decide(self, incoming: Incoming) -> "_Decided":
        """What is to be said and done; whatever goes wrong is written down, and the person is told so."""
        words = language(incoming.person.language)
        try:
            if isinstance(incoming, Entered):
                return _Decided(self._marked(incoming, entered(self._desk, incoming, self._clock())))
            spoken = turn_of(self._desk, incoming, self._clock())
            words = spoken.turn.language
            if spoken.ended:
                return _Decided(_ended(words, spoken.ended), ended=True)
            return _Decided(self._marked(incoming, answer_to(spoken.turn)))
        except (DatabaseError, DeliveryError):
            raise
        except Exception:  # noqa: BLE001 - it is logged, and the person is told
            _log.exception("Update %d failed in a way that nobody foresaw.", incoming.update)
            return _Decided(_failed(words))

    def _marked(self, incoming: Incoming, answer: Answer) -> Answer:
        """The answer saying whom it is about: by its buttons, and a line above if a chat is managed from here."""
        if not answer:
            return answer
        known, title = spoken_for(self._desk, incoming.room)
        if known.reader is not None:
            answer = marked(answer, known.reader.number)
        return headed(answer, title) if title else answer

    async def _acknowledge(self, incoming: Incoming, answer: Answer) -> None:
        """A tap is answered, whatever comes of it: what it leads to is worth more than the few words above the chat."""
        try:
            await self._replying.acknowledge(incoming, answer)
        except (Later, Unusable):
            raise
        except DeliveryError as error:
            _log.info("A tap could not be answered: %s", error)

    async def _say(self, incoming: Incoming, answer: Answer, attempt: int) -> None:
        try:
            await self._acknowledge(incoming, answer)
        except (Later, Unusable):
            self._keep(incoming.update, answer)
            raise
        undone = await self._replying.do(incoming, answer)
        if undone is not None and isinstance(undone.error, Moved):
            new = Place.of(undone.error.moved_to).chat
            old = incoming.room.number
            await in_thread(move_chat, self._desk.store, old, new, self._clock())
            there = [to_moved(reply, old, new) for reply in undone.rest]
            undone = await self._replying.do(moved(incoming, new), there)
        if undone is None:
            return
        if isinstance(undone.error, Gone):
            await in_thread(stop_chat, self._desk.store, incoming.room.number, str(undone.error), self._clock())
            return
        if _is_final(undone.error, attempt):  # the message was at fault: they shall not wait for it
            _log.error("What was to be said about update %d was refused: %s", incoming.update, undone.error)
            await self._replying.do(incoming, [Say(message(escaped(_sorry(language(incoming.person.language)))))])
            return
        if isinstance(undone.error, Later | Unusable):
            self._keep(incoming.update, undone.rest)
        raise undone.error

    def _keep(self, update: int, rest: Answer) -> None:
        """What is still to be said of an answer, and was not said yet; nothing is decided or said twice."""
        if len(self._left) >= MAX_LEFT:
            del self._left[next(iter(self._left))]
        self._left[update] = rest


@dataclass(frozen=True, slots=True)
class _Decided:
    """What is to be said and done. :ivar ended: whether no other chat is managed from here when it was said."""

    answer: Answer
    ended: bool = False


def _ended(words: Language, title: str) -> Answer:
    said = words.gettext("You no longer administrate %(title)s, so I show your own papers.", title=title)
    return [Say(message(escaped(said)))]


def _refusal(access: Access, incoming: Incoming) -> Answer:
    words = language(incoming.person.language)
    if access is Access.TOO_FAST:
        text = words.gettext("Too fast: please wait a minute, then go on.")
    else:
        text = words.gettext("Sorry, this bot is private. Whoever runs it decides who may use it.")
    return [Toast(text)]


def _failed(words: Language) -> Answer:
    return [Toast(_sorry(words), alert=True)]


def _sorry(words: Language) -> str:
    return words.gettext("Something went wrong here; it has been written down. Please try again.")


def _is_final(error: DeliveryError, attempt: int) -> bool:
    """Whether Telegram will not take it, however often it is asked."""
    if isinstance(error, Later):
        return error.most is not None and attempt >= error.most
    return isinstance(error, Refused)
