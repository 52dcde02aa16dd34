"""What was learned: everything a reader said is listed somewhere, and can be taken back there."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest

from bot.app.feedback import MAX_JUDGED, follow, judge, mute, read_stored_profile
from bot.app.readers import remove_reader_profile
from bot.web.app import make_app
from bot.web.paging import MAX_SHOWN, part_of
from bot.wiring import background
from store.profiles import Feedback, FeedbackKind
from store.records import Paper
from tests.bot.web.site_world import NOON, Answer, Visitor, World


@dataclass
class Counting:
    """A store that counts how often the papers themselves are read."""

    store: Any
    read: int = 0

    @contextmanager
    def reading(self) -> Iterator[Any]:
        with self.store.reading() as catalog:
            yield _Catalog(self, catalog)


class _Catalog:
    def __init__(self, counting: Counting, catalog: Any) -> None:
        self._counting = counting
        self._catalog = catalog

    def papers(self, **wanted: Any) -> Any:
        self._counting.read += 1
        return self._catalog.papers(**wanted)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._catalog, name)


@pytest.fixture
def learned(world: World) -> str:
    """Where it is listed."""
    return world.links_of_all_pages()["learned"]


def say(world: World, kind: FeedbackKind, subject: str = "arxiv:2611.00002", title: str = "Colour Vision") -> None:
    profile = read_stored_profile(world.profile)
    judge(world.store, profile, kind, Paper(key=subject, title=title), NOON, world.reader.number)


def rows(page: Answer, part: str = "") -> list[str]:
    return [" ".join(each.get_text(" ").split()) for each in page.page.select(f"{part} .list > li > p")]


def test_what_muting_and_following_do_is_said_beside_them(world: World, visitor: Visitor, learned: str) -> None:
    profile = read_stored_profile(world.profile)
    mute(world.store, profile, "survey", NOON, world.reader.number)
    follow(world.store, profile, "Ada Dove", NOON, world.reader.number)
    assert rows(visitor.get(learned)) == [
        "You muted survey (keeps papers out that have it)",
        'You follow author:"Ada Dove" (counts like one of your keywords)',
    ]


def test_what_was_said_for_a_removed_profile_is_listed_and_taken_back(
    world: World, visitor: Visitor, learned: str
) -> None:
    """Else it would count again, unseen, when a profile of that name is made."""
    say(world, FeedbackKind.LIKE)
    assert rows(visitor.get(learned), "#besides") == []
    remove_reader_profile(world.store, world.reader.number, world.profile.number, NOON)
    page = visitor.get(learned)
    assert rows(page, "#besides") == ["You liked Colour Vision For birds"]
    undone = visitor.press(page, "Undo")
    assert (undone.status, rows(undone)) == (200, [])


def test_a_word_muted_that_the_profile_asks_for_by_now_is_listed(world: World, visitor: Visitor, learned: str) -> None:
    said = Feedback(profile="birds", kind=FeedbackKind.MUTE, subject="pigeon", at=NOON, reader=world.reader.number)
    with world.store.writing() as catalog:
        catalog.give_feedback(said)
    assert rows(visitor.get(learned), "#besides") == ["You muted pigeon For birds"]


def test_what_was_judged_before_the_last_ones_is_listed_page_by_page(
    world: World, visitor: Visitor, learned: str
) -> None:
    count = MAX_JUDGED + MAX_SHOWN + 1
    with world.store.writing() as catalog:
        for number in range(count):
            catalog.give_feedback(
                Feedback(
                    profile="birds",
                    kind=FeedbackKind.LIKE,
                    subject=f"x:{number}",
                    title=f"Paper {number}",
                    at=NOON + timedelta(minutes=number),
                    reader=world.reader.number,
                )
            )
    first = visitor.get(learned)
    seen = rows(first)
    (older,) = [each for each in first.page.select("#besides a") if each.get_text() == "What you said earlier"]
    last = visitor.get(str(older["href"]))
    seen += rows(last, "#besides")
    assert len(seen) == len(set(seen))
    assert {each.split(" For ")[0] for each in seen} == {f"You liked Paper {number}" for number in range(count)}
    assert [each.get_text() for each in last.page.select("#besides a")] == ["What you said later"]
    assert visitor.get(f"{learned}?skip=99999999999999999999").status == 200


def test_the_whole_reading_list_can_be_leafed_through_and_taken_apart(world: World, visitor: Visitor) -> None:
    for number in range(MAX_SHOWN + 1):
        say(world, FeedbackKind.SAVE, f"x:{number}", f"Paper {number}")
    first = visitor.get(world.links.settings(world.reader))
    (older,) = [each for each in first.page.select("#saved a") if each.get_text() == "Papers saved earlier"]
    last = visitor.get(str(older["href"]))
    assert rows(last, "#saved") == ["Paper 0 2 Nov 2026, birds"]
    gone = visitor.press(last, "Take off the list")
    assert len(rows(gone, "#saved")) == MAX_SHOWN
    assert "Papers saved" not in gone.words


def test_word_statistics_are_worked_out_once_until_papers_come(world: World, learned: str) -> None:
    """They are the costly part of the page: of a hundred thousand papers, seconds."""
    counting = Counting(world.store)
    app = make_app(counting, world.links, background(), lambda: NOON)  # type: ignore[arg-type]
    with Visitor(app) as visitor:
        assert [visitor.get(learned).status for _ in range(3)] == [200] * 3
    assert counting.read == 1


@pytest.mark.parametrize(
    ("count", "skip", "shown"),
    [
        (0, 0, (0, None, None)),
        (MAX_SHOWN, 0, (MAX_SHOWN, None, None)),
        (MAX_SHOWN, 5 * MAX_SHOWN, (MAX_SHOWN, None, None)),
        (MAX_SHOWN + 1, 0, (MAX_SHOWN, None, MAX_SHOWN)),
        (MAX_SHOWN + 1, MAX_SHOWN, (1, 0, None)),
        (MAX_SHOWN + 1, MAX_SHOWN - 1, (MAX_SHOWN, None, MAX_SHOWN)),
        (3 * MAX_SHOWN, MAX_SHOWN, (MAX_SHOWN, 0, 2 * MAX_SHOWN)),
    ],
)
def test_a_list_is_parted_into_pages(count: int, skip: int, shown: tuple[int, int | None, int | None]) -> None:
    part = part_of(range(count), skip)
    assert (len(part.entries), part.back, part.on) == shown


def test_the_reading_list_shows_what_was_saved_and_lets_it_go(world: World, visitor: Visitor) -> None:
    say(world, FeedbackKind.SAVE)
    page = visitor.get(world.links.settings(world.reader))
    assert page.page.select_one("#saved a[href^='https://arxiv.org/']").get_text() == "Colour Vision of Pigeons"  # type: ignore[union-attr]
    assert "are kept here" in visitor.press(page, "Take off the list").words


def test_what_was_learned_is_listed_and_undone(world: World, visitor: Visitor) -> None:
    say(world, FeedbackKind.LIKE)
    address = f"{world.links.settings(world.reader)}/learned"
    page = visitor.get(address)
    assert "you liked" in page.words
    assert page.page.select(".lessons li")
    undone = visitor.press(page, "Undo")
    assert "Taken back." in undone.words
    assert not undone.page.select(".lessons li")
    assert visitor.post(address, do="undo", number="4711").status == 404


def test_a_muted_word_that_is_not_understood_any_more_is_shown_and_can_be_taken_back(
    world: World, visitor: Visitor
) -> None:
    said = Feedback(
        profile=world.profile.name, kind=FeedbackKind.MUTE, subject='(sea gull "', at=NOON, reader=world.reader.number
    )
    with world.store.writing() as catalog:
        catalog.give_feedback(said)
    page = visitor.get(world.links_of_all_pages()["learned"])
    assert 'You muted (sea gull " (not used: it cannot be understood any more)' in page.words
    assert visitor.get(world.links_of_all_pages()["view"]).status == 200
    assert "sea gull" not in visitor.press(page, "Undo").words
