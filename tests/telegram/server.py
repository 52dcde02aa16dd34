"""The stand-in's HTTP: methods under ``/bot<token>/``, files under ``/file/bot<token>/``; and its faults."""

import asyncio
import contextlib
import json
import socket
import struct
from collections import defaultdict, deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import parse_qsl, unquote, urlsplit

from python_multipart import parse_form

from tests.telegram.calls import ApiError, Call
from tests.telegram.chat_methods import CHATS
from tests.telegram.cloud import Cloud
from tests.telegram.methods import MESSAGES

_METHODS: Mapping[str, Callable[[Cloud, Call], Any]] = {**MESSAGES, **CHATS}
_QUEUE = frozenset(["getUpdates", "setWebhook", "deleteWebhook", "getWebhookInfo"])
_MAX_HEAD = 65_536
_RESET_ON_CLOSE = struct.pack("ii", 1, 0)


@dataclass(frozen=True, slots=True)
class Fault:
    """What goes wrong with a call.

    :ivar how: an answer of this ``status`` without JSON worth reading, 200 with ``garbage``, a ``reset`` connection, or
        ``silence`` until the other side gives up. :ivar taken: whether the call is obeyed all the same.
    """

    how: Literal["status", "garbage", "reset", "silence"] = "status"
    status: int = 500
    taken: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """A call that came. :ivar at: seconds since 1970 by the stand-in's clock. :ivar code: of the answer; 0 for none."""

    at: float
    call: Call
    code: int
    said: str = ""


@dataclass(slots=True)
class Served:
    """What is served. :ivar token: the one that is right. :ivar calls: what came so far, but for empty polls."""

    cloud: Cloud
    token: str
    faults: dict[str, deque[Fault]] = field(default_factory=lambda: defaultdict(deque))
    calls: list[Asked] = field(default_factory=list)

    async def answer(self, token: str, call: Call) -> tuple[int, bytes] | None:
        """Status and JSON of the answer; ``None`` if there is to be none."""
        fault = self.faults[call.method].popleft() if self.faults.get(call.method) else None
        if fault and not fault.taken:
            self._remember(call, 0 if fault.how in ("reset", "silence") else fault.status, fault.how)
            return await self._failing(fault)
        try:
            if token != self.token:
                raise ApiError(401, "Unauthorized") if ":" in token else ApiError(404, "Not Found")
            body = json.dumps({"ok": True, "result": await self._obey(call)}).encode()
            code, said = 200, ""
        except ApiError as error:
            code, said, body = error.code, error.description, error.body
        if call.method != "getUpdates" or code != 200:
            self._remember(call, code, said)
        return await self._failing(fault) if fault else (code, body)

    def _remember(self, call: Call, code: int, said: str) -> None:
        with self.cloud.lock:
            self.calls.append(Asked(self.cloud.now, call, code, said))

    async def _obey(self, call: Call) -> Any:
        queue = self.cloud.queue
        if call.method == "getUpdates":
            return list(await queue.poll(call))
        with self.cloud.lock:
            if call.method in _QUEUE:
                if call.method == "getWebhookInfo":
                    return queue.webhook_info(call)
                return queue.set_webhook(call if call.method == "setWebhook" else Call(call.method, _kept(call)))
            if call.method not in _METHODS:
                raise ApiError(404, "Not Found")
            return _METHODS[call.method](self.cloud, call)

    @staticmethod
    async def _failing(fault: Fault) -> tuple[int, bytes] | None:
        if fault.how == "garbage":
            return 200, b"<html><body>Welcome to the hotel's WLAN</body></html>"
        if fault.how == "status":
            said = {"ok": False, "error_code": fault.status, "description": f"Trouble {fault.status}"}
            return fault.status, json.dumps(said).encode()
        if fault.how == "silence":
            await asyncio.sleep(3600)
        return None


def _kept(call: Call) -> Mapping[str, Any]:
    return {name: value for name, value in call.given.items() if name == "drop_pending_updates"}


