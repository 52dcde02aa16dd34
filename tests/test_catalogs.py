"""The catalogs of translations: complete, of the right form, and what is read is made from what is written."""

import re
from collections.abc import Iterator

import pytest
from babel.messages.catalog import Message
from babel.messages.plurals import get_plural

from bot.render.language import LOCALES, languages
from docs import make_language as tool

FILLED = re.compile(r"%\(\w+\)[sd]|%%")
MARKUP = re.compile(r"</?[a-z][^<>]*>|&[a-z]+;")
FOREIGN = {"zh": re.compile(r"[\u4e00-\u9fff]"), "ru": re.compile("[а-яё]", re.IGNORECASE)}
"""A sentence in a language of another script has some of it."""


@pytest.fixture(scope="module")
def template():
    return tool.gathered()


@pytest.fixture(scope="module", params=tool.LANGUAGES)
def language(request):
    return request.param


def forms(message: Message) -> Iterator[tuple[set[str], str]]:
    """What may be filled into a translated form of a sentence, and the form."""
    originals = (message.id,) if isinstance(message.id, str) else message.id
    allowed = {found for original in originals for found in FILLED.findall(original)}
    for form in (message.string,) if isinstance(message.string, str) else message.string or ():
        if form:  # what is missing is one claim
            yield allowed, form


def sentences(language: str) -> list[Message]:
    return [message for message in tool.known(language) if message.id]


def test_what_there_is_to_translate_was_gathered(template) -> None:
    assert (LOCALES / "paperround.pot").read_bytes() == tool.written(template), "run: python docs/make_language.py"


def test_nothing_is_left_untranslated(language, template) -> None:
    assert list(tool.missing(tool.merged(language, template))) == []


def test_what_is_read_was_made_from_what_is_written(language, template) -> None:
    catalog = tool.merged(language, template)
    path = tool.po_of(language)
    assert path.read_bytes() == tool.written(catalog), "run: python docs/make_language.py"
    assert path.with_suffix(".mo").read_bytes() == tool.compiled(catalog), "run: python docs/make_language.py"


def test_what_is_filled_in_is_the_same_in_every_language(language) -> None:
    for message in sentences(language):
        for allowed, form in forms(message):
            found = set(FILLED.findall(form))
            assert found <= allowed, form
            # One form of a plural may say its number in words.
            assert allowed - found <= {"%(count)s", "%(num)s"} if isinstance(message.id, tuple) else found == allowed


def test_a_translation_can_be_filled_in(language) -> None:
    for message in sentences(language):
        for allowed, form in forms(message):
            names = {found[2:-2]: 7 for found in allowed if found != "%%"}
            if names or "%%" in allowed:
                assert "%(" not in form % names


def test_plurals_have_as_many_forms_as_the_language(language) -> None:
    count = get_plural(language).num_plurals
    for message in sentences(language):
        assert isinstance(message.string, str) or len(message.string or ()) == count, message.id
    text = tool.po_of(language).read_text(encoding="utf-8")
    assert f"nplurals={count};" in text


def test_nothing_is_guessed_or_left_over(language) -> None:
    text = tool.po_of(language).read_text(encoding="utf-8")
    assert "fuzzy" not in text
    assert "#~" not in text
    assert "Date" not in text.partition("\n\n")[0]


def test_white_space_around_and_markup_are_kept(language) -> None:
    for message in sentences(language):
        originals = (message.id,) if isinstance(message.id, str) else message.id
        for _, form in forms(message):
            assert form[:1].isspace() == originals[0][:1].isspace(), form
            assert form[-1:].isspace() == originals[0][-1:].isspace(), form
            assert sorted(MARKUP.findall(form)) == sorted(MARKUP.findall(originals[-1])), form


@pytest.mark.parametrize("language", sorted(FOREIGN))
def test_a_sentence_is_in_the_script_of_its_language(language: str) -> None:
    for message in sentences(language):
        for _, form in forms(message):
            words = re.sub(r"%\(\w+\)[sd]|https?://\S+|[A-Z]\w*", "", form)
            if len(re.findall("[a-z]{3,}", words)) > 5:
                assert FOREIGN[language].search(words), form


def test_the_program_finds_every_language() -> None:
    assert languages() == ("de", "en", "es", "ru", "zh")
