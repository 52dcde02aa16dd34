"""Nobody reaches through us into a private network: not by an address, a redirect, a name, or a name that changes."""

from collections.abc import Iterator, Sequence

import pytest

from scrapers.connecting import GatedTransport
from scrapers.errors import FetchError, ForbiddenAddress, Unreachable
from scrapers.gate import Gate, Resolver
from tests.bot.channels.certificates import server_context, trusting
from tests.scrapers.hostile_site import HostileSite
from tests.scrapers.test_gate import PRIVATE, SPELLINGS
from tests.scrapers.traps import Canary
from tests.scrapers.web_clients import ask, client, names


@pytest.fixture
def site() -> Iterator[HostileSite]:
    with HostileSite() as site:
        yield site


@pytest.fixture
def canary() -> Iterator[Canary]:
    with Canary() as canary:
        yield canary


def bracketed(address: str) -> str:
    return f"[{address}]" if ":" in address and not address.startswith("[") else address


@pytest.mark.parametrize("address", PRIVATE)
def test_no_private_address_is_reached_directly_by_a_redirect_or_by_a_name(
    site: HostileSite, canary: Canary, address: str
):
    target = f"http://{bracketed(address)}:{canary.port}/"
    site.redirect("/elsewhere", target)
    trap = f"http://papers.example:{canary.port}/"
    site.redirect("/named", trap)
    for url in (target, site.url("/elsewhere"), trap, site.url("/named")):
        with pytest.raises(ForbiddenAddress, match="PAPERROUND_FETCH_ALLOW") as raised:
            ask(client(site, resolver=names(papers_example=address)), url)
        assert raised.value.address in {url, trap}
    assert canary.connections == 0


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_no_spelling_of_a_private_address_is_reached(site: HostileSite, canary: Canary, spelling: str):
    target = f"http://{spelling}:{canary.port}/"
    site.redirect("/elsewhere", target.encode().decode("latin-1"))
    for url in (target, site.url("/elsewhere")):
        with pytest.raises(FetchError):
            ask(client(site), url)
    assert canary.connections == 0


def rebinding(*answers: str, asked: list[str]) -> Resolver:
    """A resolver whose answer changes from one question to the next."""

    async def resolve(host: str, port: int) -> Sequence[str]:
        asked.append(host)
        return [answers[min(len(asked), len(answers)) - 1]]

    return resolve


def test_a_name_that_changes_after_it_was_checked_changes_nothing(site: HostileSite, canary: Canary):
    site.answer("/feed", b"page")
    asked: list[str] = []
    url = f"http://papers.example:{site.port}/feed"
    resolver = rebinding("127.0.0.1", "::1", asked=asked)
    assert ask(client(site, resolver=resolver), url, url).body == b"page"
    assert asked == ["papers.example"]
    with pytest.raises(ForbiddenAddress):  # the next connection looks anew, and checks anew
        ask(client(site, resolver=resolver), url)
    with pytest.raises(FetchError):
        ask(
            client(resolver=rebinding("192.0.0.8", "127.0.0.1", asked=[]), allowed=["192.0.0.8"], deadline=0.2),
            f"http://papers.example:{canary.port}/",
        )
    assert canary.connections == 0


def test_where_a_name_was_checked_is_where_is_connected_to_and_the_site_hears_its_name(site: HostileSite):
    site.answer("/feed", b"page")
    resolver = names(mirror_lan="127.0.0.1")
    url = f"http://mirror.lan:{site.port}/feed"
    assert ask(client(allowed=["mirror.lan"], resolver=resolver), url).body == b"page"
    assert site.requests[0].headers["host"] == f"mirror.lan:{site.port}"


def test_the_next_address_of_a_name_is_tried_if_the_first_does_not_answer(site: HostileSite):
    site.answer("/feed", b"page")
    resolver = names(mirror_lan="127.0.0.2 127.0.0.1")
    assert ask(client(allowed=["mirror.lan"], resolver=resolver), f"http://mirror.lan:{site.port}/feed").body == b"page"


def test_the_canary_hears_whoever_does_reach_it(canary: Canary):
    with pytest.raises(FetchError):
        ask(client(allowed=["127.0.0.1"], deadline=0.5), f"http://127.0.0.1:{canary.port}/")
    assert canary.connections == 1


def over_tls(certified: str) -> bytes:
    resolver = names(mirror_lan="127.0.0.1")
    with HostileSite(tls=server_context(certified)) as site:
        site.answer("/feed", b"page")
        through = GatedTransport(Gate(["mirror.lan"], resolver), trusting(certified))
        web = client(transport=through, allowed=["mirror.lan"], resolver=resolver)
        return ask(web, f"https://mirror.lan:{site.port}/feed").body


def test_tls_verifies_the_name_that_was_asked_and_not_the_address_it_stands_for():
    assert over_tls("DNS:mirror.lan") == b"page"
    for others in ("DNS:elsewhere.test", "IP:127.0.0.1"):
        with pytest.raises(Unreachable, match="certificate cannot be trusted"):
            over_tls(others)
