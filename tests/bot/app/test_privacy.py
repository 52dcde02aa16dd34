"""A reader can have a copy of everything about them, and be erased without a trace (RELIABILITY G1, G2)."""

import json
import logging
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.app.feedback import judge, mute
from bot.app.readers import add_address, add_reader, export_reader, forget_reader, save_reader_profile
from bot.core.matching.language import parse_profile
from store.chats import Flood
from store.errors import NotFound
from store.outbox import Delivery, DeliveryKind, Gathered, Promise, StoredMatch
from store.profiles import FeedbackKind
from store.readers import Bounce, BounceKind, Suppression, Way
from store.sql import SqlStore, open_store
from tests.store.builders import SOURCE, listing, page, paper, statement
from tests.store.readership import a_chat, a_code, a_question, a_share, a_sheet, an_update
from tests.support import every_row

NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
LATER = NOON + timedelta(hours=20)
SECRETS = ("Ada Lovelace", "ada@private.example", "4711471147", "private-topic", "quaternions", "secret boredom")


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "catalog.db"


@pytest.fixture
def store(database: Path) -> Iterator[SqlStore]:
    """Two readers of whom there is something in every table."""
    with closing(open_store(f"sqlite:///{database}")) as opened:
        with opened.writing() as catalog:
            catalog.record(SOURCE, page(), listing("Pigeons Sort Letters"))
        live(opened, *SECRETS)
        live(opened, "bob", "bob@example.org", "42", "topic", "pigeon", "surveys")
        yield opened


def live(store: SqlStore, name: str, mail: str, chat: str, topic: str, keyword: str, muted: str) -> None:
    """Someone is added, asked, told, and says something."""
    reader = add_reader(store, name, NOON, addresses=[(Way.MAIL, mail), (Way.CHAT, chat)]).reader.number
    at = add_address(store, reader, Way.APPRISE, f"ntfy://{topic}", NOON, confirmed=True).number
    profile = parse_profile(f"{keyword}: {keyword}")
    number = save_reader_profile(store, reader, profile, NOON).number
    told = paper(statement("Pigeons Sort Letters"))
    judge(store, profile, FeedbackKind.SAVE, told, NOON, reader=reader)
    mute(store, profile, muted, NOON, reader=reader)
    with store.writing() as catalog:
        matches = [
            StoredMatch(reader=reader, profile=number, paper=key, score=70, statistics="v", at=NOON)
            for key in (told.key, "title:another")
        ]
        promises = [Promise(reader=reader, address=at, paper=match.paper, due_at=LATER, at=NOON) for match in matches]
        catalog.promise(matches, promises)
        waiting = [each.number for each in catalog.promises(reader=reader)]
        delivery = Delivery(
            reader=reader, address=at, kind=DeliveryKind.DIGEST, slot="digest 1", created_at=LATER, not_before=LATER
        )
        catalog.gather([Gathered(delivery=delivery, shown=(waiting[0],))])
        catalog.record_bounce(Bounce(reader=reader, address=at, kind=BounceKind.SOFT, said=f"{mail} is full", at=NOON))
        catalog.suppress(mail, Suppression(digest="", kind=BounceKind.HARD, at=NOON))
    talk(store, reader, number, int(chat))


def talk(store: SqlStore, reader: int, profile: int, chat: int) -> None:
    """They read in Telegram too, and say something there."""
    with store.writing() as catalog:
        catalog.save_chat(a_chat(chat, reader))
        catalog.ask(a_question(chat, chat, reader))
        catalog.save_sheet(a_sheet(reader))
        catalog.save_share(a_share(f"token {chat}", profile, reader))
        catalog.save_mail_code(a_code(next(catalog.addresses(reader)).number, reader))
        catalog.save_ban(chat, "rude", NOON)
    with store.receiving() as inbox:
        inbox.keep_update(an_update(reader, chat, body=f'{{"from": {{"id": {chat}}}}}'))
        inbox.keep_flood(Flood(bot=1, chat=chat, until=LATER))


def test_an_export_holds_every_row_about_the_reader_and_none_about_others(store: SqlStore) -> None:
    exported = export_reader(store, 1)
    assert (exported["format"], exported["version"]) == ("paperround reader", 1)
    counts = {table: len(rows) for table, rows in exported["tables"].items()}
    assert counts == {
        "readers": 1,
        "addresses": 3,
        "profiles": 1,
        "feedback": 2,
        "matches": 2,
        "promises": 2,
        "deliveries": 2,  # the question whether the mail address is theirs, and the digest
        "bounces": 1,
        "suppressions": 1,
        **dict.fromkeys(("chats", "questions", "sheets", "shares", "mail_codes", "updates", "floods", "bans"), 1),
    }
    written = json.dumps(exported, ensure_ascii=False)
    for secret in SECRETS:
        assert secret in written
    assert "bob" not in written
    assert json.loads(written) == exported


def test_an_export_writes_times_as_iso_8601_in_utc(store: SqlStore) -> None:
    (reader,) = export_reader(store, 1)["tables"]["readers"]
    assert reader["created_at"] == "2026-11-01T12:00:00+00:00"


def test_after_erasing_no_row_and_no_log_line_names_the_reader_and_the_other_has_lost_nothing(
    store: SqlStore, database: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    before = export_reader(store, 2)
    rows = export_reader(store, 1)["tables"]
    del rows["suppressions"], rows["bans"]  # they outlive the reader, as hashes
    forgotten = forget_reader(store, 1)
    assert forgotten.rows == {table: len(each) for table, each in rows.items()}
    assert forgotten.cancelled == 2
    left = " ".join(_texts(every_row(database)))
    for secret in SECRETS:
        assert secret not in left
        assert secret not in caplog.text
    assert export_reader(store, 2) == before


def test_nothing_is_sent_to_an_erased_address_that_was_suppressed(store: SqlStore) -> None:
    forget_reader(store, 1)
    with store.reading() as catalog:
        assert catalog.suppression("ADA@private.example") is not None


def test_nothing_is_claimed_of_an_erased_reader(store: SqlStore) -> None:
    forget_reader(store, 1)
    with store.sending() as sending:
        claimed = sending.claim("me", LATER, lease=timedelta(minutes=5), limit=10, ways=tuple(Way))
    assert {each.reader.name for each in claimed} == {"bob"}


def test_nobody_can_be_neither_exported_nor_erased(store: SqlStore) -> None:
    for ask in (export_reader, forget_reader):
        with pytest.raises(NotFound):
            ask(store, 7)


def _texts(tables: dict[str, list[tuple[Any, ...]]]) -> Iterator[str]:
    for rows in tables.values():
        for row in rows:
            yield from map(str, row)
