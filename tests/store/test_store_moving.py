"""What every store promises when a group becomes a supergroup: all that was of the old number is of the new one."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from threading import Barrier

import pytest

from store.chats import ChatKind, Flood
from store.outbox import DeliveryState as State
from store.outbox import Gathered
from store.profiles import StoredProfile
from store.readers import Way
from store.sql import SqlStore, check, open_store
from tests.store.builders import NOON
from tests.store.readership import (
    DAY,
    EVERY_WAY,
    HOUR,
    MINUTE,
    a_chat,
    a_delivery,
    a_match,
    a_promise,
    a_question,
    a_reader,
    a_share,
    an_address,
    an_outcome,
    an_update,
)

OLD, NEW = -42, -1001234567890
PATIENCE = 60.0


def written(store: SqlStore) -> bool:
    """It moves because somebody said so."""
    with store.writing() as catalog:
        return catalog.move_chat(OLD, NEW)


def settled(store: SqlStore) -> bool:
    """It moves because the message to the first address there was refused."""
    with store.sending() as outbox:
        (taken,) = outbox.claim("x", NOON, lease=MINUTE, limit=1, ways=EVERY_WAY)
        moved = an_outcome(State.PENDING, moved_to=str(NEW), not_before=NOON + HOUR, said="moved")
        return outbox.settle(taken.delivery.number, "x", moved)


WAYS = [written, settled]


def group(store: SqlStore, *targets: str, reader: int = 1) -> None:
    """A group's reader and its addresses; the first has a delivery that is due, and each a promise that waits."""
    with store.writing() as catalog:
        catalog.save_reader(a_reader(f"group {reader}"))
        for target in targets or (str(OLD),):
            number = catalog.save_address(an_address(reader, target, way=Way.CHAT)).number
            catalog.promise((), [a_promise("arxiv:1", number, reader)])
        first = catalog.address_at(Way.CHAT, (targets or (str(OLD),))[0])
        assert first is not None
        catalog.gather([Gathered(delivery=a_delivery("digest 1", first.number, reader))])


def targets(store: SqlStore) -> dict[int, str]:
    with store.reading() as catalog:
        return {each.number: each.target for each in catalog.addresses()}


@pytest.mark.parametrize("moves", WAYS)
def test_a_group_moves_with_its_topics_questions_updates_floods_and_ban(
    store: SqlStore, moves: Callable[[SqlStore], bool]
) -> None:
    group(store, f"{OLD}", f"{OLD}/56", f"{OLD}7", f"{OLD}7/56")
    with store.writing() as catalog:
        catalog.save_address(an_address(1, f"{OLD}", way=Way.CONSOLE))
        chat = a_chat(OLD, silent=True)
        catalog.save_chat(chat)
        catalog.save_chat(a_chat(7, kind=ChatKind.PRIVATE, managing=OLD))
        for each in (OLD, OLD * 10):
            catalog.ask(a_question(each))
        catalog.save_ban(OLD, "loud", NOON)
        version = catalog.readership_version()
    with store.receiving() as inbox:
        for number, where in enumerate((OLD, OLD, 7), start=1):
            inbox.keep_update(an_update(number, where))
        inbox.keep_flood(Flood(bot=1, chat=OLD, until=NOON + HOUR))
    assert moves(store)
    assert targets(store) == {1: f"{NEW}", 2: f"{NEW}/56", 3: f"{OLD}7", 4: f"{OLD}7/56", 5: f"{OLD}"}
    with store.reading() as catalog:
        assert catalog.address_at(Way.CHAT, str(NEW)) == catalog.address(1)
        assert catalog.chat(NEW) == replace(chat, chat=NEW, kind=ChatKind.SUPERGROUP)
        assert {each.chat: each.managing for each in catalog.chats()} == {NEW: None, 7: NEW}
        assert catalog.question(NEW, 7) == a_question(NEW)
        assert (catalog.question(OLD, 7), catalog.question(OLD * 10, 7)) == (None, a_question(OLD * 10))
        assert (catalog.ban(OLD), bool(catalog.ban(NEW))) == (None, True)
        assert catalog.readership_version() > version
        assert [each.address for each in catalog.promises()] == [1, 2, 3, 4]
    with store.receiving() as inbox:
        assert [(each.number, each.chat) for each in inbox.waiting_updates(1, NOON, 9)] == [(1, NEW), (3, 7)]
        assert inbox.floods(1, NOON) == (Flood(bot=1, chat=NEW, until=NOON + HOUR),)
    with store.sending() as outbox:
        (taken,) = outbox.claim("x", NOON + DAY, lease=MINUTE, limit=9, ways=EVERY_WAY)
        assert (taken.delivery.number, taken.address.target) == (1, str(NEW))


def test_what_is_nobodys_does_not_move_and_what_has_moved_does_not_move_again(store: SqlStore) -> None:
    with store.writing() as catalog:
        assert not catalog.move_chat(OLD, NEW)
        assert not catalog.move_chat(OLD, OLD)
    group(store)
    with store.writing() as catalog:
        assert not catalog.move_chat(OLD, OLD)
        before = catalog.readership_version()
        assert catalog.move_chat(OLD, NEW)
    with store.writing() as catalog:
        after = catalog.readership_version()
        assert not catalog.move_chat(OLD, NEW)
        assert catalog.readership_version() == after > before
    assert targets(store) == {1: f"{NEW}"}


