"""Letters that leave by Telegram: which chats are served, and which wait."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.app.attempts import SendReport
from bot.app.deliver import Sender
from bot.app.edition import Editions
from bot.app.outcomes import Policy
from bot.app.outlets import Outlet
from bot.channels.quota import Exhausted
from bot.channels.telegram.channel import ELSEWHERE, TelegramChannel
from bot.channels.telegram.types import Place
from bot.channels.types import ChatMessage, Letter, NotNow, Refused
from store.chats import Flood
from store.errors import DatabaseError
from store.outbox import DeliveryState
from store.readers import Address, Reader, Way
from store.sql import open_store
from tests.bot.app.delivery_world import Postbox, World
from tests.bot.app.test_deliver import digest
from tests.bot.channels.short_letters import short_letter
from tests.telegram.client_asked import Asking, words
from tests.telegram.clock import Clock
from tests.telegram.cloud import BOT
from tests.telegram.stand_in import StandIn, User


@pytest.fixture
def asking(telegram, clock) -> Asking:
    return Asking(telegram, clock)


def channel(asking: Asking, holds: Callable[[datetime], bool] = lambda _: True) -> TelegramChannel:
    return TelegramChannel(asking.client(asking.kept), holds, asking.clock)


def sent(asking: Asking, *letters: tuple[str, Letter], holds: bool = True) -> None:
    async def run() -> None:
        way_out = channel(asking, lambda _: holds)
        try:
            for target, letter in letters:
                await way_out.ready()
                await way_out.turn(target)
                await way_out.send(target, letter)
        finally:
            await way_out.close()
            await way_out.close()

    asyncio.run(run())


def letter_with(chat: ChatMessage | None = None, text: str = "a < b") -> Letter:
    return replace(short_letter(), text=text, chat=chat)


def test_a_letter_goes_as_the_chat_shows_it_and_else_as_plain_text(asking, telegram, ada) -> None:
    target = str(ada.number)
    sent(
        asking,
        (target, letter_with(words("<b>one</b>"))),
        (target, letter_with()),
        (target, letter_with(text="😀" * 5_000)),
    )
    one, two, long = telegram.posts(ada)
    assert (one.text, two.text) == ("one", "a < b")
    assert long.text.endswith("😀…")
    assert telegram.breaches == []


def test_a_target_may_be_a_topic(asking, telegram, ada) -> None:
    forum = telegram.group("Lab", administrators=[ada], is_forum=True)
    telegram.add_bot(forum, ada)
    topic = telegram.topic(forum, "News")
    sent(asking, (f"{forum.number}/{topic}", letter_with()))
    assert telegram.last(forum).topic == topic


@pytest.mark.parametrize("target", ["", "ada", "1/x", "-/1"])
def test_what_is_no_chat_is_refused(asking, target) -> None:
    with pytest.raises(Refused):
        sent(asking, (target, letter_with()))


def test_who_does_not_hold_the_token_sends_nothing(asking, telegram, ada) -> None:
    with pytest.raises(Exhausted, match=ELSEWHERE):
        sent(asking, (str(ada.number), letter_with()), holds=False)
    assert telegram.posts(ada) == []


def test_it_is_known_when_what_waits_may_leave(asking, telegram, clock, ada) -> None:
    async def run() -> None:
        way_out = channel(asking)
        assert way_out.again(clock.now) is None
        telegram.flood(ada.number, 50)
        with pytest.raises(NotNow):
            await way_out.send(str(ada.number), letter_with())
        end = clock.now + timedelta(seconds=50)
        assert way_out.again(clock.now) == end
        assert channel(asking).again(clock.now) == end  # of the next process
        assert way_out.again(end) is None
        await way_out.close()

    asyncio.run(run())


class Readers:
    """Readers in chats to whom a digest is due, and who sends it."""

    def __init__(self, asking: Asking, users: Sequence[User]) -> None:
        self.world = World(open_store("sqlite://"), asking.clock.now.replace(hour=6))
        self._asking = asking
        with self.world.store.writing() as catalog:
            for user in users:
                reader = catalog.save_reader(Reader(name=f"u{user.number}", created_at=self.world.now))
                at = self.world.now
                target = str(user.number)
                catalog.save_address(
                    Address(reader=reader.number, way=Way.CHAT, target=target, created_at=at, confirmed_at=at)
                )
        with self.world.store.reading() as catalog:
            readers = tuple(catalog.readers())
        for reader in readers:
            self.world.profile(reader, "pigeon")
        digest(self.world, "Pigeons at Sea")

    def send(self, at_once: int = 8) -> SendReport:
        async def run() -> SendReport:
            way_out = channel(self._asking)
            box = Postbox(Way.CHAT).outlet()
            outlet = Outlet(way_out, box.write, box.confirm, ready=way_out.ready, turn=way_out.turn, at_once=at_once)
            sender = Sender(
                self.world.store,
                {Way.CHAT: outlet},
                Editions(self.world.explainer),
                clock=self._asking.clock,
                policy=Policy(owner="me"),
            )
            try:
                return await sender.run()
            finally:
                await way_out.close()

        return asyncio.run(run())


def test_a_chat_in_flood_waits_and_the_others_do_not(asking: Asking, telegram: StandIn, clock: Clock) -> None:
    people = [telegram.person(f"P{number}", started=True) for number in range(12)]
    readers = Readers(asking, people)
    telegram.flood(people[3].number, 300)
    begun = clock.now
    readers.send()
    assert [len(telegram.posts(person)) for person in people] == [1, 1, 1, 0, *[1] * 8]
    assert clock.now - begun < timedelta(seconds=2)
    waiting = [each for each in readers.world.deliveries() if each.state is DeliveryState.PENDING]
    assert [(each.attempts, each.not_before) for each in waiting] == [(0, begun + timedelta(seconds=300))]
    clock.until(waiting[0].not_before)
    readers.send()
    assert len(telegram.posts(people[3])) == 1
    assert telegram.breaches == []
    readers.world.store.close()


def test_a_flood_of_the_whole_bot_leaves_everything_due_as_it_was(
    asking: Asking, telegram: StandIn, clock: Clock
) -> None:
    people = [telegram.person(f"P{number}", started=True) for number in range(12)]
    readers = Readers(asking, people)
    asking.kept = [Flood(bot=BOT, chat=None, until=clock.now + timedelta(seconds=60))]
    report = readers.send()
    assert (report.attempts, report.failed, report.waiting) == ((), False, {Way.CHAT: 12})
    assert {(each.attempts, each.not_before <= clock.now) for each in readers.world.deliveries()} == {(0, True)}
    clock.forward(60)
    readers.send()
    assert [len(telegram.posts(person)) for person in people] == [1] * 12
    readers.world.store.close()


def test_a_flood_that_cannot_be_kept_is_obeyed(asking: Asking, telegram: StandIn, ada: User) -> None:
    def full(_: Flood) -> None:
        raise DatabaseError("the disk is full")

    async def run() -> None:
        client = asking.client((), keep_flood=full)
        for _ in range(2):
            with pytest.raises(NotNow):
                await client.send(Place(ada.number), words("x"))
        await client.close()

    telegram.flood(ada.number, 50)
    asyncio.run(run())
    assert len(telegram.calls("sendMessage")) == 1


def test_who_blocked_the_bot_is_asked_once_and_everything_is_kept(asking: Asking, telegram: StandIn) -> None:
    people = [telegram.person(f"P{number}", started=True) for number in range(3)]
    readers = Readers(asking, people)
    telegram.blocks(people[1])
    readers.send()
    assert [each.state for each in readers.world.deliveries()].count(DeliveryState.DEAD) == 1
    with readers.world.store.reading() as catalog:
        assert [address.stopped for address in catalog.addresses()] == ["", "The chat blocked this bot.", ""]
        assert len(list(catalog.readers())) == 3
    asked = len(telegram.calls("sendMessage"))
    readers.world.now += timedelta(days=1)
    readers.send()
    assert len(telegram.calls("sendMessage")) == asked
    readers.world.store.close()


def test_a_group_that_moved_is_followed_and_told_once(
    asking: Asking, telegram: StandIn, clock: Clock, ada: User
) -> None:
    room = telegram.group("Lab", administrators=[ada], kind="group")
    telegram.add_bot(room, ada)
    readers = Readers(asking, [User(room.number, "Lab")])
    new = telegram.migrates(room)
    readers.send()
    clock.forward(2)
    readers.send()
    assert len(telegram.posts(new)) == 1
    with readers.world.store.reading() as catalog:
        assert [address.target for address in catalog.addresses()] == [str(new.number)]
    readers.world.store.close()


def test_a_wrong_token_burns_no_attempt(asking: Asking, telegram: StandIn) -> None:
    readers = Readers(asking, [telegram.person("P", started=True)])
    asking.token = "700000001:AAwrong"  # noqa: S105 - of the stand-in
    report = readers.send()
    assert report.failed
    assert [(each.state, each.attempts) for each in readers.world.deliveries()] == [(DeliveryState.PENDING, 0)]
    readers.world.store.close()
