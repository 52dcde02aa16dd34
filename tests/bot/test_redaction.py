"""No secret and no mail address leaves by a log or a traceback."""

import io
import logging
import sys
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.redaction import Redaction, install

KEY = "0123456789abcdef" * 2
PEM = "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkq\nhkiG9w0BAQEFAASC\n-----END PRIVATE KEY-----\n"
SMTP = "smtp://ada:tell%2Fno-one@mail.example.org:587"
SECRETS = (KEY, PEM, SMTP, "")
LEAKS = (
    KEY,
    "MIIEvQIBADANBgkq",
    "hkiG9w0BAQEFAASC",
    "tell%2Fno-one",
    "tell/no-one",
    "ada@example.org",
    "ada%40",
    "bot123:",
)


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What handlers of several kinds of loggers write, while redaction is installed."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logging.Formatter("%(levelname)s %(name)s %(message)s"))
    loggers = [logging.getLogger(name) for name in ("", "paperround.tested", "paperround.tested.apart")]
    loggers[2].propagate = False
    undo = install(SECRETS)
    levels = [logger.level for logger in loggers]
    for logger in (loggers[0], loggers[2]):
        logger.addHandler(handler)
    for logger in loggers:
        logger.setLevel(logging.DEBUG)
    yield stream
    for logger, level in zip(loggers, levels, strict=True):
        logger.setLevel(level)
        logger.removeHandler(handler)
    undo()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"signed with {KEY}", "signed with ***"),
        ("connecting to smtp://ada:other-word@h:587/", "connecting to smtp://***@h:587/"),
        (
            "postgresql://h/db?user=u&password=other-word&sslmode=require",
            "postgresql://h/db?user=u&password=***&sslmode=require",
        ),
        ("reset-password was said", "reset-password was said"),
        ("GET https://api.telegram.org/bot123456:AAH-x_y/getMe", "GET https://api.telegram.org/***/getMe"),
        ("to ada@example.org, bob.o'neil+x@mail.example.co.uk", "to ***, ***"),
        ("<Ada@Example.ORG> (ada%40example.org) mailto:ada@bücher.example", "<***> (***) mailto:***"),
        ("bounces+ada=example.org@papers.example.org bounced", "*** bounced"),
        ("root@localhost said no", "*** said no"),
        ("the word was tell/no-one", "the word was ***"),
        ("GET /settings/WzcsM10.aBcDeFgHiJkLmNoPqRsTuVwXyZ HTTP/1.1", "GET /settings/*** HTTP/1.1"),
        (PEM, "***"),
        ("at 08:00 @ home, a@b", "at 08:00 @ home, a@b"),
        ("https://example.org:8443/papers", "https://example.org:8443/papers"),
        ("arxiv:2406.02900 scored 81.5", "arxiv:2406.02900 scored 81.5"),
        ("GET /settings/style.css", "GET /settings/style.css"),
        ("", ""),
    ],
)
def test_secrets_passwords_tokens_links_and_addresses_are_hidden_and_the_rest_is_left(text: str, shown: str) -> None:
    assert Redaction(SECRETS).redact(text) == shown


@pytest.mark.parametrize("name", ["", "paperround.tested", "paperround.tested.apart", "paperround.new"])
def test_records_of_every_logger_are_redacted(log: io.StringIO, name: str) -> None:
    logger = logging.getLogger(name)
    logger.info("to %s by %s with %r", "ada@example.org", SMTP, {"key": KEY})
    logger.info("to %(to)s", {"to": "ada@example.org"})
    logger.warning("ada@example.org")
    logger.error(ValueError(f"refused {KEY}"))
    logger.info("%s@%s", "ada", "example.org")  # an address only once it is put together
    lines = log.getvalue()
    assert lines.count("\n") == 5
    assert not any(leak in lines for leak in LEAKS)
    assert "to *** by *** with {'key': '***'}" in lines


def fail(address: str) -> None:
    raise ConnectionError(f"no answer from {SMTP} for {address}")


