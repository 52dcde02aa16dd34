"""Letters that are to leave while Telegram does not answer: they keep their attempts, and are in no doubt."""

import asyncio
import socket

import pytest

from bot.channels.telegram.channel import TelegramChannel
from bot.channels.types import Uncertain, Unusable
from store.outbox import DeliveryState
from store.readers import Way
from tests.telegram.client_asked import Asking
from tests.telegram.stand_in import Fault, StandIn
from tests.telegram.test_client_delivering import Readers, channel, letter_with


@pytest.fixture
def asking(telegram, clock) -> Asking:
    return Asking(telegram, clock)


def test_who_did_not_answer_is_asked_before_another_message_may_be_lost(asking, telegram, ada) -> None:
    async def run() -> None:
        way_out = channel(asking)
        await way_out.ready()
        telegram.fail("sendMessage", Fault(status=502))
        with pytest.raises(Uncertain):
            await way_out.send(str(ada.number), letter_with())
        telegram.fail("getMe", Fault(status=502))
        with pytest.raises(Unusable, match="HTTP 502") as failed:
            await way_out.ready()
        assert failed.value.retry_after is not None
        await way_out.ready()
        await way_out.send(str(ada.number), letter_with())
        await way_out.ready()
        await way_out.close()

    asyncio.run(run())
    assert len(telegram.calls("getMe")) == 3
    assert len(telegram.posts(ada)) == 1


def test_a_letter_is_not_at_fault_when_there_is_no_connection(asking, ada) -> None:
    async def run() -> None:
        with socket.socket() as nobody:
            nobody.bind(("127.0.0.1", 0))
            client = asking.client((), f"http://127.0.0.1:{nobody.getsockname()[1]}")
            way_out = TelegramChannel(client, lambda _: True, asking.clock)
            for failing in (way_out.ready(), way_out.send(str(ada.number), letter_with())):
                with pytest.raises(Unusable, match="cannot be reached"):
                    await failing
            await way_out.close()

    asyncio.run(run())


def test_while_telegram_is_in_trouble_every_letter_keeps_its_attempts(asking: Asking, telegram: StandIn) -> None:
    people = [telegram.person(f"P{number}", started=True) for number in range(5)]
    readers = Readers(asking, people)
    telegram.fail("getMe", Fault(status=502))
    report = readers.send()
    assert (report.attempts, report.failed, report.waiting) == ((), True, {Way.CHAT: 5})
    assert {(each.state, each.attempts) for each in readers.world.deliveries()} == {(DeliveryState.PENDING, 0)}
    readers.send()
    assert [len(telegram.posts(person)) for person in people] == [1] * 5
    readers.world.store.close()
