"""The buttons of papers: what they say, for whom, and that twice is once."""

from datetime import timedelta

import pytest

from bot.app.compose import compose_due
from bot.chat.contents import Contents, Kind, read_contents
from bot.chat.types import Toast, Wrong
from bot.core.chat.taps import OldTap
from store.outbox import DeliveryKind
from store.readers import Timing, Way
from tests.bot.chat_papers.conftest import ADA, BEN, TITLES, said_by, told
from tests.bot.chat_papers.talking import Talker, desk_of, enrol


@pytest.mark.parametrize(
    ("label", "kind", "marked", "toast"),
    [
        ("🔖 Save", "save", "✓ Saved", "Saved. See /saved."),
        ("👍", "like", "✓ 👍", "More like this."),
        ("👎", "dislike", "✓ 👎", "Less like this."),
        ("Not interested", "hide", "✓ Not interested", "Noted: not interested."),
    ],
    ids=["save", "like", "dislike", "hide"],
)
def test_a_reaction_is_kept_shown_and_taken_back(talker, world, label, kind, marked, toast) -> None:
    talker.says("/digest")
    talker.taps("2")
    data = talker.button(label).data
    talker.taps(label)
    assert talker.toast.startswith(toast)
    assert marked in talker.labels()
    assert said_by(world, "Ada") == [(kind, "Colour Vision of Pigeons")]
    talker.taps_data(data)
    assert "already" in talker.toast
    assert len(said_by(world, "Ada")) == 1
    back = talker.button(marked).data
    talker.taps(marked)
    assert talker.toast == "Taken back."
    assert label in talker.labels()
    assert said_by(world, "Ada") == []
    talker.taps_data(back)
    assert talker.toast == "That was taken back already."


def test_a_like_names_what_it_teaches(talker) -> None:
    talker.says("/digest")
    talker.taps("2")
    talker.taps("👍")
    assert talker.toast.startswith("More like this. It teaches: colour")


def test_a_delivered_digest_keeps_its_order_whatever_is_said_of_its_papers(talker, world) -> None:
    delivery = told(world)
    first = talker.taps_data(f"1:pg:d{delivery.number}:0")
    talker.taps("1")
    talker.taps("👎")
    talker.taps("‹ Back")
    talker.taps("2")
    talker.taps("👍")
    again = talker.taps("‹ Back")
    titles = [line for line in first.splitlines() if line[:1].isdigit() and ". " in line]
    assert [line for line in again.splitlines() if line[:1].isdigit() and ". " in line] == titles
    assert again.startswith("Sunday, 1 November 2026")


def test_the_first_tap_may_be_on_a_paper_and_two_at_once_make_one_list(talker, world) -> None:
    delivery = told(world)
    assert talker.taps_data(f"1:po:d{delivery.number}:5").startswith("Racing Pigeons Compared")
    assert talker.taps_data(f"1:po:d{delivery.number}:5").startswith("Racing Pigeons Compared")
    with world.store.reading() as catalog:
        sheet = catalog.sheet_of(delivery.number)
    assert read_contents(sheet.body).kind is Kind.DELIVERY
    assert len(read_contents(sheet.body).keys) == 6


def test_a_paper_told_at_once_stays_a_card_without_a_way_back(world, ada) -> None:
    world.profile(ada, "pigeon", name="birds", timing=Timing(minute=None))
    world.read(TITLES[0])
    (made,) = compose_due(world.store, world.explainer, [Way.CHAT], world.now).deliveries
    assert made.kind is DeliveryKind.INSTANT
    talker = Talker(desk_of(world.store), world.now)
    assert talker.taps_data(f"1:pk:d{made.number}:0:like").startswith(TITLES[0])
    assert talker.labels()[-1] == "✕ Close"


@pytest.mark.parametrize("context", ["d99", "s99", "d0", "x1", "s", "d-1", "s99999999999999999999", ""])
def test_a_list_that_is_not_there_any_more_says_so(talker, context) -> None:
    for data in (f"1:pg:{context}:0", f"1:po:{context}:0", f"1:pk:{context}:0:like", f"1:pw:{context}:0"):
        with pytest.raises((Wrong, OldTap)):
            talker.taps_data(data)


@pytest.mark.parametrize(
    "data", ["po:s1:9", "po:s1:-1", "pk:s1:0:love", "pk:s1:0:mute", "pk:s1:0", "pmw:s1:0:0", "pm:s1"]
)
def test_a_button_that_makes_no_sense_is_an_old_one(talker, data) -> None:
    talker.says("/digest")
    with pytest.raises(OldTap):
        talker.taps_data(f"1:{data}")


