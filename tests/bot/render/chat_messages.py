"""Messages for chats, as Telegram reads them; looks and lists for the tests of them."""

import re
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

from bot.channels.types import Button, ChatMessage
from bot.core.digest import DigestItem
from bot.render.chat.looks import Look
from bot.render.chat.pages import ListView
from bot.render.language import language
from store.chats import Layout
from tests.bot.render.digests import HOSTILE_TITLES, hostile
from tests.bot.render.editions import many, revision
from tests.telegram.html_rules import Parsed, parse_html, units

LOOK = Look(Layout.COMPACT, "", language("en"), ZoneInfo("Europe/Berlin"))
FULL = replace(LOOK, layout=Layout.FULL)
EVERYTHING = (
    "<b>{title}</b> {link} {score}\n{why}\n{authors} {date}\n<blockquote>{abstract}</blockquote>\n{sources} {profile}"
)
LONGEST = (
    "<b>{title}</b> {link} <i>{why}</i> <u>{authors}</u> <s>x</s> <code>{date}</code> "
    "<blockquote>{abstract}</blockquote> {score} {sources} {profile} " + "🐦" * 94
)
LOOKS = {
    "compact": LOOK,
    "full": FULL,
    "template": replace(LOOK, template=EVERYTHING),
    "longest template": replace(LOOK, template=LONGEST),
}
SEVEN = many(7, "Pigeons sort letters by colour. " * 40)
THOUSAND_TITLES = tuple(
    dress.format(title)
    for title in HOSTILE_TITLES[:180]
    for dress in (
        "{}",
        "شبكات {} عصبية",
        "\u200b\u2066{}\u200d",
        "@evil /start #x evil.example {}",
        "🏳️‍🌈" * 9 + "{}",
        "{0}" * 40,
    )
)[:1_000]
_LIVE = re.compile(r"(?<![\w/])[@/#$]\w|://|\w\.[^\W\d_]{2}")


def a_list(*items: DigestItem, **more: Any) -> ListView:
    """A list of these papers."""
    return replace(ListView("s3", ("<b>Papers</b>",), items), **more)


def hostile_item(text: str) -> DigestItem:
    """A paper of which everything is this text."""
    changed = revision(("title", text, text), ("version", text, text), ("abstract", text, text))
    return replace(hostile(text).items[0], revision=changed)


def read(message: ChatMessage) -> Parsed:
    """The message as Telegram reads it, when everything about it is as it has to be."""
    parsed = parse_html(message.html)
    assert parsed.complaints == ()
    assert parsed.text == message.plain
    assert 0 < units(message.plain) <= 4_096
    assert len(message.html.encode()) <= 32_768
    for row in message.keyboard:
        assert len(row) <= 8
        for button in row:
            assert button.text
            assert 1 <= len(button.data.encode()) <= 64
    return parsed


def alive(parsed: Parsed) -> list[str]:
    """What of the text outside of links and quotations Telegram would make something of that can be tapped."""
    text = parsed.text.encode("utf-16-le")
    for entity in parsed.entities:
        if entity.kind in ("text_link", "expandable_blockquote"):
            begin, end = 2 * entity.offset, 2 * (entity.offset + entity.length)
            text = text[:begin] + " ".encode("utf-16-le") * entity.length + text[end:]
    return _LIVE.findall(text.decode("utf-16-le"))


def buttons(message: ChatMessage) -> dict[str, str]:
    """What its buttons say, by label."""
    return {button.text: button.data for row in message.keyboard for button in row}


def labels(message: ChatMessage) -> list[list[str]]:
    """The labels of its buttons, row by row."""
    return [[button.text for button in row] for row in message.keyboard]


def extra(text: str) -> tuple[tuple[Button, ...], ...]:
    """A row with one button."""
    return ((Button(text, "1:x"),),)
