"""Channels, looked after from the private chat."""

import pytest

from bot.channels.telegram.types import Entry, Person
from bot.channels.types import Gone, Later
from tests.bot.chat.chat_world import ADA, ANONYMOUS, BEN, BIRDS, MEADOW, ChatWorld, room_of

CEM = Person(33, "Cem", "cem", "en")


@pytest.fixture
def birds(world: ChatWorld) -> ChatWorld:
    """A channel that Ada looks after at present; she has a profile of her own."""
    world.telegram.administrators.add((BIRDS.number, ADA.number))
    world.telegram.rooms["@birdsdaily"] = BIRDS
    world.begins()
    offer = world.enters(BIRDS, ADA, Entry.ADMINISTRATOR)[-1]
    world.taps(ADA, "Look after it", offer)
    return world


def test_who_adds_us_to_a_channel_is_told_in_private_and_the_channel_hears_nothing(world):
    world.begins()
    sent = world.enters(BIRDS, ADA, Entry.ADMINISTRATOR)
    assert [each.place.chat for each in sent] == [ADA.number]
    assert "Birds daily" in sent[0].text
    assert world.enters(BIRDS, ADA, Entry.ADMINISTRATOR) == []


def test_who_has_not_met_us_finds_the_channel_later(world):
    world.telegram.administrators.add((BIRDS.number, ADA.number))
    assert world.enters(BIRDS, ADA, Entry.ADMINISTRATOR) == []
    listed = world.says(ADA, "/channel")[-1]
    assert "Birds daily" in listed.labels


def test_a_channel_where_we_may_not_post_says_so_in_private(world):
    world.begins()
    sent = world.enters(BIRDS, ADA, Entry.MEMBER, can_post=False)
    assert "may not post" in sent[0].text
    assert world.address(BIRDS.number) is None


def test_what_is_said_meanwhile_is_for_the_channel_and_headed_by_its_name(birds):
    added = birds.says(ADA, "/add rook")[-1]
    assert added.text.startswith("📣 Birds daily\n")
    assert [each.name for each in birds.profiles(BIRDS.number)] == ["rook"]
    assert [each.name for each in birds.profiles(ADA.number)] == ["pigeon"]
    assert birds.says(ADA, "/settings")[-1].text.startswith("📣 Birds daily\n")


def test_back_to_ones_own(birds):
    birds.taps(ADA, "Back to my own")
    assert birds.chat(ADA.number).managing is None
    assert not birds.says(ADA, "/profiles")[-1].text.startswith("📣")


def test_back_to_ones_own_by_a_word(birds):
    assert "Back to your own papers." in birds.says(ADA, "/channel off")[-1].text
    assert birds.chat(ADA.number).managing is None


@pytest.mark.parametrize("text", ["@birdsdaily", "https://t.me/birdsdaily"])
def test_the_name_of_a_channel_leads_there(birds, text):
    birds.says(ADA, "/channel off")
    assert "From now on" in birds.says(ADA, text)[-1].text
    assert birds.chat(ADA.number).managing == BIRDS.number


def test_the_clock_of_a_channel_is_not_that_of_whoever_looks_after_it(birds):
    birds.says(ADA, "/add rook")
    assert "Which city's clock counts for Birds daily?" in birds.says(ADA, "/start")[-1].text


def test_who_administrates_it_no_more_looks_after_it_no_more(birds):
    birds.telegram.administrators.clear()
    birds.passes(minutes=2)
    sent = birds.says(ADA, "/add rook")
    assert "no longer administrate Birds daily" in sent[0].text
    assert birds.profiles(BIRDS.number) == []
    assert birds.chat(ADA.number).managing is None


def test_without_an_answer_from_telegram_it_waits_and_nothing_ends(birds):
    birds.passes(minutes=2)
    birds.telegram.ask_troubles.append(Later("No connection."))
    assert birds.says(ADA, "/add rook") == []
    assert birds.chat(ADA.number).managing == BIRDS.number
    birds.passes(seconds=10)
    assert birds.work() != []
    assert [each.name for each in birds.profiles(BIRDS.number)] == ["rook"]


