"""Sending: what each answer of the other side means, who may send, what a dead sender leaves behind."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.app.compose import compose_due
from bot.channels.types import DeliveryError, Gone, Later, Letter, Moved, Refused, Uncertain, Unusable
from bot.core.backoff import DELAYS, MAX_LEASES, UNCERTAIN_AFTER
from bot.sent_journal import SentJournal
from store.outbox import Delivery, DeliveryState
from store.readers import BounceKind, QuietDay, Way
from store.sql import SqlStore, open_store
from tests.bot.app.delivery_world import HOST, SUNDAY, Postbox, World
from tests.store.conftest import emptied_url, file_url, made_schema, postgres, store, url  # noqa: F401 - fixtures

EIGHT = SUNDAY.replace(hour=8)
A_DAY = timedelta(days=1)


@pytest.fixture
def world(store: SqlStore) -> World:  # noqa: F811 - the fixture
    """A reader whose digest of one paper has just been composed."""
    world = World(store)
    world.reader("ada", "pigeon")
    digest(world, "Pigeons at Sea")
    return world


def digest(world: World, *titles: str, first: int = 1) -> Delivery:
    """The next digest, of these papers."""
    world.read(*titles, first=first)
    world.now = world.now.replace(hour=8) + (A_DAY if world.now.hour >= 8 else timedelta(0))
    return compose_due(world.store, world.explainer, list(Way), world.now).deliveries[-1]


def only(world: World) -> Delivery:
    (delivery,) = world.deliveries()
    return delivery


def test_a_digest_is_sent_once(world) -> None:
    box = Postbox()
    report = world.send(box)
    assert [attempt.papers for attempt in report.attempts] == [1]
    assert [target for target, _ in box.letters] == [f"ada@{HOST}"]
    assert (only(world).state, only(world).settled_at) == (DeliveryState.SENT, world.now)
    world.now += timedelta(days=3)
    assert world.send(box).attempts == ()
    assert len(box.letters) == 1


def test_what_was_not_taken_is_tried_again_ever_later_and_then_given_up(world) -> None:
    box = Postbox()
    box.troubles = [Later("mailbox busy") for _ in range(len(DELAYS) + 1)]
    for delay in DELAYS:
        world.send(box)
        assert only(world).state is DeliveryState.PENDING
        assert only(world).not_before == world.now + delay
        world.now += delay - timedelta(seconds=1)
        assert world.send(box).attempts == ()
        world.now += timedelta(seconds=1)
    world.send(box)
    assert only(world).state is DeliveryState.DEAD
    assert "Given up after 8 attempts: mailbox busy" in only(world).said


def test_a_wish_to_wait_is_obeyed(world) -> None:
    box = Postbox()
    box.troubles = [Later("slow down", retry_after=10_072)]
    world.send(box)
    assert only(world).not_before == world.now + timedelta(seconds=10_072)
    world.now += timedelta(seconds=10_071)
    assert world.send(box).attempts == ()
    world.now += timedelta(seconds=1)
    world.send(box)
    assert only(world).state is DeliveryState.SENT


def test_what_may_have_arrived_is_repeated_once_with_the_same_message_id(world) -> None:
    ids = []

    class Silent(Postbox):
        async def send(self, target: str, letter: Letter) -> None:
            ids.append((letter.message_id, letter.date, letter.text))
            await super().send(target, letter)

    box = Silent()
    box.troubles = [Uncertain("silence"), Uncertain("silence again")]
    world.send(box)
    assert only(world).state is DeliveryState.UNCERTAIN
    assert only(world).not_before == world.now + UNCERTAIN_AFTER
    world.now += UNCERTAIN_AFTER
    world.send(box)
    assert only(world).state is DeliveryState.DEAD
    assert "It may have arrived, twice" in only(world).said
    assert len(ids) == 2
    assert len(set(ids)) == 1


def test_who_would_rather_lose_than_repeat_says_so(world) -> None:
    box = Postbox()
    box.troubles = [Uncertain("silence")]
    world.send(box, repeat_uncertain=False)
    assert only(world).state is DeliveryState.DEAD
    assert "not repeated" in only(world).said


def test_a_refusal_buries_the_message_alone(world) -> None:
    box = Postbox()
    box.troubles = [Refused("550 5.7.1 we do not like its words")]
    world.send(box)
    assert (only(world).state, only(world).said) == (DeliveryState.DEAD, "550 5.7.1 we do not like its words")
    digest(world, "Pigeons on Land", first=2)
    world.send(box)
    assert len(box.letters) == 1


@pytest.mark.parametrize("error", [Refused("550 5.1.1 no such user", bounce=BounceKind.HARD), Gone("blocked")])
def test_an_address_that_is_no_more_gets_nothing_more(world, error: DeliveryError) -> None:
    box = Postbox()
    box.troubles = [error]
    world.read("Pigeons on Land", first=2)
    world.send(box)
    assert only(world).state is DeliveryState.DEAD
    with world.store.reading() as catalog:
        (address,) = catalog.addresses()
        assert (catalog.suppression(address.target) is not None) == isinstance(error, Refused)
    assert address.stopped
    assert world.waiting() == []
    assert world.read("More Pigeons", first=3).promised == 0


def test_a_moved_address_is_followed(world) -> None:
    box = Postbox()
    box.troubles = [Moved("the group is a supergroup now", "ada.new@papers.example")]
    world.send(box)
    world.now += timedelta(seconds=2)
    world.send(box)
    assert [target for target, _ in box.letters] == ["ada.new@papers.example"]


def test_a_way_out_that_cannot_be_used_burns_no_attempt(world) -> None:
    box = Postbox()
    box.troubles = [Unusable("the password is wrong")]
    report = world.send(box)
    assert str(report.unusable[Way.MAIL]) == "the password is wrong"
    assert (only(world).state, only(world).attempts) == (DeliveryState.PENDING, 0)
    world.send(box)
    assert only(world).state is DeliveryState.SENT


def test_three_messages_in_a_row_that_come_back_softly_within_a_week_stop_the_address(world) -> None:
    box = Postbox()
    for number in range(3):
        if number:
            digest(world, f"Pigeons {number}", first=number + 2)
        for _ in range(len(DELAYS) + 1):
            box.troubles = [Later("452 mailbox full", bounce=BounceKind.SOFT)]
            world.send(box)
            late = max(delivery.not_before for delivery in world.deliveries())
            world.now = max(world.now, late)
        with world.store.reading() as catalog:
            (address,) = catalog.addresses()
            assert bool(address.stopped) is (number == 2)
    assert box.letters == []


def died(world: World, *, sending: bool) -> None:
    """A sender claimed what is due and died, perhaps while it was on its way."""
    lease = timedelta(minutes=5)
    with world.store.sending() as outbox:
        claimed = outbox.claim("the dead", world.now, lease=lease, limit=9, ways=[Way.MAIL])
        assert claimed
        if sending:
            assert all(outbox.begin(each.delivery.number, "the dead", world.now, lease=lease) for each in claimed)


def test_what_a_dead_sender_left_is_sent_when_its_lease_has_run_out(world) -> None:
    died(world, sending=True)
    box = Postbox()
    assert world.send(box).attempts == ()
    world.now += timedelta(minutes=6)
    assert world.send(box).expired == 1
    assert box.letters == []
    world.now += UNCERTAIN_AFTER
    world.send(box)
    assert len(box.letters) == 1


def test_what_a_dead_sender_never_began_is_as_good_as_new(world) -> None:
    died(world, sending=False)
    world.now += timedelta(minutes=6)
    box = Postbox()
    box.troubles = [Uncertain("silence")]
    assert world.send(box, repeat_uncertain=True).expired == 1
    assert only(world).state is DeliveryState.UNCERTAIN
    world.now += UNCERTAIN_AFTER
    world.send(box)
    assert only(world).state is DeliveryState.SENT


def test_after_a_sender_died_deliveries_are_claimed_one_at_a_time(world) -> None:
    world.reader("bob", "pigeon")
    digest(world, "Pigeons on Land", first=2)
    died(world, sending=False)
    world.now += timedelta(minutes=6)
    box, claimed = Postbox(), []
    sent = box.send

    async def send(target: str, letter: Letter) -> None:
        with world.store.reading() as catalog:
            claimed.append(len(catalog.deliveries(states=[DeliveryState.LEASED])))
        await sent(target, letter)

    box.send = send  # type: ignore[method-assign]
    assert world.send(box).expired == 3
    assert claimed == [1, 1, 1]


def test_a_message_that_kills_every_sender_is_buried(world) -> None:
    box = Postbox()
    for _ in range(MAX_LEASES):
        died(world, sending=True)
        world.now += timedelta(minutes=6)
        world.send(box)
        world.now += UNCERTAIN_AFTER
    assert only(world).state is DeliveryState.DEAD
    assert box.letters == []


def test_one_message_that_cannot_be_rendered_does_not_keep_back_the_others(world) -> None:
    world.reader("bob", "pigeon")
    digest(world, "Pigeons on Land", first=2)
    box = Postbox()
    outlet = box.outlet()

    def write(edition):
        if edition.reader.name == "ada":
            raise KeyError("a template has lost a word")
        return outlet.write(edition)

    world.send(box, outlets={Way.MAIL: replace(outlet, write=write)})
    assert [target for target, _ in box.letters] == [f"bob@{HOST}"]
    states = {delivery.state for delivery in world.deliveries() if delivery.reader == 1}
    assert states == {DeliveryState.DEAD}
    assert "KeyError" in world.deliveries()[0].said


def test_what_the_journal_knows_is_not_sent_again(world, tmp_path) -> None:
    folder = tmp_path / "sent"
    box = Postbox()
    world.send(box, journal=SentJournal(folder))
    # As a backup from before would have it: the readers are there, what was sent is not.
    restored = World(open_store("sqlite://"), SUNDAY)
    restored.reader("ada", "pigeon")
    digest(restored, "Pigeons at Sea", "Pigeons on Land")
    restored.send(box, journal=SentJournal(folder))
    assert [letter.text.count("Pigeons at Sea") for _, letter in box.letters] == [1, 0]
    assert "Pigeons on Land" in box.letters[1][1].text
    digest(restored, "Even More Pigeons", first=3)
    with restored.store.reading() as catalog:
        assert catalog.deliveries()[0].state is DeliveryState.PENDING
    restored.store.close()


def test_what_one_sender_has_claimed_no_other_sends(world) -> None:
    world.reader("bob", "pigeon")
    digest(world, "Pigeons on Land", first=2)
    inner, outer = Postbox(), Postbox()
    sent = outer.send

    async def send(target: str, letter: Letter) -> None:
        with world.store.sending() as outbox:
            assert outbox.claim("another", world.now, lease=timedelta(minutes=5), limit=9, ways=[Way.MAIL]) == ()
        await sent(target, letter)

    outer.send = send  # type: ignore[method-assign]
    world.send(outer, owner="one")
    world.send(inner, owner="two")
    assert (len(outer.letters), len(inner.letters)) == (3, 0)


def test_an_erased_readers_delivery_is_passed_over(world) -> None:
    with world.store.writing() as catalog:
        assert catalog.forget_reader(1).cancelled == 1
    box = Postbox()
    assert world.send(box).attempts == ()


def test_a_quiet_line_is_sent_too(world) -> None:
    reader = world.reader("eve", "lighthouse", quiet_day=QuietDay.LINE)
    with world.store.writing() as catalog:
        catalog.save_reader(replace(reader, next_digest_at=world.now + A_DAY))
    world.now += A_DAY
    compose_due(world.store, world.explainer, list(Way), world.now)
    box = Postbox()
    world.send(box)
    assert [target for target, _ in box.letters] == [f"ada@{HOST}", f"eve@{HOST}"]


def test_what_was_being_sent_when_its_address_was_stopped_is_not_tried_again(world) -> None:
    box = Postbox()

    async def unsubscribed_meanwhile(target: str, letter: Letter) -> None:
        with world.store.writing() as catalog:
            catalog.stop_address(1, "unsubscribed", world.now)
        raise Later("mailbox busy")

    box.send = unsubscribed_meanwhile  # type: ignore[method-assign]
    world.send(box)
    world.now += A_DAY
    later = Postbox()
    world.send(later)
    assert later.letters == []
    assert only(world).state is DeliveryState.SUPPRESSED
