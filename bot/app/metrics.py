"""What can be counted, for Prometheus: asked of the store whenever somebody wants to know, so that it holds for all
processes together and for those that have ended.

No label names a reader or an address.
"""

import logging
import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from prometheus_client import CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

from bot import __version__
from bot.app.health import LEADER, WENT_WELL, lateness
from bot.app.process_counts import LEASE_STEALS, MATCHING
from bot.core.watch.types import Watched
from store.api import Reading, Store
from store.errors import DatabaseError
from store.outbox import DeliveryState
from store.readers import Way
from store.watch import Look, VerdictKind

DAY = timedelta(days=1)
"""What happens is counted over so long."""

AGES = (0, 60, 600, 3600, 6 * 3600, 24 * 3600)
"""How long what is due has been due, in seconds: at least so long."""

MAX_COUNTED = 10_000
"""At most so many looks, incidents or pages are counted."""

QUANTILES = (0.5, 0.9, 0.99, 1.0)
MAX_TIMED = 1_000
"""How long sending takes is said of so many messages at most, the last ones."""

_WAITING = (DeliveryState.PENDING, DeliveryState.LEASED, DeliveryState.UNCERTAIN)
_ALWAYS_TOLD = (*_WAITING, DeliveryState.DEAD)
"""Also where there are none, so that an alert can wait for the first."""

_log = logging.getLogger(__name__)


def metrics_of(store: Store, sources: Sequence[Watched], clock: Callable[[], datetime]) -> Callable[[], bytes]:
    """What gives all metrics in Prometheus's text format 0.0.4.

    :param sources: those that are watched; of others what is stored is told as well.
    """
    registry = CollectorRegistry()
    ProcessCollector(registry=registry)
    registry.register(StoreCollector(store, sources, clock))
    return lambda: generate_latest(registry)


class StoreCollector(Collector):
    """Asks the store at each scrape."""

    def __init__(self, store: Store, sources: Sequence[Watched], clock: Callable[[], datetime]) -> None:
        """:param clock: gives now, aware, UTC."""
        self._store = store
        self._sources = tuple(sources)
        self._clock = clock

    def describe(self) -> Iterable[Metric]:
        """Nothing: the names are not asked for beforehand, which would ask the store."""
        return ()

    def collect(self) -> Iterator[Metric]:
        """All of it, from one moment; if the database cannot be used, that alone."""
        yield _gauge("paperround_build_info", "Which version runs.", ("version",), [((__version__,), 1)])
        yield from _of_this_process()
        now = self._clock()
        try:
            with self._store.reading() as catalog:
                families = [
                    *_outbox(catalog, now),
                    *_looks(catalog, now),
                    *_sources(catalog, self._sources),
                    *_trouble(catalog, now),
                    *_jobs(catalog, self._sources, now),
                ]
        except DatabaseError as error:
            _log.warning("no metrics of the database: %s", error)
            families = []
        yield _gauge("paperround_database_up", "Whether the database answers.", (), [((), bool(families))])
        yield from families


def _of_this_process() -> Iterator[Metric]:
    about = "What this process took up after the lease of another one had run out: jobs, and leading."
    yield CounterMetricFamily("paperround_lease_steals", about, value=LEASE_STEALS.value)
    about = "How long this process took to match the news of a page with all profiles, and to promise what matches."
    counts, seconds = MATCHING.total
    buckets = [("+Inf" if math.isinf(bound) else f"{bound:g}", count) for bound, count in counts]
    yield HistogramMetricFamily("paperround_match_seconds", about, buckets=buckets, sum_value=seconds)


def _outbox(catalog: Reading, now: datetime) -> Iterator[Metric]:
    counts = catalog.delivery_counts()
    kept = {(way, state): 0 for way in Way for state in _ALWAYS_TOLD} | dict(counts)
    yield _gauge(
        "paperround_deliveries",
        "Messages that are kept, by way out and state; those that came to their end are kept for 90 days.",
        ("way", "state"),
        [((way.value, state.value), count) for (way, state), count in kept.items()],
    )
    waiting = catalog.outbox_depths(_WAITING)
    ages = {(way, state): 0.0 for way in Way for state in _WAITING}
    ages |= {which: _seconds(now, depth.oldest) for which, depth in waiting.items()}
    yield _gauge(
        "paperround_delivery_oldest_seconds",
        "How long ago the oldest message was made that is not at its end, by way out and state; 0: there is none.",
        ("way", "state"),
        [((way.value, state.value), age) for (way, state), age in ages.items()],
    )
    yield _gauge(
        "paperround_outbox_due",
        "Messages that are due, or papers wait for one that is, for at least so many seconds.",
        ("way", "for_seconds"),
        [((way.value, str(age)), count) for age in AGES for way, count in _due_for(catalog, now, age).items()],
    )
    yield _gauge(
        "paperround_sending_seconds",
        "How long it took within a day from a message's making until it was sent, further attempts included.",
        ("quantile",),
        _quantiles(_sending_times(catalog, now)),
    )
    bounces = Counter(bounce.kind.value for bounce in catalog.bounces(None, now - DAY))
    yield _gauge("paperround_bounces_24h", "Mails that came back within a day.", ("kind",), _by_one(bounces))
    yield _gauge("paperround_papers", "Papers that are known.", (), [((), catalog.paper_count())])


