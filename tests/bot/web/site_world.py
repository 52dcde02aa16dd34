"""A small site for the tests of its pages: a store with a reader and papers, and a visitor without a browser."""

import asyncio
import re
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Self
from urllib.parse import urlsplit

import httpx
from bs4 import BeautifulSoup, Tag

from bot.app.feedback import profile_to_store
from bot.app.statistics import catalog_statistics, pack
from bot.core.matching.language import parse_profile
from bot.core.matching.scoring import analyse, score
from bot.core.timing import with_next_digest
from bot.links import Links, Signer
from bot.web.app import make_app
from bot.wiring import background
from store.outbox import Delivery, DeliveryKind, Gathered, Promise, StoredMatch
from store.profiles import FeedbackKind, StoredProfile
from store.readers import Address, Reader, Way
from store.sql import SqlStore, open_store
from tests.store.builders import SOURCE, decision, page, paper, statement

NOON = datetime(2026, 11, 2, 12, tzinfo=UTC)
URL = "https://papers.example"
KEY = "k" * 32
TITLES = ("Pigeons Sort Letters by Colour", "Colour Vision of Pigeons", "Pigeons at Sea", "Rooks at Sea")
ABSTRACT = "We count pigeons on three roofs over two seasons, twice. " * 12


async def at_once(_: float) -> None:
    """A pause that takes no time."""


@dataclass
class World:
    """A reader called Ada with a confirmed mail address, a profile, and a digest of two papers, one beyond the cap."""

    store: SqlStore
    now: datetime = NOON
    links: Links = field(default_factory=lambda: Links(URL, Signer([KEY])))
    reader: Reader = field(init=False)
    address: Address = field(init=False)
    profile: StoredProfile = field(init=False)
    delivery: Delivery = field(init=False)
    running: Any = field(default=None, init=False)

    def app(self, **options: Any) -> Any:
        """The pages over this store, at this time; nothing waits unless it is said how."""
        return make_app(self.store, self.links, background(), lambda: self.now, **{"pause": at_once, **options})

    async def answer(self, scope: Any, receive: Any, send: Any) -> None:
        """The pages as an application, for a server whose port must be known before the links."""
        self.running = self.running or self.app()
        await self.running(scope, receive, send)

    def fill(self, titles: tuple[str, ...] = TITLES, keywords: str = "birds: pigeon, rook", **facts: Any) -> "World":
        """Read a page, find matches, compose a digest."""
        self._read(titles, facts)
        with self.store.writing() as catalog:
            self.reader = catalog.save_reader(Reader(name="Ada", created_at=self.now, timezone="Europe/Berlin"))
            self.address = catalog.save_address(self.mail("ada@reader.example", confirmed_at=self.now))
            self.profile = catalog.save_profile(
                replace(profile_to_store(parse_profile(keywords)), reader=self.reader.number)
            )
            self.reader = catalog.save_reader(with_next_digest(self.reader, [self.profile.timing], self.now))
        self.delivery = self.deliver()
        return self

    def mail(self, target: str, **facts: Any) -> Address:
        """A mail address of Ada's, not stored yet."""
        return Address(reader=self.reader.number, way=Way.MAIL, target=target, created_at=self.now, **facts)

    def deliver(self) -> Delivery:
        """Promise everything that matches; all but the first paper are beyond the cap."""
        with self.store.writing() as catalog:
            statistics = catalog_statistics(catalog, background())
            catalog.keep_statistics(statistics.version, pack(statistics), self.now)
            wanted = parse_profile(f"{self.profile.name}: {', '.join(self.profile.keywords)}")
            scored = [(each.key, score(wanted, analyse(each), statistics).score) for each in catalog.papers()]
            matches = [
                StoredMatch(
                    reader=self.reader.number,
                    profile=self.profile.number,
                    paper=key,
                    score=points,
                    statistics=statistics.version,
                    at=self.now,
                )
                for key, points in scored
                if points > 0
            ]
            promises = [
                Promise(
                    reader=match.reader, address=self.address.number, paper=match.paper, due_at=self.now, at=self.now
                )
                for match in matches
            ]
            catalog.promise(matches, promises)
            numbers = tuple(each.number for each in catalog.promises(address=self.address.number))
            delivery = Delivery(
                reader=self.reader.number,
                address=self.address.number,
                kind=DeliveryKind.DIGEST,
                slot="digest 2026-11-02T13:00",
                created_at=self.now,
                not_before=self.now,
            )
            gathered = Gathered(delivery=delivery, shown=numbers[:1], counted=numbers[1:])
            return catalog.gather([gathered])[0]

    def rows(self) -> dict[str, Any]:
        """Everything about Ada."""
        with self.store.reading() as catalog:
            return {
                table: [dict(row) for row in rows] for table, rows in catalog.rows_about(self.reader.number).items()
            }

    def known_addresses(self) -> dict[str, Address]:
        """All addresses, by target."""
        with self.store.reading() as catalog:
            return {each.target: each for each in catalog.addresses()}

    def ada(self) -> Reader:
        """As she is stored now."""
        with self.store.reading() as catalog:
            return catalog.reader(self.reader.number)

    def profiles(self) -> list[StoredProfile]:
        """Hers, as they are stored now."""
        with self.store.reading() as catalog:
            return list(catalog.profiles_of(self.reader.number))

    def links_of_all_pages(self) -> dict[str, str]:
        """Where every page is that a link leads to, by its name."""
        settings = self.links.settings(self.ada())
        saying = {
            f"feedback {kind}": self.links.feedback(self.ada(), self.profile.number, kind, self.subject(kind))
            for kind in FeedbackKind
        }
        return {
            "confirm": self.links.confirm(self.address.number, self.now),
            "settings": settings,
            "learned": f"{settings}/learned",
            "erase": f"{settings}/erase",
            "unsubscribe": self.links.unsubscribe(self.ada(), self.address.number),
            "view": self.links.view(self.ada(), self.delivery.number),
            **saying,
        }

    def subject(self, kind: FeedbackKind) -> str:
        """Something of which this can be said."""
        return {FeedbackKind.MUTE: "", FeedbackKind.FOLLOW: "Ada Dove"}.get(kind, "arxiv:2611.00001")

    def _read(self, titles: tuple[str, ...], facts: Mapping[str, Any]) -> None:
        decisions = []
        for rank, title in enumerate(titles, start=1):
            said = statement(title, f"arxiv:2611.{rank:05}")
            whole = {"abstract": ABSTRACT, "authors": ("Ada Dove", "Ben Rook"), "published": "2026-11-01", **facts}
            found = paper(said, arxiv_id=f"2611.{rank:05}", **whole)
            decisions.append(decision(said, slot=-rank, rank=rank, paper=found))
        with self.store.writing() as catalog:
            catalog.record(SOURCE, page(), decisions, at=self.now - timedelta(hours=1))


