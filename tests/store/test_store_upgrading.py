"""Every released schema is upgraded with all that is in it, also when the upgrade is killed on the way (U1)."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from store.chats import Notice
from store.errors import DatabaseTooOld
from store.outbox import DeliveryKind, Gathered
from store.profiles import Feedback, FeedbackKind, StoredProfile
from store.sql import SqlStore, UpgradeReport, check, open_store, upgrade
from store.sql.address import understand
from store.sql.engine import Mode, connect
from store.sql.schema import REVISIONS
from tests.store.builders import NOON
from tests.store.large import fill as fill_catalog
from tests.store.large import name_of
from tests.store.readership import DAY, EVERY_WAY, a_delivery, a_promise, enrol
from tests.store.versions import at_revision, run, schema

Rows = list[list[tuple[Any, ...]]]

PAPERS = 20

PROFILES = (
    StoredProfile(name="pigeons", keywords=("pigeon", '"carrier “pigeon”"^2'), threshold=41.25, top=7, number=1),
    StoredProfile(name="a 'b' %", keywords=("-rook",), threshold=0, number=2),
    StoredProfile(name="ä𝔘", keywords=("dove",), threshold=100, top=2**40, number=5),
)
"""What the second version had; a profile numbered 3, and one numbered 4, had been removed."""

FEEDBACK = (
    Feedback(
        profile="pigeons", kind=FeedbackKind.LIKE, subject=name_of(7), title="Ä “T”", at=NOON, number=1, undone=True
    ),
    Feedback(profile="pigeons", kind=FeedbackKind.HIDE, subject=name_of(7), title="Ä “T”", at=NOON, number=2),
    Feedback(profile="only in a file", kind=FeedbackKind.MUTE, subject="rook", at=NOON, number=3),
)

KILL_AT = """
import os, signal, sys
from sqlalchemy import Engine, event
from store.sql import upgrade
left = [int(sys.argv[2])]
def step(*_):
    left[0] -= 1
    if not left[0]:
        os.kill(os.getpid(), signal.SIGKILL)
def look(connection, cursor, statement, *rest):
    if statement.lstrip().startswith(("ALTER", "CREATE", "DROP", "INSERT", "UPDATE")):
        step()
event.listen(Engine, "after_cursor_execute", look)
event.listen(Engine, "commit", step)
upgrade(sys.argv[1])
"""
"""Upgrade, killed after so many statements that write; the last step is just before the commit."""


def first_version(url: str) -> None:
    """A catalog of the first version with papers in it."""
    at_revision(url, "0001")
    database = connect(understand(url), busy_seconds=5, create=False)
    with database.transaction(Mode.WRITING) as connection:
        fill_catalog(connection, PAPERS)
    database.engine.dispose()


def second_version(url: str) -> None:
    """A catalog of the second version, in which profiles and feedback are nobody's."""
    first_version(url)
    at_revision(url, "0002")
    profile = text(
        "INSERT INTO profiles (number, name, keywords, threshold, top) VALUES (:n, :name, :words, :from, :top)"
    )
    reaction = text(
        'INSERT INTO feedback (number, profile, kind, subject, title, "at", undone) '
        "VALUES (:n, :profile, :kind, :subject, :title, :at, :undone)"
    )
    at = NOON if url.startswith("postgresql") else stored_instant(url)
    database = connect(understand(url), busy_seconds=5, create=False)
    with database.transaction(Mode.WRITING) as connection:
        for p in PROFILES:
            words = "\n".join(p.keywords)
            facts = {"n": p.number, "name": p.name, "words": words, "from": p.threshold, "top": p.top}
            connection.execute(profile, facts)
        for f in FEEDBACK:
            said = {"profile": f.profile, "kind": f.kind.value, "subject": f.subject, "title": f.title}
            connection.execute(reaction, {"n": f.number, **said, "at": at, "undone": f.undone})
        connection.execute(text("INSERT INTO numbers (kind, last) VALUES ('profile', 5), ('feedback', 3)"))
    database.engine.dispose()


