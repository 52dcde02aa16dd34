"""What is written without a command."""

import pytest

from bot.chat.understanding import paper_named
from tests.bot.chat.chat_world import ADA, BEN, MEADOW


@pytest.mark.parametrize(
    ("text", "name"),
    [
        pytest.param("https://arxiv.org/abs/2503.02130v2", "2503.02130", id="arXiv"),
        pytest.param("look: http://arxiv.org/pdf/2503.02130.pdf, please", "2503.02130", id="arXiv in a sentence"),
        pytest.param("(arxiv.org/abs/2503.02130)", "2503.02130", id="without a scheme, in brackets"),
        pytest.param("arXiv:2503.02130", "2503.02130", id="a name"),
        pytest.param("2503.02130", "2503.02130", id="a number"),
        pytest.param("https://huggingface.co/papers/2503.02130", "2503.02130", id="Hugging Face"),
        pytest.param("hf.co/papers/2503.02130?x=1", "2503.02130", id="Hugging Face for short"),
        pytest.param("https://doi.org/10.1101/2020.01.01.123456", "10.1101/2020.01.01.123456", id="DOI"),
        pytest.param("10.1038/nature12373.", "10.1038/nature12373", id="a bare DOI with a full stop"),
        pytest.param("the year 2025.12 and 3.14159", "", id="numbers"),
        pytest.param("https://example.org/paper", "", id="another page"),
        pytest.param("reward model, -survey", "", id="words"),
        pytest.param("", "", id="nothing"),
    ],
)
def test_a_paper_is_known_by_its_address_or_name(text, name):
    assert paper_named([text]) == name


def test_words_from_somebody_with_profiles_are_asked_about(world):
    world.begins()
    screen = world.says(ADA, "rook")[-1]
    assert "What shall I do with “rook”?" in screen.text
    assert [label[:12] for label in screen.labels] == [
        text[:12] for text in ("🔎 Search the papers", "➕ Look for it", "Add to “pigeon”", "✕ Close")
    ]


def test_they_are_searched_with_a_tap(world):
    world.papers("Rooks at sea")
    world.begins()
    screen = world.says(ADA, "rook")[-1]
    world.taps(ADA, "🔎", screen)
    shown = [each.text for each in world.telegram.sent]
    assert any("Rooks at sea" in text for text in shown)


def test_they_become_a_profile_with_a_tap_however_often(world):
    world.begins()
    screen = world.says(ADA, "rook")[-1]
    data = screen.message.keyboard[1][0].data
    world.tapped(ADA, data, screen.number)
    world.tapped(ADA, data, screen.number)
    assert [each.name for each in world.profiles(ADA.number)] == ["pigeon", "rook"]


def test_they_are_added_to_a_profile_with_a_tap(world):
    world.begins()
    world.taps(ADA, "Add to", world.says(ADA, "rook, -sea")[-1])
    assert [each.keywords for each in world.profiles(ADA.number)] == [("pigeon", "rook", "-sea")]


def test_anothers_words_are_not_ours(world):
    world.begins()
    screen = world.says(ADA, "rook")[-1]
    world.begins(BEN)
    world.tapped(BEN, screen.message.keyboard[1][0].data, 1)
    assert len(world.profiles(BEN.number)) == 1


def test_a_papers_address_is_explained(world):
    world.papers("Pigeons at sea")
    world.begins()
    assert "Pigeons at sea" in world.says(ADA, "https://arxiv.org/abs/2611.00001")[-1].text
    forwarded = world.says(ADA, "Nice pigeons", links=("https://arxiv.org/abs/2611.00001",), forwarded=True)
    assert "Pigeons at sea" in forwarded[-1].text


@pytest.mark.parametrize(
    "more",
    [
        pytest.param({"text": ""}, id="a picture"),
        pytest.param({"text": "one, (two"}, id="no keywords"),
        pytest.param({"text": "word " * 200}, id="a long text"),
        pytest.param({"text": "hello", "forwarded": True}, id="something forwarded"),
    ],
)
def test_anything_else_gets_one_short_hint(world, more):
    world.begins()
    sent = world.says(ADA, more.pop("text"), **more)
    assert ["/help" in each.text for each in sent] == [True]


def test_a_place_without_a_question_sets_the_time_zone(world):
    world.begins()
    world.says(ADA, location=(40.7, -74.0))
    assert world.reader(ADA.number).timezone == "America/New_York"


def test_the_middle_of_an_ocean_is_a_place_too(world):
    world.begins()
    assert world.says(ADA, location=(0.0, -30.0))


def test_in_a_group_only_answers_are_understood(world):
    assert world.says(ADA, "https://arxiv.org/abs/2611.00001", room=MEADOW) == []


@pytest.mark.parametrize("text", ["\x00", "pigeon\x00", "\ud800 rook", "\u202epigeon", "<b>", "x" * 5000, "/" * 300])
def test_hostile_text_is_answered_like_any_other(world, text):
    world.begins()
    world.says(ADA, text)
    world.says(ADA, f"/add {text}")
    world.says(ADA, f"/channel {text}")
    assert "Something went wrong" not in str([each.text for each in world.telegram.sent])
