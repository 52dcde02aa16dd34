"""What the commands that look at sources share: which sources are meant, with what they are looked at, what is shown
meanwhile.
"""

from __future__ import annotations

import logging
import random
import sys
import time
from collections.abc import AsyncIterator, Callable, Collection, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, date, datetime, timedelta
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from bot.app.watching.exclusive import Exclusion
from bot.app.watching.fetching import Fetched, fetch_sources
from bot.app.watching.runs import new_run
from bot.app.watching.unwatched import leave_unwatched
from bot.cli.common import Misuse, moment, settings
from bot.cli.logs import keep_log
from bot.core.watch import Watched
from bot.watch_wiring import watching, web_client
from bot.wiring import sending_policy
from store.api import Store
from store.watch import Look

if TYPE_CHECKING:
    from bot.app.watching.source import SourceReport
    from scrapers.exchange import Web

MAX_WAIT = 3600


class Wish(NamedTuple):
    """What is to be looked at, and how.

    :ivar since: from which day on; ``None`` for what is missing. :ivar wait: seconds to wait for somebody else.
    :ivar tell: whether readers are promised what is new. :ivar tell_all: also what is older than ``catch_up``.
    :ivar recording: a folder that answers instead of the web; ``None`` for the web.
    """

    sources: tuple[Watched, ...]
    since: date | None = None
    wait: float = 0.0
    tell: bool = True
    recording: Path | None = None
    tell_all: bool = False


wait_option = click.option(
    "--wait",
    type=click.FloatRange(0, MAX_WAIT),
    default=0,
    metavar="SECONDS",
    help="If another process is looking at a source, wait so long for it to end. Default: leave the source to it.",
)
"""``--wait SECONDS``."""

recording_option = click.option(
    "--recording",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    metavar="DIR",
    help="Let a recording answer instead of the web, as if it were the time of its last page: nothing is asked of "
    "anyone. Only the sources in it are looked at, and the operator is told nothing.",
)
"""``--recording DIR``."""


def chosen_sources(ctx: click.Context, names: Sequence[str]) -> tuple[Watched, ...]:
    """The sources of these names, each once, or all that are enabled.

    :raises Misuse: none is configured, or none of that name.
    """
    known = {watched.name: watched for watched in settings(ctx).sources}
    if not known:
        raise Misuse("No source is configured. Write a configuration with: paperround init")
    for name in names:
        if name not in known:
            raise no_source(name, known)
    chosen = tuple(known[name] for name in dict.fromkeys(names)) or tuple(
        watched for watched in known.values() if watched.enabled
    )
    if not chosen:
        raise Misuse(f"No source is enabled. Name one to look at it all the same: {', '.join(known)}.")
    return chosen


def no_source(name: str, known: Collection[str]) -> Misuse:
    """That no source is called so, and which may be meant."""
    near = get_close_matches(name, known, n=1)
    hint = f" Did you mean '{near[0]}'?" if near else ""
    there = f"There are: {', '.join(known)}." if known else "None is configured."
    return Misuse(f"No source is called '{name[:80]}'.{hint} {there}")


class Recorded(NamedTuple):
    """What a recording is of, and when it was made; all ``None`` where there is none.

    :ivar last: when its last page came. :ivar first_day: its first listing's day.
    :ivar sources: the names of the sources that were recorded.
    """

    last: datetime | None = None
    first_day: date | None = None
    sources: frozenset[str] | None = None

    def of(self, chosen: Sequence[Watched]) -> tuple[Watched, ...]:
        """Those of the sources that were recorded: of the others it knows nothing.

        :raises Misuse: none of them was.
        """
        if self.sources is None:
            return tuple(chosen)
        found = tuple(watched for watched in chosen if watched.name in self.sources)
        if not found:
            raise Misuse(
                f"The recording is not of {', '.join(watched.name for watched in chosen)}, but of "
                f"{', '.join(sorted(self.sources)) or 'nothing'}. Its sources must be configured by the same names."
            )
        return found


