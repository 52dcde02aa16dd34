"""What the mail says: everything, in both parts, with the links that belong to this reader."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.types import Letter
from bot.core.edition import Edition, EditionProfile
from bot.links import confirmed_address
from bot.render.columns import width_of
from bot.render.mail import confirmation_letter, file_page, mail_letter, message_id, text_letter
from bot.render.words import printable, shorten
from store.outbox import DeliveryKind
from store.readers import Way
from tests.bot.render.digests import ABSTRACT, ORDINARY, chosen, hostile_text, matched, paper, reason
from tests.bot.render.editions import (
    ADA,
    ADAS_MAIL,
    EVERY_KIND,
    HOST,
    LATE,
    LINKS,
    NOW,
    ORDINARY_MAIL,
    at,
    delivery,
    edition,
    many,
    parts,
    said,
)

ADDRESS = re.compile(r"https://\S+")


def links_of(letter: Letter) -> dict[str, str]:
    """The addresses of the HTML part by what they are called; of those called the same the first."""
    found: dict[str, str] = {}
    for link in BeautifulSoup(letter.html, "lxml").find_all("a"):
        found.setdefault(link.get_text(), str(link["href"]))
    return found


def test_everything_is_said_in_both_parts() -> None:
    for part in said(LATE):
        for sentence in (
            "Sunday, 1 November 2026",
            "412 new papers · 15 for you",
            "These are the papers of 3 days: nothing could be sent in between.",
            "63.4",
            "Direct Letter Optimization: Your Pigeon Is Secretly a Postman",
            "University of the Loft · 29 May 2023 · 1,204 upvotes, 3 comments",
            "direct letter optimization (title, 51.3), DLO (abstract, 12.1)",
            "A Withdrawn Loft",
            "Changed: title (before: “Pigeons”), version 1 → 2",
            "And 12 more on the page",
            "Hugging Face: 38 papers, 12 new",
            "arXiv cs.CL: nothing new since Friday",
            "journal: no page was read; the last news came 22 September 2026",
            "A Blog: nothing new yet",
            "You get this because Paperround watches for you: post, robots.",
        ):
            assert sentence in part
        assert ABSTRACT.strip() in part
        assert "withdrawn" in part.lower().replace("a withdrawn loft", "")


def test_both_parts_have_the_same_links() -> None:
    letter = mail_letter(ORDINARY_MAIL, LINKS, HOST)
    in_html = {str(link["href"]) for link in BeautifulSoup(letter.html, "lxml").find_all("a")}
    assert set(ADDRESS.findall(letter.text)) == in_html


def test_each_link_of_a_paper_stands_once_in_the_text() -> None:
    letter = mail_letter(edition(*many(5, ABSTRACT)), LINKS, HOST)
    addresses = ADDRESS.findall(letter.text)
    assert len(addresses) == len(set(addresses)) == 5 * 6 + 1 + 3


def test_links_lead_where_they_say() -> None:
    links = links_of(mail_letter(ORDINARY_MAIL, LINKS, HOST))
    assert links["arXiv"] == "https://arxiv.org/abs/2305.18290"
    assert links["Hugging Face"] == "https://huggingface.co/papers/2305.18290"
    assert links["Code"] == "https://github.com/example/pigeons"
    key = ORDINARY.items[0].paper.key

    def signed(label: str, page: str) -> list[int | str]:
        prefix = f"{LINKS.public_url}/{page}/"
        assert links[label].startswith(prefix)
        return LINKS.signer.read(page, links[label].removeprefix(prefix))

    assert signed("Save", "feedback") == [7, 1, 3, "save", key]
    assert signed("More like this", "feedback") == [7, 1, 3, "like", key]
    assert signed("Less like this", "feedback") == [7, 1, 3, "dislike", key]
    assert signed("Mute a word", "feedback") == [7, 1, 3, "mute", ""]
    assert signed("View in browser", "view") == [7, 1, 77]
    assert signed("And 12 more on the page", "view") == [7, 1, 77]
    assert signed("Settings", "settings") == [7, 1]
    assert signed("Unsubscribe", "unsubscribe") == [9, 1]


def test_one_click_unsubscribing_is_told_to_the_way_out() -> None:
    assert mail_letter(ORDINARY_MAIL, LINKS, HOST).unsubscribe == LINKS.unsubscribe(ORDINARY_MAIL.reader, 9)
    assert text_letter(ORDINARY_MAIL, LINKS, HOST).unsubscribe == LINKS.unsubscribe(ORDINARY_MAIL.reader, 9)
    assert mail_letter(ORDINARY_MAIL, None, HOST).unsubscribe is None


def test_feedback_is_given_in_the_name_of_the_profile_that_fits_best() -> None:
    both = replace(
        chosen(paper("Robot Pigeons")),
        matches=(matched("robots", reason("robots", 70.0)), matched("post", reason("pigeons", 50.0))),
    )
    letter = mail_letter(edition(both), LINKS, HOST)
    token = links_of(letter)["Save"].rpartition("/")[2]
    assert LINKS.signer.read("feedback", token)[2] == 4
    text, html = parts(letter)
    assert "For robots: robots (title, 70) For post (50): pigeons (title, 50)" in text
    assert "70 for robots , 50 for post" in html
    assert "Why for post: pigeons (title, 50)" in html


def test_a_profile_that_is_no_more_gets_no_feedback() -> None:
    letter = mail_letter(edition(chosen(paper()), profiles=(EditionProfile(4, "robots", 45.5, 0),)), LINKS, HOST)
    assert set(links_of(letter)) == {"View in browser", "Settings", "Unsubscribe"}


@pytest.mark.parametrize("shown", EVERY_KIND)
def test_without_pages_there_is_no_link_to_one(shown: Edition) -> None:
    letter = mail_letter(shown, None, HOST)
    assert HOST not in letter.html + letter.text
    for part in parts(letter):
        assert "answer with the word “unsubscribe”" in part
    assert "And 12 more that reached your threshold" in mail_letter(ORDINARY_MAIL, None, HOST).text


@pytest.mark.parametrize("shown", EVERY_KIND)
def test_the_text_has_at_most_78_columns_except_for_addresses(shown: Edition) -> None:
    text = mail_letter(shown, LINKS, HOST).text
    for line in text.split("\n"):
        assert width_of(line) <= 78 or "https://" in line
        assert line == line.rstrip()
    assert text.endswith("\n")
    assert "\n\n\n" not in text


@pytest.mark.parametrize("shown", EVERY_KIND)
def test_the_same_edition_makes_the_same_bytes(shown: Edition) -> None:
    assert mail_letter(shown, LINKS, HOST) == mail_letter(replace(shown), LINKS, HOST)


def test_a_terminal_or_a_folder_gets_the_whole_text_and_no_html() -> None:
    for way in (Way.CONSOLE, Way.FILE):
        letter = text_letter(at(way, edition(*many(200, ABSTRACT * 10))), LINKS, HOST)
        assert letter.html == ""
        assert "Paper 199" in letter.text
        assert letter.text.count("Save: https://") == 200


def test_a_chat_gets_whole_papers_in_at_most_4000_characters() -> None:
    letter = text_letter(at(Way.CHAT, edition(*many(30, ABSTRACT), hidden=4)), LINKS, HOST)
    assert 3_000 < len(letter.text) <= 4_000
    shown = letter.text.count("https://arxiv.org/abs/")
    assert f"And {34 - shown} more on the page" in letter.text
    assert f" · Paper {shown - 1}\nFor post: letters (title, 61.4), loft (title, 12)\n" in letter.text
    assert LINKS.view(ADA, 77) in letter.text


def test_a_page_for_a_folder_has_everything() -> None:
    page = file_page(edition(*many(100, "Word. " * 3_000 + "The very end.")), None)
    assert page.count("<h2") == 100 + 1
    assert page.count("The very end.") == 100


def test_the_question_of_sign_up_has_a_link_for_this_address() -> None:
    asked = delivery(DeliveryKind.CONFIRMATION, "confirm 2026-11-01T07:00:00Z")
    letter = confirmation_letter(asked, ADA, ADAS_MAIL, LINKS, HOST)
    assert letter.kind is DeliveryKind.CONFIRMATION
    assert letter.subject == "Please confirm your address"
    assert letter.unsubscribe is None
    assert letter.message_id == message_id(asked, ADAS_MAIL, HOST)
    link = links_of(letter)["Confirm this address"]
    assert link in letter.text
    assert confirmed_address(LINKS.signer, link.rpartition("/")[2], NOW + timedelta(hours=47)) == (9, 0)
    for part in parts(letter):
        assert "The link works for 48 hours." in part
        assert "If it was not you" in part


def test_a_known_address_is_sent_its_settings_instead() -> None:
    asked = delivery(DeliveryKind.CONFIRMATION, "links 2026-11-01T07:00:00Z")
    letter = confirmation_letter(asked, ADA, ADAS_MAIL, LINKS, HOST)
    assert letter.subject == "Your settings at Paperround"
    assert links_of(letter)["Open the settings"] == LINKS.settings(ADA)
    assert LINKS.settings(ADA) in letter.text


def test_one_delivery_has_one_message_id() -> None:
    first = message_id(delivery(), ADAS_MAIL, HOST)
    assert re.fullmatch(r"<[0-9a-f]{40}@papers\.example\.org>", first)
    assert message_id(delivery(number=5, attempts=3), replace(ADAS_MAIL, number=2), HOST.upper()) == first
    assert message_id(delivery(), replace(ADAS_MAIL, target="ADA@example.org"), HOST) == first
    others = {
        message_id(delivery(slot="digest 2026-11-02T08:00"), ADAS_MAIL, HOST),
        message_id(delivery(), replace(ADAS_MAIL, target="bob@example.org"), HOST),
        message_id(delivery(), replace(ADAS_MAIL, way=Way.APPRISE), HOST),
    }
    assert len(others | {first}) == 4


@pytest.mark.parametrize("host", ["", "exämple.org", "a\r\nb", "a b", "-a", "a>b", "x" * 254])
def test_what_is_no_host_is_refused(host: str) -> None:
    with pytest.raises(ValueError, match="no host name in ASCII"):
        message_id(delivery(), ADAS_MAIL, host)


@settings(max_examples=40)
@given(hostile_text | st.sampled_from(["愛を。" * 300, "A sentence. " * 200, "word " * 500, "e.g. this. " * 300]))
def test_the_first_sentences_of_an_abstract_and_its_rest_are_the_whole(text: str) -> None:
    html = mail_letter(edition(chosen(paper(abstract=text))), LINKS, HOST).html
    paragraphs = BeautifulSoup(html, "lxml").select(".abstract, .rest")
    assert len(paragraphs) <= 2
    assert "".join("".join(part.get_text() for part in paragraphs).split()) == "".join(
        shorten(printable(text), 3_000).split()
    )