def test_thrown_out_of_it_nobody_looks_after_it(birds):
    birds.passes(minutes=2)
    birds.telegram.ask_troubles.append(Gone("The bot was kicked."))
    assert "no longer administrate" in birds.says(ADA, "/add rook")[0].text


def test_another_persons_channel_is_not_theirs(birds):
    birds.begins(BEN)
    assert "Birds daily" not in birds.says(BEN, "/channel")[-1].labels
    assert "Administrator" in birds.says(BEN, "/channel @birdsdaily")[-1].text.title()
    birds.tapped(BEN, f"1:gm:{BIRDS.number}", 1)
    assert "administrator" in birds.telegram.toasts[-1][1]
    assert birds.chat(BEN.number).managing is None


def test_a_channel_is_found_by_its_name(world):
    world.telegram.administrators.add((BIRDS.number, ADA.number))
    world.telegram.rooms["@birdsdaily"] = BIRDS
    world.begins()
    managed = world.says(ADA, "/channel @birdsdaily")[-1]
    assert managed.text.startswith("📣 Birds daily")
    assert "no such" in world.says(ADA, "/channel @nowhere")[-1].text


def test_a_forwarded_message_of_ones_channel_offers_to_look_after_it(birds):
    birds.taps(ADA, "Back to my own")
    sent = birds.says(ADA, "Pigeons at sea", forwarded=True, forwarded_from=BIRDS)
    assert "Look after it from here" in sent[0].labels
    others = birds.says(BEN, "Pigeons at sea", forwarded=True, forwarded_from=MEADOW)
    assert "The meadow" in others[0].text


def test_nothing_that_is_posted_in_a_channel_is_answered(birds):
    assert birds.says(ANONYMOUS, "/help", room=BIRDS) == []


def test_start_while_looking_after_it_is_about_it(birds):
    assert birds.says(ADA, "/start")[-1].text.startswith("📣 Birds daily")
    assert birds.profiles(BIRDS.number) == []


def test_start_after_a_block_opens_ones_own_chat_whatever_is_looked_after(birds):
    birds.enters(room_of(ADA), ADA, Entry.OUT)
    assert birds.address(ADA.number).stopped
    sent = birds.says(ADA, "/start")
    assert "Your own papers come here again" in sent[0].text
    assert not sent[0].text.startswith("📣")
    assert birds.address(ADA.number).is_open
    assert len(birds.says(ADA, "/start")) == len(sent) - 1


def test_forgetting_a_channel_says_that_ones_own_stays(birds):
    question = birds.says(ADA, "/forget_me")[-1]
    assert "everything about Birds daily?" in question.text
    birds.taps(ADA, "🗑 Yes", question)
    assert "Everything about Birds daily is erased. Your own chat with me stays" in question.text
    assert len(birds.profiles(ADA.number)) == 1
    assert "Everything is erased; nothing" in _forgotten(birds)


def _forgotten(world: ChatWorld) -> str:
    question = world.says(ADA, "/forget_me")[-1]
    world.taps(ADA, "🗑 Yes", question)
    return question.text


@pytest.mark.parametrize(
    "named", [str(BEN.number), "404", "-404", "--5", "@nowhere", "@ben", "-", "²", str(BIRDS.number)]
)
def test_who_else_talks_to_us_is_told_to_nobody(birds, named):
    birds.telegram.rooms.update({BEN.number: room_of(BEN), "@ben": room_of(BEN), BIRDS.number: BIRDS})
    birds.telegram.administrators.clear()
    birds.begins(CEM)
    sent = birds.says(CEM, f"/channel {named}")
    assert [each.text for each in sent] == ["I know no such group or channel where you and I are administrators."]


def test_a_forgotten_channel_leaves_no_trace(birds):
    birds.says(ADA, "/add rook")
    birds.says(ADA, "/forget_me")
    birds.taps(ADA, "🗑 Yes")
    assert birds.address(BIRDS.number) is None
    assert birds.chat(ADA.number).managing is None
    assert len(birds.profiles(ADA.number)) == 1
