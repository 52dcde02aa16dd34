"""``paperround run``: everything, by itself, until it is stopped."""

import asyncio
import json
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from functools import partial
from threading import Event
from typing import TYPE_CHECKING

import click

from bot import __version__
from bot.chat_wiring import Bell, keep_chatting, webhook
from bot.cli.common import Failure, console, database_option, examples, settings
from bot.cli.keeping import place_url
from bot.cli.logs import keep_log
from bot.cli.pages import Place, address_of, lacking_for_pages, page_options, page_server, taken
from bot.cli.stopping import told_to_stop
from bot.cli.watching import chosen_sources
from bot.core.watch import Watched
from bot.render.run_terminal import POLLING, WEBHOOK, Beginning, BeginningSource, beginning_report, print_beginning
from bot.run_wiring import keep_delivering, keep_fetching, this_process
from bot.settings import Settings
from bot.timer.supervising import Part, supervise
from bot.wiring import kept_store, outlets, to_set_up
from store.api import Store
from store.readers import Way

if TYPE_CHECKING:
    import socket

    from bot.timer.turns import Process
    from bot.web.serving import PageServer

_LOOKS = 0.1
"""Seconds between two looks whether to stop."""


@click.command(
    "run",
    short_help="Do everything by itself: fetch, send, serve the pages, until it is stopped.",
    epilog=examples(
        "paperround run",
        "paperround run --no-web",
        "paperround run --host 0.0.0.0 --port 8080 --behind-proxy 10.0.0.0/8",
    ),
)
@click.option("--web/--no-web", default=True, help="Whether to serve the pages. Default: if they are set up.")
@page_options
@database_option
@click.pass_context
def run_command(
    ctx: click.Context,
    *,
    web: bool,
    host: str,
    port: int,
    sign_up: bool,
    behind_proxy: str | None,
    database: str | None,
) -> None:
    """Look at the sources when they are due, send what is due, tell the operator what is wrong, and serve the pages, in
    one process, until it is stopped (Ctrl+C, or SIGTERM).

    Several may run over one database: one of them does the work, and another takes over within half a minute when it is
    gone. What was missed while none ran is done once. Whatever goes wrong is in the log, on standard error; what cannot
    be kept running ends the process with exit code 1, so that whoever started it can begin it anew.
    """
    chosen = settings(ctx)
    no_pages = _no_pages(chosen, wanted=web)
    sources = _sources(ctx, chosen, no_pages)
    outlets(chosen, sys.stdout)  # what is set up wrongly is said now, not in the log
    place = Place(host, port, sign_up, behind_proxy)
    url = place_url(ctx, database)
    keep_log(ctx)
    with closing(kept_store(url)) as store, told_to_stop() as stop:
        bell = Bell()
        hook = webhook(chosen, bell)
        pages = None if no_pages else Pages(lambda: page_server(chosen, store, url, place, hook), lambda: taken(place))
        _say(_beginning(chosen, sources, store, url, pages.address if pages else "", no_pages), chosen)
        process = this_process(chosen)
        parts = [
            Part("fetching", partial(_fetch, chosen, store, process)),
            Part("delivering", partial(_deliver, chosen, store, url, process)),
        ]
        if chosen.telegram_token is not None:
            parts.append(Part("chatting", partial(_chat, chosen, store, url, process, bell)))
        if pages is not None:
            parts.append(Part("pages", pages.serve))
        well = supervise(parts, stop)
    if not well:
        raise Failure("Not all of it could be kept running; the log says why. Begin it anew with: paperround run")


class Pages:
    """The pages, served until told to stop; begun anew if they crash."""

    def __init__(self, server: "Callable[[], PageServer]", place: "Callable[[], socket.socket]") -> None:
        """Take the place at once, so that what is wrong with it is known at once.

        :param server: makes a server. :param place: gives a socket that listens.
        """
        self._server, self._place = server, place
        self._next: tuple[PageServer, socket.socket] | None = (server(), place())
        self.address = address_of(self._next[1])

    def serve(self, stop: Event) -> None:
        """See :class:`bot.timer.supervising.Part`."""
        server, listening = self._next or (self._server(), self._place())
        self._next = None
        with listening:
            asyncio.run(_until(server, listening, stop))


async def _until(server: "PageServer", listening: "socket.socket", stop: Event) -> None:
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    while not serving.done():
        server.should_exit = server.should_exit or stop.is_set()
        await asyncio.wait([serving], timeout=_LOOKS)
    await serving


def _fetch(chosen: Settings, store: Store, process: "Process", stop: Event) -> None:
    asyncio.run(keep_fetching(chosen, store, process, _now, stop))


def _deliver(chosen: Settings, store: Store, url: str, process: "Process", stop: Event) -> None:
    asyncio.run(keep_delivering(chosen, store, url, sys.stdout, process, _now, stop))


def _chat(chosen: Settings, store: Store, url: str, process: "Process", bell: Bell, stop: Event) -> None:
    asyncio.run(keep_chatting(chosen, store, url, process, _now, stop, bell))


def _sources(ctx: click.Context, chosen: Settings, no_pages: str) -> tuple[Watched, ...]:
    """Those that are looked at; none if there is something else to do.

    :raises Misuse: there is nothing at all to do.
    """
    enabled = tuple(each for each in chosen.sources if each.enabled)
    something = not no_pages or not to_set_up(chosen, Way.MAIL) or not to_set_up(chosen, Way.CHAT)
    return enabled if enabled or something else chosen_sources(ctx, ())


def _now() -> datetime:
    return datetime.now(UTC)


def _no_pages(chosen: Settings, *, wanted: bool) -> str:
    """Why there are no pages; empty if there are."""
    return lacking_for_pages(chosen) if wanted else "they are not wanted (--no-web)."


def _say(beginning: Beginning, chosen: Settings) -> None:
    if chosen.log_format == "json":
        click.echo(json.dumps(beginning_report(beginning), ensure_ascii=False))
    else:
        print_beginning(beginning, console())


def _telegram(chosen: Settings) -> str:
    if chosen.telegram_token is None:
        return ""
    return WEBHOOK if chosen.telegram_webhook else POLLING


def _beginning(
    chosen: Settings, sources: tuple[Watched, ...], store: Store, url: str, address: str, no_pages: str
) -> Beginning:
    from bot.app.watching.exclusive import job_name  # noqa: PLC0415 - as little as can be before settings are read
    from store.sql.address import understand  # noqa: PLC0415 - likewise

    now = datetime.now(UTC)
    with store.reading() as catalog:
        due = {job.name: job.due_at for job in catalog.jobs()}
        verdicts = {name: verdict.said for name, verdict in catalog.verdicts().items()}
        wanted = {Way.MAIL, *(address.way for address in catalog.addresses())}
    lacking = {way: to_set_up(chosen, way) for way in Way}
    return Beginning(
        version=__version__,
        now=now,
        database=understand(url).shown.removeprefix("the database "),
        config=str(chosen.config or ""),
        sources=tuple(
            BeginningSource(each.name, each.source.kind, due.get(job_name(each.name), now), verdicts.get(each.name, ""))
            for each in sources
        ),
        ways=tuple(way.value for way, what in lacking.items() if not what),
        lacking={way.value: what for way, what in lacking.items() if what and way in wanted},
        pages=address,
        public_url=chosen.public_url or "",
        no_pages=no_pages,
        telegram=_telegram(chosen),
        operator=chosen.operator.way.value if chosen.operator else "",
        mute=lacking[chosen.operator.way] if chosen.operator else "",
        pinged=chosen.ping_url is not None,
        log=f"{chosen.log_format}, {chosen.log_level}, on standard error",
    )
