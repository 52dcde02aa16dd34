"""One chain for everyone who logs: for people or for machines, in order, redacted, with the run it belongs to."""

import io
import json
import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from bot.logs import configure_logs, run_context
from bot.redaction import Redaction, install

KEY = "tr0ub4dor&3/x"
BOT = "bot123456:AAH-x_y0123456789"
ADDRESS = "ada.lovelace@reader.example"
LEAKS = (KEY, "AAH-x_y0123456789", ADDRESS)

Lines = Callable[[], list[dict[str, object]]]


@contextmanager
def written(style: str, level: str = "info", stream: io.StringIO | None = None) -> Iterator[io.StringIO]:
    stream = stream or io.StringIO()
    undo = configure_logs(style, level, stream=stream, redact=Redaction([KEY]).redact)
    try:
        yield stream
    finally:
        undo()


@pytest.fixture
def console() -> Iterator[io.StringIO]:
    with written("console") as stream:
        yield stream


@pytest.fixture
def lines() -> Iterator[Lines]:
    """What was logged as JSON, line by line."""
    with written("json") as stream:
        yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_line_says_when_how_grave_who_in_which_run_and_what_whoever_logs_it(lines: Lines) -> None:
    with run_context("20261121T081530-k3f9"):
        logging.getLogger("bot.app.deliver").info("%d papers", 3, extra={"delivery": 17, "way": "mail"})
        structlog.get_logger("scrapers.http").warning("asked %s", "too often", host="papers.example")
    logging.getLogger("bot.cli").info("no run")
    ours, structured, after = lines()
    stamps = [str(line.pop("timestamp")) for line in (ours, structured, after)]
    assert all(stamp.endswith("Z") and datetime.fromisoformat(stamp) for stamp in stamps)
    assert ours == {
        "level": "info",
        "logger": "bot.app.deliver",
        "run": "20261121T081530-k3f9",
        "event": "3 papers",
        "delivery": 17,
        "way": "mail",
    }
    assert list(ours) == ["level", "logger", "run", "event", "delivery", "way"]
    assert (structured["level"], structured["logger"]) == ("warning", "scrapers.http")
    assert (structured["event"], structured["host"]) == ("asked too often", "papers.example")
    assert structured["run"] == "20261121T081530-k3f9"
    assert "run" not in after


def fail() -> None:
    raise ConnectionError(f"no answer from https://api.telegram.org/{BOT}/getMe for {ADDRESS} with {KEY}")


@pytest.mark.parametrize("style", ["console", "json"])
@pytest.mark.parametrize("also_at_the_source", [True, False])
def test_secrets_tokens_and_addresses_are_in_no_part_of_a_line(style: str, also_at_the_source: bool) -> None:
    undo = install([KEY]) if also_at_the_source else lambda: None
    with written(style, "debug") as stream:
        for log in (logging.getLogger("bot.tested"), structlog.get_logger("bot.tested")):
            log.info("to %s with %s", ADDRESS, KEY)
            try:
                fail()
            except ConnectionError:
                log.exception("refused %s", KEY)
        told = {"to": [ADDRESS, {ADDRESS: KEY}], "error": ConnectionError(BOT)}
        structlog.get_logger("bot.tested").info(f"by {BOT}", **told)
        logging.getLogger("bot.tested").info("sent", extra={"state": ADDRESS, "runs": [KEY]})
        shown = stream.getvalue()
        assert not any(leak in shown for leak in LEAKS)
        assert shown.count("ConnectionError: no answer from https://api.telegram.org/***/getMe for *** with ***") == 2
        assert shown.count("Traceback (most recent call last)") == 2
        assert shown.count("to *** with ***") == 2
        if style == "json":
            assert [json.loads(line) for line in shown.splitlines()]
    undo()


def test_a_thread_that_dies_names_nobody(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(threading, "excepthook", threading.__excepthook__)  # as where no test looks on
    undo = install([KEY])
    thread = threading.Thread(target=fail, name="pages")
    thread.start()
    thread.join()
    undo()
    assert threading.excepthook is threading.__excepthook__
    shown = capsys.readouterr().err
    assert not any(leak in shown for leak in LEAKS)
    assert "Exception in thread pages:" in shown
    assert "ConnectionError: no answer from" in shown


def test_libraries_are_heard_from_a_warning_on_and_the_talkative_ones_even_when_debugging() -> None:
    with written("json", "debug") as stream:
        for name in ("httpx", "httpcore.http11", "apscheduler.scheduler", "stamina", "uvicorn.access", "sqlalchemy"):
            logging.getLogger(name).info("GET https://papers.example")
        logging.getLogger("bot.app").debug("looking")
        logging.getLogger("somebody").info("else")
        logging.getLogger("somebody").debug("unheard")
        assert [json.loads(line)["logger"] for line in stream.getvalue().splitlines()] == ["bot.app", "somebody"]
    with written("json", "info") as stream:
        logging.getLogger("somebody").info("unheard")
        logging.getLogger("httpx").warning("heard")
        assert [json.loads(line)["event"] for line in stream.getvalue().splitlines()] == ["heard"]


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_colours_are_for_terminals(console: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    logging.getLogger("bot").info("plain")
    assert "\x1b" not in console.getvalue()
    with written("console", stream=Terminal()) as stream:
        logging.getLogger("bot").info("coloured")
        assert "\x1b[" in stream.getvalue()
    monkeypatch.setenv("NO_COLOR", "1")
    with written("console", stream=Terminal()) as stream:
        logging.getLogger("bot").info("plain")
        assert "\x1b[" not in stream.getvalue()


@pytest.mark.parametrize("style", ["console", "json"])
def test_a_page_cannot_write_lines_of_its_own_or_move_the_cursor(style: str) -> None:
    with written(style) as stream:
        logging.getLogger("bot").warning("title: %s", "a\n2026-11-21T00:00:00Z [info] all is well\r\x1b[2J\x9b2J")
        assert stream.getvalue().count("\n") == 1
        assert not any(control in stream.getvalue() for control in "\r\x1b\x9b")


def test_undone_it_is_as_it_was() -> None:
    root = logging.getLogger()
    before = (list(root.handlers), root.level, logging.getLogger("bot").level, structlog.is_configured())
    configure_logs("json", "debug", stream=io.StringIO(), redact=str)()
    assert (list(root.handlers), root.level, logging.getLogger("bot").level, structlog.is_configured()) == before


@given(
    st.recursive(
        st.text() | st.integers() | st.none(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
    )
)
def test_whatever_is_logged_is_one_object_on_one_line(what: object) -> None:
    with written("json") as stream:
        structlog.get_logger("bot.tested").info("told", what=what)
        line, end = stream.getvalue()[:-1], stream.getvalue()[-1]
        assert end == "\n"
        assert "\n" not in line
        assert json.loads(line)["event"] == "told"
