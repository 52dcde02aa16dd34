"""A further address is its reader's once its owner says so. Until then it is nobody's, and tells nothing."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from bot.app.confirming import MAX_CONFIRMATIONS, asking
from bot.app.joining import ask_to_join, join
from bot.app.privacy import export_reader, forget_reader
from bot.app.reader_addresses import MAX_ADDRESSES, add_address
from bot.app.reader_rules import AddressTaken, ReaderRefused
from bot.app.signup import FIRST_PROFILE, confirm, request_links, sign_up, unsubscribe
from store.errors import NotFound
from store.outbox import Delivery, DeliveryState
from store.readers import DAILY, Address, BounceKind, Suppression, Way
from tests.bot.app.delivery_world import HOST, Postbox, World
from tests.store.emptied import emptied

WORK = "work@elsewhere.example"
HOUR = timedelta(hours=1)


@pytest.fixture
def world() -> Iterator[World]:
    """Ada, reader 1, and Eve, reader 2."""
    with emptied() as store:
        world = World(store)
        world.reader("ada", "rooks")
        world.reader("eve", "cows")
        yield world


def signs_up(world: World, mail: str = WORK, keywords: str = "pigeons") -> Address:
    typed = {"keywords_text": keywords, "timing": DAILY, "timezone": "UTC", "language": "en"}
    address = sign_up(world.store, mail=mail, now=world.now, **typed).address  # type: ignore[arg-type]
    assert address is not None
    return address


def known(world: World, mail: str = WORK) -> Address:
    with world.store.reading() as catalog:
        address = catalog.address_at(Way.MAIL, mail)
    assert address is not None
    return address


def letters(world: World) -> list[Delivery]:
    """Those to the address, the last first."""
    number = known(world).number
    with world.store.reading() as catalog:
        return list(catalog.deliveries(address=number))


def asks(world: World, reader: int = 1, mail: str = WORK) -> Delivery | None:
    return ask_to_join(world.store, reader, mail, world.now)


def readers(world: World) -> list[str]:
    with world.store.reading() as catalog:
        return [each.name for each in catalog.readers()]


def test_an_address_is_kept_with_nobody_until_its_owner_confirms_it_and_then_with_who_asked(world: World) -> None:
    before = export_reader(world.store, 1)
    letter = asks(world)
    assert letter is not None
    assert letter.slot.startswith("join 1 ")
    assert export_reader(world.store, 1) == before
    reader = join(world.store, known(world).number, 1, world.now)
    assert reader.number == known(world).reader == 1
    assert known(world).is_open
    assert readers(world) == ["ada", "eve"]
    assert [each.slot for each in letters(world)] == [letter.slot]
    assert join(world.store, known(world).number, 1, world.now + HOUR) == reader
    assert known(world).confirmed_at == world.now


def test_who_signs_up_with_an_address_that_somebody_else_asked_for_gets_what_they_typed(world: World) -> None:
    asks(world, 2)
    signed = signs_up(world)
    confirm(world.store, signed.number, world.now)
    owner = known(world).reader
    assert owner not in (1, 2)
    with world.store.reading() as catalog:
        (profile,) = catalog.profiles_of(owner)
    assert (profile.name, profile.keywords) == (FIRST_PROFILE, ("pigeons",))
    with pytest.raises(AddressTaken):
        join(world.store, signed.number, 2, world.now)


def test_an_address_that_waits_with_a_reader_goes_to_who_signs_up_with_it(world: World) -> None:
    waits = add_address(world.store, 2, Way.MAIL, WORK, world.now, confirmed=False)
    world.now += HOUR
    signed = signs_up(world)
    assert (signed.number, signed.reader == 2) == (waits.number, False)
    confirm(world.store, signed.number, world.now)
    assert len(letters(world)) == 2
    with world.store.reading() as catalog:
        assert [each.target for each in catalog.addresses(2)] == [f"eve@{HOST}"]
        assert [each.keywords for each in catalog.profiles_of(signed.reader)] == [("pigeons",)]


def test_a_sign_up_that_waits_ends_when_its_address_joins_a_reader(world: World) -> None:
    signed = signs_up(world)
    asks(world)
    join(world.store, signed.number, 1, world.now)
    assert readers(world) == ["ada", "eve"]
    with world.store.reading() as catalog:
        assert [each.keywords for each in catalog.profiles()] == [("rooks",), ("cows",)]


def test_the_owner_of_an_address_confirmed_elsewhere_gets_their_links_and_nothing_changes(world: World) -> None:
    letter = asks(world, 1, f"EVE@{HOST}")
    assert letter is not None
    assert (letter.reader, letter.slot.split()[0]) == (2, "links")
    with pytest.raises(AddressTaken, match="Remove it"):
        join(world.store, known(world, f"eve@{HOST}").number, 1, world.now)


def test_nothing_is_kept_of_an_address_that_wants_no_mail(world: World) -> None:
    with world.store.writing() as catalog:
        catalog.suppress(WORK, Suppression(digest="", kind=BounceKind.COMPLAINT, at=world.now))
    assert asks(world) is None
    assert readers(world) == ["ada", "eve"]


def test_an_address_is_asked_as_seldom_whoever_asks_and_however(world: World) -> None:
    for turn in range(4):
        world.now += HOUR
        asks(world, 1 + turn % 2)
        signs_up(world)
        request_links(world.store, WORK, world.now)
    assert len(letters(world)) == MAX_CONFIRMATIONS


def test_asked_again_the_same_reader_posts_another_letter(world: World) -> None:
    asks(world)
    world.now += HOUR
    again = asks(world)
    assert again is not None
    assert readers(world) == ["ada", "eve", WORK]
    waits = add_address(world.store, 1, Way.MAIL, "third@elsewhere.example", world.now, confirmed=False)
    world.now += HOUR
    asked = asks(world, 1, waits.target)
    assert asked is not None
    assert (asked.address, asked.slot.split()[0]) == (waits.number, "confirm")


@pytest.mark.parametrize("mail", ["nobody", f"ADA@{HOST}"])
def test_what_is_no_address_or_theirs_already_is_refused(world: World, mail: str) -> None:
    with pytest.raises(ReaderRefused):
        asks(world, 1, mail)


def test_their_own_address_is_theirs_though_it_is_stopped(world: World) -> None:
    unsubscribe(world.store, 1, world.now)
    with pytest.raises(ReaderRefused, match="your address already"):
        asks(world, 1, f"ada@{HOST}")


def test_nobody_gets_more_addresses_than_there_may_be(world: World) -> None:
    asks(world)
    for number in range(1, MAX_ADDRESSES):
        add_address(world.store, 1, Way.CHAT, str(number), world.now, confirmed=True)
    for tries in (
        lambda: asks(world, 1, "other@x.example"),
        lambda: join(world.store, known(world).number, 1, world.now),
    ):
        with pytest.raises(ReaderRefused, match="as many as there may be"):
            tries()


def test_a_letter_for_a_reader_who_is_gone_is_not_sent_and_cannot_be_answered(world: World) -> None:
    letter = asks(world, 2)
    assert letter is not None
    forget_reader(world.store, 2)
    address = known(world)
    with world.store.reading() as catalog:
        assert asking(catalog, letter, address) is None
    box = Postbox()
    world.send(box)
    assert box.letters == []
    assert [each.state for each in world.deliveries()] == [DeliveryState.SUPPRESSED]
    with pytest.raises(NotFound):
        join(world.store, known(world).number, 2, world.now)
    with pytest.raises(NotFound):
        join(world.store, 4711, 1, world.now)
