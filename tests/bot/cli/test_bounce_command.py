"""``paperround bounce`` as mail servers and operators use it."""

import json
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli.bounce import bounce_commands
from bot.cli.common import Failure
from bot.links import Signer
from bot.mail_parts import MAX_MAIL
from bot.mail_tokens import bounce_token, leave_token
from store.outbox import Delivery, DeliveryKind, Gathered
from store.readers import Address, Reader, Way
from store.sql import open_store
from tests.bot.other_mail import NO_BOUNCES
from tests.bot.returned_mail import CANDIDATE, report

KEY = "k" * 32
NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
ADA = "ada@far.example"
TRY_AGAIN = 75  # EX_TEMPFAIL of sysexits.h


@pytest.fixture
def database(tmp_path: Path) -> str:
    """With a reader to whom three mails were sent."""
    path = tmp_path / "catalog.db"
    with closing(open_store(f"sqlite:///{path}")) as store, store.writing() as catalog:
        reader = catalog.save_reader(Reader(name="Ada", created_at=NOON))
        address = catalog.save_address(
            Address(reader=reader.number, way=Way.MAIL, target=ADA, created_at=NOON, confirmed_at=NOON)
        )
        for slot in ("digest 1", "digest 2", "digest 3"):
            sent = Delivery(
                reader=reader.number,
                address=address.number,
                kind=DeliveryKind.DIGEST,
                slot=slot,
                created_at=NOON,
                not_before=NOON,
            )
            catalog.gather([Gathered(delivery=sent)])
    return str(path)


