"""Whoever unsubscribed can come back, by signing up or by asking for their links; nobody else can do it for them."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.app.confirming import MAX_CONFIRMATIONS
from bot.app.signup import confirm, request_links, sign_up, unsubscribe
from store.api import Store
from store.outbox import Delivery, DeliveryState
from store.readers import DAILY, Address, BounceKind, Reader, Suppression, Way
from store.sql import open_store
from tests.bot.app.delivery_world import HOST, Postbox, World
from tests.store.emptied import emptied

ADA = f"ada@{HOST}"
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@pytest.fixture
def world() -> Iterator[World]:
    """Ada has unsubscribed."""
    with emptied() as store:
        world = World(store)
        world.reader("ada", "rooks")
        unsubscribe(store, 1, world.now)
        yield world


def signs_up(store: Store, now: datetime, mail: str = ADA, keywords: str = "pigeons") -> Delivery | None:
    typed = {"keywords_text": keywords, "timing": DAILY, "timezone": "UTC", "language": "en"}
    return sign_up(store, mail=mail, now=now, **typed).delivery  # type: ignore[arg-type]


def asks_for_links(store: Store, now: datetime) -> Delivery | None:
    return request_links(store, ADA, now)


def address(world: World) -> Address:
    with world.store.reading() as catalog:
        return catalog.address(1)


@pytest.mark.parametrize(("asks", "what"), [(signs_up, "confirm"), (asks_for_links, "links")])
def test_who_unsubscribed_gets_a_letter_and_is_told_nothing_until_they_answer(
    world: World, asks: Callable[[Store, datetime], Delivery | None], what: str
) -> None:
    letter = asks(world.store, world.now + DAY)
    assert letter is not None
    assert letter.slot.startswith(f"{what} ")
    world.now += DAY
    box = Postbox()
    world.send(box)
    assert [target for target, _ in box.letters] == [ADA]
    assert address(world).stopped
    with world.store.reading() as catalog:
        assert [each.keywords for each in catalog.profiles_of(1)] == [("rooks",)]


def test_confirming_opens_it_again_from_then_on(world: World) -> None:
    signs_up(world.store, world.now)
    world.now += 10 * DAY
    reader = confirm(world.store, 1, world.now)
    assert address(world).is_open
    assert reader.next_digest_at is not None
    assert reader.next_digest_at > world.now
    with world.store.reading() as catalog:
        assert catalog.promises() == ()


def test_an_address_that_was_stopped_before_it_was_confirmed_is_opened_by_confirming(world: World) -> None:
    with world.store.writing() as catalog:
        reader = catalog.save_reader(Reader(name="bo", created_at=world.now))
        bo = catalog.save_address(
            Address(reader=reader.number, way=Way.MAIL, target="bo@x.example", created_at=world.now)
        )
    unsubscribe(world.store, bo.number, world.now)
    assert signs_up(world.store, world.now, "bo@x.example") is not None
    confirm(world.store, bo.number, world.now)
    with world.store.reading() as catalog:
        assert catalog.address(bo.number).is_open


def test_the_letters_to_a_stopped_address_are_as_few_as_to_any(world: World) -> None:
    asked = [signs_up, asks_for_links] * 6
    posted = [asks(world.store, world.now + turn * HOUR) for turn, asks in enumerate(asked)]
    assert sum(letter is not None for letter in posted) == MAX_CONFIRMATIONS


def test_where_mail_came_back_nothing_is_posted_or_sent_and_confirming_opens_nothing(world: World) -> None:
    assert signs_up(world.store, world.now) is not None
    with world.store.writing() as catalog:
        catalog.suppress(ADA, Suppression(digest="", kind=BounceKind.COMPLAINT, at=world.now))
    assert signs_up(world.store, world.now + HOUR) is None
    assert asks_for_links(world.store, world.now + HOUR) is None
    box = Postbox()
    world.send(box)
    assert box.letters == []
    assert [each.state for each in world.deliveries()] == [DeliveryState.SUPPRESSED]
    confirm(world.store, 1, world.now)
    assert not address(world).is_open


def test_forty_sign_ups_at_once_are_three_letters_at_most(tmp_path: Path) -> None:
    noon = datetime(2026, 11, 1, 12, tzinfo=UTC)
    with closing(open_store(f"sqlite:///{tmp_path / 'catalog.db'}", busy_seconds=60)) as store:
        with ThreadPoolExecutor(8) as pool:
            turns = range(40)
            list(pool.map(lambda turn: signs_up(store, noon + timedelta(seconds=turn), keywords=f"word{turn}"), turns))
        with store.reading() as catalog:
            assert len(list(catalog.readers())) == len(list(catalog.addresses())) == 1
            assert len(catalog.deliveries()) == MAX_CONFIRMATIONS
