"""What a hostile site leads to: a port that nobody may ever reach, and bodies that grow without end."""

import contextlib
import gzip
import socket
import zlib
from types import TracebackType
from typing import Self


class Canary:
    """A port of this machine, of IPv4 and where there is one of IPv6, that counts those who reach it."""

    def __init__(self) -> None:
        """It listens as a context manager."""
        self._sockets = [socket.create_server(("127.0.0.1", 0), backlog=100)]
        self.port: int = self._sockets[0].getsockname()[1]
        with contextlib.suppress(OSError):  # a machine without IPv6
            self._sockets.append(socket.create_server(("::1", self.port), family=socket.AF_INET6, backlog=100))

    @property
    def connections(self) -> int:
        """How many reached it since the last look."""
        count = 0
        for listening in self._sockets:
            listening.setblocking(False)
            with contextlib.suppress(BlockingIOError):
                while True:
                    listening.accept()[0].close()
                    count += 1
        return count

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        for listening in self._sockets:
            listening.close()


def gzip_bomb(size: int, layers: int = 1) -> bytes:
    """So many million bytes of nothing, compressed so many times over, without ever holding them."""
    million = bytes(1_000_000)
    packer = zlib.compressobj(9, wbits=-zlib.MAX_WBITS)
    block = packer.compress(million) + packer.flush(zlib.Z_FULL_FLUSH)  # can stand any number of times
    check = 0
    for _ in range(size // len(million)):
        check = zlib.crc32(million, check)
    packed = gzip.compress(b"")[:10] + block * (size // len(million)) + packer.flush()
    packed += check.to_bytes(4, "little") + (size // len(million) * len(million)).to_bytes(4, "little")
    for _ in range(layers - 1):
        packed = gzip.compress(packed)
    return packed
