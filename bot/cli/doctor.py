"""``paperround doctor``: does everything work, and if not, what is to be done?"""

import asyncio
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack, contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from bot.cli.common import Failure, console, database_option, database_url, examples, json_option, print_json, settings
from bot.settings import Settings, SettingsError

if TYPE_CHECKING:
    from bot.doctor.types import Check, Finding, Patient
    from scrapers.exchange import Web
    from scrapers.http import WebClient
    from store.api import Store

_Begin = Callable[["Check"], None]
_Say = Callable[[str], None]


@click.command(
    "doctor",
    short_help="Does everything work? If not, what to do.",
    epilog=examples("paperround doctor", "paperround doctor --offline", "paperround doctor --json"),
)
@click.option("--offline", is_flag=True, help="Ask no source and no mail server.")
@database_option
@json_option
@click.pass_context
def doctor_command(ctx: click.Context, *, offline: bool, database: str | None, as_json: bool) -> None:
    """Look at configuration, database, disk, mail, sources, clock, readers, and whether anything is at work.

    Of each source one page is asked for and not recorded; no mail is sent. Whatever does not work is told with what to
    do. The exit code is 1 if something failed; warnings alone are no failure.
    """
    from bot.doctor.types import Finding, State  # noqa: PLC0415 - as below
    from bot.render.doctor_terminal import (  # noqa: PLC0415 - as below
        doctor_report,
        finding_lines,
        label_width,
        summary,
    )

    with _shown(quiet=as_json) as (begin, say):

        def show(finding: Finding) -> None:
            say("\n".join(finding_lines(finding, width)))

        width = label_width(())
        try:
            chosen = settings(ctx)
            width = label_width(each.name for each in chosen.sources)
        except SettingsError as error:
            found: tuple[Finding, ...] = (Finding("configuration", State.FAILED, str(error)),)
            show(found[0])
        else:
            found = asyncio.run(_examine(chosen, database_url(ctx, database), begin, show, offline=offline))
    if as_json:
        print_json(doctor_report(found))
    else:
        click.echo(f"\n{summary(found)}")
    if any(each.state is State.FAILED for each in found):
        ctx.exit(Failure.exit_code)


async def _examine(
    chosen: Settings, url: str, begin: _Begin, show: "Callable[[Finding], None]", *, offline: bool
) -> "tuple[Finding, ...]":
    from bot.doctor.checks import all_checks  # noqa: PLC0415 - half a second other commands need not pay
    from bot.doctor.examining import examine  # noqa: PLC0415 - as above
    from bot.doctor.types import Patient  # noqa: PLC0415 - as above
    from bot.parsing_child import ParsingChild  # noqa: PLC0415 - as above
    from bot.wiring import existing_store  # noqa: PLC0415 - as above

    async with AsyncExitStack() as closing:
        child = await closing.enter_async_context(ParsingChild())
        patient = Patient(
            settings=chosen,
            database_url=url,
            clock=lambda: datetime.now(UTC),
            seconds=time.monotonic,
            open_store=existing_store,
            web=_asker(chosen, closing),
            parse=child.parse,
            offline=offline,
        )
        closing.callback(_close, patient)
        return await examine(patient, all_checks(chosen), on_begin=begin, on_finding=show)


def _asker(chosen: Settings, closing: AsyncExitStack) -> "Callable[[Store | None], Web]":
    """One client for all sources, made when the first is asked, closed with the rest. Without a catalog nobody else
    asks either, and manners are kept in memory.
    """
    from bot.watch_wiring import web_client  # noqa: PLC0415 - as above
    from bot.wiring import scratch_store  # noqa: PLC0415 - as above

    made: list[WebClient] = []

    def web(store: "Store | None") -> "Web":
        if not made:
            if store is None:
                store = scratch_store()
                closing.callback(store.close)
            made.append(web_client(chosen, store, lambda: datetime.now(UTC)))
            closing.push_async_callback(made[0].aclose)
        return made[0]

    return web


def _close(patient: "Patient") -> None:
    if patient.store:
        patient.store.close()


@contextmanager
def _shown(*, quiet: bool) -> Iterator[tuple[_Begin, _Say]]:
    """What shows what is looked at now, on a terminal, and what prints above it.

    :param quiet: show and print nothing.
    """
    if quiet:
        yield (lambda _: None), (lambda _: None)
    elif not sys.stdout.isatty():
        yield (lambda _: None), click.echo
    else:
        terminal = console()
        with terminal.status("") as status:
            yield (
                lambda check: status.update(f"{check.name} …"),
                lambda text: terminal.print(text, markup=False, soft_wrap=True),
            )
