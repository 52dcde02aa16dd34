"""``paperround once``: look at all sources, send what is due, tell the operator; for cron and for Actions."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import click

from bot.app.chat_tidying import tidy_chats
from bot.app.dead_man import ping
from bot.app.delivery_round import Round, deliver_round
from bot.app.watching.alerts import Told, tell_operator
from bot.app.watching.fetching import Fetched
from bot.app.watching.tidying import tidy_watching
from bot.channels.ping import get
from bot.cli.common import (
    Failure,
    console,
    database_option,
    database_url,
    examples,
    json_option,
    now_option,
    print_json,
    settings,
)
from bot.cli.keeping import kept
from bot.cli.stopping import stopped_by_sigterm
from bot.cli.watching import Wish, chosen_sources, fetched, recorded_when, recording_option, running_clock, wait_option
from bot.render.deliveries import round_report
from bot.render.watching import fetched_report, told_report
from bot.watch_wiring import operator_sender
from bot.wiring import explainer, journal, outlets, sending_policy, to_set_up

if TYPE_CHECKING:
    from bot.app.outlets import Outlet
    from store.api import Store
    from store.readers import Way

T = TypeVar("T")


class _Done(NamedTuple):
    """What was done.

    :ivar told: what the operator was told; ``None`` if there is none to tell.
    :ivar unheard: why the dead man's switch did not hear that all is well; else empty.
    """

    fetched: Fetched
    sent: Round
    told: Told | None
    unheard: str

    @property
    def failed(self) -> bool:
        """Whether someone should look."""
        return self.fetched.failed or self.sent.failed or bool(self.told and self.told.failure) or bool(self.unheard)


@click.command(
    "once",
    short_help="Look at all sources, send what is due, end.",
    epilog=examples(
        "paperround once",
        "*/30 * * * *  paperround once    # as a line of a crontab",
        "paperround once --json",
    ),
)
@wait_option
@recording_option
@database_option
@now_option
@json_option
@click.pass_context
def once_command(
    ctx: click.Context,
    *,
    wait: float,
    recording: Path | None,
    database: str | None,
    now: datetime | None,
    as_json: bool,
) -> None:
    """Look at all enabled sources, send readers what is due, and tell the operator what is wrong; then end.

    For cron, or wherever nothing runs for long; "paperround run" does the same without end. Several may run at once.
    If all went well, the dead man's switch hears so (ping_url). The exit code is 1 if someone should look.
    """
    recorded = recorded_when(recording)
    wish = Wish(recorded.of(chosen_sources(ctx, ())), since=recorded.first_day, wait=wait, recording=recording)
    with kept(ctx, database) as store, stopped_by_sigterm():
        # What is for machines must not be mixed with letters.
        ways = outlets(settings(ctx), sys.stderr if as_json else sys.stdout, store)
        done = asyncio.run(_once(ctx, store, database, wish, ways, running_clock(now or recorded.last)))
    if as_json:
        print_json(
            fetched_report(done.fetched)
            | {"delivered": round_report(done.sent), "operator": told_report(done.told), "unheard": done.unheard}
        )
    else:
        _print(ctx, done)
    if done.failed:
        sys.exit(Failure.exit_code)


async def _once(
    ctx: click.Context,
    store: Store,
    database: str | None,
    wish: Wish,
    ways: Mapping[Way, Outlet],
    clock: Callable[[], datetime],
) -> _Done:
    chosen = settings(ctx)
    went_wrong: list[Exception] = []

    async def step(doing: Awaitable[T]) -> T | None:
        """Whatever goes wrong with it, the others are done: where nothing runs for long, nobody else does them."""
        try:
            return await doing
        except Exception as error:  # noqa: BLE001 - it is raised when the others are done
            went_wrong.append(error)
            return None

    try:
        found = await step(fetched(ctx, store, wish, clock))
        policy, kept_journal = sending_policy(chosen), journal(chosen, database_url(ctx, database))
        sent = await step(deliver_round(store, explainer(), ways, clock=clock, policy=policy, journal=kept_journal))
        # How a recording goes is no news of the sources.
        send = operator_sender(chosen, ways) if wish.recording is None else None
        told = await step(tell_operator(store, send, clock())) if send else None
        await step(asyncio.to_thread(tidy_watching, store, clock()))
        await step(asyncio.to_thread(tidy_chats, store, clock()))
    finally:
        for outlet in ways.values():
            await outlet.channel.close()
    if found is None or sent is None or went_wrong:
        raise went_wrong[0]
    done = _Done(found, sent, told, "")
    if done.failed or chosen.ping_url is None or wish.recording is not None:
        return done
    return done._replace(unheard=await ping(get, chosen.ping_url.reveal()) or "")


def _print(ctx: click.Context, done: _Done) -> None:
    from rich.text import Text  # noqa: PLC0415 - not for --json

    from bot.render.deliveries_terminal import print_attempt, print_round  # noqa: PLC0415 - likewise
    from bot.render.terminal import print_line  # noqa: PLC0415 - likewise
    from bot.render.watching_terminal import print_fetched, print_told  # noqa: PLC0415 - likewise

    screen = console()
    print_fetched(done.fetched, screen)
    for attempt in done.sent.sent.attempts:
        print_attempt(attempt, screen)
    print_round(done.sent, screen, {way: to_set_up(settings(ctx), way) for way in done.sent.unserved})
    print_told(done.told, screen)
    if done.unheard:
        print_line(Text(done.unheard, "red"), screen)