class Connection:
    """A client's connection: one request after the other."""

    def __init__(self, served: Served, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """:param served: what is served."""
        self._served = served
        self._reader = reader
        self._writer = writer

    async def serve(self) -> None:
        """Until the client goes."""
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
            while await self._request():
                pass
        self._writer.close()
        with contextlib.suppress(ConnectionError):
            await self._writer.wait_closed()

    async def _request(self) -> bool:
        head = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        first, *lines = head.split("\r\n")
        headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        body = await self._reader.readexactly(int(headers.get("content-length") or 0))
        answer = await self._with_client(self._dispatch(first.split(" ")[1], headers, body))
        if answer is None:
            self._reset()
            return False
        await self._send(*answer)
        return headers.get("connection", "").lower() != "close"

    async def _with_client(self, answering: Any) -> Any:
        """The answer, unless the client goes before; then it is as if none had been made."""
        work = asyncio.ensure_future(answering)
        while not (await asyncio.wait([work], timeout=0.2))[0]:
            if self._reader.at_eof():
                work.cancel()
                await asyncio.wait([work])
                return None
        return work.result()

    async def _dispatch(self, target: str, headers: Mapping[str, str], body: bytes) -> tuple[int, bytes] | None:
        parts = urlsplit(target)
        path = unquote(parts.path)
        if path.startswith("/file/bot"):
            return self._file(path.removeprefix("/file/bot"))
        token, _, method = path.removeprefix("/bot").partition("/")
        try:
            call = read_call(method, dict(parse_qsl(parts.query, keep_blank_values=True)), headers, body)
        except ValueError:
            return 400, ApiError(400, "Bad Request: can't parse the request").body
        return await self._served.answer(token, call)

    def _file(self, path: str) -> tuple[int, bytes]:
        token, _, where = path.partition("/")
        with self._served.cloud.lock:
            kept = self._served.cloud.files.get(where.removeprefix("documents/"))
        if token != self._served.token or kept is None:
            return 404, ApiError(404, "Not Found").body
        return 200, kept[1]

    async def _send(self, status: int, body: bytes) -> None:
        head = f"HTTP/1.1 {status} Said\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        self._writer.write(head.encode() + body)
        await self._writer.drain()

    def _reset(self) -> None:
        raw = self._writer.get_extra_info("socket")
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
        self._writer.transport.abort()


def read_call(method: str, query: Mapping[str, str], headers: Mapping[str, str], body: bytes) -> Call:
    """The call of a request: parameters in the address, as a form, in parts, or as JSON.

    :raises ValueError: it cannot be read.
    """
    kind = headers.get("content-type", "")
    if not body:
        return Call(method, query)
    if kind.startswith("application/json"):
        given = json.loads(body)
        if not isinstance(given, dict):
            raise ValueError("no object")
        return Call(method, {**query, **given})
    if kind.startswith("multipart/form-data"):
        return _read_parts(method, query, headers, body)
    return Call(method, {**query, **dict(parse_qsl(body.decode(), keep_blank_values=True))})


def _read_parts(method: str, query: Mapping[str, str], headers: Mapping[str, str], body: bytes) -> Call:
    given: dict[str, Any] = dict(query)
    files: dict[str, tuple[str, bytes]] = {}

    def on_file(file: Any) -> None:
        file.file_object.seek(0)
        files[file.field_name.decode()] = ((file.file_name or b"").decode(), file.file_object.read())
        file.close()

    def on_field(part: Any) -> None:
        given[part.field_name.decode()] = (part.value or b"").decode()

    chunks: Sequence[bytes] = [body]
    parse_form({k.title(): v.encode() for k, v in headers.items()}, _Stream(chunks), on_field, on_file)
    return Call(method, given, files)


class _Stream:
    def __init__(self, chunks: Sequence[bytes]) -> None:
        self._chunks = list(chunks)

    def read(self, _: int = -1) -> bytes:
        return self._chunks.pop(0) if self._chunks else b""
