"""A server that vanishes without a word is noticed within half a minute; nobody here can drop packets, so the system's
own word is taken for it.
"""

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy.engine import make_url

from store.sql.address import understand
from store.sql.engine import Mode, connect

TCP_USER_TIMEOUT = getattr(socket, "TCP_USER_TIMEOUT", None)


@contextmanager
def connection_of(url: str) -> Iterator[socket.socket]:
    """The socket of a connection to a database."""
    database = connect(understand(url), busy_seconds=1, create=False)
    try:
        with database.transaction(Mode.READING) as connection:
            driver = connection.connection.driver_connection
            assert driver is not None
            if not driver.info.host.startswith("/"):
                with socket.socket(fileno=os.dup(driver.fileno())) as wire:
                    yield wire
                return
        pytest.skip("the test server is reached without TCP")
    finally:
        database.engine.dispose()


@pytest.mark.skipif(TCP_USER_TIMEOUT is None, reason="this system gives up in its own time")
def test_a_server_that_says_nothing_any_more_is_given_up_within_half_a_minute(postgres_url: str) -> None:
    with connection_of(postgres_url) as wire:
        assert wire.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)
        names = (socket.TCP_KEEPIDLE, socket.TCP_KEEPINTVL, socket.TCP_KEEPCNT)
        idle, interval, count = (wire.getsockopt(socket.IPPROTO_TCP, name) for name in names)
        assert idle + interval * count <= 30
        assert TCP_USER_TIMEOUT is not None
        assert 0 < wire.getsockopt(socket.IPPROTO_TCP, TCP_USER_TIMEOUT) <= 30_000


def test_what_the_address_says_of_that_goes_before(postgres_url: str) -> None:
    url = make_url(postgres_url).update_query_dict({"keepalives_idle": "77"}).render_as_string(hide_password=False)
    with connection_of(url) as wire:
        assert wire.getsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE) == 77
        assert wire.getsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPINTVL) == 5
