"""Having pages read by a process of their own, which has little time and memory for each.

Some pages make tree builders slow without end, and a page comes from a stranger. Read here, such a page would stop the
event loop; read there, it costs that process its life, and the page is refused.
"""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Mapping
from contextlib import suppress
from typing import Self

from bot.parsing_wire import (
    LENGTH,
    MAX_ANSWER,
    Nonsense,
    page_message,
    read_entries,
    read_error,
    read_listing,
    read_message,
)
from scrapers.errors import RefusedAsMalice
from scrapers.types import Entry, Listing, Page

CPU_SECONDS = 10.0
MEMORY = 1 << 30
"""Bytes."""
WALL_SECONDS = 10.8
"""A page is answered within 11 seconds: this, and what it takes to end the process."""
START_SECONDS = 60.0
"""It takes half a second; a machine that is busy may need longer."""

_PARSER = "scrapers.parsers:parse"
_NEEDED = ("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT", "PYTHONDONTWRITEBYTECODE")
"""What a Python may need to start; nothing else of our environment goes there, since secrets stand in it."""
_TRIES = 2
"""A process may also be ended by something that has nothing to do with the page."""


class _Died(Exception):
    """The reading process is gone. ``code``: as :class:`subprocess.Popen` gives it."""

    def __init__(self, code: int | None) -> None:
        super().__init__(str(code))
        self.code = code


class ParsingChild:
    """Reads pages in a process that lives on from page to page and is replaced when a page kills it.

    For one event loop; pages that come at once are read one after the other.
    """

    def __init__(
        self,
        cpu_seconds: float = CPU_SECONDS,
        memory: int = MEMORY,
        wall_seconds: float = WALL_SECONDS,
        *,
        parser: str = _PARSER,
    ) -> None:
        """Nothing is started before the first page.

        :param cpu_seconds: for one page. :param memory: in bytes, for the process with the page.
        :param wall_seconds: for one page; it holds also where the kernel knows no limits.
        :param parser: what reads a page, as ``package.module:function``.
        """
        self._limits = [parser, str(cpu_seconds), str(memory)]
        self._wall_seconds = wall_seconds
        self._process: Process | None = None
        self._one_at_a_time = asyncio.Lock()

    async def parse(self, page: Page) -> Listing:
        """What the page says; see :func:`scrapers.parsers.parse`.

        :raises scrapers.errors.LayoutChanged: it is of no known kind, or no longer what such pages are.
        :raises scrapers.errors.Refused: nothing in it may be taken for a listing.
        :raises scrapers.errors.RefusedAsMalice: reading it took too long or too much memory.
        :raises OSError: no process can be started.
        """
        async with self._one_at_a_time:
            process = self._process or await self._start()
            try:
                async with asyncio.timeout(self._wall_seconds):
                    return await self._read(process, page)
            except TimeoutError as error:
                await self._end()
                raise _too_long(page.address, self._wall_seconds) from error
            except asyncio.CancelledError:
                await self._end()  # its answer, if it came, would be taken for that of the next page
                raise

    async def close(self) -> None:
        """End the process. Closing twice is harmless; a page that comes later starts another."""
        await self._end()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    async def _read(self, process: Process, page: Page) -> Listing:
        for tries_left in reversed(range(_TRIES)):
            try:
                return await _answer(process, page)
            except _Died as error:
                await self._end()
                if error.code == _signal("SIGXCPU"):
                    raise _too_long(page.address, self._wall_seconds) from error
                if not tries_left:
                    raise _killing(page.address, error.code) from error
            except Nonsense as error:
                await self._end()
                raise _killing(page.address, None) from error
            process = await self._start()
        raise AssertionError("unreachable")

    async def _start(self) -> Process:
        path = os.pathsep.join(each for each in sys.path if each)
        kept = {name: os.environ[name] for name in _NEEDED if name in os.environ}
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-P",
            "-m",
            "bot.parsing_worker",
            *self._limits,
            stdin=PIPE,
            stdout=PIPE,
            stderr=DEVNULL,
            env={**kept, "PYTHONPATH": path, "PYTHONUTF8": "1"},
            start_new_session=True,  # a Ctrl+C on the terminal is not for it
        )
        self._process = process
        try:
            async with asyncio.timeout(START_SECONDS):
                await _message(process)
        except (_Died, Nonsense, TimeoutError) as error:
            await self._end()
            what = "The process that reads pages does not start. See why with: python -m bot.parsing_worker"
            raise ChildProcessError(f"{what} {' '.join(self._limits)}") from error
        except asyncio.CancelledError:
            await self._end()
            raise
        return process

    async def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        if process.returncode is None:
            _kill(process)
        # To its end in any case: what is left of a process that is not waited for is complained about later.
        await asyncio.shield(_gone(process))


def _kill(process: Process) -> None:
    """And whatever it may have started."""
    with suppress(ProcessLookupError):
        if sys.platform == "win32":
            process.kill()
        else:
            os.killpg(process.pid, signal.SIGKILL)


async def _gone(process: Process) -> None:
    await process.communicate()


async def _answer(process: Process, page: Page) -> Listing:
    assert process.stdin is not None  # noqa: S101 - it was asked for
    try:
        process.stdin.write(page_message(page))
        await process.stdin.drain()
    except (ConnectionError, BrokenPipeError) as error:
        raise _Died(await process.wait()) from error
    entries: list[Entry] = []
    left = MAX_ANSWER
    while True:
        said, size = await _message(process, left)
        left -= size
        if "listing" in said:
            return read_listing(said["listing"], entries)
        if "error" in said:
            raise read_error(said, page.address)
        entries += read_entries(said.get("entries"))
        await asyncio.sleep(0)  # the answers of a long page may all be there already


async def _message(process: Process, most: int = MAX_ANSWER) -> tuple[Mapping[str, object], int]:
    """The next answer and its length in bytes."""
    assert process.stdout is not None  # noqa: S101 - it was asked for
    try:
        (length,) = LENGTH.unpack(await process.stdout.readexactly(LENGTH.size))
        if length > most:
            raise Nonsense(f"an answer of {length:,} bytes")
        return read_message(await process.stdout.readexactly(length)), length
    except asyncio.IncompleteReadError as error:
        raise _Died(await process.wait()) from error


def _signal(name: str) -> int | None:
    """The exit code of a process that this signal ended, where there is such a signal."""
    return -getattr(signal, name) if hasattr(signal, name) else None


def _too_long(address: str, seconds: float) -> RefusedAsMalice:
    return RefusedAsMalice(
        address,
        f"reading the page took too long: it was given up after {seconds:g} seconds at most.",
        "Honest pages take a second. The page is left out.",
    )


def _killing(address: str, code: int | None) -> RefusedAsMalice:
    how = "it answered nonsense" if code is None else f"exit code {code}"
    return RefusedAsMalice(
        address,
        f"the process that reads pages did not survive the page ({how}): too much memory, or built to do harm.",
        "The page is left out.",
    )
