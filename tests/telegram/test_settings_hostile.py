"""Whatever words, names and titles there are, screens about profiles are within what Telegram takes."""

import pytest

from bot.app.collect import collect
from bot.app.telling import Teller
from bot.wiring import background
from scrapers.parsers import parse
from store.profiles import StoredProfile
from tests.bot.app.delivery_world import page_of
from tests.telegram.conversation import Seat, World

HOSTILE = (
    "<b>Crows</b> & <a href='https://evil.example'>rooks</a>",
    "crows \u202e reversed https://evil.example @scam #tag",
    "crows " + "\U0001f426" * 2_000,
    "غربان crows",
    "crows " + "x" * 4_000,
)


@pytest.fixture
def ada(empty_world: World) -> Seat:
    seat = empty_world.person("Ada")
    seat.says("/start")
    seat.says("crows")
    seat.says("/cancel")
    return seat


def test_titles_of_papers_cannot_break_a_back_test(ada) -> None:
    page = page_of(*HOSTILE)
    collect(ada.world.store, page, parse(page), ada.world.clock(), Teller(background()))
    for threshold in ("1", "100"):
        heard = ada.says(f"/threshold {threshold}")
        assert len(heard.new) == 1
        assert "evil.example" not in str([each for each in heard.new[0].entities if each.kind == "text_link"])
    assert ada.world.telegram.breaches == []
    assert [call.said for call in ada.world.telegram.served.calls if call.code != 200] == []


def test_words_of_signs_that_count_twice_fit_and_a_template_of_many_lines_can_be_dropped(ada) -> None:
    page = page_of(*("\U0001f426" * 300 for _ in range(5)))
    collect(ada.world.store, page, parse(page), ada.world.clock(), Teller(background()))
    birds = [f'"{chr(0x20000 + number) * 60}"' for number in range(60)]
    roles = ("", "+", "-")
    ada.says("/add " + ", ".join(roles[number % 3] + word for number, word in enumerate(birds)))
    ada.says("/profiles")
    ada.taps(ada.buttons[1])
    profile = ada.last
    for label in ("✏️ Words", "‹ Back", "Try it"):
        ada.taps(label, profile)
    ada.says("/settings")
    ada.taps("Template")
    assert "by your template" in ada.says("{title}" + "\na.bc" * 20 + "\na" * 50).text
    ada.taps("Template: own")
    assert "Yours at present:\n{title}\na.bc" in ada.sees()
    assert "No template any more." in ada.taps("Use none").text
    said = [each.text for each in ada.world.telegram.posts(ada.room)]
    assert [each for each in said if "went wrong" in each] == []


def test_names_and_words_are_shown_as_they_are_and_break_nothing(ada) -> None:
    with ada.world.store.writing() as catalog:
        (chat,) = catalog.chats()
        for number in range(12):
            words = tuple(f'"{letter}<&>{number} {"ü" * 80}"' for letter in "abcdefghijklmnopqrstuvwxyz")
            catalog.save_profile(
                StoredProfile(
                    name=f"<i>{number}\u202e &amp; {'n' * 90}", keywords=words, threshold=50, reader=chat.reader
                )
            )
    for command in ("/profiles", "/edit", "/threshold", "/remove", "/share", "/settings", "/schedule"):
        ada.says(command)
    ada.says("/profiles")
    ada.taps("›")
    ada.taps("<i>")
    profile = ada.last
    for label in ("✏️", "＋", "‹ Back", "－", "‹ Back", "‹ Back", "Threshold", "Everything", "Per digest", "‹ Back"):
        ada.taps(label, profile)
    for label in ("Revisions", "When", "‹ Back", "Where", "‹ Back", "Sources", "‹ Back", "Share"):
        ada.taps(label, profile)
    assert ada.world.telegram.breaches == []
    refused = [call.said for call in ada.world.telegram.served.calls if call.code != 200]
    assert [said for said in refused if "not modified" not in said] == []
