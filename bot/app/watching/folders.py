"""Looking at a folder into which pages are put: each file is read when it is whole, and recorded once."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.app.collect import collect_within
from bot.app.watching.means import FolderFile, Means
from bot.app.watching.outcome import logged, result_of, without_quotation
from bot.app.watching.understanding import OwnTrouble, understood
from bot.core.watch.types import Watched
from scrapers.errors import ScrapeError
from scrapers.types import Listing, Page
from store.api import Writing
from store.watch import KnownPage, Look, LookResult, PutAside

STILL = timedelta(seconds=2)
"""A file that was changed less than so long ago may still be being written."""

AHEAD = timedelta(minutes=1)
"""A file whose time is yet to come by more than so much was written by another clock: its time says nothing."""

_SEEN = "seen "
_NAMED = 5


async def look_at_folder(means: Means, watched: Watched, run: str) -> tuple[Look, ...]:
    """Look at the files that are new or changed, in the order of their names; each is recorded by itself.

    A file is whole if nobody wrote to it for :data:`STILL`, or, where its time is yet to come, if two looks found it
    the same. The folder may lie on another machine and not answer, which holds up nothing else.

    A file that cannot be understood is put aside and not read again before it is changed. As long as it lies there and
    waits, the last look says so.

    :return: a look for each file that was read; one for the folder if there was none, or if files wait.
    :raises store.errors.DatabaseError: the files before are recorded.
    """
    begun = means.clock()
    try:
        found = await asyncio.to_thread(means.folder, watched.source)
    except ScrapeError as error:
        return (_kept(means, _look(watched, run, begun, means.clock(), result_of(error), str(error))),)
    files = [file for file in found if not file.leads_out]
    looks = [await _look_at_file(means, watched, run, file) for file in _to_read(means, watched, files, begun)]
    if left := sorted(file.name for file in found if file.leads_out):
        said = f"Left out, for it leads out of the folder: {', '.join(left)}. Put the page itself there."
        looks.append(_kept(means, _look(watched, run, begun, means.clock(), LookResult.UNCHANGED, said)))
    waiting = _waiting(means, watched.name, files)
    if waiting and not (looks and looks[-1].result is LookResult.CHANGED):
        more = f" and {len(waiting) - _NAMED:,} more" if len(waiting) > _NAMED else ""
        said = f"Put aside, for it cannot be understood: {', '.join(waiting[:_NAMED])}{more}."
        looks.append(_kept(means, _look(watched, run, begun, means.clock(), LookResult.CHANGED, said), again=True))
    if not looks:
        result = LookResult.UNCHANGED if files else LookResult.EMPTY
        looks.append(_kept(means, _look(watched, run, begun, means.clock(), result, "")))
    return tuple(looks)


def _waiting(means: Means, source: str, files: Sequence[FolderFile]) -> list[str]:
    """The names of the files that are there and wait, put aside."""
    there = {file.name for file in files}
    with means.store.reading() as catalog:
        return sorted({page.address for page in catalog.put_aside(source=source) if page.address in there})


def _to_read(means: Means, watched: Watched, files: Sequence[FolderFile], now: datetime) -> list[FolderFile]:
    """The files that are whole, and of which we do not have this version."""
    whole, ahead = [], []
    with means.store.reading() as catalog:
        for file in sorted(files, key=lambda each: each.name):
            known = catalog.known_page(watched.name, file.name)
            if not file.size or (known and known.etag == file.version):
                continue
            was_seen = known is not None and known.etag == _SEEN + file.version
            if file.changed_at <= now - STILL or (known and was_seen and known.recorded_at <= now - STILL):
                whole.append(file)
            elif file.changed_at > now + AHEAD and not was_seen:
                ahead.append(file)
    if ahead:
        with means.store.writing() as catalog:
            for file in ahead:
                _keep_version(catalog, watched.name, file, _SEEN + file.version, 0, now)
    return whole


async def _look_at_file(means: Means, watched: Watched, run: str, file: FolderFile) -> Look:
    begun = means.clock()
    try:
        page = await asyncio.to_thread(file.read)
    except ScrapeError as error:
        return _kept(means, _look(watched, run, begun, means.clock(), result_of(error), str(error)))
    try:
        listing = await understood(means, page)
    except OwnTrouble as error:
        return _kept(means, _look(watched, run, begun, means.clock(), result_of(error), str(error)))
    except ScrapeError as error:
        said = without_quotation(error)
        look = _look(watched, run, begun, means.clock(), result_of(error), said, size=len(page.body))
        return _put_aside(means, look, file, page)
    return _recorded(means, watched, run, file, page, listing, begun)


def _recorded(
    means: Means, watched: Watched, run: str, file: FolderFile, page: Page, listing: Listing, begun: datetime
) -> Look:
    with means.store.writing() as catalog:
        at = means.clock()
        collected = collect_within(catalog, page, listing, at, means.teller, run)
        new = len(collected.new_papers)
        known = LookResult.UNCHANGED if listing.entries else LookResult.EMPTY
        look = Look(
            source=watched.name,
            run=run,
            day=None,
            begun_at=begun,
            ended_at=at,
            result=LookResult.NEWS if new else known,
            pages=1,
            entries=len(listing.entries),
            new=new,
            promised=collected.promised,
            size=len(page.body),
            said=file.name,
        )
        _keep_version(catalog, watched.name, file, file.version, len(listing.entries), at)
        for aside in catalog.put_aside(source=watched.name):
            if aside.address == page.address:  # the file is a better one now
                catalog.settle_page(aside.number, at)
        catalog.add_look(look)
    logged(look)
    means.on_look(look)
    return look


def _keep_version(catalog: Writing, source: str, file: FolderFile, version: str, entries: int, at: datetime) -> None:
    """Remember that this version of a file was read, whatever came of it, or was seen."""
    catalog.keep_page(
        KnownPage(source=source, address=file.name, etag=version, last_modified="", entries=entries, recorded_at=at)
    )


def _put_aside(means: Means, look: Look, file: FolderFile, page: Page) -> Look:
    with means.store.writing() as catalog:
        catalog.put_page_aside(
            PutAside(
                source=look.source,
                run=look.run,
                day=None,
                address=page.address,
                media_type=page.media_type,
                received_at=look.ended_at,
                result=look.result,
                said=look.said,
                size=look.size,
                body=page.body,
            )
        )
        _keep_version(catalog, look.source, file, file.version, 0, look.ended_at)
        catalog.add_look(look)
    logged(look)
    means.on_look(look)
    return look


def _look(
    watched: Watched, run: str, begun: datetime, ended: datetime, result: LookResult, said: str, *, size: int = 0
) -> Look:
    return Look(
        source=watched.name, run=run, day=None, begun_at=begun, ended_at=ended, result=result, said=said, size=size
    )


def _kept(means: Means, look: Look, *, again: bool = False) -> Look:
    """:param again: the log has it already."""
    with means.store.writing() as catalog:
        catalog.add_look(look)
    if not again:
        logged(look)
    means.on_look(look)
    return look
