"""However full a day is: the mail stays short enough for Gmail not to clip it."""

import pytest
from bs4 import BeautifulSoup
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.encoded import ascii_body
from bot.channels.mime import MailSender, compose
from bot.core.edition import Edition
from bot.render.mail import mail_letter, text_letter
from bot.render.mail.fitting import ABSTRACTS, Body, Shape, encoded_size, fitted
from store.outbox import DeliveryKind
from store.readers import Way
from tests.bot.render.digests import HOSTILE_TITLES
from tests.bot.render.editions import ADAS_MAIL, EVERY_KIND, FULL, HOST, LINKS, at, edition, hostile_edition, many

SENDER = MailSender(address="papers@papers.example.org", name="Paperround")
LONG = "We find that trained pigeons sort letters faster than untrained ones, at 3 % of the cost. "
DAYS = (
    FULL,
    edition(*many(500, "愛" * 20_000, "愛" * 400), hidden=100),
    edition(*many(60, LONG * 222)),
    edition(*many(25, LONG * 15)),
    edition(*many(500, "", "<&>\"'=" * 60)),
    edition(*many(400, "=é" * 10_000)),
)


def shown(html: str) -> int:
    return len(BeautifulSoup(html, "lxml").select("h2.title"))


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("links", [LINKS, None], ids=["pages", "no pages"])
def test_a_mail_is_never_too_long(day: Edition, links: object) -> None:
    letter = mail_letter(day, LINKS if links else None, HOST)
    assert len(letter.html.encode()) < 100_000
    mail = compose(letter, ADAS_MAIL.target, SENDER).content
    assert len(mail) < 100_000
    assert len(mail) > 60_000, "there is room for more"
    left = len(day.items) + day.hidden - shown(letter.html)
    if left:
        assert f"And {left:,} more" in letter.text
        assert f"And {left:,} more" in letter.html
    assert letter.html.rstrip().endswith("</html>")
    assert "You get this because" in letter.html


def test_abstracts_are_shortened_before_papers_are_left_out() -> None:
    letter = mail_letter(edition(*many(25, LONG * 15)), LINKS, HOST)
    page = BeautifulSoup(letter.html, "lxml")
    assert shown(letter.html) == 25
    abstracts = page.select(".abstract")
    assert len(abstracts) == 25
    assert all(len(each.get_text()) > 250 for each in abstracts)
    assert "And " not in letter.text


def test_ten_ordinary_papers_have_their_whole_abstracts() -> None:
    letter = mail_letter(edition(*many(10, LONG * 20)), LINKS, HOST)
    assert letter.text.count("at 3 % of") + letter.text.count("at 3\n       % of") > 0
    assert " ".join(letter.text.split()).count(" ".join((LONG * 20).split())) == 10


@given(
    st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=300)
    | st.lists(st.sampled_from(["=", "é", "word ", "https://example.org/?a=b", "\n", "𝕒", "愛"]), max_size=400).map(
        "".join
    )
)
@settings(max_examples=200)
def test_no_part_takes_more_room_than_reckoned(text: str) -> None:
    lines = "".join(f"{line.rstrip()}\n" for line in text.split("\n"))
    assert len(ascii_body(lines)[1]) <= encoded_size(lines) * 1.02 + 4


def test_the_largest_shape_that_fits_is_taken() -> None:
    tried: list[Shape] = []

    def render(shape: Shape) -> Body:
        tried.append(shape)
        return Body("x" * 70 * shape.papers, "x" * (shape.abstract + 30) * shape.papers)

    body = fitted(render, 40)
    assert tried == [Shape(40, abstract) for abstract in ABSTRACTS[: len(tried)]]
    assert body.html == "x" * (tried[-1].abstract + 30) * 40
    assert not render(tried[-2]).fits
    assert len(fitted(lambda shape: Body("x" * 5_000 * shape.papers, ""), 500).text) == 90_000


@pytest.mark.parametrize("title", HOSTILE_TITLES[5::10])
@pytest.mark.parametrize("kind", [DeliveryKind.DIGEST, DeliveryKind.QUIET])
def test_a_chat_is_never_told_too_much(title: str, kind: DeliveryKind) -> None:
    for day in (hostile_edition(title, kind), hostile_edition("𝕒" * 3_000, kind)):
        letter = text_letter(at(Way.CHAT, day), LINKS, HOST)
        assert len(letter.text.encode("utf-16-le")) // 2 <= 4_000


def test_every_kind_of_message_has_room_to_spare() -> None:
    for day in EVERY_KIND:
        assert len(compose(mail_letter(day, LINKS, HOST), ADAS_MAIL.target, SENDER).content) < 30_000
