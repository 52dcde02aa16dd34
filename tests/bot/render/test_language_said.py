"""What the core says in English is said by every door in the reader's language."""

import copy
import pickle

import pytest

from bot.core.matching.language import parse_query
from bot.core.matching.syntax import ProfileSyntaxError
from bot.core.said import Said, said, said_many, sentence_of
from bot.core.timing import BadTiming, parse_time
from bot.render.language import SPEAKING_ENGLISH, language

GERMAN = language("de")


def test_a_sentence_is_english_text_and_knows_its_translation() -> None:
    sentence = said("A profile has at most %(most)s keywords.", most=200)
    assert sentence == "A profile has at most 200 keywords."
    assert GERMAN.translated(sentence) == "Ein Profil hat höchstens 200 Stichwörter."


def test_whole_numbers_are_amounts_and_other_values_are_as_they_are() -> None:
    assert said("%(most)s, %(year)s, %(share)s", most=12_000, year="2026", share=0.5) == "12,000, 2026, 0.5"
    sentence = said("A profile has at most %(most)s keywords.", most=1204)
    assert GERMAN.translated(sentence) == "Ein Profil hat höchstens 1.204 Stichwörter."


def test_a_sentence_within_a_sentence_is_translated_too() -> None:
    hint = said("Write at least one word.")
    both = said("%(what)s %(hint)s", what=said("There is nothing to look for."), hint=hint)
    assert both == "There is nothing to look for. Write at least one word."
    assert GERMAN.translated(both) == "Es gibt nichts zu suchen. Schreib mindestens ein Wort."


@pytest.mark.parametrize(("count", "expected"), [(1, "1 paper for 1"), (1204, "1,204 papers for 1,204")])
def test_a_sentence_about_so_many_has_the_form_for_it(count: int, expected: str) -> None:
    sentence = said_many("%(count)s paper for %(other)s", "%(count)s papers for %(other)s", count, other=count)
    assert sentence == SPEAKING_ENGLISH.translated(sentence) == expected


@pytest.mark.parametrize(
    ("count", "expected"), [(1, "1 новая"), (3, "3 новые"), (5, "5 новых"), (21, "21 новая"), (11, "11 новых")]
)
def test_a_language_has_as_many_forms_as_it_needs(count: int, expected: str) -> None:
    assert language("ru").translated(said_many("%(count)s new", "%(count)s new", count)) == expected


def test_a_value_that_is_missing_is_a_mistake() -> None:
    with pytest.raises(KeyError, match="name"):
        said("%(name)s is kept.")


@pytest.mark.parametrize("copied", [copy.deepcopy, lambda it: pickle.loads(pickle.dumps(it))], ids=["copy", "pickle"])  # noqa: S301
def test_a_sentence_comes_whole_out_of_another_process(copied) -> None:
    for sentence in (said("100 %% of %(name)s", name=said("That")), said_many("%(count)s a", "%(count)s b", 2)):
        again = copied(sentence)
        assert isinstance(again, Said)
        assert (again, again.template, again.many, dict(again.values)) == (
            sentence,
            sentence.template,
            sentence.many,
            dict(sentence.values),
        )


def test_an_error_says_the_same_in_every_language() -> None:
    with pytest.raises(BadTiming) as caught:
        parse_time("noon")
    assert str(caught.value) == "'noon' is no time of day; write it like 08:00 or 18:30."
    assert type(str(caught.value)) is str
    assert GERMAN.translated(caught.value) == "'noon' ist keine Uhrzeit; schreib sie wie 08:00 oder 18:30."
    assert sentence_of(BadTiming(sentence_of(caught.value))) is caught.value.args[0]


def test_a_mistake_in_keywords_is_told_without_the_line_and_shown_with_it() -> None:
    with pytest.raises(ProfileSyntaxError) as caught:
        parse_query("(pigeon")
    assert GERMAN.translated(caught.value) == (
        "Diese Klammer wird nie geschlossen. Schließ sie hinter dem, was zusammengehört."
    )
    assert str(caught.value) == f"{caught.value.message}\n{caught.value.excerpt}"
    again = pickle.loads(pickle.dumps(caught.value))  # noqa: S301 - our own bytes
    assert GERMAN.translated(again) == GERMAN.translated(caught.value)


def test_what_cannot_be_translated_stays_as_it_is() -> None:
    assert GERMAN.translated(OSError(2, "gone")) == "[Errno 2] gone"
    assert GERMAN.translated("100 %") == "100 %"
