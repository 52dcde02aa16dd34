"""Many people at once, over a database of every kind."""

import pytest

from bot.channels.telegram.types import Message, Person
from store.sql import SqlStore
from tests.bot.chat.chat_world import ADA, MEADOW, ChatWorld, room_of
from tests.bot.chat.fake_telegram import FakeTelegram
from tests.store.conftest import emptied_url, file_url, made_schema, postgres, store, url  # noqa: F401 - fixtures

PEOPLE = [Person(1000 + number, f"Reader {number}", "", "en") for number in range(30)]


@pytest.fixture
def crowd(store: SqlStore) -> ChatWorld:  # noqa: F811 - the fixture
    """A bot over a database of its own."""
    return ChatWorld(store)


def test_thirty_people_come_through_the_first_minute_together(crowd):
    crowd.papers("Pigeons sort letters", "Rooks at sea")
    for text in ("/start", "pigeon", "Berlin"):
        for person in PEOPLE:
            crowd.happens(Message(update=0, room=room_of(person), person=person, text=text, message=1))
    crowd.work()
    for person in PEOPLE:
        said = [each.text for each in crowd.telegram.sent if each.place.chat == person.number]
        assert len(said) == 4
        assert "Your time zone is Berlin" in said[-1]
        assert [each.keywords for each in crowd.profiles(person.number)] == [("pigeon",)]
    assert crowd.waiting() == 0


def test_a_group_lives_and_is_forgotten(crowd):
    assert isinstance(crowd.telegram, FakeTelegram)
    crowd.telegram.administrators.add((MEADOW.number, ADA.number))
    crowd.enters(MEADOW, ADA)
    crowd.says(ADA, "pigeon", room=MEADOW, reply_is_ours=True)
    crowd.says(ADA, "/topic", room=MEADOW, topic=5)
    crowd.taps(ADA, "pigeon", room=MEADOW, topic=5)
    assert crowd.address(f"{MEADOW.number}/5") is not None
    crowd.says(ADA, "/forget_me", room=MEADOW)
    crowd.taps(ADA, "🗑 Yes", room=MEADOW)
    assert crowd.address(MEADOW.number) is None
    assert crowd.address(f"{MEADOW.number}/5") is None
