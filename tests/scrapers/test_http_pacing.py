"""Hosts are asked one request at a time, and not at all while they want to be left alone, whoever asks (F6)."""

import asyncio
import itertools
from collections.abc import Iterator
from datetime import timedelta

import httpx
import pytest

from scrapers.errors import AskedTooOften, FetchError
from scrapers.exchange import Request
from scrapers.gate import Gate
from scrapers.http import WebClient
from scrapers.pacing import PATIENCE
from tests.scrapers.hostile_site import HostileSite, Reply
from tests.scrapers.memory_pacing import MemoryPacing
from tests.scrapers.web_clients import START, Clock, ask, client, names, transport


def seconds(count: float) -> timedelta:
    return timedelta(seconds=count)


@pytest.fixture
def site() -> Iterator[HostileSite]:
    with HostileSite() as site:
        yield site


def test_many_requests_to_arxiv_stand_in_line_over_all_its_hosts():
    clock, seen, times = Clock(), [], []
    hosts = ("export.arxiv.org", "rss.arxiv.org", "arxiv.org")

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request.url.host)
        times.append((clock.now - START).total_seconds())
        return httpx.Response(200, content=b"page")

    async def all_of_them() -> None:
        async with client(clock=clock, transport=httpx.MockTransport(answer)) as web:
            await asyncio.gather(*(web.get(Request(address=f"https://{host}/x", gap=0)) for host in hosts * 20))

    asyncio.run(all_of_them())
    assert sorted(seen) == sorted(hosts * 20)
    assert all(after - before >= 3 for before, after in itertools.pairwise(times))


def test_one_request_is_in_flight_at_a_time_and_others_do_not_wait_for_it(site: HostileSite):
    site.answer("/page", b"page", delay=0.05)
    with HostileSite() as other:
        other.answer("/page", b"page")

        async def all_of_them() -> list[float]:
            web = client(site, allowed=[other.authority])
            async with web:
                requests = [Request(address=site.url("/page"), gap=0)] * 4 + [Request(address=other.url("/page"))]
                return [answer.seconds for answer in await asyncio.gather(*map(web.get, requests))]

        asyncio.run(all_of_them())
        assert site.most_at_once == 1
        assert site.connections == 1
        assert other.requests[0].at < site.requests[1].at


def test_all_of_arxiv_is_asked_over_one_connection_and_every_other_host_over_its_own(site: HostileSite):
    site.answer("/page", b"page")
    hosts = ("export.arxiv.org", "rss.arxiv.org", "export.arxiv.org", "a.example", "b.example")

    async def open_at_last() -> int:
        everywhere = names(**{host.replace(".", "_"): "127.0.0.1" for host in hosts})
        async with client(site, resolver=everywhere) as web:
            for host in hosts:
                await web.get(Request(address=f"http://{host}:{site.port}/page"))
            for _ in range(100):  # the site hears a moment later that a connection was closed
                if site.open_connections <= 3:
                    break
                await asyncio.sleep(0.01)
            return site.open_connections

    assert asyncio.run(open_at_last()) == 3
    assert site.connections == 5


def test_a_place_another_process_holds_is_waited_for_and_taken_when_it_is_given_back(site: HostileSite):
    site.answer("/page", b"page")
    clock, pacing = Clock(), MemoryPacing()
    assert pacing.reserve(site.authority, clock(), gap=3, hold=45) is None

    async def sleep(pause: float) -> None:
        await clock.sleep(pause)
        if len(clock.slept) == 2:
            pacing.release(site.authority, clock(), gap=3)

    web = WebClient(
        contact="", pacing=pacing, gate=Gate([site.authority]), clock=clock, sleep=sleep, version="1", robots=False
    )
    assert ask(web, site.url("/page")).received_at == START + seconds(5 + 5 + 3)


@pytest.mark.parametrize(
    "reply",
    [
        Reply(status=429, headers={"Retry-After": "600"}),
        Reply(status=503, headers={"Retry-After": "Fri, 20 Nov 2026 08:10:00 GMT"}),
        Reply(status=429, headers={"RateLimit": '"api";r=0;t=600'}),
        Reply(status=200, headers={"RateLimit": '"api";r=0;t=600'}),
    ],
)
def test_a_host_that_says_later_is_left_alone_until_then_and_others_are_not(site: HostileSite, reply: Reply):
    site.route("/page", lambda _: reply if len(site.requests) == 1 else Reply(body=b"page"))
    clock, pacing, until = Clock(), MemoryPacing(), START + seconds(600)

    def asked() -> object:
        try:
            return ask(client(site, clock=clock, pacing=pacing), site.url("/page")).body
        except AskedTooOften as error:
            return error.until if "left alone until 2026-11-20 08:10:00 UTC" in str(error) else str(error)

    assert asked() == (b"" if reply.status == 200 else until)
    for _ in range(20):  # of the next ten minutes, also by others who share what is known
        assert asked() == until
        clock.now += seconds(24)
    assert len(site.requests) == 1
    with HostileSite() as other:
        other.answer("/page", b"elsewhere")
        assert ask(client(other, clock=clock, pacing=pacing), other.url("/page")).body == b"elsewhere"
    assert clock.now < until
    assert asked() == b"page"  # what is left of it is short enough to be waited for
    assert clock.now >= until


def test_who_waits_gives_up_when_it_takes_too_long(site: HostileSite):
    pacing, clock = MemoryPacing(), Clock()
    pacing.forbid(site.authority, START + seconds(PATIENCE + 1))
    with pytest.raises(AskedTooOften) as raised:
        ask(client(site, clock=clock, pacing=pacing), site.url("/page"))
    assert raised.value.until == START + seconds(PATIENCE + 1)
    assert (clock.slept, site.requests) == ([], [])


def test_patience_is_one_for_all_hops_of_a_request():
    answers = {f"https://{at}.example/": httpx.Response(302, headers={"location": f"https://{at + 1}.example/"})
               for at in range(4)}  # fmt: skip
    pacing = MemoryPacing()
    seen: list[httpx.Request] = []
    for at in range(4):
        pacing.forbid(f"{at}.example", START + seconds(50 * (at + 1)))
    with pytest.raises(AskedTooOften, match=r"2\.example"):
        ask(client(pacing=pacing, transport=transport(answers, seen)), "https://0.example/")
    assert [request.url.host for request in seen] == ["0.example", "1.example"]


@pytest.mark.parametrize("status", [200, 500])
def test_a_place_is_given_back_whatever_happens(site: HostileSite, status: int):
    site.answer("/page", b"page", status=status, delay=5)
    pacing, clock = MemoryPacing(), Clock()

    async def cancelled() -> None:
        async with client(site, clock=clock, pacing=pacing) as web:
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.1):
                    await web.get(Request(address=site.url("/page")))

    asyncio.run(cancelled())
    assert pacing.reserve(site.authority, clock.now + seconds(3), gap=3, hold=45) is None


def test_a_refused_answer_gives_its_place_back_too(site: HostileSite):
    pacing, clock = MemoryPacing(), Clock()
    with pytest.raises(FetchError):
        ask(client(site, clock=clock, pacing=pacing), site.url("/nothing"))
    assert pacing.reserve(site.authority, clock.now + seconds(3), gap=3, hold=45) is None
