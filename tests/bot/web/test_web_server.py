"""The pages under a real server: the slow and the wrong do not keep others out."""

import http.client
import socket
import time
from contextlib import ExitStack

import pytest

from bot.web.serving import DeadlineProtocol, listening, page_server
from tests.bot.web.server_thread import Running
from tests.bot.web.site_world import World, path_of


class Hasty(DeadlineProtocol):
    """The same with deadlines that a test can wait for."""

    header_within = 0.5
    answer_within = 2.0


def ask(port: int, path: str, method: str = "GET", body: str | None = None, **headers: str) -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    connection.request(method, path, body, headers)
    answer = connection.getresponse()
    text = answer.read().decode()
    connection.close()
    return answer.status, text


def opened(port: int, first: bytes = b"") -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", port), timeout=20)
    connection.sendall(first)
    return connection


def ends(connection: socket.socket) -> bytes:
    """What comes until the other side closes."""
    got = b""
    try:
        while piece := connection.recv(65536):
            got += piece
    except ConnectionResetError:
        pass
    return got


def test_five_hundred_slow_connections_do_not_stop_a_sign_of_life(world: World) -> None:
    beginnings = (b"", b"GET / HTTP/1.1\r\nHost: x\r\n", b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\na=")
    with Running(world.app()) as server, ExitStack() as stack:
        for number in range(500):
            stack.enter_context(opened(server.port, beginnings[number % 3]))
        start = time.perf_counter()
        assert ask(server.port, "/healthz") == (200, "ok\n")
        assert ask(server.port, path_of(world.links.unsubscribe(world.reader, world.address.number)))[0] == 200
        assert time.perf_counter() - start < 5


@pytest.mark.parametrize("first", [b"", b"GET /healthz HTTP/1.1\r\nHost"], ids=["nothing", "half a header"])
def test_who_does_not_say_what_they_want_is_let_go(world: World, first: bytes) -> None:
    with Running(world.app(), Hasty) as server, opened(server.port, first) as connection:
        start = time.perf_counter()
        assert ends(connection) == b""
        assert time.perf_counter() - start < 5


def test_a_header_that_trickles_is_not_waited_for(world: World) -> None:
    with Running(world.app(), Hasty) as server, opened(server.port, b"GET / HTTP/1.1\r\n") as connection:
        start = time.perf_counter()
        connection.settimeout(0.1)
        while time.perf_counter() - start < 10:
            try:
                connection.sendall(b"X-More: 1\r\n")
                if connection.recv(1) == b"":
                    break
            except TimeoutError:
                continue
            except (ConnectionResetError, BrokenPipeError):
                break
        assert time.perf_counter() - start < 5


def test_a_second_request_has_its_own_time_and_idling_ends(world: World) -> None:
    request = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
    with Running(world.app(), Hasty) as server, opened(server.port, request) as connection:
        assert connection.recv(65536).startswith(b"HTTP/1.1 200")
        connection.sendall(request + request)
        rest = ends(connection)
        assert rest.count(b"HTTP/1.1 200") == 2


def test_a_body_that_does_not_come_is_answered_with_408(world: World) -> None:
    head = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nmail="
    with Running(world.app(body_within=0.3)) as server, opened(server.port, head) as connection:
        answer = ends(connection)
    assert answer.startswith(b"HTTP/1.1 408")
    assert b"x-frame-options: DENY" in answer


def test_a_large_body_is_refused_while_it_comes(world: World) -> None:
    head = b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
    chunk = b"1000\r\n" + b"x" * 0x1000 + b"\r\n"
    with Running(world.app()) as server, opened(server.port, head + chunk * 17) as connection:
        assert ends(connection).startswith(b"HTTP/1.1 413")


@pytest.mark.parametrize("sent", [b"\x16\x03\x01\x02\r\n\r\n", b"GET / HTTP/9\r\n\r\n", b"A: " + b"x" * 20_000])
def test_what_is_no_http_is_refused_with_safe_headers(world: World, sent: bytes) -> None:
    with Running(world.app()) as server, opened(server.port, sent) as connection:
        answer = ends(connection)
    assert answer.startswith(b"HTTP/1.1 400")
    assert b"X-Content-Type-Options: nosniff" in answer


def test_only_a_known_proxy_is_believed_who_the_visitor_is(world: World) -> None:
    form = {"Content-Type": "application/x-www-form-urlencoded"}

    def tries(port: int) -> set[int]:
        headers = [form | {"X-Forwarded-For": f"198.51.100.{number}"} for number in range(25)]
        return {ask(port, "/links", "POST", "mail=x%40reader.example", **each)[0] for each in headers}

    with Running(world.app()) as server:
        assert tries(server.port) == {200, 429}
    with Running(world.app(), trusted="127.0.0.1") as server:
        assert tries(server.port) == {200}


@pytest.mark.parametrize("trusted", ["foo/99", "10.0.0.1/8", "127.0.0.1, proxy.example", "*"])
def test_a_proxy_that_is_no_address_is_refused_rather_than_not_believed(world: World, trusted: str) -> None:
    with pytest.raises(ValueError, match=r"network|host bits"):
        page_server(world.app(), trusted)


def test_a_port_in_use_is_an_error_at_once() -> None:
    with listening("127.0.0.1", 0) as taken, pytest.raises(OSError, match="use"):
        listening("127.0.0.1", taken.getsockname()[1])