THIRD = (
    """INSERT INTO readers VALUES
    (1, 'Ada', :at, 'en', 'Europe/Berlin', 1320, 420, 'line', NULL, :no, :at, 480, '0123456', NULL, 3),
    (4, 'ä “Bo” 𝔘', :at, 'de', 'UTC', NULL, NULL, 'nothing', :at, :yes, NULL, NULL, '6', 99.5, 1)""",
    """INSERT INTO addresses VALUES
    (1, 1, 'mail', 'Ada@doves.example', 'ada@doves.example', :at, :at, ''),
    (2, 4, 'chat', '-42', '-42', :at, NULL, 'Gone.')""",
    """INSERT INTO deliveries VALUES
    (1, 1, 1, 'digest', 'digest 1', NULL, 'as usual', :at, :at, 'sent', NULL, NULL, :at, 1, 0, '', :at)""",
    "INSERT INTO promises VALUES (1, 1, 1, 'arxiv:0000000007', 'new', :at, :at, 1, :yes, '')",
    "INSERT INTO arrivals VALUES (1, 'pigeon-post', :at, 20)",
    "INSERT INTO numbers (kind, last) VALUES ('reader', 4), ('address', 2), ('delivery', 1), ('promise', 1)",
)
"""What the third version had besides: readers, one paused, each with an address, and a digest of a page."""


def third_version(url: str) -> None:
    """A catalog of the third version, with a page that was recorded and told of."""
    second_version(url)
    at_revision(url, "0003")
    facts = {"at": NOON if url.startswith("postgresql") else stored_instant(url), "yes": True, "no": False}
    database = connect(understand(url), busy_seconds=5, create=False)
    with database.transaction(Mode.WRITING) as connection:
        for each in THIRD:
            connection.execute(text(each), {name: value for name, value in facts.items() if f":{name}" in each})
    database.engine.dispose()


FOURTH = (
    "UPDATE readers SET trending = 3 WHERE reader = 4",
    "UPDATE arrivals SET run = 'r1'",
    """INSERT INTO deliveries VALUES
    (2, 1, 1, 'confirmation', 'confirm', NULL, '', :at, :at, 'pending', NULL, NULL, NULL, 0, 0, '', NULL)""",
    "INSERT INTO jobs VALUES ('fetch', :at, NULL, NULL, NULL, NULL, NULL, '', 0, 7)",
    "INSERT INTO hosts VALUES ('pigeons.example:443', :at, NULL, :at)",
    "UPDATE numbers SET last = 2 WHERE kind = 'delivery'",
)
"""What the fourth version had besides: trending papers, runs, jobs, hosts; and a delivery that waits."""


def fourth_version(url: str) -> None:
    """A catalog of the fourth version, with promises that refer to a delivery."""
    third_version(url)
    at_revision(url, "0004")
    at = NOON if url.startswith("postgresql") else stored_instant(url)
    database = connect(understand(url), busy_seconds=5, create=False)
    with database.transaction(Mode.WRITING) as connection:
        for each in FOURTH:
            connection.execute(text(each), {"at": at} if ":at" in each else {})
    database.engine.dispose()


def stored_instant(url: str) -> object:
    """Noon as SQLite has it: the pages were observed then."""
    return run(url, "SELECT observed_at FROM pages LIMIT 1")[0][0]


