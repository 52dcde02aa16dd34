"""Which addresses may be asked, as they are written and as their names turn out."""

import asyncio
import contextlib
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrapers.addresses import shown
from scrapers.errors import ForbiddenAddress, Unreachable
from scrapers.gate import Gate
from scrapers.networks import is_public
from tests.scrapers.web_clients import names

PRIVATE = (
    "0.0.0.0",  # noqa: S104 - it is refused
    "10.1.2.3",
    "100.64.0.1",
    "127.0.0.1",
    "127.255.255.254",
    "169.254.169.254",
    "172.16.0.1",
    "192.0.0.1",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "224.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::ffff:127.0.0.1",
    "64:ff9b::7f00:1",
    "2002:7f00:1::",
    "2001:0:7f00:1::1",
    "3fff::1",
    "fd00::1",
    "fe80::1",
    "ff02::1",
    "::127.0.0.1",
    "64:ff9b:1::7f00:1",
    "2001:db8::1",
)
"""The 22 of the promise and some more; the pages they are tried on are in test_http_gate.py."""

PUBLIC = ("1.1.1.1", "151.101.3.42", "2606:4700::6812:1", "64:ff9b::101:101", "::ffff:1.1.1.1", "2a04:4e42::810")

SPELLINGS = (
    "0x7f.1",
    "2130706433",
    "127.1",
    "0177.0.0.1",
    "0x7f000001",
    "127.0.0.1.",
    "127.0.0.0x1",
    "１２７.0.0.1",
    "127。0。0。1",
    "①②⑦.0.0.1",
    "127%2e0.0.1",
    "[::1%25lo]",
    "[::1%lo]",
    "user@127.0.0.1",
    "papers.example@127.0.0.1",
    "papers.example\\@127.0.0.1",
    "127.0.0.1\\.papers.example",
    "papers.example:80@127.0.0.1",
)


@pytest.mark.parametrize("text", PRIVATE)
def test_what_no_server_of_the_public_internet_has_is_not_public(text: str):
    assert not is_public(ip_address(text))


@pytest.mark.parametrize("text", PUBLIC)
def test_what_servers_of_the_public_internet_have_is_public(text: str):
    assert is_public(ip_address(text))


NETWORKS = [ip_network(text) for text in ("10.0.0.0/8", "127.0.0.0/8", "192.168.0.0/16", "224.0.0.0/3")]


@given(network=st.sampled_from(NETWORKS), at=st.integers(min_value=0), wrapping=st.sampled_from([0, 0xFFFF, 1]))
def test_a_private_address_stays_private_however_it_is_wrapped(network, at: int, wrapping: int):
    inside = int(network[at % network.num_addresses])
    wrapped = IPv6Address((0x64FF9B << 96 if wrapping == 1 else wrapping << 32) | inside)
    assert not is_public(IPv4Address(inside))
    assert not is_public(wrapped)
    assert not is_public(IPv6Address((0x2002 << 112) | (inside << 80) | 1))


@given(at=st.integers(min_value=0, max_value=2**128 - 1))
def test_outside_of_what_was_given_to_the_world_only_public_ipv4_is_wrapped(at: int):
    address = IPv6Address(at)
    if is_public(address) and address not in ip_network("2000::/3"):
        assert is_public(IPv4Address(at & 0xFFFFFFFF))


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_an_address_written_to_look_like_another_is_refused(spelling: str):
    gate = Gate(["127.0.0.1", "::1", "papers.example"])  # not even where the operator allowed what it hides
    with pytest.raises(ForbiddenAddress):
        gate.check_address(f"http://{spelling}/")


@pytest.mark.parametrize(
    "url",
    [
        "ftp://papers.example/", "file:///etc/passwd", "gopher://papers.example/", "javascript:alert(1)", "", "//x/",
        "papers.example", "http:papers.example", "http:///papers", "http://", "http://:80/", "http://[::1/", "http://.",
        "http://papers..example/", "http://-papers.example/", "http://papers.example:0/", "http://papers.example:65536/",
        "http://papers.example:8o/", "http://papers.example:/", "http://[::1]x/", "http://papers.example/a b",
        "http://papers.example/\n", "http://papers.example/\x00", "http://papers\t.example/", "http://papers.exam\u202eple/",
        "http://papers.example\\/", "http://" + "a" * 64 + ".example/", "http://" + "a." * 130 + "example/",
        "http://papers.example/" + "a" * 2_000, "http://[fe80::1]/", "http://xn--/",
    ],
)  # fmt: skip
def test_what_is_no_address_of_the_web_is_refused(url: str):
    with pytest.raises(ForbiddenAddress):
        Gate().check_address(url)


