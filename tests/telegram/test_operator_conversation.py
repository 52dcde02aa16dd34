"""The operator's commands: theirs alone, in their private chat."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.chat.entering import BLOCKED
from bot.chat.types import Rules
from store.readers import Way
from store.watch import Incident
from tests.telegram.conversation import Seat, World

OPERATOR = 1003
"""The number of the first person."""
COMMANDS = ("stats", "readers", "broadcast hello", "ban", "limit", "health")


@pytest.fixture
def world(filled: Path, tmp_path: Path) -> Iterator[World]:
    path = Path(shutil.copy(filled, tmp_path / "paperround.db"))
    with World(path, rules=Rules(operator=OPERATOR, commands_per_minute=10_000)) as made:
        yield made


@pytest.fixture
def ada(world: World) -> Seat:
    """The operator."""
    person = world.person("Ada")
    assert person.user.number == OPERATOR
    person.says("/start")
    return person


@pytest.fixture
def bob(world: World) -> Seat:
    person = world.person("Bob")
    person.says("/start")
    person.says("diffusion models")
    return person


@pytest.mark.parametrize("command", COMMANDS)
def test_nobody_else_has_them(world: World, ada: Seat, bob: Seat, command: str) -> None:
    before = ada.last
    heard = bob.says(f"/{command}")
    assert heard.text.startswith(f"There is no /{command.partition(' ')[0]}.")
    assert ada.last is before
    room = world.group("Readers", ada, [bob])
    assert "hello" not in bob.at(room).says(f"/{command}").text


def test_a_button_of_the_operators_is_of_no_use_to_others(world: World, ada: Seat, bob: Seat) -> None:
    below = ada.says("/readers").new[0]
    number = below.keyboard[0][0]["callback_data"]
    heard = bob.taps_data(number, bob.last)
    assert heard.new == heard.changed == ()
    assert heard.toast is not None


def test_numbers_are_counted(ada: Seat, bob: Seat) -> None:
    said = ada.says("/stats").text
    assert "Private chats: 2" in said
    assert "Papers: 159" in said
    assert "Profiles: 1" in said


def test_readers_are_listed_and_looked_at(ada: Seat, bob: Seat) -> None:
    assert "2 readers" in ada.says("/readers").text
    looked = ada.taps("Bob").text
    assert str(bob.user.number) in looked
    assert "1 profile" in looked
    assert "2 readers" in ada.taps("‹ Back").text
    assert ada.taps("✕ Close").removed


def test_a_word_to_all_is_shown_first_and_then_sent_to_each_chat_once(world: World, ada: Seat, bob: Seat) -> None:
    shown = ada.says("/broadcast Tonight <b>I</b> move & be back at ten.").text
    assert "Tonight <b>I</b> move & be back at ten." in shown
    label = ada.buttons[0]
    below = ada.last
    assert label == "Send to 2 chats"
    assert "on its way to 2 chats" in ada.taps(label).text
    data = below.keyboard[0][0]["callback_data"] if below.keyboard and "callback_data" in below.keyboard[0][0] else ""
    world.deliver()
    assert bob.last.text == "Tonight <b>I</b> move & be back at ten."
    posts = len(world.telegram.posts(bob.user))
    if data:
        ada.taps_data(data, below)
    world.deliver()
    assert len(world.telegram.posts(bob.user)) == posts


@pytest.mark.parametrize("text", ["", "   ", "\u200b", "x" * 3_001])
def test_nothing_and_too_much_are_told_to_nobody(ada: Seat, bob: Seat, text: str) -> None:
    said = ada.says(f"/broadcast {text}").text
    assert "/broadcast" in said
    assert all(not label.startswith("Send") for label in ada.buttons)


def test_who_is_banned_is_not_answered_and_gets_nothing_until_it_is_over(world: World, ada: Seat, bob: Seat) -> None:
    number = bob.user.number
    assert f"/ban {number} off" in ada.says(f"/ban {number} spam").text
    bob.says("/latest")
    quiet = len(world.telegram.posts(bob.user))
    bob.says("/latest")
    world.news_comes()
    world.deliver()
    assert len(world.telegram.posts(bob.user)) == quiet
    assert "spam" in ada.says("/ban").text
    assert "answered again" in ada.says(f"/ban {number} off").text
    assert "No bans." in ada.says("/ban").text
    bob.says("/start")
    assert len(world.telegram.posts(bob.user)) > quiet


def test_who_is_not_banned_any_more_is_told_again_without_doing_anything(world: World, ada: Seat, bob: Seat) -> None:
    ada.says("/ban Bob")
    ada.says("/ban Bob off")
    quiet = len(world.telegram.posts(bob.user))
    world.clock.forward(120)
    world.news_comes()
    world.clock.forward(86_400)
    world.deliver()
    assert len(world.telegram.posts(bob.user)) > quiet


def test_who_blocked_us_is_not_written_to_because_a_ban_is_over(world: World, ada: Seat, bob: Seat) -> None:
    world.react(None, lambda: world.telegram.blocks(bob.user))
    for command in ("/ban Bob", "/ban Bob off"):
        ada.says(command)
    with world.store.reading() as catalog:
        address = catalog.address_at(Way.CHAT, str(bob.user.number))
    assert address is not None
    assert address.stopped == BLOCKED


def test_nobody_bans_themselves_or_somebody_unknown_by_name(ada: Seat) -> None:
    assert "That is you." in ada.says(f"/ban {OPERATOR}").text
    assert "I know nobody" in ada.says("/ban @nobody_known").text
    assert "not answered any more" in ada.says("/ban 4242424242 never came").text


@pytest.mark.parametrize("named", ["Ada", "Ada for ever", "@ada_name"])
def test_nobody_bans_themselves_by_name_either(ada: Seat, named: str) -> None:
    ada.room.username = "ada_name"
    ada.says("/start")
    assert "That is you." in ada.says(f"/ban {named}").text
    assert "In numbers" in ada.says("/stats").text


def test_an_operator_who_was_banned_lifts_it(world: World, ada: Seat) -> None:
    with world.store.writing() as catalog:
        catalog.save_ban(OPERATOR, "", world.clock())
    assert "answered again" in ada.says(f"/ban {OPERATOR} off").text


def test_somebody_is_banned_by_a_name_with_spaces_and_the_reason_stands_behind(world: World, ada: Seat) -> None:
    smith = world.person("Bob Smith")
    smith.says("/start")
    assert f"/ban {smith.user.number} off" in ada.says("/ban Bob Smith too loud").text
    assert "too loud" in ada.says("/ban").text
    assert "answered again" in ada.says("/ban Bob Smith off").text


def test_a_number_is_a_number_whatever_somebody_calls_themselves(world: World, ada: Seat, bob: Seat) -> None:
    world.person(f"{bob.user.number} spam").says("/start")
    assert f"/ban {bob.user.number} off" in ada.says(f"/ban {bob.user.number} spam").text


def test_one_limit_is_set_without_the_other(ada: Seat, bob: Seat) -> None:
    ada.says("/limit Bob commands=10")
    assert "most profiles: 5, most commands a minute: 10" in ada.says("/limit Bob profiles=5").text
    assert "most profiles: 20, most commands a minute: 10" in ada.says("/limit Bob profiles=off").text


def test_what_looks_like_many_links_is_shown_and_told_like_anything_else(world: World, ada: Seat, bob: Seat) -> None:
    with world.store.writing() as catalog:
        for number in range(5):
            said = " ".join(["a.bc"] * 40)
            catalog.open_incident(Incident(subject=f"s{number}", kind="k", said=said, began_at=world.clock()))
    assert "a.\u2060bc" in ada.says("/health").text
    text = " ".join(["a.bc"] * 500)
    assert "2 chats" in ada.says(f"/broadcast {text}").text
    ada.taps("Send to 2")
    world.deliver()
    assert bob.last.text.replace("\u2060", "").startswith(text[:1_000])


def test_limits_of_one_reader_are_set_and_taken_back(ada: Seat, bob: Seat) -> None:
    said = ada.says("/limit Bob profiles=1 commands=5").text
    assert "most profiles: 1, most commands a minute: 5" in said
    assert "1" in bob.says("/add robots").text
    with bob.world.store.reading() as catalog:
        chat = catalog.chat(bob.user.number)
        assert chat is not None
        assert (chat.max_profiles, chat.commands_per_minute) == (1, 5)
        assert len(list(catalog.profiles_of(chat.reader))) == 1
    ada.says("/limit Bob off")
    bob.world.clock.forward(120)
    bob.says("/add robots")
    with bob.world.store.reading() as catalog:
        assert len(list(catalog.profiles_of(chat.reader))) == 2


@pytest.mark.parametrize("typed", ["", "Bob", "Bob profiles=0", "Bob profiles=5000", "Nobody profiles=3"])
def test_limits_that_make_no_sense_are_refused(ada: Seat, bob: Seat, typed: str) -> None:
    said = ada.says(f"/limit {typed}").text
    assert "most profiles" not in said or "from 1 to" in said
    with bob.world.store.reading() as catalog:
        chat = catalog.chat(bob.user.number)
    assert chat is not None
    assert chat.max_profiles is None


def test_how_everything_is_can_be_asked(ada: Seat) -> None:
    said = ada.says("/health").text
    assert "Everything works." in said
    assert "Nothing is watched." in said
    assert "Messages: 0 due, 0 late, 0 given up." in said
