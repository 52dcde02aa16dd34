"""What is asked for every message in a chat uses an index, however many there were: the databases' own plans say so."""

from collections.abc import Iterator
from functools import partial

import pytest

from store.chats import ChatKind, Flood, Notice
from store.outbox import DeliveryKind, Gathered
from store.readers import Way
from store.sql import SqlReceiving, SqlStore, SqlWriter
from store.sql.address import understand
from store.sql.engine import Database, Mode, connect
from store.sql.schema import prepare
from tests.store.crowd import READERS, fill_outbox, later
from tests.store.plans import ask_and_undo, plans, scanned
from tests.store.readership import (
    DAY,
    a_chat,
    a_code,
    a_delivery,
    a_question,
    a_share,
    a_sheet,
    an_address,
    an_update,
)

CHATS = READERS
UPDATES = 1_000
WAITING = 100

SMALL = ("ix_updates_waiting", "notices", "bans")
"""What is gone through whole: what waits, what the operator told, and who is not answered; these are few."""


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def busy(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """So many chats, and so much that happened there, that a scan would be seen in the plan."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path_factory.mktemp('busy') / 'catalog.db'}"
    else:
        url = str(request.getfixturevalue("module_postgres_url"))
    database = connect(understand(url), busy_seconds=5, create=True)
    prepare(database)
    store = SqlStore(database)
    with store.writing() as catalog:
        fill_outbox(catalog)
        for number in range(1, CHATS + 1):
            fill_chat(catalog, number)
        catalog.gather([Gathered(delivery=a_delivery("notice 1", 7, 7, kind=DeliveryKind.NOTICE))])
    with store.receiving() as inbox:
        for number in range(1, UPDATES + 1):
            inbox.keep_update(an_update(number, -(number % CHATS) - 1))
            if number <= UPDATES - WAITING:
                inbox.settle_update(1, number, later(number))
        for number in range(CHATS):
            inbox.keep_flood(Flood(bot=1, chat=-number, until=later(number)))
    with database.transaction(Mode.WRITING) as connection:
        connection.exec_driver_sql("ANALYZE")
    yield database
    store.close()


def fill_chat(catalog: SqlWriter, number: int) -> None:
    """A reader's group with a question, a list, a share and a code; every tenth is linked and managed by somebody."""
    person = number if number % 10 == 0 else None
    chat = a_chat(-number, number, kind=ChatKind.GROUP, linked_by=person, managing=person and -person)
    catalog.save_chat(chat)
    catalog.save_address(an_address(number, f"-{number}", way=Way.CHAT))
    catalog.ask(a_question(-number, number, number, asked_at=later(number)))
    catalog.save_sheet(a_sheet(number, delivery=number, made_at=later(number)))
    catalog.save_share(a_share(f"t{number}", number, number))
    catalog.save_mail_code(a_code(number, number, made_at=later(number)))
    catalog.save_notice(Notice(text="x", at=later(number)))


def ask_of_chats(catalog: SqlWriter) -> None:
    chat = catalog.chat(-7)
    assert chat is not None
    assert list(catalog.chats(7)) == [chat]
    assert catalog.question(-7, 7) is not None
    sheet = catalog.sheet_of(7)
    assert sheet is not None
    assert catalog.save_sheet(sheet) == sheet
    assert len(catalog.shares(7)) == len(catalog.mail_codes(7)) == 1
    assert (catalog.share("t7") is None, catalog.mail_code(7, 7) is None, catalog.ban(7)) == (False, False, None)
    catalog.save_chat(chat)
    catalog.unask(-7, 7)
    catalog.remove_chat(-8)
    catalog.remove_address(9)
    catalog.remove_profile("interest 9", 9)


def move_and_forget(catalog: SqlWriter) -> None:
    assert catalog.move_chat(-7, -1007)
    assert catalog.forget_reader(8).rows["updates"] == UPDATES // READERS


def tidy(catalog: SqlWriter) -> None:
    went = catalog.tidy_chats(later(10) + 90 * DAY, updates=90 * DAY, sheets=90 * DAY, codes=90 * DAY)
    assert (went["sheets"], went["mail_codes"], went["questions"]) == (9, 9, 9)


def receive(inbox: SqlReceiving) -> None:
    assert inbox.keep_update(an_update(UPDATES + 1))
    assert not inbox.keep_update(an_update(7))
    assert len(inbox.waiting_updates(1, later(0), 5, without=[-7, -8])) == 5
    assert inbox.count_waiting(1) == WAITING + 1
    assert inbox.count_waiting(1, -42) >= 1
    assert inbox.begin_update(1, UPDATES) == 1
    inbox.put_update_off(1, UPDATES, later(1))
    inbox.settle_update(1, UPDATES, later(1))
    inbox.drop_updates(1, -42, 0, later(1))
    assert len(inbox.floods(1, later(0))) == READERS - 1


def test_no_table_is_scanned_for_what_happens_in_chats(busy: Database) -> None:
    assert large(scanned(busy, lambda: ask_and_undo(SqlStore(busy).receiving(), receive))) == []


@pytest.mark.parametrize("question", [ask_of_chats, move_and_forget, tidy])
def test_no_table_is_scanned_to_keep_chats(busy: Database, question: object) -> None:
    asking = partial(ask_and_undo, SqlStore(busy).writing(), question)  # type: ignore[arg-type]
    assert large(scanned(busy, asking)) == []


def test_what_waits_is_read_along_indexes_of_its_own(busy: Database) -> None:
    lines = plans(busy, lambda: ask_and_undo(SqlStore(busy).receiving(), receive))
    for index in ("ix_updates_waiting", "ix_updates_waiting_in_chat"):
        assert any(f"{index} " in line for line in lines), index


def large(lines: set[str]) -> list[str]:
    return [line for line in lines if not any(each in line for each in SMALL)]
