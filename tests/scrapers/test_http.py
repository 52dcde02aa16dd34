"""What the client asks, how it says who it is, and what it makes of each answer."""

import asyncio
import logging
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from scrapers.errors import (
    AskedTooOften,
    BadAnswer,
    Blocked,
    FetchError,
    ForbiddenAddress,
    Gone,
    ServerFailed,
    Unreachable,
)
from scrapers.exchange import Answer, Request, Validators
from scrapers.http import ATTEMPTS
from tests.scrapers.hostile_site import HostileSite
from tests.scrapers.web_clients import START, Clock, ask, client, names, transport

TOKEN = "hf_a-token-nobody-may-see"  # noqa: S105 - of nobody


@pytest.fixture
def site() -> Iterator[HostileSite]:
    with HostileSite() as site:
        yield site


def test_a_page_comes_with_what_is_needed_to_understand_and_to_ask_again(site: HostileSite):
    site.answer("/feed", "Übersicht".encode(), gzip=True, etag=True, headers={"Content-Type": "text/xml"})
    answer = ask(client(site), site.url("/feed?q=1#here"))
    assert (answer.status, answer.body.decode(), answer.media_type) == (200, "Übersicht", "text/xml")
    assert answer.received_at == START
    assert 0 < answer.seconds < 5
    assert answer.validators.etag == ask(client(site), site.url("/feed")).validators.etag != ""


def test_of_a_hundred_polls_of_an_unchanged_page_ninety_nine_bring_nothing(site: HostileSite):
    site.answer("/feed", b"the same all day", etag=True)

    async def polls() -> list[int]:
        known, statuses = Validators(), []
        async with client(site) as web:
            for _ in range(100):
                answer = await web.get(Request(address=site.url("/feed"), validators=known))
                known = answer.validators
                statuses.append(answer.status)
                assert answer.unchanged == (not answer.body)
        return statuses

    assert asyncio.run(polls()) == [200] + [304] * 99
    assert site.connections == 1  # kept for the next request


def test_a_version_is_asked_about_only_where_it_came_from(site: HostileSite):
    site.answer("/issue/11", b"issue 11", etag=True)
    site.redirect("/latest", "/issue/11")

    def again(**known: Any) -> Answer:
        async def latest() -> Answer:
            async with client(site) as web:
                return await web.get(Request(address=site.url("/latest"), **known))

        return asyncio.run(latest())

    first = again()
    assert again(validators=first.validators, validated_at=first.address).unchanged
    site.answer("/issue/12", b"issue 11", etag=True)  # another page with the same version
    site.redirect("/latest", "/issue/12")
    assert again(validators=first.validators, validated_at=first.address).body == b"issue 11"
    assert again(validators=first.validators).body == b"issue 11"


def test_both_validators_are_sent_and_ones_that_no_header_can_hold_are_not(site: HostileSite):
    site.answer("/feed", b"page")
    ask(client(site), site.url("/feed"), validators=Validators('W/"7"', "Fri, 20 Nov 2026 07:00:00 GMT"))
    ask(client(site), site.url("/feed"), validators=Validators('"ü"', ""))
    first, second = (seen.headers for seen in site.requests)
    assert (first["if-none-match"], first["if-modified-since"]) == ('W/"7"', "Fri, 20 Nov 2026 07:00:00 GMT")
    assert "if-none-match" not in second


@pytest.mark.parametrize(
    ("contact", "agent"),
    [
        ("operator@example.org", "Paperround/1.2 (+operator@example.org)"),
        ("", "Paperround/1.2 (no contact given)"),
        ("me)\r\nX-Injected: 1 (ü", "Paperround/1.2 (+meX-Injected:1)"),
    ],
)
def test_the_client_says_who_it_is_and_what_it_understands(site: HostileSite, contact: str, agent: str):
    site.answer("/feed", b"page")
    ask(client(site, contact=contact), site.url("/feed"))
    [seen] = site.requests
    assert seen.headers["user-agent"] == agent
    assert seen.headers["accept-encoding"] == "gzip, identity"
    assert "x-injected" not in seen.headers


