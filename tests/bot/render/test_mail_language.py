"""Every sentence of mail can be translated; without a translation it is English."""

import re
from gettext import NullTranslations
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from jinja2 import UndefinedError

from bot.core.edition import Edition
from bot.render.language import ENGLISH, environment, language_of, languages, translations
from bot.render.mail.letters import Letters
from bot.render.mail.notices import notice_letter, notice_of
from store.outbox import DeliveryKind
from store.readers import Way
from tests.bot.render.editions import (
    ADA,
    ADAS_MAIL,
    EVERY_KIND,
    HOST,
    LINKS,
    ORDINARY_MAIL,
    at,
    delivery,
    in_greek,
)


class Bracketed(NullTranslations):
    """A language in which every sentence stands in brackets."""

    def gettext(self, message: str) -> str:
        return f"⟦{message}⟧"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return f"⟦{msgid1 if n == 1 else msgid2}⟧"


BRACKETED = Letters(Bracketed(), "en-XA")
NOT_SENTENCES = (
    "Paperround",
    # What the ways on from a paper are called.
    "arXiv",
    "Hugging Face",
    "Code",
    # Dates are no sentences.
    "Sunday",
    "November",
    "Jul",
    "May",
)


def outside_of_brackets(text: str) -> str:
    """What is no part of a sentence, without data and addresses."""
    inside = re.compile("⟦[^⟦⟧]*⟧")
    while inside.search(text):
        text = inside.sub("", text)
    return re.sub(r"https://\S+", "", text)


@pytest.mark.parametrize("shown", [in_greek(day) for day in EVERY_KIND])
@pytest.mark.parametrize("links", [LINKS, None], ids=["pages", "no pages"])
def test_every_sentence_is_ready_for_translation(shown: Edition, links: object) -> None:
    pages = LINKS if links else None
    mail = BRACKETED.mail(shown, pages, HOST)
    chat = BRACKETED.text(at(Way.CHAT, shown), pages, HOST)
    html = BeautifulSoup(mail.html, "lxml")
    for style in html.find_all("style"):
        style.decompose()
    for text in (mail.text, chat.text, mail.subject, html.get_text("\n")):
        left = outside_of_brackets(text)
        for known in NOT_SENTENCES:
            left = left.replace(known, "")
        assert not re.search("[A-Za-z]", left), left
    assert mail.language == "en-XA"


@pytest.mark.parametrize("slot", ["confirm 2026-11-01T07:00:00Z", "links 2026-11-01T07:00:00Z"])
def test_the_question_of_sign_up_is_ready_for_translation(slot: str) -> None:
    asked = delivery(DeliveryKind.CONFIRMATION, slot)
    words = Bracketed()
    letter = notice_letter(asked, ADAS_MAIL, notice_of(asked, ADA, ADAS_MAIL, LINKS, words, "en-XA"), words, HOST)
    html = BeautifulSoup(letter.html, "lxml")
    for style in html.find_all("style"):
        style.decompose()
    for text in (letter.text, letter.subject, html.get_text("\n")):
        assert not re.search("[A-Za-z]", outside_of_brackets(text).replace("Paperround", ""))


def test_a_translation_changes_words_and_nothing_else() -> None:
    mail = BRACKETED.mail(ORDINARY_MAIL, LINKS, HOST)
    plain = Letters(NullTranslations(), "en").mail(ORDINARY_MAIL, LINKS, HOST)
    assert re.sub("[⟦⟧]", "", mail.html).replace('lang="en-XA"', 'lang="en"') == plain.html
    assert mail.message_id == plain.message_id


@pytest.mark.parametrize("tag", ["en", "en-GB", "EN_us", "tlh", "x" * 500, "", "../../etc/passwd", "de\0", "de/../en"])
def test_a_language_without_translation_is_english(tag: str) -> None:
    assert language_of(tag) == ENGLISH
    assert translations(language_of(tag)).gettext("Unsubscribe") == "Unsubscribe"


def test_english_is_always_there() -> None:
    assert ENGLISH in languages()
    assert type(translations("nowhere")) is NullTranslations


def test_templates_escape_what_is_filled_into_sentences(tmp_path: Path) -> None:
    for name in ("page.html", "feed.atom", "note.txt"):
        tmp_path.joinpath(name).write_text('{{ _("100 %% of %(name)s", name=name) }}', encoding="utf-8")
    tmp_path.joinpath("wrong.html").write_text("{{ nowhere }}", encoding="utf-8")
    made = environment(tmp_path, Bracketed())
    assert made.get_template("page.html").render(name="<b>") == "⟦100 % of &lt;b&gt;⟧"
    assert made.get_template("feed.atom").render(name="<b>") == "⟦100 % of &lt;b&gt;⟧"
    assert made.get_template("note.txt").render(name="<b>") == "⟦100 % of <b>⟧"
    with pytest.raises(UndefinedError, match="nowhere"):
        made.get_template("wrong.html").render()
    assert environment(tmp_path).get_template("note.txt").render(name="x") == "100 % of x"
