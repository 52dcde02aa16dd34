"""What every store promises, whichever database is underneath."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from store.errors import Conflict, NotFound, NotStorable, StoreError
from store.records import ChangeKind, Counts, Decision, FieldChange, KnownPaper, PageRecord, Paper, Sighting, Statement
from store.sql import SqlStore, open_store
from tests.store.builders import (
    NOON,
    SOURCE,
    decision,
    full,
    listing,
    page,
    paper,
    statement,
)
from tests.store.conftest import fresh_schema


def record(store: SqlStore, decisions: Sequence[Decision], name: str = "one", **facts: Any) -> PageRecord:
    written = page(name, entry_count=len(decisions), **facts)
    with store.writing() as catalog:
        catalog.record(replace(SOURCE, name=written.source), written, decisions)
    return written


def known(store: SqlStore, *names: str, fingerprints: Sequence[int] = ()) -> Sequence[KnownPaper]:
    with store.writing() as catalog:
        return catalog.known(names, fingerprints)


def keys(store: SqlStore, **facts: Any) -> list[str]:
    with store.reading() as catalog:
        return [each.key for each in catalog.papers(**facts)]


def test_an_empty_catalog_answers_every_question(store: SqlStore) -> None:
    with store.reading() as catalog:
        assert catalog.paper_count() == 0
        assert list(catalog.papers()) == []
        assert catalog.find("anything") == ()
        assert (catalog.revisions(), catalog.merges(), catalog.sources()) == ((), (), ())
    with store.writing() as catalog:
        assert not catalog.page_is_recorded("fingerprint of one")
        assert catalog.known({"arxiv:1"}, {1}) == catalog.known((), ()) == ()


def test_every_field_comes_back_as_it_went_in(store: SqlStore) -> None:
    said: Statement = full(Statement, sequence=0)
    told: Paper = full(Paper, counts=full(Counts))
    seen = full(Counts, upvotes=0)
    changes = (full(FieldChange), FieldChange(field="note", before="", after="x"))
    written = record(
        store,
        [
            decision(
                said, paper=told, counts=seen, changes=changes, identifiers=(told.key, "doi:1"), fingerprints=(2, 1)
            )
        ],
        source=full(PageRecord).source,
    )
    with store.reading() as catalog:
        assert list(catalog.papers()) == [told]
        history = catalog.history("doi:1")
        assert catalog.sources() == (replace(SOURCE, name=written.source),)
    assert history.paper == told
    assert history.identifiers == ("doi:1", told.key)
    assert history.statements == (replace(said, sequence=1),)
    assert history.sightings == (Sighting(page=written, rank=1, counts=seen),)
    (revision,) = history.revisions
    assert (revision.number, revision.paper_key, revision.title) == (1, told.key, told.title)
    assert (revision.kind, revision.page, revision.changes) == (ChangeKind.NEW, written, changes)
    assert known(store, told.key) == (
        KnownPaper(
            paper_id=1,
            paper=told,
            statements=(replace(said, sequence=1),),
            identifiers=frozenset({told.key, "doi:1"}),
        ),
    )


def test_unknown_and_none_are_kept_apart(store: SqlStore) -> None:
    record(store, [decision(statement(), counts=Counts(upvotes=0))], listing_date=None, observed_at=None)
    with store.reading() as catalog:
        history = catalog.history(statement().identifiers[0])
    assert history.sightings[0].counts == Counts(upvotes=0, comments=None, github_stars=None, observed_at=None)
    assert history.sightings[0].page.listing_date is None
    assert history.paper == paper(statement())


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (
            datetime(2025, 7, 25, 1, tzinfo=timezone(timedelta(hours=5, minutes=30))),
            datetime(2025, 7, 24, 19, 30, tzinfo=UTC),
        ),
        (datetime(1991, 8, 14, 0, 0, 0, 1, tzinfo=UTC), datetime(1991, 8, 14, 0, 0, 0, 1, tzinfo=UTC)),
    ],
)
def test_times_come_back_in_utc_to_the_microsecond(store: SqlStore, written: datetime, read: datetime) -> None:
    record(store, [decision(statement(observed_at=written))], observed_at=written)
    with store.reading() as catalog:
        history = catalog.history(statement().identifiers[0])
    assert history.statements[0].observed_at == history.sightings[0].page.observed_at == read
    assert read.tzinfo is getattr(history.statements[0].observed_at, "tzinfo", None)


@pytest.mark.parametrize(
    "unstorable",
    [
        pytest.param({"statement": statement(observed_at=NOON.replace(tzinfo=None))}, id="a time without zone"),
        pytest.param({"counts": Counts(upvotes=2**63)}, id="a number beyond 64 bits"),
        pytest.param({"paper": paper(statement("half a pair \ud800"))}, id="half a surrogate pair"),
        pytest.param({"paper": paper(statement("a NUL \0"))}, id="a NUL in a text"),
        pytest.param({"identifiers": ("a NUL \0",)}, id="a NUL in a name"),
    ],
)
def test_what_no_database_can_hold_is_refused_and_nothing_is_written(
    store: SqlStore, unstorable: dict[str, Any]
) -> None:
    with pytest.raises(NotStorable):
        record(store, [decision(statement(), **unstorable)])
    assert keys(store) == []
    record(store, listing("One"))
    assert len(keys(store)) == 1


def test_a_page_is_recorded_once(store: SqlStore) -> None:
    written = record(store, listing("One"))
    with store.writing() as catalog:
        assert catalog.page_is_recorded(written.fingerprint)
        assert not catalog.page_is_recorded("another")
    with pytest.raises(Conflict, match="nothing was written"):
        record(store, listing("Two"))
    assert keys(store) == ["title:one"]


def test_an_honest_empty_page_is_remembered(store: SqlStore) -> None:
    written = record(store, [])
    with store.writing() as catalog:
        assert catalog.page_is_recorded(written.fingerprint)


def test_papers_are_found_by_name_and_by_fingerprint_in_order_of_number(store: SqlStore) -> None:
    record(store, listing("One", "Two", "Three", "Four"))
    assert [each.paper_id for each in known(store, "title:three", "title:one", "title:none")] == [1, 3]
    assert [each.paper_id for each in known(store, fingerprints=[1004, 2, 999])] == [2, 4]
    assert [each.paper_id for each in known(store, "title:two", fingerprints=[2, 1])] == [1, 2]


def test_any_number_of_names_can_be_asked_for_at_once(store: SqlStore) -> None:
    record(store, listing("One", "Two"))
    strangers = [f"title:stranger {number}" for number in range(40_000)]
    found = known(store, *strangers, "title:two", fingerprints=range(2000, 40_000))
    assert [each.paper.key for each in found] == ["title:two"]


def test_fingerprints_use_all_63_bits(store: SqlStore) -> None:
    record(store, [decision(statement(), fingerprints=(2**63 - 1, 0))])
    assert [each.paper_id for each in known(store, fingerprints=[2**63 - 1])] == [1]


def test_the_paper_recorded_last_comes_first_however_many_there_are(store: SqlStore) -> None:
    record(store, listing(*(f"Paper {number}" for number in range(1, 1201))))
    record(store, listing("Last"), "two")
    assert keys(store) == ["title:last", *(f"title:paper {number}" for number in range(1200, 0, -1))]
    assert keys(store, limit=3) == ["title:last", "title:paper 1200", "title:paper 1199"]
    assert len(keys(store, limit=501)) == 501
    assert keys(store, limit=0) == []


def test_papers_can_be_asked_for_by_source(store: SqlStore) -> None:
    record(store, listing("One", "Two"))
    other = statement("Two, elsewhere", "title:two", source="other")
    record(store, [decision(other, slot=2, kind=ChangeKind.ENRICHED)], "two", source="other")
    record(store, listing(*(f"Paper {number}" for number in range(600))), "three")
    assert keys(store, source="other") == ["title:two"]
    assert keys(store, source=SOURCE.name, limit=600) == [f"title:paper {number}" for number in range(599, -1, -1)]
    assert len(keys(store, source=SOURCE.name)) == 602
    assert keys(store, source="nobody") == []


def test_what_a_source_is_called_is_kept_up_to_date(store: SqlStore) -> None:
    record(store, listing("One"))
    renamed = replace(SOURCE, title="Pigeon Post Daily")
    with store.writing() as catalog:
        catalog.record(renamed, page("two"), [])
        catalog.record(replace(SOURCE, name="a first"), page("three", source="a first"), [])
        assert catalog.sources() == (replace(SOURCE, name="a first"), renamed)


def test_later_entries_about_one_new_paper_supersede_the_earlier(store: SqlStore) -> None:
    first, second = statement("One"), statement("One", note="second")
    record(
        store,
        [
            decision(second, rank=9, kind=ChangeKind.ENRICHED, paper=paper(second, note="second"), identifiers=()),
            decision(first, rank=2),
            decision(first, rank=5, kind=ChangeKind.KNOWN, identifiers=()),
        ],
    )
    with store.reading() as catalog:
        history = catalog.history("title:one")
        assert catalog.paper_count() == 1
    assert history.paper.note == "second"
    assert [each.note for each in history.statements] == [None, "second"]
    assert [each.rank for each in history.sightings] == [2, 5, 9]
    assert [each.kind for each in history.revisions] == [ChangeKind.NEW, ChangeKind.ENRICHED]


def test_the_same_words_are_stored_once_and_seen_as_often_as_they_were(store: SqlStore) -> None:
    record(store, listing("One"))
    (before,) = known(store, "title:one")
    repeat = decision(before.statements[0], slot=1, counts=Counts(upvotes=3))
    record(store, [repeat], "two")
    forgotten = decision(replace(before.statements[0], sequence=0, observed_at=NOON), slot=1)
    record(store, [forgotten], "three")
    with store.reading() as catalog:
        history = catalog.history("title:one")
    assert len(history.statements) == 1
    assert [(each.page.fingerprint, each.counts.upvotes) for each in history.sightings] == [
        ("fingerprint of one", None),
        ("fingerprint of two", 3),
        ("fingerprint of three", None),
    ]
    assert [each.kind for each in history.revisions] == [ChangeKind.NEW]


@pytest.mark.parametrize(
    ("kind", "remembered"),
    [
        (ChangeKind.REVISED, True),
        (ChangeKind.ENRICHED, True),
        (ChangeKind.MOVED, False),
        (ChangeKind.KNOWN, False),
    ],
)
def test_the_paper_becomes_what_was_decided_and_only_changes_of_words_are_revisions(
    store: SqlStore, kind: ChangeKind, *, remembered: bool
) -> None:
    record(store, listing("One"))
    (before,) = known(store, "title:one")
    after = replace(before.paper, version=2, counts=Counts(upvotes=9, observed_at=NOON))
    changes = (FieldChange(field="version", before="", after="2"),)
    record(store, [decision(before.statements[0], slot=1, kind=kind, paper=after, changes=changes)], "two")
    with store.reading() as catalog:
        assert list(catalog.papers()) == [after]
        revisions = catalog.revisions(limit=1)
    assert ((revisions[0].kind, revisions[0].changes) == (kind, changes)) is remembered


def test_a_paper_that_gains_a_stronger_name_keeps_the_weaker(store: SqlStore) -> None:
    record(store, listing("One"))
    said = statement("One", "arxiv:2503.02130", "title:one")
    record(
        store,
        [decision(said, slot=1, kind=ChangeKind.ENRICHED, identifiers=("arxiv:2503.02130",), fingerprints=(1, 77))],
        "two",
    )
    with store.reading() as catalog:
        assert catalog.history("title:one") == catalog.history("arxiv:2503.02130")
        assert catalog.history("title:one").paper.key == "arxiv:2503.02130"
    assert [each.paper_id for each in known(store, fingerprints=[77])] == [1]


def test_a_name_that_leads_elsewhere_is_not_taken_away(store: SqlStore) -> None:
    record(store, listing("One", "Two"))
    said = statement("Two, again")
    with pytest.raises(Conflict):
        record(store, [decision(said, slot=2, kind=ChangeKind.ENRICHED, identifiers=("title:one",))], "two")
    assert [each.identifiers for each in known(store, "title:one", "title:two")] == [{"title:one"}, {"title:two"}]


def test_changes_come_last_first_and_can_be_asked_for_by_kind(store: SqlStore) -> None:
    record(store, listing("One", "Two"))
    said = statement("One", version=2)
    record(store, [decision(said, slot=1, kind=ChangeKind.REVISED)], "two")
    with store.reading() as catalog:
        assert [(each.number, each.title, each.kind.value) for each in catalog.revisions()] == [
            (3, "One", "revised"),
            (2, "Two", "new"),
            (1, "One", "new"),
        ]
        assert [each.number for each in catalog.revisions(limit=2)] == [3, 2]
        assert [each.number for each in catalog.revisions(kinds={ChangeKind.NEW})] == [2, 1]
        assert [each.number for each in catalog.revisions(kinds=[ChangeKind.ENRICHED, ChangeKind.REVISED])] == [3]


@pytest.mark.parametrize("name", ["arxiv:0000.00000", "", "a\0b", "half a pair \ud800", "x" * 10_000])
def test_history_of_an_unknown_name_says_so(store: SqlStore, name: str) -> None:
    with store.reading() as catalog, pytest.raises(NotFound, match="No paper goes by the name"):
        catalog.history(name)


@pytest.fixture(scope="module", params=["sqlite", "memory", "postgresql"])
def library(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SqlStore]:
    """Some papers to search, one library for all searches."""
    said = [
        statement("Grammar-Aligned Decoding", "arxiv:2405.21047", "title:grammar-aligned-decoding-1f3a9c02"),
        statement("Decoding 100 % of under_scores", "doi:10.1000/a_b%c", "title:decoding-100-0badcafe"),
        statement("ÉTUDE on Straße 3D", "arxiv:math.GT/0309136", "title:etude-00000000"),
        statement("Decoding Pigeons", "arxiv:2405.21048", "title:decoding-pigeons-12345678"),
    ]
    with ExitStack() as stack:
        url = "sqlite://"
        if request.param == "sqlite":
            url = f"sqlite:///{tmp_path_factory.mktemp('library') / 'catalog.db'}"
        if request.param == "postgresql":
            url = stack.enter_context(fresh_schema(request.getfixturevalue("postgres")))
        opened = stack.enter_context(closing(open_store(url)))
        record(opened, [decision(each, slot=-rank, rank=rank) for rank, each in enumerate(said, start=1)])
        yield opened


GRAMMAR, PERCENT, ETUDE, PIGEONS = "arxiv:2405.21047", "doi:10.1000/a_b%c", "arxiv:math.GT/0309136", "arxiv:2405.21048"


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        pytest.param(GRAMMAR, [GRAMMAR], id="an identifier"),
        pytest.param("  arXiv:2405.21047\n", [GRAMMAR], id="an identifier in another case"),
        pytest.param("2405.21047", [GRAMMAR], id="a bare arXiv id"),
        pytest.param("math.GT/0309136", [ETUDE], id="an old arXiv id"),
        pytest.param("10.1000/A_B%c", [PERCENT], id="a bare DOI"),
        pytest.param("title:decoding-pigeons-12345678", [PIGEONS], id="a weaker name"),
        pytest.param("2405.2104", [GRAMMAR, PIGEONS], id="the beginning of an arXiv id"),
        pytest.param("title:decoding", [PIGEONS, PERCENT], id="the beginning of a title's name"),
        pytest.param("10.1000/a", [PERCENT], id="the beginning of a DOI"),
        pytest.param("decoding", [GRAMMAR, PIGEONS, PERCENT], id="a word of a title"),
        pytest.param("aligned grammar", [GRAMMAR], id="words in any order"),
        pytest.param("étude", [ETUDE], id="a word in another case"),
        pytest.param("STRASSE", [ETUDE], id="a word that folds to more letters"),
        pytest.param("under_scores", [PERCENT], id="an underscore is itself"),
        pytest.param("under.scores", [], id="no character stands for another"),
        pytest.param("gram", [], id="half a word"),
        pytest.param("%", [], id="a per cent sign is no wildcard"),
        pytest.param("_", [], id="nor is an underscore"),
        pytest.param("", [], id="nothing"),
        pytest.param("  ", [], id="blanks"),
        pytest.param("'; DROP TABLE papers; --", [], id="a quotation mark ends nothing"),
        pytest.param("a\0b", [], id="a NUL"),
        pytest.param("\ud800", [], id="half a surrogate pair"),
        pytest.param("x" * 100_000, [], id="a very long name"),
    ],
)
def test_a_person_finds_what_they_mean(library: SqlStore, name: str, meant: list[str]) -> None:
    with library.reading() as catalog:
        assert [each.key for each in catalog.find(name)] == meant


def test_finding_stops_at_the_limit(library: SqlStore) -> None:
    with library.reading() as catalog:
        assert [each.key for each in catalog.find("decoding", limit=2)] == [GRAMMAR, PIGEONS]


def write_and_be_interrupted(store: SqlStore) -> None:
    with store.writing() as catalog:
        catalog.record(SOURCE, page("two"), listing("Two"))
        assert catalog.paper_count() == 2
        raise KeyboardInterrupt


def test_a_block_that_raises_leaves_nothing(store: SqlStore) -> None:
    record(store, listing("One"))
    with pytest.raises(KeyboardInterrupt):
        write_and_be_interrupted(store)
    assert keys(store) == ["title:one"]
    record(store, listing("Two"), "two")
    assert [each.paper_id for each in known(store, "title:two")] == [2]


def test_errors_of_the_block_are_not_touched(store: SqlStore) -> None:
    with pytest.raises(OverflowError, match="mine"), store.reading():
        raise OverflowError("mine")


def test_reading_cannot_write(store: SqlStore) -> None:
    with store.reading() as catalog:
        assert not hasattr(catalog, "record")


def test_closing_twice_is_harmless(store: SqlStore) -> None:
    store.close()
    store.close()


def test_threads_share_a_store(store: SqlStore) -> None:
    def ingest(number: int) -> int:
        with store.writing() as catalog:
            catalog.record(SOURCE, page(str(number)), listing(f"Paper {number}"))
        with store.reading() as catalog:
            return catalog.paper_count()

    with ThreadPoolExecutor(4) as threads:
        counts = list(threads.map(ingest, range(20)))
    assert max(counts) == 20
    assert sorted(keys(store)) == sorted(f"title:paper {number}" for number in range(20))


def test_reading_answers_from_one_moment_while_others_write(lasting_url: str) -> None:
    first, second = open_store(lasting_url), open_store(lasting_url)
    record(first, listing("One"))
    with first.reading() as catalog:
        record(second, listing("Two"), "two")
        assert catalog.paper_count() == 1
        assert [each.key for each in catalog.papers()] == ["title:one"]
    assert keys(first) == ["title:two", "title:one"]
    first.close()
    second.close()


def test_what_was_written_is_there_when_the_store_is_opened_again(lasting_url: str) -> None:
    for number in range(3):
        opened = open_store(lasting_url)
        record(opened, listing(f"Paper {number}"), str(number))
        assert len(keys(opened)) == number + 1
        opened.close()


def test_a_block_within_a_block_of_a_database_in_memory_is_refused() -> None:
    opened = open_store("sqlite://")
    with opened.writing(), pytest.raises(StoreError, match="one connection"), opened.reading():
        pass
    opened.close()
