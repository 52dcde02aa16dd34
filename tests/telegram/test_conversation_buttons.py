"""Every command and every button that can be reached does something, and nothing that Telegram forbids."""

import logging
import re
from datetime import timedelta

import pytest

from bot.chat.registry import ANSWERS, COMMANDS, TAPS
from bot.chat.screens import CLOSE
from bot.chat.start import BEGIN
from bot.chat.types import Rules
from tests.telegram.conversation import Seat, World
from tests.telegram.crawl import Crawl

DAY = timedelta(days=1)
WORDS = ("language model, reasoning", "diffusion model, image", "reward model", "alignment", "evaluation, dataset")
LASTING = frozenset({"bf", "gm", "gl", "bl", "fxs", "fxl", "fx", "sps", "sws"})
"""What erases, stops, or speaks another language comes last, so that it hides nothing."""
IN_GROUPS = {"gp", "gt", "gb"}
OPERATORS = {"or", "ov", "ob"}
ELSEWHERE = {CLOSE, "smj", BEGIN}
"""Tapped by everyone at the end of anything; asked only if a mail address was another reader's; of a stranger."""
FIRST_PERSON = 1_003
UNHURRIED = 7.0
"""Seconds between two things that somebody does in a group, where no more than 20 messages a minute are taken."""

pytestmark = pytest.mark.parametrize("most", [1, pytest.param(6, marks=pytest.mark.slow)], ids=["few", "many"])


def introduce(seat: Seat, profiles: int = 2) -> None:
    """They say what they look for."""
    seat.says("/start")
    seat.says(f"/add {WORDS[0]}")
    for number in range(1, profiles):
        seat.says(f"/add {WORDS[number % len(WORDS)]}, number {number}")


def digest(seat: Seat) -> None:
    """News comes, and the next digest with it."""
    world = seat.world
    assert world.news_comes()
    assert world.wait_until(world.clock.now + DAY).new, seat.sees()


def go_through(crawl: Crawl, world: World, caplog: pytest.LogCaptureFixture, *, leave_out: str = "forget_me") -> None:
    """All commands, alone and with their example; at last what cannot be undone."""
    for command in COMMANDS.values():
        if command.name != leave_out:
            crawl.says(f"/{command.name}")
            if command.example:
                crawl.says(f"/{command.name} {command.example}")
    crawl.says(f"/{leave_out}")
    crawl.ends()
    flawless(crawl, world, caplog)


def flawless(crawl: Crawl, world: World, caplog: pytest.LogCaptureFixture) -> None:
    """Nothing was wrong on the way."""
    assert "\n".join(crawl.complaints) == ""
    assert world.telegram.breaches == []
    assert world.telegram.unanswered() == []
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR] == []


def test_all_that_a_reader_can_reach_in_a_private_chat(small_world, caplog, most) -> None:
    world = small_world
    ada = world.person("Ada")
    crawl = Crawl(ada, most, LASTING)
    crawl.says("/start")
    introduce(ada, 10)
    digest(ada)
    crawl.starts_at(ada.last, "the digest")
    for said in (
        "/search langauge model",
        "neural operators",
        "https://arxiv.org/abs/2503.02130",
        "/edit",
        "/threshold",
    ):
        crawl.says(said)
    for word in ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine"):
        ada.says(f"/mute {word}")
        ada.taps("All profiles")
    link_mail(ada)
    crawl.says("/email")
    take_in(ada)
    crawl.starts_at(ada.last, "what would be taken in")
    crawl.says(f"/start {share_of(world.person('Bob'))}")
    ada.says("/settings")
    ada.taps("Template")
    ada.says("{title}")
    ada.says("/settings")
    ada.taps("Template")
    crawl.starts_at(ada.last, "a template that is used")
    world.channel("News", ada)
    go_through(crawl, world, caplog)
    assert set(ANSWERS) - crawl.topics == set()
    assert set(TAPS) - set(crawl.verbs) - IN_GROUPS - OPERATORS - ELSEWHERE == set()


def link_mail(seat: Seat) -> None:
    """They show that a mail address is theirs."""
    seat.says("/email ada@lab.example")
    seat.world.deliver()
    code = re.search(r"\b[0-9]{6}\b", seat.world.bot.post.letters[-1][1].text)
    assert code
    seat.says(code.group())


