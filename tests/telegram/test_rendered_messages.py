"""What is rendered for chats is taken by the Bot API as it was meant: nothing dropped, mended, or alive."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.channels.types import ChatMessage
from bot.core.edition import Edition
from bot.render.chat.cards import card
from bot.render.chat.digests import digest_view, edition_message, quiet_message
from bot.render.chat.pages import list_page
from store.outbox import DeliveryKind
from tests.bot.render.chat_messages import FULL, LOOK, THOUSAND_TITLES, hostile_item
from tests.bot.render.editions import delivery, edition, hostile_edition
from tests.telegram.clock import Clock
from tests.telegram.stand_in import StandIn, User
from tests.telegram.stand_in_calls import Asker

RENDERED: dict[str, Callable[[Edition], ChatMessage]] = {
    "page": lambda shown: list_page(digest_view(replace(shown, items=shown.items * 7), LOOK), 0, LOOK),
    "full page": lambda shown: list_page(digest_view(replace(shown, items=shown.items * 7), FULL), 1, FULL),
    "card": lambda shown: card(shown.items[0], "d77", 0, LOOK, back=0, of=7),
    "own": lambda shown: edition_message(shown, replace(LOOK, template="<code>{title}</code>\n<b>{why}</b> {link}")),
    "channel": lambda shown: edition_message(replace(shown, items=shown.items * 40), replace(LOOK, personal=False)),
    "quiet": lambda shown: quiet_message(replace(shown, items=(), hidden=0), LOOK),
    "notice": lambda shown: edition_message(
        edition(delivery=delivery(DeliveryKind.NOTICE, "notice 1"), notice=f"{shown.reader.name}\n\n."), LOOK
    ),
}


@pytest.mark.parametrize("render", RENDERED.values(), ids=RENDERED)
def test_hostile_papers_are_taken_as_text(
    telegram: StandIn, ask: Asker, clock: Clock, ada: User, render: Callable[[Edition], ChatMessage]
) -> None:
    for title in THOUSAND_TITLES[::20]:
        shown = replace(hostile_edition(title), items=(hostile_item(title),))
        message = render(shown)
        rows = [[{"text": each.text, "callback_data": each.data} for each in row] for row in message.keyboard]
        markup = {"reply_markup": {"inline_keyboard": rows}} if rows else {}
        clock.forward(2)
        assert not ask.said("sendMessage", chat_id=ada.number, text=message.html, parse_mode="HTML", **markup)
        assert telegram.last(ada).text == message.plain
        clock.forward(2)
        assert not ask.said("sendMessage", chat_id=ada.number, text=message.plain)
    assert telegram.breaches == []
