"""What answers a question, and for how long; and that doing it again answers the same one."""

import pytest

from bot.channels.types import Later
from tests.bot.chat.chat_world import ADA

FILE = '[[profiles]]\nname = "rook"\nkeywords = ["rook"]\n'


class Killed(BaseException):
    """The process is gone."""


def said_again(world, text):
    """Somebody writes; the first answer fails, and it is done again."""
    try:
        world.says(ADA, text)
    except Killed:
        world.begin_anew()
    world.passes(minutes=1)
    return world.work()


TROUBLES = pytest.mark.parametrize("trouble", [Killed(), Later("No connection.")], ids=["killed", "no network"])


@TROUBLES
def test_the_first_words_done_again_are_the_first_words(world, trouble):
    world.says(ADA, "/start")
    world.telegram.troubles.append(trouble)
    sent = said_again(world, "reward model")
    assert "This is what I look for now" in sent[0].text
    assert "Where do you live?" in sent[1].text
    assert [each.keywords for each in world.profiles(ADA.number)] == [("reward model",)]


@TROUBLES
def test_new_words_of_a_profile_done_again_are_the_same_words(world, trouble):
    world.begins()
    world.says(ADA, "/profiles")
    world.taps(ADA, "pigeon")
    world.taps(ADA, "✏️ Words")
    world.telegram.troubles.append(trouble)
    assert "Changed" in said_again(world, "robots that fly, grasping")[0].text
    assert [each.keywords for each in world.profiles(ADA.number)] == [("robots that fly", "grasping")]
    assert "What shall I do with" in world.says(ADA, "rook")[0].text


@TROUBLES
def test_a_button_done_again_still_knows_the_file(world, trouble):
    world.begins()
    world.says(ADA, "/import")
    screen = world.says(ADA, FILE)[-1]
    world.telegram.troubles.append(trouble)
    try:
        world.taps(ADA, "Add", screen)
    except Killed:
        world.begin_anew()
    world.passes(minutes=1)
    world.work()
    assert not any("not kept any more" in text for _, text in world.telegram.toasts)
    assert len(world.profiles(ADA.number)) == 2


def test_nothing_is_left_of_the_question_when_it_is_answered(world):
    world.says(ADA, "/start")
    number = world.happens(world.happened[1])
    world.work()
    world.says(ADA, "pigeon")
    with world.store.reading() as catalog:
        assert [catalog.answered(777, each) for each in range(1, number + 2)] == [None] * (number + 1)


def test_a_question_of_an_hour_ago_takes_no_answer(world):
    world.begins()
    world.says(ADA, "/profiles")
    world.taps(ADA, "pigeon")
    world.taps(ADA, "✏️ Words")
    world.passes(minutes=60)
    assert "What shall I do with “robots that fly”?" in world.says(ADA, "robots that fly")[0].text
    assert [each.keywords for each in world.profiles(ADA.number)] == [("pigeon",)]
    assert "nothing to cancel" in world.says(ADA, "/cancel")[0].text


@pytest.mark.parametrize(
    ("text", "more"),
    [
        pytest.param("https://arxiv.org/abs/2503.02130", {}, id="a link"),
        pytest.param("Look at arXiv:2503.02130", {}, id="a number"),
        pytest.param("look", {"links": ("https://arxiv.org/abs/2503.02130",)}, id="behind a word"),
        pytest.param("pigeons are fine birds", {"forwarded": True}, id="forwarded"),
    ],
)
def test_a_link_to_a_paper_and_what_others_wrote_are_no_answer(world, text, more):
    world.begins()
    world.says(ADA, "/add")
    world.says(ADA, text, **more)
    assert [each.keywords for each in world.profiles(ADA.number)] == [("pigeon",)]
    world.says(ADA, "rook")
    assert len(world.profiles(ADA.number)) == 2


def test_where_it_was_asked_for_what_others_wrote_is_the_answer(world):
    world.begins()
    world.says(ADA, "/import")
    assert "profile in it" in world.says(ADA, FILE, forwarded=True)[0].text
