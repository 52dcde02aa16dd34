"""Letters that nobody asked for are few, whatever becomes of the address in between."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from bot.app.confirming import CONFIRMATIONS_WITHIN, MAX_CONFIRMATIONS, letters_again_at, remember_letter
from bot.app.readers import add_address, forget_reader, remove_address
from bot.app.signup import sign_up
from bot.sent_journal import SentJournal
from store.outbox import DeliveryState
from store.readers import DAILY, Way
from tests.bot.app.delivery_world import Postbox, World
from tests.store.emptied import emptied

VICTIM = "victim@elsewhere.example"
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


@pytest.fixture
def world() -> Iterator[World]:
    """Two readers."""
    with emptied() as store:
        world = World(store)
        world.reader("ada")
        world.reader("eve")
        yield world


@pytest.fixture
def journal(tmp_path: Path) -> SentJournal:
    return SentJournal(tmp_path)


def of_one_reader(world: World, _turn: int) -> Callable[[], object]:
    address = add_address(world.store, 1, Way.MAIL, VICTIM, world.now, confirmed=False)
    return lambda: remove_address(world.store, 1, address.number)


def of_one_reader_and_another(world: World, turn: int) -> Callable[[], object]:
    reader = 1 + turn % 2
    address = add_address(world.store, reader, Way.MAIL, VICTIM.upper(), world.now, confirmed=False)
    return lambda: remove_address(world.store, reader, address.number)


def of_someone_who_is_erased(world: World, _turn: int) -> Callable[[], object]:
    asked = {"keywords_text": "pigeon", "timing": DAILY, "timezone": "UTC", "language": "en"}
    address = sign_up(world.store, mail=VICTIM, now=world.now, **asked).address  # type: ignore[arg-type]
    assert address is not None
    return lambda: forget_reader(world.store, address.reader)


@pytest.mark.parametrize("comes", [of_one_reader, of_one_reader_and_another, of_someone_who_is_erased])
def test_an_address_that_goes_and_comes_back_is_asked_no_oftener(
    world: World, journal: SentJournal, comes: Callable[[World, int], Callable[[], object]]
) -> None:
    box = Postbox()
    sent_at: list[datetime] = []
    for turn in range(40 * 3):
        goes = comes(world, turn)
        world.send(box, journal=journal)
        sent_at += [world.now] * (len(box.letters) - len(sent_at))
        goes()
        world.now += 20 * MINUTE
    assert len(sent_at) == 2 * MAX_CONFIRMATIONS
    assert sent_at[MAX_CONFIRMATIONS] - sent_at[0] >= CONFIRMATIONS_WITHIN


def test_a_letter_too_many_waits_and_says_so(world: World, journal: SentJournal) -> None:
    for _ in range(MAX_CONFIRMATIONS):
        remember_letter(journal, VICTIM, world.now)
    add_address(world.store, 1, Way.MAIL, VICTIM, world.now, confirmed=False)
    box = Postbox()
    world.send(box, journal=journal)
    (waiting,) = world.deliveries()
    assert (waiting.state, box.letters) == (DeliveryState.PENDING, [])
    assert "enough such letters" in waiting.said
    world.now = waiting.not_before
    world.send(box, journal=journal)
    assert [target for target, _ in box.letters] == [VICTIM]


def test_letters_made_ready_together_are_counted_one_by_one(world: World, journal: SentJournal) -> None:
    for _ in range(MAX_CONFIRMATIONS - 1):
        remember_letter(journal, VICTIM, world.now)
    for turn in range(MAX_CONFIRMATIONS):
        world.now += timedelta(seconds=turn)
        of_someone_who_is_erased(world, turn)
    box = Postbox()
    world.send(box, journal=journal)
    assert len(box.letters) == 1


def test_letters_are_counted_by_address_and_hour(world: World, journal: SentJournal) -> None:
    start = world.now.replace(minute=59)
    for hours in range(MAX_CONFIRMATIONS):
        assert letters_again_at(journal, VICTIM, start + hours * HOUR) is None
        remember_letter(journal, VICTIM, start + hours * HOUR)
    assert letters_again_at(journal, "someone@else.example", start + 2 * HOUR) is None
    again = letters_again_at(journal, VICTIM, start + 2 * HOUR)
    assert again == start.replace(minute=0) + HOUR + CONFIRMATIONS_WITHIN
    assert letters_again_at(journal, VICTIM, again - MINUTE) == again
    assert letters_again_at(journal, VICTIM, again) is None


def test_a_journal_that_cannot_be_read_leaves_the_counting_to_the_database(world: World, tmp_path: Path) -> None:
    broken = tmp_path / "broken"
    broken.write_text("no folder")
    add_address(world.store, 1, Way.MAIL, VICTIM, world.now, confirmed=False)
    box = Postbox()
    world.send(box, journal=SentJournal(broken))
    assert len(box.letters) == 1
