"""Asking Telegram from handlers: as many as there are, they do not wait for each other."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from bot.channels.telegram.types import Message, Room
from bot.chat.runner import AT_ONCE
from store.chats import ChatKind
from tests.bot.chat.chat_world import ADA, MEADOW
from tests.bot.chat.fake_telegram import FakeTelegram


class Looking(FakeTelegram):
    """To ask it, its address is looked up first: in a thread of the event loop, as the library does."""

    async def is_administrator(self, chat: int, person: int) -> bool:
        await asyncio.to_thread(str)
        return await super().is_administrator(chat, person)


def test_handlers_that_ask_leave_the_threads_to_those_who_answer(world):
    world.telegram = Looking()
    world.begin_anew()
    rooms = [Room(-1000 - number, ChatKind.SUPERGROUP, f"Room {number}") for number in range(AT_ONCE)]
    for room in rooms:
        world.telegram.administrators.add((room.number, ADA.number))
        world.happens(Message(update=0, room=replace(room), person=ADA, text="/start", message=1))

    async def with_few_threads() -> None:
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(2))
        async with asyncio.timeout(10):
            await world.runner.work_off()

    asyncio.run(with_few_threads())
    assert {each.place.chat for each in world.telegram.sent} == {room.number for room in rooms}
    assert MEADOW not in rooms
