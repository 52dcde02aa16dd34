"""Papers in whole conversations: read, judged, searched and explained, by one person, in a group, for a channel."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest

from tests.telegram.conversation import Seat, World, shown
from tests.telegram.rooms import Posted


@pytest.fixture
def ada(world: World) -> Iterator[Seat]:
    """A reader to whom several papers were promised; afterwards no rule of Telegram's was broken."""
    seat = world.person("Ada")
    seat.says("/start")
    seat.says("reward model, direct preference optimization, RLHF")
    assert world.news_comes() > 1
    yield seat
    assert world.telegram.breaches == []


def numbered(posted: Posted) -> list[str]:
    return re.findall(r"^\d+\. .*$", shown(posted), re.MULTILINE)


def digest_of(world: World, seat: Seat) -> Posted:
    """What is delivered the next morning."""
    heard = world.wait_until(world.clock() + timedelta(days=1))
    (digest,) = [each for each in heard.new if each in world.telegram.posts(seat.room) and numbered(each)]
    return digest


def test_a_delivered_digest_is_read_judged_and_keeps_its_order(world, ada) -> None:
    digest = digest_of(world, ada)
    before = numbered(digest)
    ada.taps("2", digest)
    assert "[🔖 Save] [👍] [👎]" in shown(digest)
    assert "More like this." in ada.taps("👍", digest).text
    ada.taps("👎", digest)
    ada.taps("🔖", digest)
    assert "[✓ Saved] [👍] [✓ 👎]" in shown(digest)
    ada.taps("‹ Back", digest)
    assert numbered(digest) == before
    assert "1 paper, the last saved first" in ada.says("/saved").text


def test_a_button_tapped_twice_at_once_acts_once(world, ada) -> None:
    digest = digest_of(world, ada)
    ada.taps("1", digest)
    data = next(button["callback_data"] for row in digest.keyboard for button in row if button["text"] == "👍")
    telegram = world.telegram
    both = world.react(None, lambda: [telegram.taps_data(ada.user, data, digest) for _ in range(2)])
    assert both.new == ()
    said = ada.says("/feedback").text
    assert said.count("[👍 ") == 1


def test_why_answers_a_reply_to_the_digest_and_a_pasted_link(world, ada) -> None:
    digest = digest_of(world, ada)
    said = ada.says("/why", reply_to=digest).text
    assert said.startswith("Which one do you mean?")
    assert "You were told of it" in ada.taps("1").text
    number = re.search(r"arxiv\.org/abs/(\d{4}\.\d{5})", digest.markup)
    assert number
    assert "You were told of it" in ada.says(f"https://arxiv.org/abs/{number[1]}").text


def test_in_a_group_members_read_and_administrators_teach(world, ada) -> None:
    ben = world.person("Ben")
    room = world.group("Readers", ada, [ben])
    ada.at(room).says("/add reward model")
    ben.at(room).says("/latest 3")
    listed = ben.at(room).last
    ben.at(room).taps("1", listed)
    assert ben.at(room).taps("👍", listed).toast.text.startswith("Only administrators")
    assert ben.at(room).taps("🔕", listed).toast.text.startswith("Only administrators")
    assert "press Start" in ben.at(room).taps("🔖", listed).toast.text
    assert ada.at(room, anonymous=True).taps("👍", listed).toast.text.startswith("More like this.")
    assert "[✓ 👍]" in shown(listed)
    assert "Saved." in ada.at(room).taps("🔖", listed).toast.text
    assert "[🔖 Save]" in shown(listed)
    assert "private chat" in ben.at(room).says("/saved").text
    assert "1 paper" in ada.says("/saved").text
    assert ben.at(room).says("/mute survey").text.startswith("Only administrators")


def test_lists_are_shown_in_the_topic_where_they_were_asked_for(world, ada) -> None:
    room = world.group("Forum", ada, is_forum=True)
    seat = ada.at(room, world.telegram.topic(room, "Papers"))
    ada.at(room).says("/add reward model")
    assert seat.says("/latest 3").new[0].topic == seat.topic
    assert "More like this" in [seat.taps(label) for label in ("1", "👍")][1].text
