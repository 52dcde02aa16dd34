"""Chats made known, stopped, reopened, moved, managed, and their topics."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.app.chats import (
    MAX_TOPICS,
    addresses_of,
    manage,
    move_chat,
    open_chat,
    reopen_chat,
    stop_chat,
    tell_in_main_room,
    tell_in_topic,
    wake,
)
from bot.app.joining import require_room
from bot.app.new_profiles import add_profile
from bot.app.privacy import forget_reader
from bot.app.reader_rules import ReaderRefused
from bot.app.readers import pause, snooze
from bot.core.matching.language import parse_query
from store.api import Store
from store.chats import Chat, ChatKind
from store.readers import Address, Way
from tests.store.conftest import emptied_url, file_url, made_schema, postgres, store, url  # noqa: F401 - fixtures

NOW = datetime(2026, 11, 2, 12, tzinfo=UTC)
GROUP = Chat(chat=-100500, reader=0, kind=ChatKind.SUPERGROUP, title="The meadow", created_at=NOW, linked_by=11)
ADA = Chat(chat=11, reader=0, kind=ChatKind.PRIVATE, title="Ada", created_at=NOW)


@pytest.fixture
def kept(store: Store) -> Store:  # noqa: F811 - the fixture
    """A store of every kind."""
    return store


@pytest.fixture
def group(kept: Store) -> int:
    """A group's reader with two profiles and a mail address, by number."""
    reader = open_chat(kept, GROUP, NOW, "en").reader.number
    with kept.writing() as catalog:
        mail = Address(reader=reader, way=Way.MAIL, target="meadow@reader.example", created_at=NOW, confirmed_at=NOW)
        catalog.save_address(mail)
    for words in ("pigeon", "rook"):
        add_profile(kept, reader, parse_query(words), NOW, most=20)
    return reader


def told(kept: Store, reader: int) -> dict[str, set[str]]:
    """Where each profile is told."""
    with kept.reading() as catalog:
        targets = {each.number: each.target for each in catalog.addresses(reader)}
        return {each.name: {targets[number] for number in each.addresses} for each in catalog.profiles_of(reader)}


def test_a_chat_is_made_known_once(kept):
    first = open_chat(kept, ADA, NOW, "de")
    second = open_chat(kept, replace(ADA, title="Ada L.", username="ada"), NOW + timedelta(days=1), "fr")
    assert first.is_new
    assert not second.is_new
    assert second.reader.number == first.reader.number
    assert second.reader.language == "de"
    assert (second.chat.title, second.chat.username, second.chat.created_at) == ("Ada L.", "ada", NOW)
    assert first.address.is_open


@pytest.mark.parametrize("language", ["", "no language", "x" * 50])
def test_a_language_that_is_none_is_english(kept, language):
    assert open_chat(kept, ADA, NOW, language).reader.language == "en"


@pytest.mark.parametrize("title", ["", " \n", "\u200b"], ids=["none", "blank", "invisible"])
def test_who_has_no_title_has_a_name_all_the_same(kept, title):
    assert open_chat(kept, replace(ADA, title=title), NOW, "en").reader.name.strip()


def test_a_stopped_chat_is_open_again_and_says_why_it_was_not(kept):
    open_chat(kept, ADA, NOW, "en")
    assert stop_chat(kept, 11, "It was blocked.", NOW) == 1
    assert stop_chat(kept, 11, "Again.", NOW) == 0
    again = open_chat(kept, ADA, NOW, "en")
    assert again.was_stopped == "It was blocked."
    assert again.address.is_open


def test_topics_are_stopped_and_reopened_with_their_chat(kept, group):
    profile = _profile(kept, group, "rook")
    tell_in_topic(kept, group, profile, -100500, 5, NOW)
    assert stop_chat(kept, -100500, "Thrown out.", NOW) == 2
    assert reopen_chat(kept, -100500, NOW)
    assert not reopen_chat(kept, -100500, NOW)
    with kept.reading() as catalog:
        assert [each.is_open for each in addresses_of(catalog, -100500)] == [True, True]


def test_a_chat_that_is_not_known_is_stopped_without_trouble(kept):
    assert stop_chat(kept, 99, "Blocked.", NOW) == 0
    assert not reopen_chat(kept, 99, NOW)
    assert not move_chat(kept, 99, 98, NOW)


def test_pause_and_snooze_end_when_somebody_comes_back(kept):
    reader = open_chat(kept, ADA, NOW, "en").reader.number
    assert not wake(kept, reader, NOW)
    pause(kept, reader, NOW)
    assert wake(kept, reader, NOW)
    snooze(kept, reader, NOW + timedelta(days=3), NOW)
    assert wake(kept, reader, NOW)
    assert not wake(kept, reader, NOW)


def test_a_profile_goes_to_a_topic_and_mail_stays(kept, group):
    tell_in_topic(kept, group, _profile(kept, group, "rook"), -100500, 5, NOW)
    mail = "meadow@reader.example"
    assert told(kept, group) == {"pigeon": {"-100500", mail}, "rook": {"-100500/5", mail}}
    tell_in_topic(kept, group, _profile(kept, group, "rook"), -100500, 6, NOW)
    assert told(kept, group)["rook"] == {"-100500/6", mail}
    tell_in_main_room(kept, group, _profile(kept, group, "rook"), -100500)
    assert told(kept, group) == {"pigeon": {"-100500", mail}, "rook": {"-100500", mail}}


def test_a_new_profile_is_told_in_no_topic(kept, group):
    tell_in_topic(kept, group, _profile(kept, group, "rook"), -100500, 5, NOW)
    add_profile(kept, group, parse_query("owl"), NOW, most=20)
    assert told(kept, group)["owl"] == {"-100500", "meadow@reader.example"}


def test_topics_are_so_many_at_most_and_leave_room_for_mail(kept, group):
    rook = _profile(kept, group, "rook")
    for topic in range(1, MAX_TOPICS + 1):
        tell_in_topic(kept, group, rook, -100500, topic, NOW)
    with pytest.raises(ReaderRefused, match="No more than 50 topics"):
        tell_in_topic(kept, group, rook, -100500, MAX_TOPICS + 1, NOW)
    tell_in_topic(kept, group, rook, -100500, 1, NOW)
    with kept.reading() as catalog:
        require_room(catalog, group)


def test_another_readers_profile_goes_nowhere(kept, group):
    other = open_chat(kept, ADA, NOW, "en").reader.number
    with pytest.raises(ReaderRefused):
        tell_in_topic(kept, other, _profile(kept, group, "rook"), 11, 5, NOW)


def test_who_manages_a_group_manages_it_after_it_moved_and_not_after_it_is_forgotten(kept, group):
    open_chat(kept, ADA, NOW, "en")
    manage(kept, 11, -100500)
    assert move_chat(kept, -100500, -100999, NOW)
    with kept.reading() as catalog:
        assert catalog.chat(11).managing == -100999
    forget_reader(kept, group)
    with kept.reading() as catalog:
        assert catalog.chat(11).managing is None
        assert catalog.chat(-100999) is None


def test_a_chat_that_is_not_known_cannot_be_managed(kept):
    open_chat(kept, ADA, NOW, "en")
    with pytest.raises(ReaderRefused):
        manage(kept, 11, -1)
    with pytest.raises(ReaderRefused):
        manage(kept, 12, 11)


def _profile(kept: Store, reader: int, name: str) -> int:
    with kept.reading() as catalog:
        return catalog.profile(name, reader).number