def test_a_traceback_and_a_stack_are_redacted(log: io.StringIO) -> None:
    logger = logging.getLogger("paperround.tested")
    try:
        try:
            fail("ada@example.org")
        except ConnectionError as error:
            raise RuntimeError("for ada@example.org") from error
    except RuntimeError:
        logger.exception("while sending to %s", "ada@example.org", stack_info=True)
    shown = log.getvalue()
    assert not any(leak in shown for leak in LEAKS)
    assert "RuntimeError: for ***" in shown
    assert "ConnectionError: no answer from *** for ***" in shown
    assert "Stack (most recent call last)" in shown


def test_no_handler_gets_the_error_itself_to_print_it_anew(caplog: pytest.LogCaptureFixture, log: io.StringIO) -> None:
    try:
        fail("ada@example.org")
    except ConnectionError:
        logging.getLogger("paperround.tested").exception("refused")
    record = caplog.records[-1]
    assert record.exc_info is None
    assert "no answer from *** for ***" in str(record.exc_text)


def test_what_holds_nothing_secret_is_left_as_it_was(caplog: pytest.LogCaptureFixture, log: io.StringIO) -> None:
    with caplog.at_level(logging.INFO):
        logging.getLogger("paperround.tested").info("%s papers, %d new", 38, 12)
    record = caplog.records[-1]
    assert (record.msg, record.args) == ("%s papers, %d new", (38, 12))


def test_a_formatter_that_wants_the_parts_finds_them_redacted(
    caplog: pytest.LogCaptureFixture, log: io.StringIO
) -> None:
    with caplog.at_level(logging.INFO):
        logging.getLogger("paperround.tested").info('%s - "%s" %d', "ada@example.org", "GET /", 200)
    assert caplog.records[-1].args == ("***", "GET /", 200)


def test_a_mistaken_log_call_shows_no_secret_either(log: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logging, "raiseExceptions", True)
    monkeypatch.setattr(sys, "stderr", error := io.StringIO())
    logging.getLogger("paperround.tested").info("to %d", "ada@example.org")
    logging.getLogger("paperround.tested").info("to %s %s", KEY)  # noqa: PLE1206 - the mistake
    assert not any(leak in log.getvalue() + error.getvalue() for leak in LEAKS)


def test_an_unexpected_error_is_told_without_secrets(log: io.StringIO, capsys: pytest.CaptureFixture[str]) -> None:
    try:
        fail("ada@example.org")
    except ConnectionError as error:
        sys.excepthook(type(error), error, error.__traceback__)
    shown = capsys.readouterr().err
    assert not any(leak in shown for leak in LEAKS)
    assert "ConnectionError: no answer from *** for ***" in shown


@pytest.mark.parametrize("name", ["httpx", "httpcore", "aiosmtplib", "apprise", "urllib3", "requests"])
def test_libraries_that_log_whole_addresses_are_quieted(log: io.StringIO, name: str) -> None:
    logging.getLogger(name).info("HTTP Request: GET https://example.org")
    assert not logging.getLogger(name).isEnabledFor(logging.INFO)
    assert log.getvalue() == ""


def test_what_was_installed_can_be_undone() -> None:
    before = (logging.getLogRecordFactory(), sys.excepthook, logging.getLogger("httpx").level)
    install([KEY])()
    assert (logging.getLogRecordFactory(), sys.excepthook, logging.getLogger("httpx").level) == before


@pytest.mark.parametrize("secret", ["", "a", "abc"])
def test_a_secret_too_short_to_be_one_does_not_hide_half_of_every_message(secret: str) -> None:
    assert Redaction([secret]).redact("abcabc a") == "abcabc a"


@given(st.text(), st.from_regex(r"[\w/%?!.-]{4,40}", fullmatch=True), st.text())
def test_a_secret_is_hidden_wherever_it_stands(before: str, secret: str, after: str) -> None:
    assert secret not in Redaction([secret]).redact(f"{before}{secret}{after}")


def test_a_long_message_costs_no_long_time() -> None:
    redaction = Redaction(SECRETS)
    for piece in ("a", "@", "a@", "://", "://a:", "bot1", "%40", "a.", "/settings/"):
        redaction.redact(piece * 20_000)
