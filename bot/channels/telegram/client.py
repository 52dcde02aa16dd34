"""The Bot API as we use it: messages, taps, files, chats."""

from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime
from typing import TypeVar

from telegram import InputFile, LinkPreviewOptions, ReplyParameters
from telegram.constants import ParseMode

from bot.channels.telegram.connection import FREE
from bot.channels.telegram.errors import NoTopic, TapTooOld, Unread, is_refusal
from bot.channels.telegram.governor import Call, Kind
from bot.channels.telegram.incoming import room_of
from bot.channels.telegram.presence import Presence
from bot.channels.telegram.types import Place, Room
from bot.channels.telegram.wording import keyboard_of, led_astray
from bot.channels.types import ChatMessage, DeliveryError, Refused
from store.chats import ChatKind, Flood

_ADMINISTRATORS = ("creator", "administrator")
_T = TypeVar("_T")


class TelegramClient(Presence):
    """A :class:`bot.channels.telegram.types.Telegram`, and what the process needs besides."""

    async def turn(self) -> None:
        """Wait until one more message that nobody waits for may be sent, as far as all chats together are concerned.

        :raises bot.channels.types.NotNow: not for a while.
        """
        await self._caller.turn(Call(Kind.MESSAGE, bulk=True))

    async def turn_of(self, place: Place) -> None:
        """The same, as far as that chat is concerned."""
        await self._caller.turn_of(Call(Kind.MESSAGE, place.chat, bulk=True))

    def pause(self, now: datetime) -> float:
        """Seconds for which Telegram wants to be left alone by the whole bot; 0: it does not."""
        return self._governor.pause(now)

    def remember(self, floods: Iterable[Flood]) -> None:
        """Leave alone whom another process was told to leave alone."""
        self._governor.remember(floods)

    def floods(self, now: datetime) -> tuple[datetime, ...]:
        """When Telegram may be asked again by those whom it told to wait; only what is to come."""
        return self._governor.ends(now)

    async def send(self, place: Place, message: ChatMessage, *, reply_to: int | None = None, bulk: bool = False) -> int:
        """Send a message."""
        call = Call(Kind.MESSAGE, place.chat, bulk=bulk)
        try:
            return await self._send(call, place, message, reply_to)
        except NoTopic:
            if place.topic is None:
                raise
        number = 0
        for each in led_astray(message):
            number = await self._send(call, Place(place.chat), each, None)
        return number

    async def _send(self, call: Call, place: Place, message: ChatMessage, reply_to: int | None) -> int:
        reply = None if reply_to is None else ReplyParameters(reply_to, allow_sending_without_reply=True)

        async def posted(text: str, mode: ParseMode | None) -> int:
            made = await self._bot.send_message(
                place.chat,
                text,
                parse_mode=mode,
                message_thread_id=place.topic,
                disable_notification=message.silent,
                link_preview_options=_preview(message),
                reply_parameters=reply,
                reply_markup=keyboard_of(message.keyboard),
            )
            self._governor.learn(made.chat.id, is_channel=made.chat.type == ChatKind.CHANNEL)
            return made.message_id

        return await self._written(call, message, posted)

    async def edit(self, chat: int, number: int, message: ChatMessage) -> None:
        """Change a message of ours."""
        await self._written(
            Call(Kind.CHANGE, chat),
            message,
            lambda text, mode: self._bot.edit_message_text(
                text,
                chat_id=chat,
                message_id=number,
                parse_mode=mode,
                link_preview_options=_preview(message),
                reply_markup=keyboard_of(message.keyboard),
            ),
        )

    async def remove(self, chat: int, number: int) -> None:
        """Take a message of ours away."""
        call = Call(Kind.CHANGE, chat)
        await self._call(call, lambda: self._bot.delete_message(chat, number), self._timeouts.whole)

    async def answer_tap(self, tap: str, text: str = "", *, alert: bool = False) -> None:
        """Say that a tap was understood. One that is too old is passed over."""
        try:
            await self._asked(lambda: self._bot.answer_callback_query(tap, text=text or None, show_alert=alert))
        except TapTooOld:
            return

    async def send_file(self, place: Place, name: str, body: bytes, caption: str = "") -> None:
        """Send a file; to the main room if the topic is closed or gone."""
        try:
            await self._send_file(place, name, body, caption)
        except NoTopic:
            if place.topic is None:
                raise
            await self._send_file(Place(place.chat), name, body, caption)

    async def _send_file(self, place: Place, name: str, body: bytes, caption: str) -> None:
        file = InputFile(body, filename=name)
        await self._call(
            Call(Kind.MESSAGE, place.chat),
            lambda: self._bot.send_document(
                place.chat, file, caption=caption or None, message_thread_id=place.topic, filename=name
            ),
            self._timeouts.file,
        )

    async def file(self, file_id: str, limit: int) -> bytes:
        """What somebody sent."""
        too_large = Refused(f"The file is larger than {limit:,} bytes.")
        found = await self._asked(lambda: self._bot.get_file(file_id))
        path = found.file_path
        if path is None:
            raise Refused("Telegram does not hand the file out.")
        if found.file_size is not None and found.file_size > limit:
            raise too_large
        body = await self._call(FREE, lambda: self._requests.retrieve(path), self._timeouts.file)
        if len(body) > limit:
            raise too_large
        return body

    async def is_administrator(self, chat: int, person: int) -> bool:
        """Whether a person administrates a group or channel; ``False`` if Telegram will not say."""
        try:
            member = await self._asked(lambda: self._bot.get_chat_member(chat, person))
        except DeliveryError as error:
            if is_refusal(error):
                return False
            raise
        return str(member.status) in _ADMINISTRATORS

    async def room(self, chat: int | str) -> Room:
        """What Telegram says of a chat."""

        async def told() -> Room:
            return room_of(await self._bot.get_chat(chat))

        room = await self._asked(told)
        self._governor.learn(room.number, is_channel=room.kind is ChatKind.CHANNEL)
        return room

    async def leave(self, chat: int) -> None:
        """Leave a group or channel."""
        await self._asked(lambda: self._bot.leave_chat(chat))

    async def _written(
        self, call: Call, message: ChatMessage, request: Callable[[str, ParseMode | None], Awaitable[_T]]
    ) -> _T:
        """Make a request with a text; once more as plain text if Telegram cannot read its markup."""
        whole = self._timeouts.whole
        try:
            return await self._call(call, lambda: request(message.html, ParseMode.HTML), whole)
        except Unread:
            return await self._call(call, lambda: request(message.plain, None), whole)


def _preview(message: ChatMessage) -> LinkPreviewOptions:
    return LinkPreviewOptions(is_disabled=not message.preview)