@pytest.fixture
def bounce(database: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """Runs the command; a surprise is raised, not swallowed."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PAPERROUND_SECRET_KEY", KEY)

    def run(*arguments: str, message: bytes | None = None, code: int = 0, kept: str = database) -> Result:
        now = ["--now", "2026-11-02T12:00:00Z"] if arguments[:1] != ("forgive",) else []
        result = CliRunner().invoke(bounce_commands, [*arguments, "--database", kept, *now], input=message)
        if result.exception and not isinstance(result.exception, SystemExit | Failure):
            raise result.exception
        assert result.exit_code == code, result.output
        return result

    return run


def returned(status: str = "5.1.1", at: datetime = NOON, delivery: int = 1) -> bytes:
    said = f"{status.replace('.', '')[:1]}50 {status} <{ADA}>: no \x1b[31mthanks"
    return report(status, said=said).replace(CANDIDATE, bounce_token(Signer([KEY]), delivery, at)).encode()


def test_a_hard_bounce_stops_the_address_and_names_nobody(bounce, database: str) -> None:
    result = bounce(message=returned())
    assert result.output == "Mail to address 1 came back (hard). Nothing more is sent there.\n"
    with closing(open_store(f"sqlite:///{database}")) as store, store.reading() as catalog:
        assert not catalog.address(1).is_open
        assert catalog.suppression(ADA)
    assert "@" not in bounce("--json", message=returned()).output


def test_soft_bounces_are_counted(bounce) -> None:
    for delivery, expected in ((1, False), (2, False), (3, True)):
        noted = json.loads(bounce("--json", message=returned("4.2.2", delivery=delivery)).output)
        assert noted == {"taken": True, "address": 1, "kind": "soft", "stopped": expected}
    assert "2 soft" not in bounce("list").output
    assert "3 soft" in bounce("list").output


def test_a_message_that_is_piped_again_is_not_counted_again(bounce) -> None:
    bounce(message=returned("4.2.2"))
    for _ in range(3):
        assert "not counted again" in bounce(message=returned("4.2.2")).output
    assert "1 soft" in bounce("list").output


def test_a_request_to_unsubscribe_is_done_and_names_nobody(bounce, database: str) -> None:
    token = leave_token(Signer([KEY]), 1)
    message = f"From: {ADA}\nTo: papers@papers.example\nSubject: unsubscribe {token}\n\n".encode()
    assert bounce(message=message).output == "Address 1 asked to be unsubscribed. Nothing more is sent there.\n"
    done = json.loads(bounce("--json", message=message).output)
    assert done == {"taken": True, "address": 1, "kind": "unsubscribed", "stopped": True}
    with closing(open_store(f"sqlite:///{database}")) as store, store.reading() as catalog:
        assert catalog.address(1).stopped == "unsubscribed"
    forged = message.replace(token.encode(), b"a" * len(token))
    assert "neither" in bounce(message=forged).output


def test_the_first_soft_bounce_changes_nothing(bounce) -> None:
    assert "It is remembered" in bounce(message=returned("4.2.2")).output
    assert "still in use" in bounce("list").output


@pytest.mark.parametrize(
    ("message", "why"),
    [
        (returned(at=NOON - timedelta(days=2)), "last 48 hours"),
        (returned().replace(b"bounces+", b"bounces+a"), "not of a mail sent from here"),
        (NO_BOUNCES["out of office"].encode(), "neither a bounce nor a complaint"),
        (b"", "neither a bounce nor a complaint"),
        (b"\0" * (3 * MAX_MAIL), "neither a bounce nor a complaint"),
    ],
    ids=["old", "forged", "an answer", "nothing", "huge"],
)
def test_what_is_none_of_ours_is_ignored_and_that_is_no_failure(bounce, message: bytes, why: str) -> None:
    assert why in bounce(message=message).output
    ignored = json.loads(bounce("--json", message=message).output)
    assert ignored["taken"] is False
    assert why in ignored["why"]
    assert bounce("list").output == "No mail came back within 30 days.\n"


def test_without_a_key_the_cure_is_named(bounce, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PAPERROUND_SECRET_KEY")
    assert "Set PAPERROUND_SECRET_KEY" in bounce(message=returned(), code=TRY_AGAIN).output


@pytest.mark.parametrize(
    ("kept", "why"),
    [
        ("postgresql://nobody:secret@127.0.0.1:1/none", "cannot be reached"),
        ("no-such-folder/catalog.db", "There is no catalog"),
        ("", "blank"),
    ],
    ids=["away", "not there", "not named"],
)
def test_without_a_database_the_mail_server_is_asked_to_come_again(bounce, kept: str, why: str) -> None:
    said = bounce(message=returned(), code=TRY_AGAIN, kept=kept).output
    assert why in said
    assert "secret" not in said


def test_settings_that_cannot_be_read_lose_no_mail_either(bounce, tmp_path: Path) -> None:
    (tmp_path / "paperround.toml").write_text("secret_key = [")
    assert "paperround.toml" in bounce(message=returned(), code=TRY_AGAIN).output


def test_looking_and_forgiving_fail_as_every_command_does(bounce) -> None:
    assert "blank" in bounce("list", code=2, kept="").output


def test_the_list_says_who_what_and_when_in_signs_that_harm_no_terminal(bounce) -> None:
    bounce(message=returned())
    shown = bounce("list").output
    assert f"{ADA} (reader 1)  stopped: mail came back: there is no such mailbox" in shown
    assert "1 hard; last on Mon 2 Nov 12:00 UTC: delivery 1: 550 5.1.1" in shown
    assert "\x1b" not in shown
    assert max(map(len, shown.splitlines())) <= 80
    (listed,) = json.loads(bounce("list", "--json").output)
    assert (listed["address"], listed["reader"]) == (ADA, 1)
    assert [(each["kind"], each["at"]) for each in listed["bounces"]] == [("hard", "2026-11-02T12:00:00+00:00")]
    assert bounce("list", "--days", "1").output == shown


def test_a_forgiven_address_is_used_again(bounce, database: str) -> None:
    bounce(message=returned())
    assert bounce("forgive", ADA.upper()).output == ("ADA@far.example is suppressed no more; reader 1 reads there.\n")
    with closing(open_store(f"sqlite:///{database}")) as store, store.reading() as catalog:
        assert catalog.address(1).is_open
        assert not catalog.suppression(ADA)
    assert "was not suppressed; reader 1 reads there" in bounce("forgive", ADA).output
    assert "no reader has that address" in bounce("forgive", "bob@far.example").output
    assert json.loads(bounce("forgive", "--json", ADA).output) == {
        "address": ADA,
        "was_suppressed": False,
        "reader": 1,
    }
    assert "has no @" in bounce("forgive", "ada", code=2).output
