"""A small service that is well: a site, a mail server, a catalog with a reader; and what is needed to examine it."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

from bot.app.readers import add_reader, save_reader_profile
from bot.core.matching.language import parse_profile
from bot.core.watch.types import Watched
from bot.doctor.checks import all_checks
from bot.doctor.examining import examine
from bot.doctor.types import Check, Finding, Patient, State
from bot.settings import MailFrom, Operator, Secret, Settings
from scrapers.exchange import Web
from scrapers.gate import Gate
from scrapers.http import WebClient
from scrapers.kinds.types import WatchedSource
from scrapers.parsers import parse
from scrapers.types import Listing, Page
from store.api import Store
from store.readers import Way
from store.sql import open_store
from tests.bot.channels.smtp_sink import SmtpSink
from tests.scrapers.hostile_site import HostileSite
from tests.scrapers.memory_pacing import MemoryPacing

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
KEY = "0123456789abcdef" * 2
FEED = b"""<?xml version="1.0"?><rss version="2.0"><channel><title>Ours</title><link>https://example.org/</link>
<item><title>A reward model of pigeons</title><link>https://arxiv.org/abs/2511.00001</link>
<description>They peck at what they prefer.</description></item></channel></rss>"""


async def read(page: Page) -> Listing:
    """As the child does it."""
    return parse(page)


def make_catalog(path: Path) -> None:
    """One reader who can be told, and someone at work until a minute past noon."""
    with closing(open_store(f"sqlite:///{path}")) as store:
        ada = add_reader(store, "ada", NOON, addresses=[(Way.MAIL, "ada@example.org")], confirmed=True)
        save_reader_profile(store, ada.reader.number, parse_profile("birds: pigeon"), NOON)
        with store.timing() as timing:
            timing.take_lease("leader", "desk 4711", NOON, NOON + timedelta(minutes=1))


def _unheard(_: object) -> None:
    """Nobody looks on."""


@dataclass
class World:
    """What is examined. Change it, then ask for :meth:`found`."""

    folder: Path
    site: HostileSite
    sink: SmtpSink
    now: datetime = NOON
    free: int = 10**12
    offline: bool = False
    sources: tuple[Watched, ...] = ()
    settings: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.says(FEED)
        self.sources = (self.source("ours"),)
        config = self.folder / "paperround.toml"
        config.touch(0o600)
        self.settings = {
            "database_url": f"sqlite:///{self.folder}/paperround.db",
            "chosen": False,
            "sent_journal": self.folder / "sent",
            "config": config,
            "contact": "ada@example.org",
            "smtp_url": Secret(self.sink.url),
            "mail_from": MailFrom("papers@example.org", "Paperround"),
            "operator": Operator(Way.MAIL, Secret("ada@example.org")),
            "ping_url": Secret("https://ping.example.org/1"),
            "public_url": "https://papers.example.org",
            "secret_key": Secret(KEY),
            "fetch_allow": (self.site.authority,),
        }

    def source(self, name: str, path: str = "/feed", kind: str = "feed") -> Watched:
        """A source at the site."""
        return Watched(source=WatchedSource(name=name, kind=kind, address=self.site.url(path)))

    def says(self, body: bytes, *, headers: Mapping[str, str] | None = None, **how: Any) -> None:
        """What the site answers, at noon."""
        usual = {"Content-Type": "application/rss+xml", "Date": format_datetime(NOON, usegmt=True)}
        self.site.answer("/feed", body, headers=usual | dict(headers or {}), **how)

    def store(self) -> Store:
        """The catalog."""
        return open_store(self.settings["database_url"])

    def found(self, checks: Sequence[Check] = (), longest: float = 10.0) -> tuple[Finding, ...]:
        """What the doctor finds. :param checks: in place of all of them. :param longest: seconds for each."""
        return asyncio.run(self._found(checks, longest))

    def of(self, name: str) -> list[tuple[State, str, str]]:
        """What the doctor finds of one thing."""
        return [(each.state, each.said, each.cure) for each in self.found() if each.name == name]

    async def _found(self, checks: Sequence[Check], longest: float) -> tuple[Finding, ...]:
        chosen = Settings(**self.settings, sources=self.sources)
        async with WebClient(
            contact=chosen.contact,
            pacing=MemoryPacing(),
            gate=Gate(chosen.fetch_allow),
            clock=lambda: self.now,
            version="1",
            sleep=self._sleep,
            deadline=5.0,
        ) as client:
            patient = self._patient(chosen, lambda _: client)
            try:
                looks = checks or all_checks(chosen)
                return await examine(patient, looks, on_begin=_unheard, on_finding=_unheard, longest=longest)
            finally:
                if patient.store:
                    patient.store.close()

    def _patient(self, chosen: Settings, web: Callable[[Store | None], Web]) -> Patient:
        return Patient(
            settings=chosen,
            database_url=chosen.database_url,
            clock=lambda: self.now,
            seconds=lambda: 0.0,
            open_store=lambda url: open_store(url, create=False),
            web=web,
            parse=read,
            free=lambda _: self.free,
            offline=self.offline,
        )

    async def _sleep(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)
