"""What is confirmed is said, it is what its owner asked for, and nobody learns whose address is whose."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.app.signup import request_links
from bot.render.mail import confirmation_letter
from store.outbox import Delivery, DeliveryKind
from store.readers import Address, BounceKind, Reader, Suppression
from tests.bot.web.site_world import NOON, Answer, Visitor, World, path_of

VICTIM = "victim@elsewhere.example"
TYPED = {"mail": VICTIM, "keywords": "my own interests", "plan": "weekly", "time": "07:00", "timezone": "UTC"}
DAY = timedelta(days=1)


def add(world: World, visitor: Visitor, mail: str = VICTIM) -> Answer:
    """Ada adds an address on her page."""
    return visitor.post(world.links.settings(world.ada()), do="add-mail", mail=mail)


def confirming(world: World, visitor: Visitor, mail: str = VICTIM, joins: int = 0) -> Answer:
    """The page of the link in a letter to this address."""
    return visitor.get(world.links.confirm(world.known_addresses()[mail].number, world.now, joins))


def test_an_address_that_somebody_else_added_is_its_owners_when_they_sign_up(world: World, visitor: Visitor) -> None:
    add(world, visitor)
    world.now += 2 * DAY
    visitor.post("/", **TYPED)
    question = confirming(world, visitor)
    assert "my own interests (Mondays at 07:00, UTC)" in question.words
    confirmed = visitor.press(question, "Yes, it is mine")
    assert confirmed.heading == "Confirmed"
    assert path_of(world.links.settings(world.ada())) not in confirmed.text
    owner = world.known_addresses()[VICTIM].reader
    assert owner != world.reader.number
    with world.store.reading() as catalog:
        assert [each.keywords for each in catalog.profiles_of(owner)] == [("my own interests",)]


def test_an_address_that_was_added_joins_when_its_owner_says_so(world: World, visitor: Visitor) -> None:
    add(world, visitor)
    question = confirming(world, visitor, joins=world.reader.number)
    assert "A reader asked for their papers to be told at this address too" in question.words
    assert "pigeon, rook (daily at 08:00, Europe/Berlin)" in question.words
    assert visitor.press(question, "Yes, it is mine").heading == "Confirmed"
    assert VICTIM in visitor.get(world.links.settings(world.ada())).words
    again = visitor.post(question.address)
    assert (again.status, again.heading) == (200, "Confirmed")


def test_an_address_that_was_confirmed_elsewhere_meanwhile_does_not_move(world: World, visitor: Visitor) -> None:
    add(world, visitor)
    visitor.post("/", **TYPED)
    visitor.press(confirming(world, visitor), "Yes, it is mine")
    refused = visitor.press(confirming(world, visitor, joins=world.reader.number), "Yes, it is mine")
    assert (refused.status, "Remove it in the settings it belongs to" in refused.words) == (409, True)
    assert world.known_addresses()[VICTIM].reader != world.reader.number


def test_a_link_to_join_somebody_who_is_gone_does_not_work(world: World, visitor: Visitor) -> None:
    add(world, visitor)
    assert confirming(world, visitor, joins=4711).status == 404
    assert visitor.post(world.links.confirm(world.known_addresses()[VICTIM].number, world.now, 4711)).status == 404


def test_whoever_adds_an_address_sees_the_same_whatever_it_is(world: World, visitor: Visitor) -> None:
    with world.store.writing() as catalog:
        eve = catalog.save_reader(Reader(name="Eve", created_at=NOON))
        for name, confirmed, stopped in (("open", NOON, ""), ("gone", NOON, "unsubscribed"), ("waits", None, "")):
            hers = replace(
                world.mail(f"{name}@eve.example"), reader=eve.number, confirmed_at=confirmed, stopped=stopped
            )
            catalog.save_address(hers)
        catalog.suppress("never@eve.example", Suppression(digest="", kind=BounceKind.COMPLAINT, at=NOON))
    settings = world.links.settings(world.ada())
    seen = {
        (
            answer.status,
            answer.text,
            visitor.get(settings).text,
            visitor.get(f"{settings}/export").text,
        )
        for answer in [
            add(world, visitor, f"{name}@eve.example") for name in ("open", "gone", "waits", "never", "free")
        ]
    }
    assert len(seen) == 1
    assert "is on its way" in seen.pop()[1]


def test_the_letters_say_what_is_confirmed(world: World, visitor: Visitor) -> None:
    visitor.post("/", **{**TYPED, "keywords": "evil.example, their topic"})
    visitor.post("/", **TYPED)
    address = world.known_addresses()[VICTIM]
    with world.store.reading() as catalog:
        own = catalog.reader(address.reader)
        wanted = catalog.profiles_of(address.reader)
    letter = confirmation_letter(_letter(address), own, address, world.links, "papers.example", wanted)
    for part in (letter.text, letter.html):
        assert "my own interests (Mondays at 07:00, UTC)" in part
        assert "their topic" not in part
    joins = confirmation_letter(_letter(address), world.ada(), address, world.links, "papers.example", [world.profile])
    assert "A reader of Paperround, probably you" in joins.text
    assert "pigeon, rook (daily at 08:00, Europe/Berlin)" in " ".join(joins.text.split())
    assert world.links.confirm(address.number, NOON, world.reader.number) in joins.text


def _letter(address: Address) -> Delivery:
    return Delivery(
        reader=address.reader,
        address=address.number,
        kind=DeliveryKind.CONFIRMATION,
        slot="confirm 2026-11-02T12:00:00Z",
        created_at=NOON,
        not_before=NOON,
    )


@pytest.mark.parametrize("asked", ["sign up", "links"])
def test_whoever_unsubscribed_comes_back(world: World, visitor: Visitor, asked: str) -> None:
    mail = world.address.target
    visitor.post(world.links.unsubscribe(world.ada(), world.address.number))
    answer = visitor.post("/", **{**TYPED, "mail": mail}) if asked == "sign up" else visitor.post("/links", mail=mail)
    assert answer.heading == "Look into your mail"
    with world.store.reading() as catalog:
        assert catalog.deliveries(address=world.address.number)[0].kind is DeliveryKind.CONFIRMATION
    page = visitor.press(confirming(world, visitor, mail), "Yes, it is mine")
    assert "papers are told there from now on" in page.words
    assert world.known_addresses()[mail].is_open
    assert [each.keywords for each in world.profiles()] == [("pigeon", "rook")]


def test_the_link_for_a_stopped_address_says_so(world: World, visitor: Visitor) -> None:
    visitor.post(world.links.unsubscribe(world.ada(), world.address.number))
    letter = request_links(world.store, world.address.target, NOON)
    assert letter is not None
    stopped = world.known_addresses()[world.address.target]
    said = confirmation_letter(letter, world.ada(), stopped, world.links, "papers.example").text
    assert "This address was stopped" in said
    assert "confirmed already" not in said


def test_where_nothing_can_be_sent_no_digest_is_promised(world: World, visitor: Visitor) -> None:
    with world.store.writing() as catalog:
        catalog.suppress(world.address.target, Suppression(digest="", kind=BounceKind.HARD, at=NOON))
        catalog.stop_address(world.address.number, "gone", NOON)
    page = visitor.press(confirming(world, visitor, world.address.target), "Yes, it is mine")
    assert "nothing is sent there" in page.words
    assert not page.page.select("time")
