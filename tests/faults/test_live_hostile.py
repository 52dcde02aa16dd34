"""``paperround fetch`` against sites that answer with everything but a list of papers, and that are mended afterwards.

Each nasty answer comes from a server of its own, as one source among others: what one of them does must not hurt the
others. Everything is real but the sites: settings, command, web client, the child that reads pages, database.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from click.testing import CliRunner, Result

from bot.app.collect import collect
from bot.cli.main import root
from scrapers.parsers import parse
from store.sql import check, open_store
from tests.faults.site_pages import ANSWERS
from tests.scrapers.hostile_site import HostileSite, Reply, Seen
from tests.scrapers.page_builders import PAGES, fixture_page
from tests.scrapers.traps import Canary, gzip_bomb
from tests.support import every_row

GOOD = Reply(body=(PAGES / "journal_rss.xml").read_bytes(), headers={"Content-Type": "application/rss+xml"}, etag=True)
PAPERS = len(parse(fixture_page("journal_rss.xml")).entries)
SEED = fixture_page("dump_with_meta.txt")
KNOWN = len(parse(SEED).entries)
LONG = GOOD.body + b"<!-- -->" * 5_000
LAUGHS = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><rss><channel>&b;</channel></rss>'
SILLY = b"<html><title>Sorry</title><body>Something is wrong with our servers. Please try later.</body></html>"


class Nasty(NamedTuple):
    """An answer. :ivar result: how the look ends. :ivar says: a part of what is said of it."""

    reply: Reply
    result: str
    says: str


def page(body: bytes, **headers: str) -> Reply:
    return Reply(
        body=body, headers={"Content-Type": "text/html"} | {n.replace("_", "-"): t for n, t in headers.items()}
    )


def to(address: str) -> Reply:
    return Reply(status=302, headers={"Location": address})


NASTY: Mapping[str, Nasty] = {
    "refusing": Nasty(ANSWERS["403"], "blocked", "refuses to answer us"),
    "challenging": Nasty(ANSWERS["challenge"], "blocked", "wants proof that a person is asking"),
    "challenging-politely": Nasty(page(ANSWERS["challenge"].body), "blocked", "robots"),
    "asked-too-often": Nasty(Reply(status=429, headers={"Retry-After": "2"}), "later", "wants to be left alone"),
    "limited": Nasty(Reply(status=429, headers={"RateLimit": '"api";r=0;t=2'}), "later", "wants to be left alone"),
    "overloaded": Nasty(Reply(status=503, headers={"Retry-After": "2"}), "later", "wants to be left alone"),
    "gone": Nasty(Reply(status=404), "failed", "no such page"),
    "apologetic": Nasty(page(SILLY), "changed", "Sorry"),
    "empty": Nasty(page(b""), "changed", "empty"),
    "binary": Nasty(page(bytes(range(256)) * 20), "changed", ""),
    "laughing": Nasty(page(LAUGHS), "changed", "entit"),
    "metadata": Nasty(to("http://169.254.169.254/latest/meta-data/"), "failed", "169.254.169.254"),
    "inward": Nasty(to("http://[::1]:{canary}/"), "failed", "redirects to"),
    "disguised": Nasty(to("http://0x7f.1:{canary}/"), "failed", "redirects to"),
    "exploding": Nasty(page(gzip_bomb(256_000_000), Content_Encoding="gzip"), "failed", "times"),
    "packed-twice": Nasty(page(gzip_bomb(1_000_000, 2), Content_Encoding="gzip, gzip"), "failed", "gzip, gzip"),
    "modern": Nasty(page(b"\x8b\x02\x80abc\x03", Content_Encoding="br"), "failed", "br"),
    "huge": Nasty(page(b"<p>" + b"x" * 6_000_000), "failed", "large"),
}
"""What is not tried again within a run."""

SLOW: Mapping[str, Nasty] = {
    "failing": Nasty(ANSWERS["500"], "failed", "The server failed (status 500)"),
    "silent": Nasty(ANSWERS["away"], "failed", ""),
    "half": Nasty(Reply(body=LONG, headers=GOOD.headers, cut=len(LONG) // 2), "failed", ""),
    "in-circles": Nasty(to("/feed.xml"), "failed", "redirects more than 5 times"),
    "a-byte-a-second": Nasty(Reply(body=LONG, drip=(1, 1.0)), "failed", "within 30 seconds"),
    "never-beginning": Nasty(Reply(body=LONG, delay=60), "failed", "within 30 seconds"),
    "tangled": Nasty(page(b"<html>" + b"<!--" * 200_000), "changed", ""),
}
"""What is tried again, or takes its time."""

POLITE = {"challenging-politely"}
"""Pages that cannot be understood, and whose result tells more than that."""

Configure = Callable[[Mapping[str, Nasty]], dict[str, HostileSite]]


@pytest.fixture
def configured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Configure]:
    """Serves these answers, and configures a source for each."""
    monkeypatch.chdir(tmp_path)
    for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    monkeypatch.setenv("PAPERROUND_FETCH_ALLOW", "127.0.0.1")
    with ExitStack() as stack:

        def serve(nasty: Mapping[str, Nasty]) -> dict[str, HostileSite]:
            sites = {name: stack.enter_context(HostileSite()) for name in nasty}
            canary = stack.enter_context(Canary())
            stack.callback(lambda: canary_is_untouched(canary))
            for name, site in sites.items():
                reply = nasty[name].reply
                headers = {key: text.replace("{canary}", str(canary.port)) for key, text in reply.headers.items()}
                site.route("/feed.xml", partial(same, replace(reply, headers=headers)))
            sources = (
                f'[[sources]]\nname = "{name}"\nkind = "feed"\naddress = "{site.url("/feed.xml")}"\n'
                for name, site in sites.items()
            )
            (tmp_path / "paperround.toml").write_text('database_url = "papers.db"\n' + "".join(sources))
            return sites

        yield serve


def same(reply: Reply, _: Seen) -> Reply:
    return reply


def canary_is_untouched(canary: Canary) -> None:
    assert canary.connections == 0


def fetch(code: int) -> dict[str, dict[str, Any]]:
    """Fetch everything; what is reported of each source."""
    result = CliRunner(catch_exceptions=False).invoke(root, ["fetch", "--json"])
    assert_is_for_people(result, code)
    return {source["name"]: source for source in json.loads(result.stdout)["sources"]}


def collect_seed() -> None:
    """There are papers before anything is fetched."""
    with closing(open_store("sqlite:///papers.db")) as store:
        collect(store, SEED, parse(SEED))


def catalog_rows() -> dict[str, list[tuple[object, ...]]]:
    rows = every_row(Path("papers.db"))
    return {name: rows[name] for name in ("papers", "statements", "identifiers", "sightings", "pages", "sources")}


def assert_is_for_people(result: Result, code: int) -> None:
    assert result.exit_code == code, result.output
    assert "Traceback" not in result.output
    assert not re.search(r"\b[A-Za-z]+Error\b", result.output)


def assert_each_is_told_and_mended(sites: dict[str, HostileSite], nasty: Mapping[str, Nasty]) -> None:
    collect_seed()
    before = catalog_rows()
    reports = fetch(code=1)
    for name, answer in nasty.items():
        [look] = reports[name]["looks"]
        assert look["result"] == answer.result, (name, look)
        assert answer.says in look["said"], (name, look)
        assert look["said"].startswith(sites[name].url("/feed.xml")), (name, look)
    assert catalog_rows() == before
    with open_store("sqlite:///papers.db").reading() as catalog:
        kept = {each.source for each in catalog.put_aside()}
    assert kept == {name for name in nasty if nasty[name].result == "changed"} | (POLITE & nasty.keys())
    for site in sites.values():
        site.route("/feed.xml", lambda _: GOOD)
    mended = fetch(code=0)
    assert {name: source["looks"][0]["papers"] for name, source in mended.items()} == dict.fromkeys(nasty, PAPERS)
    fetch(code=0)  # one good look does not end a trouble that may come and go
    with open_store("sqlite:///papers.db").reading() as catalog:
        assert catalog.paper_count() == KNOWN + PAPERS
        assert not [each.subject for each in catalog.incidents(open_only=True)]
    assert check("sqlite:///papers.db").findings == ()


def test_nasty_answers_are_told_one_by_one_hurt_nothing_and_are_followed_by_good_ones(configured: Configure) -> None:
    assert_each_is_told_and_mended(configured(NASTY), NASTY)


@pytest.mark.slow
def test_so_are_those_that_are_asked_again_or_take_their_time(configured: Configure) -> None:
    assert_each_is_told_and_mended(configured(SLOW), SLOW)
