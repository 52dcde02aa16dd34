"""Profiles in whole conversations: made, understood, tried, changed word by word and value by value, removed."""

import re

import pytest

from bot.chat.profile_words import MAX_COPIED
from store.profiles import StoredProfile
from tests.telegram.conversation import Seat, World, shown


@pytest.fixture
def ada(world: World) -> Seat:
    """A reader with one profile, among papers."""
    return begun(world)


@pytest.fixture
def eve(empty_world: World) -> Seat:
    """A reader with one profile, before any paper was read."""
    return begun(empty_world)


def begun(world: World) -> Seat:
    seat = world.person("Ada")
    seat.says("/start")
    seat.says("reward model, RLHF, -survey")
    seat.says("/cancel")
    return seat


def profiles(seat: Seat) -> dict[str, StoredProfile]:
    with seat.world.store.reading() as catalog:
        return {each.name: each for each in catalog.profiles() if each.reader}


def test_a_new_profile_is_shown_as_understood_and_tried_on_the_last_days(ada) -> None:
    heard = ada.says("/add diffusion model, +video, -survey, min:40").text
    assert "diffusion model\nLooks for: diffusion model\nOnly with: video\nNever with: survey" in heard
    found = re.search(r"^In the last 14 days: (\d+) of \d+ papers, about ([\d.]+) a day\.$", heard, re.MULTILINE)
    assert found is not None
    matched, rate = found.groups()
    assert float(rate) == round(int(matched) / 14, 1)
    assert f" 40 → {matched}, 50 → " in heard
    assert heard.count("\n• ") == 3
    assert "[✓ 40]" in heard
    assert profiles(ada)["diffusion model"].threshold == 40


def test_without_papers_it_says_so_and_what_happens_next(eve) -> None:
    heard = eve.says("/add diffusion model").text
    assert "No papers have been read yet" in heard
    assert "those that match come to you" in heard


def test_words_that_find_nothing_are_followed_by_advice(ada) -> None:
    heard = ada.says("/add I am interested in protein folding and machine learning for drug discovery").text
    assert "Put commas between them" in heard
    assert "0, 40" not in heard


def test_words_that_nobody_writes_are_named(ada) -> None:
    assert "Not found in any paper so far: “plugh”" in ada.says("/add plugh, reward model").text


def test_a_threshold_is_chosen_with_a_tap_and_its_button_is_ticked(ada) -> None:
    ada.says("/threshold")
    heard = ada.taps("70")
    assert heard.new == ()
    assert heard.toast is not None
    assert heard.toast.text == "From 70 points on."
    assert "[✓ 70]" in ada.sees()
    assert "[✓ 62.5]" not in ada.says("/threshold 62,5").text
    assert profiles(ada)["reward model"].threshold == 62.5
    assert "a number from 0 to 100" in ada.says("/threshold 101").text


def test_add_asks_for_words_and_points_out_mistakes_until_they_are_mended(eve) -> None:
    assert "What do you want to read about?" in eve.says("/add").text
    heard = eve.says("crows AND").text
    assert "Nothing stands after AND" in heard
    assert "\n            ^" not in heard.splitlines()
    assert any(line.strip() == "^" for line in heard.splitlines())
    eve.says("crows AND rooks")
    assert profiles(eve)["crows AND rooks"].keywords == ("crows AND rooks",)


def test_the_same_words_twice_are_one_profile(eve) -> None:
    eve.says("/add crows, rooks")
    eve.says("/add crows, rooks")
    assert list(profiles(eve)) == ["reward model", "crows"]


def test_words_are_replaced_by_what_is_sent_back(eve) -> None:
    assert "reward model, RLHF, -survey" in eve.says("/edit reward").text
    heard = eve.says("reward model, DPO, top:5").text
    assert "Looks for: reward model, DPO" in heard
    changed = profiles(eve)["reward model"]
    assert (changed.keywords, changed.top) == (("reward model", "DPO"), 5)


def test_single_words_come_and_go(eve) -> None:
    eve.says("/edit")
    eve.taps("＋ Add words")
    eve.says("direct preference optimization, -medical")
    eve.says("/edit")
    eve.taps("－ Remove one")
    (below,) = [eve.last]
    gone = next(button["callback_data"] for row in below.keyboard for button in row if button["text"] == "－ RLHF")
    eve.taps("－ RLHF")
    assert "That is gone already." in eve.taps_data(gone, below).text
    assert profiles(eve)["reward model"].keywords == (
        "reward model",
        "-survey",
        "direct preference optimization",
        "-medical",
    )
    eve.taps("－ -survey")
    eve.taps("－ direct")
    assert "With exclusions alone no paper can match" in eve.taps("－ reward model").text


def test_many_words_come_as_a_file_to_be_changed(eve) -> None:
    for first in range(0, 80, 40):
        words = [f"crow number {number} of the very long list of corvids" for number in range(first, first + 40)]
        if first:
            eve.says("/edit")
            eve.taps("＋ Add words")
            eve.says(", ".join(words))
        else:
            eve.says("/edit")
            eve.says(", ".join(words))
    heard = eve.says("/edit")
    (file,) = [each.document for each in heard.new if each.document]
    assert file[0] == "words.txt"
    assert len(file[1].decode().splitlines()) == 80
    assert len(file[1]) > MAX_COPIED


