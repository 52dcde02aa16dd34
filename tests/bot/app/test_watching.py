"""Looking at a source: which days are asked for, what is recorded of them, and when a day is complete."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from bot.core.watch import FetchTiming
from scrapers.errors import Blocked, Gone, LayoutChanged, ScrapeError, ServerFailed, Unreachable
from scrapers.exchange import Answer, Request
from store.watch import LookResult, VerdictKind
from tests.bot.app.watching_world import TODAY, WEDNESDAY, YESTERDAY, WatchingWorld, huggingface, results
from tests.store.emptied import emptied

NEWEST_ONLY = huggingface(timing=FetchTiming(catch_up=0))


@pytest.fixture
def world() -> Iterator[WatchingWorld]:
    with emptied() as store:
        yield WatchingWorld(store)


def test_a_new_source_is_asked_for_its_newest_day_and_the_one_before(world) -> None:
    world.site.days = {TODAY: [1, 2], YESTERDAY: [3]}
    report = world.look(run="20261118T150000-abcd")
    assert results(report.looks) == {"2026-11-18": "news", "2026-11-17": "news"}
    assert len(world.titles()) == 3
    assert not report.failed
    with world.store.reading() as catalog:
        assert [look.run for look in catalog.looks()] == ["20261118T150000-abcd"] * 2
        assert catalog.verdicts()["huggingface"].kind is VerdictKind.FRESH


def test_an_unchanged_page_is_not_sent_again_and_counts_as_a_look(world) -> None:
    world.site.days = {TODAY: [1, 2]}
    world.look(NEWEST_ONLY)
    for _ in range(99):
        world.later(minutes=1)
        report = world.look(NEWEST_ONLY)
        assert [look.result for look in report.looks] == [LookResult.UNCHANGED]
        assert (report.looks[0].status, report.looks[0].size, report.looks[0].entries) == (304, 0, 2)
    assert world.site.conditional == [False, *[True] * 99]
    assert world.day(TODAY).still == 99


def test_a_growing_day_is_recorded_as_it_grows_and_complete_when_it_is_over_and_still(world) -> None:
    for papers in range(1, 5):
        world.site.days = {TODAY: list(range(papers))}
        assert world.look(NEWEST_ONLY).looks[0].new == 1
        world.later(hours=1)
    assert world.day(TODAY).entries == 4
    assert world.day(TODAY).complete_at is None
    world.now = WEDNESDAY + timedelta(days=1)
    for _ in range(3):
        world.site.days.setdefault(TODAY + timedelta(days=1), [9])
        world.look()
        world.later(hours=2)
    assert world.day(TODAY).complete_at is not None
    world.site.asked.clear()
    world.look()
    assert not any("2026-11-18" in request.address for request in world.site.asked)


def test_an_honestly_empty_day_is_no_failure(world) -> None:
    world.site.days = {TODAY: []}
    report = world.look(NEWEST_ONLY)
    assert report.looks[0].result is LookResult.EMPTY
    assert not report.failed


def test_an_answer_about_another_day_is_not_recorded(world) -> None:
    world.site.days = {YESTERDAY: [1, 2]}
    world.site.other = YESTERDAY
    report = world.look(NEWEST_ONLY)
    assert report.looks[0].result is LookResult.OTHER_DAY
    assert "2026-11-17" in report.looks[0].said
    assert not report.failed
    assert world.titles() == []
    assert world.day(TODAY) is None


def test_catching_up_goes_on_where_it_broke_off(world) -> None:
    days = [TODAY - timedelta(days=back) for back in range(8)]
    world.site.days = {day: [number] for number, day in enumerate(days)}
    world.now -= timedelta(days=7)
    world.look()
    world.now = WEDNESDAY
    world.site.trouble = _only("2026-11-14", ServerFailed("site", "it failed."))
    first = world.look()
    assert results(first.looks)["2026-11-14"] == "failed"
    assert first.failed
    assert len(world.titles()) == 7
    world.site.trouble = lambda _: None
    assert results(world.look().looks)["2026-11-14"] == "news"
    assert len(world.titles()) == 8


def test_what_the_operator_asks_for_is_had_from_then_on_oldest_first_after_the_newest(world) -> None:
    world.site.days = {TODAY - timedelta(days=back): [back] for back in range(20)}
    report = world.look(since=TODAY - timedelta(days=15))
    asked = [look.day for look in report.looks]
    assert asked[:3] == ["2026-11-18", "2026-11-03", "2026-11-04"]
    assert len(asked) == 16


def test_a_listing_of_several_pages_is_recorded_whole_or_not_at_all(world) -> None:
    source = huggingface(timing=FetchTiming(catch_up=0), limit=2)
    world.site.days = {TODAY: [1, 2, 3, 4, 5]}
    world.site.trouble = _only("p=2", Unreachable("site", "nobody answers."), elsewhere="/papers/date/")
    assert world.look(source).failed
    assert world.titles() == []
    world.site.trouble = lambda _: None
    report = world.look(source)
    assert (report.looks[0].pages, report.looks[0].entries, report.looks[0].new) == (3, 5, 5)


def test_a_listing_is_unchanged_only_if_all_its_pages_are(world) -> None:
    source = huggingface(timing=FetchTiming(catch_up=0), limit=2)
    world.site.days = {TODAY: [1, 2, 3]}
    world.look(source)
    world.site.asked.clear()
    assert world.look(source).looks[0].result is LookResult.UNCHANGED
    assert world.site.conditional == [True, True]
    world.site.days = {TODAY: [1, 2, 3, 4]}
    world.site.asked.clear()
    assert world.look(source).looks[0].new == 1
    assert world.site.conditional == [True, True, False, False, False]
    assert world.day(TODAY).entries == 4


def _only(part: str, error: ScrapeError, elsewhere: str = "") -> Callable[[Request], Answer | ScrapeError | None]:
    """What goes wrong for addresses with that part, and at the place that would be asked instead."""

    def trouble(request: Request) -> Answer | ScrapeError | None:
        return error if part in request.address or (elsewhere and elsewhere in request.address) else None

    return trouble


@pytest.mark.parametrize(
    "error",
    [
        LayoutChanged("api", "it changed."),
        Gone("api", "there is no such page."),
        ServerFailed("api", "it failed."),
        Unreachable("api", "nobody answers."),
    ],
)
def test_when_the_better_place_fails_the_other_is_read(world, error) -> None:
    world.site.days = {TODAY: [1, 2]}
    world.site.trouble = lambda request: error if "/api/" in request.address else None
    report = world.look(NEWEST_ONLY)
    assert (report.looks[0].result, report.looks[0].new) == (LookResult.NEWS, 2)
    assert "the better place failed" in report.looks[0].said


def test_a_host_that_does_not_want_us_is_not_asked_elsewhere(world) -> None:
    world.site.trouble = lambda _: Blocked("api", "it refuses this program.")
    report = world.look(NEWEST_ONLY)
    assert report.looks[0].result is LookResult.BLOCKED
    assert len(world.site.asked) == 1
    assert report.failed