@pytest.mark.parametrize(
    ("status", "headers", "error", "says"),
    [
        (202, {}, Blocked, "proof that a person"),
        (200, {"cf-mitigated": "challenge"}, Blocked, "proof that a person"),
        (503, {"cf-mitigated": "challenge"}, Blocked, "proof that a person"),
        (204, {}, BadAnswer, "204"),
        (206, {}, BadAnswer, "206"),
        (300, {}, BadAnswer, "300"),
        (302, {}, BadAnswer, "where to"),
        (304, {}, BadAnswer, "was not asked"),
        (400, {}, Gone, "400"),
        (401, {}, Blocked, "401"),
        (403, {}, Blocked, "403"),
        (404, {}, Gone, "404"),
        (410, {}, Gone, "410"),
        (429, {}, AskedTooOften, "left alone"),
        (451, {}, Blocked, "451"),
        (500, {}, ServerFailed, "500"),
        (503, {}, ServerFailed, "503"),
        (503, {"Retry-After": "5"}, AskedTooOften, "left alone"),
    ],
)
def test_any_status_but_a_page_is_an_error_of_its_own(
    site: HostileSite, status: int, headers: dict[str, str], error: type[FetchError], says: str
):
    site.answer("/page", b"<html>Just a moment</html>", status=status, headers=headers)
    with pytest.raises(FetchError, match=says) as raised:
        ask(client(site), site.url("/page"))
    assert type(raised.value) is error
    assert str(raised.value).startswith(site.url("/page"))


def test_what_may_pass_is_asked_three_times_and_each_time_in_line(site: HostileSite):
    site.answer("/page", b"at last", etag=True)
    site.answer("/page", status=500, times=1)
    site.answer("/page", hang_up=True, times=1)
    clock = Clock()
    assert ask(client(site, clock=clock), site.url("/page")).body == b"at last"
    assert len(site.requests) == 3
    assert sum(clock.slept) == pytest.approx(2 * 3.0)  # pauses of 1.5 and 2.5 s, and the rest of two gaps of 3 s
    assert clock.slept[0] == 1.5


def test_what_does_not_pass_is_asked_three_times_at_most(site: HostileSite):
    site.answer("/page", status=502)
    with pytest.raises(ServerFailed):
        ask(client(site), site.url("/page"))
    assert len(site.requests) == ATTEMPTS == 3


@pytest.mark.parametrize("status", [202, 404, 403, 429, 304])
def test_what_asking_again_cannot_mend_is_asked_once(site: HostileSite, status: int):
    site.answer("/page", status=status)
    with pytest.raises(FetchError):
        ask(client(site), site.url("/page"))
    assert len(site.requests) == 1


def test_failures_are_told_to_nobody_but_who_asked(site: HostileSite, capfd: pytest.CaptureFixture[str]):
    site.answer("/page", status=502)
    with pytest.raises(ServerFailed):
        ask(client(site), site.url("/page"))
    assert capfd.readouterr() == ("", "")


def test_five_redirects_are_followed_and_six_are_not(site: HostileSite):
    for at in range(6):
        site.redirect(f"/{at}", f"{at + 1}", status=(301, 302, 303, 307, 308)[at % 5])
    site.answer("/6", b"arrived")
    answer = ask(client(site), site.url("/1"))
    assert (answer.body, answer.address) == (b"arrived", site.url("/6"))
    with pytest.raises(BadAnswer, match="more than 5 times"):
        ask(client(site), site.url("/0"))


@pytest.mark.parametrize("location", ["http://[", "ftp://papers.example/", "//user:pw@papers.example/", "http://a b/"])
def test_a_redirect_to_what_is_no_address_of_the_web_is_not_followed(site: HostileSite, location: str):
    site.redirect("/page", location)
    with pytest.raises((BadAnswer, ForbiddenAddress), match="redirects to") as raised:
        ask(client(site), site.url("/page"))
    assert "pw" not in str(raised.value)


