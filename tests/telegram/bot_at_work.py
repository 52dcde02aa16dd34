"""The real bot against the stand-in: its client, its runner, its way out, by a clock that goes only when it waits."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.app.delivery_round import Round, deliver_round
from bot.app.explaining import Explainer
from bot.app.outcomes import Policy
from bot.app.outlets import Outlet
from bot.app.statistics import StoredStatistics
from bot.channels.telegram.calling import Clocks
from bot.channels.telegram.channel import TelegramChannel
from bot.channels.telegram.client import TelegramClient
from bot.channels.telegram.governor import Governor
from bot.channels.telegram.incoming import chat_of, read_update
from bot.channels.telegram.types import Identity
from bot.channels.types import Letter
from bot.chat.asking import AskingTelegram
from bot.chat.listening import Listener
from bot.chat.runner import Runner
from bot.chat.types import Desk, Rules
from bot.core.watch.types import Watched
from bot.render.chat.letters import chat_letter
from bot.render.mail import code_letter, mail_letter
from bot.wiring import background
from store.api import Store
from store.chats import Flood
from store.outbox import Delivery
from store.profiles import StoredProfile
from store.readers import Address, Reader, Way
from tests.telegram.clock import Clock
from tests.telegram.cloud import BOT
from tests.telegram.stand_in import StandIn

HOST = "papers.example"


@dataclass
class PostBox:
    """Mail goes here. :ivar letters: to whom, and what."""

    letters: list[tuple[str, Letter]] = field(default_factory=list)
    way: Way = Way.MAIL

    async def send(self, target: str, letter: Letter) -> None:
        """It is taken."""
        self.letters.append((target, letter))

    async def close(self) -> None:
        """Nothing is open."""


def _no_question(_: Delivery, reader: Reader, address: Address, profiles: Sequence[StoredProfile]) -> Letter:
    raise AssertionError(f"{reader.name} is asked whether {address.target} is theirs: {profiles}")


@dataclass(frozen=True)
class Means:
    """What a bot works with."""

    telegram: StandIn
    store: Store
    clock: Clock
    rules: Rules
    sources: Sequence[Watched] = ()


class Bot:
    """One process's bot, in the event loop that calls it. Made by :meth:`started`.

    :ivar post: the mail it sent.
    """

    def __init__(self, means: Means, client: TelegramClient, me: Identity) -> None:
        self._means = means
        self._client = client
        self._explainer = Explainer(background())
        self.post = PostBox()
        self._listener = Listener(client, means.store, me.number, chat_of, means.clock)
        desk = Desk(
            store=means.store,
            explainer=self._explainer,
            statistics=StoredStatistics(background()),
            background=background(),
            telegram=AskingTelegram(client, means.clock),
            me=me,
            rules=means.rules,
            sources=means.sources,
            can_mail=True,
        )
        self._runner = Runner(desk, client, means.clock, lambda body: read_update(body, me.number))

    @classmethod
    async def started(cls, means: Means) -> "Bot":
        """It knows who it is and which floods last."""
        clock = means.clock

        async def pause(seconds: float) -> None:
            clock.forward(max(seconds, 0.001))
            await asyncio.sleep(0)

        def keep_flood(flood: Flood) -> None:
            with means.store.receiving() as inbox:
                inbox.keep_flood(flood)

        with means.store.receiving() as inbox:
            governor = Governor(BOT)
            governor.remember(inbox.floods(BOT, clock()))
        clocks = Clocks(now=clock, seconds=lambda: clock().timestamp(), pause=pause)
        client = TelegramClient(means.telegram.token, governor, keep_flood, api_url=means.telegram.url, clocks=clocks)
        return cls(means, client, await client.me())

    async def catch_up(self) -> None:
        """Hear and answer until there is nothing left that may be answered now."""
        while await self._listener.once(0) + await self._runner.work_off():
            pass

    async def deliver(self) -> Round:
        """One round of delivery, to chats and by mail."""
        return await deliver_round(
            self._means.store,
            self._explainer,
            self._outlets(),
            clock=self._means.clock,
            policy=Policy(owner="the only one"),
        )

    def _outlets(self) -> Mapping[Way, Outlet]:
        def code(delivery: Delivery, reader: Reader, address: Address, told: str) -> Letter:
            return code_letter(delivery, reader, address, told, HOST)

        channel = TelegramChannel(self._client, lambda _: True, self._means.clock)
        return {
            Way.CHAT: Outlet(channel, lambda edition: chat_letter(edition, None, HOST), _no_question),
            Way.MAIL: Outlet(self.post, lambda edition: mail_letter(edition, None, HOST), _no_question, code=code),
        }

    async def close(self) -> None:
        """Let go of connections."""
        await self._client.close()
