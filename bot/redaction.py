"""Keeps secrets and mail addresses out of logs and of the tracebacks of unexpected errors.

It is the second line: nothing here logs a secret. But libraries log addresses with passwords in them, and an error's
text holds what the other side said.
"""

import logging
import re
import sys
import threading
import traceback
from collections.abc import Callable, Iterable
from types import TracebackType
from urllib.parse import quote

from bot.settings.passwords import passwords_in

HIDDEN = "***"

_TALKATIVE = ("httpx", "httpcore", "telegram", "aiosmtplib", "apprise", "urllib3", "requests")
"""Libraries that log whole addresses, with the keys in them, messages or dialogues below ``WARNING``."""

_SHORTEST = 4
"""A shorter secret is none, and hiding it would hide half of every message."""

_PAGES = "confirm|settings|unsubscribe|view|feedback|feed"
_PATTERNS = (
    (re.compile(r"(?<=://)[^\s/:@]{0,300}:\S{0,300}@"), f"{HIDDEN}@"),  # name and password in an address
    (re.compile(r"([?&]\w{0,20}password=)[^\s&#\"']{1,300}"), rf"\g<1>{HIDDEN}"),  # likewise, among its options
    (re.compile(r"bot[0-9]+:[\w-]+"), HIDDEN),  # a bot's token
    (re.compile(rf"(/(?:{_PAGES})/)[\w.-]{{20,}}"), rf"\g<1>{HIDDEN}"),  # a signed link: whoever has it is the reader
    (re.compile(r"[^\s@<>()\[\]\",;:]{1,64}(?:@|%40)(?:(?:[\w-]{1,63}\.)+[\w-]{1,63}|localhost)"), HIDDEN),
)


class Redaction(logging.Filter):
    """Replaces secrets and mail addresses in a log record by ``***``; lets every record pass."""

    def __init__(self, secrets: Iterable[str]) -> None:
        """:param secrets: texts that may appear nowhere. Of an address with a password, that too."""
        super().__init__()
        forms = {form for secret in secrets for form in _forms(secret) if len(form) >= _SHORTEST}
        longest_first = sorted(forms, key=lambda form: (-len(form), form))
        self._secrets = re.compile("|".join(map(re.escape, longest_first))) if forms else None

    def redact(self, text: str) -> str:
        """The text without them."""
        if self._secrets:
            text = self._secrets.sub(HIDDEN, text)
        for pattern, shown in _PATTERNS:
            text = pattern.sub(shown, text)
        return text

    def filter(self, record: logging.LogRecord) -> bool:
        """Redact a record's message, arguments, traceback and stack."""
        self._redact_message(record)
        if record.exc_info and record.exc_info[0]:
            record.exc_text = "".join(traceback.format_exception(*record.exc_info)).rstrip("\n")
            record.exc_info = None  # else another handler would print it anew
        if record.exc_text:
            record.exc_text = self.redact(record.exc_text)
        if record.stack_info:
            record.stack_info = self.redact(record.stack_info)
        return True

    def _redact_message(self, record: logging.LogRecord) -> None:
        if isinstance(record.msg, dict):  # structlog's parts of a line, which :mod:`bot.logs` has redacted one by one
            return
        try:
            before = record.getMessage()
        except (TypeError, ValueError, KeyError):  # a mistake in a log call, shown as such when it is printed
            before = f"{record.msg} {record.args}"
        message = self.redact(before)
        if message == before and not record.args:
            return
        if isinstance(record.args, tuple):  # some formatters want to know the parts
            parts = tuple(map(self._redact_argument, record.args))
            whole = str(record.msg)
            if self.redact(whole) == whole and _formatted(whole, parts) == message:
                record.args = parts
                return
        if message != before:
            record.msg, record.args = message, None

    def _redact_argument(self, argument: object) -> object:
        text = str(argument)
        clean = self.redact(text)
        return argument if clean == text else clean


def install(secrets: Iterable[str]) -> Callable[[], None]:
    """Redact every record of every logger of this process from now on, and what is printed of unexpected errors; quiet
    the libraries that log whole addresses.

    :param secrets: as for :class:`Redaction`.
    :return: makes it undone.
    """
    redaction = Redaction(secrets)
    factory, hook = logging.getLogRecordFactory(), sys.excepthook
    levels = {name: logging.getLogger(name).level for name in _TALKATIVE}

    def redacted(*args: object, **more: object) -> logging.LogRecord:
        record = factory(*args, **more)  # a filter of a logger would not see the records of those below it
        redaction.filter(record)
        return record

    def told(kind: type[BaseException], error: BaseException | None, where: TracebackType | None) -> None:
        sys.stderr.write(redaction.redact("".join(traceback.format_exception(kind, error, where))))

    def told_of_thread(args: threading.ExceptHookArgs) -> None:
        if args.exc_type is not SystemExit:
            sys.stderr.write(f"Exception in thread {args.thread.name if args.thread else '?'}:\n")
            told(args.exc_type, args.exc_value, args.exc_traceback)

    threads = threading.excepthook
    if threads is threading.__excepthook__:  # else somebody watches over threads already
        threading.excepthook = told_of_thread

    def undo() -> None:
        logging.setLogRecordFactory(factory)
        sys.excepthook = hook
        threading.excepthook = threads
        for name, level in levels.items():
            logging.getLogger(name).setLevel(level)

    logging.setLogRecordFactory(redacted)
    sys.excepthook = told
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)
    return undo


def _forms(secret: str) -> Iterable[str]:
    """How a secret may appear: as it is, as in an address, line by line; of an address its passwords alone too."""
    for text in (secret, *secret.splitlines(), *passwords_in(secret)):
        yield from (text, quote(text, safe=""))


def _formatted(message: str, args: tuple[object, ...]) -> str | None:
    try:
        return message % args if args else message
    except (TypeError, ValueError):
        return None
