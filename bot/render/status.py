"""What ``paperround status --json`` prints, as plain values. The shape is a promise: add, never rename."""

from bot.app.status import Status
from bot.render.sources import standing_report, utc
from store.watch import Incident, Job


def status_report(status: Status) -> dict[str, object]:
    """How everything is. Times are ISO 8601, UTC."""
    outbox, leader = status.outbox, status.leader
    return {
        "at": utc(status.now),
        "trouble": status.is_trouble,
        "sources": [standing_report(each) for each in status.sources],
        "incidents": [_incident(each) for each in status.incidents],
        "put_aside": status.put_aside,
        "outbox": {
            "waiting": outbox.waiting,
            "oldest_made_at": utc(outbox.oldest),
            "due": outbox.due,
            "late": outbox.late,
            "dead": outbox.dead,
            "promised_papers": outbox.promised,
            "promised_to_readers": outbox.readers,
        },
        "running": {"owner": leader.owner, "until": utc(leader.until), "alive": status.is_led} if leader else None,
        "last_look_at": utc(status.looked_at),
        "jobs": [_job(job) for job in status.jobs],
    }


def _incident(incident: Incident) -> dict[str, object]:
    return {
        "subject": incident.subject,
        "kind": incident.kind,
        "said": incident.said,
        "began_at": utc(incident.began_at),
        "told_at": utc(incident.told_at),
    }


def _job(job: Job) -> dict[str, object]:
    return {
        "name": job.name,
        "due_at": utc(job.due_at),
        "being_done": job.owner is not None,
        "ended_at": utc(job.ended_at),
        "failures": job.failures,
        "said": job.said,
    }
