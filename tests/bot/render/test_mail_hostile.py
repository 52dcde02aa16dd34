"""Hostile text in mail stays text: no element, attribute or address that is not of the templates' own making."""

import re

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.types import Letter
from bot.render.columns import width_of
from bot.render.mail import confirmation_letter, file_page, mail_letter, text_letter
from bot.render.mail.letters import TEMPLATES
from bot.render.presentation import title_of
from store.outbox import DeliveryKind
from store.readers import Way
from tests.bot.render.digests import HOSTILE_TITLES, hostile_text
from tests.bot.render.editions import ADA, ADAS_MAIL, HOST, LINKS, at, delivery, hostile_edition

TAGS = {"html", "head", "meta", "title", "style", "body", "div", "table", "tbody", "tr", "td", "hr", "br"} | {
    "h1",
    "h2",
    "p",
    "strong",
    "bdi",
    "a",
}
ATTRIBUTES = {"lang", "charset", "name", "content", "class", "style", "role", "border", "width", "align", "dir"} | {
    "cellpadding",
    "cellspacing",
    "href",
}
CONTROLS = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


def _notice() -> Letter:
    asked = delivery(DeliveryKind.CONFIRMATION, "confirm 2026-11-01T07:00:00Z")
    return confirmation_letter(asked, ADA, ADAS_MAIL, LINKS, HOST)


def _styles() -> set[str]:
    """What the templates themselves put into elements."""
    made = (path.read_text(encoding="utf-8") for path in TEMPLATES.glob("*.html"))
    return {
        "",
        *(str(tag["style"]) for text in made for tag in BeautifulSoup(text, "html.parser").find_all(style=True)),
    }


STYLES = _styles()


def assert_nothing_is_alive(html: str) -> BeautifulSoup:
    page = BeautifulSoup(html, "html.parser")
    for tag in page.find_all(True):
        assert tag.name in TAGS
        assert set(tag.attrs) <= ATTRIBUTES
        assert str(tag.get("style", "")) in STYLES
        assert str(tag.get("href", "https://")).startswith("https://")
    assert len(page.find_all("style")) == len(page.find_all("title")) == len(page.find_all("h1")) == 1
    assert len(page.find_all("body")) == 1
    return page


@pytest.mark.parametrize("title", HOSTILE_TITLES)
def test_a_hostile_title_is_text_in_a_mail(title: str) -> None:
    letter = mail_letter(hostile_edition(title), LINKS, HOST)
    page = assert_nothing_is_alive(letter.html)
    shown = page.select_one("h2.title")
    assert shown is not None
    assert " ".join(shown.get_text().split()) == " ".join(title_of(title).split())
    for text in (letter.text, letter.html, letter.subject):
        assert not CONTROLS.search(text)
    assert "\n" not in letter.subject
    assert letter.language == "en"


@given(hostile_text, st.sampled_from(list(DeliveryKind)))
@settings(max_examples=60)
def test_no_text_becomes_markup(text: str, kind: DeliveryKind) -> None:
    shown = hostile_edition(text, kind)
    letter = mail_letter(shown, LINKS, HOST)
    assert_nothing_is_alive(letter.html)
    assert_nothing_is_alive(file_page(shown, None))
    for line in letter.text.split("\n"):
        assert width_of(line) <= 78 or "https://" in line
    for said in (letter.text, letter.subject, text_letter(at(Way.CHAT, shown), LINKS, HOST).text):
        assert not CONTROLS.search(said)
        said.encode()


def test_what_is_filled_in_is_never_taken_for_a_sentence() -> None:
    for text in ("%(title)s %s %d %", "{title} {{ 7 * 7 }} {% raw %}", "100 %"):
        letter = mail_letter(hostile_edition(text), LINKS, HOST)
        page = BeautifulSoup(letter.html, "lxml").get_text()
        assert text in page
        assert text in letter.text
        assert "49" not in page


def test_the_question_of_sign_up_holds_nothing_that_a_stranger_typed() -> None:
    asked = delivery(DeliveryKind.CONFIRMATION, "confirm 2026-11-01T07:00:00Z")
    stranger = hostile_edition("Buy pills at https://evil.example").reader
    assert confirmation_letter(asked, stranger, ADAS_MAIL, LINKS, HOST) == _notice()
    assert_nothing_is_alive(_notice().html)
