"""``paperround reader`` as people and programs use it."""

import json
import stat
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from shutil import copy

import pytest
from click.testing import CliRunner, Result

from bot.app.readers import add_reader, save_reader_profile
from bot.cli.main import root
from bot.core.matching.language import parse_profile
from store.readers import BounceKind, Suppression, Timing, Way
from store.sql import open_store

Run = Callable[..., Result]
NOW = "2026-11-01T12:00:00Z"
NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
TIMELESS = ("export", "forget", "renew-links", "remove")


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A catalog without anything."""
    path = tmp_path_factory.mktemp("prepared") / "catalog.db"
    open_store(f"sqlite:///{path}").close()
    return path


@pytest.fixture(scope="module")
def with_ada(prepared: Path) -> Path:
    """The same with a reader in Berlin, who has a mail address and a profile."""
    path = Path(copy(prepared, prepared.with_name("ada.db")))
    with closing(open_store(f"sqlite:///{path}")) as store:
        ada = add_reader(
            store,
            "ada",
            NOON,
            addresses=[(Way.MAIL, "Ada@Example.ORG")],
            timezone="europe/berlin",
            timing=Timing(weekdays=(0,)),
            confirmed=True,
        )
        save_reader_profile(store, ada.reader.number, parse_profile("birds: pigeon, rook, min:60, top:10"), NOON)
    return path


@pytest.fixture
def database(prepared: Path, tmp_path: Path) -> Path:
    """A copy for one test."""
    return Path(copy(prepared, tmp_path / "catalog.db"))


@pytest.fixture
def paperround(database: Path) -> Run:
    """Runs a command on the catalog, on Sunday, 1 November 2026, at noon; a surprise is raised, not swallowed."""

    def run(*arguments: str, code: int = 0, now: str = NOW, answer: str | None = None) -> Result:
        timed = not any(each in TIMELESS for each in arguments[:3]) or arguments[:2] == ("profile", "remove")
        options = ["--database", str(database), *(["--now", now] if timed else [])]
        runner = CliRunner(catch_exceptions=False)
        result = runner.invoke(root, [*arguments, *options], input=answer)
        assert result.exit_code == code, result.output
        return result

    return run


@pytest.fixture
def ada(paperround: Run, with_ada: Path, database: Path) -> Run:
    """The same, with a reader in the catalog."""
    copy(with_ada, database)
    return paperround


def answer(result: Result) -> dict[str, object]:
    read = json.loads(result.stdout)
    assert isinstance(read, dict)
    return read


def test_a_reader_is_added_and_it_is_said_what_to_do_next(paperround: Run) -> None:
    said = paperround("reader", "add", "ada", "--mail", "ada@example.org", "--chat", "-10042", "--console").stdout
    assert said.splitlines() == [
        "ada is reader 1: daily at 08:00, UTC",
        "    1  mail ada@example.org  waits to be confirmed",
        "    2  chat -10042  confirmed Sun 1 Nov 12:00",
        "    3  console the console  confirmed Sun 1 Nov 12:00",
        "Whoever waits to be confirmed is asked by the next: paperround deliver",
        "Say what they care about: paperround profile add ada 'mine: keyword, …'",
        "Mail waits. Set PAPERROUND_SMTP_URL and PAPERROUND_MAIL_FROM; then try it: paperround test-mail ADDRESS",
        "Chats wait. Set PAPERROUND_TELEGRAM_TOKEN; then try it: paperround test-telegram CHAT",
    ]


def test_everything_about_a_reader_is_shown_in_their_own_time(ada: Run) -> None:
    ada("reader", "change", "ada", "--quiet-hours", "22:00-7:00", "--quiet-day", "weekly", "--language", "de")
    assert ada("reader", "show", "ada").stdout.splitlines() == [
        "    1  ada  Europe/Berlin · de",
        "       Next digest Mon 2 Nov 08:00 Europe/Berlin",
        "       quiet hours 22:00-07:00 · a sign of life after a week of quiet days",
        "Addresses",
        "    1  mail Ada@example.org  confirmed Sun 1 Nov 13:00",
        "Profiles",
        "    1  birds  Mondays at 08:00 · from 60 · at most 10",
        "       pigeon, rook",
        "Waiting",
        "       nothing",
        "Last deliveries",
        "       none yet",
    ]


def test_a_reader_as_json_has_the_promised_shape(ada: Run) -> None:
    shown = answer(ada("reader", "show", " ada ", "--json"))
    assert shown["name"] == "ada"
    assert shown["timezone"] == "Europe/Berlin"
    assert shown["next_digest_at"] == "2026-11-02T07:00:00+00:00"
    weekly = {"digest_at": "08:00", "weekdays": ["mon"], "at_once_from": None, "words": "Mondays at 08:00"}
    assert shown["default_timing"] == weekly
    assert shown["addresses"] == [
        {
            "number": 1,
            "way": "mail",
            "target": "Ada@example.org",
            "confirmed_at": "2026-11-01T12:00:00+00:00",
            "stopped": "",
            "created_at": "2026-11-01T12:00:00+00:00",
        }
    ]
    assert shown["profiles"] == [
        {
            "number": 1,
            "name": "birds",
            "keywords": ["pigeon", "rook"],
            "threshold": 60.0,
            "top": 10,
            "timing": weekly,
            "sources": [],
            "addresses": [],
            "revisions": False,
            "changed_at": "2026-11-01T12:00:00+00:00",
        }
    ]
    assert (shown["waiting"], shown["deliveries"]) == ([], [])


def test_all_readers_are_listed(ada: Run) -> None:
    ada("reader", "add", "bob", "--instant", "--folder", "/mail")
    assert ada("reader", "list").stdout.splitlines() == [
        "    1  ada  1 profile · next digest Mon 2 Nov 08:00 Europe/Berlin",
        "       mail Ada@example.org",
        "    2  bob  0 profiles · no digest planned",
        "       file /mail",
    ]
    listed = json.loads(ada("reader", "list", "--json").stdout)
    assert [(row["name"], row["profiles"], len(row["addresses"])) for row in listed] == [("ada", 1, 1), ("bob", 0, 1)]


def test_a_reader_sleeps_and_wakes(ada: Run) -> None:
    assert ada("reader", "snooze", "ada", "2026-12-01").stdout == "ada: snoozed until Tue 1 Dec 00:00 Europe/Berlin.\n"
    assert ada("reader", "snooze", "ada", "off").stdout == "ada: next digest Mon 2 Nov 08:00 Europe/Berlin.\n"
    assert ada("reader", "pause", "ada").stdout == "ada: paused.\n"
    assert "ada  1 profile · paused" in ada("reader", "list").stdout
    late = ada("reader", "resume", "ada", now="2026-12-24")
    assert late.stdout == "ada: next digest Mon 28 Dec 08:00 Europe/Berlin.\n"
    assert answer(ada("reader", "pause", "ada", "--json"))["paused"] is True


def test_only_what_is_named_is_changed(ada: Run) -> None:
    before = answer(ada("reader", "show", "ada", "--json"))
    ada("reader", "change", "ada", "--rename", "Ada L.", "--timezone", "asia/tokyo", "--daily", "9pm")
    after = answer(ada("reader", "show", "Ada L.", "--json"))
    assert (after["timezone"], after["next_digest_at"]) == ("Asia/Tokyo", "2026-11-02T12:00:00+00:00")
    assert after["addresses"] == before["addresses"]
    ada("reader", "change", "Ada L.", "--quiet-hours", "22:00-07:00")
    ada("reader", "change", "Ada L.", "--quiet-hours", "none")
    assert answer(ada("reader", "show", "Ada L.", "--json")) == after


def test_an_address_is_added_confirmed_and_removed(ada: Run) -> None:
    assert "waits to be confirmed" in ada("reader", "address", "add", "ada", "--mail", "a@example.com").stdout
    assert "confirmed Sun 1 Nov 13:00" in ada("reader", "address", "confirm", "ada", "A@example.com").stdout
    ada("profile", "edit", "ada", "birds", "--to", "a@example.com")
    removed = ada("reader", "address", "remove", "ada", "2").stdout
    assert removed.startswith("Nothing is sent to a@example.com any more.\nbirds is told nowhere now.")
    gone = answer(ada("reader", "address", "remove", "ada", "ada@example.org", "--json"))
    assert (gone["target"], gone["told_nowhere"]) == ("Ada@example.org", ["birds"])


def test_a_password_is_never_shown_but_in_an_export(ada: Run) -> None:
    added = ada("reader", "address", "add", "ada", "--apprise", "json://user:s3cret@localhost/path")
    shown = [added, ada("reader", "show", "ada"), ada("reader", "show", "ada", "--json"), ada("reader", "list")]
    ada("profile", "edit", "ada", "birds", "--to", "json://localhost")
    shown += [ada("reader", "show", "ada")]
    shown += [ada("profile", "edit", "ada", "birds", "--to", "9", code=2)]
    assert all("s3cret" not in each.output and "json://localhost" in each.output for each in shown)
    assert "json://user:s3cret@localhost/path" in ada("reader", "export", "ada").stdout


def test_an_export_is_everything_and_for_its_owner_alone(ada: Run, tmp_path: Path) -> None:
    file = tmp_path / "ada.json"
    assert ada("reader", "export", "ada", "--out", str(file)).stdout == f"Everything about the reader is in {file}.\n"
    assert json.loads(file.read_text(encoding="utf-8")) == json.loads(ada("reader", "export", "ada").stdout)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    exported = json.loads(file.read_text(encoding="utf-8"))
    assert {table: len(rows) for table, rows in exported["tables"].items() if rows} == {
        "addresses": 1,
        "profiles": 1,
        "readers": 1,
    }


def test_erasing_is_asked_and_leaves_nothing(ada: Run, database: Path) -> None:
    ada("reader", "forget", "ada", code=1, answer="n\n")
    assert "ada" in ada("reader", "list").stdout
    said = ada("reader", "forget", "ada", answer="y\n").stdout
    assert said.endswith("Erased: addresses 1, profiles 1, readers 1. 0 deliveries cancelled.\n")
    assert "There are no readers yet." in ada("reader", "list").stdout
    assert b"example.org" not in b"".join(path.read_bytes() for path in database.parent.iterdir()).lower()


def test_erasing_says_what_was_cancelled(paperround: Run) -> None:
    paperround("reader", "add", "ada", "--mail", "ada@example.org")
    assert answer(paperround("reader", "forget", "ada", "--yes", "--json"))["cancelled"] == 1


def test_links_are_renewed(ada: Run) -> None:
    assert "are void" in ada("reader", "renew-links", "ada").stdout
    assert answer(ada("reader", "renew-links", "ada", "--json"))["name"] == "ada"


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (("reader", "show", "adda"), 2, "No reader is called 'adda'. Did you mean 'ada'?"),
        (("reader", "show", "zzz"), 2, "Add one with: paperround reader add zzz"),
        (("reader", "add", "ada"), 2, "There is a reader called 'ada' already"),
        (
            ("reader", "add", "bob", "--mail", "ada@example.org"),
            2,
            "in use already. Every address belongs to one reader. This one is that of 'ada'.",
        ),
        (("reader", "add", "bob", "--mail", "gone@example.org"), 2, "paperround bounce forgive gone@example.org"),
        (("reader", "add", "bob", "--mail", "bob"), 2, "has no @"),
        (("reader", "add", "bob", "--chat", "bob"), 2, "no chat"),
        (("reader", "add", "bob", "--timezone", "Europe/Berln"), 2, "Did you mean Europe/Berlin"),
        (("reader", "add", "bob", "--language", "?"), 2, "no language tag"),
        (("reader", "add", "bob", "--daily", "25:00"), 2, "times go from 00:00 to 23:59"),
        (("reader", "add", "bob", "--weekly", "someday 8:00"), 2, "no weekday"),
        (("reader", "add", "bob", "--daily", "8:00", "--instant"), 2, "exclude each other"),
        (("reader", "add", "bob", "--instant", "--at-once-from", "80"), 2, "leave one out"),
        (("reader", "add", "bob", "--at-once-from", "nan"), 2, "no number"),
        (("reader", "add", "bob", "--quiet-hours", "night"), 2, "no quiet hours"),
        (("reader", "add", "bob", "--quiet-day", "silence"), 2, "not one of"),
        (("reader", "add", "bob", "--quiet-day", "line", "--instant"), 2, "for those who have a digest"),
        (("reader", "snooze", "ada", "2026-11-01"), 2, "is not ahead"),
        (("reader", "snooze", "ada", "soon"), 2, "no date"),
        (("reader", "address", "add", "ada"), 2, "Which address?"),
        (("reader", "address", "confirm", "ada", "7"), 2, "'ada' has no such address. There are: 1 (Ada@example.org)."),
        (("reader", "export", "ada", "--out", "/nowhere/at/all.json"), 1, "/nowhere/at"),
    ],
)
def test_a_mistake_is_told_in_words_and_changes_nothing(
    ada: Run, database: Path, arguments: tuple[str, ...], code: int, message: str
) -> None:
    store = open_store(f"sqlite:///{database}")
    with store.writing() as catalog:
        catalog.suppress("gone@example.org", Suppression(digest="", kind=BounceKind.HARD, at=NOON))
    store.close()
    before = ada("reader", "list", "--json").stdout
    assert message in " ".join(ada(*arguments, code=code).stderr.split())
    assert ada("reader", "list", "--json").stdout == before


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2026-11-01T08:30:00Z", "2026-11-01T08:30:00+00:00"),
        ("2026-11-01T08:30:00", "2026-11-01T08:30:00+00:00"),
        ("2026-11-01T08:30:00+02:00", "2026-11-01T06:30:00+00:00"),
        ("2026-11-01", "2026-11-01T00:00:00+00:00"),
    ],
)
def test_now_is_understood_with_an_offset_without_one_and_as_a_day(paperround: Run, written: str, read: str) -> None:
    assert answer(paperround("reader", "add", "ada", "--json", now=written))["created_at"] == read


@pytest.mark.parametrize("written", ["today", "2026-13-01", "0001-01-01T00:00:00+23:00", ""])
def test_a_time_that_is_none_is_refused(paperround: Run, written: str) -> None:
    assert "is no time. Write one like 2026-11-01T08:30:00Z" in " ".join(
        paperround("reader", "add", "ada", now=written, code=2).stderr.split()
    )


@pytest.mark.parametrize("written", ["9999-12-31T23:59:59Z", "2100-01-01", "1969-12-31", "0001-01-02"])
def test_a_time_too_far_away_to_reckon_with_is_refused(paperround: Run, written: str) -> None:
    assert "is too far away. Name a time from 1970 to 2099." in " ".join(
        paperround("reader", "add", "ada", now=written, code=2).stderr.split()
    )


@pytest.mark.parametrize("written", ["1970-01-01", "2099-12-31T23:59:59Z"])
def test_at_the_ends_of_time_everything_works(paperround: Run, written: str) -> None:
    paperround("reader", "add", "ada", "--console", now=written)
    paperround("reader", "pause", "ada", now=written)
    paperround("reader", "resume", "ada", now=written)
    paperround("reader", "show", "ada", now=written)


def test_without_a_catalog_only_adding_makes_one(tmp_path: Path) -> None:
    database = tmp_path / "none.db"
    for arguments in (["list"], ["show", "ada"], ["forget", "ada", "--yes"]):
        result = CliRunner(catch_exceptions=False).invoke(root, ["reader", *arguments, "--database", str(database)])
        assert result.exit_code == 1
        assert "There is no catalog at" in result.stderr
    assert not database.exists()
    made = CliRunner(catch_exceptions=False).invoke(root, ["reader", "add", "ada", "--database", str(database)])
    assert made.exit_code == 0
    assert database.exists()
