"""The sentences of mail: what is inside, why there is nothing, why it is late, what the sources did."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from bs4 import BeautifulSoup

from bot.core.edition import Edition
from bot.render.mail import mail_letter, text_letter
from store.outbox import DeliveryKind, Note, SourceDay
from tests.bot.render.digests import chosen, paper
from tests.bot.render.editions import (
    ADA,
    HOST,
    INSTANT,
    LINKS,
    NEAREST,
    NO_PAPERS,
    NOW,
    ORDINARY_MAIL,
    QUIET_MAIL,
    QUIET_WEEK,
    delivery,
    edition,
    parts,
    revised,
    said,
)


def test_what_an_instant_message_is_is_said() -> None:
    for part in said(INSTANT):
        assert "told at once · 1 for you" in part
        assert "412" not in part
    assert mail_letter(INSTANT, LINKS, HOST).kind is DeliveryKind.INSTANT


@pytest.mark.parametrize(
    ("shown", "sentences"),
    [
        (
            QUIET_MAIL,
            (
                "Nothing for you today: 0 of 412 new papers matched.",
                "Nearest: “Nearly About Rewards” (41, wants 50) for reward models.",
                "Nearest: “Robot Pigeons” (31, wants 45.5) for robots.",
                "Hugging Face: 38 papers, 12 new",
            ),
        ),
        (QUIET_WEEK, ("Nothing for you this week, and everything is running: 0 of 2,104 new papers matched.",)),
        (NO_PAPERS, ("Nothing for you today: there were no new papers at all.",)),
        (replace(QUIET_MAIL, new_papers=1), ("Nothing for you today: 0 of 1 new paper matched.",)),
    ],
)
def test_a_quiet_day_says_why(shown: Edition, sentences: tuple[str, ...]) -> None:
    for part in said(shown):
        for sentence in sentences:
            assert sentence in part


@pytest.mark.parametrize(
    ("note", "days", "sentence"),
    [
        (Note.NONE, 3, ""),
        (Note.LATE, 3, "These are the papers of 3 days: nothing could be sent in between."),
        (Note.AWAY, 14, "These are the papers of 14 days: you were away."),
        (Note.LATE, 1, "This is late: nothing could be sent before."),
        (Note.AWAY, 0.5, "You were away: this has come since."),
        (Note.AWAY, None, "You were away: this has come since."),
        (Note.LATE, 2.1, "These are the papers of 3 days: nothing could be sent in between."),
    ],
)
def test_why_it_covers_more_than_a_day_is_said(note: Note, days: float | None, sentence: str) -> None:
    since = None if days is None else NOW - timedelta(days=days)
    for part in said(replace(ORDINARY_MAIL, delivery=delivery(note=note, since=since))):
        assert sentence in part
        assert ("away" in part or "could be sent" in part) == bool(sentence)


@pytest.mark.parametrize(
    ("shown", "subject"),
    [
        (ORDINARY_MAIL, "Direct Letter Optimization: Your Pigeon Is Secretly a Postman, and 2 more"),
        (INSTANT, "Direct Letter Optimization: Your Pigeon Is Secretly a Postman"),
        (edition(revised(("abstract", "a", "b"))), "Revised: Pigeons Sort Letters"),
        (edition(chosen(paper("a\r\nBcc: x@example.org\0\u202e\u200f\u2066b"))), "a Bcc: x@example.org b"),
        (edition(chosen(paper("word " * 40))), "word " * 13 + "word…"),
        (edition(chosen(paper("\u202e"))), "(no title)"),
        (QUIET_MAIL, "A quiet day: 0 of 412 new papers matched"),
        (QUIET_WEEK, "A quiet week: 0 of 2,104 new papers matched"),
        (NO_PAPERS, "A quiet day: there were no new papers at all"),
    ],
)
def test_the_subject_says_what_is_inside(shown: Edition, subject: str) -> None:
    assert mail_letter(shown, LINKS, HOST).subject == subject
    assert text_letter(shown, LINKS, HOST).subject == subject


def test_the_preheader_goes_on_where_the_subject_ends_and_is_hidden() -> None:
    for shown, begin in (
        (ORDINARY_MAIL, "A Withdrawn Loft · Pigeons Sort Letters · 412"),
        (QUIET_MAIL, "Nearest: “Ne"),
    ):
        preheader = BeautifulSoup(mail_letter(shown, LINKS, HOST).html, "lxml").select_one("body > div")
        assert preheader is not None
        assert preheader.get_text().startswith(begin)
        assert "display:none" in str(preheader["style"])


def test_the_sources_are_bounded_and_days_are_the_readers() -> None:
    tokyo = replace(ADA, timezone="Asia/Tokyo")
    evening = datetime(2026, 10, 30, 20, 0, tzinfo=UTC)  # Saturday in Tokyo
    sources = tuple(
        SourceDay(name=f"s{number:02}", title="", pages=1, papers=0, new=0, last_news=evening) for number in range(25)
    )
    text = mail_letter(edition(chosen(paper()), reader=tokyo, sources=sources), LINKS, HOST).text
    assert "  s19: nothing new since yesterday\n  and 5 more sources\n" in text
    unknown = replace(ADA, timezone="Nowhere/At All")
    assert "s00: nothing new since Friday" in mail_letter(edition(reader=unknown, sources=sources), LINKS, HOST).text


@pytest.mark.parametrize(
    ("days", "words"), [(0, "earlier today"), (1, "yesterday"), (6, "Monday"), (7, "25 October 2026")]
)
def test_since_when_a_source_was_quiet_is_said_in_words(days: int, words: str) -> None:
    source = SourceDay(name="s", title="", pages=1, papers=3, new=0, last_news=NOW - timedelta(days=days))
    assert f"s: nothing new since {words}\n" in mail_letter(edition(sources=(source,)), LINKS, HOST).text


def test_a_revision_says_what_changed() -> None:
    everything = revised(
        ("title", "Pigeons", ""),
        ("abstract", "a", "b"),
        ("authors", "a", "b"),
        ("version", "1", "3"),
        ("withdrawn", "no", "yes"),
        ("github_url", "", "x"),
        ("thumbnail_url", "", "x"),
    )
    for part in said(edition(everything)):
        assert "Changed: title (before: “Pigeons”), abstract, authors, version 1 → 3, withdrawn, code" in part
    for part in said(edition(revised(("withdrawn", "yes", "no")))):
        assert "Changed: no longer withdrawn" in part
    assert "Changed" not in said(edition(revised(("thumbnail_url", "", "x"))))[0]


def test_a_day_of_which_nothing_is_shown_is_not_called_quiet() -> None:
    letter = mail_letter(edition(hidden=3), LINKS, HOST)
    assert letter.subject == "412 new papers · 3 for you"
    for part in parts(letter):
        assert "And 3 more on the page" in part
        assert "Nothing" not in part


def test_few_of_what_came_near_are_named() -> None:
    many_nearest = tuple(replace(NEAREST[0], profile=f"p{number}") for number in range(30))
    assert said(replace(QUIET_MAIL, nearest=many_nearest))[0].count("Nearest:") == 5
