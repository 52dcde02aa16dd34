"""What is asked for every page uses an index, however large the catalog: the databases' own plans say so."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace

import pytest

from store.outbox import DeliveryState as State
from store.outbox import Gathered
from store.profiles import FeedbackKind
from store.readers import BounceKind, Way
from store.records import ChangeKind
from store.sql import SqlSending, SqlStore, SqlWriter
from store.sql.address import understand
from store.sql.engine import Database, Mode, connect
from store.sql.schema import prepare
from tests.store.builders import NOON, SOURCE, decision, page, statement
from tests.store.crowd import PROFILES, READERS, fill_outbox, interest, later, reaction
from tests.store.large import fill, hashes_of, name_of, told_of
from tests.store.plans import ask_and_undo, plans, scanned
from tests.store.readership import DAY, EVERY_WAY, MINUTE, a_delivery, a_match, a_promise, an_outcome

PAPERS = 2_000


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def large(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    """A catalog large enough that a scan would be seen in the plan."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path_factory.mktemp('large') / 'catalog.db'}"
    else:
        url = str(request.getfixturevalue("module_postgres_url"))
    database = connect(understand(url), busy_seconds=5, create=True)
    prepare(database)
    with database.transaction(Mode.WRITING) as connection:
        fill(connection, PAPERS)
    with closing(SqlStore(database)) as store, store.writing() as catalog:
        catalog.save_profiles(map(interest, range(1, PROFILES + 1)))
        for number in range(1, PROFILES + 1):
            whose = 0 if number < PROFILES // 2 else number
            catalog.give_feedback(replace(reaction(number, f"interest {number}"), reader=whose))
        fill_outbox(catalog)
    with database.transaction(Mode.WRITING) as connection:
        connection.exec_driver_sql("ANALYZE")
    yield database
    database.engine.dispose()


def known(catalog: SqlWriter) -> None:
    asked = [name_of(number) for number in range(1, 501)]
    traces = [value for number in range(501, 1001) for value in hashes_of(number)]
    assert len(catalog.known(asked, traces)) == 1000


def page_is_recorded(catalog: SqlWriter) -> None:
    assert catalog.page_is_recorded(page("page 2").fingerprint)


def record(catalog: SqlWriter) -> None:
    found = catalog.known([name_of(number) for number in range(1, 101)], ())
    old = [
        decision(statement(f"New {each.paper_id}"), slot=each.paper_id, rank=each.paper_id, kind=ChangeKind.ENRICHED)
        for each in found
    ]
    new = [
        decision(told_of(PAPERS + rank), slot=-rank, rank=rank, fingerprints=hashes_of(PAPERS + rank))
        for rank in range(101, 201)
    ]
    catalog.record(SOURCE, page("plans"), [*old, *new])


def save_profiles(catalog: SqlWriter) -> None:
    catalog.save_profiles(interest(number) for number in range(PROFILES - 50, PROFILES + 50))
    assert catalog.profile("interest 7").keywords == ("pigeon 7",)
    catalog.remove_profile("interest 7")


def give_feedback(catalog: SqlWriter) -> None:
    liked = reaction(7, "interest 7")
    assert catalog.give_feedback(liked).repeated
    assert catalog.give_feedback(replace(liked, kind=FeedbackKind.HIDE)).replaced
    assert len(catalog.feedback("interest 8")) == 1
    catalog.undo_feedback(9)


def promise(catalog: SqlWriter) -> None:
    new, old = [a_promise(name_of(PAPERS), 7, 7)], [a_promise(name_of(2), 7, 7)]
    assert catalog.promise([a_match(name_of(PAPERS))], new) == 1
    assert catalog.promise([a_match(name_of(2), 7, 7)], old) == 0


