"""Many letters for one reader at once: they leave one after another, and take no place from others."""

import asyncio
from datetime import timedelta

from bot.app.broadcast import keep_notice
from bot.app.deliver import BEHIND
from store.outbox import Delivery, DeliveryKind, Gathered
from store.outbox import DeliveryState as State
from tests.bot.app.delivery_world import World
from tests.bot.app.test_deliver_at_once import NAMES, Office, sender, settle_down, to, world  # noqa: F401 - fixture
from tests.store.conftest import emptied_url, file_url, made_schema, postgres, store, url  # noqa: F401 - fixtures


def notices_for(where: World, name: str, count: int) -> None:
    """So many more messages for one reader, due before all others."""
    texts = [keep_notice(where.store, f"Notice {number}", where.now)[0].number for number in range(count)]
    with where.store.writing() as catalog:
        (address,) = (each for each in catalog.addresses() if each.target == to(name))
        made = [
            Delivery(
                reader=address.reader,
                address=address.number,
                kind=DeliveryKind.NOTICE,
                slot=f"notice {text}",
                created_at=where.now,
                not_before=where.now - timedelta(minutes=1),
            )
            for text in texts
        ]
        catalog.gather([Gathered(delivery=each) for each in made])


def test_several_letters_for_one_do_not_take_the_places_of_others(world: World) -> None:  # noqa: F811
    notices_for(world, "ada", 3)

    async def run() -> None:
        office = Office()
        sending = asyncio.create_task(sender(world, office.outlet(6, 3)).run())
        await settle_down()
        assert len(set(office.targets)) == office.under_way == 3
        office.answering.set()
        await sending
        assert (office.sent.count("ada"), len(office.sent)) == (4, 9)

    asyncio.run(run())


def test_a_great_many_letters_for_one_are_looked_at_again_and_leave_all(world: World) -> None:  # noqa: F811
    notices_for(world, "ada", 8)

    async def run() -> None:
        office = Office()
        office.answering.set()
        report = await sender(world, office.outlet(6, 1)).run()
        assert set(office.sent) == set(NAMES)
        again = world.now + BEHIND
        waits = [each for each in world.deliveries() if each.state is State.PENDING]
        assert {(each.attempts, each.not_before) for each in waits} == {(0, again)}
        assert report.turns == {again}
        while world.now < again or any(each.state is State.PENDING for each in world.deliveries()):
            world.now += BEHIND
            await sender(world, office.outlet(6, 1)).run()
        assert (office.sent.count("ada"), len(office.sent)) == (9, 14)

    asyncio.run(run())
