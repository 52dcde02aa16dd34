"""The doctor finds nothing in what is well, and names each ill with its cure."""

import asyncio
import sqlite3
import threading
import time
from collections.abc import Sequence
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from bot.app.readers import add_reader
from bot.doctor.apart import apart
from bot.doctor.types import Check, Finding, Patient, State
from bot.render.doctor_terminal import finding_lines, label_width
from bot.settings import Operator, Secret
from store.readers import Way
from store.watch import Incident, LookResult, PutAside
from tests.bot.doctor.doctor_world import KEY, NOON, World

HANGS = 20
OK, WARNING, FAILED, SKIPPED = State.OK, State.WARNING, State.FAILED, State.SKIPPED


def test_where_all_is_well_everything_is_ok_and_nothing_is_sent_or_recorded(world: World) -> None:
    found = world.found()
    not_ok = [(each.name, each.said) for each in found if each.state is not OK]
    assert not_ok == [("telegram", "It is not set up.")]  # which it need not be
    assert {each.name for each in found} == {
        "configuration", "database", "disk", "mail", "source ours", "clock", "readers", "pages", "operator", "running",
        "telegram",
    }  # fmt: skip
    assert world.sink.messages == []
    assert "DATA" not in world.sink.commands
    assert len(world.site.asked("/feed")) == 1
    with closing(world.store()) as store, store.reading() as catalog:
        assert len(catalog.looks()) == 0
        assert catalog.known_page("ours", world.site.url("/feed")) is None


def test_what_is_found_shows_no_secret(world: World) -> None:
    world.settings["smtp_url"] = Secret(world.sink.url.replace("//", "//ada:tell-no-one@"))
    world.settings["operator"] = Operator(Way.APPRISE, Secret("ntfy://hush-hush/topic"))
    shown = repr(world.found())
    for secret in ("tell-no-one", "hush-hush", KEY, "ping.example.org"):
        assert secret not in shown


def test_a_servers_words_cannot_move_the_terminals_cursor() -> None:
    (line,) = finding_lines(Finding("mail", FAILED, "it said: 550 \x1b[2J\r\nAll is well"))
    assert line.isprintable()
    assert "All is well" in line


def test_the_longest_name_of_a_source_widens_the_column_within_reason() -> None:
    for names, width in (((), 18), (("hf", "arxiv-cs-cl-cs-lg"), 24), (("x" * 60,), 40)):
        (line,) = finding_lines(Finding("disk", OK, "There is room."), label_width(names))
        assert line.index("There") == 2 + width + 2


@pytest.mark.parametrize(
    ("phase", "how", "state"),
    [
        ("connect", "554 5.3.2 Not today", FAILED),
        ("MAIL", "550 5.7.1 You may not send as that", FAILED),
        ("RCPT", "550 5.1.1 No such user", WARNING),
    ],
)
def test_mail_that_cannot_be_sent_is_told_step_by_step(world: World, phase: str, how: str, state: State) -> None:
    world.sink.fail(phase, how)
    steps = world.of("mail")
    assert [each for each, _, _ in steps[:-1]] == [OK] * (len(steps) - 1)
    found, said, cure = steps[-1]
    assert found is state
    assert how.split(" ", 1)[1] in said
    assert cure


def test_half_of_mail_is_a_failure_and_none_at_all_is_not(world: World) -> None:
    world.settings |= {"mail_from": None, "operator": None}
    ((state, said, _),) = world.of("mail")
    assert (state, "'mail_from' is not set" in said) == (FAILED, True)
    world.settings |= {"smtp_url": None}
    assert [state for state, _, _ in world.of("mail")] == [SKIPPED]
    assert [state for state, _, _ in world.of("readers")] == [FAILED]  # there is one who is to be told by mail


def test_a_database_that_is_not_there_yet_is_to_be_made(world: World) -> None:
    (world.folder / "paperround.db").unlink()
    found = world.found()
    (database,) = [each for each in found if each.name == "database"]
    assert (database.state, "paperround db upgrade" in database.cure) == (WARNING, True)
    assert [each.state for each in found if each.name in ("readers", "running")] == [SKIPPED, SKIPPED]
    assert not (world.folder / "paperround.db").exists()


@pytest.mark.parametrize(("revision", "what"), [("0001", "paperround db upgrade"), ("9999", "newer version")])
def test_a_database_of_another_version_is_told_with_what_to_do(world: World, revision: str, what: str) -> None:
    with closing(sqlite3.connect(world.folder / "paperround.db")) as raw, raw:
        raw.execute("UPDATE paperround_version SET version_num = ?", (revision,))
    ((state, said, cure),) = world.of("database")
    assert state is FAILED
    assert revision in said
    assert what in cure


