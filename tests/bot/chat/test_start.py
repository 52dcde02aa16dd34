"""The first minute, and coming back."""

from dataclasses import replace

import pytest

from bot.app.readers import add_reader
from bot.app.sharing import share_profile
from bot.chat.start import EXAMPLES
from bot.render.words import printable
from store.readers import Way
from tests.bot.chat.chat_world import ADA, BEN, DORA, ChatWorld, room_of
from tests.support import rows_of

PIGEONS = ("Pigeons sort letters by colour", "Colour vision of pigeons", "Rooks at sea")


def test_a_newcomer_is_set_up_with_four_messages_and_taps(world):
    world.papers(*PIGEONS)
    hello = world.says(ADA, "/start")[-1]
    assert "What are you interested in?" in hello.text
    profile, where = world.says(ADA, "pigeon, -sea")
    assert "pigeon" in profile.text
    assert "2 of 3" in profile.text
    assert PIGEONS[0] in profile.text
    assert "Where do you live?" in where.text
    world.taps(ADA, "Europe", where)
    world.taps(ADA, "Berlin", where)
    assert "Your time zone is Berlin" in where.text
    assert "08:00" in where.text
    assert world.reader(ADA.number).timezone == "Europe/Berlin"


def test_an_example_may_be_tapped_instead_of_writing(world):
    hello = world.says(ADA, "/start")[-1]
    world.taps(ADA, EXAMPLES[1], hello)
    assert [each.keywords for each in world.profiles(ADA.number)] == [("diffusion model", "-survey")]
    assert "This is what I look for now" in hello.text
    assert "Where do you live?" in world.telegram.sent[-1].text


def test_an_example_tapped_twice_makes_one_profile_and_asks_once(world):
    hello = world.says(ADA, "/start")[-1]
    data = hello.message.keyboard[0][0].data
    world.tapped(ADA, data, hello.number)
    assert world.tapped(ADA, data, hello.number) == []
    assert len(world.profiles(ADA.number)) == 1


def test_with_an_empty_catalog_it_is_said_what_happens_next(world):
    world.says(ADA, "/start")
    profile = world.says(ADA, "pigeon")[0]
    assert "No papers have been read yet" in profile.text


def test_a_mistake_in_the_words_is_pointed_out_and_the_next_try_counts(world):
    world.says(ADA, "/start")
    mistake = world.says(ADA, "pigeon AND")[-1]
    assert "<pre>" in mistake.message.html
    assert "^" in mistake.text
    assert not world.profiles(ADA.number)
    world.says(ADA, "pigeon AND rook")
    assert len(world.profiles(ADA.number)) == 1


@pytest.mark.parametrize("text", ["pigeon", "title:pigeon, -sea", "  Pigeon\n", "Голубь"])
def test_words_without_a_start_are_kept_in_a_button_and_nowhere_else_until_it_is_tapped(world, text):
    before = rows_of(world.store)
    hello = world.says(ADA, text)[-1]
    after = rows_of(world.store)
    assert {name: rows for name, rows in after.items() if rows != before[name]}.keys() <= {"updates"}
    assert printable(text) in hello.labels[0]
    data = hello.message.keyboard[0][0].data
    for _ in range(2):
        world.tapped(ADA, data, hello.number)
    assert [", ".join(each.keywords) for each in world.profiles(ADA.number)] == [printable(text)]
    assert "This is what I look for now" in hello.text


@pytest.mark.parametrize("text", ["pigeon AND", "reward model, " * 6 + "pigeon"])
def test_words_that_no_button_can_hold_are_asked_for_again(world, text):
    hello = world.says(ADA, text)[-1]
    world.taps(ADA, "▶️ Start", hello)
    assert "What are you interested in?" in world.telegram.sent[-1].text
    world.says(ADA, "pigeon")
    assert len(world.profiles(ADA.number)) == 1


def test_who_was_forgotten_is_not_enrolled_by_what_they_say_next(world):
    world.begins()
    world.says(ADA, "/forget_me")
    world.taps(ADA, "🗑 Yes")
    world.says(ADA, "thanks, bye")
    assert world.address(ADA.number) is None


def test_the_language_of_the_app_is_that_of_the_reader(world):
    hello = world.says(DORA, "/start")[-1]
    assert world.reader(DORA.number).language == "de"
    assert "Hello" not in hello.text


