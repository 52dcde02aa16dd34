"""What a site's robots.txt lets us ask for is asked, and nothing else."""

import asyncio
import time
from collections.abc import Iterator
from datetime import timedelta

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrapers.errors import AskedTooOften, BadAnswer, Blocked, FetchError, ServerFailed, Unreachable
from scrapers.exchange import Request
from scrapers.robots import Rules
from tests.scrapers.hostile_site import HostileSite
from tests.scrapers.web_clients import START, Clock, ask, client, transport


@pytest.fixture
def site() -> Iterator[HostileSite]:
    with HostileSite() as site:
        site.answer("/page", b"page")
        site.answer("/closed/page", b"not for us")
        yield site


def robots(text: str) -> Rules:
    return Rules.read(text.encode())


@pytest.mark.parametrize(
    ("text", "allowed"),
    [
        ("", True),
        ("User-agent: *\nDisallow: /closed", False),
        ("User-agent: *\nDisallow:", True),
        ("User-agent: *\nDisallow: /closed\nAllow: /closed/page", True),
        ("User-agent: paperround\nDisallow: /", False),
        ("User-agent: Paperround/1.0\nDisallow: /", False),
        ("User-agent: *\nDisallow: /\n\nUser-agent: paperround\nAllow: /", True),
        ("User-agent: *\nAllow: /\n\nUser-agent: paperround\nDisallow: /closed*", False),
        ("User-agent: paper\nDisallow: /", True),
        ("User-agent: somebody\nUser-agent: other\nDisallow: /", True),
        ("User-agent: somebody\nUser-agent: paperround\nDisallow: /", False),
        ("Disallow: /", True),
        ("\ufeffUser-agent: *\nDisallow: /", False),
        ("<html>Not found</html>", True),
    ],
)
def test_rules_for_us_go_before_rules_for_all_and_those_for_others_are_not_ours(text: str, allowed: bool):
    assert robots(text).allow("https://papers.example/closed/page") is allowed


@pytest.mark.parametrize(
    ("said", "kept"), [("10", 10), ("0.5", 0.5), ("86400", 60), ("-3", 0), ("soon", 0), ("nan", 0)]
)
def test_a_crawl_delay_is_honoured_up_to_a_minute(said: str, kept: float):
    assert robots(f"User-agent: *\nCrawl-delay: {said}").delay == kept


@given(st.binary(max_size=300) | st.text(alphabet="User-agent:* \nDisallow:/$paper%#0", max_size=300).map(str.encode))
def test_any_bytes_are_a_robots_txt_of_some_kind(body: bytes):
    rules = Rules.read(body)
    assert rules.allow("https://papers.example/page?q=%zz") in {True, False}
    assert 0 <= rules.delay <= 60


def test_thousands_of_names_and_rules_are_understood_at_once():
    names = "".join(f"User-agent: agent{at}\n" for at in range(14_000))
    rules = "".join(f"Disallow: /{at}*a*a*a*a*a\n" for at in range(9_000))
    text = (names + rules + names)[: 500 * 1024]
    began = time.monotonic()
    assert robots(text + "\nUser-agent: *\nDisallow: /").allow("https://papers.example/" + "a" * 2_000)
    assert time.monotonic() - began < 3


def test_robots_txt_is_asked_first_in_line_and_once_a_day(site: HostileSite):
    site.answer("/robots.txt", b"User-agent: *\nDisallow: /closed\n")
    clock = Clock()

    async def looks() -> list[str]:
        async with client(site, clock=clock, robots=True) as web:
            for hours in (0, 23, 0.9, 1):
                clock.now += timedelta(hours=hours)
                await web.get(Request(address=site.url("/page")))
        return [seen.path for seen in site.requests]

    assert asyncio.run(looks()) == ["/robots.txt", "/page", "/page", "/page", "/robots.txt", "/page"]
    assert clock.slept[0] == pytest.approx(3)  # between robots.txt and the page


