"""Which verdicts a message tells: those that bear on it, as they are when it is written."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.app.compose import compose_due
from bot.app.told_verdicts import told_verdicts, with_troubled
from bot.app.watching.unwatched import leave_unwatched
from store.outbox import Delivery, DeliveryKind, SourceDay
from store.readers import QuietDay, Way
from store.watch import SourceVerdict, VerdictKind
from tests.bot.app.delivery_world import SUNDAY, Postbox, World
from tests.bot.app.watching_world import WatchingWorld, huggingface
from tests.store.emptied import emptied

FAILED = VerdictKind.FAILED


def told(since: float, judged: float, kind: DeliveryKind = DeliveryKind.DIGEST) -> bool:
    """Whether a verdict is told that has held since so many hours after the message was made, and was judged then."""
    message = Delivery(reader=1, address=1, kind=kind, slot="digest", created_at=SUNDAY, not_before=SUNDAY)
    with emptied() as store, store.writing() as catalog:
        catalog.keep_verdict(verdict(since, judged))
        return bool(told_verdicts(catalog, message))


def verdict(since: float = 0, judged: float = 0, name: str = "huggingface") -> SourceVerdict:
    at = [SUNDAY + timedelta(hours=hours) for hours in (since, judged)]
    return SourceVerdict(source=name, kind=FAILED, said="Failed.", since=at[0], judged_at=at[1])


@pytest.mark.parametrize(
    ("since", "judged", "expected"),
    [
        (-30, -1, True),
        (3, 3, True),  # it was written later, when the server took mail again
        (-30, 900, True),  # looked at again weeks later: it was so then, too
        (700, 900, False),  # today's trouble is not that of weeks ago
        (-900, -800, False),  # nobody watches that source any more
    ],
)
def test_what_bears_on_a_message_is_told_with_it(since: float, judged: float, expected: bool) -> None:
    assert told(since, judged) is expected


def test_what_comes_at_once_does_not_tell_of_sources() -> None:
    assert not told(-1, -1, DeliveryKind.INSTANT)


def test_nothing_is_told_of_a_source_that_is_watched_no_more() -> None:
    message = Delivery(
        reader=1, address=1, kind=DeliveryKind.DIGEST, slot="digest", created_at=SUNDAY, not_before=SUNDAY
    )
    with emptied() as store:
        with store.writing() as catalog:
            catalog.keep_verdict(verdict())
            catalog.keep_verdict(verdict(name="meadow"))
        with store.timing() as timing:
            for name in ("fetch huggingface", "fetch meadow", "deliver"):
                timing.ensure_job(name, SUNDAY)
        for _ in range(2):
            leave_unwatched(store, [huggingface(), replace(huggingface("meadow"), enabled=False)], SUNDAY)
        with store.reading() as catalog:
            assert [each.source for each in told_verdicts(catalog, message)] == ["huggingface"]
            assert [job.name for job in catalog.jobs()] == ["deliver", "fetch huggingface"]


def test_a_source_that_never_brought_anything_is_told_if_it_is_in_trouble() -> None:
    known = SourceDay(name="arxiv", title="arXiv", pages=1, papers=3, new=2, last_news=SUNDAY)
    quiet = SourceVerdict(source="blog", kind=VerdictKind.QUIET, said="", since=SUNDAY, judged_at=SUNDAY)
    days = with_troubled([known], [verdict(), verdict(name="arxiv"), quiet])
    assert [day.name for day in days] == ["arxiv", "huggingface"]


def test_a_source_that_never_brought_anything_is_called_what_the_settings_call_it() -> None:
    with emptied() as store:
        watching = WatchingWorld(store)
        watching.site.trouble = lambda request: watching.site.whole(request, b"<html></html>", "text/html")
        watched = huggingface("lab")
        watching.look(replace(watched, source=replace(watched.source, title="Our lab's feed")))
        with store.reading() as catalog:
            [day] = with_troubled([], list(catalog.verdicts().values()))
    assert (day.name, day.title) == ("lab", "Our lab's feed")


@pytest.mark.parametrize("broken", [False, True])
def test_a_quiet_message_says_whether_it_was_a_quiet_day_or_a_broken_source(broken) -> None:
    with emptied() as store:
        world, box = World(store), Postbox()
        reader = world.reader("ada", "zeppelin", quiet_day=QuietDay.LINE)
        world.read("Pigeons at Sea")
        world.now += timedelta(hours=3)
        with store.writing() as catalog:
            catalog.save_reader(replace(reader, next_digest_at=world.now))
            kind = FAILED if broken else VerdictKind.FRESH
            catalog.keep_verdict(replace(verdict(judged=2, name="meadow"), kind=kind, numbers=(("why", "answers"),)))
        compose_due(store, world.explainer, list(Way), world.now)
        world.send(box)
    [(_, letter)] = box.letters
    assert ("A quiet day: " in letter.subject) is not broken
    assert ("All sources that are watched are well." in letter.text) is not broken
    assert ("failed since 06:00, it gives no usable answer" in letter.text) is broken