def test_every_value_is_on_its_button_and_a_tap_changes_it_in_place(eve) -> None:
    eve.says("/profiles")
    assert eve.buttons[:2] == ["reward model · ≥ 50", "＋ Add a profile"]
    first = eve.last
    eve.taps("reward model")
    for taps, sees in (
        (["Per digest: all", "5", "‹ Back"], "[Per digest: 5] [Revisions: no]"),
        (["Revisions: no"], "[Revisions: yes]"),
        (["When: daily at 08:00", "Weekdays", "≥ 80", "‹ Back"], "When: on weekdays at 08:00, from 80 at once"),
        (["When", "At once", "‹ Back"], "[When: at once]"),
    ):
        for label in taps:
            eve.taps(label)
        assert sees in eve.sees()
    assert eve.last == first
    told = profiles(eve)["reward model"]
    assert (told.top, told.revisions, told.timing.minute) == (5, True, None)


def test_sources_are_taken_in_and_out(ada) -> None:
    ada.says("/profiles")
    ada.taps("reward model")
    ada.taps("Sources")
    assert "[✓ All sources]" in ada.sees()
    ada.taps("Hugging Face")
    assert "[All sources]\n[✓ Hugging Face" in ada.sees()
    assert len(profiles(ada)["reward model"].sources) == 1
    ada.taps("✓ Hugging Face")
    assert profiles(ada)["reward model"].sources == ()


def test_it_is_told_somewhere_always(eve) -> None:
    eve.says("/profiles")
    eve.taps("reward model")
    eve.taps("Where")
    assert "It must be told somewhere" in eve.taps("✓ this chat").text
    assert "[✓ this chat]" in eve.sees()


def test_a_profile_gets_another_name_and_keeps_its_number(eve) -> None:
    before = profiles(eve)["reward model"].number
    eve.says("/profiles")
    eve.taps("reward model")
    eve.taps("Rename")
    assert "A name is a line of at most 100 characters" in eve.says("x" * 101).text
    assert "✓ Renamed." in eve.says("  my   thesis ").text
    assert profiles(eve)["my thesis"].number == before


def test_going_back_ends_what_was_asked(eve) -> None:
    eve.says("/profiles")
    eve.taps("reward model")
    eve.taps("Rename")
    eve.taps("‹ Back")
    eve.says("crows")
    assert "reward model" in profiles(eve)


def test_a_profile_goes_after_one_question(eve) -> None:
    assert "Remove “reward model”?" in eve.says("/remove reward model").text
    below = eve.last
    sure = below.keyboard[0][0]["callback_data"]
    assert "“reward model” is removed." in eve.taps("🗑 Remove it").text
    assert "That is gone already." in eve.taps_data(sure, below).text
    assert profiles(eve) == {}
    assert "You have no profile yet" in eve.says("/edit").text


def test_a_profile_is_meant_by_its_beginning_or_chosen(eve) -> None:
    eve.says("/add reinforcement learning")
    assert "Which profile do you want to change?" in eve.says("/edit").text
    assert "There are “reward model” and “reinforcement learning”" in eve.says("/edit re").text
    assert "Did you mean “reward model”?" in eve.says("/edit reword modle").text
    assert "The words of “reinforcement learning”" in eve.says("/edit REIN").text
    assert "Write /threshold, its name, and the number" in eve.says("/threshold 60").text


def test_a_number_that_ends_a_name_is_no_threshold(eve) -> None:
    eve.says("/add reward model, +robots")
    before = {name: stored.threshold for name, stored in profiles(eve).items()}
    assert list(before) == ["reward model", "reward model 2"]
    assert "\nreward model 2\n" in f"\n{eve.says('/threshold Reward model 2').text}"
    assert {name: stored.threshold for name, stored in profiles(eve).items()} == before
    eve.says("/threshold reward model 2 70")
    assert profiles(eve)["reward model 2"].threshold == 70


def test_no_more_profiles_than_there_may_be(eve) -> None:
    for number in range(19):
        eve.says(f"/add crow {number}")
    assert "No more than 20 profiles" in eve.says("/add rook").text
    assert len(profiles(eve)) == 20
    eve.says("/profiles")
    assert len([label for label in eve.buttons if "≥" in label]) == 8
    eve.taps("›")
    assert "[‹] [2/3] [›]" in eve.sees()


def test_a_search_is_kept_as_a_profile(ada) -> None:
    ada.says("/search video, -survey")
    ada.taps("＋ Keep as a profile")
    assert profiles(ada)["video"].keywords == ("video", "-survey")
    assert "This is what I look for now" in shown(ada.last)


def test_in_a_group_members_look_and_administrators_change(empty_world) -> None:
    boss, bob = empty_world.person("Boss"), empty_world.person("Bob")
    group = empty_world.group("Readers", boss, [bob])
    boss.at(group).says("/add crows")
    member = bob.at(group)
    member.says("/profiles")
    member.taps("crows")
    below = member.last
    assert "Only administrators" in member.taps("Revisions").text
    assert "Only administrators" in member.says("/add rooks").text
    boss.at(group).taps("Revisions", below)
    assert [(each.name, each.revisions) for each in profiles(member).values()] == [("crows", True)]


def test_a_channel_is_told_of_by_its_name_to_who_manages_it(empty_world) -> None:
    boss = empty_world.person("Boss")
    boss.says("/start")
    boss.says("/cancel")
    empty_world.channel("News", boss)
    boss.says("/channel")
    boss.taps("News")
    boss.says("/add crows")
    boss.says("/profiles")
    boss.taps("crows")
    assert "Where: News\n" in boss.sees()
