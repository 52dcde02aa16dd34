"""All that is to be looked at of one source now: its newest listing, then what is missing before it."""

from dataclasses import dataclass
from datetime import date, datetime

from bot.app.watching.far_back import telling_from, untold_before
from bot.app.watching.folders import look_at_folder
from bot.app.watching.judged import keep_judgement
from bot.app.watching.looking import Looked, look_at_listing
from bot.app.watching.means import Means
from bot.app.watching.outcome import NOT_WELL, UNDERSTOOD
from bot.app.watching.places import forget_cut
from bot.app.watching.wanted import wanted_listings
from bot.core.watch import Watched
from bot.logs import run_context
from store.watch import Look, LookResult, SourceVerdict

FOLDER_KIND = "dump"
"""The kind whose pages lie in a folder."""

_HOPELESS = frozenset((LookResult.BLOCKED, LookResult.LATER))
"""After these the host is asked for nothing more in this run."""

_FAILURES_AT_FIRST = 2
"""A source whose first so many looks bring nothing is left for now, since the others would bring nothing either."""

_FAILURES = 5
"""Later it takes so many failures in a row: a few days may fail by themselves."""

_VAIN = frozenset((LookResult.FAILED, LookResult.CHANGED))


@dataclass(frozen=True, slots=True)
class SourceReport:
    """What looking at a source came to.

    :ivar looks: in order; none if somebody else was looking at it.
    :ivar verdict: what is thought of it now; ``None`` if it was not looked at.
    :ivar not_before: until when its host wants to be left alone, or ``None``.
    :ivar skipped: why it was not looked at; else empty.
    :ivar trouble: what nobody foresaw and what ended the looks; else empty.
    :ivar untold_before: nobody was told of papers from before that day; ``None``: of all that was new.
    :ivar remarks: what should be known of looks that were understood: that not all was asked for, for instance.
    """

    name: str
    looks: tuple[Look, ...] = ()
    verdict: SourceVerdict | None = None
    not_before: datetime | None = None
    skipped: str = ""
    trouble: str = ""
    untold_before: date | None = None
    remarks: tuple[str, ...] = ()

    @property
    def failed(self) -> bool:
        """Whether something is missing that should have been had; not so if the host only asks us to come later."""
        missing = any(look.result in NOT_WELL and look.result is not LookResult.LATER for look in self.looks)
        return missing or bool(self.trouble)

    @property
    def promised(self) -> int:
        """How many promises to readers were made."""
        return sum(look.promised for look in self.looks)


async def look_at_source(
    means: Means, watched: Watched, run: str, *, since: date | None = None, tell_all: bool = False
) -> SourceReport:
    """Look at a source's newest listing and at the days that are missing or not complete; then judge the source.

    Each listing is recorded by itself, so what breaks off goes on the next time where it ended.

    :param run: the correlation id of all of it.
    :param since: ask for the days from then on, complete or not, whatever was to be caught up. Nobody is told of papers
        that are older than what would have been caught up, unless ``tell_all``.
    :raises store.errors.DatabaseError: what was recorded before stays.
    """
    with run_context(run):
        if watched.source.kind == FOLDER_KIND:
            looks = await look_at_folder(means, watched, run)
            return SourceReport(watched.name, looks, keep_judgement(means, watched))
        return await _look_at_listings(means, watched, run, since, tell_all=tell_all)


async def _look_at_listings(
    means: Means, watched: Watched, run: str, since: date | None, *, tell_all: bool
) -> SourceReport:
    kind = means.kinds[watched.source.kind]
    may_be_old = means.teller is not None and not tell_all
    untold = untold_before(kind, watched, since, means.clock()) if may_be_old else None
    looked: list[Looked] = []
    for wanted in wanted_listings(means, kind, watched, since, untold):
        telling = telling_from(means, kind, watched, wanted.told_from, wanted.day)
        looked.append(await look_at_listing(telling, watched, run, wanted))
        if wanted.start and looked[-1].missing:  # it does not reach so far back
            with means.store.writing() as catalog:
                forget_cut(catalog, watched.name)
        if _is_hopeless(looked):
            break
    verdict, looks = keep_judgement(means, watched), tuple(each.look for each in looked)
    remarks = tuple(dict.fromkeys(look.said for look in looks if look.said and look.result in UNDERSTOOD))
    return SourceReport(watched.name, looks, verdict, looked[-1].not_before, untold_before=untold, remarks=remarks)


def _is_hopeless(looked: list[Looked]) -> bool:
    results = [each.look.result for each in looked if not each.missing]
    if results[-1:] and results[-1] in _HOPELESS:
        return True
    if all(result in _VAIN for result in results):
        return len(results) >= _FAILURES_AT_FIRST
    return results[-_FAILURES:] == [LookResult.FAILED] * _FAILURES