def test_a_city_may_be_typed_and_a_place_may_be_sent(world):
    world.says(ADA, "/start")
    world.says(ADA, "pigeon")
    world.says(ADA, "new york")
    assert world.reader(ADA.number).timezone == "America/New_York"
    world.says(ADA, location=(35.68, 139.69))
    assert world.reader(ADA.number).timezone == "Asia/Tokyo"


def test_in_the_first_minute_what_is_no_place_is_understood_for_itself(world):
    world.says(ADA, "/start")
    world.says(ADA, "pigeon")
    assert "What shall I do with “reward model”?" in world.says(ADA, "reward model")[0].text
    world.says(ADA, "new york")
    assert world.reader(ADA.number).timezone == "America/New_York"


def test_where_a_place_was_asked_for_what_is_none_is_refused(world):
    world.begins()
    world.taps(ADA, "Time zone", world.says(ADA, "/settings")[-1])
    assert "/cancel" in world.says(ADA, "Atlantis")[-1].text


def test_who_comes_back_is_told_what_is_set_up(world):
    world.begins()
    back = world.says(ADA, "/start")[-1]
    assert "Welcome back!" in back.text
    assert "“pigeon”" in back.text
    assert len(world.profiles(ADA.number)) == 1


@pytest.mark.parametrize("command", ["/pause", "/snooze 2026-11-20"])
def test_who_paused_or_snoozed_is_told_again_after_start(world, command):
    world.begins()
    world.says(ADA, command)
    assert "I write to you again" in world.says(ADA, "/start")[-1].text
    reader = world.reader(ADA.number)
    assert not reader.paused
    assert reader.snoozed_until is None or reader.snoozed_until <= world.now


def test_a_city_may_be_typed_in_ones_own_language(world):
    world.begins(DORA, "pigeon", "Wien")
    assert world.reader(DORA.number).timezone == "Europe/Vienna"


def test_an_unknown_payload_is_passed_over(world):
    assert "What are you interested in?" in world.says(ADA, "/start c-unknown")[-1].text


def test_a_profile_that_is_handed_on_is_shown_and_taken(world):
    world.begins(ADA, "pigeon, -sea")
    profile = world.profiles(ADA.number)[0]
    shared = _share(world, profile.number)
    offer = world.says(BEN, f"/start p-{shared}")[-1]
    assert "pigeon" in offer.text
    assert not world.profiles(BEN.number)
    world.tapped(BEN, offer.message.keyboard[0][0].data, offer.number)
    world.tapped(BEN, offer.message.keyboard[0][0].data, offer.number)
    assert [each.keywords for each in world.profiles(BEN.number)] == [profile.keywords]


def test_a_link_that_is_of_no_use_any_more_says_so_and_a_newcomer_is_greeted(world):
    sorry, hello = world.says(ADA, "/start p-nothing")
    assert "not shared any more" in sorry.text
    assert "What are you interested in?" in hello.text
    world.says(ADA, "pigeon")
    assert ["not shared any more" in each.text for each in world.says(ADA, "/start p-nothing")] == [True]


def test_a_reader_the_operator_made_gets_their_chat_by_start(world):
    added = add_reader(world.store, "ada by hand", world.now, addresses=[(Way.CHAT, str(ADA.number))])
    assert "/start" in world.says(ADA, "/profiles")[-1].text
    world.says(ADA, "/start")
    chat = world.chat(ADA.number)
    assert chat is not None
    assert chat.reader == added.reader.number
    assert chat.kind is room_of(ADA).kind


def _share(world: ChatWorld, profile: int) -> str:
    reader = world.reader(ADA.number).number
    return share_profile(world.store, reader, profile, "t" * 22, world.now).token


def test_a_hostile_name_is_kept_and_shown_as_text(world):
    eve = replace(ADA, name="<b>Eve\x00\ud800\u202e</b>")
    world.says(eve, "/start")
    assert world.chat(ADA.number).title.startswith("<b>Eve")
    assert world.says(eve, "/start")


def test_two_people_of_one_name_are_two_readers(world):
    world.says(ADA, "/start")
    world.says(replace(BEN, name=ADA.name), "/start")
    assert world.reader(ADA.number).name != world.reader(BEN.number).name


def test_who_never_said_where_they_live_is_asked_again(world):
    world.says(ADA, "/start")
    world.says(ADA, "pigeon")
    assert "Where do you live?" in world.says(ADA, "/start")[-1].text