def test_a_list_of_another_reader_is_not_shown(talker, world) -> None:
    delivery = told(world)
    talker.says("/latest")
    ben = enrol(world.store, "Ben", BEN, world.now)
    world.profile(ben, "lattice", name="maths")
    other = Talker(talker.desk, world.now, number=BEN, room=BEN)
    for context in (f"d{delivery.number}", "s1"):
        with pytest.raises(Wrong, match="too old"):
            other.taps_data(f"1:pg:{context}:0")


def test_a_word_is_muted_from_the_card_and_a_second_tap_means_the_same_word(talker, world) -> None:
    talker.says("/digest")
    talker.taps("3")
    said = talker.taps("🔕 Mute a word")
    assert "Which word shall I mute? Papers with it come no more for “birds”." in said
    assert talker.labels()[0] == "sea"
    assert "pigeons" not in talker.labels()
    data = talker.button("sea").data
    talker.taps("sea")
    assert talker.toast == "Muted for “birds”: sea"
    assert said_by(world, "Ada") == [("mute", "sea")]
    assert "For birds" not in talker.seen.plain
    talker.taps_data(data)
    assert talker.toast == "“sea” is muted already for “birds”."
    talker.taps("🔕 Mute a word")
    assert talker.button("sea").data == data


def test_authors_and_organisations_are_followed_from_the_card(talker, world) -> None:
    talker.says("/digest")
    talker.taps("3")
    assert "Whom shall I follow?" in talker.taps("Follow")
    data = talker.button("A. Author").data
    talker.taps("A. Author")
    assert talker.toast == "Followed for “birds”: A. Author"
    assert said_by(world, "Ada") == [("follow", 'author:"A. Author"')]
    talker.taps_data(data)
    assert talker.toast == "You follow A. Author already for “birds”."


def test_a_choice_leads_back_to_the_paper(talker) -> None:
    talker.says("/digest")
    card = talker.taps("3")
    for label in ("🔕", "Follow"):
        talker.taps(label)
        assert talker.taps("‹ Back") == card


def test_without_a_profile_a_reaction_says_what_is_missing(world) -> None:
    enrol(world.store, "Ada", ADA, world.now)
    world.read(*TITLES[:2])
    talker = Talker(desk_of(world.store), world.now)
    talker.says("/latest")
    talker.taps("1")
    for label in ("👍", "👎", "🔕", "Follow"):
        with pytest.raises(Wrong, match="/add"):
            talker.taps(label)


def test_without_a_profile_what_was_said_can_still_be_taken_back(talker, world) -> None:
    talker.says("/latest")
    talker.taps("1")
    talker.taps("🔖")
    with world.store.writing() as catalog:
        catalog.remove_profile("birds", catalog.reader_called("Ada").number)
    talker.says("/saved")
    talker.taps("1")
    talker.taps("✓ Saved")
    assert talker.toast == "Taken back."
    assert said_by(world, "Ada") == []


def test_a_reaction_goes_to_the_profile_that_the_paper_answered_best(talker, world) -> None:
    with world.store.writing() as catalog:
        reader = catalog.reader_called("Ada")
    world.profile(reader, "lattice", name="maths")
    world.now += timedelta(minutes=1)
    world.read("Lattices of Meadows", first=50)
    talker.now = world.now
    talker.says("/latest")
    assert talker.taps("1").startswith("Lattices of Meadows")
    talker.taps("👍")
    with world.store.reading() as catalog:
        assert [each.profile for each in catalog.feedback(reader=reader.number)] == ["maths"]


def test_what_a_sheet_says_survives_writing() -> None:
    said = Contents(
        kind=Kind.SEARCH,
        keys=("arxiv:1",),
        heading=("<b>«Vögel»</b>",),
        notes=("+1",),
        query="Vögel",
        by="upvotes",
        hours=24,
        choices={"m0": ("sea", "colour")},
    )
    assert read_contents(said.written()) == said
    assert read_contents("{}").kind is Kind.WORD


def test_a_toast_is_short_enough_to_be_shown_whole(talker) -> None:
    talker.says("/digest")
    talker.taps("3")
    talker.taps("👍")
    toasts = [reply.text for answer in talker.answers for reply in answer if isinstance(reply, Toast)]
    assert all(len(text) <= 200 for text in toasts)
