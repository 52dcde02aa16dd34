"""Groups and their topics: added, greeted, changed by administrators alone, thrown out, come back, moved."""

import pytest

from bot.channels.telegram.types import Entry, Moved, Person, Room
from store.chats import ChatKind
from tests.bot.chat.chat_world import ADA, ANONYMOUS, BEN, MEADOW, ChatWorld, room_of


@pytest.fixture
def meadow(world: ChatWorld) -> ChatWorld:
    """A group that Ada administrates and Ben is in, with a profile."""
    world.telegram.administrators.add((MEADOW.number, ADA.number))
    world.enters(MEADOW, ADA)
    world.says(ADA, "pigeon", room=MEADOW, reply_is_ours=True)
    world.says(ADA, "Berlin", room=MEADOW, reply_is_ours=True)
    return world


def test_a_group_is_greeted_once_with_what_to_do(world):
    hello = world.enters(MEADOW, ADA)
    assert ["👋" in each.text for each in hello] == [True]
    assert hello[0].place.chat == MEADOW.number
    assert world.enters(MEADOW, ADA, Entry.ADMINISTRATOR) == []
    assert world.chat(MEADOW.number).linked_by == ADA.number


def test_whoever_added_us_answers_what_to_look_for(meadow):
    assert [each.keywords for each in meadow.profiles(MEADOW.number)] == [("pigeon",)]
    assert meadow.reader(MEADOW.number).timezone == "Europe/Berlin"


def test_members_change_nothing_and_are_told_so(meadow):
    said = meadow.says(BEN, "/add rook", room=MEADOW)
    assert "Only administrators" in said[0].text
    assert said[0].reply_to == 1
    meadow.says(ADA, "/topic", room=MEADOW, topic=5)
    meadow.taps(BEN, "pigeon", room=MEADOW, topic=5)
    assert "Only administrators" in meadow.telegram.toasts[-1][1]
    assert len(meadow.profiles(MEADOW.number)) == 1
    assert meadow.address(f"{MEADOW.number}/5") is None


def test_an_anonymous_administrator_may(meadow):
    meadow.says(ANONYMOUS, "/add rook", room=MEADOW, is_anonymous_admin=True)
    assert len(meadow.profiles(MEADOW.number)) == 2


def test_a_member_may_look(meadow):
    assert "pigeon" in str([each.labels for each in meadow.says(BEN, "/profiles", room=MEADOW)])


def test_what_people_say_to_each_other_is_not_answered(meadow):
    assert meadow.says(BEN, "did you see the pigeons?", room=MEADOW) == []
    assert meadow.says(BEN, "/nonsense", room=MEADOW) == []
    assert meadow.says(BEN, "/help@another_bot", room=MEADOW) == []
    assert meadow.says(BEN, "/help@Paper_Bot", room=MEADOW) != []


def test_only_who_was_asked_answers(meadow):
    meadow.says(ADA, "/add", room=MEADOW)
    assert meadow.says(BEN, "rook", room=MEADOW, reply_is_ours=True) == []
    assert len(meadow.profiles(MEADOW.number)) == 1
    meadow.says(ADA, "rook", room=MEADOW, reply_is_ours=True)
    assert len(meadow.profiles(MEADOW.number)) == 2


def test_a_private_command_says_so(meadow):
    assert "private chat" in meadow.says(ADA, "/channel", room=MEADOW)[0].text


def test_thrown_out_nothing_is_sent_and_all_is_kept_until_we_come_back(meadow):
    assert meadow.enters(MEADOW, BEN, Entry.OUT) == []
    assert meadow.address(MEADOW.number).stopped
    back = meadow.enters(MEADOW, ADA)
    assert "Everything is as it was" in back[0].text
    assert not meadow.address(MEADOW.number).stopped
    assert len(meadow.profiles(MEADOW.number)) == 1


def test_who_blocks_us_is_stopped_and_start_begins_again(world):
    world.begins()
    world.enters(room_of(ADA), ADA, Entry.OUT)
    assert world.address(ADA.number).stopped == "The chat blocked this bot."
    assert "I write to you again" in world.says(ADA, "/start")[0].text
    assert not world.address(ADA.number).stopped


def test_a_group_that_moves_keeps_everything(meadow):
    meadow.happens(Moved(update=0, room=MEADOW, person=Person(0), old=MEADOW.number, new=-100999))
    meadow.work()
    assert meadow.address(MEADOW.number) is None
    assert len(meadow.profiles(-100999)) == 1


NEW = Room(-100999, ChatKind.SUPERGROUP, MEADOW.title)
MOVES = Moved(update=0, room=MEADOW, person=Person(0), old=MEADOW.number, new=NEW.number)


def test_a_group_that_moves_keeps_everything_if_the_new_one_is_entered_first(meadow):
    meadow.telegram.administrators.add((NEW.number, ADA.number))
    meadow.enters(NEW, ADA)
    meadow.says(ADA, "/start", room=NEW)
    meadow.says(ADA, "/add rook", room=NEW)
    before = meadow.reader(MEADOW.number)
    for _ in range(2):
        meadow.happens(MOVES)
    meadow.work()
    assert meadow.reader(NEW.number).number == before.number
    assert {each.name for each in meadow.profiles(NEW.number)} == {"pigeon", "rook"}
    with meadow.store.reading() as catalog:
        assert [each.name for each in catalog.readers()] == [before.name]
    assert "pigeon" in str([each.labels for each in meadow.says(ADA, "/profiles", room=NEW)])


def test_a_group_that_moves_is_written_to_again_if_the_old_one_was_left_first(meadow):
    meadow.enters(MEADOW, Person(0), Entry.OUT)
    meadow.happens(MOVES)
    meadow.work()
    assert meadow.address(NEW.number).is_open


