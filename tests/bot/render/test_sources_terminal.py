"""What is printed of sources fits its console and does nothing to the terminal, whatever names and answers say."""

import io
from dataclasses import replace
from datetime import timedelta

import pytest
from rich.console import Console

from bot.app.standing import Standing, Today
from bot.app.status import Outbox, Status
from bot.app.watching.probing import Probed
from bot.core.watch import Judgement, Watched
from bot.render.sources_terminal import print_aside, print_probed, print_standings
from bot.render.status_terminal import print_status
from scrapers.errors import Unreachable
from scrapers.kinds.types import WatchedSource
from scrapers.types import PageKind
from store.watch import Incident, Job, Lease, LookResult, PutAside, SourceVerdict, VerdictKind
from tests.bot.render.editions import NOW

HOSTILE = "\x1b[31m[bold]\r\u202ea very long name that never ends " + "x" * 90
TODAY = Today(NOW.date(), 11, 47.0)


def standing(name: str, kind: VerdictKind = VerdictKind.CHANGED) -> Standing:
    source = WatchedSource(name=name, kind="huggingface-search", parameters={"query": "q"})
    return Standing(
        name=name,
        watched=Watched(source=source),
        verdict=SourceVerdict(source=name, kind=kind, said=f"Since then: {name}", since=NOW, judged_at=NOW),
        last=None,
        due_at=NOW + timedelta(days=2),
        today=TODAY,
        new=12_345,
    )


def status(name: str) -> Status:
    return Status(
        now=NOW,
        sources=(standing(name), standing("ordinary", VerdictKind.FRESH)),
        incidents=(Incident(subject=f"source {name}", kind="failed", said=name, began_at=NOW),) * 12,
        put_aside={name: 3},
        outbox=Outbox(waiting=1, oldest=NOW - timedelta(hours=3), due=2, late=1, dead=4, promised=5, readers=2),
        leader=Lease(name="leader", owner=name, until=NOW + timedelta(seconds=9)),
        jobs=(Job(name=f"fetch {name}", due_at=NOW + timedelta(minutes=7)),),
    )


def probed(name: str) -> Probed:
    return Probed(
        source=Watched(source=WatchedSource(name=name, kind="feed")),
        day=NOW.date(),
        asked=(f"https://example.org/{name}",),
        status=200,
        seconds=0.25,
        size=1_234,
        kind=PageKind.FEED,
        papers=3,
        titles=(name,),
        failures=(Unreachable("https://example.org", name, name),),
        result=LookResult.PARTIAL,
        said=name,
        judgement=Judgement(VerdictKind.FAILED, name, NOW),
    )


def aside(name: str) -> PutAside:
    return PutAside(
        number=7,
        source=name,
        run="r",
        day=None,
        address=name,
        media_type="",
        received_at=NOW,
        result=LookResult.CHANGED,
        said=name,
        size=9,
    )


def printed(width: int, name: str) -> str:
    console = Console(file=io.StringIO(), width=width, color_system=None, highlight=False)
    print_standings((standing(name), replace(standing("gone"), watched=None)), NOW, console)
    print_status(status(name), console)
    print_probed(probed(name), console)
    print_aside((aside(name),), console)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


@pytest.mark.parametrize("width", [30, 59, 60, 80, 200])
@pytest.mark.parametrize("name", [HOSTILE, "huggingface"])
def test_everything_fits_and_is_inert(width: int, name: str) -> None:
    text = printed(width, name)
    assert max(map(len, text.splitlines())) <= width
    assert not any(sign in text for sign in "\x1b\r\u202e")
    assert ("[bold]" in text.replace("\n", "").replace(" ", "")) == (name is HOSTILE)


@pytest.mark.parametrize(
    ("owner", "told"),
    [("a vm 9969 d15ffd1d", "paperround run on a vm (process 9969)"), ("somebody", "paperround run (somebody)")],
)
def test_who_is_at_work_is_told_by_machine_and_process(owner: str, told: str) -> None:
    console = Console(file=io.StringIO(), width=80, color_system=None, highlight=False)
    leader = Lease(name="leader", owner=owner, until=NOW + timedelta(seconds=9))
    print_status(replace(status("huggingface"), leader=leader), console, "paperround --config x")
    assert isinstance(console.file, io.StringIO)
    said = " ".join(console.file.getvalue().split())
    assert f"at work {told} next" in said
    assert "See them: paperround --config x source quarantine" in said


def test_the_status_tells_in_order_what_someone_wants_to_know() -> None:
    console = Console(file=io.StringIO(), width=80, color_system=None, highlight=False)
    print_status(status("huggingface"), console)
    assert isinstance(console.file, io.StringIO)
    lines = console.file.getvalue().splitlines()
    assert lines[0].split() == ["source", "verdict", "for", "today", "usual", "last", "look", "next"]
    assert lines[1].split() == ["huggingface", "changed", "layout", "now", "11", "47", "never", "2", "d"]
    said = " ".join(console.file.getvalue().split())
    for part in (
        "trouble source huggingface: failed since 2026-11-01 07:00 UTC",
        "and 2 more",
        "put aside pages that wait: huggingface 3",
        "outbox 2 messages due now; 1 made and not sent, the oldest for 3 h; 5 papers promised to 2 readers; 1 due",
        "1 due for more than ten minutes: paperround deliver; 4 given up: paperround delivery list --state dead",
        "at work paperround run (huggingface)",
        "next fetch huggingface in 7 min",
    ):
        assert part in said
