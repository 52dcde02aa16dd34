"""Lists of papers in chats: five a page, each page a message that Telegram takes, whatever the papers are."""

from dataclasses import replace
from html import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.chat.taps import read_tap
from bot.render.chat.pages import channel_message, list_page, page_count, page_of
from store.records import Paper
from tests.bot.render.chat_messages import (
    FULL,
    LOOK,
    LOOKS,
    SEVEN,
    THOUSAND_TITLES,
    a_list,
    alive,
    buttons,
    extra,
    hostile_item,
    labels,
    read,
)
from tests.bot.render.digests import chosen, hostile_text, paper, reason
from tests.bot.render.editions import many, revised


def test_five_papers_stand_on_a_page_numbered_through_the_list() -> None:
    view = a_list(*SEVEN)
    first, second = (read(list_page(view, page, LOOK)).text for page in (0, 1))
    assert page_count(view) == 2
    assert [f"{number}. Paper {number - 1}" in first for number in range(1, 8)] == [True] * 5 + [False] * 2
    assert [f"{number}. Paper {number - 1}" in second for number in range(1, 8)] == [False] * 5 + [True] * 2
    assert [page_of(index) for index in (0, 4, 5, 6)] == [0, 0, 1, 1]


def test_a_button_opens_each_paper_and_a_row_turns_pages() -> None:
    first, second = (list_page(a_list(*SEVEN), page, LOOK) for page in (0, 1))
    assert labels(first) == [["1", "2", "3", "4", "5"], [" ", "1/2", "›"]]
    assert labels(second) == [["6", "7"], ["‹", "2/2", " "]]
    assert buttons(first)["5"] == "1:po:s3:4"
    assert buttons(second)["7"] == "1:po:s3:6"
    assert (buttons(first)["›"], buttons(second)["‹"]) == ("1:pg:s3:1", "1:pg:s3:0")


def test_one_page_needs_no_turning_and_further_rows_stand_below() -> None:
    assert labels(list_page(a_list(*SEVEN[:2], rows=extra("Close")), 0, LOOK)) == [["1", "2"], ["Close"]]


@pytest.mark.parametrize(("asked", "shown"), [(-1, "1/2"), (9, "2/2")])
def test_a_page_that_is_not_there_is_the_nearest_one(asked: int, shown: str) -> None:
    assert shown in buttons(list_page(a_list(*SEVEN), asked, LOOK))


def test_what_stands_around_the_papers_is_said_on_the_first_page_the_name_on_each() -> None:
    view = a_list(*SEVEN, heading=("<b>Today</b>", "412 new papers"), footer=("And 3 more",))
    first, second = (read(list_page(view, page, LOOK)).text for page in (0, 1))
    assert first.startswith("Today\n412 new papers\n\n1. ")
    assert first.endswith("\n\nAnd 3 more")
    assert second.startswith("Today\n\n6. ")
    assert "And 3 more" not in second


def test_a_note_stands_below_its_paper() -> None:
    view = a_list(*SEVEN, notes=tuple(f"+{number} upvotes" for number in range(7)))
    first, second = (read(list_page(view, page, LOOK)).text for page in (0, 1))
    assert "+0 upvotes\n\n2. Paper 1" in first
    assert "+5 upvotes\n\n7. Paper 6" in second


def test_the_compact_layout_has_title_score_and_the_strongest_reasons() -> None:
    answer = chosen(paper(abstract="Of pigeons."), *(reason(word, 30.0) for word in ("sort", "letters", "loft")))
    assert read(list_page(a_list(answer), 0, LOOK)).text == (
        "Papers\n\n1. Pigeons Sort Letters\n90 · For post: sort (title, 30), letters (title, 30)"
    )


def test_the_full_layout_has_authors_facts_and_the_abstract_folded_too() -> None:
    parsed = read(list_page(a_list(SEVEN[0]), 0, FULL))
    assert "Ada One, Ben Two, Cy Three and 2 more · 31 Oct 2026" in parsed.text
    folded = [entity for entity in parsed.entities if entity.kind == "expandable_blockquote"]
    assert len(folded) == 1


def test_a_title_leads_to_the_paper() -> None:
    parsed = read(list_page(a_list(SEVEN[0]), 0, LOOK))
    assert [each.url for each in parsed.entities if each.kind == "text_link"] == ["https://arxiv.org/abs/2511.00000"]


def test_a_paper_without_matches_says_who_wrote_it_instead_of_why() -> None:
    text = read(list_page(a_list(replace(SEVEN[0], matches=())), 0, LOOK)).text
    assert text == "Papers\n\n1. Paper 0\nAda One, Ben Two, Cy Three and 2 more · 31 Oct 2026"


