"""What a message says of sources that are quiet or in trouble: a silence is never left unexplained."""

import string
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from gettext import NullTranslations
from zoneinfo import ZoneInfo

import pytest

from bot.core.edition import Edition
from bot.core.watch.words import SENTENCES
from bot.render.language import SPEAKING_ENGLISH
from bot.render.mail import mail_letter, text_letter
from bot.render.mail.verdicts import told
from bot.render.mail.wording import Wording
from store.outbox import SourceDay
from store.readers import Way
from store.watch import SourceVerdict, VerdictKind
from tests.bot.render.editions import HOST, LINKS, NOW, QUIET_MAIL, QUIET_WEEK, SOURCES, at, edition

SAID = "https://mirror.lan:8080/api: the server failed (500)."


def verdict(source: str, kind: VerdictKind, why: str, hours: int = 2, **numbers: str) -> SourceVerdict:
    """A verdict that has held for so many hours."""
    return SourceVerdict(
        source=source,
        kind=kind,
        said=f"{kind.value}: {SAID}",
        since=NOW - timedelta(hours=hours),
        judged_at=NOW,
        numbers=(("why", why), ("said", SAID), *numbers.items()),
    )


BROKEN = verdict("huggingface", VerdictKind.FAILED, "answers", at="2026-11-01 05:00 UTC", failures="3")
SUNDAY = verdict("arxiv-cs.CL", VerdictKind.QUIET, "weekday", weekday="Sunday", day="2026-11-01")
FRESH = verdict("huggingface", VerdictKind.FRESH, "day", papers="38", day="2026-10-31", usual="40")


def lines(shown: Edition) -> Sequence[str]:
    """What is said of the sources, with the times of Berlin."""
    return Wording(NullTranslations()).sources(shown, ZoneInfo("Europe/Berlin"))


@pytest.mark.parametrize(
    ("given", "line"),
    [
        (SUNDAY, "arXiv cs.CL: quiet, it is Sunday"),
        (
            verdict("arxiv-cs.CL", VerdictKind.QUIET, "holiday", day="2026-12-25"),
            "arXiv cs.CL: quiet, 2026-12-25 is a holiday",
        ),
        (BROKEN, "Hugging Face: 38 papers, 12 new; failed since 06:00, it gives no usable answer"),
        (
            verdict("blog", VerdictKind.CHANGED, "page", hours=30),
            "A Blog: changed since yesterday, its page cannot be understood any more",
        ),
        (
            verdict("blog", VerdictKind.PARTIAL, "day", papers="11", usual="47", day="2026-10-30"),
            "A Blog: partial, 11 instead of about 47 papers for 2026-10-30",
        ),
        (verdict("blog", VerdictKind.BLOCKED, "a new reason"), "A Blog: in trouble since 06:00"),
        (verdict("blog", VerdictKind.STALLED, "days"), "A Blog: in trouble since 06:00"),
        (verdict("blog", VerdictKind.WAITING, "nothing", day="2026-11-01"), "A Blog: nothing new yet"),
        (FRESH, "Hugging Face: 38 papers, 12 new"),
    ],
)
def test_a_source_is_told_with_what_is_thought_of_it(given: SourceVerdict, line: str) -> None:
    assert line in lines(edition(verdicts=(given,)))


@pytest.mark.parametrize(("kind", "why"), [(kind, why) for kind, why in SENTENCES if kind.is_trouble])
def test_every_trouble_has_a_sentence_for_readers_of_numbers_that_are_kept(kind: VerdictKind, why: str) -> None:
    kept = {name for _, name, _, _ in string.Formatter().parse(SENTENCES[kind, why].many) if name}
    numbers = (*verdict("s", kind, why).numbers, *((name, "7") for name in kept - {"said"}))
    said = told(replace(verdict("s", kind, why), numbers=numbers), SPEAKING_ENGLISH, lambda _: "then")
    assert not said.startswith("in trouble")
    assert SAID not in said


def test_neither_addresses_nor_what_servers_said_reach_a_reader() -> None:
    shown = replace(QUIET_MAIL, verdicts=(BROKEN, SUNDAY))
    letter = mail_letter(shown, LINKS, HOST)
    for part in (letter.subject, letter.text, letter.html, text_letter(at(Way.APPRISE, shown), LINKS, HOST).text):
        assert "mirror.lan" not in part
        assert "500" not in part


@pytest.mark.parametrize("quiet", [QUIET_MAIL, QUIET_WEEK])
def test_a_silence_with_a_broken_source_is_never_called_quiet(quiet: Edition) -> None:
    letter = mail_letter(replace(quiet, verdicts=(BROKEN, SUNDAY)), LINKS, HOST)
    assert letter.subject == "Nothing for you, and 1 source is in trouble"
    text = " ".join(letter.text.split())
    assert "But 1 source is in trouble, so papers may be missing" in text
    assert "everything is running" not in text
    assert "failed since 06:00" in text


def test_a_quiet_message_says_that_all_is_well_if_that_is_known() -> None:
    def text(*verdicts: SourceVerdict) -> str:
        return mail_letter(replace(QUIET_MAIL, verdicts=verdicts), LINKS, HOST).text

    assert "All sources that are watched are well." in text(FRESH, SUNDAY)
    assert "All sources that are watched are well." not in text()
    assert "All sources that are watched are well." not in text(
        replace(FRESH, judged_at=NOW - timedelta(days=3)), SUNDAY
    )
    assert "All sources that are watched are well." not in text(BROKEN, SUNDAY)


def test_a_source_that_was_looked_at_and_had_no_other_page_was_read_all_the_same() -> None:
    journal = SourceDay(name="journal", title="", pages=0, papers=0, new=0, last_news=NOW - timedelta(days=40))
    since = NOW - timedelta(days=1)
    looked = replace(FRESH, source="journal", judged_at=NOW)
    for verdict, line in (
        (looked, "journal: nothing new since 22 September 2026"),
        (replace(looked, judged_at=since), "journal: no page was read; the last news came 22 September 2026"),
    ):
        made = edition(sources=(journal,), verdicts=(verdict,))
        assert lines(replace(made, delivery=replace(made.delivery, since=since))) == (line,)


def test_what_is_in_trouble_is_told_first_and_also_where_there_is_little_room() -> None:
    many = tuple(replace(SOURCES[0], name=f"s{number:02}", title="") for number in range(30))
    last = SourceDay(name="zeta", title="", pages=0, papers=0, new=0, last_news=None)
    shown = edition(sources=(*many, last), verdicts=(replace(BROKEN, source="zeta"),))
    assert lines(shown)[0] == "zeta: failed since 06:00, it gives no usable answer"
    assert "zeta: failed since 06:00" in text_letter(at(Way.APPRISE, shown), LINKS, HOST).text


def test_it_is_said_in_the_readers_language() -> None:
    class German(NullTranslations):
        def gettext(self, message: str) -> str:
            return {"quiet, it is %(weekday)s": "still, es ist %(weekday)s"}.get(message, message)

    said = Wording(German(), "de").sources(edition(verdicts=(SUNDAY,)), ZoneInfo("Europe/Berlin"))
    assert "arXiv cs.CL: still, es ist Sonntag" in said