def rows(url: str, version: str) -> Rows:
    """What is looked at to see that nothing was lost: all that this version had."""
    questions = [
        "SELECT id, key, title, abstract, identifier FROM papers JOIN identifiers ON paper_id = id ORDER BY 1, 5",
        "SELECT * FROM numbers ORDER BY kind",
        "SELECT * FROM statements ORDER BY id",
    ]
    if version >= "0002":
        questions += [
            "SELECT number, name, keywords, threshold, top FROM profiles ORDER BY number",
            'SELECT number, profile, kind, subject, title, "at", undone FROM feedback ORDER BY number',
        ]
    if version >= "0003":
        questions += [f"SELECT {columns} FROM {table} ORDER BY 1" for table, columns in THIRDS_COLUMNS.items()]  # noqa: S608
    if version >= "0004":
        questions += [f"SELECT * FROM {table} ORDER BY 1" for table in ("readers", "arrivals", "jobs", "hosts")]  # noqa: S608
    return [run(url, question) for question in questions]


THIRDS_COLUMNS = {
    "readers": """reader, name, created_at, language, timezone, quiet_start, quiet_end, quiet_day, snoozed_until,
    paused, next_digest_at, minute, weekdays, instant_from, generation""",
    "addresses": "*",
    "deliveries": "*",
    "promises": "*",
    "arrivals": 'page_id, source, recorded_at, "new"',
}
"""What those tables had that have more now."""

MAKE: dict[str, Callable[[str], None]] = {
    "0001": first_version,
    "0002": second_version,
    "0003": third_version,
    "0004": fourth_version,
}


def test_there_is_a_catalog_of_every_version_before_this_one() -> None:
    assert tuple(MAKE) == REVISIONS[:-1]


@pytest.mark.parametrize("version", MAKE)
def test_a_catalog_is_upgraded_with_all_that_is_in_it(lasting_url: str, other_url: str, version: str) -> None:
    MAKE[version](lasting_url)
    before = rows(lasting_url, version)
    with pytest.raises(DatabaseTooOld, match=f"has schema {version}"):
        open_store(lasting_url)
    assert upgrade(lasting_url) == UpgradeReport(before=version, after=REVISIONS[-1])
    open_store(other_url).close()
    assert schema(lasting_url) == schema(other_url)
    assert rows(lasting_url, version) == before
    assert check(lasting_url).findings == ()
    assert upgrade(lasting_url) == UpgradeReport(before=REVISIONS[-1], after=REVISIONS[-1])
    assert rows(lasting_url, version) == before


@pytest.fixture
def upgraded(lasting_url: str) -> Iterator[SqlStore]:
    """A catalog of the second version, upgraded and open."""
    second_version(lasting_url)
    upgrade(lasting_url)
    with closing(open_store(lasting_url)) as opened:
        yield opened


def test_profiles_and_feedback_of_the_second_version_are_nobodys_and_else_what_they_were(upgraded: SqlStore) -> None:
    with upgraded.reading() as catalog:
        assert tuple(catalog.profiles()) == PROFILES
        assert tuple(catalog.feedback(reader=0, undone=True)) == FEEDBACK
        assert catalog.feedback(reader=0) == FEEDBACK[1:]
        assert [*catalog.readers(), *catalog.addresses()] == []
        assert catalog.source_days(None, NOON)[0].pages == 0


def test_an_upgraded_catalog_is_worked_with_like_a_new_one(upgraded: SqlStore) -> None:
    with upgraded.writing() as catalog:
        assert catalog.paper_count() == PAPERS
        assert catalog.save_profile(StoredProfile(name="new", keywords=("x",), threshold=40)).number == 6
        again = catalog.give_feedback(Feedback(profile="pigeons", kind=FeedbackKind.LIKE, subject=name_of(7), at=NOON))
        assert (again.feedback.number, again.replaced) == (4, (2,))
    enrol(upgraded, "Ada")
    with upgraded.writing() as catalog:
        own = catalog.save_profile(StoredProfile(name="pigeons", keywords=("mine",), threshold=1, reader=1))
        assert own.number == 7
        assert catalog.profile("pigeons").keywords == PROFILES[0].keywords
        assert catalog.promise((), [a_promise(name_of(7))]) == 1


