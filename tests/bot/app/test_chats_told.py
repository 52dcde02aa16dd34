"""What is sent to chats: editions that know how the chat wants them, and what the operator tells, once."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.app.broadcast import keep_notice, post_notice
from bot.app.compose import compose_due
from bot.app.readers import pause
from bot.app.still_told import NOT_KEPT
from bot.channels.types import Letter
from bot.core.edition import Edition
from bot.render.chat.letters import chat_letter
from bot.sent_journal import SentJournal
from store.chats import Chat, ChatKind, Layout
from store.outbox import Delivery, DeliveryKind, DeliveryState, Gathered
from store.readers import Address, Way
from store.sql import SqlStore
from tests.bot.app.delivery_world import HOST, Postbox, World
from tests.store.conftest import emptied_url, file_url, made_schema, postgres, store, url  # noqa: F401 - fixtures


class ChatWorld(World):
    """A reader who reads in a chat."""

    def chat(self, target: str = "-1001") -> Address:
        """They read there, a profile looks for pigeons."""
        reader = self.reader("ada", "pigeon", way=Way.FILE)
        with self.store.writing() as catalog:
            catalog.save_chat(
                Chat(
                    chat=-1001,
                    reader=reader.number,
                    kind=ChatKind.SUPERGROUP,
                    title="Loft",
                    created_at=self.now,
                    layout=Layout.FULL,
                )
            )
            (other,) = catalog.addresses(reader.number)
            return catalog.save_address(replace(other, way=Way.CHAT, target=target))


@pytest.fixture
def world(store: SqlStore) -> ChatWorld:  # noqa: F811 - the fixture
    return ChatWorld(store)


def sent(world: World, **more: Any) -> tuple[list[Edition], Postbox]:
    """What is sent now."""
    seen: list[Edition] = []
    box = Postbox(Way.CHAT)

    def write(edition: Edition) -> Letter:
        seen.append(edition)
        return chat_letter(edition, None, HOST)

    world.send(outlets={Way.CHAT: box.outlet(write)}, **more)
    return seen, box


@pytest.mark.parametrize("target", ["-1001", "-1001/56"], ids=["room", "topic"])
def test_an_edition_for_a_chat_knows_how_the_chat_wants_it(world: ChatWorld, target: str) -> None:
    world.chat(target)
    world.read("Pigeons at Sea")
    world.now = world.now.replace(hour=8)
    compose_due(world.store, world.explainer, [Way.CHAT], world.now)
    (edition,), box = sent(world)
    assert edition.chat is not None
    assert edition.chat.layout is Layout.FULL
    ((to, letter),) = box.letters
    assert to == target
    assert letter.chat is not None
    assert "Pigeons at Sea" in letter.chat.plain
    assert "<blockquote expandable>We report" in letter.chat.html


@pytest.mark.parametrize("target", ["@paper_round", "4711"], ids=["name", "unknown"])
def test_a_chat_that_nothing_is_known_of_is_told_as_usual(world: ChatWorld, target: str) -> None:
    world.chat(target)
    keep_notice(world.store, "Hello.", world.now)
    assert post_notice(world.store, 1, world.now) == 1
    (edition,), _ = sent(world)
    assert edition.chat is None


def test_what_the_operator_tells_reaches_a_chat_once(world: ChatWorld, tmp_path) -> None:
    world.chat()
    keep_notice(world.store, "We move tonight.\n\nSee /help.", world.now)
    assert post_notice(world.store, 1, world.now) == 1
    journal = SentJournal(tmp_path / "sent")
    _, box = sent(world, journal=journal)
    ((_, letter),) = box.letters
    assert (letter.kind, letter.text) == (DeliveryKind.NOTICE, "We move tonight.\n\nSee /help.")
    assert post_notice(world.store, 1, world.now) == 0
    assert sent(world, journal=journal)[1].letters == []


def test_a_notice_that_the_journal_knows_as_told_is_not_told_again(world: ChatWorld, tmp_path) -> None:
    address, journal = world.chat(), SentJournal(tmp_path / "sent")
    journal.add([f"chat|{address.target}|notice 1"], world.now.date())
    keep_notice(world.store, "We move tonight.", world.now)
    post_notice(world.store, 1, world.now)
    assert sent(world, journal=journal)[1].letters == []
    assert [each.state for each in world.deliveries()] == [DeliveryState.SENT]


def test_a_notice_that_is_not_kept_any_more_is_not_told(world: ChatWorld) -> None:
    address = world.chat()
    with world.store.writing() as catalog:
        letter = Delivery(
            reader=address.reader,
            address=address.number,
            kind=DeliveryKind.NOTICE,
            slot="notice 9",
            created_at=world.now,
            not_before=world.now,
        )
        catalog.gather([Gathered(delivery=letter)])
    assert sent(world)[1].letters == []
    (delivery,) = world.deliveries()
    assert (delivery.state, delivery.said) == (DeliveryState.SUPPRESSED, NOT_KEPT)


def test_a_notice_waits_while_its_reader_has_paused(world: ChatWorld) -> None:
    address = world.chat()
    pause(world.store, address.reader, world.now)
    keep_notice(world.store, "Hello.", world.now)
    post_notice(world.store, 1, world.now)
    assert sent(world)[1].letters == []
    (delivery,) = world.deliveries()
    assert delivery.state is DeliveryState.PENDING
    assert delivery.not_before > world.now + timedelta(minutes=30)
