"""Text is cleaned, shortened and marked without losing or inventing anything."""

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.render.columns import width_of, wrap
from bot.render.words import blanked, highlight, printable, shorten, split_lead
from tests.bot.render.digests import hostile_text


@given(hostile_text)
def test_nothing_unprintable_gets_through(text: str) -> None:
    clean = printable(text)
    assert clean == printable(clean)
    assert not {unicodedata.category(character) for character in clean} & {"Cc", "Cs", "Zl", "Zp"}
    assert not set(clean) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200b\ufeff")
    assert clean.encode("utf-8").decode("utf-8") == clean


@given(hostile_text)
def test_blanking_keeps_the_length(text: str) -> None:
    assert len(blanked(text)) == len(text)
    assert not {unicodedata.category(character) for character in blanked(text)} & {"Cc", "Cs"}


@pytest.mark.parametrize(
    ("text", "limit", "lead"),
    [
        ("One. Two is longer.", 40, "One. Two is longer."),
        ("One sentence here. Two is longer.", 25, "One sentence here. …"),
        ("Sorted (by hand). Then flown.", 20, "Sorted (by hand). …"),
        ("We follow Ada et al. in this respect", 24, "We follow Ada et al. in…"),
        ("Colours, e.g. red, are sorted by pigeons", 20, "Colours, e.g. red,…"),
        ("A. No sentence end in the second half", 20, "A. No sentence end…"),
        ("Pneumonoultramicroscopic", 10, "Pneumonoul…"),
        ("鸽子分拣信件。它们很快。", 8, "鸽子分拣信件。 …"),
        ("abcdefghi" + "\u0301" * 5 + "j", 10, "abcdefgh…"),
    ],
)
def test_text_is_cut_at_the_end_of_a_sentence_or_word(text: str, limit: int, lead: str) -> None:
    assert shorten(text, limit) == lead


@given(hostile_text.map(printable), st.integers(1, 50))
def test_a_cut_text_is_the_text(text: str, limit: int) -> None:
    lead, rest = split_lead(text, limit)
    assert len(lead) <= limit
    assert (lead + rest).replace(" ", "") == text.replace(" ", "")
    assert bool(lead) == bool(text)


@pytest.mark.parametrize(
    ("text", "phrases", "marked"),
    [
        ("Pigeons sort letters", ["letters"], ["letters"]),
        ("Letters in LETTERS", ["letters"], ["Letters", "LETTERS"]),
        ("storage for RAG, not rag", ["RAG"], ["RAG"]),
        ("the category of a cat", ["cat"], ["cat"]),
        ("Direct Letter Optimization", ["direct", "letter", "optimization"], ["Direct Letter Optimization"]),
        ("text-to-image models", ["text-to-image"], ["text-to-image"]),
        ("text to image models", ["text-to-image"], ["text to image"]),
        ("image, to text", ["text-to-image"], []),
        ("a letter; b", ["letter b"], []),
        ("letter", ["letter b"], []),
        ("CM^3 and CM 4", ["CM^3"], ["CM^3"]),
        ("a naïve cafe\u0301", ["café"], []),
        ("हिन्दी भाषा", ["हिन्दी"], ["हिन्दी"]),
        ("हिन्दी", ["ह"], []),
        ("nothing", [".*", "", " "], []),
        ("", ["x"], []),
    ],
)
def test_whole_words_are_marked(text: str, phrases: list[str], marked: list[str]) -> None:
    assert [run.text for run in highlight(text, phrases) if run.marked] == marked


@given(hostile_text, st.lists(hostile_text, max_size=3))
def test_marking_changes_no_letter(text: str, phrases: list[str]) -> None:
    runs = highlight(text, [*phrases, *text.split()[:3]])
    assert "".join(run.text for run in runs) == text
    assert all(run.text for run in runs)
    assert all(one.marked != other.marked for one, other in pairwise(runs))


@given(hostile_text.map(printable), st.integers(12, 90))
def test_wrapped_lines_fit_and_lose_no_letter(text: str, width: int) -> None:
    lines = wrap(text, width, first="  1  ", rest="     ").split("\n")
    for line in lines:
        words = line.split()
        assert width_of(line) <= width or any(word.startswith("https://") for word in words)
        assert line == line.rstrip()
    assert "".join("".join(lines).split()) == "".join(f"1{text}".split())


def test_an_address_is_never_cut() -> None:
    address = "https://example.org/" + "x" * 100
    assert wrap(f"See {address} there", 40).split("\n") == ["See", address, "there"]
