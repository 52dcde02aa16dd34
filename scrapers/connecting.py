"""Connections that lead where the gate says: a name is resolved once, checked, and connected to by its address."""

import errno
import ssl
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import contextmanager

import httpcore
import httpx

from scrapers.errors import Unreachable
from scrapers.gate import Gate

_SocketOptions = Iterable[httpcore.SOCKET_OPTION] | None

KEEP_ALIVE = 15.0
"""Seconds that a connection is kept for the next request."""


class GatedNetwork(httpcore.AsyncNetworkBackend):
    """Connects to nothing that the gate did not check, and to no socket of this machine.

    TLS still verifies the name, which it is told separately.
    """

    def __init__(self, gate: Gate, network: httpcore.AsyncNetworkBackend | None = None) -> None:
        """:param network: who connects in the end; it is only given addresses."""
        self._gate = gate
        self._network = network or httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109 - the protocol's
        local_address: str | None = None,
        socket_options: _SocketOptions = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to the first of the host's addresses that answers.

        :raises scrapers.errors.ForbiddenAddress: as :meth:`scrapers.gate.Gate.resolve`.
        :raises httpcore.ConnectError: none answers. :raises httpcore.ConnectTimeout: the last one took too long.
        """
        failure: Exception = httpcore.ConnectError("no address")
        for address in await self._gate.resolve(host, port):
            try:
                return await self._network.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure


class GatedTransport(httpx.AsyncBaseTransport):
    """One connection at a time, through the gate; no proxy, no cookies, nothing decoded."""

    def __init__(self, gate: Gate, context: ssl.SSLContext) -> None:
        """:param context: by which certificates are verified."""
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=context,
            max_connections=1,
            keepalive_expiry=KEEP_ALIVE,
            network_backend=GatedNetwork(gate),
        )

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """See :class:`httpx.AsyncBaseTransport`. Failures are those of httpcore."""
        url = request.url
        answer = await self._pool.handle_async_request(
            httpcore.Request(
                method=request.method,
                url=httpcore.URL(scheme=url.raw_scheme, host=url.raw_host, port=url.port, target=url.raw_path),
                headers=request.headers.raw,
                extensions=request.extensions,
            )
        )
        return httpx.Response(
            answer.status, headers=answer.headers, stream=_Stream(answer), extensions=answer.extensions
        )

    async def aclose(self) -> None:
        """Close the connection."""
        await self._pool.aclose()


class _Stream(httpx.AsyncByteStream):
    """A body as it comes from the connection."""

    def __init__(self, answer: httpcore.Response) -> None:
        self._answer = answer

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self._answer.aiter_stream()

    async def aclose(self) -> None:
        await self._answer.aclose()


@contextmanager
def failures_of(shown: str) -> Iterator[None]:
    """Failures of the connection, of either library or of the operating system, become ours.

    :param shown: the address as messages may name it.
    :raises scrapers.errors.Unreachable: instead of them.
    """
    try:
        yield
    except (httpcore.ConnectTimeout, httpx.ConnectTimeout) as error:
        raise Unreachable(shown, "Nobody answered the call in time.", _AGAIN) from error
    except (httpcore.TimeoutException, httpx.TimeoutException) as error:
        raise Unreachable(shown, "No answer came in time.", _AGAIN) from error
    except (httpcore.ConnectError, httpx.ConnectError) as error:
        raise Unreachable(shown, _why_not_connected(error), _AGAIN) from error
    except (httpcore.RemoteProtocolError, httpx.RemoteProtocolError) as error:
        raise Unreachable(shown, "The server broke off, or does not speak HTTP.", _AGAIN) from error
    except (httpcore.NetworkError, httpcore.ProtocolError, httpx.TransportError) as error:
        raise Unreachable(shown, "The connection broke.", _AGAIN) from error
    except OSError as error:  # of this machine, not of the server: too many files are open, there is no memory
        raise Unreachable(shown, f"This machine could not ask: {error.strerror or error}.", _AGAIN) from error


_AGAIN = "It is asked again by itself."
_OWN_TROUBLE = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOMEM, errno.ENOBUFS})


def _why_not_connected(error: BaseException) -> str:
    """Certificates have a cure of their own, and so has a machine that is at its end."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, OSError) and cause.errno in _OWN_TROUBLE:
            return f"This machine could not ask: {cause.strerror}."
        if isinstance(cause, ssl.SSLCertVerificationError):
            return f"Its certificate cannot be trusted: {cause.verify_message}."
        if isinstance(cause, ssl.SSLError):
            return "No encrypted connection could be agreed on."
        cause = cause.__cause__ or cause.__context__
    return "Nobody answers there."
