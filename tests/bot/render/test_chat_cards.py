"""A single paper in a chat: all there is to say of it, and what can be done about it."""

from dataclasses import replace

import pytest
from hypothesis import given, settings

from bot.render.chat.cards import card
from store.profiles import FeedbackKind
from tests.bot.render.chat_messages import FULL, LOOK, SEVEN, alive, buttons, hostile_item, labels, read
from tests.bot.render.digests import ORDINARY, hostile_text, matched, reason
from tests.bot.render.editions import revised


def test_a_card_says_all_there_is_to_say() -> None:
    item = ORDINARY.items[0]
    both = replace(item, matches=(*item.matches, matched("robots", reason("pigeon", 41.0))))
    parsed = read(card(both, "d7", 3, LOOK, back=0))
    head, why, abstract, links = parsed.text.split("\n\n")
    assert head == (
        "Direct Letter Optimization: Your Pigeon Is Secretly a Postman\n"
        "Ada One, Ben Two, Cy Three and 3 more · University of the Loft · 29 May 2023 · 1,204 upvotes, 3 comments"
    )
    assert why == (
        "63.4 · For post: direct letter optimization (title, 51.3), DLO (abstract, 12.1)\n"
        "For robots (41): pigeon (title, 41)"
    )
    assert abstract.endswith("Trained pigeons sort faster than untrained ones.")
    assert links == "arXiv · Hugging Face · Code"
    (quoted,) = [entity for entity in parsed.entities if entity.kind == "expandable_blockquote"]
    assert quoted.length == len(abstract)


def test_a_card_says_what_changed() -> None:
    text = read(card(revised(("version", "1", "2")), "d7", 0, LOOK, back=0)).text
    assert "Pigeons Sort Letters\nChanged: version 1 → 2" in text


def test_every_button_names_the_state_it_leads_to() -> None:
    message = card(SEVEN[0], "d7", 3, LOOK, back=1)
    assert labels(message) == [
        ["🔖 Save", "👍", "👎"],
        ["Not interested", "🔕 Mute a word"],
        ["Follow", "Why?"],
        ["‹ Back"],
    ]
    assert buttons(message) == {
        "🔖 Save": "1:pk:d7:3:save",
        "👍": "1:pk:d7:3:like",
        "👎": "1:pk:d7:3:dislike",
        "Not interested": "1:pk:d7:3:hide",
        "🔕 Mute a word": "1:pm:d7:3",
        "Follow": "1:pf:d7:3",
        "Why?": "1:pw:d7:3",
        "‹ Back": "1:pg:d7:1",
    }


def test_a_card_of_a_list_turns_to_the_papers_beside_it() -> None:
    message = card(SEVEN[0], "d7", 5, LOOK, back=1, of=7)
    assert labels(message)[-2:] == [["‹", "6/7", "›"], ["‹ Back"]]
    assert (buttons(message)["‹"], buttons(message)["›"]) == ("1:po:d7:4", "1:po:d7:6")


@pytest.mark.parametrize(
    ("said", "label", "other"),
    [
        ("save", "✓ Saved", "🔖 Save"),
        ("like", "✓ 👍", "👍"),
        ("dislike", "✓ 👎", "👎"),
        ("hide", "✓ Not interested", ""),
    ],
)
def test_what_was_said_is_ticked_and_can_be_taken_back(said: str, label: str, other: str) -> None:
    found = buttons(card(SEVEN[0], "s4", 0, LOOK, said={FeedbackKind(said)}, back=0))
    assert found[label] == f"1:pu:s4:0:{said}"
    assert other not in found


def test_a_card_by_itself_can_be_closed_and_is_written_as_its_reader_wants() -> None:
    own = replace(LOOK, template="<b>{title}</b>")
    alone, opened = (card(SEVEN[0], "d7", 0, own, back=back, heading=("<i>Late</i>",)) for back in (None, 0))
    assert read(alone).text == "Late\n\nPaper 0"
    assert buttons(alone)["✕ Close"] == "1:x"
    assert "For post: letters" in read(opened).text


def test_in_a_channel_a_card_has_no_buttons() -> None:
    assert card(SEVEN[0], "d7", 0, replace(LOOK, personal=False)).keyboard == ()


def test_a_paper_without_matches_has_a_card_too() -> None:
    assert "For" not in read(card(replace(SEVEN[0], matches=()), "s4", 0, LOOK, back=0)).text


@pytest.mark.parametrize("sign", ["w", "🐦", '"', "ا", "a.example "], ids=["w", "bird", "quote", "alef", "hosts"])
def test_a_card_of_endless_text_fits(sign: str) -> None:
    item = hostile_item(sign * 8_000)
    wide = replace(item, matches=item.matches * 9)
    read(card(wide, "d123456789", 99, FULL, back=19, heading=(sign * 900,) * 2 if sign != '"' else ()))


@given(hostile_text)
@settings(max_examples=60, deadline=None)
def test_no_text_of_a_paper_is_markup_on_its_card(text: str) -> None:
    parsed = read(card(hostile_item(text), "d7", 0, LOOK, back=0))
    assert {each.url[:8] for each in parsed.entities if each.kind == "text_link"} <= {"https://"}
    assert alive(parsed) == []