def test_a_site_that_is_not_there_is_unreachable_and_the_message_says_how():
    clients = client(allowed=["127.0.0.1"]), client(resolver=names())
    with pytest.raises(Unreachable, match=r"http://127\.0\.0\.1:9/: Nobody answers there"):
        ask(clients[0], "http://127.0.0.1:9/")
    with pytest.raises(Unreachable, match=r"https://papers\.example/new: Its name is not known"):
        ask(clients[1], "https://papers.example/new")


def test_what_does_not_speak_http_is_unreachable(site: HostileSite):
    site.answer("/page", headers={"Bad header": "x\r\nHTTP/9.9 0 Nonsense"})
    with pytest.raises(Unreachable, match="does not speak HTTP"):
        ask(client(site), site.url("/page"))


def test_a_token_goes_to_its_own_host_over_https_and_nowhere_else():
    answers = {
        "https://huggingface.co/api/x": httpx.Response(302, headers={"location": "https://cdn.huggingface.co/y"}),
        "https://cdn.huggingface.co/y": httpx.Response(302, headers={"location": "http://huggingface.co/z"}),
        "http://huggingface.co/z": httpx.Response(302, headers={"location": "https://huggingface.co:8443/z"}),
        "https://huggingface.co:8443/z": httpx.Response(302, headers={"location": "https://huggingface.co/end"}),
        "https://huggingface.co/end": httpx.Response(200, content=b"page", headers={"set-cookie": "a=b"}),
    }
    seen: list[httpx.Request] = []
    web = client(transport=transport(answers, seen), tokens={"huggingface.co": TOKEN})
    answer = ask(web, "https://huggingface.co/api/x")
    assert [request.headers.get("authorization") for request in seen] == [
        f"Bearer {TOKEN}", None, None, None, f"Bearer {TOKEN}"
    ]  # fmt: skip
    assert "set-cookie" not in answer.headers
    assert not any("cookie" in request.headers for request in seen)


@pytest.mark.parametrize("spelling", ["HuggingFace.CO", "huggingface.co.", "huggingface.co:443", "HUGGINGFACE.co.:443"])
def test_who_is_asked_is_who_was_checked_however_it_is_spelled(spelling: str):
    seen: list[httpx.Request] = []
    answers = {"https://huggingface.co/api": httpx.Response(200, content=b"page")}
    web = client(transport=transport(answers, seen), tokens={"huggingface.co": TOKEN})
    assert ask(web, f"https://{spelling}/api").body == b"page"
    assert (seen[0].headers["host"], seen[0].headers["authorization"]) == ("huggingface.co", f"Bearer {TOKEN}")


def test_no_token_and_no_key_of_an_address_is_in_any_log_or_error(site: HostileSite, caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.DEBUG)
    for logger in ("httpx", "httpcore"):  # these two log whole addresses and headers; the doors quiet them
        logging.getLogger(logger).setLevel(logging.WARNING)
    answers = {
        f"https://huggingface.co/{status}?api_key=KEY&q=graphs": httpx.Response(status, headers=headers)
        for status, headers in [(403, {}), (500, {}), (429, {}), (302, {"location": "http://10.0.0.1/?sig=KEY"})]
    }
    for address in answers:
        web = client(transport=transport(answers, []), tokens={"huggingface.co": TOKEN})
        with pytest.raises(FetchError) as raised:
            ask(web, address)
        told = f"{raised.value} {raised.value!r} {raised.value.__cause__}"
        assert "KEY" not in told
        assert TOKEN not in told
        assert "q=graphs" in told
    assert "KEY" not in caplog.text
    assert TOKEN not in caplog.text


def test_proxies_of_the_environment_are_not_used(site: HostileSite, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    site.answer("/page", b"straight")
    assert ask(client(site), site.url("/page")).body == b"straight"
