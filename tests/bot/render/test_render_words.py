"""Text is cleaned, shortened and marked without losing or inventing anything."""

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.render.columns import width_of, wrap
from bot.render.words import (
    Run,
    blanked,
    mark,
    part_of,
    printable,
    sentences_of,
    shorten,
    shorten_runs,
    split_lead,
    text_of,
)
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


def marks(text: str, *stretches: tuple[int, int]) -> list[str]:
    return [run.text for run in mark(text, stretches) if run.marked]


@pytest.mark.parametrize(
    ("text", "stretches", "marked"),
    [
        ("letters in letters", [(11, 18)], ["letters"]),
        ("the category of a cat", [(4, 7)], ["cat"]),
        ("a  b\x00\n\n c d", [(8, 9)], ["c"]),
        ("soft\u00adhyphen\u200bed words", [(0, 14)], ["softhyphened"]),
        ("direct letter optimization", [(0, 6), (7, 13), (14, 26)], ["direct letter optimization"]),
        ("letter \n sorting", [(9, 16), (0, 6)], ["letter sorting"]),
        ("text-to-image", [(0, 4), (5, 7), (8, 13)], ["text-to-image"]),
        ("text\u2011to", [(0, 4), (5, 7)], ["text\u2011to"]),
        ("text, to", [(0, 4), (6, 8)], ["text", "to"]),
        ("text - to", [(0, 4), (7, 9)], ["text", "to"]),
        ("overlapping", [(0, 6), (4, 8), (5, 6)], ["overlapp"]),
        ("touching", [(0, 5), (5, 8)], ["touching"]),
        ("outside", [(-9, 3), (5, 99), (99, 100), (-5, -1)], ["out", "de"]),
        ("nothing", [(3, 3), (5, 2)], []),
        ("a \x00 b", [(1, 4)], []),
        ("cafe\u0301s", [(0, 4)], ["cafe\u0301"]),
        ("cafe\u0301s", [(4, 6)], ["e\u0301s"]),
        ("e\u200b\u0301x", [(0, 1)], ["e\u0301"]),
        ("👩\u200d👧 and", [(2, 3)], ["👩\u200d👧"]),
        ("鸽子分拣信件", [(2, 4)], ["分拣"]),
        ("\ud800 lone", [(0, 1)], ["\ufffd"]),
        ("", [(0, 1)], []),
    ],
)
def test_the_places_are_marked_and_nothing_else(text: str, stretches: list[tuple[int, int]], marked: list[str]) -> None:
    assert marks(text, *stretches) == marked


places_anywhere = st.lists(st.tuples(st.integers(-5, 140), st.integers(-5, 140)), max_size=12)


@given(hostile_text, places_anywhere)
def test_marking_changes_no_letter(text: str, stretches: list[tuple[int, int]]) -> None:
    runs = mark(text, stretches)
    assert text_of(runs) == printable(text)
    assert all(run.text for run in runs)
    assert all(one.marked != other.marked for one, other in pairwise(runs))


@given(hostile_text, places_anywhere)
def test_what_is_printed_of_a_place_is_marked(text: str, stretches: list[tuple[int, int]]) -> None:
    letters = "".join(marks(text, *stretches))
    for start, stop in stretches:
        inside = printable(text[max(0, start) : max(0, stop)])
        assert "".join(inside.split()) in "".join(letters.split())


@given(hostile_text, places_anywhere)
def test_no_mark_begins_or_ends_within_a_written_character(text: str, stretches: list[tuple[int, int]]) -> None:
    for run in mark(text, stretches)[1:]:
        assert not unicodedata.category(run.text[0]).startswith("M")
        assert run.text[0] != "\u200d"


@given(hostile_text)
def test_a_text_marked_from_end_to_end_is_one_run(text: str) -> None:
    assert len(mark(text, [(0, len(text))])) == bool(printable(text))


def test_a_million_places_in_one_endless_character_are_no_trouble() -> None:
    text = "e" + "\u0301" * 300_000
    assert marks(text, *((at, at + 1) for at in range(0, len(text), 2))) == [text]


@given(hostile_text, places_anywhere, st.integers(1, 50))
def test_marked_text_is_shortened_like_any_other(text: str, stretches: list[tuple[int, int]], limit: int) -> None:
    runs = mark(text, stretches)
    assert text_of(shorten_runs(runs, limit)) == shorten(printable(text), limit)
    assert text_of(part_of(runs, 3, limit)) == printable(text)[3:limit]
    letters = "".join(run.text for run in shorten_runs(runs, limit) if run.marked)
    assert "".join(run.text for run in runs if run.marked).startswith(letters)


def test_an_ellipsis_is_not_marked() -> None:
    assert shorten_runs(mark("Pneumonoultramicroscopic", [(0, 24)]), 10) == (Run("Pneumonoul", True), Run("…", False))


def test_sentences_keep_their_marks() -> None:
    text = "Pigeons sort, e.g. by colour. Do they fly? They do"
    runs = mark(text, [(19, 21), (39, 41)])
    assert [text_of(each) for each in sentences_of(runs)] == [
        "Pigeons sort, e.g. by colour.",
        "Do they fly?",
        "They do",
    ]
    assert [[run.text for run in each if run.marked] for each in sentences_of(runs)] == [["by"], ["ly"], []]


def test_a_hundred_thousand_sentences_are_no_trouble() -> None:
    assert len(sentences_of(mark(". " * 100_000, [(2 * at, 2 * at + 1) for at in range(50_000)]))) == 100_000


@given(hostile_text, places_anywhere)
def test_the_sentences_are_the_text(text: str, stretches: list[tuple[int, int]]) -> None:
    runs = mark(text, stretches)
    together = "".join(map(text_of, sentences_of(runs)))
    assert together.replace(" ", "") == text_of(runs).replace(" ", "")


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
