"""Feedback: shown first, said by a button, undone by another."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.app.feedback import reading_list
from store.profiles import Feedback, FeedbackKind
from tests.bot.web.site_world import NOON, Visitor, World

PAPER = "arxiv:2611.00001"
BUTTONS = {
    FeedbackKind.LIKE: "More like this",
    FeedbackKind.DISLIKE: "Less like this",
    FeedbackKind.SAVE: "Save it",
    FeedbackKind.HIDE: "Hide it",
}


def said(world: World) -> list[Feedback]:
    with world.store.reading() as catalog:
        return list(catalog.feedback(reader=world.reader.number))


def link(world: World, kind: FeedbackKind, subject: str) -> str:
    return world.links.feedback(world.reader, world.profile.number, kind, subject)


@pytest.mark.parametrize(("kind", "button"), BUTTONS.items())
def test_a_paper_is_judged_by_the_button_and_it_can_be_undone(
    world: World, visitor: Visitor, kind: FeedbackKind, button: str
) -> None:
    question = visitor.get(link(world, kind, PAPER))
    assert "Pigeons Sort Letters by Colour" in question.words
    assert said(world) == []
    answer = visitor.press(question, button)
    assert [(each.kind, each.subject, each.profile) for each in said(world)] == [(kind, PAPER, "birds")]
    undone = visitor.press(answer, "Undo")
    assert undone.heading == "Taken back"
    assert said(world) == []
    assert visitor.press(answer, "Undo").heading == "Taken back"


@pytest.mark.parametrize(
    ("before", "then"),
    [
        ((FeedbackKind.SAVE,), FeedbackKind.HIDE),
        ((FeedbackKind.LIKE, FeedbackKind.SAVE), FeedbackKind.HIDE),
        ((FeedbackKind.DISLIKE,), FeedbackKind.LIKE),
        ((FeedbackKind.HIDE,), FeedbackKind.SAVE),
    ],
)
def test_undone_at_once_everything_is_as_it_was_said_before(
    world: World, visitor: Visitor, before: tuple[FeedbackKind, ...], then: FeedbackKind
) -> None:
    for kind in before:
        visitor.press(visitor.get(link(world, kind, PAPER)), BUTTONS[kind])
    stood, world.now = said(world), NOON + timedelta(days=1)
    answer = visitor.press(visitor.get(link(world, then, PAPER)), BUTTONS[then])
    assert [each.kind for each in said(world)] == [then]
    undone = visitor.press(answer, "Undo")
    assert "what you had said of the paper before counts again" in undone.words
    assert [replace(each, number=0) for each in said(world)] == [replace(each, number=0) for each in stood]
    visitor.press(answer, "Undo")
    assert len(said(world)) == len(before)


def test_undoing_says_again_nothing_that_was_taken_back_for_itself(world: World, visitor: Visitor) -> None:
    saved = visitor.press(visitor.get(link(world, FeedbackKind.SAVE, PAPER)), "Save it")
    visitor.press(saved, "Undo")
    hidden = visitor.press(visitor.get(link(world, FeedbackKind.HIDE, PAPER)), "Hide it")
    visitor.press(hidden, "Undo")
    assert said(world) == []


def test_only_what_a_reaction_can_have_replaced_stands_again(world: World, visitor: Visitor) -> None:
    """Whatever a form names."""
    muted = visitor.press(visitor.get(link(world, FeedbackKind.MUTE, "surveys")), "Mute it")
    visitor.press(muted, "Undo")
    hidden = visitor.press(visitor.get(link(world, FeedbackKind.HIDE, PAPER)), "Hide it")
    visitor.press(hidden, "Undo", replaced=["1", "2", "4711", "x"])
    assert said(world) == []


def test_what_is_restored_has_its_old_place_on_the_reading_list(world: World, visitor: Visitor) -> None:
    for day, number in enumerate((1, 2), start=1):
        world.now = NOON + timedelta(days=day)
        visitor.press(visitor.get(link(world, FeedbackKind.SAVE, f"arxiv:2611.0000{number}")), "Save it")
    visitor.press(visitor.press(visitor.get(link(world, FeedbackKind.HIDE, PAPER)), "Hide it"), "Undo")
    assert [each.feedback.subject for each in reading_list(world.store)] == ["arxiv:2611.00002", PAPER]


def test_every_page_about_readers_papers_leads_to_following(world: World, visitor: Visitor) -> None:
    for name in ("view", "settings", "learned"):
        page = visitor.get(world.links_of_all_pages()[name])
        (way,) = {str(each["href"]) for each in page.page.select("a") if each.get_text().startswith("Follow an")}
        answer = visitor.press(visitor.get(way), "Follow", subject="Ben Rook")
        assert answer.heading == "Followed"
    assert [each.subject for each in said(world)] == ['author:"Ben Rook"']


def test_saying_it_twice_is_saying_it_once(world: World, visitor: Visitor) -> None:
    question = visitor.get(link(world, FeedbackKind.LIKE, PAPER))
    visitor.press(question, "More like this")
    assert "You had said so before." in visitor.press(question, "More like this").words
    assert len(said(world)) == 1


def test_muting_asks_for_the_word(world: World, visitor: Visitor) -> None:
    question = visitor.get(link(world, FeedbackKind.MUTE, ""))
    assert question.page.select_one("input[name=subject]")
    answer = visitor.press(question, "Mute it", subject="surveys")
    assert (answer.heading, "surveys" in answer.words) == ("Muted", True)
    assert [(each.kind, each.subject) for each in said(world)] == [(FeedbackKind.MUTE, "surveys")]


@pytest.mark.parametrize(
    ("word", "says"),
    [("pigeon", "is a keyword"), ("the", "nearly every paper"), ('"open', "never closed"), ("", "no keyword")],
)
def test_what_cannot_be_muted_is_refused_in_place_and_kept(
    world: World, visitor: Visitor, word: str, says: str
) -> None:
    answer = visitor.post(link(world, FeedbackKind.MUTE, ""), subject=word)
    assert answer.status == 400
    wrong = answer.page.select_one("input[aria-invalid]")
    assert wrong is not None
    assert wrong["value"] == word
    assert says in answer.words
    assert said(world) == []


def test_a_word_in_the_link_is_muted_as_it_is(world: World, visitor: Visitor) -> None:
    visitor.press(visitor.get(link(world, FeedbackKind.MUTE, "surveys")), "Mute it")
    refused = visitor.press(visitor.get(link(world, FeedbackKind.MUTE, "pigeon")), "Mute it")
    assert (refused.status, "is a keyword" in refused.words) == (400, True)
    assert [each.subject for each in said(world)] == ["surveys"]


def test_an_author_is_followed(world: World, visitor: Visitor) -> None:
    visitor.press(visitor.get(link(world, FeedbackKind.FOLLOW, "Ada Dove")), "Follow")
    assert [each.subject for each in said(world)] == ['author:"Ada Dove"']


def test_a_paper_that_is_gone_cannot_be_judged(world: World, visitor: Visitor) -> None:
    gone = link(world, FeedbackKind.LIKE, "arxiv:9999.99999")
    assert "not known here any more" in visitor.get(gone).words
    assert visitor.post(gone).status == 404
    assert said(world) == []


def test_nobody_undoes_what_another_said(world: World, visitor: Visitor) -> None:
    visitor.press(visitor.get(link(world, FeedbackKind.LIKE, PAPER)), "More like this")
    number = said(world)[0].number
    with world.store.writing() as catalog:
        stranger = catalog.save_reader(replace(world.reader, name="Eve", number=0))
        profile = catalog.save_profile(replace(world.profile, number=0, reader=stranger.number))
    visitor.post(
        world.links.feedback(stranger, profile.number, FeedbackKind.LIKE, PAPER), do="undo", number=str(number)
    )
    assert [each.number for each in said(world)] == [number]
    mixed = world.links.feedback(stranger, world.profile.number, FeedbackKind.LIKE, PAPER)
    assert visitor.get(mixed).status == 404
