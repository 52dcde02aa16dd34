"""``/mute``, ``/follow`` and ``/feedback``: what is said of words and names, and taking it back."""

from datetime import timedelta

import pytest

from bot.app.feedback import FeedbackRefused
from bot.chat.types import Wrong
from bot.core.chat.taps import OldTap
from store.profiles import Feedback, FeedbackKind
from tests.bot.app.delivery_world import World
from tests.bot.chat_papers.conftest import ADA
from tests.bot.chat_papers.talking import Talker, desk_of, enrol


def standing(world: World) -> list[tuple[str, str, str]]:
    with world.store.reading() as catalog:
        reader = catalog.reader_called("Ada")
        return [(each.profile, each.kind.value, each.subject) for each in catalog.feedback(reader=reader.number)]


def another_profile(world: World, *keywords: str, name: str) -> None:
    with world.store.reading() as catalog:
        reader = catalog.reader_called("Ada")
    world.profile(reader, *keywords, name=name)


def test_a_button_that_names_another_sheet_does_nothing(talker, world) -> None:
    talker.says("/mute survey")
    data = talker.button("↩").data
    another_profile(world, "sea", name="sea")
    with pytest.raises(OldTap):
        talker.taps_data(f"{data.replace('pun', 'pn')}:0")


@pytest.mark.parametrize(
    ("command", "said", "again", "kept"),
    [
        ("/mute survey", "Muted for “birds”: survey", "“survey” is muted already", ("birds", "mute", "survey")),
        ("/follow Ada Lovelace", "Followed for “birds”: Ada Lovelace", "You follow Ada Lovelace already", None),
        (
            "/follow org:Meadow Lab",
            "Followed for “birds”: Meadow Lab",
            "You follow",
            ("birds", "follow", 'org:"Meadow Lab"'),
        ),
    ],
    ids=["mute", "follow", "organisation"],
)
def test_with_one_profile_it_is_said_at_once_and_taken_back(talker, world, command, said, again, kept) -> None:
    assert talker.says(command) == said
    assert len(standing(world)) == 1
    assert kept is None or standing(world) == [kept]
    assert talker.says(command).startswith(again)
    data = talker.button("↩").data
    assert talker.taps("↩") == "Taken back."
    assert standing(world) == []
    talker.taps_data(data)
    assert talker.toast == "That was taken back already."


@pytest.mark.parametrize(("command", "asked"), [("mute", "Which word"), ("follow", "Whom shall I follow")])
def test_without_a_word_it_is_asked_for(talker, world, command, asked) -> None:
    assert talker.says(f"/{command}").startswith(asked)
    talker.says("Ada Lovelace")
    assert [kind for _, kind, _ in standing(world)] == [command]


def test_with_several_profiles_it_is_asked_for_which(talker, world) -> None:
    another_profile(world, "lattice", name="maths")
    assert talker.says("/mute survey") == "Mute “survey” for which profile?"
    assert talker.labels() == ["All profiles", "birds", "maths", "✕ Close"]
    data = talker.button("maths").data
    assert talker.taps("maths") == "Muted for “maths”: survey"
    assert standing(world) == [("maths", "mute", "survey")]
    assert talker.taps_data(data) == "“survey” is muted already for “maths”."


def test_for_all_profiles_it_is_told_for_which_it_cannot_be(talker, world) -> None:
    another_profile(world, "survey", name="surveys")
    talker.says("/mute survey")
    said = talker.taps("All profiles")
    assert "Muted for “birds”: survey" in said
    assert "'survey' is a keyword of 'surveys'" in said
    assert standing(world) == [("birds", "mute", "survey")]
    talker.taps("↩")
    assert standing(world) == []


def test_many_profiles_are_paged(talker, world) -> None:
    for number in range(9):
        another_profile(world, "lattice", name=f"maths {number}")
    talker.says("/follow Ada Lovelace")
    assert "1/2" in talker.labels()
    talker.taps("›")
    assert talker.labels()[:3] == ["All profiles", "maths 7", "maths 8"]
    said = talker.taps("All profiles")
    assert len(said.splitlines()) == 10
    assert len(standing(world)) == 10
    talker.taps("↩")
    assert standing(world) == []


