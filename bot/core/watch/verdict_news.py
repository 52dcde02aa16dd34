"""What is to be thought of a source that has no days, and which answers: by when it last brought something. Pure."""

from calendar import day_name
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median

from bot.core.watch.facts import Judgement, SourceFacts, judged, print_gap
from bot.core.watch.judging import TRAILING
from bot.core.watch.verdict_days import STALLED_DAYS, quiet_day
from store.watch import Look, LookResult, VerdictKind

FEWEST_GAPS = 3
"""With fewer gaps between news nobody knows how long one usually is."""

STALLED_GAPS = 3
"""A source is stalled after so many of its usual gaps without news."""

LONG_GAPS = 1.5
"""And only after so many times a gap as long as twice lately: who never publishes at a weekend
is not stalled on Monday.
"""

_DAY = timedelta(days=1)


def usual_gap(looks: Sequence[Look]) -> timedelta | None:
    """The median of the last gaps between runs with news; ``None`` if there are fewer than :data:`FEWEST_GAPS`.

    The looks of a run, at the files of a folder for instance, are one look at the source.

    :param looks: those that brought news, the newest first.
    """
    gaps = _gaps(looks)
    return timedelta(seconds=median(gaps)) if len(gaps) >= FEWEST_GAPS else None


def _gaps(looks: Sequence[Look]) -> list[float]:
    """The last gaps between runs with news, in seconds, the newest first."""
    news = list({look.run: look.begun_at for look in looks}.values())
    return [(later - earlier).total_seconds() for later, earlier in pairwise(news)][:TRAILING]


def _too_long(facts: SourceFacts, gap: timedelta) -> timedelta:
    """After what time without news a source is stalled. One long gap alone, an outage, is no habit; two are, unless it
    is known on which days something comes.
    """
    long = sorted(_gaps(facts.brought))[-2:] if len(facts.weekdays) == len(day_name) else []
    twice = timedelta(seconds=long[0]) if len(long) > 1 else gap
    return max(STALLED_GAPS * gap, LONG_GAPS * twice)


def judge_news(facts: SourceFacts, now: datetime) -> Judgement:
    """What its looks say. However long ago the last news came: what has stopped goes on only with news.

    :param now: aware, UTC.
    """
    gap = usual_gap(facts.brought) or facts.known_gap
    news = facts.brought[0].begun_at if facts.brought else None
    if news and gap and now - news > _too_long(facts, gap) and _expected_days_since(facts, news, now) >= STALLED_DAYS:
        return judged(VerdictKind.STALLED, "news", news, at=news, gap=print_gap(gap))
    within = gap or max(2 * facts.every, _DAY)
    fresh = news is not None and now - news <= within
    if not facts.expects(facts.today):  # what came today counts more than what was expected of it
        begun_at = facts.begun_at(facts.today)
        if news is None or not fresh or news < begun_at:
            return quiet_day(facts, begun_at)
    if news is None:
        return _without_news(facts)
    kind = VerdictKind.FRESH if fresh else VerdictKind.WAITING
    since = news if fresh else news + within
    if gap:
        return judged(kind, "news" if fresh else "gap", since, at=news, gap=print_gap(gap))
    return judged(kind, "first news" if fresh else "news", since, at=news)


def _without_news(facts: SourceFacts) -> Judgement:
    last = facts.looks[0]
    if last.result is LookResult.EMPTY:
        return judged(VerdictKind.QUIET, "empty", facts.last_since(LookResult.EMPTY))
    return judged(VerdictKind.WAITING, "first news", facts.looks[-1].begun_at)


def _expected_days_since(facts: SourceFacts, news: datetime, now: datetime) -> int:
    """How many whole days lie between the last news and today on which something was expected."""
    between = range(1, (now.date() - news.date()).days)
    return sum(facts.expects(facts.today - timedelta(days=back)) for back in between)
