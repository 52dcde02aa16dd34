"""Help, language, privacy, being forgotten, and the buttons every message has."""

import pytest

from bot.channels.telegram.types import Person
from bot.chat.registry import COMMANDS
from bot.links import Links, Signer
from bot.render.language import languages
from tests.bot.chat.chat_world import ADA, BEN, MEADOW
from tests.support import rows_of


def test_help_is_by_what_people_want_and_leads_to_all_commands(world):
    screen = world.says(ADA, "/help")[-1]
    assert "/digest" in screen.text
    world.taps(ADA, "All commands", screen)
    named = {word.removeprefix("/") for word in screen.text.split() if word.startswith("/")}
    assert named == {each.name for each in COMMANDS.values() if each.listed and not each.operator}
    world.taps(ADA, "‹ Back", screen)
    assert "What would you like to do?" in screen.text


def test_help_in_a_group_names_nothing_that_works_in_private_alone(world):
    world.enters(MEADOW, ADA)
    screen = world.says(BEN, "/help", room=MEADOW)[-1]
    named = {word.strip(",.").removeprefix("/") for word in screen.text.split() if word.startswith("/")}
    assert named <= {each.name for each in COMMANDS.values() if each.in_groups}
    assert "In a chat with me alone" in screen.text


@pytest.mark.parametrize(("typed", "near"), [("stop", "pause"), ("time", "schedule"), ("unsubscribe", "pause")])
def test_what_people_write_leads_to_the_command_that_does_it(world, typed, near):
    assert f"Did you mean /{near}?" in world.says(ADA, f"/{typed}")[-1].text


def test_forgetting_in_a_group_says_that_it_is_about_the_group(world):
    world.begins()
    world.telegram.administrators.add((MEADOW.number, ADA.number))
    world.enters(MEADOW, ADA)
    question = world.says(ADA, "/forget_me", room=MEADOW)[-1]
    assert "everything about The meadow?" in question.text
    world.taps(ADA, "🗑 Yes", question, MEADOW)
    assert "Everything about The meadow is erased. Your own chat with me stays" in question.text
    assert world.address(MEADOW.number) is None
    assert len(world.profiles(ADA.number)) == 1


def test_an_unknown_command_gets_the_nearest_suggested(world):
    assert "/digest" in world.says(ADA, "/digets")[-1].text
    assert "/help" in world.says(ADA, "/xyzzyq")[-1].text


def test_an_operators_command_is_unknown_to_others(world):
    assert "There is no /readers" in world.says(ADA, "/readers")[-1].text


def test_a_command_before_start_says_how_to_begin(world):
    assert "/start" in world.says(ADA, "/profiles")[-1].text


def test_languages_stand_in_their_own_words_and_are_changed_by_a_tap(world):
    world.begins()
    screen = world.says(ADA, "/lang")[-1]
    assert "✓ English" in screen.labels
    assert len([label for label in screen.labels if not label.startswith("✕")]) == len(languages())
    world.taps(ADA, "Deutsch", screen)
    assert world.reader(ADA.number).language == "de"
    assert "✓ Deutsch" in screen.labels


def test_version_and_privacy_can_be_read_by_anyone(world):
    assert "Paperround" in world.says(BEN, "/version")[-1].text
    assert "/forget_me" in world.says(BEN, "/privacy")[-1].text


def test_privacy_leads_to_the_readers_page_in_private_alone(world):
    world.links = Links("https://papers.example", Signer(["k" * 32]))
    world.begin_anew()
    world.begins()
    world.enters(MEADOW, ADA)
    buttons = [button for row in world.says(ADA, "/privacy")[-1].message.keyboard for button in row]
    assert buttons[0].url.startswith("https://papers.example/settings/")
    assert "page" not in str(world.says(ADA, "/privacy", room=MEADOW)[-1].labels)


def test_a_page_that_only_this_machine_reaches_is_not_offered(world):
    world.links = Links("http://127.0.0.1:8080", Signer(["k" * 32]))
    world.begin_anew()
    world.begins()
    assert "page" not in str(world.says(ADA, "/privacy")[-1].labels)


def test_closing_takes_the_message_away_and_ends_a_question(world):
    world.begins()
    asked = world.says(ADA, "/add")[-1]
    world.taps(ADA, "✕", asked)
    assert asked.removed
    assert "nothing to cancel" in world.says(ADA, "/cancel")[-1].text


def test_in_a_group_administrators_alone_take_a_message_away(world):
    world.telegram.administrators.add((MEADOW.number, ADA.number))
    world.enters(MEADOW, ADA)
    screen = world.says(BEN, "/help", room=MEADOW)[-1]
    world.taps(BEN, "✕", screen, MEADOW)
    assert not screen.removed
    world.taps(ADA, "✕", screen, MEADOW)
    assert screen.removed


def test_cancel_ends_a_question(world):
    world.begins()
    world.says(ADA, "/add")
    assert "stays as it was" in world.says(ADA, "/cancel")[-1].text
    assert "nothing to cancel" in world.says(ADA, "/cancel")[-1].text


def test_another_command_ends_a_question(world):
    world.begins()
    world.says(ADA, "/add")
    world.says(ADA, "/version")
    assert "nothing to cancel" in world.says(ADA, "/cancel")[-1].text


def test_forgetting_asks_once_and_leaves_nothing(world):
    world.begins()
    question = world.says(ADA, "/forget_me")[-1]
    assert len(world.profiles(ADA.number)) == 1
    world.taps(ADA, "🗑 Yes", question)
    assert "Everything is erased" in question.text
    assert world.address(ADA.number) is None
    assert world.chat(ADA.number) is None


def test_a_second_tap_on_forgetting_says_the_same(world):
    world.begins()
    question = world.says(ADA, "/forget_me")[-1]
    data = question.message.keyboard[0][0].data
    world.tapped(ADA, data, question.number)
    world.tapped(ADA, data, question.number)
    assert "Everything is erased" in question.text


def test_an_old_button_forgets_nobody_new(world):
    world.begins()
    question = world.says(ADA, "/forget_me")[-1]
    data = question.message.keyboard[0][0].data
    world.tapped(ADA, data, question.number)
    world.says(ADA, "/start")
    world.tapped(ADA, data, question.number)
    assert world.address(ADA.number) is not None
    assert "older message" in world.telegram.toasts[-1][1]


@pytest.mark.parametrize("command", ["/lang", "/forget_me"])
def test_in_a_group_that_is_for_administrators(world, command):
    world.telegram.administrators.add((MEADOW.number, ADA.number))
    world.enters(MEADOW, ADA)
    assert "Only administrators" in world.says(BEN, command, room=MEADOW)[-1].text
    assert "Only administrators" not in world.says(ADA, command, room=MEADOW)[-1].text


def test_after_forgetting_no_row_holds_the_number_or_the_name(world):
    eve = Person(918273645, "Evelina Unheardof", "evelina_unheardof", "en")
    world.papers("Pigeons at sea")
    world.begins(eve)
    world.says(eve, "rook")
    world.says(eve, "/add")
    world.says(eve, "/forget_me")
    world.taps(eve, "🗑 Yes")
    for table, rows in rows_of(world.store).items():
        held = [row for row in rows if "918273645" in str(row) or "nheardof" in str(row).lower()]
        assert not held, table
