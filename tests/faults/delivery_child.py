"""A process that records pages, promises what they bring, and delivers; it dies where it is told to.

It reads commands, a JSON object a line (:class:`Command`). Each is carried out by a fork of this process, so that what
takes long (Python itself, numpy, word lists) is loaded once and the dying is real all the same. The answers, a JSON
object a line: ``{"pid": …}`` when the fork is there, ``{"killed": …, "points": [...], "error": ""}`` when it is gone.
"""

import asyncio
import gc
import json
import os
import signal
import sys
import traceback
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, Protocol, TypeVar

from bot.app.delivery_round import deliver_round, rehearse
from bot.app.outcomes import Policy
from bot.app.outlets import Outlet
from bot.app.readers import add_reader, save_reader_profile
from bot.app.replay import ReadPage, read_pages, replay
from bot.app.telling import Teller
from bot.channels.mail import MailChannel
from bot.channels.mime import MailSender
from bot.channels.quota import per_second
from bot.channels.smtp_url import parse_smtp_url
from bot.channels.types import Letter
from bot.core.matching.language import parse_profile
from bot.render.mail import mail_letter
from bot.sent_journal import SentJournal
from bot.wiring import background, explainer, page_files, scratch_store
from store.api import Store
from store.readers import Way
from store.sql import open_store

HOST = "papers.example"


@dataclass(frozen=True)
class Command:
    """What is to be done.

    :ivar pages: recorded first, at ``recorded``. :ivar rounds: then a round of delivery at each of these times.
    :ivar fatal: the name of the point at which to die, and at which of its occurrences; empty: nowhere.
    """

    database: str
    smtp: str
    journal: str
    pages: list[str]
    recorded: str
    rounds: list[str]
    fatal: str = ""
    occurrence: int = 1
    owner: str = "one"


class HasPages(Protocol):
    """An order that begins with pages. :ivar pages: files, recorded first."""

    @property
    def pages(self) -> list[str]: ...


_C = TypeVar("_C", bound=HasPages)


class Points:
    """The points passed so far; one of them is the last."""

    def __init__(self, fatal: str, occurrence: int) -> None:
        self.passed: list[str] = []
        self._fatal = fatal
        self._left = occurrence

    def __call__(self, name: str) -> None:
        self.passed.append(name)
        if name == self._fatal:
            self._left -= 1
            if not self._left:
                os.kill(os.getpid(), signal.SIGKILL)


class Mortal:
    """Something that may die before and after each call of one of its methods."""

    def __init__(self, inner: Any, name: str, point: Callable[[str], None]) -> None:
        self._inner = inner
        self._name = name
        self._point = point

    def __getattr__(self, called: str) -> Callable[..., Any]:
        method = getattr(self._inner, called)
        if asyncio.iscoroutinefunction(method):
            return partial(self._awaited, method, called)
        return partial(self._answered, method, called)

    def _answered(self, method: Callable[..., Any], called: str, *given: Any, **named: Any) -> Any:
        self._point(f"before {self._name}.{called}")
        answer = method(*given, **named)
        self._point(f"after {self._name}.{called}")
        return answer

    async def _awaited(self, method: Callable[..., Awaitable[Any]], called: str, *given: Any, **named: Any) -> Any:
        self._point(f"before {self._name}.{called}")
        answer = await method(*given, **named)
        self._point(f"after {self._name}.{called}")
        return answer


class MortalStore:
    """A store in whose blocks one may die."""

    def __init__(self, store: Any, point: Callable[[str], None]) -> None:
        self._store = store
        self._point = point

    def reading(self) -> AbstractContextManager[Any]:
        return self._block("reading")

    def writing(self) -> AbstractContextManager[Any]:
        return self._block("writing")

    def sending(self) -> AbstractContextManager[Any]:
        return self._block("sending")

    def receiving(self) -> AbstractContextManager[Any]:
        return self._block("receiving")

    def close(self) -> None:
        self._store.close()

    @contextmanager
    def _block(self, kind: str) -> Iterator[Mortal]:
        with getattr(self._store, kind)() as block:
            yield Mortal(block, kind, self._point)
            self._point(f"before the end of {kind}")
        self._point(f"after the end of {kind}")


def read(paths: Sequence[str]) -> tuple[ReadPage, ...]:
    """The pages of these files."""
    return read_pages(page_files([Path(each) for each in paths], None)) if paths else ()


