"""Telling the operator what is wrong: once when it begins, once when it is over."""

import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from bot.channels.types import DeliveryError, Uncertain
from store.api import Store
from store.errors import NotFound
from store.watch import Incident, VerdictKind

log = logging.getLogger(__name__)

Send = Callable[[str, str], Awaitable[None]]
"""Sends the operator a subject and a text. It raises :class:`bot.channels.types.DeliveryError` if it could not."""

_MOST = 50
"""So many incidents at most are told in one message; the others follow in the next."""

_CURES = {
    VerdictKind.FAILED.value: "It is tried again by itself. If it lasts, look at it: paperround source check {name}",
    VerdictKind.BLOCKED.value: "It is asked again ever more seldom, once a day at last. Look at the page in a browser. "
    "If it is there, ask less often (every), say who asks (contact), or watch it by another kind.",
    VerdictKind.CHANGED.value: "Its pages are kept, nothing is lost. A newer version of Paperround may understand "
    "them; if there is none, please report it.",
    VerdictKind.PARTIAL.value: "Nothing was marked as gone. Look at the page in a browser: if it is all there is, wait "
    "a day; if it is broken, it mends itself with the next look.",
    VerdictKind.STALLED.value: "Look at its page in a browser. If it goes on there, its address has probably changed.",
}


@dataclass(frozen=True, slots=True)
class Told:
    """What the operator was told. :ivar failure: why nothing could be told; else empty."""

    begun: int = 0
    ended: int = 0
    failure: str = ""


async def tell_operator(store: Store, send: Send, now: datetime) -> Told:
    """Tell of incidents that began, and of those that are over, in one message; each once.

    What could not be sent is told the next time. Stopped between sending and remembering, it is told twice; what may
    have arrived is not told again.

    :param now: aware, UTC.
    :raises store.errors.DatabaseError: what was sent may be told again.
    """
    with store.reading() as catalog:
        untold = catalog.incidents(untold=True, limit=_MOST)
    if not untold:
        return Told()
    try:
        await send(_subject(untold), _text(untold))
    except Uncertain as error:
        log.warning("the operator may not have been told of %d incidents: %s", len(untold), error)
    except DeliveryError as error:
        log.warning("the operator could not be told of %d incidents: %s", len(untold), error)
        return Told(failure=str(error))
    with store.writing() as catalog:
        for incident in untold:
            with suppress(NotFound):  # forgotten with its source while the message went out; the others were told too
                if incident.told_at is None:
                    catalog.incident_told(incident.number, now, end=False)
                if incident.ended_at is not None:
                    catalog.incident_told(incident.number, now, end=True)
    return Told(
        begun=sum(incident.told_at is None for incident in untold),
        ended=sum(incident.ended_at is not None for incident in untold),
    )


def _subject(incidents: Sequence[Incident]) -> str:
    lasting = [incident for incident in incidents if incident.ended_at is None]
    if len(incidents) == 1:
        [incident] = incidents
        return f"Paperround: {incident.subject} {'is well again' if incident.ended_at else incident.kind}"
    if not lasting:
        return f"Paperround: {len(incidents)} things are well again"
    over = len(incidents) - len(lasting)
    trouble = "1 thing needs a look" if len(lasting) == 1 else f"{len(lasting)} things need a look"
    return f"Paperround: {trouble}" + (f", {over} well again" if over else "")


def _text(incidents: Sequence[Incident]) -> str:
    """The incidents that last first."""
    ordered = sorted(incidents, key=lambda incident: incident.ended_at is not None)
    return "\n\n".join(_paragraph(incident) for incident in ordered) + "\n"


def _paragraph(incident: Incident) -> str:
    began, said = f"since {_moment(incident.began_at)}", incident.said
    if incident.ended_at is not None:
        ended = f"well again since {_moment(incident.ended_at)}"
        over = f"{incident.subject}: {ended}. Before that: {incident.kind}, {began}."
        return over if incident.told_at or not said else f"{over}\n{said}"
    is_verdict = said.casefold().startswith(incident.kind)  # then it says itself what is wrong
    head = incident.subject if is_verdict else f"{incident.subject}: {incident.kind}"
    head = head if is_verdict and began in said else f"{head}, {began}"
    cure = _CURES.get(incident.kind, "").replace("{name}", incident.subject.removeprefix("source "))
    return "\n".join(filter(None, (head, said, cure)))


def _moment(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"