@pytest.mark.parametrize("facts", ["chat", "question", "update", "flood", "ban"])
def test_a_chat_of_which_only_one_thing_is_known_moves_too(store: SqlStore, facts: str) -> None:
    with store.writing() as catalog:
        catalog.save_reader(a_reader())
        if facts == "chat":
            catalog.save_chat(a_chat(OLD))
        elif facts == "question":
            catalog.ask(a_question(OLD, reader=0))
        elif facts == "ban":
            catalog.save_ban(OLD, "", NOON)
    with store.receiving() as inbox:
        if facts == "update":
            inbox.keep_update(an_update(1, OLD))
        elif facts == "flood":
            inbox.keep_flood(Flood(bot=1, chat=OLD, until=NOON))
    assert [written(store), written(store)] == [True, False]


@pytest.mark.parametrize("moves", WAYS)
def test_what_is_of_the_new_number_and_of_a_reader_who_reads_elsewhere_too_stays_and_that_of_the_old_one_goes(
    store: SqlStore, moves: Callable[[SqlStore], bool]
) -> None:
    group(store, f"{OLD}", f"{OLD}/56")
    group(store, f"{NEW}", reader=2)
    with store.writing() as catalog:
        catalog.save_address(an_address(2, "bo@doves.example"))
        catalog.save_chat(a_chat(OLD, title="old"))
        there = a_chat(NEW, 2, kind=ChatKind.SUPERGROUP, title="new")
        catalog.save_chat(there)
        for user in (7, 8):
            catalog.ask(a_question(OLD, user, topic="old"))
        catalog.ask(a_question(NEW, 7, 2, topic="new"))
        catalog.save_ban(OLD, "old", NOON)
        catalog.save_ban(NEW, "new", NOON)
    with store.receiving() as inbox:
        inbox.keep_flood(Flood(bot=1, chat=OLD, until=NOON + DAY))
        inbox.keep_flood(Flood(bot=1, chat=NEW, until=NOON + HOUR))
    assert moves(store)
    assert targets(store) == {2: f"{NEW}/56", 3: f"{NEW}", 4: "bo@doves.example"}
    with store.reading() as catalog:
        assert list(catalog.chats()) == [there]
        assert [question.topic for user in (7, 8) if (question := catalog.question(NEW, user))] == ["new", "old"]
        assert [each.why for each in catalog.bans()] == ["new"]
        assert [(each.reader, each.address) for each in catalog.promises()] == [(1, 2), (2, 3)]
        assert [(each.reader, each.address) for each in catalog.deliveries()] == [(2, 3)]
    with store.receiving() as inbox:
        assert inbox.floods(1, NOON) == (Flood(bot=1, chat=NEW, until=NOON + HOUR),)


@pytest.mark.parametrize("moves", WAYS)
def test_a_reader_made_for_the_new_number_before_it_was_known_to_be_the_same_group_gives_way(
    store: SqlStore, moves: Callable[[SqlStore], bool]
) -> None:
    group(store, f"{OLD}", f"{OLD}/56")
    group(store, f"{NEW}", f"{NEW}/56", reader=2)
    with store.writing() as catalog:
        catalog.save_chat(a_chat(OLD, silent=True))
        catalog.save_chat(a_chat(NEW, 2, kind=ChatKind.SUPERGROUP))
        catalog.ask(a_question(NEW, 7, 2))
        for name, reader in (("rook", 1), ("rook", 2), ("owl", 2)):
            catalog.save_profile(StoredProfile(name=name, keywords=("x",), threshold=1, reader=reader))
        catalog.promise([a_match(profile=3, reader=2)], ())
        catalog.save_share(a_share("t" * 22, 3, 2))
    with store.receiving() as inbox:
        inbox.keep_update(an_update(1, NEW))
    assert moves(store)
    assert targets(store) == {1: f"{NEW}", 2: f"{NEW}/56"}
    with store.reading() as catalog:
        assert [each.name for each in catalog.readers()] == ["group 1"]
        assert list(catalog.chats()) == [a_chat(NEW, silent=True, kind=ChatKind.SUPERGROUP)]
        assert {(each.name, each.number, each.addresses) for each in catalog.profiles_of(1)} == {
            ("rook", 1, ()),
            ("owl", 3, (1,)),
        }
        assert catalog.question(NEW, 7) is None
        assert [each.profile for each in catalog.shares(1)] == [each.profile for each in catalog.matches()] == [3]
        assert {(each.reader, each.address) for each in catalog.promises()} == {(1, 1), (1, 2)}
    with store.receiving() as inbox:
        assert [each.number for each in inbox.waiting_updates(1, NOON, 9)] == [1]


