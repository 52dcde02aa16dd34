"""``paperround deliver``, ``delivery``, ``digest`` and ``replay --deliver`` as people and programs use them."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from bot.cli.main import root
from tests.bot.cli.pages import page_of

SUNDAY = "2026-11-01T06:00:00Z"
DUE = "2026-11-01T08:00:00Z"


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in which a reader with a profile waits for papers."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PAPERROUND_DATABASE_URL", "papers.db")
    for variable in ("PAPERROUND_SMTP_URL", "PAPERROUND_MAIL_FROM", "PAPERROUND_PUBLIC_URL", "PAPERROUND_CONFIG"):
        monkeypatch.delenv(variable, raising=False)
    assert run("db", "upgrade").exit_code == 0
    assert run("reader", "add", "ada", "--console", "--now", "2026-10-31").exit_code == 0
    assert run("profile", "add", "ada", "birds: pigeon, rook", "--now", "2026-10-31").exit_code == 0
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(root, [*arguments])


def said(*arguments: str) -> Any:
    result = run(*arguments, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def read_pages(folder: Path, *more: str, now: str = SUNDAY) -> Result:
    page = page_of(folder, "Pigeons at Sea", "Rooks on Land [bold]\x1b[31m", "A Paper on Tides")
    return run("replay", page, "--database", "papers.db", "--now", now, *more)


def test_what_was_recorded_is_told_at_the_readers_hour_and_once(world) -> None:
    assert read_pages(world).exit_code == 0
    early = run("deliver", "--now", SUNDAY)
    assert (early.exit_code, early.output) == (0, "Nothing was due.\n")
    told = run("deliver", "--now", DUE)
    assert told.exit_code == 0
    assert "Pigeons at Sea" in told.output
    assert "\x1b" not in told.output
    assert told.output.endswith("1 sent.\n")
    assert run("deliver", "--now", "2026-11-09").output == "Nothing was due.\n"


def test_a_rehearsal_says_what_would_be_sent_and_changes_nothing(world) -> None:
    read_pages(world)
    for _ in range(2):
        shown = run("deliver", "--dry-run", "--now", DUE)
        assert "digest: 2 papers" in shown.output
        assert "1 message would be sent. Nothing was, and nothing was changed." in shown.output
    (message,) = said("deliver", "--dry-run", "--now", DUE)["messages"]
    assert [item["title"] for item in message["items"]] == ["Pigeons at Sea", "Rooks on Land [bold][31m"]
    assert said("delivery", "list") == []
    assert run("deliver", "--now", DUE).output.endswith("1 sent.\n")


def test_a_preview_shows_the_digest_before_its_time(world) -> None:
    read_pages(world)
    shown = run("digest", "preview", "ada", "--html", "digest.html", "--now", SUNDAY)
    assert shown.output.startswith("Subject: ")
    assert "Pigeons at Sea" in shown.output
    assert "<html" in (world / "digest.html").read_text(encoding="utf-8")
    assert run("digest", "preview", "nobody").exit_code == 2
    assert said("deliver", "--now", DUE)["composed"] == 1


def test_a_preview_of_a_quiet_day_says_so(world) -> None:
    shown = run("digest", "preview", "ada", "--now", SUNDAY)
    assert shown.exit_code == 0
    assert said("digest", "preview", "ada", "--now", SUNDAY)["items"] == []


def test_a_replayed_page_is_told_at_once_and_never_again(world) -> None:
    first = read_pages(world, "--deliver", "console")
    assert first.output.count("1 sent.") == 1
    again = read_pages(world, "--deliver", "console")
    assert again.exit_code == 0
    assert "Nothing was due." in again.output
    assert "Pigeons at Sea" not in again.output
    (attempt,) = [said("delivery", "show", "1")]
    assert (attempt["state"], len(attempt["papers"])) == ("sent", 2)


def test_a_catalog_can_be_filled_without_telling_anyone(world) -> None:
    read_pages(world, "--tell-nobody")
    assert run("deliver", "--now", "2026-11-09").output == "Nothing was due.\n"


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (["--deliver", "mail"], "it is not set up here"),
        (["--deliver", "mail", "--database", "papers.db"], "it is not set up here"),
        (["--deliver", "pigeon", "--database", "papers.db"], "is not one of"),
        (["--deliver", "console", "--tell-nobody", "--database", "papers.db"], "exclude each other"),
    ],
)
def test_a_delivery_that_cannot_be_is_refused_before_anything_is_recorded(world, options, expected) -> None:
    result = run("replay", page_of(world, "Pigeons at Sea"), *options)
    assert (result.exit_code, expected in result.output) == (2, True), result.output
    assert said("papers", "list") == []


def test_what_waits_for_a_way_out_that_is_not_set_up_is_said(world) -> None:
    run("reader", "address", "add", "ada", "--chat", "17", "--now", "2026-10-31")
    read_pages(world)
    result = run("deliver", "--now", DUE)
    assert result.exit_code == 1
    assert "1 message waits for chat, which is not set up here." in result.output


def test_a_message_that_was_given_up_can_be_seen_explained_and_tried_again(world) -> None:
    missing = world / "gone" / "letters"
    run("reader", "add", "bob", "--folder", str(missing), "--now", "2026-10-31")
    run("profile", "add", "bob", "birds: rook", "--now", "2026-10-31")
    read_pages(world)
    result = run("deliver", "--now", DUE)
    assert result.exit_code == 1
    assert "given up" in result.output
    (dead,) = said("delivery", "list", "--state", "dead")
    assert dead["reader"] == "bob"
    shown = run("delivery", "show", str(dead["number"]), "--now", DUE).output
    assert "Rooks on Land" in shown
    refused = run("delivery", "retry", str(dead["number"]))
    assert refused.exit_code == 1
    assert "cannot be tried again. Nothing is sent to" in refused.output


def test_a_way_out_that_is_down_keeps_its_messages_which_can_be_buried_or_tried_again(world, monkeypatch) -> None:
    monkeypatch.setenv("PAPERROUND_SMTP_URL", "smtp://127.0.0.1:1/?tls=none")  # nobody listens there
    monkeypatch.setenv("PAPERROUND_MAIL_FROM", "papers@example.org")
    run("reader", "add", "bob", "--mail", "bob@example.org", "--confirmed", "--now", "2026-10-31")
    run("profile", "add", "bob", "birds: rook", "--now", "2026-10-31")
    read_pages(world)
    result = run("deliver", "--now", DUE)
    assert result.exit_code == 1
    assert "mail cannot be used" in result.output
    (waiting,) = said("delivery", "list", "--state", "pending")
    assert waiting["attempts"] == 0
    number = str(waiting["number"])
    assert run("delivery", "bury", number, "--because", "bob has left").exit_code == 0
    assert said("delivery", "show", number)["said"] == "bob has left"
    assert run("delivery", "bury", number).exit_code == 1
    assert "tried again" in run("delivery", "retry", number).output


def test_numbers_nobody_has_are_named(world) -> None:
    for command in (["show", "99"], ["retry", "99"], ["bury", "99"]):
        result = run("delivery", *command)
        assert (result.exit_code, "99" in result.output) == (1, True)
        assert "Traceback" not in result.output
