"""Clients for tests: with a clock that sleeping sets forward, so that nobody waits for a pause."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

import httpx

from scrapers.exchange import Answer, Pacing, Request, Validators
from scrapers.gate import Gate, Resolver, system_resolver
from scrapers.http import WebClient
from tests.scrapers.hostile_site import HostileSite
from tests.scrapers.memory_pacing import MemoryPacing

START = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)


class Clock:
    """A clock. ``slept`` is every pause that was asked for."""

    def __init__(self, now: datetime = START) -> None:
        self.now = now
        self.slept: list[float] = []

    def __call__(self) -> datetime:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += timedelta(seconds=seconds)
        await asyncio.sleep(0)


def names(**addresses: str) -> Resolver:
    """A resolver that knows these names, dots written as underscores, and no others."""

    async def resolve(host: str, port: int) -> Sequence[str]:
        try:
            return addresses[host.replace(".", "_")].split()
        except KeyError as error:
            raise OSError("no such name") from error

    return resolve


def client(
    site: HostileSite | None = None,
    *,
    clock: Clock | None = None,
    allowed: Sequence[str] = (),
    resolver: Resolver = system_resolver,
    pacing: Pacing | None = None,
    tokens: Mapping[str, str] | None = None,
    transport: httpx.AsyncBaseTransport | None = None,
    contact: str = "operator@example.org",
    deadline: float = 30.0,
    robots: bool = False,
) -> WebClient:
    """A client that may ask the site."""
    clock = clock or Clock()
    return WebClient(
        contact=contact,
        pacing=pacing or MemoryPacing(),
        gate=Gate([*allowed, *([site.authority] if site else [])], resolver),
        clock=clock,
        sleep=clock.sleep,
        tokens=tokens,
        version="1.2",
        chance=lambda: 0.5,
        transport=transport,
        deadline=deadline,
        robots=robots,
    )


def ask(web: WebClient, *addresses: str, validators: Validators | None = None, gap: float = 3.0) -> Answer:
    """The last answer of several requests, one after the other."""

    async def all_of_them() -> Answer:
        async with web:
            for address in addresses:
                answer = await web.get(Request(address=address, validators=validators or Validators(), gap=gap))
            return answer

    return asyncio.run(all_of_them())


def transport(answers: Mapping[str, httpx.Response], seen: list[httpx.Request]) -> httpx.MockTransport:
    """Answers by address, without a connection; what is asked goes into a list."""

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return answers.get(str(request.url), httpx.Response(404))

    return httpx.MockTransport(answer)
