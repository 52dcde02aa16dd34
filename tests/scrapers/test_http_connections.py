"""Weeks of asking leave nothing behind: not for a host that makes up others, nor where names are not known."""

import asyncio
import errno
import os
import socket
import threading
import time
from collections.abc import Iterator, Sequence
from datetime import timedelta

import httpx
import pytest

from scrapers.connections import MOST_IDLE
from scrapers.errors import Unreachable
from scrapers.exchange import Request
from scrapers.gate import MOST_LOOKUPS, Gate
from scrapers.http import MAX_REDIRECTS
from scrapers.pacing import REMEMBERED, Lines, Waiting
from scrapers.robots import MOST_KEPT
from tests.scrapers.hostile_site import HostileSite, Reply
from tests.scrapers.memory_pacing import MemoryPacing
from tests.scrapers.web_clients import START, Clock, ask, client


@pytest.fixture
def site() -> Iterator[HostileSite]:
    with HostileSite() as site:
        yield site


async def everywhere(_host: str, _port: int) -> Sequence[str]:
    return ["127.0.0.1"]


def test_a_page_that_redirects_to_ever_new_hosts_leaves_few_connections_open(site: HostileSite):
    hosts = 6 * MOST_IDLE
    begun = iter(range(hosts))
    site.route("/r", lambda _: Reply(status=302, headers={"Location": f"http://h{next(begun)}.test:{site.port}/p"}))
    site.answer("/p", b"page")

    async def open_at_last() -> int:
        async with client(resolver=everywhere, allowed=["127.0.0.0/8"], robots=True) as web:
            for _ in range(hosts):
                await web.get(Request(address=f"http://base.test:{site.port}/r"))
            for _ in range(100):  # the site hears a moment later that a connection was closed
                if site.open_connections <= MOST_IDLE:
                    break
                await asyncio.sleep(0.01)
            before = len(site.asked("/robots.txt"))
            for number in range(hosts):
                await web.get(Request(address=f"http://h{number}.test:{site.port}/p"))
            assert before == hosts + 1
            assert len(site.asked("/robots.txt")) - before >= hosts - MOST_KEPT
            return site.open_connections

    assert MAX_REDIRECTS < MOST_IDLE
    assert asyncio.run(open_at_last()) <= MOST_IDLE


def test_a_connection_in_use_is_not_closed_however_many_others_are_used_meanwhile(site: HostileSite):
    site.answer("/slow", b"x" * 40, drip=(1, 0.02))
    site.answer("/p", b"page")

    async def slow_and_others() -> bytes:
        async with client(resolver=everywhere, allowed=["127.0.0.0/8"]) as web:
            slow = asyncio.create_task(web.get(Request(address=f"http://slow.test:{site.port}/slow")))
            for number in range(2 * MOST_IDLE):
                await web.get(Request(address=f"http://h{number}.test:{site.port}/p"))
            return (await slow).body

    assert asyncio.run(slow_and_others()) == b"x" * 40


def test_the_longest_pause_is_forgotten_when_nobody_asked_a_host_for_a_day():
    clock, slept = Clock(), []
    lines = Lines(MemoryPacing(), clock, clock.sleep, hold=45)

    async def asked(gap: float) -> None:
        async with lines.place("papers.example", gap, Waiting("https://papers.example/")):
            slept.append(sum(clock.slept))

    async def all_of_them() -> None:
        for gap in (20, 0, 0):
            await asked(gap)
        clock.now += REMEMBERED + timedelta(seconds=1)
        for gap in (0, 0):
            await asked(gap)

    asyncio.run(all_of_them())
    assert slept == [0, 20, 40, 40, 40]
    assert clock.now > START


@pytest.mark.parametrize("number", [errno.EMFILE, errno.ENOMEM])
def test_a_machine_that_is_at_its_end_is_a_failure_like_others_and_says_so(number: int):
    def answer(_: httpx.Request) -> httpx.Response:
        raise OSError(number, os.strerror(number))

    with pytest.raises(Unreachable, match=f"This machine could not ask: {os.strerror(number)}"):
        ask(client(transport=httpx.MockTransport(answer)), "https://papers.example/feed")


def test_names_that_nobody_answers_for_keep_nothing_else_waiting(monkeypatch: pytest.MonkeyPatch):
    answered = threading.Event()

    def hangs(*_: object, **__: object) -> list[object]:
        answered.wait(10)
        raise OSError("no name server")

    monkeypatch.setattr(socket, "getaddrinfo", hangs)  # the system's own, as it is where no name server answers

    async def others_meanwhile() -> float:
        asked = [asyncio.create_task(Gate().resolve(f"h{number}.example", 443)) for number in range(40)]
        await asyncio.sleep(0.05)
        begun = time.monotonic()
        await asyncio.gather(*(asyncio.to_thread(time.monotonic) for _ in range(10)))
        took = time.monotonic() - begun
        threads = [each for each in threading.enumerate() if each.name.startswith("look-up")]
        assert 0 < len(threads) <= MOST_LOOKUPS
        answered.set()
        assert all(isinstance(each, Unreachable) for each in await asyncio.gather(*asked, return_exceptions=True))
        return took

    assert asyncio.run(others_meanwhile()) < 2
