"""A merge taken back leaves two papers, each with what was said of it."""

import pytest

from bot.core.separation import Inseparable, separate
from store.records import Merge, MergeRecord
from tests.support import stored


def record(title: str) -> MergeRecord:
    merge = Merge(identifier="title:x", title=title, reason="title 97 % alike")
    return MergeRecord(number=4, paper_key="k", paper_title=title, merge=merge, undone=False)


def test_each_statement_goes_where_its_strongest_name_goes(say) -> None:
    first, second = say(), say("Pigeons Sort Letters by Color and Weight", author_count=5)
    split = separate(record(second.title), stored(1, first, second), frozenset(second.identifiers))
    assert split.remaining.title == first.title
    assert split.departing.title == second.title
    assert split.remaining.author_count is None
    assert split.number == 4


def test_a_merge_of_which_nothing_can_be_told_apart_is_refused(say) -> None:
    with pytest.raises(Inseparable, match="merge 4"):
        separate(record("T"), stored(1, say()), frozenset(say().identifiers))
