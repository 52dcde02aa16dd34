"""What is to be confirmed is said in a line, and brings no stranger's links into anyone's mailbox."""

from dataclasses import replace

import pytest

from bot.render.wishes import MAX_WISHES, wishes
from store.profiles import StoredProfile
from store.readers import Timing

BIRDS = StoredProfile(name="my papers", keywords=("pigeon", '"reward model"^2', "-survey"), threshold=40)


def test_a_wish_names_keywords_and_time() -> None:
    monday = replace(BIRDS, timing=Timing(minute=570, weekdays=(0,)))
    assert list(wishes([monday], "Europe/Berlin")) == [
        'pigeon, "reward model"^2, -survey (Mondays at 09:30, Europe/Berlin)'
    ]


@pytest.mark.parametrize("keyword", ["GPT-3.5", "author:Dove", "U-Net", "e g", "+robot", "LLaMA 2.1"])
def test_what_is_no_link_is_shown(keyword: str) -> None:
    assert keyword in "".join(wishes([replace(BIRDS, keywords=(keyword,))], "UTC"))


@pytest.mark.parametrize(
    "keyword",
    [
        "https://evil.example/x",
        "evil.example",
        "www.evil.example",
        "me@evil",
        "//evil",
        "ÉVIL.ÉXAMPLE",
        "x:evil.example",
    ],
)
def test_what_a_mail_program_would_make_a_link_is_left_out(keyword: str) -> None:
    (wish,) = wishes([replace(BIRDS, keywords=("win a prize at", keyword))], "UTC")
    assert wish == "win a prize at (daily at 08:00, UTC)"
    (nothing,) = wishes([replace(BIRDS, keywords=(keyword,))], "UTC")
    assert nothing == "… (daily at 08:00, UTC)"


def test_it_is_short_however_much_was_typed() -> None:
    many = [replace(BIRDS, keywords=("word " * 20,) * 200)] * 50
    lines = list(wishes(many, "UTC"))
    assert len(lines) == MAX_WISHES + 1
    assert max(map(len, lines)) < 200