def test_readers_of_the_third_version_get_no_trending_papers_and_of_its_pages_no_run_is_known(lasting_url: str) -> None:
    third_version(lasting_url)
    upgrade(lasting_url)
    with closing(open_store(lasting_url)) as opened:
        with opened.writing() as catalog:
            ada, bo = catalog.readers()
            assert (ada.trending, bo.trending, ada.generation, bo.paused) == (0, 0, 3, True)
            assert catalog.save_reader(replace(bo, trending=5)) == catalog.reader(4)
            assert (catalog.runs_of([1]), catalog.source_days(None, NOON)[0].new) == ({}, 20)
            assert [*catalog.verdicts(), *catalog.last_looks(), *catalog.jobs()] == []
        with opened.timing() as timer:
            assert timer.ensure_job("deliver", NOON).runs == 0


def test_a_catalog_of_the_fourth_version_tells_what_the_operator_says_and_knows_no_chat(lasting_url: str) -> None:
    fourth_version(lasting_url)
    upgrade(lasting_url)
    with closing(open_store(lasting_url)) as opened:
        with opened.writing() as catalog:
            assert list(catalog.chats()) == []
            notice = catalog.save_notice(Notice(text="Soon.", at=NOON))
            letter = a_delivery(f"notice {notice.number}", kind=DeliveryKind.NOTICE)
            assert [each.number for each in catalog.gather([Gathered(delivery=letter)])] == [3]
            assert len(catalog.promises_in([1])[1]) == 1
        with opened.sending() as outbox:
            assert {each.delivery.number for each in outbox.claim("x", NOON, lease=DAY, limit=9, ways=EVERY_WAY)} == {
                2,
                3,
            }
        with pytest.raises(IntegrityError), opened.writing() as catalog:
            catalog._connection.execute(text("UPDATE deliveries SET kind = 'rumour'"))  # noqa: SLF001
    assert check(lasting_url).findings == ()


def killed_at(url: str, step: int) -> bool:
    """Was the upgrade killed, as opposed to done before it came so far?"""
    done = subprocess.run([sys.executable, "-c", KILL_AT, url, str(step)], check=False, timeout=60)
    assert done.returncode in {0, -9}
    return done.returncode != 0


@pytest.mark.parametrize(("version", "step"), [("0003", 9), ("0004", 2)])
def test_an_upgrade_that_is_killed_leaves_the_catalog_as_it_was_and_completes_on_the_next_try(
    lasting_url: str, version: str, step: int
) -> None:
    MAKE[version](lasting_url)
    before, old = rows(lasting_url, version), schema(lasting_url)
    assert killed_at(lasting_url, step)
    assert (rows(lasting_url, version), schema(lasting_url)) == (before, old)
    assert upgrade(lasting_url) == UpgradeReport(before=version, after=REVISIONS[-1])
    assert rows(lasting_url, version) == before
    assert check(lasting_url).findings == ()


@pytest.mark.slow
@pytest.mark.parametrize("version", MAKE)
def test_an_upgrade_that_is_killed_anywhere_leaves_the_catalog_as_it_was(lasting_url: str, version: str) -> None:
    MAKE[version](lasting_url)
    before, old = rows(lasting_url, version), schema(lasting_url)
    steps = 0
    while killed_at(lasting_url, steps + 1):
        steps += 1
        assert (rows(lasting_url, version), schema(lasting_url)) == (before, old)
    assert steps >= 20
    assert (rows(lasting_url, version), check(lasting_url).findings) == (before, ())


@pytest.mark.parametrize("step", [8, *(pytest.param(n, marks=pytest.mark.slow) for n in (1, 2, 13, 17, 19))])
def test_the_making_of_a_catalog_by_upgrading_that_is_killed_leaves_nothing(lasting_url: str, step: int) -> None:
    assert killed_at(lasting_url, step)
    assert check(lasting_url).findings == ("It is empty: no catalog was ever made in it.",)
    assert upgrade(lasting_url) == UpgradeReport(before=None, after=REVISIONS[-1])
    assert check(lasting_url).findings == ()
