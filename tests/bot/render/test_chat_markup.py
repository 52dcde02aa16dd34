"""Telegram's HTML: what papers say stays text, what is measured is what Telegram measures."""

import pytest
from hypothesis import given

from bot.render.chat.markup import block, can_link, foreign, link, linked, message, plain_of, size_of
from tests.bot.render.digests import hostile_text
from tests.telegram.html_rules import parse_html, units


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("<b>bold</b>", "&lt;b&gt;bold&lt;/\u2060b&gt;"),
        ("R&D \"quoted\" 'too'", "R&amp;D &quot;quoted&quot; &#x27;too&#x27;"),
        ("ask @ada", "ask @\u2060ada"),
        ("/start now", "/\u2060start now"),
        ("#1 in $AAPL", "#\u20601 in $\u2060AAPL"),
        ("and/or a@b.example", "and/or a@\u2060b.\u2060example"),
        ("see evil.example", "see evil.\u2060example"),
        ("https://evil.example", "https:\u2060//evil.\u2060example"),
        ("GPT-4.1, e.g. 3.5", "GPT-4.1, e.g. 3.5"),
        ("two\nlines\x00", "two lines"),
    ],
    ids=["markup", "signs", "mention", "command", "tags", "mail", "host", "address", "numbers", "lines"],
)
def test_nothing_in_foreign_text_can_be_tapped(text: str, shown: str) -> None:
    assert foreign(text) == shown


def test_web_addresses_in_an_abstract_can_be_tapped_and_nothing_else() -> None:
    text = "At https://a.example by @ada"
    assert foreign(text, links=True) == "At https://a.example by @\u2060ada"


@pytest.mark.parametrize(
    "text", ["שלום", "a العربية b", "x\u200f", "۱۲ a \u0661"], ids=["hebrew", "mixed", "mark", "digits"]
)
def test_text_that_runs_from_right_to_left_is_isolated(text: str) -> None:
    assert foreign(text) == f"\u2068{text}\u2069"


def test_what_tries_to_end_its_isolation_cannot() -> None:
    assert foreign("א\u2069\u202e ב") == "\u2068א ב\u2069"


@pytest.mark.parametrize("text", ["Pigeons", "鸽子", "Голуби", "🐦 1"], ids=["latin", "han", "cyrillic", "emoji"])
def test_other_text_is_left_as_it_is(text: str) -> None:
    assert foreign(text) == text


@given(hostile_text)
def test_foreign_text_is_read_as_text_and_measured_as_telegram_does(text: str) -> None:
    markup = f"<b>x</b> {foreign(text)} x"
    parsed = parse_html(markup)
    assert parsed.complaints == ()
    assert len(parsed.entities) == 1
    assert parsed.text == plain_of(markup)
    assert size_of(markup) == (units(parsed.text), 1, len(markup.encode()))


def test_what_telegram_makes_links_of_by_itself_counts_too_unless_it_is_one() -> None:
    assert size_of("see a.example or b.example").entities == 2
    assert size_of('<a href="https://a.example">a.example</a>').entities == 1
    assert size_of("<pre>a.example\nb.example</pre> <code>c.example</code>").entities == 2


def test_lines_to_be_copied_are_one_block_however_many_they_are() -> None:
    assert block("{score} <b>\n a.bc\n") == "<pre>{score} &lt;b&gt;\na.bc</pre>"
    assert block(" \n") == ""


@pytest.mark.parametrize("address", ["http://a.example", "javascript:alert(1)", "", "https://a.example/" + "a" * 1_000])
def test_some_addresses_are_no_links(address: str) -> None:
    assert not can_link(address)
    assert link("text", address) == linked("text", address) == "text"


def test_signs_of_an_address_are_escaped() -> None:
    assert link("a<b", 'https://a.example/?q="&') == '<a href="https://a.example/?q=&quot;&amp;">a&lt;b</a>'


@pytest.mark.parametrize("markup", ["", "  ", "x" * 4_097, "<b>x</b>" * 101, "&quot;" * 4_096 + "<b></b>" * 1_200])
def test_a_message_that_telegram_would_not_take_is_none(markup: str) -> None:
    with pytest.raises(ValueError, match="No message"):
        message(markup)