def take_in(seat: Seat) -> None:
    """They send what they had exported, and changed a little."""
    files = [each.document for each in seat.says("/export").new if each.document]
    name, body = next(each for each in files if each[0].endswith(".toml"))
    seat.says("/import")
    seat.sends_file(name, body.replace(b"language model", b"language modelling"))


def share_of(seat: Seat) -> str:
    """What stands in the link by which somebody hands a profile on."""
    introduce(seat, 1)
    link = re.search(r"start=(p-[\w-]+)", seat.says("/share").text)
    assert link
    return link[1]


def test_all_that_the_operator_can_reach(tmp_path, caplog, most) -> None:
    with World(tmp_path / "paperround.db", rules=Rules(operator=FIRST_PERSON)) as world:
        ada = world.person("Ada")
        assert ada.user.number == FIRST_PERSON
        for each in (ada, world.person("Bob"), world.person("Carl")):
            introduce(each)
        crawl = Crawl(ada, most, LASTING, UNHURRIED)
        for command in (each for each in COMMANDS.values() if each.operator):
            crawl.says(f"/{command.name}")
            crawl.says(f"/{command.name} {command.example}")
        flawless(crawl, world, caplog)
        assert set(crawl.verbs) >= OPERATORS


@pytest.mark.parametrize("anonymous", [False, pytest.param(True, marks=pytest.mark.slow)], ids=["by name", "anonymous"])
def test_all_that_an_administrator_can_reach_in_a_group(small_world, caplog, most, anonymous) -> None:
    world = small_world
    ada = world.person("Ada")
    introduce(ada)
    room = world.group("Lab", ada)
    here = ada.at(room, anonymous=anonymous)
    introduce(here)
    digest(here)
    crawl = Crawl(here, most, LASTING, UNHURRIED)
    crawl.starts_at(here.last, "the digest")
    go_through(crawl, world, caplog)


def test_all_that_a_member_can_reach_in_a_group_changes_nothing(small_world, caplog, most) -> None:
    world = small_world
    ada, bob = world.person("Ada"), world.person("Bob")
    room = world.group("Lab", ada, [bob])
    introduce(ada.at(room))
    digest(ada.at(room))
    reader, profiles = kept(world, room.number)
    crawl = Crawl(bob.at(room), most, LASTING, UNHURRIED)
    crawl.starts_at(ada.at(room).last, "the digest")
    ada.at(room).says("/settings")
    crawl.starts_at(ada.at(room).last, "an administrator's screen")
    go_through(crawl, world, caplog)
    assert kept(world, room.number) == (reader, profiles)


def kept(world: World, chat: int) -> tuple[object, object]:
    """What is remembered of a chat's reader."""
    with world.store.reading() as catalog:
        known = catalog.chat(chat)
        assert known is not None
        return (known, catalog.reader(known.reader)), tuple(catalog.profiles_of(known.reader))


def test_all_that_can_be_reached_in_a_topic(small_world, caplog, most) -> None:
    world = small_world
    ada = world.person("Ada")
    room = world.group("Lab", ada, is_forum=True)
    here = ada.at(room, world.telegram.topic(room, "Papers"))
    introduce(here, 10)
    crawl = Crawl(here, most, LASTING, UNHURRIED)
    crawl.says("/topic")
    digest(here)
    go_through(crawl, world, caplog)
    assert set(crawl.verbs) >= IN_GROUPS


def test_all_that_can_be_reached_when_looking_after_a_channel(small_world, caplog, most) -> None:
    world = small_world
    ada = world.person("Ada")
    introduce(ada)
    room = world.channel("News", ada)
    ada.says("/channel")
    ada.taps("News")
    assert "News" in ada.says("/profiles").text
    ada.says("/add reward model")
    crawl = Crawl(ada, most, LASTING)
    assert world.news_comes()
    world.wait_until(world.clock.now + DAY)
    assert world.telegram.last(room).text
    go_through(crawl, world, caplog)


def test_what_was_reached_in_a_world_without_papers(empty_world, caplog, most) -> None:
    ada = empty_world.person("Ada")
    introduce(ada)
    go_through(Crawl(ada, most, LASTING), empty_world, caplog)
