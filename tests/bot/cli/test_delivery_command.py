"""``paperround delivery`` and ``digest preview``: what they say of times, of kinds, and of what to do."""

import json
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.app.confirming import LINKS, post_letter
from bot.app.signup import unsubscribe
from bot.cli.main import root
from store.outbox import DeliveryKind, DeliveryState
from store.readers import BounceKind, Suppression
from store.sql import open_store
from tests.bot.cli.pages import page_of

LONG = "Ada, Countess of Lovelace, and all her friends in the reading circle of London"
NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
DUE = "2026-11-01T08:00:00Z"
HARD = "mail came back: there is no such mailbox"


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a catalog in which ada, in Berlin, has a mail address and a profile, and a paper waits for her."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PAPERROUND_DATABASE_URL", "papers.db")
    for name in ("SMTP_URL", "MAIL_FROM", "PUBLIC_URL", "CONFIG"):
        monkeypatch.delenv(f"PAPERROUND_{name}", raising=False)
    run("db", "upgrade")
    place = ("--timezone", "Europe/Berlin", "--now", "2026-10-31")
    run("reader", "add", "ada", "--folder", "letters", "--mail", "ada@example.org", "--confirmed", *place)
    run("profile", "add", "ada", "birds: pigeon", "--now", "2026-10-31")
    return tmp_path


def run(*arguments: str, code: int = 0) -> Result:
    result = CliRunner(catch_exceptions=False).invoke(root, [*arguments])
    assert result.exit_code == code, result.output
    return result


def words(result: Result) -> str:
    return " ".join(result.output.split())


def tell(world: Path) -> None:
    """Ada's folder gets its digest; the mail cannot be sent yet."""
    run("replay", page_of(world, "Pigeons at Sea"), "--database", "papers.db", "--now", "2026-11-01T06:00:00Z")
    CliRunner(catch_exceptions=False).invoke(root, ["deliver", "--now", DUE])


def suppressed(stopped: str = "", *, forever: bool = False) -> str:
    """A delivery to ada's mail address that was suppressed with it, by number."""
    with closing(open_store("sqlite:///papers.db")) as store:
        with store.writing() as catalog:
            letter = post_letter(catalog, catalog.address(1), LINKS, NOON)
            if forever:
                catalog.suppress("ada@example.org", Suppression(digest="", kind=BounceKind.HARD, at=NOON))
        assert letter is not None
        unsubscribe(store, 1, NOON, *([stopped] if stopped else []))
        with store.reading() as catalog:
            found = catalog.delivery(letter.number)
        assert (found.state, found.kind) == (DeliveryState.SUPPRESSED, DeliveryKind.CONFIRMATION)
        return str(letter.number)


def test_a_list_has_its_times_in_one_zone_that_is_named_and_one_delivery_in_its_readers(world) -> None:
    tell(world)
    listed = run("delivery", "list", "--now", DUE).output.splitlines()
    assert listed[0] == "Times are in UTC."
    assert "Sun 1 Nov 08:00" in listed[1]
    shown = words(run("delivery", "show", "1", "--now", DUE))
    assert "composed Sun 1 Nov 09:00" in shown
    assert "Europe/Berlin" in shown


def test_a_long_name_leaves_the_numbers_of_deliveries_a_column_of_their_own(world) -> None:
    run("reader", "change", "ada", "--rename", LONG)
    tell(world)
    _, *lines = run("delivery", "list", "--now", DUE).output.splitlines()
    assert "  Ada, Countess of… file" in lines[0]
    assert [line[:7] for line in lines] == ["    1  "] + [" " * 7] * (len(lines) - 1)


def test_what_is_overdue_says_who_will_say_why(world) -> None:
    tell(world)
    with closing(open_store("sqlite:///papers.db")) as store, store.writing() as catalog:
        post_letter(catalog, catalog.address(1), LINKS, NOON)
    for command in (("list",), ("show", "2")):
        late = run("delivery", *command, "--now", "2026-11-01T12:00:00Z").output
        assert "due; the next `deliver` sends it, or says what keeps it back" in late
        assert "keeps it back" not in run("delivery", *command, "--now", "2026-11-01T11:59:59Z").output


def test_the_letter_with_the_settings_is_called_so(world) -> None:
    suppressed()
    assert "settings link" in run("delivery", "list").output
    assert "settings link to ada@example.org" in run("reader", "show", "ada").output


@pytest.mark.parametrize(
    ("stopped", "forever", "hint"),
    [
        ("", False, "paperround reader address confirm ada ada@example.org --again"),
        (HARD, True, "paperround bounce forgive ada@example.org"),
        (HARD, False, "paperround bounce forgive ada@example.org"),
        ("the chat is no more.", False, "paperround reader address confirm ada ada@example.org"),
    ],
)
def test_what_opens_a_stopped_address_again_is_said_and_does_it(world, stopped, forever, hint) -> None:
    number = suppressed(stopped, forever=forever)
    refused = run("delivery", "retry", number, code=1)
    for told in (run("delivery", "show", number), refused):
        assert "delivery retry" not in told.output
        assert words(told).endswith(hint)
        assert "ada@example.org" in told.output
    run(*hint.split()[1:])
    assert "will be tried again" in run("delivery", "retry", number).output


def test_an_address_that_waits_to_be_confirmed_is_named(world) -> None:
    run("reader", "add", "bea", "--mail", "bea@example.org")
    tell(world)
    with closing(open_store("sqlite:///papers.db")) as store, store.reading() as catalog:
        letters = [each for each in catalog.deliveries() if each.kind is DeliveryKind.CONFIRMATION]
    run("delivery", "bury", str(letters[0].number))
    shown = run("delivery", "show", str(letters[0].number)).output
    assert f"Try it again: paperround delivery retry {letters[0].number}" in shown
    assert "will be tried again" in run("delivery", "retry", str(letters[0].number)).output


def test_a_preview_for_who_hears_nothing_on_quiet_days_is_no_letter(world) -> None:
    told = words(run("digest", "preview", "ada"))
    assert told.startswith("Nothing would be sent: no paper waits to be told")
    assert json.loads(run("digest", "preview", "ada", "--json").stdout)["would_be_sent"] is False
    assert told.endswith("paperround reader change ada --quiet-day line")
    run("reader", "change", "ada", "--quiet-day", "line")
    assert run("digest", "preview", "ada").output.startswith("Subject: ")
    assert json.loads(run("digest", "preview", "ada", "--json").stdout)["would_be_sent"] is True


@pytest.mark.parametrize(
    "command",
    [
        ("digest", "preview", "cat"),
        ("delivery", "list", "--reader", "cat"),
        ("reader", "show", "cat"),
        ("reader", "pause", "cat"),
        ("profile", "list", "cat"),
        ("profile", "export", "cat"),
        ("feedback", "saved", "--reader", "cat"),
    ],
)
def test_a_reader_nobody_knows_is_the_same_mistake_everywhere(world, command) -> None:
    said = words(run(*command, code=2))
    assert "No reader is called 'cat'." in said
    assert "Add one with: paperround reader add cat" in said
