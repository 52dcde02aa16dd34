"""Work that blocks, beside the event loop. Unlike ``asyncio.to_thread`` the program need not wait for it to end: a look
that takes too long is given up.
"""

import asyncio
import contextlib
import threading
from collections.abc import Callable
from typing import ParamSpec, TypeVar

_Given = ParamSpec("_Given")
_Result = TypeVar("_Result")


async def apart(work: Callable[_Given, _Result], *args: _Given.args, **more: _Given.kwargs) -> _Result:
    """What the work gives or raises. Given up when cancelled; it ends with the program at the latest."""
    loop = asyncio.get_running_loop()
    ended: asyncio.Future[_Result] = loop.create_future()

    def settle(result: _Result | None, error: Exception | None) -> None:
        if ended.done():  # nobody waits for it any more
            return
        if error is not None:
            ended.set_exception(error)
        else:
            ended.set_result(result)  # type: ignore[arg-type] # of a work that gives None, it is that

    def run() -> None:
        result, error = None, None
        try:
            result = work(*args, **more)
        except Exception as raised:  # noqa: BLE001 - raised again where it is waited for
            error = raised
        with contextlib.suppress(RuntimeError):  # the loop is closed
            loop.call_soon_threadsafe(settle, result, error)

    threading.Thread(target=run, daemon=True).start()
    return await ended
