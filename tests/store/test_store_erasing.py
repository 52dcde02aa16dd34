"""What is known about a reader can be shown, all of it, and taken away, all of it (G1, G2)."""

from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Text, cast, literal_column, select

from store.chats import ChatKind, Flood
from store.outbox import DeliveryState, Outcome
from store.profiles import StoredProfile
from store.readers import Bounce, BounceKind, Suppression, Way
from store.sql import SqlStore, check, open_store
from store.sql.erasing import ABOUT_READERS
from store.sql.tables import metadata
from tests.store.builders import NOON
from tests.store.readership import (
    EVERY_WAY,
    HOUR,
    a_chat,
    a_promise,
    a_question,
    a_reader,
    an_address,
    an_update,
    everything_about,
    queue,
)

MARKS = ("zebrafinch", "kestrel")
"""The word that each of two readers is known by; it stands in every text about them."""

TABLES = {
    "addresses",
    "bounces",
    "chats",
    "deliveries",
    "feedback",
    "mail_codes",
    "matches",
    "profiles",
    "promises",
    "questions",
    "readers",
    "shares",
    "sheets",
}
"""The tables about readers, written out: a new one is added here when an export of it was looked at."""


@pytest.fixture
def two_readers(store: SqlStore) -> SqlStore:
    """Two readers of whom every table knows something, and a suppression of the first's address."""
    with store.writing() as catalog:
        catalog.save_readers(a_reader(mark) for mark in MARKS)
        for number, mark in enumerate(MARKS, start=1):
            catalog.save_address(an_address(number, f"{mark}@doves.example", stopped=f"{mark} said so"))
    for number, mark in enumerate(MARKS, start=1):
        everything_about(store, number, number, mark)
    with store.writing() as catalog:
        catalog.suppress(f"{MARKS[0]}@doves.example", Suppression(digest="", kind=BounceKind.HARD, at=NOON))
    return store


def rows_with(store: SqlStore, word: str) -> list[tuple[str, str]]:
    """Where in the whole database a word stands, in whatever column: table and column."""
    with store.reading() as catalog:
        connection = catalog._connection  # noqa: SLF001 - a test looks behind the protocol
        return [
            (table.name, column.name)
            for table in metadata.sorted_tables
            for column in table.columns
            for (value,) in connection.execute(
                select(cast(literal_column(f'"{column.name}"'), Text)).select_from(table)
            )
            if word in str(value).lower()
        ]


def test_the_tables_about_readers_are_those_written_out() -> None:
    assert {table.name for table in ABOUT_READERS} == TABLES
    assert {name for name, table in metadata.tables.items() if "reader" in table.c} == TABLES


def test_every_table_about_readers_says_whose_each_row_is() -> None:
    assert all(not table.c.reader.nullable for table in ABOUT_READERS)


def test_no_other_table_refers_to_one_about_readers() -> None:
    about = set(ABOUT_READERS)
    referring = {table for table in metadata.tables.values() for key in table.foreign_keys if key.column.table in about}
    assert referring <= about


def test_no_other_table_has_a_column_that_could_name_a_person() -> None:
    telling = {"address", "chat", "email", "key", "mail", "owner", "person", "recipient", "target", "user"}
    others = set(metadata.tables.values()) - set(ABOUT_READERS)
    found = {(table.name, name) for table in others for name in table.c.keys() if telling & set(name.split("_"))}  # noqa: SIM118 - names
    pages = {(table, "address") for table in ("pages", "known_pages", "put_aside")}  # where a page was had
    pages.add(("known_pages", "next_address"))
    processes = {(table, "owner") for table in ("jobs", "leases")}  # which process it is
    chats = {(table, "chat") for table in ("updates", "floods")}  # found by it, and erased: see below
    assert found == pages | processes | chats | {("papers", "key")}  # and what a paper is called


def test_an_export_holds_every_row_of_every_table_about_a_reader_and_none_of_anothers(two_readers: SqlStore) -> None:
    with two_readers.reading() as catalog:
        rows = dict(catalog.rows_about(1))
        others = dict(catalog.rows_about(2))
    (suppressed,) = rows.pop("suppressions")
    assert (suppressed["kind"], suppressed["at"]) == ("hard", NOON)
    assert others.pop("suppressions") == []
    for nameless in ("updates", "floods", "bans"):
        assert rows.pop(nameless) == others.pop(nameless) == []
    assert rows.keys() == TABLES
    assert {name: len(found) for name, found in rows.items()} == dict.fromkeys(TABLES, 1) | {"promises": 2}
    assert MARKS[0] in str(rows)
    assert MARKS[1] not in str(rows)
    assert {row["reader"] for found in rows.values() for row in found} == {1}
    assert {row["reader"] for found in others.values() for row in found} == {2}
    assert all(found[0].keys() == set(metadata.tables[name].c.keys()) for name, found in rows.items())


