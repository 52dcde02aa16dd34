"""The log of a process that runs for long: one chain for everyone who logs, whether by :mod:`logging` or by structlog.

A line says when (RFC 3339, UTC), how grave, who, in which run, and what. On a terminal it is for people; as JSON it is
one object a line, for machines. Nothing leaves before it was redacted.
"""

import logging
import os
from collections.abc import Callable, Iterator, Mapping, MutableMapping
from contextlib import contextmanager
from typing import Any, Literal, TextIO

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

Style = Literal["console", "json"]

LEVELS: Mapping[str, int] = {
    "debug": logging.DEBUG,
    "info": logging.INFO,
    "warning": logging.WARNING,
    "error": logging.ERROR,
}
"""How grave something must be to be logged, by the word of the settings."""

OURS = ("bot", "scrapers", "store", "paperround")
"""Whose words the level is about. Libraries are heard from a warning on, and on ``debug`` from ``info`` on."""

TALKATIVE = ("apscheduler", "httpcore", "httpx", "sqlalchemy", "stamina", "uvicorn.access")
"""Libraries that are never heard below a warning: they log each request, each tick, each retry, addresses and all."""

FACTS = ("delivery", "host", "job", "papers", "result", "runs", "source", "state", "way")
"""What may be said beside a message, as ``extra`` of :mod:`logging`."""

_FIRST = ("timestamp", "level", "logger", "run", "event")
_CONTROLS = {code: f"\\x{code:02x}" for code in (*range(32), *range(127, 160)) if code not in (9, 10)}


def configure_logs(
    style: Style | str, level: str, *, stream: TextIO, redact: Callable[[str], str]
) -> Callable[[], None]:
    """From now on whatever is logged in this process is written to one stream.

    :param style: ``console`` (for people; colours on a terminal alone) or ``json`` (one object a line).
    :param level: a word of :data:`LEVELS`.
    :param redact: takes secrets and mail addresses out of a text, as :meth:`bot.redaction.Redaction.redact` does.
    :return: makes it undone.
    """
    shared = _shared(redact)
    was_configured, before = structlog.is_configured(), structlog.get_config()
    _configure_structlog(shared)
    handler = _handler(shared, style, stream)
    root = logging.getLogger()
    levels = _set_levels(LEVELS[level])
    root.addHandler(handler)

    def undo() -> None:
        root.removeHandler(handler)
        for name, number in levels.items():
            logging.getLogger(name).setLevel(number)
        if was_configured:
            structlog.configure(**before)
        else:
            structlog.reset_defaults()

    return undo


@contextmanager
def run_context(run: str) -> Iterator[None]:
    """What is logged within the block, also by tasks that it starts, bears this run's correlation id."""
    with structlog.contextvars.bound_contextvars(run=run):
        yield


def _configure_structlog(shared: list[Processor]) -> None:
    """What is logged by structlog goes the way of :mod:`logging`."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            structlog.stdlib.PositionalArgumentsFormatter(),
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )


def _handler(shared: list[Processor], style: str, stream: TextIO) -> logging.Handler:
    """What writes every line."""
    formatter = structlog.stdlib.ProcessorFormatter
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        formatter(
            foreign_pre_chain=[structlog.stdlib.ExtraAdder(FACTS), _redacted_traceback, *shared],
            processors=[formatter.remove_processors_meta, *_shown(style, stream)],
        )
    )
    return handler


def _set_levels(ours: int) -> dict[str, int]:
    """:return: what the levels were, by logger; the empty name is the root's."""
    libraries = logging.INFO if ours == logging.DEBUG else max(ours, logging.WARNING)
    wanted = {
        "": libraries,
        **dict.fromkeys(OURS, ours),
        **dict.fromkeys(TALKATIVE, max(ours, logging.WARNING)),
    }
    before = {name: logging.getLogger(name).level for name in wanted}
    for name, level in wanted.items():
        logging.getLogger(name).setLevel(level)
    return before


def _shared(redact: Callable[[str], str]) -> list[Processor]:
    """What every line goes through, in order; what is redacted stays redacted."""
    return [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.StackInfoRenderer(),
        structlog.processors.format_exc_info,
        _Redacting(redact),
    ]


def _shown(style: str, stream: TextIO) -> list[Processor]:
    if style == "json":
        return [_in_order, structlog.processors.JSONRenderer()]
    colours = stream.isatty() and not os.environ.get("NO_COLOR")
    plain = structlog.dev.plain_traceback
    renderer = structlog.dev.ConsoleRenderer(colors=colours, exception_formatter=plain, pad_event_to=0, pad_level=False)
    return [_without_controls, renderer]


def _redacted_traceback(_logger: WrappedLogger, _name: str, event: EventDict) -> EventDict:
    """The traceback of a record that :mod:`bot.redaction` has made text already."""
    text = getattr(event.get("_record"), "exc_text", None)
    if text and not event.get("exc_info"):
        event["exception"] = text
    return event


def _in_order(_logger: WrappedLogger, _name: str, event: EventDict) -> EventDict:
    """What every line has comes first."""
    first = {name: event[name] for name in _FIRST if name in event}
    return first | {name: value for name, value in event.items() if name not in first}


def _without_controls(_logger: WrappedLogger, _name: str, event: EventDict) -> EventDict:
    """No page can move the cursor of the terminal, or write a line of its own into the log."""
    for name, value in event.items():
        if isinstance(value, str):
            shown = value.translate(_CONTROLS)
            event[name] = shown if name in ("exception", "stack") else shown.replace("\n", "\\n")
    return event


class _Redacting:
    """Takes what is secret out of every part of a line."""

    def __init__(self, redact: Callable[[str], str]) -> None:
        self._redact = redact

    def __call__(self, _logger: WrappedLogger, _name: str, event: EventDict) -> MutableMapping[str, Any]:
        # What begins with an underscore is structlog's own, and is never printed.
        return {name: value if name.startswith("_") else self._clean(value) for name, value in event.items()}

    def _clean(self, value: object) -> object:
        match value:
            case None | bool() | int() | float():
                return value
            case str():
                return self._redact(value)
            case Mapping():
                return {self._redact(str(name)): self._clean(each) for name, each in value.items()}
            case list() | tuple() | set() | frozenset():
                return [self._clean(each) for each in value]
            case _:
                return self._redact(str(value))
