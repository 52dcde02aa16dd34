"""What the operator should know of jobs: that one cannot be done, and that it can again."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from bot.app.watching.exclusive import job_name
from bot.app.watching.judged import incident_subject
from bot.timer.types import Ended
from store.api import Store
from store.watch import Incident

FAILING = "failing"
_JOB = "job "
_LOOKS = job_name("")
_ABOUT = (_JOB, incident_subject(""))
_MOST = 500


def subject_of(job: str) -> str:
    """What an incident is about that keeps a job from being done."""
    return _JOB + job


def keep_troubles(store: Store, ended: Mapping[str, Ended]) -> None:
    """Remember what began, and what is over. Saying it again does no harm.

    :param ended: what came of jobs, by name.
    :raises store.errors.DatabaseError: it may not have been written.
    """
    begun = {subject_of(name): end for name, end in ended.items() if end.trouble}
    over = {subject_of(name): end.at for name, end in ended.items() if end.is_over}
    if not begun and not over:
        return
    known = {incident.subject for incident in _open(store)}
    if not begun.keys() - known and not over.keys() & known:
        return
    with store.writing() as catalog:
        for subject, end in begun.items():
            catalog.open_incident(Incident(subject=subject, kind=FAILING, said=end.trouble, began_at=end.at))
        for subject, at in over.items():
            catalog.end_incident(subject, at)


def end_strangers(store: Store, jobs: Collection[str], now: datetime) -> None:
    """The trouble of jobs, and of sources, that are no more is over, without a word: nothing went well again.

    :param jobs: the names of all that are done; looking at each source is one.
    :raises store.errors.DatabaseError: it may not have been written.
    """
    known = {subject_of(job) for job in jobs}
    known |= {incident_subject(job.removeprefix(_LOOKS)) for job in jobs if job.startswith(_LOOKS)}
    past = [each for each in _open(store) if each.subject.startswith(_ABOUT) and each.subject not in known]
    if not past:
        return
    with store.writing() as catalog:
        for incident in past:
            catalog.end_incident(incident.subject, now)
            catalog.incident_told(incident.number, now, end=True)
            if incident.told_at is None:
                catalog.incident_told(incident.number, now, end=False)


def _open(store: Store) -> Sequence[Incident]:
    with store.reading() as catalog:
        return catalog.incidents(open_only=True, limit=_MOST)
