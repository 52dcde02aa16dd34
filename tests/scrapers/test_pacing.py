"""One host, one request at a time, a pause after each, and nothing while it wants to be left alone (F6)."""

import asyncio
import itertools
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrapers.courtesy import rest_wanted
from scrapers.exchange import Request
from scrapers.gate import Gate
from scrapers.http import WebClient
from scrapers.pacing import Lines, Waiting, line_of
from tests.scrapers.memory_pacing import MemoryPacing
from tests.scrapers.web_clients import START, Clock


def seconds(count: float) -> timedelta:
    return timedelta(seconds=count)


def test_a_place_is_given_once_and_again_after_the_gap():
    pacing = MemoryPacing()
    assert pacing.reserve("a", START, gap=3, hold=45) is None
    assert pacing.reserve("a", START + seconds(1), gap=3, hold=45) == START + seconds(45)
    assert pacing.reserve("b", START + seconds(1), gap=3, hold=45) is None
    pacing.release("a", START + seconds(2), gap=3)
    assert pacing.reserve("a", START + seconds(4), gap=3, hold=45) == START + seconds(5)
    assert pacing.reserve("a", START + seconds(5), gap=3, hold=45) is None
    assert pacing.reserve("a", START + seconds(50), gap=3, hold=45) is None  # never given back: its holder is no more


@given(rests=st.lists(st.integers(1, 100_000), min_size=1), at=st.integers(0, 100_000))
def test_being_left_alone_is_never_shortened(rests: list[int], at: int):
    pacing = MemoryPacing()
    for rest in rests:
        pacing.forbid("a", START + seconds(rest))
    until = START + seconds(max(rests))
    now = START + seconds(at)
    assert pacing.reserve("a", now, gap=3, hold=45) == (until if until > now else None)
    assert pacing.reserve("b", now, gap=3, hold=45) is None


@pytest.mark.parametrize(
    ("url", "line"),
    [
        ("https://export.arxiv.org/api/query", "arxiv.org"),
        ("https://rss.arxiv.org/rss/cs.CL", "arxiv.org"),
        ("http://arxiv.org:8080/", "arxiv.org"),
        ("https://notarxiv.org/", "notarxiv.org"),
        ("https://arxiv.org.example/", "arxiv.org.example"),
        ("https://HuggingFace.co:443/papers", "huggingface.co"),
        ("http://huggingface.co/papers", "huggingface.co"),
        ("http://huggingface.co:8080/papers", "huggingface.co:8080"),
    ],
)
def test_a_host_stands_in_one_line_and_all_of_arxiv_in_the_same(url: str, line: str):
    assert line_of(Gate().place_of(url)) == line


def begun(gaps: list[float], line: str = "papers.example") -> list[float]:
    """When requests that all come at once are let through, in seconds; each takes one second."""
    clock, begins = Clock(), []
    lines = Lines(MemoryPacing(), clock, clock.sleep, hold=45)

    async def one(gap: float) -> None:
        async with lines.place(line, gap, Waiting("https://papers.example/")):
            begins.append((clock.now - START).total_seconds())
            await clock.sleep(1)

    async def all_of_them() -> None:
        await asyncio.gather(*map(one, gaps))

    asyncio.run(all_of_them())
    return begins


@given(st.lists(st.sampled_from([0.0, 1.0, 3.0, 20.0]), min_size=1, max_size=12))
def test_one_at_a_time_and_the_longest_pause_that_was_asked_for_counts(gaps: list[float]):
    begins = begun(gaps)
    for at, (before, after) in enumerate(itertools.pairwise(begins)):
        assert after - before >= 1 + max(gaps[: at + 1]) - 1e-6


def test_arxiv_is_asked_every_three_seconds_at_most_whoever_asks():
    assert begun([0.0, 0.0, 0.0], "arxiv.org") == [0, 4, 8]
    assert begun([0.0, 0.0, 0.0]) == [0, 1, 2]


NEVER = "Thu, 01 Jan 1970 00:00:00 GMT"
SOON = "Fri, 20 Nov 2026 08:02:00 GMT"  # two minutes after START
FAR = "Fri, 20 Nov 2037 08:02:00 GMT"


