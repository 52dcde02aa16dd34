"""Groups, topics and channels with the real bot."""

import pytest

from tests.telegram.conversation import Seat, World


@pytest.fixture
def ada(world: World) -> Seat:
    """Somebody who is set up."""
    seat = world.person("Ada")
    seat.says("/start")
    seat.says("language model")
    seat.taps("Berlin" if any("Berlin" in label for label in seat.buttons) else "London")
    return seat


def test_a_group_is_set_up_by_whoever_added_the_bot_and_members_change_nothing(world: World, ada: Seat):
    ben = world.person("Ben")
    room = world.group("Readers", ada, [ben])
    assert "What shall I look for?" in ada.at(room).sees()
    heard = ada.at(room).says("reward model", reply_to=ada.at(room).last)
    assert "This is what I look for now" in heard.text
    assert "Only administrators" in ben.at(room).says("/add@" + world.telegram.cloud.me.username + " rook").text
    assert world.telegram.breaches == []


def test_an_anonymous_administrator_may_change_it(world: World, ada: Seat):
    room = world.group("Readers", ada)
    assert "what I look for now" in ada.at(room, anonymous=True).says("/add reward model").text


def test_a_profile_is_told_in_its_topic_and_in_no_other_place(world: World, ada: Seat):
    room = world.group("Readers", ada, is_forum=True)
    topic = world.telegram.topic(room, "Models")
    here = ada.at(room)
    here.says("/add language model")
    here.at(room, topic).says("/topic")
    here.at(room, topic).taps("language model")
    world.news_comes()
    world.clock.forward(86_400)
    world.deliver()
    posts = [each for each in world.telegram.posts(room) if "language" in each.text.lower()]
    assert posts
    assert posts[-1].topic == topic
    assert world.telegram.breaches == []


def test_a_group_that_becomes_a_supergroup_goes_on(world: World, ada: Seat):
    room = world.group("Readers", ada, kind="group")
    ada.at(room).says("/add language model")
    new = world.telegram.migrates(room)
    assert "language model" in str(ada.at(new).says("/profiles").text)
    with world.store.reading() as catalog:
        assert catalog.chat(new.number) is not None
        assert catalog.chat(room.number) is None
    assert world.telegram.breaches == []


def test_thrown_out_and_back_again(world: World, ada: Seat):
    room = world.group("Readers", ada)
    ada.at(room).says("/add language model")
    world.react(None, lambda: world.telegram.remove_bot(room, ada.user))
    heard = world.add_bot(room, ada)
    assert "Everything is as it was" in heard.text


def test_a_channel_is_looked_after_from_the_private_chat(world: World, ada: Seat):
    world.channel("Models daily", ada)
    assert "Models daily" in ada.sees()
    assert "From now on" in ada.taps("Look after it").text
    added = ada.says("/add diffusion model")
    assert added.text.startswith("📣 Models daily")
    ada.says("/channel")
    assert "Back to your own papers." in ada.taps("Back to my own").text
    assert "📣" not in ada.says("/profiles").text
    assert world.telegram.breaches == []


def test_a_stranger_cannot_look_after_it(world: World, ada: Seat):
    room = world.channel("Models daily", ada)
    eve = world.person("Eve")
    eve.says("/start")
    assert "administrator" in eve.says(f"/channel {room.number}").text
    heard = eve.taps_data(f"1:gm:{room.number}", eve.last)
    assert heard.toast is not None
    assert "administrator" in heard.toast.text


def test_a_forwarded_message_of_it_leads_there(world: World, ada: Seat):
    room = world.channel("Models daily", ada)
    assert "Models daily" in ada.forwards("Pigeons at sea", room).text
