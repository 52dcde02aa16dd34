"""Ways out, each at work for itself: what is slow by one, or for one reader, holds up no other."""

import asyncio
from collections import deque
from collections.abc import Coroutine, Iterable
from dataclasses import dataclass, field

from bot.app.outlets import Outlet
from bot.app.preparing import Prepared


@dataclass(frozen=True, slots=True)
class Lane:
    """What is to leave by one way out.

    :ivar prepared: what was claimed and nobody deals with yet. :ivar in_flight: held by what is under way.
    """

    in_flight: asyncio.Semaphore
    prepared: deque[Prepared] = field(default_factory=deque)

    @classmethod
    def of(cls, outlet: Outlet) -> "Lane":
        """The lane of a way out, empty."""
        return cls(asyncio.Semaphore(outlet.in_flight))


async def together(work: Iterable[Coroutine[None, None, None]]) -> None:
    """Do all of it at once. When one fails, or all is called off, the others are called off and come to their end.

    :raises BaseException: what the first that failed has raised.
    """
    try:
        async with asyncio.TaskGroup() as group:
            for each in work:
                group.create_task(each)
    except BaseExceptionGroup as failures:
        raise failures.exceptions[0] from None
