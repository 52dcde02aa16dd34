"""A small world in which papers come and readers are told: pages from titles, readers from few words, a postbox."""

import asyncio
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.app.attempts import Attempt, SendReport
from bot.app.collect import Collected, collect
from bot.app.deliver import Sender
from bot.app.edition import Editions
from bot.app.explaining import Explainer
from bot.app.outcomes import Policy
from bot.app.outlets import Outlet
from bot.app.telling import Teller
from bot.channels.types import DeliveryError, Letter
from bot.core.edition import Edition
from bot.render.mail import text_letter
from bot.sent_journal import SentJournal
from bot.wiring import background
from scrapers.parsers import parse
from scrapers.types import Page, Source
from store.api import Store
from store.outbox import Delivery, DeliveryKind
from store.profiles import StoredProfile
from store.readers import Address, Reader, Timing, Way

SUNDAY = datetime(2026, 11, 1, 6, 0, tzinfo=UTC)
"""Two hours before the digest of those who said nothing else."""
HOST = "papers.example"
ABSTRACT = "We report what we saw on three meadows over two seasons of careful observation, and count it twice."


class Postbox:
    """A way out into a list; what is to go wrong is said beforehand, one for each attempt."""

    def __init__(self, way: Way = Way.MAIL) -> None:
        self.way = way
        self.letters: list[tuple[str, Letter]] = []
        self.troubles: list[DeliveryError | None] = []
        self.closed = False

    async def send(self, target: str, letter: Letter) -> None:
        trouble = self.troubles.pop(0) if self.troubles else None
        if trouble is not None:
            raise trouble
        self.letters.append((target, letter))

    async def close(self) -> None:
        self.closed = True

    @property
    def subjects(self) -> list[str]:
        return [letter.subject for _, letter in self.letters]

    def outlet(self, write: Callable[[Edition], Letter] | None = None, **more: Any) -> Outlet:
        return Outlet(
            self, write or (lambda edition: text_letter(edition, None, HOST)), more.pop("confirm", _confirm), **more
        )


def _confirm(delivery: Delivery, reader: Reader, address: Address, _profiles: Sequence[StoredProfile]) -> Letter:
    return Letter(
        kind=DeliveryKind.CONFIRMATION,
        message_id=f"<{delivery.number}@{HOST}>",
        date=delivery.created_at,
        subject=f"Is this yours, {reader.name}?",
        text=address.target,
    )


def page_of(*titles: str, source: str = "meadow", first: int = 1, **more: Any) -> Page:
    """A page of papers with these titles, as Hugging Face's interface gives them; numbered from ``first``."""
    papers = [
        {
            "paper": {
                "id": f"2611.{number:05}",
                "title": title,
                "summary": more.get("abstract", ABSTRACT),
                "authors": [{"name": "A. Author", "hidden": False}],
                "publishedAt": "2026-11-01T00:00:00.000Z",
                "upvotes": 3,
            },
            "numComments": 1,
        }
        for number, title in enumerate(titles, start=first)
    ]
    body = json.dumps(papers, ensure_ascii=False).encode()
    kept = Source(name=source, kind="huggingface_json", title=source.title(), homepage="https://meadow.example/")
    return Page(source=kept, address=f"{source}-{first}.json", body=body)


class World:
    """A store with readers, and the time."""

    def __init__(self, store: Store, now: datetime = SUNDAY) -> None:
        self.store = store
        self.now = now
        self.teller = Teller(background())
        self.explainer = Explainer(background())

    def read(self, *titles: str, **more: Any) -> Collected:
        """A page of papers comes."""
        page = page_of(*titles, **more)
        return collect(self.store, page, parse(page), self.now, self.teller)

    def reader(
        self, name: str = "ada", *keywords: str, way: Way = Way.MAIL, confirmed: bool = True, **facts: Any
    ) -> Reader:
        """A reader with one address and, if there are keywords, one profile."""
        with self.store.writing() as catalog:
            reader = catalog.save_reader(Reader(name=name, created_at=self.now - timedelta(minutes=1), **facts))
            catalog.save_address(
                Address(
                    reader=reader.number,
                    way=way,
                    target=f"{name}@{HOST}",
                    created_at=self.now,
                    confirmed_at=self.now if confirmed else None,
                )
            )
        if keywords:
            self.profile(reader, *keywords)
        return reader

    def profile(self, reader: Reader, *keywords: str, name: str = "mine", **facts: Any) -> StoredProfile:
        """A profile of theirs, as of now."""
        stored = StoredProfile(
            **{
                "name": name,
                "keywords": keywords,
                "threshold": 40,
                "reader": reader.number,
                "changed_at": self.now,
                "timing": Timing(),
                **facts,
            }
        )
        with self.store.writing() as catalog:
            return catalog.save_profile(stored)

    def deliveries(self) -> Sequence[Delivery]:
        """All deliveries, the first first."""
        with self.store.reading() as catalog:
            return tuple(reversed(catalog.deliveries(limit=1000)))

    def waiting(self) -> list[str]:
        """The papers that wait to be told."""
        with self.store.reading() as catalog:
            return [promise.paper for promise in catalog.promises()]

    def send(
        self,
        *boxes: Postbox,
        owner: str = "me",
        journal: SentJournal | None = None,
        outlets: Mapping[Way, Outlet] | None = None,
        **policy: Any,
    ) -> SendReport:
        """Send what is due, to these postboxes; or to others' outlets."""
        seen: list[Attempt] = []
        sender = Sender(
            self.store,
            outlets or {box.way: box.outlet() for box in boxes},
            Editions(self.explainer),
            clock=lambda: self.now,
            policy=Policy(owner=owner, **policy),
            journal=journal,
            on_attempt=seen.append,
        )
        report = asyncio.run(sender.run())
        assert list(report.attempts) == seen
        return report