def recorded_when(recording: Path | None) -> Recorded:
    """When a recording was made; nothing where there is none.

    :raises scrapers.errors.FetchError: there is no recording in the folder, or none that can be used.
    """
    if recording is None:
        return Recorded()
    from scrapers.recording_file import read_recording  # noqa: PLC0415 - only for --recording

    exchanges = read_recording(recording)
    received = [each.received_at for each in exchanges if each.received_at]
    days = [each.day for each in exchanges if each.day]
    names = frozenset(each.source.name for each in exchanges)
    return Recorded(max(received, default=None), min(days, default=None), names)


def running_clock(now: datetime | None) -> Callable[[], datetime]:
    """The clock, or one that went on from ``now``; aware, UTC."""
    if now is None:
        return lambda: datetime.now(UTC)
    begun, at = time.monotonic(), moment(now)
    return lambda: at + timedelta(seconds=time.monotonic() - begun)


async def fetched(ctx: click.Context, store: Store, wish: Wish, clock: Callable[[], datetime]) -> Fetched:
    """Look at what is wished; a bar on a terminal, a log where there is none."""
    from bot.parsing_child import ParsingChild  # noqa: PLC0415 - other commands read no pages

    if wish.recording is None:
        leave_unwatched(store, settings(ctx).sources, clock())
    child = ParsingChild()
    exclusion = Exclusion(store=store, owner=sending_policy(settings(ctx)).owner, clock=clock, wait=wish.wait)
    run = new_run(clock(), random.SystemRandom().random)
    try:
        with _shown(ctx, len(wish.sources)) as (on_look, on_source, on_wait):
            async with answering(ctx, store, wish.recording, clock, on_wait) as web:
                judge = wish.recording is None  # a recording says nothing of how the source is now
                means = watching(store, web, child.parse, clock, tell=wish.tell, judge=judge, on_look=on_look)
                return await fetch_sources(
                    means,
                    wish.sources,
                    run,
                    exclusion,
                    since=wish.since,
                    tell_all=wish.tell_all or wish.recording is not None,
                    on_source=on_source,
                )
    finally:
        await child.close()


@asynccontextmanager
async def answering(
    ctx: click.Context,
    store: Store,
    recording: Path | None,
    clock: Callable[[], datetime],
    on_wait: Callable[[str, datetime], None] = lambda _host, _until: None,
) -> AsyncIterator[Web]:
    """Whoever answers requests: the recording, if one is named, else the web, asked politely."""
    if recording is not None:
        from scrapers.recordings import RecordedWeb  # noqa: PLC0415 - only for --recording

        yield RecordedWeb(recording)
        return
    async with web_client(settings(ctx), store, clock, on_wait) as client:
        yield client


class _Heard(NamedTuple):
    """What hears of looks, of sources that are done, and of hosts that are waited for."""

    on_look: Callable[[Look], None] = lambda _: None
    on_source: Callable[[SourceReport], None] = lambda _: None
    on_wait: Callable[[str, datetime], None] = lambda _host, _until: None


@contextmanager
def _shown(ctx: click.Context, sources: int) -> Iterator[_Heard]:
    """What is shown while sources are looked at; where there is no terminal, the log says it."""
    if not sys.stderr.isatty() or settings(ctx).log_level != "info":
        keep_log(ctx)
        yield _Heard()
        return
    from rich.console import Console  # noqa: PLC0415 - only on a terminal
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn  # noqa: PLC0415 - same

    said = TextColumn("{task.description}", markup=False)
    columns = (SpinnerColumn(), BarColumn(), MofNCompleteColumn(), said)
    with _quiet_log(), Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task("looking", total=sources)

        def on_look(look: Look) -> None:
            what = f"{look.source} {look.day}" if look.day else look.source
            progress.update(task, description=f"{what}: {look.result.value}, {look.new:,} new")

        def on_wait(host: str, until: datetime) -> None:
            progress.update(task, description=f"waits for {host} until {until:%H:%M:%S} UTC")

        yield _Heard(on_look, lambda _: progress.advance(task), on_wait)


@contextmanager
def _quiet_log() -> Iterator[None]:
    """The bar says what the log would, and the table in the end says why."""
    ours = [logging.getLogger(name) for name in ("bot", "scrapers", "store")]
    levels = [logger.level for logger in ours]
    for logger in ours:
        logger.setLevel(logging.ERROR)
    try:
        yield
    finally:
        for logger, level in zip(ours, levels, strict=True):
            logger.setLevel(level)
