"""What reading pages promised to readers: how many papers, and when the first of them are due."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from store.api import Store
from store.readers import Reader

if TYPE_CHECKING:
    from rich.console import Console


class Promised(NamedTuple):
    """What was promised and waits.

    :ivar first: when the first of it is due, aware, UTC. :ivar reader: to whom.
    """

    papers: int
    readers: int
    first: datetime
    reader: Reader


def promised_between(store: Store, begun: datetime, ended: datetime) -> Promised | None:
    """What was promised then, both ends included, and was not told yet; ``None`` if nothing."""
    with store.reading() as catalog:
        made = [promise for promise in catalog.promises() if begun <= promise.at <= ended]
        if not made:
            return None
        first = min(made, key=lambda promise: (promise.due_at, promise.number))
        return Promised(
            papers=len({promise.paper for promise in made}),
            readers=len({promise.reader for promise in made}),
            first=first.due_at,
            reader=catalog.reader(first.reader),
        )


def promised_report(promised: Promised | None) -> dict[str, object]:
    """The same for machines."""
    if promised is None:
        return {"papers": 0, "readers": 0, "first_due_at": None}
    return {
        "papers": promised.papers,
        "readers": promised.readers,
        "first_due_at": promised.first.isoformat().replace("+00:00", "Z"),
    }


def print_promised(promised: Promised, now: datetime, console: Console) -> None:
    """How many papers were promised, and when the first are told."""
    from rich.text import Text  # noqa: PLC0415 - not for --json

    from bot.render.moments import local_time  # noqa: PLC0415 - likewise
    from bot.render.presentation import counted  # noqa: PLC0415 - likewise
    from bot.render.terminal import print_line  # noqa: PLC0415 - likewise

    zone = promised.reader.timezone
    due = f"{local_time(promised.first, zone, now)} {zone}" if promised.first > now else "now: paperround deliver"
    what = f"{counted(promised.papers, 'paper')} promised to {counted(promised.readers, 'reader')}"
    print_line(Text(f"{what}; the first message is due {due}"), console)
