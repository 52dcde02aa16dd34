"""Delivery out of a command that does something else: the rounds of a replay, in one event loop."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, TextIO

import click

from bot.app.attempts import Attempt
from bot.app.collect import page_fingerprint
from bot.app.delivery_round import Round, deliver_round
from bot.app.replay import ReplayedDay
from bot.cli.common import Misuse, database_url, moment, settings
from bot.cli.stopping import stopped_by_sigterm
from bot.core.gathering import page_slot
from bot.wiring import explainer, journal, outlets, sending_policy
from store.api import Store
from store.readers import Way

if TYPE_CHECKING:
    from rich.console import Console


class Delivering:
    """Sends the stored readers their digests of replayed pages."""

    def __init__(
        self,
        ctx: click.Context,
        store: Store,
        database: str | None,
        ways: Sequence[Way],
        now: datetime | None,
        terminal: TextIO,
    ) -> None:
        """:param ways: by these; each must be set up. :param terminal: where what is for the terminal is written.

        :raises Misuse: one is not.
        """
        self._store = store
        self._now = now
        self._runner = asyncio.Runner()
        self._rounds: list[Round] = []
        self._outlets = {}
        if not ways:
            return
        chosen = settings(ctx)
        known = outlets(chosen, terminal, store)
        for way in ways:
            if way not in known:
                raise Misuse(f"--deliver {way.value}: it is not set up here. See: paperround settings")
            self._outlets[way] = known[way]
        self._explainer = explainer()
        self._policy = sending_policy(chosen)
        self._journal = journal(chosen, database_url(ctx, database))

    def day(self, day: ReplayedDay) -> None:
        """Send what a page brought: it closes with its digest, whatever the readers' hours."""
        slot = page_slot(page_fingerprint(day.read.page))
        self._rounds.append(
            self._runner.run(
                deliver_round(
                    self._store,
                    self._explainer,
                    self._outlets,
                    clock=lambda: moment(self._now),
                    policy=self._policy,
                    journal=self._journal,
                    slot=slot,
                )
            )
        )

    @property
    def attempts(self) -> list[Attempt]:
        """What was tried, in order."""
        return [attempt for done in self._rounds for attempt in done.sent.attempts]

    @property
    def failed(self) -> bool:
        """Whether a way out could not be used, or something was given up."""
        return any(done.failed for done in self._rounds)

    def print(self, console: Console) -> None:
        """What was sent, and what could not be."""
        from bot.render.deliveries_terminal import print_attempt, print_round  # noqa: PLC0415 - not for --json

        for attempt in self.attempts:
            print_attempt(attempt, console)
        for done in self._rounds[-1:]:
            print_round(done, console, attempts=self.attempts)

    def close(self) -> None:
        """Let go of connections."""
        for outlet in self._outlets.values():
            self._runner.run(outlet.channel.close())
        self._runner.close()


@contextmanager
def delivering(
    ctx: click.Context,
    store: Store,
    database: str | None,
    ways: Sequence[Way],
    now: datetime | None,
    terminal: TextIO,
) -> Iterator[Delivering]:
    """Sends digests while the block lasts."""
    rounds = Delivering(ctx, store, database, ways, now, terminal)
    try:
        with stopped_by_sigterm():
            yield rounds
    finally:
        rounds.close()
