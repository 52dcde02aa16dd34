"""Several letters at once: who has to wait holds up nobody else, and no more is in doubt than was under way."""

import asyncio
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from bot.app.compose import compose_due
from bot.app.deliver import BROKEN_OFF, Sender
from bot.app.edition import Editions
from bot.app.outcomes import Policy
from bot.app.outlets import Outlet
from bot.channels.types import DeliveryError, Later, Letter, NotNow, Unusable
from store.outbox import DeliveryState as State
from store.readers import Way
from store.sql import SqlStore
from tests.bot.app.delivery_world import HOST, Postbox, World
from tests.bot.app.test_deliver import digest, only
from tests.store.conftest import emptied_url, file_url, made_schema, postgres, store, url  # noqa: F401 - fixtures

NAMES = ("ada", "bob", "eve", "ian", "joe", "kay")


@pytest.fixture
def world(store: SqlStore) -> World:  # noqa: F811 - the fixture
    """Six readers to whom a digest is due."""
    world = World(store)
    for name in NAMES:
        world.reader(name, "pigeon", way=Way.CHAT)
    digest(world, "Pigeons at Sea")
    return world


@dataclass
class Office:
    """A way out at which some have to wait for their turn, and whose other side answers when it is told to.

    :ivar waiting: until when a target waits. :ivar put_off: whom it asks to come back, and in how many seconds.
    """

    way: Way = Way.CHAT
    answering: asyncio.Event = field(default_factory=asyncio.Event)
    waiting: dict[str, asyncio.Event] = field(default_factory=dict)
    put_off: dict[str, float] = field(default_factory=dict)
    sent: list[str] = field(default_factory=list)
    troubles: dict[str, DeliveryError] = field(default_factory=dict)
    under_way: int = 0
    most: int = 0
    targets: list[str] = field(default_factory=list)

    async def turn(self, target: str) -> None:
        if target in self.put_off:
            raise NotNow("others go first", self.put_off.pop(target))
        if target in self.waiting:
            await self.waiting[target].wait()

    async def send(self, target: str, letter: Letter) -> None:
        assert letter.text
        self.under_way += 1
        self.targets.append(target)
        self.most = max(self.most, self.under_way)
        try:
            await self.answering.wait()
        finally:
            self.under_way -= 1
            self.targets.remove(target)
        if target in self.troubles:
            raise self.troubles.pop(target)
        self.sent.append(target.partition("@")[0])

    async def close(self) -> None:
        """Nothing is open."""

    def outlet(self, at_once: int = 4, in_flight: int = 1) -> Outlet:
        box = Postbox(self.way).outlet()
        return Outlet(self, box.write, box.confirm, at_once=at_once, in_flight=in_flight, turn=self.turn)


def sender(world: World, *outlets: Outlet) -> Sender:
    return Sender(
        world.store,
        {outlet.channel.way: outlet for outlet in outlets},
        Editions(world.explainer),
        clock=lambda: world.now,
        policy=Policy(owner="me"),
    )


async def settle_down() -> None:
    for _ in range(100):
        await asyncio.sleep(0)


def to(name: str) -> str:
    return f"{name}@{HOST}"


def states(world: World) -> list[State]:
    return [delivery.state for delivery in world.deliveries()]


def test_who_waits_for_their_turn_holds_up_nobody_else(world) -> None:
    async def run() -> None:
        office = Office(waiting={to("ada"): asyncio.Event(), to("eve"): asyncio.Event()})
        office.answering.set()
        sending = asyncio.create_task(sender(world, office.outlet()).run())
        await settle_down()
        assert sorted(office.sent) == ["bob", "ian", "joe", "kay"]
        for event in office.waiting.values():
            event.set()
        assert len((await sending).attempts) == 6
        assert sorted(office.sent) == list(NAMES)

    asyncio.run(run())
    assert set(states(world)) == {State.SENT}


@pytest.mark.parametrize("in_flight", [1, 3])
def test_no_more_are_under_way_at_once_than_may_be(world, in_flight: int) -> None:
    async def run() -> None:
        office = Office()
        sending = asyncio.create_task(sender(world, office.outlet(6, in_flight)).run())
        await settle_down()
        assert office.under_way == in_flight
        with world.store.reading() as catalog:
            begun = [each for each in catalog.deliveries() if each.begun_at is not None]
        assert len(begun) == in_flight
        office.answering.set()
        await sending
        assert office.most == in_flight

    asyncio.run(run())


