"""What ``--json`` prints, as plain values. These shapes are promises to other programs: add, never rename."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime

from bot.app.match import Ranking
from bot.app.replay import ReplayedDay
from bot.core.digest import Digest
from bot.core.matching.types import Profile
from bot.render.explanation import ranking_report, reason_report
from store.records import MergeRecord, PageRecord, Paper, PaperHistory, Revision, Sighting


def page_report(day: ReplayedDay) -> dict[str, object]:
    """One page of ``replay --json``. Every entry counts in exactly one of new, revised, enriched and known."""
    summary = asdict(day.collected.summary)
    summary["skipped"] = [{"where": block.where, "why": block.why} for block in day.read.listing.skipped]
    return summary


def digest_report(digest: Digest) -> list[dict[str, object]]:
    """One day of ``replay --json``: for each profile what it matched, an empty list on a quiet day."""
    reports: list[dict[str, object]] = []
    for profile in digest.profiles:
        matched = [
            (entry.match, item.paper)
            for item in digest.items
            for entry in item.matches
            if entry.profile == profile.profile
        ]
        matched.sort(key=lambda pair: (-pair[0].score, pair[1].key))
        reports.append(
            {
                "profile": profile.profile,
                "day": digest.day,
                "statistics": {"version": digest.statistics, "papers": digest.counted},
                "items": [
                    {
                        "key": paper.key,
                        "title": paper.title,
                        "score": match.score,
                        "reasons": [reason_report(reason) for reason in match.reasons],
                    }
                    for match, paper in matched
                ],
            }
        )
    return reports


def match_report(ranking: Ranking) -> dict[str, list[tuple[str, float]]]:
    """What ``match --json`` prints: ``{profile: [[title, score], …]}``."""
    return {name: [(each.paper.title, each.score) for each in papers] for name, papers in ranking.papers.items()}


def explained_report(profiles: Sequence[Profile], ranking: Ranking) -> list[dict[str, object]]:
    """What ``match --explain --json`` prints: for each profile its papers with the reasons for their scores."""
    return [ranking_report(profile, ranking.explained(profile)) for profile in profiles]


def paper_report(paper: Paper) -> dict[str, object]:
    """A paper, every field under its name; times as ISO 8601."""
    report = {"key": paper.key} | asdict(paper)
    report["counts"]["observed_at"] = _instant(paper.counts.observed_at)
    return report


def _instant(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _page(page: PageRecord) -> dict[str, object]:
    return asdict(page) | {"observed_at": _instant(page.observed_at)}


def _sighting(sighting: Sighting) -> dict[str, object]:
    counts = asdict(sighting.counts) | {"observed_at": _instant(sighting.counts.observed_at)}
    return {"page": _page(sighting.page), "rank": sighting.rank, "counts": counts}


def revision_report(revision: Revision) -> dict[str, object]:
    """A remembered change."""
    return {
        "number": revision.number,
        "kind": revision.kind.value,
        "key": revision.paper_key,
        "title": revision.title,
        "page": _page(revision.page),
        "changes": [asdict(change) for change in revision.changes],
    }


def merge_report(record: MergeRecord) -> dict[str, object]:
    """A remembered merge."""
    return {
        "number": record.number,
        "key": record.paper_key,
        "title": record.paper_title,
        "identifier": record.merge.identifier,
        "other_title": record.merge.title,
        "reason": record.merge.reason,
        "undone": record.undone,
    }


def history_report(history: PaperHistory) -> dict[str, object]:
    """Everything about one paper."""
    return {
        "paper": paper_report(history.paper),
        "identifiers": list(history.identifiers),
        "sightings": [_sighting(sighting) for sighting in history.sightings],
        "revisions": [revision_report(revision) for revision in history.revisions],
        "merges": [merge_report(merge) for merge in history.merges],
    }
