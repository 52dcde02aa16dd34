"""Papers that rise, in words: at the end of every form of a message, and never in the way of what matched."""

from dataclasses import replace

import pytest
from bs4 import BeautifulSoup

from bot.channels.mime import MailSender, compose
from bot.core.rising import MAX_RISING, Rising
from bot.render.language import SPEAKING_ENGLISH
from bot.render.mail import mail_letter, text_letter
from bot.render.trends import gain_in_words
from store.readers import Way
from tests.bot.render.digests import paper
from tests.bot.render.editions import ADAS_MAIL, HOST, LINKS, ORDINARY_MAIL, WITH_RISING, at, edition, many, said

SENDER = MailSender(address="papers@papers.example.org", name="Paperround")


def most(title: str) -> tuple[Rising, ...]:
    """As many as a reader may wish for."""
    return tuple(
        Rising(paper(f"{title} {number}", arxiv_id=f"2610.{number:05}"), 42, 3, 24) for number in range(MAX_RISING)
    )


MOST = most("Whales Sing at Dusk Because Nobody Told Them Not To: a Study of Three Oceans and Two Seasons")


@pytest.mark.parametrize(
    ("upvotes", "comments", "hours", "words"),
    [
        (42, 0, 24, "+42 upvotes in 24 hours"),
        (1, 0, 1, "+1 upvote in 1 hour"),
        (0, 3, 24, "+3 comments in 24 hours"),
        (1_200, 1, 36, "+1,200 upvotes and +1 comment in 36 hours"),
    ],
)
def test_a_gain_is_said_in_words(upvotes: int, comments: int, hours: int, words: str) -> None:
    assert gain_in_words(Rising(paper(), upvotes, comments, hours), SPEAKING_ENGLISH) == words


def test_both_parts_of_a_mail_end_with_what_rises() -> None:
    for text in said(WITH_RISING):
        whole = text.index("Rising now")
        assert text.index("Pigeons") < whole < text.index("What the sources did")
        assert "Whales Sing at Dusk +42 upvotes and +3 comments in 24 hours" in text
        assert "On Moths +1 comment in 1 hour" in text
    letter = mail_letter(WITH_RISING, LINKS, HOST)
    assert "https://arxiv.org/abs/2610.01234" in letter.text
    assert BeautifulSoup(letter.html, "lxml").find("a", string="Whales Sing at Dusk")
    assert letter.subject == mail_letter(ORDINARY_MAIL, LINKS, HOST).subject


def test_nothing_is_said_where_nothing_rises() -> None:
    for text in said(ORDINARY_MAIL):
        assert "Rising" not in text


@pytest.mark.parametrize("way", [Way.CHAT, Way.APPRISE, Way.FILE, Way.CONSOLE])
def test_every_other_way_out_has_them_too(way: Way) -> None:
    text = " ".join(text_letter(at(way, WITH_RISING), LINKS, HOST).text.split())
    assert "Rising now Whales Sing at Dusk +42 upvotes" in text


def test_a_full_chat_leaves_them_out_before_any_paper_that_matched() -> None:
    day = edition(*many(8, "Pigeons sort letters. " * 8))
    alone = text_letter(at(Way.CHAT, day), LINKS, HOST).text
    assert alone.count("arxiv.org") == 8
    crowded = replace(day, rising=MOST)
    assert text_letter(at(Way.CHAT, crowded), LINKS, HOST).text == alone


@pytest.mark.parametrize(
    ("count", "told", "rising"),
    [
        (0, MOST, 20),
        (10, MOST, 20),
        (25, MOST, 20),
        (500, MOST, 0),
        (0, most("愛" * 400), 20),
        (25, most("愛" * 400), 0),
    ],
)
def test_a_mail_that_ends_with_the_most_of_them_is_not_too_long(count: int, told, rising: int) -> None:
    day = edition(*many(count, "We find that pigeons sort letters. " * 40), rising=told)
    letter = mail_letter(day, LINKS, HOST)
    assert len(compose(letter, ADAS_MAIL.target, SENDER).content) < 100_000
    page = BeautifulSoup(letter.html, "lxml")
    assert len(page.select("p.risen")) == rising
    if not rising:  # what matched has all the room then
        assert letter.html == mail_letter(replace(day, rising=()), LINKS, HOST).html
