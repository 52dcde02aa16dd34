"""The sources: one polite look at the first page of each, which is not recorded; and the clock by their answers."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import partial
from pathlib import Path

from bot.core.watch.types import Watched
from bot.doctor.apart import apart
from bot.doctor.types import Check, Finding, Patient, State
from scrapers.dumps import PageFiles
from scrapers.errors import (
    AskedTooOften,
    Blocked,
    FetchError,
    LayoutChanged,
    Refused,
    ScrapeError,
    ServerFailed,
    Unreachable,
)
from scrapers.exchange import Answer, Request
from scrapers.kinds import KINDS, page_of
from scrapers.types import Listing

OFF, FAR_OFF = timedelta(minutes=2), timedelta(minutes=10)
"""By how much the clock may differ from theirs before one should look, and before times mean nothing."""

_PASSING = "This may pass: try again later."


def source_checks(sources: Sequence[Watched]) -> tuple[Check, ...]:
    """A look at each source that is watched."""
    return tuple(Check(f"source {each.name}", partial(_look, each)) for each in sources if each.enabled) or (
        Check("sources", _none),
    )


async def clock(patient: Patient) -> Sequence[Finding]:
    """Whether this machine's clock goes right, by what the hosts that were asked say."""
    if not patient.drift:
        said = "--offline." if patient.offline else "no host that was asked said what time it is."
        return [Finding("clock", State.SKIPPED, f"It was not compared: {said}")]
    off = sorted(patient.drift, key=abs)[len(patient.drift) // 2]  # one host that is wrong decides nothing
    minutes = abs(off) / timedelta(minutes=1)
    if abs(off) <= OFF:
        return [Finding("clock", State.OK, "It agrees with that of the hosts that were asked.")]
    said = f"It is {minutes:.0f} minutes {'slow' if off > timedelta() else 'fast'}, by the hosts that were asked."
    state = State.FAILED if abs(off) > FAR_OFF else State.WARNING
    return [Finding("clock", state, said, "Set it by the network: timedatectl set-ntp true")]


async def _none(_patient: Patient) -> Sequence[Finding]:
    said = "None is watched, so there is nothing to tell of."
    return [
        Finding("sources", State.FAILED, said, "Add [[sources]] to paperround.toml, or begin with: paperround init")
    ]


async def _look(watched: Watched, patient: Patient) -> Sequence[Finding]:
    name = f"source {watched.name}"
    kind, source = KINDS[watched.source.kind], watched.source
    now = patient.clock()
    requests = kind.requests(source, kind.day_at(source, now) if kind.has_days(source) else None)
    if not requests:
        return [await apart(_folder, name, Path(source.address))]
    if patient.offline:
        return [Finding(name, State.SKIPPED, f"Configured well; {requests[0].address} was not asked: --offline.")]
    try:
        answer = await _asked(patient, requests[0])
        listing = await patient.parse(page_of(source, requests[0], answer))
    except ScrapeError as error:
        return [_failed(name, error, others=len(requests) > 1)]
    return [_understood(name, listing, answer)]


async def _asked(patient: Patient, request: Request) -> Answer:
    answer = await patient.web(patient.store).get(request)
    if told := _told_time(answer):
        # The header has whole seconds and was written somewhere between question and answer.
        patient.drift.append(told - answer.received_at)
    return answer


def _told_time(answer: Answer) -> datetime | None:
    """When the answer was made (RFC 9110, section 6.6.1). Caches hand on old ones and say how old."""
    try:
        told = parsedate_to_datetime(answer.headers.get("date", ""))
        age = timedelta(seconds=int(answer.headers.get("age", "0")))
        return (told if told.tzinfo else told.replace(tzinfo=UTC)) + age
    except (ValueError, OverflowError):
        return None


def _understood(name: str, listing: Listing, answer: Answer) -> Finding:
    count = len(listing.entries)
    papers = "no paper today" if not count else "1 paper" if count == 1 else f"{count:,} papers"
    took = f" in {answer.seconds:.1f} s" if answer.seconds else ""
    return Finding(name, State.OK, f"Reached and understood{took}: {papers} at {answer.address}")


def _failed(name: str, error: ScrapeError, *, others: bool) -> Finding:
    said = f"{error.address}: {error.what}"
    spare = " Another address of this kind is tried when it is fetched." if others else ""
    if isinstance(error, AskedTooOften):
        return Finding(name, State.WARNING, said, error.hint or "Nothing need be done: it is left alone until then.")
    if isinstance(error, LayoutChanged | Refused):
        cure = f"See what it says: paperround source record {name.removeprefix('source ')} --out DIR"
        return Finding(name, State.FAILED, f"{said} {error.hint}".rstrip(), cure + spare)
    if isinstance(error, Blocked):
        cure = "Say who you are (contact), ask less often (every), or ask the host to let you."
    elif isinstance(error, Unreachable | ServerFailed):
        cure = _PASSING
    else:
        cure = "Check its address and parameters in paperround.toml." if isinstance(error, FetchError) else ""
    return Finding(name, State.FAILED, said, (error.hint or cure) + spare)


def _folder(name: str, folder: Path) -> Finding:
    if not folder.is_dir():
        return Finding(name, State.FAILED, f"There is no folder {folder}.", f"Run: mkdir -p {folder}")
    try:
        files = PageFiles([folder]).files()
    except ScrapeError as error:
        if not any(folder.iterdir()):
            return Finding(name, State.OK, f"{folder} is watched; it is empty.")
        return Finding(name, State.FAILED, f"{folder}: {error.what}", error.hint)
    return Finding(name, State.OK, f"{folder} is watched; it has {len(files):,} pages.")
