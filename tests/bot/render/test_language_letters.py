"""Mail, reasons, verdicts and back-tests in the languages there are."""

from dataclasses import replace

import pytest

from bot.core.digest import ProfileMatch
from bot.core.matching.types import Field, Form, Match
from bot.render.explanation import remedy, verdict
from bot.render.language import ENGLISH, language, languages
from bot.render.mail import mail_letter, text_letter
from bot.render.reasons import why_of
from bot.render.views import view_of
from store.readers import Way
from tests.bot.render.digests import reason as a_reason
from tests.bot.render.editions import EVERY_KIND, HOST, LINKS, ORDINARY_MAIL, QUIET_MAIL, at
from tests.bot.render.explanations import KEPT_OUT, MISSED, TOLD

OTHERS = tuple(tag for tag in languages() if tag != ENGLISH)
ENGLISH_WORDS = ("Why", "Settings", "Unsubscribe", "Rising now", "for you", "View in browser", "You get this")


def speaking(tag, shown):
    return replace(shown, reader=replace(shown.reader, language=tag))


@pytest.mark.parametrize("tag", OTHERS)
@pytest.mark.parametrize("number", range(len(EVERY_KIND)))
def test_mail_is_whole_in_every_language(tag: str, number: int) -> None:
    letter = mail_letter(speaking(tag, EVERY_KIND[number]), LINKS, HOST)
    assert letter.language == tag
    assert f'lang="{tag}"' in letter.html
    for text in (letter.text, letter.html, letter.subject):
        assert [word for word in ENGLISH_WORDS if word in text] == []
    assert text_letter(at(Way.CHAT, speaking(tag, EVERY_KIND[number])), LINKS, HOST).text


@pytest.mark.parametrize(
    ("tag", "day"), [("de", "Sonntag, 1. November 2026"), ("es", "domingo, 1 de noviembre de 2026")]
)
def test_the_day_of_a_mail_is_written_as_the_language_has_it(tag: str, day: str) -> None:
    assert day in mail_letter(speaking(tag, ORDINARY_MAIL), LINKS, HOST).text


def test_a_quiet_day_says_so_in_german() -> None:
    assert mail_letter(speaking("de", QUIET_MAIL), LINKS, HOST).subject.startswith("Ein ruhiger Tag: ")


def test_reasons_are_said_in_the_language() -> None:
    reasons = (
        a_reason("reward model", 12.5, "reward", field=Field.ABSTRACT, form=Form.NEAR),
        a_reason("robots", -3.0, learned="you hid “Lofts”"),
    )
    said = {tag: why_of(ProfileMatch("x", Match(9.5, reasons)), language(tag)) for tag in languages()}
    assert said["en"].reasons == "reward model (abstract, near each other, 12.5), −3 robots (you hid “Lofts”)"
    assert said["de"].reasons == "reward model (Abstract, nah beieinander, 12,5), −3 robots (you hid “Lofts”)"
    assert said["zh"].reasons == "reward model（摘要、彼此靠近，12.5）、−3 robots（you hid “Lofts”）"
    assert said["es"].score == "9,5"


def test_a_view_is_kept_for_each_language() -> None:
    item = ORDINARY_MAIL.items[0]
    assert view_of(item, language("de")) is view_of(item, language("de"))
    assert view_of(item, language("de")).score == view_of(item).score.replace(".", ",")


def test_verdicts_are_said_in_the_language() -> None:
    german, chinese = language("de"), language("zh")
    assert verdict(TOLD, german) == "Gemeldet: 26,3, ab 20."
    assert verdict(KEPT_OUT, german) == "Nie: Es enthält -survey (Titel)."
    assert verdict(MISSED, chinese) == "未通知：26.3，需要 40。"
    assert remedy(MISSED, language=german).endswith(" ergeben.")
    assert len({remedy(MISSED, language=language(tag)) for tag in languages()}) == len(languages())