@dataclass(frozen=True)
class Answer:
    """What a page answered. :ivar address: which."""

    address: str
    status: int
    headers: httpx.Headers
    text: str

    @property
    def page(self) -> BeautifulSoup:
        """Parsed."""
        return BeautifulSoup(self.text, "html.parser")

    @property
    def words(self) -> str:
        """What there is to read, on one line."""
        return " ".join(self.page.get_text(" ").split())

    @property
    def heading(self) -> str:
        """The heading of the page."""
        found = self.page.select_one("h1")
        assert found is not None
        return found.get_text().strip()


class Visitor:
    """Somebody with a mail program and a browser that runs no scripts and keeps no cookies."""

    def __init__(self, app: Any, host: str = "203.0.113.7") -> None:
        self._stack = ExitStack()
        self._runner = self._stack.enter_context(asyncio.Runner())
        transport = httpx.ASGITransport(app=app, client=(host, 4711))
        self._client = httpx.AsyncClient(transport=transport, base_url=URL)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._runner.run(self._client.aclose())
        self._stack.close()

    def ask(self, method: str, address: str, **options: Any) -> Answer:
        """One request; redirects are not followed."""
        answer = self._runner.run(self._client.request(method, address, **options))
        return Answer(address, answer.status_code, answer.headers, answer.text)

    def get(self, address: str, **options: Any) -> Answer:
        """Look."""
        return self.ask("GET", address, **options)

    def post(self, address: str, /, **fields: Any) -> Answer:
        """Send a form; look at where it leads."""
        answer = self.ask("POST", address, data=fields)
        return self.get(answer.headers["location"]) if answer.status == 303 else answer

    def press(self, answer: Answer, button: str, /, **typed: Any) -> Answer:
        """Press the button with this text, the fields of its form as they are but for what is typed."""
        (form,) = [each for each in answer.page.select("form") if _button(each, button)]
        pressed = _button(form, button)
        assert pressed is not None
        fields = fields_of(form) | typed
        if pressed.get("name"):
            fields[str(pressed["name"])] = pressed["value"]
        return self.post(str(form.get("action") or answer.address), **fields)


def _button(form: Tag, text: str) -> Tag | None:
    found = [each for each in form.select("button") if each.get_text().strip() == text]
    return found[0] if found else None


def fields_of(form: Tag) -> dict[str, Any]:
    """What a browser would send."""
    fields: dict[str, Any] = {}
    for each in form.select("input, textarea, select"):
        name = each.get("name")
        if not name or (each.get("type") in ("radio", "checkbox") and not each.has_attr("checked")):
            continue
        if each.name == "select":
            chosen = each.select_one("option[selected]") or each.select_one("option")
            value = str(chosen["value"]) if chosen else ""
        else:
            value = each.get_text().removeprefix("\n") if each.name == "textarea" else str(each.get("value", ""))
        if each.get("type") == "checkbox":
            fields.setdefault(str(name), []).append(value)
        elif each.get("type") == "hidden" and name in fields:
            before = fields[str(name)]
            fields[str(name)] = [*(before if isinstance(before, list) else [before]), value]
        else:
            fields[str(name)] = value
    return fields


def path_of(address: str) -> str:
    """The path of an address."""
    return urlsplit(address).path


def token_of(address: str) -> str:
    """The token of a link."""
    return re.sub(r"\.atom$", "", path_of(address).split("/")[2])


def new_world() -> World:
    """A world in memory."""
    return World(open_store("sqlite://"))