def test_calling_off_leaves_in_doubt_what_was_under_way_and_the_rest_as_it_was(world) -> None:
    async def run() -> None:
        office = Office(waiting={to("eve"): asyncio.Event()})
        sending = asyncio.create_task(sender(world, office.outlet(6, 2)).run())
        await settle_down()
        sending.cancel()
        with pytest.raises(asyncio.CancelledError):
            await sending

    asyncio.run(run())
    ended = [(each.state, each.attempts, each.said) for each in world.deliveries()]
    assert sorted(ended) == [(State.PENDING, 0, "")] * 4 + [(State.UNCERTAIN, 1, BROKEN_OFF)] * 2


def test_a_mistake_in_a_way_out_is_told_as_it_is_and_ends_the_others(world) -> None:
    async def run() -> None:
        office = Office()
        office.troubles = {to(name): ZeroDivisionError(name) for name in NAMES}  # type: ignore[misc]
        sending = asyncio.create_task(sender(world, office.outlet(6, 3)).run())
        await settle_down()
        office.answering.set()
        with pytest.raises(ZeroDivisionError):
            await sending

    asyncio.run(run())
    assert states(world).count(State.UNCERTAIN) <= 3
    assert set(states(world)) == {State.UNCERTAIN, State.PENDING}


@pytest.mark.parametrize("begun", [False, True], ids=["before", "while sending"])
def test_who_can_take_no_more_is_put_off_uncounted_to_the_second(world, begun: bool) -> None:
    async def run() -> None:
        office = Office()
        if begun:
            office.troubles[to("bob")] = NotNow("a flood", 10_072)
        else:
            office.put_off[to("bob")] = 10_072
        office.answering.set()
        report = await sender(world, office.outlet()).run()
        assert sorted(office.sent) == [name for name in NAMES if name != "bob"]
        assert [attempt.state for attempt in report.attempts].count(State.PENDING) == begun
        assert not report.failed
        (waits,) = [each for each in world.deliveries() if each.state is State.PENDING]
        assert (waits.attempts, waits.begun_at) == (0, None)
        assert waits.not_before == world.now + timedelta(seconds=10_072)
        world.now += timedelta(seconds=10_071)
        assert (await sender(world, office.outlet()).run()).attempts == ()
        world.now += timedelta(seconds=1)
        await sender(world, office.outlet()).run()
        assert "bob" in office.sent

    asyncio.run(run())


def test_a_way_out_that_cannot_be_used_is_asked_no_more_than_once(world) -> None:
    async def run() -> None:
        office = Office()
        office.troubles = {to(name): Unusable("the token is wrong") for name in NAMES}
        office.answering.set()
        report = await sender(world, office.outlet()).run()
        assert len(office.troubles) == len(NAMES) - 1
        assert str(report.unusable[Way.CHAT]) == "the token is wrong"

    asyncio.run(run())
    assert {(each.state, each.attempts) for each in world.deliveries()} == {(State.PENDING, 0)}


def test_one_way_out_does_not_wait_for_another(world) -> None:
    world.reader("lea", "pigeon", way=Way.MAIL)
    world.read("Pigeons on Land", first=2)
    world.now += timedelta(days=1)
    compose_due(world.store, world.explainer, list(Way), world.now)

    async def run() -> None:
        mail, chats = Office(way=Way.MAIL), Office()
        chats.answering.set()
        sending = asyncio.create_task(sender(world, mail.outlet(1), chats.outlet()).run())
        await settle_down()
        assert set(chats.sent) == set(NAMES)
        assert mail.under_way == 1
        mail.answering.set()
        await sending
        assert mail.sent == ["lea"]

    asyncio.run(run())


def test_what_is_refused_in_words_that_are_not_known_is_tried_three_times(store: SqlStore) -> None:  # noqa: F811
    world = World(store)
    world.reader("ada", "pigeon")
    digest(world, "Pigeons at Sea")
    box = Postbox()
    box.troubles = [Later("we do not like it", most=3) for _ in range(3)]
    for _ in range(3):
        assert only(world).state is State.PENDING
        world.send(box)
        world.now = max(world.now, only(world).not_before)
    assert (only(world).state, only(world).said) == (State.DEAD, "Given up after 3 attempts: we do not like it")
    with world.store.reading() as catalog:
        (address,) = catalog.addresses()
    assert not address.stopped