def test_a_database_that_is_something_else_is_a_failure_and_the_rest_is_looked_at_all_the_same(world: World) -> None:
    (world.folder / "paperround.db").write_bytes(b"not a database, but a letter to one" * 100)
    found = {each.name: each.state for each in world.found()}
    assert found["database"] is FAILED
    assert found["source ours"] is OK


@pytest.mark.parametrize(("free", "state"), [(500_000_000, OK), (100_000_000, WARNING), (10_000_000, FAILED)])
def test_a_disk_that_is_nearly_full_is_told(world: World, free: int, state: State) -> None:
    world.free = free
    assert [found for found, _, _ in world.of("disk")] == [state]


def test_readers_who_cannot_be_told_are_named(world: World) -> None:
    with closing(world.store()) as store:
        add_reader(store, "bob", NOON, addresses=[(Way.MAIL, "bob@example.org")])
    said = [(state, said) for state, said, _ in world.of("readers")]
    assert said == [
        (WARNING, "Without a profile: 'bob'."),
        (WARNING, "Without an address that is confirmed and in use: 'bob'."),
    ]


@pytest.mark.parametrize(
    ("settings", "name", "state", "cure"),
    [
        ({"public_url": None}, "pages", FAILED, "public_url"),
        ({"secret_key": None}, "pages", FAILED, "secret_key"),
        ({"secret_key": None, "public_url": None}, "pages", WARNING, "paperround run"),
        ({"operator": None}, "operator", WARNING, "Set operator"),
        ({"mail_from": None}, "operator", FAILED, "PAPERROUND_MAIL_FROM"),
        ({"contact": ""}, "contact", WARNING, "Set contact"),
        ({"config": None}, "configuration", WARNING, "paperround init"),
    ],
)
def test_settings_that_do_not_go_together_are_told(world, settings, name, state, cure):
    world.settings |= settings
    ((found, _, todo),) = world.of(name)
    assert found is state
    assert cure in todo


def test_a_configuration_that_everyone_may_change_is_a_failure(world: World) -> None:
    config: Path = world.settings["config"]
    config.chmod(0o666)
    ((state, _, cure),) = world.of("configuration")
    assert (state, cure) == (FAILED, f"Run: chmod 600 {config}")


def test_whether_anything_is_at_work_is_seen_by_the_lease_of_the_leader(world: World) -> None:
    world.now = NOON + timedelta(minutes=2)
    ((state, _, cure),) = world.of("running")
    assert (state, "paperround run" in cure) == (WARNING, True)


def test_a_source_that_should_have_been_looked_at_is_late_and_one_that_is_watched_no_more_is_not(world: World) -> None:
    with closing(world.store()) as store:
        with store.timing() as timing:
            timing.ensure_job("fetch gone", NOON - timedelta(days=1))
        assert [state for state, _, _ in world.of("running")] == [OK]
        with store.timing() as timing:
            timing.ensure_job("fetch ours", NOON - timedelta(hours=2))
    ((state, said, _),) = world.of("running")
    assert (state, said) == (WARNING, "desk 4711 is at work, but late with fetch ours.")


def test_what_waits_for_a_person_is_told(world: World) -> None:
    with closing(world.store()) as store, store.writing() as catalog:
        catalog.open_incident(Incident(subject="source ours", kind="blocked", said="Blocked: 403.", began_at=NOON))
        catalog.put_page_aside(
            PutAside(
                source="ours", run="r", day=None, address="https://example.org/", media_type="", received_at=NOON,
                result=LookResult.CHANGED, said="?", size=1, body=b"?",
            )
        )  # fmt: skip
    assert [said for _, said, _ in world.of("trouble")] == ["source ours, since 2026-11-20 12:00 UTC: Blocked: 403."]
    ((state, _, cure),) = world.of("put aside")
    assert (state, "source reparse" in cure) == (WARNING, True)


def test_offline_nobody_is_asked(world: World) -> None:
    world.offline = True
    found = world.found()
    assert [each.name for each in found if each.state is SKIPPED] == ["mail", "telegram", "source ours", "clock"]
    assert world.site.connections == 0
    assert world.sink.connections == 0


def test_a_look_that_hangs_ends_in_time_and_the_others_follow(world: World) -> None:
    async def hang(_: Patient) -> Sequence[Finding]:
        await asyncio.sleep(HANGS)
        return []

    async def block(_: Patient) -> Sequence[Finding]:
        await apart(threading.Event().wait, HANGS)
        return []

    async def answer(_: Patient) -> Sequence[Finding]:
        return [Finding("other", OK, "Well.")]

    begun = time.monotonic()
    found = world.found([Check("one", hang), Check("two", block), Check("other", answer)], longest=0.05)
    assert [(each.name, each.state) for each in found] == [("one", FAILED), ("two", FAILED), ("other", OK)]
    assert time.monotonic() - begun < HANGS / 2
