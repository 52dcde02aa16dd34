"""What do we know of a paper? The result depends on what was said, not on who said it first."""

import random
from datetime import UTC, datetime
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.consolidate import consolidate, earliest, newest_counts
from scrapers.types import PageKind
from store.records import Counts
from tests.support import ABSTRACT

MONDAY, TUESDAY = datetime(2026, 6, 1, tzinfo=UTC), datetime(2026, 6, 2, tzinfo=UTC)


def test_a_dump_and_the_archive_together_say_more_than_either(say) -> None:
    dump = say(author_count=3, published="--07-25")
    archive = say(
        source="arxiv",
        kind=PageKind.ARXIV_API,
        arxiv_id="2507.00001",
        version=1,
        authors=("A B", "C D", "E F"),
        published="2025-07-25",
        categories=("cs.CL",),
    )
    paper = consolidate([dump, archive])
    assert paper.key == "arxiv:2507.00001"
    assert (paper.published, paper.author_count, paper.version) == ("2025-07-25", 3, 1)
    assert paper.sources == ("arxiv", "hf")


def test_the_order_of_arrival_does_not_matter_where_nobody_changed_their_mind(say) -> None:
    told = [
        say(),
        say(author_count=3, published="--07-25"),
        say("Pigeons sort letters by colour & weight", source="arxiv", kind=PageKind.ARXIV_API, arxiv_id="2507.00001"),
        say(source="feed", kind=PageKind.FEED, doi="10.1/x", organization="Post Office"),
    ]
    assert len({consolidate(order) for order in permutations(told)}) == 1


def test_the_archive_spells_better_than_a_dump(say) -> None:
    told = [say("PIGEONS SORT"), say("Pigeons Sort", source="arxiv", kind=PageKind.ARXIV_API)]
    assert consolidate(told).title == "Pigeons Sort"


def test_a_source_that_changed_its_words_goes_before_one_that_did_not(say) -> None:
    told = [
        say("Old Words of the Title", source="arxiv", kind=PageKind.ARXIV_API, observed_at=MONDAY),
        say("Old Words of the Title", observed_at=MONDAY),
        say("New Words of the Title", observed_at=TUESDAY),
    ]
    assert consolidate(told).title == "New Words of the Title"


def test_an_older_version_that_comes_late_changes_no_words(say) -> None:
    newer = say("Second Thoughts", source="arxiv", kind=PageKind.ARXIV_API, version=2, observed_at=MONDAY)
    older = say("First Thoughts", source="arxiv", kind=PageKind.ARXIV_API, version=1, observed_at=TUESDAY)
    paper = consolidate([newer, older])
    assert (paper.title, paper.version) == ("Second Thoughts", 2)


def test_a_key_does_not_change_because_the_title_did(say) -> None:
    first, second = say("First Title of It"), say("Second Title of It")
    assert consolidate([first, second]).key == consolidate([first]).key


@pytest.mark.parametrize(
    ("days", "first"),
    [
        (["--07-25", "2025-07-25"], "2025-07-25"),
        (["2026-01-01", "2025-07-25"], "2025-07-25"),
        (["--07-25", "--03-01"], "--03-01"),
        ([None, None], None),
        ([], None),
    ],
)
def test_a_date_with_its_year_goes_before_one_without(days: list[str | None], first: str | None) -> None:
    assert earliest(days) == first


def test_a_paper_without_abstract_keeps_the_one_it_had(say) -> None:
    told = [say(abstract=ABSTRACT), say(abstract="", source="arxiv", kind=PageKind.ARXIV_API)]
    assert consolidate(told).abstract == ABSTRACT


def test_the_later_reading_of_a_count_wins_even_if_it_is_smaller() -> None:
    known, told = Counts(upvotes=9, observed_at=MONDAY), Counts(upvotes=7, observed_at=TUESDAY)
    assert newest_counts(known, told) == newest_counts(told, known) == told


def test_an_unknown_count_does_not_wipe_out_a_known_one() -> None:
    assert newest_counts(Counts(comments=3), Counts()).comments == 3
    assert newest_counts(Counts(comments=3, observed_at=MONDAY), Counts(observed_at=TUESDAY)).comments == 3


counts = st.builds(Counts, upvotes=st.none() | st.integers(0, 50), comments=st.none() | st.integers(0, 50))


@given(st.lists(counts, min_size=1, max_size=6), st.randoms(use_true_random=False))
def test_undated_counts_come_out_the_same_in_any_order(readings: list[Counts], rng: random.Random) -> None:
    def total(order: list[Counts]) -> Counts:
        result = Counts()
        for reading in order:
            result = newest_counts(result, reading)
        return result

    shuffled = list(readings)
    rng.shuffle(shuffled)
    assert total(readings) == total(shuffled)