def compose(catalog: SqlWriter) -> None:
    assert len(catalog.readers_due(later(9), 10)) == 10
    found = catalog.due(later(READERS // 2), [Way.MAIL], 5)
    assert len(found) == 5
    shown = tuple(each.number for each in found[0].promises)
    (kept,) = catalog.gather([Gathered(delivery=a_delivery("2", found[0].address.number, 10), shown=shown)])
    assert len(catalog.promises_in([kept.number])[kept.number]) == 5
    assert catalog.last_composed(11) == NOON
    catalog.reschedule({found[1].promises[0].number: later(1)})


def look_at_one(catalog: SqlWriter) -> None:
    assert catalog.reader_called("r7").number == 8
    assert catalog.address_at(Way.MAIL, "R7@doves.example") == catalog.address(8)
    assert len(catalog.profiles_of(8)) == 1
    assert len(catalog.matches(reader=8)) == len(catalog.matches(profile=8)) == len(catalog.rows_about(8)["matches"])
    assert len(catalog.promises(reader=10)) == len(catalog.promises(address=10)) == 5
    assert len(catalog.deliveries(reader=8)) == len(catalog.deliveries(address=8)) == 1
    assert catalog.deliveries(states=[State.UNCERTAIN]) == ()
    catalog.bury(8, "x", NOON)


def look_at_what_waits(catalog: SqlWriter) -> None:
    assert catalog.messages_due(later(9), [Way.MAIL])[Way.MAIL] >= 9
    assert catalog.outbox_depths([State.PENDING, State.LEASED])[Way.MAIL, State.PENDING].oldest == NOON


def look_at_returned_mail(catalog: SqlWriter) -> None:
    assert len(catalog.bounces(None, later(READERS))) == len(catalog.bounces(7, NOON)) == 1


def tidy(catalog: SqlWriter) -> None:
    kept = {"delivered": DAY, "unconfirmed": DAY, "statistics": DAY}
    went = catalog.tidy(later(1) + DAY, **kept)
    assert (went["promises"], went["deliveries"], went["readers"], went["statistics"]) == (10, 1, 1, 1)


def forget(catalog: SqlWriter) -> None:
    catalog.remove_address(8)
    assert catalog.forget_reader(9).cancelled == 1


@pytest.mark.parametrize(
    "question",
    [
        *(known, page_is_recorded, record, save_profiles, give_feedback),
        *(promise, compose, look_at_one, look_at_what_waits, look_at_returned_mail, tidy, forget),
    ],
)
def test_no_table_of_the_catalog_is_scanned(large: Database, question: Callable[[SqlWriter], None]) -> None:
    assert scanned(large, lambda: ask_and_undo(SqlStore(large).writing(), question)) == set()


def send(outbox: SqlSending) -> None:
    claimed = outbox.claim("x", later(20), lease=MINUTE, limit=5, ways=EVERY_WAY)
    assert [each.address.number for each in claimed] == [1, 2, 3, 4, 5]
    assert outbox.tried_since(Way.MAIL, NOON, later(20)) == 5
    assert outbox.begin(1, "x", later(20), lease=MINUTE)
    assert outbox.failures(Way.MAIL, NOON, later(20), 50) == ()
    assert outbox.put_off(6, "x") is False
    assert outbox.settle(1, "x", an_outcome())
    assert outbox.settle(2, "x", an_outcome(State.DEAD, stop_address="x", bounce=BounceKind.HARD, suppress=True))
    assert outbox.settle(3, "x", an_outcome(State.PENDING, moved_to="x@x.example"))
    assert outbox.expire(later(30), retry_at=later(99), most=3) == 2


def test_no_table_is_scanned_to_send(large: Database) -> None:
    assert scanned(large, lambda: ask_and_undo(SqlStore(large).sending(), send)) == set()


def test_claiming_and_what_is_due_are_read_along_their_own_indexes(large: Database) -> None:
    lines = plans(large, lambda: ask_and_undo(SqlStore(large).sending(), send))
    lines += plans(large, lambda: ask_and_undo(SqlStore(large).writing(), compose))
    expected = ["ix_deliveries_claimable", "ix_deliveries_put_off", "ix_promises_due", "ix_promises_waiting"]
    if large.sqlite:  # PostgreSQL sees that nothing is leased, and that any index of the state will do
        expected.append("ix_deliveries_leased")
    for index in expected:
        assert any(index in line for line in lines), index


def test_the_guard_sees_a_scan(large: Database) -> None:
    def ask(catalog: SqlWriter) -> None:
        catalog._connection.exec_driver_sql("SELECT id FROM papers WHERE title = 'x'")  # noqa: SLF001

    assert scanned(large, lambda: ask_and_undo(SqlStore(large).writing(), ask)) != set()


def test_sqlite_can_take_a_list_as_one_parameter() -> None:
    with closing(sqlite3.connect(":memory:")) as connection:
        assert connection.execute("SELECT value FROM json_each('[9223372036854775807]')").fetchone() == (2**63 - 1,)
