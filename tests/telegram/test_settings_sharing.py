"""Taking along and handing on, in whole conversations: files that come and go, links that others follow."""

import json
import re

import pytest

from bot.profile_file import MAX_BYTES
from tests.telegram.conversation import Heard, Seat, World

TWO = b"""
[[profiles]]
name = "crows"
keywords = ["jackdaw"]
[[profiles]]
name = "cows"
keywords = ["cow", "-bull"]
threshold = 61
told = "mon 07:00"
"""


@pytest.fixture
def ada(empty_world: World) -> Seat:
    return begun(empty_world, "Ada", "crows, rooks, min:60")


def begun(world: World, name: str, keywords: str) -> Seat:
    seat = world.person(name)
    seat.says("/start")
    seat.says(keywords)
    seat.says("/cancel")
    return seat


def profiles(seat: Seat) -> dict[str, tuple[str, ...]]:
    with seat.world.store.reading() as catalog:
        chat = catalog.chat(seat.room.number)
        assert chat is not None
        return {each.name: each.keywords for each in catalog.profiles_of(chat.reader)}


def files(heard: Heard) -> dict[str, bytes]:
    return dict(each.document for each in heard.new if each.document)


def link(seat: Seat) -> str:
    found = re.search(r"https://t\.me/\w+\?start=(p-[\w-]{22})$", seat.last.text, re.MULTILINE)
    assert found is not None
    return found[1]


def test_everything_comes_as_files_that_can_be_read_again(ada) -> None:
    found = files(ada.says("/export"))
    assert list(found) == ["paperround.json", "profiles.toml"]
    tables = json.loads(found["paperround.json"])["tables"]
    assert [each["name"] for each in tables["profiles"]] == ["crows"]
    assert [each["chat"] for each in tables["chats"]] == [ada.room.number]
    eve = ada.world.person("Eve")
    eve.says("/start")
    eve.sends_file("profiles.toml", found["profiles.toml"], "/import")
    eve.taps("Add 1 new one")
    assert profiles(eve) == {"crows": ("crows", "rooks")}


def test_what_is_in_a_file_is_shown_before_anything_is_kept(ada) -> None:
    ada.says("/import")
    heard = ada.sends_file("mine.toml", TWO).text
    assert "2 profiles in it\nNew: “cows”\nThere already: “crows”" in heard
    assert profiles(ada) == {"crows": ("crows", "rooks")}
    below, add = ada.last, ada.last.keyboard[0][0]["callback_data"]
    ada.taps("Add 1 new one")
    assert profiles(ada) == {"crows": ("crows", "rooks"), "cows": ("cow", "-bull")}
    assert "Send it again: /import" in ada.taps_data(add, below).text


def test_those_that_are_there_are_replaced_if_they_say_so(ada) -> None:
    ada.says("/import")
    ada.says(TWO.decode())
    ada.taps("Add the new, replace the others")
    assert profiles(ada) == {"crows": ("jackdaw",), "cows": ("cow", "-bull")}


@pytest.mark.parametrize(
    ("name", "body", "said"),
    [
        pytest.param("a.toml", b"[[profiles]]\nname = 3", "a text in quotes is expected", id="no name"),
        pytest.param(
            "a.toml", b'[[profiles]]\nname = "a"\nkeywords = ["b AND"]', "Nothing stands after AND", id="syntax"
        ),
        pytest.param("a.toml", b"\xff\xfe", "is not UTF-8", id="no text"),
        pytest.param("a.json", b"[" * 5000, "JSON", id="deep"),
        pytest.param("<b>.json", b"{}", "<b>.json: a list of profiles is expected", id="markup in its name"),
        pytest.param("a.toml", b"x" * (MAX_BYTES + 1), "larger than 1 MB", id="large"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_with_the_reason(ada, name, body, said) -> None:
    ada.says("/import")
    assert said in ada.sends_file(name, body).text
    assert ada.sends_file("b.toml", TWO).new


def test_a_source_that_is_unknown_keeps_the_whole_file_out(ada) -> None:
    ada.says("/import")
    ada.says(
        '[[profiles]]\nname = "a"\nkeywords = ["a"]\n[[profiles]]\nname = "b"\nkeywords = ["b"]\nsources = ["moon"]'
    )
    assert "No source is called 'moon'" in ada.taps("Add 2 new ones").text
    assert list(profiles(ada)) == ["crows"]


def test_no_more_profiles_come_than_there_may_be(ada) -> None:
    ada.says("/import")
    many = "".join(f'[[profiles]]\nname = "n{number}"\nkeywords = ["w{number}"]\n' for number in range(20))
    ada.says(many)
    assert "No more than 20 profiles" in ada.taps("Add 20 new ones").text


def test_what_is_written_instead_of_choosing_drops_the_file(ada) -> None:
    ada.says("/import")
    ada.says(TWO.decode())
    below = ada.last
    ada.says("cows")
    assert "Send it again: /import" in ada.taps("Add 1 new one", below).text


def test_a_shared_profile_is_taken_by_whoever_has_the_link(ada) -> None:
    ada.says("/share")
    token = link(ada)
    eve = ada.world.person("Eve")
    heard = eve.says(f"/start {token}").text
    assert "crows, rooks" in heard
    assert "Ada" not in heard
    eve.taps("✅ Take it")
    assert profiles(eve) == {"crows": ("crows", "rooks")}


def test_sharing_is_stopped_with_a_tap_and_the_link_is_of_no_use_then(ada) -> None:
    ada.says("/share crows")
    token, below = link(ada), ada.last
    stop = next(each["callback_data"] for row in below.keyboard for each in row if each["text"].startswith("Stop"))
    ada.taps("All I share")
    assert "[Stop: crows (" in ada.sees()
    assert "The link does not work any more." in ada.taps("Stop: crows").text
    assert "You share nothing." in ada.sees()
    assert "That is not shared any more." in ada.taps_data(stop, below).text
    eve = ada.world.person("Eve")
    assert "This profile is not shared any more" in eve.says(f"/start {token}").text


def test_which_of_several_is_shared_is_chosen_and_what_is_shared_is_listed(ada) -> None:
    ada.says("/add cows")
    assert "[crows]\n[cows]\n[✕ Close]" in ada.says("/share").text
    ada.taps("cows")
    token = link(ada)
    ada.says("/share cows")
    assert link(ada) == token
    ada.says("/share")
    ada.taps("What I share")
    assert "[Stop: cows (" in ada.sees()


def test_in_a_group_only_administrators_take_its_data_out(ada) -> None:
    bob = ada.world.person("Bob")
    group = ada.world.group("Readers", ada, [bob])
    ada.at(group).says("/add crows")
    for command in ("/share", "/import"):
        heard = bob.at(group).says(command)
        assert "Only administrators" in heard.text
        assert files(heard) == {}


def test_what_is_kept_of_a_group_comes_to_a_private_chat_alone_and_says_whose_it_is(ada) -> None:
    group = ada.world.group("Readers", ada)
    heard = ada.at(group).says("/export")
    assert "in a private chat" in heard.text
    assert files(heard) == {}
    ada.says("/channel")
    ada.taps("Readers")
    assert "kept about Readers" in ada.says("/export").text
