"""Orders to record one page and deliver it, and what must be so when the trouble is over."""

from contextlib import closing
from datetime import timedelta
from pathlib import Path

from store.outbox import DeliveryState
from store.sql import check, open_store
from tests.faults.delivery_child import Command, carry_out, read
from tests.faults.delivery_world import FEW, FIRST_ROUND, RECORDED, SEEDS, KillingSink, rounds, unsettled

PAGES = read(SEEDS[:1])


def nothing(_: str) -> None:
    """Nothing happens at any point."""


def command(url: str, sink: KillingSink, folder: Path, *, later: int = 0, count: int = 1) -> Command:
    """Record and deliver, so many hours after the first time, in so many rounds."""
    recorded = (RECORDED + timedelta(minutes=later)).isoformat()
    first = FIRST_ROUND + timedelta(hours=later)
    return Command(url, sink.url, str(folder / "journal.sent"), [], recorded, rounds(first, count))


def sent_numbers(url: str) -> list[int]:
    with closing(open_store(url)) as store, store.reading() as catalog:
        return [each.number for each in catalog.deliveries(states=[DeliveryState.SENT])]


def assert_all_is_told_at_last(url: str, sink: KillingSink, folder: Path, *, repeats: int) -> None:
    carry_out(command(url, sink, folder, later=1, count=3), PAGES)
    assert unsettled(url) == []
    assert check(url).findings == ()
    assert len(sink.told()) == len(FEW)
    assert len(sink.messages) - len(FEW) <= repeats