def test_what_changed_and_what_was_withdrawn_is_said() -> None:
    changed, withdrawn = revised(("version", "1", "2")), chosen(paper("A Loft", withdrawn=True))
    text = read(list_page(a_list(changed, withdrawn), 0, LOOK)).text
    assert "1. Pigeons Sort Letters\nChanged: version 1 → 2\n" in text
    assert "2. A Loft\nWithdrawn\n" in text


@pytest.mark.parametrize(
    "title", ["", "\u200d", "\u200b\u2066", "\u0301 \u200c"], ids=["none", "joiner", "marks", "accents"]
)
def test_a_title_nobody_can_see_is_said_to_be_none(title: str) -> None:
    assert "1. (no title)" in read(list_page(a_list(chosen(paper(title))), 0, LOOK)).text


def test_what_is_too_long_loses_of_its_abstracts_first() -> None:
    text = read(list_page(a_list(*many(5, "Pigeons sort letters by colour. " * 400)), 0, FULL)).text
    assert text.count("For post: letters (title, 61.4), loft (title, 12)") == 5
    assert 5 * 300 < text.count("Pigeons") * len("Pigeons sort letters by colour. ") < 4_000


@pytest.mark.parametrize("look", LOOKS.values(), ids=LOOKS)
@pytest.mark.parametrize(
    "sign", ["w", "🐦", '"', "一", "&", "ا", "a.example "], ids=["w", "bird", "quote", "han", "and", "alef", "hosts"]
)
def test_five_papers_of_endless_text_fit_on_a_page(look, sign: str) -> None:
    item = hostile_item(sign * 4_000)
    around = (escape(sign * 300),) * 60
    view = a_list(*[item] * 5, heading=around, footer=around, notes=around[:5])
    read(list_page(view, 0, look))


@given(st.lists(hostile_text, min_size=1, max_size=7), st.sampled_from(list(LOOKS.values())), st.integers(0, 1))
@settings(max_examples=60, deadline=None)
def test_no_text_of_papers_is_markup_or_too_long(texts: list[str], look, page: int) -> None:
    message = list_page(a_list(*map(hostile_item, texts)), page, look)
    parsed = read(message)
    assert {each.url[:8] for each in parsed.entities if each.kind == "text_link"} <= {"https://"}
    assert alive(parsed) == []
    assert all(read_tap(data).verb in ("po", "pg", "n") for data in buttons(message).values())


def test_a_thousand_hostile_titles_stay_text() -> None:
    items = [hostile_item(title) for title in THOUSAND_TITLES]
    assert len(items) == 1_000
    view = a_list(*items)
    for page in range(page_count(view)):
        parsed = read(list_page(view, page, LOOK))
        assert alive(parsed) == []
        assert {each.kind for each in parsed.entities} <= {"bold", "italic", "text_link"}


def test_text_from_right_to_left_reorders_nothing_around_it() -> None:
    mixed = chosen(paper("שלום GPT-4"))
    text = read(list_page(a_list(mixed, chosen(paper("Pigeons"))), 0, LOOK)).text
    assert "1. \u2068שלום GPT-4\u2069\n" in text
    assert text.count("\u2068") == text.count("\u2069") == 1


def _more(count: int) -> str:
    return f"And {count} more" if count else ""


def test_a_channel_has_as_many_papers_as_fit_in_one_message_without_buttons() -> None:
    view = a_list(*many(40, "Of pigeons."), footer=("Below",))
    message = channel_message(view, LOOK, _more)
    shown = read(message).text.count("For post:")
    assert 15 < shown <= 30
    assert f"\n\nAnd {40 - shown} more\n\nBelow" in message.plain
    assert message.keyboard == ()
    assert "1. " not in message.plain


def test_a_short_list_in_a_channel_is_whole() -> None:
    assert "more" not in channel_message(a_list(*SEVEN), LOOK, _more).plain


@pytest.mark.parametrize("sign", ["w", "🐦", "&", "ا"], ids=["w", "bird", "and", "alef"])
def test_a_message_to_a_channel_fits_whatever_the_papers_are(sign: str) -> None:
    view = a_list(*[hostile_item(sign * 4_000)] * 30, footer=(escape(sign * 200),) * 30)
    for look in LOOKS.values():
        read(channel_message(view, look, _more))


def test_a_very_long_address_is_no_link() -> None:
    far = Paper(key="k", title="Far", urls=("https://example.org/" + "a" * 1_500,))
    assert all(each.kind != "text_link" for each in read(list_page(a_list(chosen(far)), 0, LOOK)).entities)


def test_a_silent_chat_hears_nothing() -> None:
    assert list_page(a_list(*SEVEN), 0, replace(LOOK, silent=True)).silent
    assert not list_page(a_list(*SEVEN), 0, LOOK).silent
