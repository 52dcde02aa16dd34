"""What every store promises of when pages were recorded, whichever database is underneath."""

from dataclasses import replace
from datetime import datetime

from store.outbox import SourceDay
from store.records import ChangeKind, SourceRecord
from store.sql import SqlStore
from tests.store.builders import NOON, SOURCE, decision, listing, merging, page, statement
from tests.store.readership import DAY, HOUR, MINUTE

OTHER = replace(SOURCE, name="rook-review", title="Rook Review")


def record(store: SqlStore, name: str, *titles: str, at: datetime | None, source: str = SOURCE.name) -> dict[int, int]:
    told = replace(SOURCE, name=source) if source == SOURCE.name else OTHER
    with store.writing() as catalog:
        brought = page(name, source=source, entry_count=len(titles) + 2)
        return dict(catalog.record(told, brought, listing(*titles), at))


def a_day(
    pages: int = 0, papers: int = 0, new: int = 0, last_news: datetime | None = None, source: SourceRecord = SOURCE
) -> SourceDay:
    return SourceDay(name=source.name, title=source.title, pages=pages, papers=papers, new=new, last_news=last_news)


def test_recording_answers_which_revisions_the_decisions_became(store: SqlStore) -> None:
    assert record(store, "one", "One", "Two", at=NOON) == {1: 1, 2: 2}
    with store.writing() as catalog:
        (known,) = catalog.known(["title:one"], ())
        same = decision(known.statements[0], slot=known.paper_id, rank=1)
        revised = decision(statement("One!", "title:one"), slot=known.paper_id, rank=2, kind=ChangeKind.REVISED)
        new = decision(statement("Three"), slot=-3, rank=3)
        numbers = catalog.record(SOURCE, page("two"), [same, revised, new])
        assert numbers == {2: 3, 3: 4}
        assert [each.number for each in catalog.revisions()] == [4, 3, 2, 1]


def test_a_source_that_was_never_read_is_none(store: SqlStore) -> None:
    with store.reading() as catalog:
        assert (catalog.source_days(None, NOON), catalog.recorded(None, NOON)) == ((), ())


def test_what_sources_brought_is_counted_after_the_one_moment_and_up_to_the_other(store: SqlStore) -> None:
    record(store, "one", "One", "Two", at=NOON)
    record(store, "two", at=NOON + HOUR)
    record(store, "three", "Three", at=NOON + DAY)
    record(store, "four", "Four", at=NOON + DAY, source=OTHER.name)
    last = NOON + DAY
    with store.reading() as catalog:
        assert catalog.source_days(None, NOON + HOUR) == (a_day(2, 2, 2, last), a_day(0, 0, 0, last, source=OTHER))
        assert catalog.source_days(NOON, NOON + DAY) == (a_day(2, 1, 1, last), a_day(1, 1, 1, last, source=OTHER))
        assert catalog.source_days(NOON + DAY, NOON + 2 * DAY) == (
            a_day(last_news=last),
            a_day(last_news=last, source=OTHER),
        )


def test_a_paper_that_is_listed_at_every_look_is_counted_once(store: SqlStore) -> None:
    record(store, "one", "One", "Two", at=NOON)
    for minute in range(1, 4):
        with store.writing() as catalog:
            known = [each.statements[0] for each in catalog.known(["title:one", "title:two"], ())]
            again = [decision(said, slot=rank, rank=rank) for rank, said in enumerate(known, start=1)]
            new = decision(statement(f"New {minute}"), slot=-3, rank=3)
            catalog.record(SOURCE, page(f"look {minute}"), [*again, new], NOON + minute * MINUTE)
    with store.reading() as catalog:
        assert catalog.source_days(None, NOON + HOUR) == (a_day(4, 5, 5, NOON + 3 * MINUTE),)
        assert catalog.source_days(NOON, NOON + MINUTE) == (a_day(1, 3, 1, NOON + 3 * MINUTE),)


def test_a_source_that_never_brought_news_says_so(store: SqlStore) -> None:
    record(store, "one", at=NOON)
    with store.reading() as catalog:
        assert catalog.source_days(None, NOON) == (a_day(1, 0),)


def test_a_page_of_which_nobody_may_know_when_it_was_read_is_in_no_day(store: SqlStore) -> None:
    record(store, "one", "One", at=None)
    with store.reading() as catalog:
        assert catalog.source_days(None, NOON + DAY) == (a_day(),)
        assert catalog.recorded(None, NOON + DAY) == ()


def test_new_papers_come_in_the_order_in_which_they_were_recorded(store: SqlStore) -> None:
    record(store, "one", "One", "Two", at=NOON)
    record(store, "two", "Three", at=NOON + HOUR)
    record(store, "three", "Four", at=NOON + DAY)
    with store.writing() as catalog:
        (known,) = catalog.known(["title:one"], ())
        revised = decision(statement("One!", "title:one"), slot=known.paper_id, kind=ChangeKind.REVISED)
        catalog.record(SOURCE, page("four"), [revised], NOON + DAY)
        assert [each.title for each in catalog.recorded(None, NOON + HOUR)] == ["One!", "Two", "Three"]
        assert [each.title for each in catalog.recorded(NOON, NOON + DAY)] == ["Three", "Four"]
        assert catalog.recorded(NOON + DAY, NOON + 2 * DAY) == ()


def test_two_new_papers_that_were_merged_are_one(store: SqlStore) -> None:
    record(store, "one", "One", "Two", at=NOON)
    with store.writing() as catalog:
        (known,) = catalog.known(["title:one"], ())
        both = decision(known.statements[0], slot=1, merges=merging("title:two", absorbed=2))
        catalog.record(SOURCE, page("two"), [both], NOON)
        assert [each.key for each in catalog.recorded(None, NOON)] == ["title:one"]


def test_a_page_is_a_day_of_its_own_by_how_its_fingerprint_begins(store: SqlStore) -> None:
    record(store, "one", "One", "Two", at=NOON)
    record(store, "two", "Three", at=NOON, source=OTHER.name)
    beginnings = [page(name, source=source).fingerprint for name, source in (("one", SOURCE.name), ("two", OTHER.name))]
    with store.reading() as catalog:
        first, second = (catalog.page_day(each) for each in beginnings)
        assert first == (a_day(1, 2, 2, NOON), a_day(last_news=NOON, source=OTHER))
        assert second == (a_day(last_news=NOON), a_day(1, 1, 1, NOON, source=OTHER))
        assert catalog.page_day("0" * 16) == (a_day(last_news=NOON), a_day(last_news=NOON, source=OTHER))


def test_when_each_source_first_listed_a_paper_is_known_unless_nobody_may_know(store: SqlStore) -> None:
    record(store, "one", "One", "Two", at=NOON)
    for name, source, at in (("two", SOURCE, NOON + HOUR), ("three", OTHER, NOON + DAY)):
        with store.writing() as catalog:
            (known,) = catalog.known(["title:one"], ())
            again = decision(statement("One", "title:one", source=source.name), slot=known.paper_id)
            catalog.record(source, page(name, source=source.name), [replace(again, kind=ChangeKind.KNOWN)], at)
    with store.reading() as catalog:
        assert catalog.listed(["title:one", "title:two", "title:three"]) == {
            "title:one": {SOURCE.name: NOON, OTHER.name: NOON + DAY},
            "title:two": {SOURCE.name: NOON},
        }
        assert catalog.listed([]) == {}
    record(store, "four", "Four", at=None)
    with store.reading() as catalog:
        assert catalog.listed(["title:four"]) == {"title:four": {SOURCE.name: None}}
