"""Bombs, half pages and pages that never end, from a server (F1, F2, F3)."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from scrapers.errors import BadAnswer, FetchError, PageTooLarge, Unreachable
from tests.conftest import ROOT
from tests.scrapers.hostile_site import HostileSite
from tests.scrapers.traps import gzip_bomb
from tests.scrapers.web_clients import Clock, ask, client

BOMB = 256_000_000


@pytest.fixture
def site() -> Iterator[HostileSite]:
    with HostileSite() as site:
        yield site


@pytest.fixture(scope="module")
def bombs() -> dict[str, bytes]:
    bomb = gzip_bomb(BOMB)
    return {"gzip": bomb, "gzip, gzip": gzip_bomb(BOMB, 2), "br": bomb, "zstd": bomb}


ASK = """
import json, re, sys, time
from scrapers.errors import FetchError
from tests.scrapers.web_clients import ask, client
def peak():
    return int(re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1]) / 1024
*warm, authority = sys.argv[1:]
ask(client(allowed=[authority]), f"http://{authority}/warm")
told = []
for path in ("gzip", "gzip,gzip", "br", "zstd", "unmarked"):
    before, began = peak(), time.monotonic()
    try:
        ask(client(allowed=[authority]), f"http://{authority}/{path}")
        told.append([path, "taken", 0, 0])
    except FetchError as error:
        told.append([path, type(error).__name__, time.monotonic() - began, peak() - before])
print(json.dumps(told))
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the peak of memory is read from Linux's /proc")
def test_bombs_of_256_megabytes_are_refused_in_time_and_in_little_memory(site: HostileSite, bombs: dict[str, bytes]):
    site.answer("/warm", b"page" * 50_000, gzip=True)
    for encoding, bomb in bombs.items():
        site.answer(f"/{encoding.replace(' ', '')}", bomb, headers={"Content-Encoding": encoding})
    site.answer("/unmarked", bytes(20_000_000), drip=(65_536, 0))
    child = subprocess.run(
        [sys.executable, "-c", ASK, site.authority], cwd=ROOT, capture_output=True, text=True, check=True, timeout=60
    )
    told = json.loads(child.stdout)
    assert [(path, error) for path, error, *_ in told] == [
        ("gzip", "BadAnswer"), ("gzip,gzip", "BadAnswer"), ("br", "BadAnswer"), ("zstd", "BadAnswer"),
        ("unmarked", "PageTooLarge"),
    ]  # fmt: skip
    for path, _, seconds, megabytes in told:
        assert seconds <= 5, path
        assert megabytes <= 20, path


def test_an_encoding_is_refused_whatever_the_body_is(site: HostileSite):
    for at, headers in enumerate(("br", "zstd", "deflate", "gzip, gzip", "gzip\r\nContent-Encoding: gzip")):
        site.answer(f"/{at}", b"\x1b\x00arbitrary", headers={"Content-Encoding": headers})
        with pytest.raises(BadAnswer, match="only gzip was asked for"):
            ask(client(site), site.url(f"/{at}"))
    assert len(site.requests) == 5  # asking again would not mend it


def test_a_body_without_a_length_is_cut_off_where_it_becomes_too_large(site: HostileSite):
    site.answer("/page", bytes(6_000_000), headers={"Content-Length": str(6_000_000)})
    with pytest.raises(PageTooLarge, match="6,000,000 bytes long"):
        ask(client(site), site.url("/page"))
    chunk = b"%x\r\n%s\r\n" % (1_000_000, bytes(1_000_000))
    site.answer("/chunked", chunk * 6 + b"0\r\n\r\n", headers={"Transfer-Encoding": "chunked"})
    with pytest.raises(PageTooLarge, match="5,000,000 bytes"):
        ask(client(site), site.url("/chunked"))


@pytest.mark.parametrize("packed", [False, True])
def test_half_a_page_is_no_page_and_is_asked_for_again(site: HostileSite, packed: bool):
    page = b"".join(b"<li>%d</li>" % number for number in range(5_000))
    site.answer("/page", page, gzip=packed)
    site.answer("/page", page, gzip=packed, cut=4_000, times=2)
    assert ask(client(site), site.url("/page")).body == page
    assert len(site.requests) == 3
    site.answer("/never", page, gzip=packed, cut=4_000)
    with pytest.raises(Unreachable, match="broke off"):
        ask(client(site), site.url("/never"))


def slow(site: HostileSite, deadline: float) -> float:
    """How long the client stays with a server that says a byte at a time."""
    clock, began = Clock(), time.monotonic()
    with pytest.raises(Unreachable, match=f"within {deadline:g} seconds"):
        ask(client(site, clock=clock, deadline=deadline), site.url("/slow"))
    assert clock.slept == []  # its time is used up: it is not asked again
    return time.monotonic() - began


def test_a_server_that_drips_is_left_when_the_time_is_over(site: HostileSite):
    site.answer("/slow", bytes(1_000), drip=(1, 0.05))
    assert 0.4 <= slow(site, 0.4) < 1.4


def test_a_server_that_says_nothing_is_left_when_the_time_is_over(site: HostileSite):
    site.answer("/slow", b"page", delay=30)
    assert 0.2 <= slow(site, 0.2) < 1.2


@pytest.mark.slow
def test_a_server_that_says_a_byte_a_second_is_left_by_the_thirty_first_second(site: HostileSite):
    site.answer("/slow", bytes(1_000), drip=(1, 1.0))
    assert 30 <= slow(site, 30.0) <= 31


def test_the_time_is_one_for_all_redirects_and_attempts_together(site: HostileSite):
    for at in range(5):
        site.answer(f"/{at}", status=302, headers={"Location": f"/{at + 1}"}, delay=0.08)
    site.answer("/5", b"page", delay=0.08)
    assert ask(client(site), site.url("/0")).seconds >= 0.48
    site.requests.clear()
    with pytest.raises(Unreachable, match="within"):
        ask(client(site, deadline=0.25), site.url("/0"))
    assert len(site.requests) <= 4
    site.answer("/failing", status=500, delay=0.3)
    with pytest.raises(FetchError):
        ask(client(site, deadline=0.5), site.url("/failing"))
    assert len(site.asked("/failing")) == 2