def test_an_export_holds_plain_values_and_times_with_their_zone(two_readers: SqlStore) -> None:
    with two_readers.reading() as catalog:
        rows = catalog.rows_about(1)
    values = [value for found in rows.values() for row in found for value in row.values()]
    assert {type(value) for value in values} == {str, int, float, bool, datetime, type(None)}
    assert all(value.utcoffset() is not None for value in values if isinstance(value, datetime))
    assert rows["readers"][0]["created_at"] == NOON
    assert rows["profiles"][0]["sources"] == "[]"
    assert rows["readers"][0]["paused"] is False


def test_after_erasing_a_reader_no_row_of_any_table_holds_their_name_or_address(two_readers: SqlStore) -> None:
    assert {table for table, _ in rows_with(two_readers, MARKS[0])} == TABLES
    before = rows_with(two_readers, MARKS[1])
    with two_readers.writing() as catalog:
        forgotten = catalog.forget_reader(1)
    assert rows_with(two_readers, MARKS[0]) == []
    assert rows_with(two_readers, MARKS[1]) == before
    assert forgotten.rows == dict.fromkeys(TABLES, 1) | {"promises": 2, "updates": 0, "floods": 0}
    assert forgotten.cancelled == 1
    with two_readers.reading() as catalog:
        assert list(map(str, catalog.rows_about(2)["readers"])) != []
        assert catalog.suppression(f"{MARKS[0]}@doves.example") is not None


def test_erasing_leaves_no_trace_of_any_way_out_and_nothing_that_waits(store: SqlStore) -> None:
    targets = {Way.MAIL: "Ada@Doves.example", Way.CHAT: "-7310554412", Way.APPRISE: "json://ada:hunter2@host"}
    with store.writing() as catalog:
        catalog.save_readers([a_reader("Ada Lovelace"), a_reader("Bo")])
        kept = [catalog.save_address(an_address(1, target, way=way)) for way, target in targets.items()]
        for number, target in enumerate(targets.values(), start=1):
            catalog.record_bounce(Bounce(reader=1, address=number, kind=BounceKind.HARD, said=target, at=NOON))
        catalog.promise((), [a_promise(address=each.number) for each in kept])
        catalog.suppress("ada@doves.example", Suppression(digest="", kind=BounceKind.HARD, at=NOON))
    for each in kept:
        queue(store, "1", "2", address=each.number)
    with store.sending() as outbox:
        taken = outbox.claim("x", NOON, lease=HOUR, limit=3, ways=EVERY_WAY)
        moved = Outcome(state=DeliveryState.PENDING, at=NOON, said="ada moved", moved_to="-7310554413")
        assert outbox.settle(next(each for each in taken if each.address.way is Way.CHAT).delivery.number, "x", moved)
    words = ("ada", "7310554412", "7310554413", "hunter2", "doves.example")
    assert all(rows_with(store, word) for word in words if word != "7310554412")
    with store.writing() as catalog:
        assert catalog.forget_reader(1).cancelled == 6
        assert (catalog.promises(), catalog.deliveries(), list(catalog.addresses())) == ((), (), [])
        assert [each.name for each in catalog.readers()] == ["Bo"]
    assert [found for word in words for found in rows_with(store, word)] == []
    with store.reading() as catalog:
        assert catalog.suppression("ADA@doves.example") is not None


PERSON, GROUP = 7310554412, -1007310554499
"""The numbers of a reader's private chat and of their group."""


