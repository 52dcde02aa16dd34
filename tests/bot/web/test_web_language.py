"""Every sentence of the pages can be translated: what is their own, not what they quote."""

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest

from bot.app.feedback import judge, read_stored_profile
from store.profiles import FeedbackKind
from store.readers import Way
from tests.bot.render.test_mail_language import Bracketed, outside_of_brackets
from tests.bot.web.site_world import NOON, TITLES, Answer, Visitor, World, fields_of

BRACKETED = Bracketed()
OTHERS_WORDS = "style, datalist, pre, article h2, .abstract, .facts, .why bdi, .lessons, option[value='UTC']"
NOT_SENTENCES = (
    # What readers, papers and settings are called.
    *("Paperround", "ada@reader.example", "late@reader.example", "Europe/Berlin", "Ada Dove", "Ben Rook"),
    *("birds", "pigeon", "rook", "Hugging Face", "arXiv", "unsubscribed", "json://host", "the console"),
    *("/papers", "Pigeon Post", *TITLES),
    # What languages call themselves.
    *("English", "Deutsch", "Español", "Русский", "中文"),
    # How keywords are written.
    *("reward model", "direct preference", "-survey", "+robot", "DPO OR RLHF", 'author:"Ada Dove"'),
    # Dates are no sentences.
    "Nov",
)


@pytest.fixture
def visitor(world: World) -> Iterator[Visitor]:
    """Somebody whose language puts every sentence in brackets."""
    with Visitor(world.app(words=lambda _: BRACKETED)) as somebody:
        yield somebody


def own_words(answer: Answer) -> str:
    """What of a page is neither in brackets nor somebody else's."""
    page = answer.page
    for quoted in page.select(OTHERS_WORDS):
        quoted.decompose()
    hidden = [str(each[name]) for name in ("title", "aria-label", "alt") for each in page.select(f"[{name}]")]
    left = outside_of_brackets("\n".join((page.get_text("\n"), *hidden)))
    for known in sorted(NOT_SENTENCES, key=len, reverse=True):
        left = left.replace(known, "")
    return " ".join(re.findall(r"[^\W\d_][^\n]*", left))


def fill(world: World) -> None:
    """Make every part of the pages appear."""
    with world.store.reading() as catalog:
        papers = list(catalog.papers())
    for kind, paper in ((FeedbackKind.SAVE, papers[0]), (FeedbackKind.LIKE, papers[1])):
        judge(world.store, read_stored_profile(world.profile), kind, paper, NOON, world.reader.number)
    with world.store.writing() as catalog:
        catalog.save_address(world.mail("late@reader.example"))
        for way, target in ((Way.CONSOLE, "reader 1"), (Way.FILE, "/papers"), (Way.APPRISE, "json://host")):
            catalog.save_address(replace(world.mail(target), way=way, confirmed_at=NOON, stopped="unsubscribed"))


def test_every_sentence_of_every_page_is_ready_for_translation(world: World, visitor: Visitor) -> None:
    fill(world)
    pages = {**world.links_of_all_pages(), "home": "/", "links": "/links", "void": "/settings/x", "none": "/nowhere"}
    assert {name: own_words(visitor.get(address)) for name, address in pages.items()} == dict.fromkeys(pages, "")


@pytest.mark.parametrize("said", ["saved", "removed", "paused", "resumed", "asked", "stopped", "opened", "renewed"])
def test_every_notice_is_ready_for_translation(world: World, visitor: Visitor, said: str) -> None:
    page = visitor.get(f"{world.links.settings(world.reader)}?said={said}")
    (notice,) = page.page.select("[role=status]")
    assert re.fullmatch("⟦.+⟧", notice.get_text())


@pytest.mark.parametrize(
    ("do", "typed"),
    [
        ("profile", {"name": ""}),
        ("profile", {"name": "x" * 200}),
        ("profile", {"threshold": "many"}),
        ("profile", {"top": "-1"}),
        ("profile", {"keywords": "x" * 20_001}),
        ("profile", {"day": []}),
        ("dance", {}),
        ("undo", {"number": "4711"}),
        ("snooze", {"until": "9" * 1_001}),
    ],
)
def test_every_mistake_in_a_form_is_ready_for_translation(
    world: World, visitor: Visitor, do: str, typed: dict[str, object]
) -> None:
    address = world.links.settings(world.reader)
    form = visitor.get(address).page.select_one("#p1 form")
    assert form is not None
    answer = visitor.post(address, do=do, **(fields_of(form) | typed))
    assert answer.status == 400
    assert own_words(answer).replace("x", "") == ""


def test_a_day_is_written_as_the_language_has_it(world: World, visitor: Visitor) -> None:
    with world.store.writing() as catalog:
        catalog.save_reader(replace(world.reader, language="de"))
    assert "3. Nov. 2026, 08:00" in visitor.get(world.links.settings(world.reader)).words


@pytest.mark.parametrize(
    ("language", "typed", "told"),
    [
        (
            "de",
            {"timezone": "Nowhere"},
            "'Nowhere' ist keine bekannte Zeitzone. Schreib einen Ort",
        ),
        ("es", {"trending": "4000"}, "Escribe un número entero de 0 a"),
        (
            "ru",
            {"quiet_from": "22:00", "quiet_to": "22:00"},
            "тихие часы не могут кончаться тогда же",
        ),
        ("zh", {"quiet_from": "25:00", "quiet_to": "07:00"}, "'25:00' 不是时间：范围是 00:00 到 23:59。"),
    ],
    ids=["de", "es", "ru", "zh"],
)
def test_mistakes_are_told_in_the_readers_language(
    world: World, language: str, typed: dict[str, str], told: str
) -> None:
    with world.store.writing() as catalog:
        catalog.save_reader(replace(world.reader, language=language))
    with Visitor(world.app()) as somebody:
        filled = {"timezone": "UTC", "language": language, **typed}
        answer = somebody.post(world.links.settings(world.reader), do="times", **filled)
    assert answer.status == 400
    assert told in answer.words


def test_a_mistake_in_keywords_is_told_in_the_readers_language_with_its_place(world: World) -> None:
    with world.store.writing() as catalog:
        catalog.save_reader(replace(world.reader, language="de"))
    with Visitor(world.app()) as somebody:
        filled = {"name": "x", "keywords": "(pigeon", "told": "instant"}
        answer = somebody.post(world.links.settings(world.reader), do="profile", **filled)
    assert "Diese Klammer wird nie geschlossen." in answer.words
    assert "(pigeon\n  ^" in answer.page.get_text()