def test_what_robots_txt_closes_is_not_asked_for_and_the_message_says_so(site: HostileSite):
    site.answer("/robots.txt", b"User-agent: paperround\nDisallow: /closed\n")
    with pytest.raises(Blocked, match=r"robots\.txt does not let programs ask") as raised:
        ask(client(site, robots=True), site.url("/closed/page"))
    assert raised.value.address == site.url("/closed/page")
    assert [seen.path for seen in site.requests] == ["/robots.txt"]


def test_each_hop_of_a_redirect_keeps_to_its_robots_txt(site: HostileSite):
    site.answer("/robots.txt", b"User-agent: *\nDisallow: /closed\n")
    site.redirect("/open", "/closed/page")
    with pytest.raises(Blocked):
        ask(client(site, robots=True), site.url("/open"))
    assert [seen.path for seen in site.requests] == ["/robots.txt", "/open"]


def test_a_crawl_delay_is_the_pause_between_two_requests(site: HostileSite):
    site.answer("/robots.txt", b"User-agent: *\nCrawl-delay: 20\n")
    clock = Clock()
    ask(client(site, clock=clock, robots=True), *[site.url("/page")] * 3)
    assert (clock.now - START).total_seconds() == pytest.approx(3 + 20 + 20)


@pytest.mark.parametrize("status", [401, 403, 404, 410, 451])
def test_where_there_is_no_robots_txt_everything_may_be_asked_for(site: HostileSite, status: int):
    site.answer("/robots.txt", b"User-agent: *\nDisallow: /", status=status)
    assert ask(client(site, robots=True), site.url("/page")).body == b"page"


@pytest.mark.parametrize(
    ("how", "error"),
    [
        ({"status": 500}, ServerFailed),
        ({"status": 503}, ServerFailed),
        ({"delay": 5}, Unreachable),
        ({"hang_up": True}, Unreachable),
        ({"status": 429}, AskedTooOften),
        ({"headers": {"Content-Encoding": "br"}}, BadAnswer),
        ({"status": 302, "headers": {"Location": "/robots.txt"}}, BadAnswer),
    ],
)
def test_where_nobody_knows_what_robots_txt_says_nothing_is_asked_for(
    site: HostileSite, how: dict[str, object], error: type[FetchError]
):
    site.answer("/robots.txt", **how)  # type: ignore[arg-type]
    with pytest.raises(error, match=r"robots\.txt"):
        ask(client(site, robots=True, deadline=0.3 if "delay" in how else 30), site.url("/page"))
    assert site.asked("/page") == []


def test_of_a_long_robots_txt_the_first_500_kib_count(site: HostileSite):
    rule = b"User-agent: *\nDisallow: /page\n"
    site.answer("/robots.txt", b"#" * 511_000 + b"\n" + rule)
    with pytest.raises(Blocked):
        ask(client(site, robots=True), site.url("/page"))
    site.answer("/robots.txt", b"#" * 512_000 + b"\n" + rule + b"#" * 9_000_000)
    assert ask(client(site, robots=True), site.url("/page")).body == b"page"


def test_documented_interfaces_are_asked_by_their_own_terms_and_other_pages_of_their_hosts_are_not():
    documented = "https://export.arxiv.org/api/query?search_query=cat:cs.CL"
    closed = "https://export.arxiv.org/abs/2503.02130", "https://export.arxiv.org/api/query/../../abs/2503.02130"
    answers = {
        "https://export.arxiv.org/robots.txt": httpx.Response(200, content=b"User-agent: *\nDisallow: /\n"),
        documented: httpx.Response(200, content=b"<feed/>"),
    }
    seen: list[httpx.Request] = []
    assert ask(client(robots=True, transport=transport(answers, seen)), documented).body == b"<feed/>"
    assert [request.url.path for request in seen] == ["/api/query"]
    for address in closed:
        with pytest.raises(Blocked):
            ask(client(robots=True, transport=transport(answers, seen)), address)