def test_a_group_that_moves_is_not_written_to_if_something_else_was_against_it(meadow):
    address = meadow.address(MEADOW.number).number
    with meadow.store.writing() as catalog:
        catalog.stop_address(address, "unsubscribed", meadow.now)
    meadow.happens(MOVES)
    meadow.work()
    assert meadow.address(NEW.number).stopped == "unsubscribed"


def test_a_profile_goes_to_a_topic_and_back(meadow):
    meadow.says(ADA, "/add rook", room=MEADOW)
    screen = meadow.says(ADA, "/topic", room=MEADOW, topic=5)[-1]
    assert screen.place.topic == 5
    meadow.taps(ADA, "rook", screen, MEADOW, topic=5)
    main, topic = meadow.address(MEADOW.number).number, meadow.address(f"{MEADOW.number}/5").number
    told = {each.name: each.addresses for each in meadow.profiles(MEADOW.number)}
    assert told == {"pigeon": (main,), "rook": (topic,)}
    assert "✓ rook" in screen.labels
    meadow.taps(ADA, "✓ rook", screen, MEADOW, topic=5)
    assert {each.addresses for each in meadow.profiles(MEADOW.number)} == {(main,)}


def test_a_profile_made_after_topics_is_told_in_the_main_room_alone(meadow):
    meadow.says(ADA, "/topic", room=MEADOW, topic=5)
    meadow.taps(ADA, "pigeon", room=MEADOW, topic=5)
    meadow.says(ADA, "/add rook", room=MEADOW)
    main = meadow.address(MEADOW.number).number
    assert {each.name: each.addresses for each in meadow.profiles(MEADOW.number)}["rook"] == (main,)


def test_two_taps_at_once_move_a_profile_once(meadow):
    screen = meadow.says(ADA, "/topic", room=MEADOW, topic=5)[-1]
    data = screen.message.keyboard[0][0].data
    for _ in range(2):
        meadow.tapped(ADA, data, screen.number, MEADOW, topic=5)
    topic = meadow.address(f"{MEADOW.number}/5").number
    assert [each.addresses for each in meadow.profiles(MEADOW.number)] == [(topic,)]


def test_topic_outside_a_topic_says_where_it_belongs(meadow):
    assert "in the topic" in meadow.says(ADA, "/topic", room=MEADOW)[0].text


def test_who_administrates_is_asked_once_a_minute(meadow):
    before = len(meadow.telegram.asked)
    meadow.passes(minutes=2)
    meadow.says(ADA, "/add", room=MEADOW)
    meadow.says(ADA, "/add", room=MEADOW)
    assert len(meadow.telegram.asked) == before + 1
    meadow.passes(seconds=60)
    meadow.says(ADA, "/add", room=MEADOW)
    assert len(meadow.telegram.asked) == before + 2


def test_another_administrator_may_reply_to_the_greeting_and_a_member_may_not(world):
    world.telegram.administrators.update({(MEADOW.number, ADA.number), (MEADOW.number, BEN.number)})
    world.enters(MEADOW, ADA)
    member = Person(33, "Cem")
    assert world.says(member, "rook", room=MEADOW, reply_is_ours=True) == []
    assert world.says(BEN, "pigeon", room=MEADOW) == []
    assert "what I look for now" in world.says(BEN, "pigeon", room=MEADOW, reply_is_ours=True)[0].text
    assert len(world.profiles(MEADOW.number)) == 1


def test_a_question_in_a_group_is_answered_by_a_reply_and_says_so(meadow):
    assert "replying to this message" in meadow.says(ADA, "/add", room=MEADOW)[0].text
    assert meadow.says(ADA, "see you at lunch", room=MEADOW) == []
    assert "replying" not in meadow.says(ADA, "rook", room=MEADOW, reply_is_ours=True)[0].text
    assert [each.name for each in meadow.profiles(MEADOW.number)] == ["pigeon", "rook"]


def test_a_question_in_a_group_ends_after_a_quarter_of_an_hour(meadow):
    meadow.says(ADA, "/add", room=MEADOW)
    meadow.passes(minutes=15)
    assert meadow.says(ADA, "rook", room=MEADOW, reply_is_ours=True) == []
    assert len(meadow.profiles(MEADOW.number)) == 1


def test_talk_after_we_were_added_is_no_profile(world):
    world.telegram.administrators.add((MEADOW.number, ADA.number))
    world.enters(MEADOW, ADA)
    assert world.says(ADA, "hello all, I added this bot", room=MEADOW) == []
    assert world.profiles(MEADOW.number) == []


def test_an_anonymous_administrator_answers_what_a_button_asked(meadow):
    meadow.says(ADA, "/profiles", room=MEADOW)
    meadow.taps(ADA, "pigeon", room=MEADOW)
    meadow.taps(ADA, "✏️ Words", room=MEADOW)
    meadow.says(ANONYMOUS, "robin", room=MEADOW, is_anonymous_admin=True, reply_is_ours=True)
    assert [each.keywords for each in meadow.profiles(MEADOW.number)] == [("robin",)]
    assert meadow.says(ANONYMOUS, "wren", room=MEADOW, is_anonymous_admin=True, reply_is_ours=True) == []


def test_what_an_anonymous_administrator_sent_waits_for_their_tap(meadow):
    meadow.says(ANONYMOUS, "/import", room=MEADOW, is_anonymous_admin=True)
    file = '[[profiles]]\nname = "rook"\nkeywords = ["rook"]\n'
    meadow.says(ANONYMOUS, file, room=MEADOW, is_anonymous_admin=True, reply_is_ours=True)
    meadow.taps(ADA, "Add", room=MEADOW)
    assert len(meadow.profiles(MEADOW.number)) == 2
