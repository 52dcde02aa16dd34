"""How everything is, for whoever runs it: sources, trouble, what waits to be sent, who is at work."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.app.health import FORGOTTEN, LEADER, OVERDUE
from bot.app.standing import Standing, standings
from bot.app.watching.exclusive import job_name
from bot.app.watching.judged import incident_subject
from bot.core.watch import Watched
from store.api import Reading, Store
from store.outbox import DeliveryState
from store.readers import Way
from store.watch import Incident, Job, Lease

_MOST = 10_000
_JOB = "job "
_WAITING = (DeliveryState.PENDING, DeliveryState.LEASED, DeliveryState.UNCERTAIN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outbox:
    """What is to be sent.

    :ivar waiting: messages that are made and not sent. :ivar oldest: when the first of them was made.
    :ivar due: messages that should be sent now. :ivar late: those of them that should have been long ago.
    :ivar dead: messages that were given up.
    :ivar promised: papers that are promised and not in a message yet. :ivar readers: to how many readers.
    """

    waiting: int
    oldest: datetime | None
    due: int
    late: int
    dead: int
    promised: int
    readers: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Status:
    """How everything is at a moment.

    :ivar incidents: that are not over, the last first. :ivar put_aside: pages that wait, by source.
    :ivar leader: who does the timer's work, or did so until lately.
    :ivar jobs: what is done again and again by whoever is at work, what is due first being first.
    """

    now: datetime
    sources: tuple[Standing, ...]
    incidents: tuple[Incident, ...]
    put_aside: dict[str, int]
    outbox: Outbox
    leader: Lease | None
    jobs: tuple[Job, ...]

    @property
    def unwatched(self) -> tuple[str, ...]:
        """The names of sources that something is thought of and that are not configured any more."""
        return tuple(each.name for each in self.sources if each.watched is None)

    @property
    def looked_at(self) -> datetime | None:
        """When a source was last looked at."""
        return max((each.last.ended_at for each in self.sources if each.last), default=None)

    @property
    def is_led(self) -> bool:
        """Whether somebody does the timer's work now."""
        return self.leader is not None and self.leader.until > self.now

    @property
    def is_trouble(self) -> bool:
        """Whether someone should look: a source is in trouble, something is not over, messages are late, or whoever did
        the work has fallen silent. That nothing is watched is no trouble: pages may come by other ways.
        """
        fallen = self.leader is not None and not self.is_led
        trouble = any(each.is_trouble for each in self.sources)
        return trouble or bool(self.incidents) or bool(self.outbox.late) or fallen


def status_of(store: Store, sources: Sequence[Watched], now: datetime) -> Status:
    """How everything is.

    :param sources: those that are configured. :param now: aware, UTC.
    :raises store.errors.DatabaseError: the database cannot be used.
    """
    with store.reading() as catalog:
        leader = next((each for each in catalog.leases() if each.name == LEADER), None)
        return Status(
            now=now,
            sources=standings(catalog, sources, now),
            incidents=tuple(_troubles(catalog, sources)),
            put_aside=dict(Counter(page.source for page in catalog.put_aside(limit=_MOST))),
            outbox=_outbox(catalog, now),
            leader=leader if leader and now - leader.until < FORGOTTEN else None,
            jobs=tuple(sorted(_jobs(catalog, sources), key=lambda job: (job.due_at, job.name))),
        )


def _troubles(catalog: Reading, sources: Sequence[Watched]) -> Iterator[Incident]:
    """What is not over; not of sources that are watched no more, for nobody will find out when it is."""
    abouts, watched = {incident_subject(""), _JOB + job_name("")}, [each.name for each in sources if each.enabled]
    known = {about + name for about in abouts for name in watched}
    for incident in catalog.incidents(open_only=True, limit=_MOST):
        if incident.subject in known or not incident.subject.startswith(tuple(abouts)):
            yield incident


def _jobs(catalog: Reading, sources: Sequence[Watched]) -> Iterator[Job]:
    watched = {job_name(each.name) for each in sources if each.enabled}
    return (job for job in catalog.jobs() if job.name in watched or not job.name.startswith(job_name("")))


def _outbox(catalog: Reading, now: datetime) -> Outbox:
    counts: Counter[DeliveryState] = Counter()
    for (_, state), count in catalog.delivery_counts().items():
        counts[state] += count
    papers, readers = catalog.promised()
    return Outbox(
        waiting=sum(counts[state] for state in _WAITING),
        oldest=min((depth.oldest for depth in catalog.outbox_depths(_WAITING).values()), default=None),
        due=_due(catalog, now),
        late=_due(catalog, now - OVERDUE),
        dead=counts[DeliveryState.DEAD],
        promised=papers,
        readers=readers,
    )


def _due(catalog: Reading, now: datetime) -> int:
    return sum(catalog.messages_due(now, tuple(Way)).values())
