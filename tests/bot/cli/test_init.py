"""``paperround init``: what is written is what was answered, whole or not at all, and never over what is there."""

import os
import pty
import re
import select
import stat
import subprocess
import sys
import tomllib
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner, Result

from bot.app.readers import add_reader
from bot.cli.main import root
from bot.settings import Secret, load_settings
from bot.settings.beginning import Beginning, first_config
from store.readers import Timing, Way
from store.sql import open_store
from tests.telegram.stand_in import TOKEN, StandIn

Run = Callable[..., Result]
Answer = str | Callable[[str], None]
KEY = "0123456789abcdef" * 2
PATIENCE = 30.0
"""Seconds to wait for a question."""


@pytest.fixture
def paperround(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command in an empty folder."""
    monkeypatch.chdir(tmp_path)
    return lambda *words: CliRunner().invoke(root, words, catch_exceptions=False)


def test_without_questions_hugging_face_is_watched_and_the_file_is_ones_own(paperround: Run, tmp_path: Path) -> None:
    said = paperround("init", "--yes")
    assert said.exit_code == 0, said.output
    path = tmp_path / "paperround.toml"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    settings = load_settings({}, None, tmp_path)
    assert [(each.name, each.source.kind, each.enabled) for each in settings.sources] == [
        ("huggingface", "huggingface-daily", True)
    ]
    assert (settings.smtp_url, settings.public_url, settings.secret_key, settings.operator) == (None,) * 4
    for command in ("doctor", "fetch", "run"):
        assert f"  paperround {command} " in said.output


def test_what_stands_commented_in_the_file_works_when_the_marks_are_taken_away(paperround: Run, tmp_path: Path) -> None:
    paperround("init", "--yes")
    path = tmp_path / "paperround.toml"
    lines = path.read_text(encoding="utf-8").splitlines()
    marked = (
        "# [[",
        "# name =",
        "# kind =",
        "# categories =",
        "# address =",
        "# contact =",
        "# operator =",
        "# mail_f",
    )
    path.write_text("\n".join(line.removeprefix("# ") if line.startswith(marked) else line for line in lines))
    settings = load_settings({}, None, tmp_path)
    assert [each.source.kind for each in settings.sources] == ["huggingface-daily", "arxiv-rss", "feed"]
    assert settings.sources[1].source.parameters == {"categories": ("cs.CL", "cs.LG")}


def test_a_file_that_is_there_is_replaced_by_force_alone_and_kept_then(paperround: Run, tmp_path: Path) -> None:
    path = tmp_path / "paperround.toml"
    path.write_text('contact = "ada@example.org"')
    refused = paperround("init", "--yes")
    assert refused.exit_code == 1
    assert "is there already; nothing was changed" in refused.output
    assert path.read_text() == 'contact = "ada@example.org"'
    assert paperround("init", "--yes", "--force").exit_code == 0
    assert "[[sources]]" in path.read_text()
    old = tmp_path / "paperround.toml.old"
    assert old.read_text() == 'contact = "ada@example.org"'
    again = paperround("init", "--yes", "--force")
    assert "paperround.toml.old2" in again.output
    assert old.read_text() == 'contact = "ada@example.org"'  # what was kept once is not replaced either
    assert stat.S_IMODE((tmp_path / "paperround.toml.old2").stat().st_mode) == 0o600


def test_another_folder_is_made_for_oneself_and_named_in_what_comes_next(paperround: Run, tmp_path: Path) -> None:
    said = paperround("init", "new/papers", "--yes")
    assert (tmp_path / "new/papers/paperround.toml").is_file()
    assert "paperround --config new/papers/paperround.toml doctor" in said.output
    assert stat.S_IMODE((tmp_path / "new/papers").stat().st_mode) == 0o700


def test_where_nobody_can_be_asked_nothing_is_written(paperround: Run, tmp_path: Path) -> None:
    said = paperround("init")
    assert said.exit_code == 2
    assert "paperround init --yes" in said.output or "root init --yes" in said.output
    assert list(tmp_path.iterdir()) == []


def test_every_answer_comes_back_as_it_was_given(tmp_path: Path) -> None:
    beginning = Beginning(
        huggingface=False,
        categories=("quant-ph", "cs.CL"),
        contact="https://example.org/~ada",
        mail_from='"Ada, \\"the\\" first" <papers@example.org>',
        smtp_url=Secret("smtp://ada:pa%22ss%5Cword@mail.example.org:587"),
        operator="ada@example.org",
        public_url="https://papers.example.org",
        secret_key=Secret(KEY),
    )
    text = first_config(beginning)
    written = tomllib.loads(text)
    assert written.pop("sources") == [{"name": "arxiv", "kind": "arxiv-rss", "categories": ["quant-ph", "cs.CL"]}]
    assert written == {
        "contact": beginning.contact,
        "mail_from": beginning.mail_from,
        "smtp_url": "smtp://ada:pa%22ss%5Cword@mail.example.org:587",
        "operator": "ada@example.org",
        "public_url": "https://papers.example.org",
        "secret_key": KEY,
    }
    assert max(map(len, text.splitlines())) <= 120


@pytest.mark.skipif(os.name != "posix", reason="this system has no terminals to hold a conversation at")
def test_at_a_terminal_answers_are_asked_for_until_they_make_sense(tmp_path: Path) -> None:
    told = (
        ("daily papers?", "y"),
        ("arXiv categories", "CL"),
        ("no category of arXiv", "cs.CL, cs.LG"),
        ("address or page", ""),
        ("From, as", "Paperround <papers@example.org>"),
        ("Server, as", "smtp://papers@mail.example.org:587"),
        ("not shown", "pass/word"),
        ("@BotFather (not shown)", ""),
        ("Your mail address", "ada@example.org"),
        ("time zone", "Europe/Berln"),
        ("Europe/Berlin", "europe/berlin"),
        ("every day at", "7:30"),
        ("keywords", "reward model, -survey"),
        ("As https", "https://papers.example.org/"),
    )
    shown = converse(tmp_path, told)
    assert "pass/word" not in shown
    settings = load_settings({}, None, tmp_path)
    assert [each.name for each in settings.sources] == ["huggingface", "arxiv"]
    assert settings.smtp_url is not None
    assert settings.smtp_url.reveal() == "smtp://papers:pass%2Fword@mail.example.org:587"
    assert settings.contact == "papers@example.org"
    assert str(settings.operator) == "ada@example.org"
    assert settings.public_url == "https://papers.example.org"
    assert len(settings.signing_keys()) == 1
    with closing(open_store(settings.database_url)) as store, store.reading() as catalog:
        (reader,) = catalog.readers()
        (address,) = catalog.addresses(reader.number)
        (profile,) = catalog.profiles_of(reader.number)
    assert (reader.timezone, reader.default_timing) == ("Europe/Berlin", Timing(minute=450))
    assert (address.target, address.is_open) == ("ada@example.org", True)
    assert profile.keywords == ("reward model", "-survey")


@pytest.mark.skipif(os.name != "posix", reason="this system has no terminals to hold a conversation at")
def test_who_is_a_reader_already_is_told_and_has_the_file_all_the_same(tmp_path: Path) -> None:
    with closing(open_store(f"sqlite:///{tmp_path}/paperround.db")) as store:
        add_reader(store, "ada@example.org", datetime(2026, 11, 1, tzinfo=UTC))
    told = (
        *((asked, "") for asked in ("papers?", "categories", "page", "From, as", "@BotFather (not shown)")),
        ("Your mail address", "ada@example.org"),
        *((asked, "") for asked in ("time zone", "every day at", "keywords", "As https")),
    )
    shown = converse(tmp_path, told)
    assert "There is a reader called 'ada@example.org' already" in " ".join(shown.split())
    assert [each.name for each in load_settings({}, None, tmp_path).sources] == ["huggingface"]


@pytest.mark.skipif(os.name != "posix", reason="this system has no terminals to hold a conversation at")
def test_whoever_presses_start_is_the_first_reader_and_the_operator(tmp_path: Path) -> None:
    with StandIn() as telegram:
        ada = telegram.person("Ada", language="de")

        def press_start(shown: str) -> None:
            found = re.search(r"https://t\.me/\w+\?start=(c-[0-9a-f]+)", shown.replace("\r\n", ""))
            assert found
            telegram.says(telegram.person("Bob"), "/start")  # who is not meant, and is not lost
            telegram.says(ada, f"/start {found[1]}")

        told: tuple[tuple[str, Answer], ...] = (
            *((asked, "") for asked in ("papers?", "categories", "page", "From, as")),
            ("@BotFather (not shown)", "not a token"),
            ("@BotFather (not shown)", f"{TOKEN[:-1]}x"),
            ("@BotFather (not shown)", TOKEN),
            ("press Start: ", press_start),
            ("Your mail address", ""),
            ("time zone", "Europe/Berlin"),
            *((asked, "") for asked in ("every day at", "keywords", "As https")),
        )
        shown = converse(tmp_path, told, PAPERROUND_TELEGRAM_API_URL=telegram.url)
        waiting = httpx.get(f"{telegram.url}/bot{TOKEN}/getWebhookInfo").json()["result"]["pending_update_count"]
        assert "go on at the terminal" in telegram.last(ada).text
    assert waiting == 2
    assert f"That is Ada, number {ada.number}." in " ".join(shown.split())
    assert TOKEN not in shown
    settings = load_settings({}, None, tmp_path)
    assert settings.telegram_token == Secret(TOKEN)
    assert str(settings.operator) == f"telegram:{ada.number}"
    assert settings.telegram_operator == ada.number
    with closing(open_store(settings.database_url)) as store, store.reading() as catalog:
        (reader,) = catalog.readers()
        (address,) = catalog.addresses(reader.number)
    assert (reader.name, reader.language, reader.timezone) == ("Ada", "de", "Europe/Berlin")
    assert (address.way, address.target, address.is_open) == (Way.CHAT, str(ada.number), True)


def converse(folder: Path, told: tuple[tuple[str, Answer], ...], **variables: str) -> str:
    """Run the command at a terminal: whenever it has said something, answer, or do something else about what was shown
    so far. :return: all that was shown.
    """
    ours, its = pty.openpty()
    environment = {each: value for each, value in os.environ.items() if not each.startswith("PAPERROUND_")} | variables
    command = [sys.executable, "-m", "bot.cli.main", "init", str(folder)]
    process = subprocess.Popen(command, stdin=its, stdout=its, stderr=its, env=environment)
    os.close(its)
    shown = ""
    try:
        for expected, answer in told:
            begun = len(shown)
            asked = (":", "?", "]") if isinstance(answer, str) else ("…",)
            while expected not in shown[begun:] or not shown.rstrip().endswith(asked):
                assert select.select([ours], [], [], PATIENCE)[0], f"it does not say '{expected}': {shown[begun:]}"
                shown += os.read(ours, 4096).decode()
            if callable(answer):
                answer(shown)
            else:
                os.write(ours, f"{answer}\n".encode())
        while True:
            shown += os.read(ours, 4096).decode()
    except OSError:  # how Linux says that nobody is at the other end any more
        pass
    finally:
        os.close(ours)
        process.kill()
        process.wait()
    return shown