def test_after_erasing_a_reader_no_row_of_any_table_holds_the_number_of_a_chat_of_theirs(store: SqlStore) -> None:
    with store.writing() as catalog:
        catalog.save_readers([a_reader("Ada"), a_reader("Bo")])
        catalog.save_address(an_address(1, f"{GROUP}/56", way=Way.CHAT))
        catalog.save_chat(a_chat(PERSON, 1, kind=ChatKind.PRIVATE, managing=GROUP))
        catalog.save_chat(a_chat(-43, 2, linked_by=PERSON, managing=GROUP))
        for question in (a_question(PERSON, PERSON), a_question(-43, PERSON, 2), a_question(GROUP, 9, 0)):
            catalog.ask(question)
        catalog.ask(a_question(-43, 9, 2))
        catalog.save_ban(PERSON, "rude", NOON)
    said = f'{{"message": {{"from": {{"id": {PERSON}}}}}}}'
    with store.receiving() as inbox:
        for number, chat in enumerate((PERSON, GROUP, -43, None, -43), start=1):
            inbox.keep_update(an_update(number, chat, body=said if number < 5 else f'{{"id": {PERSON}0}}'))
        inbox.settle_update(1, 2, NOON)
        for chat in (PERSON, GROUP, -43):
            inbox.keep_flood(Flood(bot=1, chat=chat, until=NOON + HOUR))
    with store.reading() as catalog:
        rows = catalog.rows_about(1)
    assert [row["number"] for row in rows["updates"]] == [1, 2]
    assert [(row["chat"], row["user"]) for row in rows["questions"]] == [(GROUP, 9), (-43, PERSON), (PERSON, PERSON)]
    assert ([row["chat"] for row in rows["floods"]], len(rows["bans"])) == ([GROUP, PERSON], 1)
    with store.writing() as catalog:
        gone = catalog.forget_reader(1).rows
    assert (gone["updates"], gone["floods"], gone["questions"], gone["chats"]) == (4, 2, 3, 1)
    assert rows_with(store, str(GROUP)) == []
    assert rows_with(store, str(PERSON)) == [("updates", "body")]  # the beginning of another's
    with store.reading() as catalog:
        assert catalog.chat(-43) == a_chat(-43, 2)
        assert catalog.question(-43, 9) is not None
        assert catalog.ban(PERSON) is not None
    with store.receiving() as inbox:
        assert [each.number for each in inbox.waiting_updates(1, NOON, 9)] == [5]
        assert not any(inbox.keep_update(an_update(number, PERSON)) for number in range(1, 5))


def test_erasing_that_is_broken_off_erases_nothing(two_readers: SqlStore) -> None:
    before = rows_with(two_readers, MARKS[0])
    with pytest.raises(KeyboardInterrupt), two_readers.writing() as catalog:
        broken_off(catalog.forget_reader(1))
    assert rows_with(two_readers, MARKS[0]) == before


def broken_off(forgotten: Any) -> None:
    assert forgotten.cancelled
    raise KeyboardInterrupt


def test_deliveries_under_way_are_cancelled_with_their_reader(two_readers: SqlStore) -> None:
    queue(two_readers, "1", "2", "3", address=1)
    with two_readers.sending() as outbox:
        outbox.claim("x", NOON, lease=HOUR, limit=1, ways=EVERY_WAY)
    with two_readers.writing() as catalog:
        catalog.bury(4, "No.", NOON)
        assert catalog.forget_reader(1).cancelled == 3
        assert {each.state for each in catalog.deliveries()} == {DeliveryState.PENDING}
        assert {each.reader for each in catalog.deliveries()} == {2}


def test_nobodys_profiles_and_feedback_are_not_a_readers(two_readers: SqlStore) -> None:
    with two_readers.writing() as catalog:
        catalog.save_reader(a_reader("third"))
        catalog.save_profile(StoredProfile(name="jackdaw", keywords=("x",), threshold=1))
        catalog.forget_reader(3)
        assert catalog.profile("jackdaw").reader == 0


def test_an_erased_reader_is_not_left_in_the_file_or_its_log(file_url: str, tmp_path: Path) -> None:
    with closing(open_store(file_url)) as opened:
        with opened.writing() as catalog:
            catalog.save_readers([a_reader("zebrafinch")])
            catalog.save_address(an_address(1, "zebrafinch@doves.example"))
        with opened.receiving() as inbox:
            for number in range(20):
                inbox.keep_update(an_update(number, body="zebrafinch" * 500 * (number % 2)))
                inbox.settle_update(1, number, NOON)
        assert any(b"zebrafinch" in each.read_bytes() for each in tmp_path.glob("catalog.db*"))
        with opened.writing() as catalog:
            catalog.forget_reader(1)
        files = list(tmp_path.glob("catalog.db*"))
        assert len(files) > 1
        assert not any(b"zebrafinch" in each.read_bytes() for each in files)


def test_a_database_is_sound_after_erasing(lasting_url: str) -> None:
    opened = open_store(lasting_url)
    with opened.writing() as catalog:
        catalog.save_readers([a_reader("zebrafinch")])
        catalog.save_address(an_address())
    everything_about(opened, 1, 1, "zebrafinch")
    with opened.writing() as catalog:
        catalog.forget_reader(1)
    opened.close()
    report = check(lasting_url)
    assert report.findings == ()
    assert not any(report.counts.values())