@given(url=st.text(max_size=60) | st.from_regex(r"https?://[^/]{0,40}(/.{0,20})?", fullmatch=True))
def test_any_text_is_an_address_or_is_refused(url: str):
    with contextlib.suppress(ForbiddenAddress):
        place = Gate().place_of(url)
        assert place.host.isascii()
        assert 0 < place.port < 65_536


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://Papers.Example/a?b=c", "https://papers.example"),
        ("http://papers.example.:8080/", "http://papers.example:8080"),
        ("https://bücher.example/", "https://xn--bcher-kva.example"),
        ("https://rss.arxiv.org:443/rss/cs.CL+cs.LG", "https://rss.arxiv.org"),
        ("http://[2606:4700:0:0:0:0:6812:1]:81/", "http://[2606:4700::6812:1]:81"),
        ("http://papers.example/?q=a@b", "http://papers.example"),
    ],
)
def test_an_honest_address_leads_where_it_says(url: str, origin: str):
    assert Gate().place_of(url).origin == origin


@pytest.mark.parametrize(
    ("allowed", "passes", "refused"),
    [
        ("127.0.0.1", "http://127.0.0.1:8080/", "http://127.0.0.2/"),
        ("127.0.0.1:8080", "http://127.0.0.1:8080/", "http://127.0.0.1:8081/"),
        ("10.0.0.0/8", "http://10.200.0.1/", "http://11.0.0.1.example@10.0.0.1/"),
        ("[::1]:80", "http://[::1]/", "http://[::1]:81/"),
        ("fd00::/8", "http://[fd12::1]/", "http://[fe80::1]/"),
        (" ::1 ", "http://[0:0::1]:81/", "http://127.0.0.1/"),
    ],
)
def test_what_the_operator_named_may_be_private_and_no_more(allowed: str, passes: str, refused: str):
    Gate([allowed]).check_address(passes)
    with pytest.raises(ForbiddenAddress):
        Gate([allowed]).check_address(refused)
    with pytest.raises(ForbiddenAddress, match="PAPERROUND_FETCH_ALLOW"):
        Gate().check_address(passes)


@pytest.mark.parametrize("entry", ["", "http://mirror.example", "10.0.0.0/33", "0x7f.1", "mirror.example:http", "a b"])
def test_what_cannot_be_allowed_is_named(entry: str):
    with pytest.raises(ValueError, match="neither a host") as raised:
        Gate([entry])
    assert repr(entry) in str(raised.value)


def resolve(gate: Gate, host: str, port: int = 80) -> list[str]:
    return asyncio.run(gate.resolve(host, port))


@pytest.mark.parametrize("private", PRIVATE)
def test_a_name_that_stands_for_a_private_address_is_refused_whatever_else_it_stands_for(private: str):
    gate = Gate(["mirror.lan:8080"], names(papers_example=f"1.1.1.1 {private}", mirror_lan=private))
    with pytest.raises(ForbiddenAddress) as raised:
        resolve(gate, "papers.example")
    assert "papers.example:80" in str(raised.value)
    assert private in str(raised.value)
    assert resolve(gate, "mirror.lan", 8080) == [private]
    with pytest.raises(ForbiddenAddress):
        resolve(gate, "mirror.lan", 8081)


def test_a_name_gives_its_addresses_in_order_and_an_address_itself_unasked():
    gate = Gate(resolver=names(papers_example="2606:4700::1 1.1.1.1", empty_example="", odd_example="fe80::1%eth0"))
    assert resolve(gate, "papers.example") == ["2606:4700::1", "1.1.1.1"]
    assert resolve(gate, "Papers.Example.") == ["2606:4700::1", "1.1.1.1"]
    assert resolve(gate, "1.1.1.1") == ["1.1.1.1"]
    for host in ("empty.example", "unknown.example"):
        with pytest.raises(Unreachable, match="not known"):
            resolve(gate, host)
    with pytest.raises(ForbiddenAddress):
        resolve(gate, "odd.example")


def test_a_name_of_this_machine_is_known_to_the_machine_and_refused():
    with pytest.raises(ForbiddenAddress):
        resolve(Gate(), "localhost")
    assert resolve(Gate(["localhost"]), "localhost")


@pytest.mark.parametrize(
    "url",
    [
        "http://user:s3cret@papers.example/",
        "http://user:s3cret/s3cret@papers.example/",
        "http://s3cret@10.0.0.1/",
        "user:s3cret@papers.example",
        "http://10.0.0.1/?token=s3cret&day=1",
        "http://10.0.0.1/?day=1&X-Amz-Signature=s3cret",
        "http://10.0.0.1/?hf_api_key=s3cret#access_token=s3cret",
    ],
)
def test_a_message_shows_no_password_and_no_key(url: str):
    with pytest.raises(ForbiddenAddress) as raised:
        Gate().check_address(url)
    assert "s3cret" not in str(raised.value)
    assert "***" in str(raised.value)


def test_a_message_shows_what_is_no_secret_and_nothing_that_is_not_printed():
    said = shown("https://papers.example:8080/@group/new?author=Kim&keyword=graphs\u202e\n")
    assert said == "https://papers.example:8080/@group/new?author=Kim&keyword=graphs"
    assert shown("https://papers.example/new?a=b#c", query=False) == "https://papers.example/new"
    assert len(shown("https://papers.example/" + "a" * 10_000)) == 300