def carry_out(command: Command, pages: tuple[ReadPage, ...]) -> list[str]:
    """Do as the command says; the points that were passed."""
    point = Points(command.fatal, command.occurrence)
    with closing(open_store(command.database)) as store:
        work(command, pages, store, point)
    return point.passed


def work(command: Command, pages: tuple[ReadPage, ...], opened: Store, point: Callable[[str], None]) -> None:
    """Do as the command says, in this store.

    :param point: told the name of every point that is passed.
    """
    sender, quota = MailSender(address=f"digest@{HOST}"), per_second(10_000)
    channel: Any = Mortal(MailChannel(parse_smtp_url(command.smtp), sender, quota), "channel", point)
    journal: Any = Mortal(SentJournal(Path(command.journal)), "journal", point)
    store: Any = MortalStore(opened, point)
    record(store, pages, datetime.fromisoformat(command.recorded))
    asyncio.run(_deliver(command, store, channel, journal))


def record(store: Any, pages: tuple[ReadPage, ...], at: datetime) -> None:
    """Record pages and promise what they bring."""
    for _ in replay(store, pages, [], background(), lambda: at, Teller(background())):
        pass


def outlet(channel: Any) -> Outlet:
    """Mail; every address of these tests is confirmed."""
    return Outlet(channel, lambda edition: mail_letter(edition, None, HOST), _nobody_asks)


def _nobody_asks(*_: object) -> Letter:
    raise AssertionError("Every address of these tests is confirmed.")


async def _deliver(command: Command, store: Any, channel: Any, journal: Any) -> None:
    mail = outlet(channel)
    try:
        for at in map(datetime.fromisoformat, command.rounds):
            policy = Policy(owner=f"{command.owner} {os.getpid()}")
            clock: Callable[[], datetime] = partial(_same, at)
            await deliver_round(store, explainer(), {Way.MAIL: mail}, clock=clock, policy=policy, journal=journal)
    finally:
        await channel.close()


def _same(at: datetime) -> datetime:
    return at


def warm_up(pages: tuple[ReadPage, ...]) -> None:
    """Do everything once that is remembered afterwards, beginning with the words of the pages."""
    now = datetime(2026, 1, 1, tzinfo=UTC)
    with closing(scratch_store()) as store:
        added = add_reader(store, "warm", now, addresses=[(Way.MAIL, "warm@readers.example")], confirmed=True)
        save_reader_profile(store, added.reader.number, parse_profile("all: model, learning"), now)
        record(store, pages, now)
        mail = outlet(None)
        for rehearsed in rehearse(store, explainer(), {Way.MAIL: mail}, now + timedelta(days=1)).messages:
            if rehearsed.edition:
                mail.write(rehearsed.edition)


def serve(order: Callable[..., _C], carry_out: Callable[[_C, tuple[ReadPage, ...]], list[str]]) -> None:
    """Carry out command after command, each in a fork.

    :param order: understands one. :param carry_out: does as it says; gives the points that were passed.
    """
    pages: dict[tuple[str, ...], tuple[ReadPage, ...]] = {}
    for line in sys.stdin:
        command = order(**json.loads(line))
        named = tuple(command.pages)
        if named not in pages:
            pages[named] = read(named)
            warm_up(pages[named])
            gc.freeze()  # the forks share it, and need not look through it
        out, into = os.pipe()
        child = os.fork()
        if not child:
            os.close(out)
            _in_the_fork(partial(carry_out, command, pages[named]), into)
        os.close(into)
        _say({"pid": child})
        with os.fdopen(out) as said:
            passed = said.read()
        _, status = os.waitpid(child, 0)
        killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
        end = json.loads(passed) if passed else {"points": [], "error": ""}
        _say({"killed": killed, **end})


def _say(answer: dict[str, Any]) -> None:
    sys.stdout.write(f"{json.dumps(answer)}\n")
    sys.stdout.flush()


def _in_the_fork(work: Callable[[], list[str]], into: int) -> None:
    said: dict[str, Any] = {"points": [], "error": ""}
    try:
        said["points"] = work()
    except BaseException:  # noqa: BLE001 - told to the test, which fails with it
        said["error"] = traceback.format_exc()
    with os.fdopen(into, "w") as answer:
        answer.write(json.dumps(said))
    os._exit(0)


if __name__ == "__main__":
    serve(Command, carry_out)
