"""The process that reads pages: it gets them one by one, has little time and memory for each, and answers in JSON.

It knows no settings, no database and no secret. See :mod:`bot.parsing_child`, which starts it.
"""

import importlib
import os
import signal
import sys
from collections.abc import Callable
from typing import BinaryIO, cast

from bot.parsing_wire import LENGTHS, READY, error_message, listing_messages, message, page_of
from scrapers.errors import LayoutChanged, RefusedAsMalice, ScrapeError
from scrapers.types import Listing, Page

if sys.platform != "win32":  # there only the clock on the wall holds
    import resource

NICENESS = 5
"""A page that is slow to read must not slow what readers do on their pages."""


def main() -> None:
    """Answer pages on standard input until there are no more.

    Its words: where the parser is, as ``package.module:function``; seconds of CPU; bytes of memory.
    """
    where, seconds, memory = sys.argv[1:]
    for each in ("SIGINT", "SIGTERM", "SIGHUP"):  # the parent decides when it ends, by closing the pipe
        if hasattr(signal, each):
            signal.signal(getattr(signal, each), signal.SIG_IGN)
    _take_little(int(memory))
    module, _, name = where.partition(":")
    parser = cast("Callable[[Page], Listing]", getattr(importlib.import_module(module), name))
    pages, answers = sys.stdin.buffer, _answers()
    answers.write(message(READY))
    answers.flush()
    while (lengths := pages.read(LENGTHS.size)) and len(lengths) == LENGTHS.size:
        head, body = LENGTHS.unpack(lengths)
        page = page_of(pages.read(head), pages.read(body))
        _take_time(float(seconds))
        for answer in _answer(parser, page):
            answers.write(answer)
        answers.flush()


def _answers() -> BinaryIO:
    """The pipe to the parent. What a library prints goes elsewhere."""
    pipe = os.dup(sys.stdout.fileno())
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return os.fdopen(pipe, "wb")


def _answer(parser: Callable[[Page], Listing], page: Page) -> list[bytes]:
    try:
        return list(listing_messages(parser(page)))
    except ScrapeError as error:
        return [error_message(error)]
    except MemoryError:
        return [error_message(too_much_memory(page.address))]
    except Exception as error:  # noqa: BLE001 - one page must not end the reading of all; it is told and kept
        return [error_message(stumbled(page.address, error))]


def too_much_memory(address: str) -> RefusedAsMalice:
    """The page needs more memory than any page may."""
    return RefusedAsMalice(address, "reading the page took too much memory.", "Honest pages need little.")


def stumbled(address: str, error: Exception) -> LayoutChanged:
    """The parser failed in a way that nobody foresaw."""
    what = f"the parser stumbled over the page ({type(error).__name__}: {error!s:.200})."
    return LayoutChanged(address, what, "That is a mistake in Paperround: please report it together with the page.")


def _take_little(memory: int) -> None:
    if sys.platform != "win32":
        os.nice(NICENESS)
        _, most = resource.getrlimit(resource.RLIMIT_AS)
        memory = memory if most == resource.RLIM_INFINITY else min(memory, most)
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _take_time(seconds: float) -> None:
    """So much CPU time from now on; when it is used up, the kernel ends this process."""
    if sys.platform != "win32":
        used = resource.getrusage(resource.RUSAGE_SELF)
        before = used.ru_utime + used.ru_stime
        until = max(int(before) + 1, int(before + seconds))
        _, most = resource.getrlimit(resource.RLIMIT_CPU)
        resource.setrlimit(resource.RLIMIT_CPU, (until if most == resource.RLIM_INFINITY else min(until, most), most))


if __name__ == "__main__":
    main()