@pytest.mark.parametrize("moves", WAYS)
def test_what_waits_at_the_old_address_of_a_reader_goes_over_to_their_new_one_and_nothing_is_told_twice(
    store: SqlStore, moves: Callable[[SqlStore], bool]
) -> None:
    group(store, f"{OLD}", f"{NEW}", "-7")
    with store.writing() as catalog:
        told = [StoredProfile(name=name, keywords=("x",), threshold=1, reader=1) for name in ("all", "both", "one")]
        for profile, places in zip(told, ((), (2, 1), (3, 1)), strict=True):
            catalog.save_profile(replace(profile, addresses=places))
        catalog.promise((), [a_promise(f"arxiv:{number}", 1) for number in (2, 3, 4, 5)])
        catalog.promise((), [a_promise("arxiv:2", 2)])
        of = {each.paper: each.number for each in catalog.promises(address=1)}
        catalog.gather(
            [
                Gathered(delivery=a_delivery("both", 2)),
                Gathered(delivery=a_delivery("both", 1, not_before=NOON + HOUR), shown=(of["arxiv:4"],)),
                Gathered(delivery=a_delivery("old", 1, not_before=NOON + HOUR), shown=(of["arxiv:2"], of["arxiv:3"])),
            ]
        )
    assert moves(store)
    assert targets(store) == {2: f"{NEW}", 3: "-7"}
    with store.reading() as catalog:
        deliveries = {each.slot: each.number for each in catalog.deliveries(address=2)}
        assert deliveries == {"digest 1": 1, "both": 2, "old": 4}
        assert {each.paper for each in catalog.promises(address=2)} == {"arxiv:1", "arxiv:2", "arxiv:4", "arxiv:5"}
        assert [(each.paper, each.address) for each in catalog.promises_in([4])[4]] == [("arxiv:3", 2)]
        assert [each.addresses for each in catalog.profiles_of(1)] == [(), (2,), (3, 2)]
        assert {each.address for each in catalog.promises()} == {2, 3}


def test_a_topic_that_is_refused_moves_with_its_group(store: SqlStore) -> None:
    group(store, f"{OLD}/56", f"{OLD}")
    assert settled(store)
    assert targets(store) == {1: f"{NEW}/56", 2: f"{NEW}"}


def test_a_second_message_that_is_refused_finds_its_chat_moved_already(store: SqlStore) -> None:
    group(store, f"{OLD}/56")
    with store.sending() as outbox:
        (taken,) = outbox.claim("x", NOON, lease=MINUTE, limit=1, ways=EVERY_WAY)
    assert written(store)
    with store.sending() as outbox:
        assert outbox.settle(taken.delivery.number, "x", an_outcome(State.PENDING, moved_to=f"{NEW}"))
    with store.reading() as catalog:
        assert (catalog.address(1).target, catalog.address(1).stopped) == (f"{NEW}/56", "")
        assert catalog.delivery(1).state is State.PENDING


def test_a_chat_called_by_its_name_gets_its_number(store: SqlStore) -> None:
    group(store, "@doves")
    assert settled(store)
    assert targets(store) == {1: f"{NEW}"}


def test_whose_delivery_it_is_no_more_moves_nothing(store: SqlStore) -> None:
    group(store)
    with store.sending() as outbox:
        assert not outbox.settle(1, "x", an_outcome(State.PENDING, moved_to=f"{NEW}"))
    assert targets(store) == {1: f"{OLD}"}


def test_a_move_that_is_broken_off_moves_nothing(store: SqlStore) -> None:
    group(store, f"{OLD}", f"{OLD}/56")
    with pytest.raises(KeyboardInterrupt), store.writing() as catalog:
        broken_off(moved=catalog.move_chat(OLD, NEW))
    assert targets(store) == {1: f"{OLD}", 2: f"{OLD}/56"}


def broken_off(*, moved: bool) -> None:
    assert moved
    raise KeyboardInterrupt


def test_a_chat_that_moves_to_where_another_is_just_being_made_known_takes_its_place(postgres_url: str) -> None:
    both = Barrier(2)

    def moving() -> bool:
        both.wait(PATIENCE)
        return settled(opened)

    with closing(open_store(postgres_url, busy_seconds=PATIENCE)) as opened, ThreadPoolExecutor(1) as pool:
        group(opened)
        with opened.writing() as catalog:
            catalog.save_reader(a_reader("Bo"))
            catalog.save_address(an_address(2, f"{NEW}", way=Way.CHAT))
            catalog.save_chat(a_chat(NEW, 2))
            moved = pool.submit(moving)
            both.wait(PATIENCE)
            wait_for_a_waiting_session(opened)
        assert moved.result(PATIENCE)
        assert targets(opened) == {1: f"{NEW}"}
    assert check(postgres_url).findings == ()


def wait_for_a_waiting_session(store: SqlStore) -> None:
    """Until somebody waits for what this transaction has written."""
    blocked = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE 'UPDATE addresses%%'"
    for _ in range(100_000):
        with store.reading() as catalog:
            if catalog._connection.exec_driver_sql(blocked).scalar_one():  # noqa: SLF001
                return
    pytest.fail("nobody waited")
