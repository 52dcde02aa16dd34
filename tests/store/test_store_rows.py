"""What stands in the rows: pure functions, on every database the same."""

from dataclasses import fields

from hypothesis import given
from hypothesis import strategies as st

from store.records import Paper, Statement
from store.sql import tables
from store.sql.rows import PAPER_FIELDS, body, digest, statement_of, words
from tests.store.builders import NOON, full, statement

facts = st.builds(
    Statement,
    source=st.text(),
    title=st.text(),
    identifiers=st.lists(st.text()).map(tuple),
    authors=st.lists(st.text()).map(tuple),
    version=st.none() | st.integers(),
    withdrawn=st.booleans(),
    note=st.none() | st.text(),
)


@given(facts)
def test_a_statement_comes_back_from_its_body(said: Statement) -> None:
    assert statement_of(said.sequence, said.source, said.observed_at, body(said)) == said


@given(facts, facts)
def test_equal_words_and_only_they_have_equal_digests(one: Statement, other: Statement) -> None:
    same = digest(one.source, body(one)) == digest(other.source, body(other))
    assert same == (one == other)


def test_when_and_as_which_it_arrived_are_no_part_of_the_words() -> None:
    said: Statement = full(Statement)
    assert body(said) == body(full(Statement, sequence=99, observed_at=NOON.replace(year=1999)))


def test_what_is_at_its_default_is_left_out_so_that_new_fields_change_no_digest() -> None:
    said = statement("Pigeons “sort” ä\n", "title:x", authors=("B", "A"))
    assert body(said) == '{"authors":["B","A"],"identifiers":["title:x"],"title":"Pigeons “sort” ä\\n"}'
    assert digest("s", body(said)).hex() == "ae0d3cb4adf768ceb2f90b2572c1c1097fc120ecbcaa4a39a5c7d976389412be"


def test_every_fact_of_a_paper_has_a_column() -> None:
    assert {*PAPER_FIELDS, "counts"} == {field.name for field in fields(Paper)}
    assert set(PAPER_FIELDS) <= set(tables.papers.c.keys())


@given(st.text())
def test_words_are_words_of_words(text: str) -> None:
    assert words(" ".join(words(text))) == words(text)


def test_words_are_folded_and_cut_at_everything_else() -> None:
    assert words("CAFÉ-au-lait, ﬁne: Straße\u00a03D_x") == ("café", "au", "lait", "fine", "strasse", "3d_x")
