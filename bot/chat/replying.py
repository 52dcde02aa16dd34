"""Does what an answer says: sends, changes, takes away. What Telegram makes of it goes to the caller."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from bot.channels.telegram.types import Incoming, Message, NoSuchMessage, NotModified, Place, Tapped, Telegram
from bot.channels.types import Button, ChatMessage, DeliveryError
from bot.chat.types import Answer, Edit, Leave, Remove, Reply, Say, SendFile, Toast
from bot.core.chat.taps import about
from bot.render.chat.markup import bold, escaped, message, plain_of, size_of

MAX_TOAST = 200
"""Characters of a few words above the chat (https://core.telegram.org/bots/api#answercallbackquery)."""


@dataclass(frozen=True, slots=True)
class Undone:
    """Not all that an answer says was done.

    :ivar error: why. :ivar rest: what is still to be done.
    """

    error: DeliveryError
    rest: Sequence[Reply]


def headed(answer: Answer, title: str) -> Answer:
    """The answer, with a line above each message that says which chat it is about.

    :param title: that chat's.
    """
    return _here(answer, lambda said: _written(said, f"📣 {bold(title)}\n\n{said.html}"))


def footed(answer: Answer, line: str) -> Answer:
    """The answer, with a line below its last message. :param line: plain text."""
    last = max((place for place, reply in enumerate(answer) if _is_here(reply)), default=len(answer))
    below = _here(answer[last:], lambda said: _written(said, f"{said.html}\n\n{escaped(line)}"))
    return [*answer[:last], *below]


def marked(answer: Answer, reader: int) -> Answer:
    """The answer, with buttons that say whom its messages are about. :param reader: by number."""

    def button(one: Button) -> Button:
        return replace(one, data=about(one.data, reader)) if one.data else one

    return _here(answer, lambda said: replace(said, keyboard=tuple(tuple(map(button, row)) for row in said.keyboard)))


def _here(answer: Answer, change: Callable[[ChatMessage], ChatMessage]) -> Answer:
    """The answer, with its messages to this chat changed."""
    return [
        replace(reply, message=change(reply.message)) if isinstance(reply, Edit | Say) and _is_here(reply) else reply
        for reply in answer
    ]


def _is_here(reply: Reply) -> bool:
    return isinstance(reply, Edit) or (isinstance(reply, Say) and reply.to is None)


def _written(said: ChatMessage, html: str) -> ChatMessage:
    return replace(said, html=html, plain=plain_of(html)) if size_of(html).fits else said


class Replying:
    """Says what was decided."""

    def __init__(self, telegram: Telegram) -> None:
        """:param telegram: the way out."""
        self._telegram = telegram

    async def acknowledge(self, incoming: Incoming, answer: Answer) -> None:
        """Say that a tap was understood, with the few words that the answer has for it; once for each tap.

        :raises DeliveryError: it could not be said.
        """
        if isinstance(incoming, Tapped):
            toast = next((reply for reply in answer if isinstance(reply, Toast)), Toast(""))
            await self._telegram.answer_tap(incoming.tap, toast.text[:MAX_TOAST], alert=toast.alert)

    async def do(self, incoming: Incoming, answer: Answer) -> Undone | None:
        """Do all that an answer says, in order; the tap was acknowledged.

        :return: what was left undone, if anything. A chat elsewhere that does not want to hear of it does not matter.
        """
        for done, reply in enumerate(answer):
            try:
                await self._do(incoming, reply)
            except DeliveryError as error:
                elsewhere = isinstance(reply, Say) and reply.to is not None and reply.to.chat != incoming.room.number
                if not elsewhere:
                    return Undone(error, answer[done:])
        return None

    async def _do(self, incoming: Incoming, reply: Reply) -> None:
        match reply:
            case Say():
                await self._say(incoming, reply)
            case Edit():
                await self._edit(incoming, reply.message)
            case Remove():
                await self._remove(incoming)
            case SendFile():
                await self._telegram.send_file(incoming.place, reply.name, reply.body, reply.caption)
            case Leave():
                await self._telegram.leave(reply.chat)
            case Toast():
                await self._toast(incoming, reply)

    async def _say(self, incoming: Incoming, said: Say) -> None:
        number = incoming.message if said.reply and isinstance(incoming, Message) and incoming.message else None
        await self._telegram.send(said.to or incoming.place, said.message, reply_to=number)

    async def _toast(self, incoming: Incoming, toast: Toast) -> None:
        """Above a tapped button it stands already."""
        if not isinstance(incoming, Tapped):
            await self._telegram.send(incoming.place, message(escaped(toast.text)))

    async def _edit(self, incoming: Incoming, changed: ChatMessage) -> None:
        number = incoming.message if isinstance(incoming, Tapped) else 0
        if number:
            try:
                await self._telegram.edit(incoming.room.number, number, changed)
            except NotModified:
                return
            except NoSuchMessage:
                number = 0
        if not number:
            await self._telegram.send(incoming.place, changed)

    async def _remove(self, incoming: Incoming) -> None:
        if isinstance(incoming, Tapped) and incoming.message:
            try:
                await self._telegram.remove(incoming.room.number, incoming.message)
            except NoSuchMessage:
                return


def moved(incoming: Incoming, new: int) -> Incoming:
    """The same, as if it had happened in the chat that the old one has become. Topics are kept."""
    return replace(incoming, room=replace(incoming.room, number=new))


def to_moved(reply: Reply, old: int, new: int) -> Reply:
    """The same, said in the chat that the old one has become."""
    if isinstance(reply, Say) and reply.to is not None and reply.to.chat == old:
        return replace(reply, to=Place(new, reply.to.topic))
    return reply
