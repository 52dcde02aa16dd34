"""Cleaned text is safe to show, whatever it was."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scrapers.text import MAX_TITLE, MAX_URL, clean_text, clean_texts, clean_url, parse_count

HOSTILE = st.text(
    st.characters() | st.sampled_from("\u202e\u200b\u2066\x00\x1b\x85\u0301\u0344 \n\t\ud800\ufffe"), max_size=300
)


@pytest.mark.parametrize(
    ("raw", "cleaned"),
    [
        ("  a\n  b\tc\u00a0d\u2028e ", "a b c d e"),
        ("abc\u202edef\u2066g", "abcdefg"),
        ("zero\u200bwidth\u00ad\ufeff", "zerowidth"),
        ("nul\x00 and bell\x07", "nul and bell"),
        ("half \ud800 a pair", "half a pair"),
        ("e\u0301", "é"),
        ("private \ue000 use stays", "private \ue000 use stays"),
        ("no\ufffecharacter", "nocharacter"),
        ("", ""),
    ],
)
def test_text_is_one_clean_line(raw: str, cleaned: str) -> None:
    assert clean_text(raw, 100) == cleaned


@given(HOSTILE)
@settings(max_examples=500, deadline=None)
def test_no_control_or_direction_character_gets_through(raw: str) -> None:
    cleaned = clean_text(raw, MAX_TITLE)
    assert len(cleaned) <= MAX_TITLE
    assert unicodedata.is_normalized("NFC", cleaned)
    assert not {unicodedata.category(character) for character in cleaned} & {"Cc", "Cf", "Cs", "Zl", "Zp"}
    assert cleaned == " ".join(cleaned.split())
    assert cleaned.encode().decode() == cleaned


@given(HOSTILE, st.integers(1, 50))
@settings(max_examples=200, deadline=None)
def test_cleaning_twice_is_cleaning_once(raw: str, limit: int) -> None:
    once = clean_text(raw, limit)
    assert clean_text(once, limit) == once


def test_a_long_title_is_cut_at_its_limit() -> None:
    assert clean_text("x" * 5_000, MAX_TITLE) == "x" * MAX_TITLE


def test_a_tower_of_combining_marks_is_cut() -> None:
    assert len(clean_text("e" + "\u0301\u0323" * 5_000, MAX_TITLE)) <= 31


def test_lists_lose_their_empty_members_and_their_excess() -> None:
    assert clean_texts(["a", " ", "b\n", "c"], 10, 2) == ("a", "b")


@pytest.mark.parametrize(
    "url",
    ["https://example.org/a?b=c#d", "http://example.org", "HTTPS://EXAMPLE.ORG/", "https://example.org/ä"],
)
def test_web_addresses_are_kept(url: str) -> None:
    assert clean_url(f" {url}\n") == url


@pytest.mark.parametrize(
    "url",
    [
        None,
        "",
        "javascript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "ftp://example.org/",
        "//example.org/",
        "/relative",
        "https://",
        "https:///path",
        "https://user:secret@example.org/",
        "https://huggingface.co@evil.example/",
        "https://example.org/a b",
        'https://example.org/"onclick=',
        "https://example.org/<b>",
        "https://example.org/\u202egpj",
        "https://[broken/",
        "https://example.org/" + "x" * MAX_URL,
    ],
)
def test_what_is_no_web_address_is_none(url: str | None) -> None:
    assert clean_url(url) is None


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("12", 12),
        (" 1,056 ", 1056),
        ("-", 0),
        ("0", 0),
        ("1,05", None),
        ("1.2k", None),
        ("-3", None),
        ("", None),
        ("٣", None),
    ],
)
def test_counts_are_read_as_printed(text: str, count: int | None) -> None:
    assert parse_count(text) == count