@pytest.mark.parametrize(
    ("status", "headers", "rest"),
    [
        (429, {"retry-after": "17"}, 17),
        (503, {"retry-after": " 17 "}, 17),
        (403, {"retry-after": "17"}, 17),
        (200, {"retry-after": "17"}, None),
        (404, {"retry-after": "17"}, None),
        (503, {}, None),
        (429, {}, 60),
        (429, {"retry-after": SOON}, 120),
        (503, {"retry-after": "Friday, 20-Nov-26 08:02:00 GMT"}, 120),
        (429, {"retry-after": "Fri, 20 Nov 2026 08:02:00 -0000"}, 120),
        (429, {"retry-after": FAR}, 604_800),
        (429, {"retry-after": NEVER}, None),
        (429, {"retry-after": "0"}, None),
        (429, {"retry-after": "999999999999"}, 604_800),
        (429, {"retry-after": "9" * 5_000}, 60),
        (429, {"retry-after": "-5"}, 60),
        (429, {"retry-after": "soon"}, 60),
        (429, {"retry-after": "٥"}, 60),
        (429, {"retry-after": ""}, 60),
        (429, {"retry-after": "Fri, 31 Feb 9999 99:99:99 GMT"}, 60),
        (429, {"ratelimit": '"api";r=0;t=123'}, 123),
        (429, {"ratelimit": '"api";r=0;t=123', "retry-after": "200"}, 200),
        (200, {"ratelimit": '"api";r=0;t=123'}, 123),
        (304, {"ratelimit": '"api"; r=0; t=123'}, 123),
        (200, {"ratelimit": '"api";r=1;t=123'}, None),
        (200, {"ratelimit": '"pages";r=10;t=5, "api";r=0;t=99999999'}, 604_800),
        (200, {"ratelimit": "limit=10, remaining=0, reset=5"}, None),
        (200, {}, None),
    ],
)
def test_how_long_a_host_wants_to_be_left_alone(status: int, headers: dict[str, str], rest: int | None):
    assert rest_wanted(status, headers, START) == (None if rest is None else START + seconds(rest))


@given(status=st.sampled_from([200, 304, 403, 429, 503]), later=st.text(), limit=st.text(alphabet='"api;r=0t19, '))
def test_whatever_a_server_says_it_is_left_alone_for_a_day_at_most(status: int, later: str, limit: str):
    now = datetime.max.replace(tzinfo=UTC) - timedelta(days=2)
    rest = rest_wanted(status, {"retry-after": later, "ratelimit": limit}, now)
    assert rest is None or now < rest <= now + timedelta(days=1)


def test_who_waits_long_says_once_for_whom_and_until_when(caplog):
    clock, pacing, heard = Clock(), MemoryPacing(), []
    until = START + timedelta(seconds=40)
    pacing.forbid("example.org", until)

    async def twice() -> None:
        lines = Lines(pacing, clock, clock.sleep, hold=45, on_wait=lambda *wait: heard.append(wait))
        for _ in range(2):
            async with lines.place("example.org", 3, Waiting("https://example.org/")):
                pass
        await lines.rest("example.org", 2, Waiting("https://example.org/"))

    with caplog.at_level("INFO", "scrapers"):
        asyncio.run(twice())
    after = [until, until + timedelta(seconds=3), until + timedelta(seconds=5)]
    assert heard == [("example.org", at) for at in after]
    assert [record.getMessage() for record in caplog.records] == [
        "waiting for example.org until 08:00:40 UTC",  # that it is asked every three seconds at most is no news
        "example.org did not answer as it should; it is asked again at 08:00:45 UTC",
    ]


def test_a_request_that_fails_says_when_it_is_asked_again():
    clock, heard = Clock(), []
    answers = iter((500, 200))
    transport = httpx.MockTransport(lambda _: httpx.Response(next(answers), content=b"page"))
    web = WebClient(
        contact="",
        pacing=MemoryPacing(),
        gate=Gate(),
        clock=clock,
        version="1",
        sleep=clock.sleep,
        chance=lambda: 0.0,
        transport=transport,
        robots=False,
        on_wait=lambda *wait: heard.append(wait),
    )
    asyncio.run(web.get(Request(address="https://example.org/x", gap=0)))
    assert heard == [("example.org", START + timedelta(seconds=1))]
