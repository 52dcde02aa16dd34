"""What aiosmtplib lacks for us: a client that does not linger, and why a connection broke, by its errors."""

import asyncio
import socket
import ssl

import aiosmtplib

from bot.channels.smtp_answers import Cause, Phase
from bot.channels.smtp_url import SmtpServer

_PIECE = 16_384
"""Bytes that are given to the connection at a time."""


class Client(aiosmtplib.SMTP):
    """A client that does not linger: what is over is over, and does not wait for a server that says nothing."""

    def close(self) -> None:
        """Cut the connection: no flushing, no farewell of TLS. Whatever was of use has been answered before."""
        if isinstance(self.transport, asyncio.WriteTransport):
            self.transport.abort()
        super().close()


async def write_all(writer: asyncio.StreamWriter, octets: bytes) -> None:
    """Piece by piece: TLS takes whatever it is given at once, but no second piece while the first has not left."""
    for begin in range(0, len(octets), _PIECE):
        writer.write(octets[begin : begin + _PIECE])
        await writer.drain()


_CAUSES: tuple[tuple[type[Exception], Cause, str], ...] = (
    (ssl.SSLCertVerificationError, Cause.CERTIFICATE, "the certificate of {server} is not to be trusted: {why}."),
    (ssl.SSLError, Cause.BAD_TLS, "{server} does not begin TLS as it should: {why}."),
    (TimeoutError, Cause.TIMEOUT, "{server} did not answer in time."),
    (socket.gaierror, Cause.NO_HOST, "the name {server.host} has no address."),
    (ConnectionRefusedError, Cause.NO_CONNECTION, "nobody answers at {server}."),
    (ConnectionError, Cause.DROPPED, "{server} cut the connection."),
)
"""What became of a connection, the special before the general."""


def cause_of(error: Exception, server: SmtpServer, phase: Phase) -> tuple[Cause, str]:
    """Why a connection could not be made or broke, and that in words. Not for answers."""
    # The library wraps what happened while connecting.
    inner = error.__cause__ if isinstance(error.__cause__, OSError) else error
    why = "broken off"
    if isinstance(inner, ssl.SSLError):
        why = getattr(inner, "verify_message", None) or inner.reason or why
    for kind, cause, said in _CAUSES:
        if isinstance(inner, kind):
            return cause, said.format(server=server, why=why)
    if phase is Phase.CONNECT:
        return Cause.NO_CONNECTION, f"there is no way to {server}: {getattr(inner, 'strerror', None) or 'no route'}."
    return Cause.DROPPED, f"the connection to {server} broke."
