"""The dead man's switch is told once, says plainly why it was not, and its address stays secret."""

import asyncio
import logging

import httpx
import pytest
import respx

from bot.app.dead_man import ping
from bot.channels.ping import get

URL = "https://hc.example/ping/4f1c-s3cret"


def said() -> str | None:
    return asyncio.run(ping(get, URL))


@respx.mock
def test_a_good_round_is_told_once() -> None:
    asked = respx.get(URL).respond(200, text="OK")
    assert said() is None
    assert asked.call_count == 1


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (httpx.Response(404), "status 404"),
        (httpx.Response(302, headers={"Location": "https://elsewhere.example/"}), "status 302"),
        (httpx.ReadTimeout(f"no answer from {URL}"), "within 10 seconds"),
        (httpx.ConnectError(f"cannot reach {URL}"), "not reached (ConnectError)"),
        (httpx.RemoteProtocolError(URL), "not reached (RemoteProtocolError)"),
    ],
)
@respx.mock
def test_what_went_wrong_is_said_without_the_address(
    answer: httpx.Response | Exception, why: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, logger="bot")
    route = respx.get(URL)
    if isinstance(answer, Exception):
        route.mock(side_effect=answer)
    else:
        route.mock(return_value=answer)
    told = said()
    assert told is not None
    assert why in told
    assert "s3cret" not in told + caplog.text


def test_an_address_that_is_none_is_no_crash() -> None:
    told = asyncio.run(ping(get, "https://hc.example:notaport/s3cret"))
    assert told is not None
    assert "s3cret" not in told
