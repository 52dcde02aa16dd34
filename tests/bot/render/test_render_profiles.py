"""A profile is shown as it was understood."""

import io

import pytest
from rich.console import Console

from bot.core.matching.language import parse_keyword, parse_profile
from bot.render.profiles import meaning, print_profile, print_profiles


@pytest.mark.parametrize(
    ("written", "means"),
    [
        ("alignment", "“alignment”"),
        ("reward model", "“reward model” (best side by side)"),
        ("+reward model", "required: “reward model” (side by side or near together)"),
        ("-reward model", "never a paper with “reward model” (side by side)"),
        ('"reward model"', "exactly “reward model”"),
        ("hallucinat*", "words that begin with “hallucinat…”"),
        ("hallucinat* detection", "“hallucinat… detection” (best side by side)"),
        ('"a*"', "exactly “a*”"),
        ("RAG", "the acronym RAG"),
        ("-title:survey", "never a paper with “survey” in the title"),
        ("abstract:survey", "“survey” in the abstract"),
        ("keywords:survey", "“survey” among its keywords"),
        ("text-to-image", "“text-to-image” (its parts belong together)"),
        ("-text-to-image", "never a paper with “text-to-image”"),
        ("text-to-image model", "“text-to-image model” (best side by side, joined words never apart)"),
        ("author:Askell", "an author called “Askell”"),
        ("org:deep*", "an organisation called “deep…”"),
        ("source:arxiv", "the source “arxiv”"),
        ("category:cs.CL", "the category cs.CL"),
        ("year:2024", "the year 2024"),
        ("year:2023-2025", "a year from 2023 to 2025"),
        ("year:2024-", "a year from 2024 on"),
        ("-year:-2024", "never a paper with a year up to 2024"),
        ("survey^0.01", "“survey”; counts 0.01 times"),
        ("a OR b AND NOT c d", "“a” or (“b” and not “c d” (side by side))"),
        ("+(a OR b) c", "required: (“a” or “b”) and “c”"),
        ("a NOT (b OR c)", "“a” and not (“b” or “c”)"),
    ],
)
def test_a_keyword_is_said_in_words(written: str, means: str) -> None:
    assert meaning(parse_keyword(written)) == means


def test_a_fact_beside_other_keywords_narrows_down() -> None:
    text = printed(200, "mine: agents, category:cs.CL, category:cs.LG, +source:arxiv, year:2024-")
    assert text.count("only papers with the category cs.CL or the category cs.LG") == 2
    assert "required: the source “arxiv”" in text
    assert "only papers with a year from 2024 on" in text


def printed(width: int, written: str) -> str:
    out = io.StringIO()
    console = Console(file=out, width=width)
    print_profile(parse_profile(written), console)
    print_profiles([parse_profile(written)], console)
    return out.getvalue()


def test_threshold_and_cap_are_said_and_every_keyword_has_its_row() -> None:
    lines = printed(100, "mine: survey, RAG^2, min:55, top:3").splitlines()
    assert lines[0] == "mine: told of from 55 points, at most 3 papers a digest"
    assert [line.split()[0] for line in lines[2:4]] == ["survey", "RAG^2"]
    assert "survey, RAG^2" in lines[-1]


def test_no_line_is_wider_than_the_console_and_nothing_typed_is_markup() -> None:
    text = printed(40, "mine: [bold]x[/bold] " + "longish " * 9 + ", " + " OR ".join(f"word{n}" for n in range(50)))
    assert "[bold]x[/bold]" in text.replace("\n", "")
    assert max(map(len, text.splitlines())) <= 40
