"""Sending that is called off: what was on its way may have arrived, the rest certainly did not."""

import asyncio
from typing import Any

import pytest

from bot.app.deliver import BROKEN_OFF, Sender
from bot.app.edition import Editions
from bot.app.outcomes import Policy
from bot.channels.types import Letter
from bot.core.backoff import UNCERTAIN_AFTER
from store.outbox import DeliveryState as State
from store.readers import Way
from store.sql import SqlStore
from tests.bot.app.delivery_world import Postbox, World
from tests.bot.app.test_deliver import digest
from tests.store.conftest import emptied_url, file_url, made_schema, postgres, store, url  # noqa: F401 - fixtures


@pytest.fixture
def world(store: SqlStore) -> World:  # noqa: F811 - the fixture
    """Three readers to whom a digest is due."""
    world = World(store)
    for name in ("ada", "bob", "eve"):
        world.reader(name, "pigeon")
    digest(world, "Pigeons at Sea")
    return world


class Slow(Postbox):
    """One whose other side has everything and does not answer."""

    def __init__(self) -> None:
        super().__init__()
        self.reached = asyncio.Event()

    async def send(self, target: str, letter: Letter) -> None:
        self.letters.append((target, letter))
        self.reached.set()
        await asyncio.Event().wait()


def call_off(world: World, box: Slow, **policy: Any) -> None:
    """Send, and call it off while the first is on its way."""

    async def run() -> None:
        outlets, policies = {Way.MAIL: box.outlet()}, Policy(owner="me", **policy)
        sender = Sender(world.store, outlets, Editions(world.explainer), clock=lambda: world.now, policy=policies)
        task = asyncio.create_task(sender.run())
        await box.reached.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(run())
    assert len(box.letters) == 1


def test_what_was_on_its_way_when_sending_was_called_off_may_have_arrived(world) -> None:
    call_off(world, Slow())
    first, *others = world.deliveries()
    assert (first.state, first.ambiguous, first.said) == (State.UNCERTAIN, 1, BROKEN_OFF)
    assert {(each.state, each.attempts, each.ambiguous, each.owner) for each in others} == {(State.PENDING, 0, 0, None)}
    box = Postbox()
    world.send(box)
    assert len(box.letters) == 2
    world.now += UNCERTAIN_AFTER
    world.send(box)
    assert {each.state for each in world.deliveries()} == {State.SENT}


def test_who_would_rather_lose_than_repeat_loses_only_what_was_on_its_way(world) -> None:
    box = Slow()
    call_off(world, box, repeat_uncertain=False)
    assert [each.state for each in world.deliveries()] == [State.DEAD, State.PENDING, State.PENDING]
    again = Postbox()
    world.send(again, repeat_uncertain=False)
    assert {target for target, _ in box.letters} & {target for target, _ in again.letters} == set()
    assert [each.state for each in world.deliveries()] == [State.DEAD, State.SENT, State.SENT]


def test_a_way_out_that_breaks_in_its_own_way_leaves_one_in_doubt_and_the_others_as_they_were(world) -> None:
    box = Postbox()
    broken: Any = ZeroDivisionError("a mistake in a way out")
    box.troubles = [broken]
    with pytest.raises(ZeroDivisionError):
        world.send(box)
    assert [each.state for each in world.deliveries()] == [State.UNCERTAIN, State.PENDING, State.PENDING]


def test_who_waits_for_a_quota_has_nothing_on_its_way(world) -> None:
    async def run() -> None:
        box, waits = Postbox(), asyncio.Event()

        async def ready() -> None:
            waits.set()
            await asyncio.Event().wait()

        outlet = box.outlet(ready=ready)
        policy = Policy(owner="me", repeat_uncertain=False)
        editions = Editions(world.explainer)
        sender = Sender(world.store, {Way.MAIL: outlet}, editions, clock=lambda: world.now, policy=policy)
        task = asyncio.create_task(sender.run())
        await waits.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    asyncio.run(run())
    assert {(each.state, each.attempts) for each in world.deliveries()} == {(State.PENDING, 0)}


def test_an_address_that_is_stopped_after_the_claim_gets_nothing(world) -> None:
    box = Postbox()
    sent = box.send

    async def unsubscribe_the_others(target: str, letter: Letter) -> None:
        await sent(target, letter)
        with world.store.writing() as catalog:
            for number in (2, 3):
                catalog.stop_address(number, "unsubscribed", world.now)

    box.send = unsubscribe_the_others  # type: ignore[method-assign]
    world.send(box)
    assert len(box.letters) == 1
    world.send(box)
    assert [each.state for each in world.deliveries()] == [State.SENT, State.SUPPRESSED, State.SUPPRESSED]