def test_a_profile_that_is_gone_says_so(talker, world) -> None:
    another_profile(world, "lattice", name="maths")
    talker.says("/mute survey")
    with world.store.writing() as catalog:
        catalog.remove_profile("maths", catalog.reader_called("Ada").number)
    with pytest.raises(Wrong, match="not there any more"):
        talker.taps("maths")


def test_what_makes_no_sense_is_refused(talker) -> None:
    with pytest.raises(FeedbackRefused):
        talker.says("/mute pigeon")
    with pytest.raises(Wrong, match="too long"):
        talker.says("/mute " + "long " * 60)


def test_a_button_for_words_needs_a_word(talker) -> None:
    talker.says("/latest")
    with pytest.raises(OldTap):
        talker.taps_data("1:pn:1:0")


def test_without_a_profile_nothing_can_be_muted(world) -> None:
    enrol(world.store, "Ada", ADA, world.now)
    with pytest.raises(Wrong, match="/add"):
        Talker(desk_of(world.store), world.now).says("/mute survey")


def test_feedback_lists_what_was_learned_and_what_was_said(talker, world) -> None:
    assert talker.says("/feedback").startswith("Nothing was said of papers yet.")
    talker.says("/latest")
    talker.taps("5")
    talker.taps("👍")
    talker.says("/mute survey")
    said = talker.says("/feedback")
    assert said.startswith("birds: +1 colour, ")
    assert talker.labels() == ["🔕 survey ↩", "👍 Colour Vision of Pigeons ↩", "✕ Close"]
    data = talker.button("🔕").data
    talker.taps("🔕")
    assert talker.toast == "Taken back."
    assert talker.labels() == ["👍 Colour Vision of Pigeons ↩", "✕ Close"]
    talker.taps_data(data)
    assert talker.toast == "That was taken back already."
    talker.taps("👍")
    assert talker.seen.plain.startswith("Nothing was said of papers yet.")
    assert standing(world) == []


def test_feedback_is_paged_by_eight(talker, world) -> None:
    with world.store.writing() as catalog:
        reader = catalog.reader_called("Ada")
        for number in range(10):
            said = Feedback(
                profile="birds",
                kind=FeedbackKind.FOLLOW,
                subject=f"author:A{number}",
                at=world.now + timedelta(minutes=number),
                reader=reader.number,
            )
            catalog.give_feedback(said)
    talker.says("/feedback")
    assert talker.labels()[:2] == ["👤 A9 ↩", "👤 A8 ↩"]
    talker.taps("›")
    assert talker.labels()[:2] == ["👤 A1 ↩", "👤 A0 ↩"]
    talker.taps("👤 A0")
    talker.taps("👤 A1")
    assert talker.labels()[-2] == "👤 A2 ↩"


def test_nobody_takes_back_what_another_said(talker, world) -> None:
    talker.says("/mute survey")
    data = talker.button("↩").data
    ben = enrol(world.store, "Ben", 200, world.now)
    world.profile(ben, "lattice", name="maths")
    other = Talker(talker.desk, world.now, number=200, room=200)
    with pytest.raises(OldTap):
        other.taps_data(data)
    other.taps_data("1:psu:1:0")
    assert other.toast == "That was taken back already."
    assert len(standing(world)) == 1


def test_a_better_threshold_is_named(talker, world) -> None:
    with world.store.writing() as catalog:
        reader = catalog.reader_called("Ada")
    world.profile(reader, "pigeon", "sea", name="birds", threshold=1)
    world.read("A Day at Sea", "The Sea and a Pigeon", "Sea Sea Pigeon Sea", "Pigeon by the Sea", first=60)
    for key, kind in (
        ("60", "dislike"),
        ("61", "like"),
        ("62", "like"),
        ("63", "like"),
        ("07", "dislike"),
        ("02", "dislike"),
    ):
        with world.store.reading() as catalog:
            (paper,) = catalog.find(f"2611.000{key}")
        with world.store.writing() as catalog:
            said = Feedback(
                profile="birds",
                kind=FeedbackKind(kind),
                subject=paper.key,
                title=paper.title,
                at=world.now,
                reader=reader.number,
            )
            catalog.give_feedback(said)
    assert "A threshold of " in talker.says("/feedback")
