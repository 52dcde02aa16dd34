"""A paper of a digest as it is printed, marked where it matched."""

from hypothesis import given, settings

from bot.core.digest import DigestItem
from bot.core.matching.types import Field, Form, Place
from bot.render.views import view_of
from bot.render.words import Run, text_of
from store.records import Counts
from tests.bot.render.digests import ABSTRACT, chosen, hostile, hostile_text, matched, places
from tests.bot.render.digests import paper as a_paper
from tests.bot.render.digests import reason as a_reason


def marks(runs: tuple[Run, ...]) -> list[str]:
    return [run.text for run in runs if run.marked]


def test_only_the_place_that_counted_is_marked() -> None:
    shown = a_paper("Letters, letters", abstract="Letters again.")
    view = view_of(chosen(shown, a_reason("letters", 50.0, "letters", places=places("Letters, letters", "letters"))))
    assert marks(view.title) == ["letters"]
    assert not marks(view.abstract)


def test_what_was_found_without_a_place_marks_nothing() -> None:
    shown = view_of(chosen(a_paper("May pigeons fly?"), a_reason("May", 50.0, "May", field=Field.AUTHOR)))
    assert not marks(shown.title)


def test_scattered_words_are_all_marked_whichever_field_is_the_best() -> None:
    title, abstract = "Weak pigeons", "  Strong ones\n\n  generalise to weak   ones."
    found = (*places(title, "Weak"), *places(abstract, "Strong", "weak", field=Field.ABSTRACT))
    view = view_of(chosen(a_paper(title, abstract=abstract), a_reason("x", 9, form=Form.SCATTERED, places=found)))
    assert marks(view.title) == ["Weak"]
    assert marks(view.abstract) == marks(view.lead) == ["Strong", "weak"]


def test_marks_of_all_profiles_come_together() -> None:
    title = "Direct Letter Optimization"
    answers = (
        matched("post", a_reason("letter", 50.0, places=places(title, "Letter"))),
        matched("maths", a_reason("optimization", 45.0, places=places(title, "Optimization"))),
    )
    assert marks(view_of(DigestItem(a_paper(title), answers)).title) == ["Letter Optimization"]


def test_marks_go_with_the_part_of_the_abstract_they_stand_in() -> None:
    last = Place(Field.ABSTRACT, ABSTRACT.rindex("untrained"), ABSTRACT.rindex("untrained") + len("untrained"))
    found = (*places(ABSTRACT, "red before blue", field=Field.ABSTRACT), last)
    view = view_of(chosen(a_paper(abstract=ABSTRACT), a_reason("x", places=found)))
    assert marks(view.lead) == ["red before blue"]
    assert marks(view.rest) == ["untrained"]
    assert marks(view.abstract) == ["red before blue", "untrained"]


def test_a_title_that_is_cut_keeps_its_marks() -> None:
    title = "\x00 pigeon " + "letters " * 100
    view = view_of(chosen(a_paper(title), a_reason(places=(*places(title, "pigeon"), Place(Field.TITLE, 700, 707)))))
    assert marks(view.title) == ["pigeon"]
    assert text_of(view.title).endswith("letters…")
    assert (
        text_of(view_of(chosen(a_paper(" \x00 "), a_reason(places=(Place(Field.TITLE, 0, 3),)))).title) == "(no title)"
    )


def test_facts_stand_in_one_order() -> None:
    shown = a_paper(
        authors=("Ada",),
        organization="The Loft",
        published="2025-07-25",
        listed="2025-07-28",
        version=2,
        counts=Counts(upvotes=12),
        sources=("arxiv", "huggingface"),
    )
    facts = ("Ada", "The Loft", "25 Jul 2025", "version 2", "12 upvotes", "from arxiv and huggingface")
    assert view_of(chosen(shown)).facts == facts


def test_the_beginning_and_the_rest_make_the_abstract() -> None:
    view = view_of(chosen(a_paper(abstract=ABSTRACT)))
    lead, rest = ("".join(run.text for run in part) for part in (view.lead, view.rest))
    assert f"{lead} {rest}" == ABSTRACT.strip()
    assert lead.endswith(".")
    assert view.beginning == f"{lead} …"


def test_a_short_abstract_is_not_folded() -> None:
    view = view_of(chosen(a_paper(abstract=ABSTRACT[:400])))
    assert not view.rest
    assert view.beginning == ABSTRACT[:400].strip()


@given(hostile_text)
@settings(max_examples=40)
def test_everything_in_a_view_is_bounded_and_clean(text: str) -> None:
    view = view_of(hostile(text * 20).items[0])
    words = [*view.facts, view.whys[0].profile, view.whys[0].labels[0].keyword]
    assert all(word.isprintable() or not word.isascii() for word in words)
    assert sum(len(run.text) for run in view.title) <= 402
    assert max(map(len, words)) < 400
    assert all(link.address.isascii() and link.address.startswith("https://") for link in view.links)


def test_the_second_profile_has_its_own_reasons() -> None:
    both = DigestItem(a_paper(), (matched("post", a_reason()), matched("birds", a_reason("pigeons", 50.0))))
    assert [(why.profile, why.score) for why in view_of(both).whys] == [("post", "61.4"), ("birds", "50")]
