"""A token that its host does not take any more must not cost us what anybody may read."""

import asyncio

import httpx
import pytest

from scrapers.errors import Blocked
from scrapers.exchange import Request, Validators
from tests.scrapers.web_clients import Clock, ask, client, transport

TOKEN = "hf_a-token-nobody-may-see"  # noqa: S105 - of nobody


def test_a_host_that_refuses_its_token_is_asked_without_it_for_an_hour(caplog: pytest.LogCaptureFixture):
    seen: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(401 if "authorization" in request.headers else 200, content=b"page")

    clock, known = Clock(), Validators(etag='"1"')

    async def visits() -> None:
        web = client(clock=clock, transport=httpx.MockTransport(answer), tokens={"huggingface.co": TOKEN})
        async with web:
            for pause in (0, 60, 3600):
                await clock.sleep(pause)
                request = Request(address="https://huggingface.co/api/x?date=1", validators=known)
                assert (await web.get(request)).body == b"page"

    asyncio.run(visits())
    assert ["authorization" in request.headers for request in seen] == [True, False, False, True, False]
    assert {request.headers["if-none-match"] for request in seen} == {'"1"'}
    assert clock.slept.count(3.0) == 2  # asking again is a request like any other
    assert caplog.text.count("huggingface.co refuses the token") == 2
    assert TOKEN not in caplog.text


def test_a_page_that_is_refused_with_and_without_a_token_is_refused():
    seen: list[httpx.Request] = []
    answers = {"https://huggingface.co/api": httpx.Response(401)}
    web = client(transport=transport(answers, seen), tokens={"huggingface.co": TOKEN})
    with pytest.raises(Blocked, match="401"):
        ask(web, "https://huggingface.co/api")
    assert len(seen) == 2
