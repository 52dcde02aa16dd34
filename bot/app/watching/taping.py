"""What looks at a source would get, recorded as files and nowhere else."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from bot.app.watching.asking import Inquiry
from bot.app.watching.means import Means
from bot.core.watch import Watched, days_to_ask
from scrapers.errors import AskedTooOften, Blocked, ScrapeError
from scrapers.exchange import Web


@dataclass(frozen=True, slots=True)
class Taped:
    """A listing that was recorded. :ivar day: ``None`` where listings have no days. :ivar asked: how many requests.

    :ivar failure: why it could not be had or understood; what came is recorded all the same.
    """

    day: date | None
    asked: int
    papers: int = 0
    failure: ScrapeError | None = None


def listings_to_tape(means: Means, watched: Watched, day: date | None, since: date | None) -> tuple[date | None, ...]:
    """The listings that a first look would ask for.

    :param day: this one alone. :param since: all from then on; the day itself where listings have no days.
    """
    kind, source = means.kinds[watched.source.kind], watched.source
    if not kind.has_days(source):
        return (since,)
    today = kind.day_at(source, means.clock())
    days = (day,) if day else days_to_ask((), today=today, since=since, catch_up=watched.timing.catch_up)
    return tuple(dict.fromkeys(kind.listing_day(source, each) for each in days))


async def tape(
    means: Means,
    watched: Watched,
    listings: Sequence[date | None],
    recording: Callable[[date | None], Web],
    on_listing: Callable[[Taped], None] = lambda _: None,
) -> tuple[Taped, ...]:
    """Ask for these listings, one after the other. A host that refuses us ends it.

    :param means: with a store that remembers no page.
    :param recording: the web that records what it answers, for the listing of a day.
    :param on_listing: hears of each listing when it is recorded.
    """
    kind, source = means.kinds[watched.source.kind], watched.source
    has_days = kind.has_days(source)
    taped = []
    for listing in listings:
        day = listing if has_days else None
        inquiry = Inquiry(replace(means, web=recording(day)), source, kind)
        try:
            heard = await inquiry.ask(listing)
        except ScrapeError as error:
            taped.append(Taped(day, len(inquiry.addresses), failure=error))
        else:
            taped.append(Taped(day, len(inquiry.addresses), heard.entries))
        on_listing(taped[-1])
        if isinstance(taped[-1].failure, AskedTooOften | Blocked):
            break
    return tuple(taped)
