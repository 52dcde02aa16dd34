"""Editions in a chat: digests, what is told at once, quiet days, what the operator tells; and their letters."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.edition import Edition
from bot.core.rising import Rising
from bot.render.chat.digests import digest_view, edition_message, instant_card, quiet_message
from bot.render.chat.letters import chat_letter
from bot.render.chat.looks import look_of
from store.chats import Chat, ChatKind, Layout
from store.outbox import DeliveryKind
from store.readers import Way
from store.watch import SourceVerdict, VerdictKind
from tests.bot.render.chat_messages import LOOK, LOOKS, THOUSAND_TITLES, alive, buttons, labels, read
from tests.bot.render.digests import hostile_text, paper
from tests.bot.render.editions import (
    ADA,
    HOST,
    INSTANT,
    LATE,
    LINKS,
    NOW,
    ORDINARY_MAIL,
    QUIET_MAIL,
    QUIET_WEEK,
    at,
    delivery,
    edition,
    hostile_edition,
    many,
)

TROUBLE = SourceVerdict(
    source="arxiv-cs.CL",
    kind=VerdictKind.STALLED,
    since=NOW - timedelta(days=3),
    judged_at=NOW,
    said="",
    numbers=(("why", "news"),),
)
RISING = (Rising(paper("Whales", urls=("https://a.example/whales",)), 42, 3, 24), Rising(paper("Owls"), 7, 0, 24))
GROUP = Chat(
    chat=-1001, reader=7, kind=ChatKind.SUPERGROUP, title="Loft", created_at=NOW, layout=Layout.FULL, silent=True
)
CHANNEL = replace(GROUP, kind=ChatKind.CHANNEL)


def notice(text: str) -> Edition:
    return edition(delivery=delivery(DeliveryKind.NOTICE, "notice 3"), notice=text)


def test_a_digest_says_its_day_how_much_it_is_and_what_else_there_was() -> None:
    shown = replace(ORDINARY_MAIL, verdicts=(TROUBLE,), rising=RISING)
    parsed = read(edition_message(shown, LOOK))
    head, *_, more, trouble, rising = parsed.text.split("\n\n")
    assert head == "Sunday, 1 November 2026\n412 new papers · 15 for you"
    assert more == "And 12 more that reached your threshold"
    assert trouble == "⚠ arXiv cs.\u2060CL: stalled since Thursday, it answers but brings nothing new"
    assert rising == "Rising now\nWhales · +42 upvotes and +3 comments in 24 hours\nOwls · +7 upvotes in 24 hours"
    assert "https://a.example/whales" in {entity.url for entity in parsed.entities}


def test_its_buttons_call_it_by_the_number_of_the_delivery() -> None:
    assert buttons(edition_message(ORDINARY_MAIL, LOOK))["1"] == "1:po:d77:0"


def test_a_late_digest_says_so() -> None:
    assert "These are the papers of 3 days: nothing could be sent in between." in edition_message(LATE, LOOK).plain


def test_a_reader_of_one_profile_is_not_told_its_name_again_and_again() -> None:
    one = replace(ORDINARY_MAIL, profiles=ORDINARY_MAIL.profiles[:1])
    assert "\n63.4 · For post: direct letter optimization (title, 51.3)" in edition_message(ORDINARY_MAIL, LOOK).plain
    assert "\n63.4 · direct letter optimization (title, 51.3), DLO (abstract, 12.1)" in edition_message(one, LOOK).plain


def test_sources_that_are_well_are_not_mentioned() -> None:
    assert "Hugging Face" not in edition_message(ORDINARY_MAIL, LOOK).plain


def test_one_paper_told_at_once_is_a_card() -> None:
    message = instant_card(INSTANT, LOOK)
    assert read(message).text.startswith("Direct Letter Optimization: Your Pigeon Is Secretly a Postman\nAda One")
    assert buttons(message)["🔖 Save"] == "1:pk:d77:0:save"
    assert edition_message(INSTANT, LOOK) == message


def test_a_card_says_too_that_it_is_late_and_what_is_in_trouble() -> None:
    late = replace(INSTANT, delivery=replace(LATE.delivery, kind=DeliveryKind.INSTANT), verdicts=(TROUBLE,))
    text = read(instant_card(replace(late, sources=ORDINARY_MAIL.sources), LOOK)).text
    assert text.startswith("These are the papers of 3 days")
    assert text.endswith("\n\n⚠ arXiv cs.\u2060CL: stalled since Thursday, it answers but brings nothing new")


@pytest.mark.parametrize(
    "shown", [replace(INSTANT, items=many(2, "")), replace(INSTANT, hidden=1)], ids=["two", "hidden"]
)
def test_several_told_at_once_are_a_list(shown: Edition) -> None:
    message = instant_card(shown, LOOK)
    assert "told at once · 2 for you" in message.plain
    assert labels(message)[0][0] == "1"


def test_a_quiet_day_says_what_was_nearest_and_makes_no_sound() -> None:
    message = quiet_message(replace(QUIET_MAIL, verdicts=(TROUBLE,)), LOOK)
    assert read(message).text == (
        "Sunday, 1 November 2026\n"
        "Nothing for you today: 0 of 412 new papers matched.\n"
        "But 1 source is in trouble, so papers may be missing; what is known of it stands below.\n"
        "Nearest: “Nearly About Rewards” (41, wants 50) for reward models.\n"
        "Nearest: “Robot Pigeons” (31, wants 45.5) for robots.\n"
        "\n"
        "⚠ arXiv cs.\u2060CL: stalled since Thursday, it answers but brings nothing new"
    )
    assert message.silent
    assert message.keyboard == ()


def test_a_quiet_week_is_a_sign_of_life() -> None:
    assert "Nothing for you this week, and everything is running" in read(edition_message(QUIET_WEEK, LOOK)).text


def test_a_channel_gets_one_message_without_buttons() -> None:
    look = look_of(ADA, CHANNEL)
    message = edition_message(edition(*many(40, "Of pigeons."), hidden=2), look)
    shown = read(message).text.count("For post: ")
    assert f"And {42 - shown} more that reached your threshold" in message.plain
    assert message.keyboard == ()
    assert edition_message(INSTANT, look).keyboard == ()


def test_what_the_operator_tells_keeps_its_paragraphs_and_commands_and_is_no_markup() -> None:
    message = edition_message(notice("Hello  <b>all</b>,\r\n\n\n\nsee /digest & more.\x00 "), LOOK)
    assert read(message).text == "Hello <b>all</b>,\n\nsee /digest & more."
    assert message.html == "Hello &lt;b&gt;all&lt;/b&gt;,\n\nsee /digest &amp; more."


@pytest.mark.parametrize("sign", ["w", "🐦", '"', "a "], ids=["w", "bird", "quote", "words"])
def test_a_long_notice_is_cut(sign: str) -> None:
    read(edition_message(notice(sign * 3_000), LOOK))


@pytest.mark.parametrize("sign", ["a.bc ", "@a", "@\U00020000", "a://b"], ids=["hosts", "names", "far", "addresses"])
def test_a_notice_with_more_links_than_a_message_has_is_told_without_any(sign: str) -> None:
    message = edition_message(notice("x" * 1_000 + sign * 600), LOOK)
    assert alive(read(message)) == []
    assert len(alive(read(edition_message(notice(f"See https://a.example {sign}"), LOOK)))) > 1


def test_the_look_of_a_chat_is_its_reader_s_and_its_own() -> None:
    look = look_of(replace(ADA, language="de", timezone="Europe/Paris"), GROUP)
    assert (look.layout, look.silent, look.personal, str(look.zone)) == (Layout.FULL, True, True, "Europe/Paris")
    assert look_of(ADA, None) == LOOK
    assert not look_of(ADA, CHANNEL).personal
    assert str(look_of(replace(ADA, timezone="Mars/Base"), None).zone) == "UTC"


def test_a_letter_for_a_chat_brings_the_message_as_the_chat_wants_it() -> None:
    letter = chat_letter(replace(at(Way.CHAT, ORDINARY_MAIL), chat=GROUP), LINKS, HOST)
    assert letter.chat == edition_message(ORDINARY_MAIL, look_of(ADA, GROUP))
    assert letter.chat.silent
    assert letter.subject == "Direct Letter Optimization: Your Pigeon Is Secretly a Postman, and 2 more"
    assert letter.text == letter.chat.plain
    assert letter.unsubscribe is not None
    assert letter.message_id.endswith(f"@{HOST}>")


def test_the_letter_of_a_notice_is_the_notice() -> None:
    letter = chat_letter(at(Way.CHAT, notice("Hello.\n\nWe move.")), None, HOST)
    assert (letter.kind, letter.subject, letter.text) == (DeliveryKind.NOTICE, "Hello. We move.", "Hello.\n\nWe move.")
    assert letter.chat is not None
    assert letter.unsubscribe is None


@given(hostile_text, st.sampled_from([*DeliveryKind][:3]), st.sampled_from(sorted(LOOKS)), st.booleans())
@settings(max_examples=80, deadline=None)
def test_no_text_in_an_edition_is_markup_or_too_long(text: str, kind: DeliveryKind, look: str, personal: bool) -> None:
    parsed = read(edition_message(hostile_edition(text, kind), replace(LOOKS[look], personal=personal)))
    assert {each.url[:8] for each in parsed.entities if each.kind == "text_link"} <= {"https://"}
    assert alive(parsed) == []


def test_a_thousand_hostile_titles_in_digests_stay_text() -> None:
    for title in THOUSAND_TITLES[::4]:
        assert alive(read(edition_message(hostile_edition(title), LOOK))) == []


def test_a_digest_s_list_is_in_its_own_order() -> None:
    view = digest_view(ORDINARY_MAIL, LOOK)
    assert (view.context, view.items) == ("d77", ORDINARY_MAIL.items)
