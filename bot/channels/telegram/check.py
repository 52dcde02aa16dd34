"""Tries Telegram step by step, as ``paperround test-telegram`` and ``doctor`` do: the token, the chat, a message."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from bot.channels.steps import Step
from bot.channels.telegram.client import TelegramClient
from bot.channels.telegram.errors import BadToken
from bot.channels.telegram.types import Identity, Place, Room
from bot.channels.types import ChatMessage, DeliveryError, Gone, Moved, NotNow
from store.chats import ChatKind

TOKEN, CHAT, MESSAGE = "token", "chat", "message"

_KINDS = {
    ChatKind.PRIVATE: "the private chat of",
    ChatKind.GROUP: "the group",
    ChatKind.SUPERGROUP: "the group",
    ChatKind.CHANNEL: "the channel",
}
_HINTS = {
    TOKEN: "Check the connection, and telegram_api_url if it is set.",
    CHAT: "Who reads there must press Start at the bot; in a group or channel, add the bot to it.",
    MESSAGE: "A person must press Start at the bot; in a channel the bot must be an administrator who may post.",
}
_T = TypeVar("_T")


class TelegramCheck:
    """Goes through the steps until one fails."""

    def __init__(
        self,
        client: TelegramClient,
        *,
        seconds: Callable[[], float],
        on_step: Callable[[Step], None] = lambda _: None,
    ) -> None:
        """:param seconds: a clock that only goes forward. :param on_step: told of each step as it is made."""
        self._client = client
        self._seconds = seconds
        self._on_step = on_step
        self._steps: list[Step] = []
        self.me: Identity | None = None

    async def token(self) -> tuple[Step, ...]:
        """Whether Telegram knows the bot."""
        self.me = await self._step(TOKEN, self._client.me(), lambda me: f"this is @{me.username}, “{me.name}”")
        return tuple(self._steps)

    async def chat(self, chat: int | str) -> tuple[Step, ...]:
        """Whether it knows a chat. :param chat: its number, or ``@name``."""
        await self._step(CHAT, self._client.room(chat), _about, chat)
        return tuple(self._steps)

    async def run(self, place: Place | str, message: ChatMessage | None) -> tuple[Step, ...]:
        """All of it.

        :param place: where to; of a group or channel ``@name`` will do.
        :param message: what is sent; ``None``: nothing.
        """
        await self.token()
        room = None
        if self._went_well:
            chat = place if isinstance(place, str) else place.chat
            room = await self._step(CHAT, self._client.room(chat), _about, chat)
        if room is None or not self._went_well:
            return tuple(self._steps)
        if message is None:
            self._note(Step(MESSAGE, None, 0.0, "left out"))
            return tuple(self._steps)
        to = place if isinstance(place, Place) else Place(room.number)
        await self._step(MESSAGE, self._client.send(to, message), lambda number: f"it is there, as number {number}")
        return tuple(self._steps)

    @property
    def _went_well(self) -> bool:
        return all(step.ok is not False for step in self._steps)

    async def _step(
        self, name: str, asked: Awaitable[_T], said: Callable[[_T], str], about: int | str | None = None
    ) -> _T | None:
        """:param about: the chat that is asked for, named where that fails."""
        begun = self._seconds()
        try:
            answer = await asked
        except DeliveryError as error:
            took, hint = self._seconds() - begun, _hint(name, error, about)
            what = str(error) if about is None else f"{about}: {error}"
            self._note(Step(name, ok=False, seconds=took, said=what, hint=hint))
            return None
        self._note(Step(name, ok=True, seconds=self._seconds() - begun, said=said(answer)))
        return answer

    def _note(self, step: Step) -> None:
        self._steps.append(step)
        self._on_step(step)


def _about(room: Room) -> str:
    return f"{_KINDS[room.kind]} “{room.title}”, number {room.number}"


def _hint(name: str, error: DeliveryError, about: int | str | None) -> str:
    if isinstance(error, NotNow):
        return f"Try again in {error.wait:.0f} seconds."
    if isinstance(error, Moved):
        return f"Use its new number: {error.moved_to}"
    if isinstance(error, BadToken):
        return "Ask @BotFather for the token: /mybots, your bot, API Token."
    if isinstance(about, str):
        return (
            "Only channels and public groups have such names here; a person goes by number, which /privacy tells them."
        )
    return _HINTS[CHAT if isinstance(error, Gone) else name]
