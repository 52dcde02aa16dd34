"""Whether anything is at work here, and what waits for a person."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.app.health import LEADER, lateness
from bot.core.watch import Watched
from bot.doctor.apart import apart
from bot.doctor.types import Finding, Patient, State
from store.api import Store

QUIET = timedelta(hours=26)
"""Whoever is started once a day has looked within this time."""

_MOST_PAGES = 100
_HOUR = timedelta(hours=1)


async def jobs(patient: Patient) -> Sequence[Finding]:
    """Whether sources are looked at, by ``paperround run`` or otherwise."""
    if patient.store is None:
        return [Finding("running", State.SKIPPED, "Not looked at: there is no database to ask.")]
    return [await apart(_running, patient.store, patient.settings.sources, patient.clock())]


async def waiting(patient: Patient) -> Sequence[Finding]:
    """Trouble that is not over, and pages that were put aside."""
    if patient.store is None:
        return []
    return await apart(_waiting, patient.store)


def _running(store: Store, sources: Sequence[Watched], now: datetime) -> Finding:
    with store.reading() as catalog:
        leader = next((each for each in catalog.leases() if each.name == LEADER and each.until > now), None)
        late = [name for name, wait in lateness(catalog, sources, now).items() if wait > _HOUR]
        looked = max((each.ended_at for each in catalog.last_looks().values()), default=None)
    if leader and late:
        said = f"{leader.owner} is at work, but late with {', '.join(late[:3])}."
        return Finding("running", State.WARNING, said, "See the log of paperround run.")
    if leader:
        return Finding("running", State.OK, f"{leader.owner} is at work.")
    if looked is None:
        said = "No source was ever looked at from here."
        return Finding("running", State.WARNING, said, "Start it: paperround run; or, by cron: paperround once")
    hours = (now - looked) / _HOUR
    said = f"paperround run is not at work; sources were last looked at {hours:,.0f} hours ago."
    if now - looked <= QUIET:
        return Finding("running", State.OK, said)
    return Finding("running", State.WARNING, said, "Start it: paperround run; or see why cron does not.")


def _waiting(store: Store) -> list[Finding]:
    with store.reading() as catalog:
        incidents = catalog.incidents(open_only=True)
        pages = catalog.put_aside(limit=_MOST_PAGES)
    found = [
        Finding("trouble", State.WARNING, f"{each.subject}, since {each.began_at:%Y-%m-%d %H:%M} UTC: {each.said}")
        for each in incidents
    ]
    if pages:
        count = f"{len(pages)}{'+' if len(pages) == _MOST_PAGES else ''}"
        sources = ", ".join(sorted({each.source for each in pages}))
        what = "page waits that was" if count == "1" else "pages wait that were"
        said = f"{count} {what} not understood or looked wrong: {sources}."
        cure = "With a version that understands them: paperround source reparse"
        found.append(Finding("put aside", State.WARNING, said, cure))
    return found