def _sending_times(catalog: Reading, now: datetime) -> list[float]:
    sent = catalog.deliveries(states=(DeliveryState.SENT,), limit=MAX_TIMED)
    ended = [(each.settled_at, each.created_at) for each in sent]
    return sorted(_seconds(at, made) for at, made in ended if at is not None and at > now - DAY)


def _quantiles(rising: Sequence[float]) -> Iterable[tuple[tuple[str], float]]:
    """By nearest rank; nothing of nothing."""
    return [((f"{part:g}",), rising[math.ceil(part * len(rising)) - 1]) for part in QUANTILES if rising]


def _due_for(catalog: Reading, now: datetime, age: int) -> dict[Way, int]:
    return dict.fromkeys(Way, 0) | dict(catalog.messages_due(now - timedelta(seconds=age), tuple(Way)))


def _looks(catalog: Reading, now: datetime) -> Iterator[Metric]:
    looks = catalog.looks(since=now - DAY, limit=MAX_COUNTED)
    results = Counter((look.source, look.result.value) for look in looks)
    yield _gauge("paperround_looks_24h", "Looks within a day.", ("source", "result"), results.items())
    sums: tuple[tuple[str, str, Callable[[Look], int]], ...] = (
        ("entries", "Entries of pages understood within a day.", lambda look: look.entries),
        ("new_papers", "Papers within a day that were new.", lambda look: look.new),
        ("promised", "Promises to readers made within a day.", lambda look: look.promised),
        ("bytes", "Bytes of pages within a day, decoded.", lambda look: look.size),
    )
    for name, about, of in sums:
        totals: Counter[str] = Counter()
        for look in looks:
            totals[look.source] += of(look)
        yield _gauge(f"paperround_{name}_24h", about, ("source",), _by_one(totals))
    yield _gauge(
        "paperround_last_success_timestamp_seconds",
        "When a look at a source last ended well.",
        ("source",),
        [((name,), look.ended_at.timestamp()) for name, look in catalog.last_looks(WENT_WELL).items()],
    )


def _sources(catalog: Reading, sources: Sequence[Watched]) -> Iterator[Metric]:
    verdicts = catalog.verdicts()
    yield _gauge(
        "paperround_source_verdict",
        "1 for what is thought of a source, 0 for all that is not.",
        ("source", "verdict"),
        [((name, kind.value), verdict.kind is kind) for name, verdict in verdicts.items() for kind in VerdictKind],
    )
    yield _gauge(
        "paperround_source_enabled",
        "Whether a configured source is looked at without being named.",
        ("source",),
        [((each.name,), each.enabled) for each in sources],
    )


def _trouble(catalog: Reading, now: datetime) -> Iterator[Metric]:
    incidents = Counter(each.kind for each in catalog.incidents(open_only=True, limit=MAX_COUNTED))
    yield _gauge("paperround_incidents_open", "What the operator should know of.", ("kind",), _by_one(incidents))
    pages = Counter((each.source, each.result.value) for each in catalog.put_aside(limit=MAX_COUNTED))
    about = "Pages that wait to be looked at, because they could not be recorded."
    yield _gauge("paperround_pages_put_aside", about, ("source", "result"), pages.items())
    waits = [(pace.host, pace.forbidden_until) for pace in catalog.host_paces()]
    yield _gauge(
        "paperround_host_forbidden_seconds",
        "For how long yet a host wants to be left alone.",
        ("host",),
        [((host,), _seconds(until, now)) for host, until in waits if until is not None],
    )


def _jobs(catalog: Reading, sources: Sequence[Watched], now: datetime) -> Iterator[Metric]:
    jobs = catalog.jobs()
    late = [((name,), wait.total_seconds()) for name, wait in lateness(catalog, sources, now).items()]
    about = "For how long a job is due that nobody does; nothing where paperround run is not used."
    yield _gauge("paperround_job_late_seconds", about, ("job",), late)
    failures = [((job.name,), job.failures) for job in jobs]
    yield _gauge("paperround_job_failures", "How often in a row a job ended badly.", ("job",), failures)
    runs = [((job.name,), job.runs) for job in jobs]
    yield _gauge("paperround_job_runs", "How often a job was begun.", ("job",), runs)
    held = [((lease.name,), lease.until > now) for lease in catalog.leases() if lease.name == LEADER]
    yield _gauge("paperround_lease_held", "Whether somebody does the timer's work.", ("lease",), held)


def _seconds(until: datetime, now: datetime) -> float:
    return max(0.0, (until - now).total_seconds())


def _by_one(counts: Counter[str]) -> Iterable[tuple[tuple[str], float]]:
    return [((name,), count) for name, count in counts.items()]


def _gauge(
    name: str, about: str, labels: Sequence[str], values: Iterable[tuple[Sequence[str], float]]
) -> GaugeMetricFamily:
    """A gauge, its values in the order of their labels, so that the same facts give the same bytes."""
    family = GaugeMetricFamily(name, about, labels=labels)
    for texts, number in sorted(values, key=lambda each: tuple(each[0])):
        family.add_metric(list(texts), float(number))
    return family
